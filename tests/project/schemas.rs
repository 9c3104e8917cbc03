//! The JSON Schemas of `schemas/` are what the program prints, and what it reads and writes fits them.
//!
//! `UPDATE=1 cargo test --test project` rewrites them.

use super::fixture::Fixture;
use super::table::{keep, printed};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(subject: &str) -> Value {
    serde_json::from_str(&printed(&["generate", "schema", subject], 0)).unwrap()
}

fn validator(subject: &str) -> Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema(subject)).unwrap()
}

/// Everything that is wrong with a document.
fn faults(validator: &Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_schemas_are_current_and_well_formed() {
    for subject in ["config", "report", "snapshot", "trace"] {
        let text = printed(&["generate", "schema", subject], 0);
        let schema: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{subject}: {error}"));
        keep(&root().join("schemas").join(format!("{subject}.json")), &text);
    }
}

#[test]
fn every_member_is_described() {
    fn walk(schema: &Value, path: &str, silent: &mut Vec<String>) {
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            // Formats, and what stands in place of a fact, are described where they are listed.
            let stands_for_itself = path.ends_with("outputs") || name == "Unread";
            if member["description"].as_str().is_none_or(str::is_empty) && !stands_for_itself {
                silent.push(format!("{path}.{name}"));
            }
            walk(member, &format!("{path}.{name}"), silent);
        }
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            walk(definition, name, silent);
        }
    }
    for subject in ["config", "report", "snapshot", "trace"] {
        let mut silent = Vec::new();
        walk(&schema(subject), subject, &mut silent);
        assert!(silent.is_empty(), "{silent:?}");
    }
}

#[test]
fn every_snapshot_fits() {
    let validator = validator("snapshot");
    for fixture in Fixture::all() {
        let whole = fixture.document();
        assert_eq!(faults(&validator, &whole), [""; 0], "{}", fixture.path.display());
        let written = serde_json::to_value(fixture.snapshot()).unwrap();
        assert_eq!(faults(&validator, &written), [""; 0], "as written: {}", fixture.path.display());
    }
    for name in ["healthy.json", "demo/broken-pool.json"] {
        let text = std::fs::read_to_string(root().join("fixtures").join(name)).unwrap();
        assert_eq!(faults(&validator, &serde_json::from_str(&text).unwrap()), [""; 0], "{name}");
    }
}

#[test]
fn what_is_no_snapshot_does_not_fit() {
    let validator = validator("snapshot");
    let pool = || json!({"UserPool": {"Id": "us-east-1_A"}, "MfaConfig": {}});
    assert!(validator.is_valid(&pool()));
    for (pointer, value) in [
        ("/UserPool", json!(7)),
        ("/UserPool", json!({"Unread": {"Code": "AccessDenied"}})),
        ("/Clients", json!([7])),
        ("/SmsRole", json!([])),
        ("/Ses", json!({"Identities": []})),
        ("/SnapshotVersion", json!("1")),
    ] {
        let mut wrong = pool();
        wrong[&pointer[1..]] = value.clone();
        assert!(!validator.is_valid(&wrong), "{pointer}: {value}");
    }
    assert!(!validator.is_valid(&json!({"UserPool": {}})), "MfaConfig is indispensable");
}

/// The report on a snapshot, given on standard input.
fn report(args: &[&str], input: &str) -> Value {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mfa-doctor"))
        .args(["check", "--snapshot", "-", "--format", "json"])
        .args(args)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn every_report_fits() {
    let validator = validator("report");
    let demo = std::fs::read_to_string(root().join("fixtures/demo/broken-pool.json")).unwrap();
    assert_eq!(faults(&validator, &report(&[], &demo)), [""; 0]);
    // A report that has all of it: what is suppressed, graded, remarked on.
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("c.toml");
    let text = "severity = { CLI001 = \"error\" }\n\
                [[suppressions]]\nrule = \"SMS002\"\nresource = \"*\"\nreason = \"r\"\nuntil = 9999-12-31\n\
                [[suppressions]]\nrule = \"SMS002\"\nresource = \"*\"\nreason = \"r\"\nuntil = 2001-01-01\n";
    std::fs::write(&config, text).unwrap();
    let rich = report(&["--config", config.to_str().unwrap(), "--require", "email"], &demo);
    assert_eq!(faults(&validator, &rich), [""; 0]);
    assert_eq!(rich["notices"][0]["kind"], "suppression-expired");
    assert_eq!(rich["summary"]["suppressed"], 1);
    // One of the fixtures of each rule, users among them.
    let mut seen = std::collections::BTreeSet::new();
    for fixture in Fixture::all() {
        if seen.insert(fixture.folder()) {
            let found = report(&[], &fixture.document().to_string());
            assert_eq!(faults(&validator, &found), [""; 0], "{}", fixture.path.display());
        }
    }
    let mut wrong = rich;
    wrong["pools"][0]["findings"][0]["severity"] = "fatal".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn reports_of_recordings_fit_their_schema() {
    let validator = validator("trace");
    let trail = serde_json::json!({"cloudtrail": [
        {"at": 0, "eventName": "InitiateAuth", "requestParameters": {"clientId": "1example23456789012345abcd"},
         "errorCode": "NotAuthorizedException", "errorMessage": "Incorrect username or password."}]});
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trail.json");
    std::fs::write(&file, super::recording::text(&trail)).unwrap();
    for recording in ["fixtures/demo/login.har", file.to_str().unwrap()] {
        for pool in [&[][..], &["--snapshot", "fixtures/healthy.json"]] {
            let text = printed(&[&["trace", recording, "--format", "json"], pool].concat(), 1);
            assert_eq!(
                faults(&validator, &serde_json::from_str(&text).unwrap()),
                Vec::<String>::new(),
                "{text}"
            );
        }
    }
}
