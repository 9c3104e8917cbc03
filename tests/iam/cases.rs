//! Every case in `fixtures/iam/`: a line of the evaluator's own format, with the answer it must get.
//!
//! `expect` holds the whole answer but its words; `says` the parts of the reason that must be there;
//! `source` where the case comes from.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mfa_doctor::iam::lines;
use serde_json::Value;

#[test]
fn every_case_gets_its_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/iam");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut wrong, mut ids) = (Vec::new(), BTreeSet::new());
    for file in files {
        for line in fs::read_to_string(&file).unwrap().lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let id = case["id"].as_str().unwrap().to_owned();
            assert!(!case["source"].as_str().unwrap().is_empty(), "{id} has no source");
            wrong.extend(differences(line, &case).map(|difference| format!("{id}: {difference}")));
            assert!(ids.insert(id.clone()), "{id} stands twice");
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), ids.len(), wrong.join("\n"));
    assert!(ids.len() >= 150, "only {} cases", ids.len());
}

fn differences(line: &str, case: &Value) -> Option<String> {
    let got = lines::answer(line.as_bytes());
    for (part, expected) in case["expect"].as_object().unwrap() {
        if &got[part] != expected {
            return Some(format!("{part}: expected {expected}, got {}\n    {}", got[part], got["reason"]));
        }
    }
    let reason = got["reason"].as_str().unwrap();
    let mut says = case["says"].as_array().into_iter().flatten().map(|s| s.as_str().unwrap());
    says.find(|words| !reason.contains(words)).map(|words| format!("does not say {words:?}: {reason}"))
}

#[test]
fn lines_that_cannot_be_read_are_errors() {
    for line in [
        "",
        "{",
        "[]",
        "null",
        r#"{"id": 1}"#,
        r#"{"id": 1, "request": {"action": 5}}"#,
        r#"{"id": 1, "request": {"action": "sns:Publish", "context": []}}"#,
        r#"{"id": 1, "request": {"action": "sns:Publish", "context": {"a": {}}}}"#,
        r#"{"id": 1, "request": {"action": "sns:Publish", "context": {"a": [["b"]]}}}"#,
        r#"{"id": 1, "request": {"action": "sns:Publish"}, "identityPolicies": {}}"#,
        r#"{"id": 1, "request": {"action": "sns:Publish"}, "scps": [{}]}"#,
        r#"{"id": 1, "request": {"action": "sts:AssumeRole"}, "resourcePolicy": {"Statement": []}}"#,
    ] {
        let got = lines::answer(line.as_bytes());
        assert_eq!(got["decision"], "error", "{line}");
        assert_ne!(got["reason"], "", "{line}");
    }
    let nested = format!(r#"{{"id": "deep", "identityPolicies": [{}{}]}}"#, "[".repeat(500), "]".repeat(500));
    let got = lines::answer(nested.as_bytes());
    assert_eq!((&got["id"], &got["decision"]), (&"deep".into(), &"error".into()));
    assert_eq!(lines::answer(b"\xff")["decision"], "error");
    assert_eq!(lines::answer(&b"[".repeat(1_000_000))["decision"], "error");
}
