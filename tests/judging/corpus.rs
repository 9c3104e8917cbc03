//! What the fuzzer starts from and what it ever found, replayed: `fixtures/fuzz` has a folder for each of its targets.

#[path = "../../fuzz/cases/mod.rs"]
mod cases;

use cases::mutate::input;
use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The inputs of a target, in order of their names.
fn inputs(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fuzz").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut inputs: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    assert!(inputs.len() >= 20, "{} holds {} inputs", folder.display(), inputs.len());
    inputs
}

/// Runs a target on its inputs. A build without optimisation on a busy machine takes its time, but never
/// this long.
fn replay(target: &str) {
    let (_, run) = cases::TARGETS.into_iter().find(|(name, _)| *name == target).unwrap();
    for path in inputs(target) {
        let data = fs::read(&path).unwrap();
        let start = Instant::now();
        assert!(catch_unwind(|| run(&data)).is_ok(), "{} fails, as said above", path.display());
        assert!(start.elapsed() < Duration::from_secs(60), "{} is slow", path.display());
    }
}

#[test]
fn configurations_and_requests_are_heeded_or_refused() {
    replay("configuration");
}

#[test]
fn errors_are_recognised_however_the_text_is_cut() {
    replay("error");
}

#[test]
fn policies_are_answered_without_contradiction() {
    replay("policy");
}

#[test]
fn recordings_say_the_same_however_they_are_written() {
    replay("recording");
}

#[test]
fn snapshots_are_judged_and_written_alike_in_every_format() {
    replay("snapshot");
}

#[test]
fn tokens_are_found_and_never_shown() {
    replay("token");
}

#[test]
fn every_target_has_a_program_inputs_and_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = |folder: &str| -> BTreeSet<String> {
        let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
        fs::read_dir(root.join(folder)).unwrap().map(|entry| stem(entry.unwrap().path())).collect()
    };
    let targets: BTreeSet<String> = cases::TARGETS.into_iter().map(|(name, _)| name.to_owned()).collect();
    for folder in ["fixtures/fuzz", "fuzz/fuzz_targets", "fuzz/dictionaries"] {
        assert_eq!(names(folder), targets, "{folder}");
    }
    let manifest = fs::read_to_string(root.join("fuzz/Cargo.toml")).unwrap();
    for target in targets {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{target}.rs\"")), "{target}");
    }
}

#[test]
fn what_is_changed_at_random_is_still_json() {
    const ROOM: usize = 16 * 1024;
    let mut changed = 0;
    for path in inputs("snapshot").into_iter().step_by(5) {
        let text = fs::read(&path).unwrap();
        let is_json = |text: &[u8]| serde_json::from_slice::<serde_json::Value>(text).is_ok();
        for seed in 0..20 {
            let mut data = text.clone();
            data.resize(ROOM, 0);
            // In the place of the fuzzer, one that changes nothing.
            let length = input(&mut data, text.len(), ROOM, seed, |_, size, _| size);
            assert_eq!(is_json(&data[..length]), is_json(&text), "{} by {seed}", path.display());
            changed += usize::from(data[..length] != text);
        }
    }
    assert!(changed > 50, "{changed}");
}
