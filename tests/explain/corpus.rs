//! Lines and logs as they look in the field, each with the error that it holds.

use mfa_doctor::catalog;
use mfa_doctor::explain::{Recognition, recognise};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/errors")
}

fn lines() -> Vec<Value> {
    let text = fs::read_to_string(folder().join("lines.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The ids that a line accepts as its best match; empty where nothing must match.
fn expected(line: &Value) -> Vec<&str> {
    match &line["ids"] {
        Value::Array(ids) => ids.iter().filter_map(Value::as_str).collect(),
        _ => line["id"].as_str().into_iter().collect(),
    }
}

fn found(recognition: &Recognition) -> Vec<(&str, &str)> {
    recognition.errors.iter().map(|met| (met.error.id, met.matched.as_str())).collect()
}

#[test]
fn every_line_holds_the_error_that_it_is_known_for() {
    let mut wrong = Vec::new();
    for line in lines() {
        let text = line["text"].as_str().unwrap();
        let recognition = recognise(text);
        let ids = expected(&line);
        let right = match recognition.errors.first() {
            None => ids.is_empty(),
            Some(best) => ids.contains(&best.error.id) && line["match"] == best.matched.as_str(),
        };
        if !right {
            wrong.push(format!("{text}\n  want {ids:?} {}, got {:?}", line["match"], found(&recognition)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_lines_cover_the_catalogue() {
    let lines = lines();
    let named: BTreeSet<&str> = lines.iter().flat_map(expected).collect();
    let missing: Vec<&str> = catalog::all().map(|error| error.id).filter(|id| !named.contains(id)).collect();
    assert!(missing.is_empty(), "no line for {missing:?}");
    let unknown: Vec<&&str> = named.iter().filter(|id| catalog::by_id(id).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert!(lines.iter().filter(|line| !expected(line).is_empty()).count() >= 150);
    assert!(lines.iter().filter(|line| expected(line).is_empty()).count() >= 40);
}

#[test]
fn a_log_holds_each_error_once_with_its_count() {
    let mut logs = 0;
    for entry in fs::read_dir(folder().join("logs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "log") {
            continue;
        }
        logs += 1;
        let recognition = recognise(&fs::read_to_string(&path).unwrap());
        let got: BTreeSet<(String, u64)> =
            recognition.errors.iter().map(|met| (met.error.id.to_owned(), met.count)).collect();
        let answer: Value =
            serde_json::from_str(&fs::read_to_string(path.with_extension("json")).unwrap()).unwrap();
        let want: BTreeSet<(String, u64)> = answer["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| (error["id"].as_str().unwrap().to_owned(), error["count"].as_u64().unwrap()))
            .collect();
        assert_eq!(got, want, "{}", path.display());
    }
    assert!(logs >= 3);
}

#[test]
fn what_is_cut_off_is_named_as_near_and_not_as_found() {
    let recognition = recognise("Role does not have a trust relationship allowing Cognito to assu");
    assert!(recognition.errors.is_empty());
    assert_eq!(recognition.unrecognised, 1);
    assert_eq!(recognition.nearest[0].id, "sms-role-not-trusting");
}
