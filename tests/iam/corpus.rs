//! What the fuzzer starts from, replayed: `fixtures/fuzz` holds policy documents and cases of every form.

#[path = "../../fuzz/case.rs"]
mod case;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

#[test]
fn every_input_is_answered_without_contradiction_and_at_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fuzz");
    let mut inputs = 0;
    for entry in fs::read_dir(folder).expect("the corpus") {
        let path = entry.expect("an entry").path();
        let start = Instant::now();
        case::run(&fs::read(&path).expect("an input"));
        assert!(start.elapsed() < Duration::from_secs(2), "{} is slow", path.display());
        inputs += 1;
    }
    assert!(inputs >= 20, "{inputs}");
}
