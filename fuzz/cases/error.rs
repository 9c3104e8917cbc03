//! One input of the fuzzer: the text of an error, or a log.

use super::{COMMON, FAULTY, SOUND, choice, shown};
use mfa_doctor::commands::explain::explained;
use mfa_doctor::explain::{Recognition, Scanner, recognise};
use mfa_doctor::report::AnswerFormat;

/// What a page of the scanner holds.
const PAGE: usize = 256 * 1024;

/// Panics where the answer hangs on how the text was cut, or is not well formed.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let whole = recognise(&text);
    assert_eq!(told(&cut(&text, choice(data, 61) + 1)), told(&whole), "in pieces");
    if choice(data, 16) == 0 && text.len() < 4096 {
        let before = PAGE - choice(data, 4096);
        let behind = format!("{}\n\n{text}", "-\n".repeat(before / 2));
        let (behind, whole) = (recognise(&behind), &whole);
        assert_eq!(behind.errors.is_empty(), whole.errors.is_empty(), "behind much else");
        let told = |recognition: &Recognition| told(recognition).0;
        assert_eq!(told(&behind), told(whole), "behind much else");
    }
    for recognised in &whole.errors {
        assert!(recognised.count > 0 && whole.nearest.is_empty());
    }
    assert!(!whole.errors.is_empty() || whole.unrecognised > 0);
    let pool = [None, Some(&*SOUND), Some(&*FAULTY)][choice(data, 3)];
    let answer = explained(whole.clone(), pool.cloned(), &COMMON).expect("a pool");
    assert_eq!(answer.errors.len(), whole.errors.len());
    for format in AnswerFormat::ALL {
        let text = shown::written(|out| answer.render(format, shown::LOOKS[choice(data, 2)], out));
        shown::plain(format.as_str(), &text);
        if format == AnswerFormat::Json {
            let errors = &shown::json(&text)["errors"];
            assert_eq!(errors.as_array().map(Vec::len), Some(whole.errors.len()));
        }
    }
}

/// What was recognised, in a form that can be compared.
fn told(recognition: &Recognition) -> (Vec<String>, u64, Vec<&'static str>) {
    let errors = recognition.errors.iter().map(|it| {
        let seen_in = it.seen_in.join(",");
        format!("{} {} {} {seen_in}", it.error.id, it.matched.as_str(), it.count)
    });
    let nearest = recognition.nearest.iter().map(|error| error.id);
    (errors.collect(), recognition.unrecognised, nearest.collect())
}

/// The same in pieces of so many bytes.
fn cut(text: &str, piece: usize) -> Recognition {
    let mut scanner = Scanner::default();
    text.as_bytes().chunks(piece).for_each(|piece| scanner.push(piece));
    scanner.finish()
}
