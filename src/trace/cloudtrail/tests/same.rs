//! The fast way finds what the slow way does.

use super::generated::{Dice, record, write};
use super::{Found, Reader, Trail, gzip, read, read_all};
use crate::trace::cloudtrail::scan::{Part, Scanner};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What a parser that reads all of each record finds.
fn slowly(records: &[Value]) -> Found {
    let mut trail = Trail::default();
    for record in records {
        let text = record.to_string();
        let raw = serde_json::from_str(&text).unwrap();
        trail.take(&raw).unwrap_or_else(|what| trail.skip("file 0", what));
    }
    trail.finish()
}

/// Without what only a reader of files counts.
fn bare(mut found: Found) -> Found {
    (found.files, found.bytes, found.records) = (0, 0, 0);
    found
}

/// A text that holds `records` in one of the forms, and its name.
fn file(dice: &mut Dice, records: &[Value]) -> (String, &'static str) {
    let style = dice.below(3);
    let mut out = String::new();
    let name = match dice.below(7) {
        0 => {
            write(dice, &json!(records), style, &mut out);
            "list"
        }
        1 => {
            for record in records {
                write(dice, record, style, &mut out);
                out.push_str(if style == 0 { "\n" } else { "\r\n\n" });
            }
            "lines"
        }
        2 => {
            let events: Vec<_> = records.iter().map(|record| {
                let mut text = String::new();
                write(dice, record, style, &mut text);
                json!({"EventId": "x", "EventSource": "cognito-idp.amazonaws.com", "CloudTrailEvent": text})
            }).collect();
            let style = dice.below(3);
            write(dice, &json!({"Events": events, "NextToken": "x"}), style, &mut out);
            "lookup"
        }
        3 => {
            let texts: Vec<_> = records.iter().map(Value::to_string).collect();
            // A list without texts is none of them.
            write(dice, &json!(texts), style, &mut out);
            "texts"
        }
        4 => {
            let events: Vec<_> =
                records.iter().map(|record| json!({"message": record.to_string()})).collect();
            let style = dice.below(2);
            write(dice, &json!({"events": events}), style, &mut out);
            "logs"
        }
        _ => {
            write(dice, &json!({"Records": records}), style, &mut out);
            "records"
        }
    };
    (out, name)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fast_and_slow_agree(seed: u64, count in 1_usize..30) {
        let mut dice = Dice::new(seed);
        let records: Vec<_> = (0..count).map(|id| record(&mut dice, id)).collect();
        let (text, form) = file(&mut dice, &records);
        let expected = slowly(&records);
        prop_assert_eq!(bare(read(text.as_bytes())), bare(expected.clone()), "{}: {}", form, text);
        prop_assert_eq!(bare(read(&gzip(text.as_bytes()))), bare(expected), "{}, packed: {}", form, text);
    }

    #[test]
    fn where_a_file_is_cut_does_not_matter(seed: u64, count in 1_usize..12) {
        let mut dice = Dice::new(seed);
        let records: Vec<_> = (0..count).map(|id| record(&mut dice, id)).collect();
        let mut text = String::new();
        let style = dice.below(3);
        write(&mut dice, &json!({"Records": records}), style, &mut text);
        let bytes = text.as_bytes();
        let (mut scanner, mut trail) = (Scanner::default(), Trail::default());
        let (mut start, mut end, mut scanned) = (0, 0, 0);
        while end < bytes.len() {
            end = bytes.len().min(end + 1 + dice.below(400));
            let part = Part { buf: &bytes[start..end], from: scanned - start, is_last: end == bytes.len() };
            let progress = scanner.scan(part, &mut trail, "file 0");
            scanned = start + progress.scanned;
            // Longer than any record here.
            start = (start + progress.needed).min(scanned.saturating_sub(8000)).max(start);
        }
        prop_assert_eq!(bare(trail.finish()), bare(slowly(&records)), "{}", text);
    }

    #[test]
    fn who_reads_what_does_not_matter(seed: u64, count in 1_usize..60, threads in 1_usize..5) {
        let mut dice = Dice::new(seed);
        let files: Vec<_> = (0..8).map(|number| {
            // Some events come twice.
            let records: Vec<_> = (0..count / 8 + 1)
                .map(|id| (id + number * 5) % count)
                .map(|id| record(&mut Dice::new(seed ^ (id as u64) << 32), id))
                .collect();
            file(&mut dice, &records).0
        }).collect();
        let bytes: Vec<_> = files.iter().map(String::as_bytes).collect();
        let mut backwards = bytes.clone();
        backwards.reverse();
        let mut whole = Trail::default();
        let others: Vec<_> = (0..threads).map(|thread| {
            let mut trail = whole.beside();
            let mut reader = Reader::default();
            for (number, file) in bytes.iter().enumerate().filter(|(number, _)| number % threads == thread) {
                reader.read(&mut trail, &format!("file {number}"), &mut &**file);
            }
            trail
        }).collect();
        others.into_iter().rev().for_each(|trail| whole.merge(trail));
        let together = whole.finish();
        prop_assert_eq!(&together, &read_all(&bytes));
        prop_assert_eq!(together.series, read_all(&backwards).series);
    }
}
