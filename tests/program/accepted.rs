//! Findings that are known: suppressions, severities and baselines.

use crate::config::Place;
use serde_json::{Value, json};
use std::fs;

const JSON: &[&str] = &["--format", "json"];

const ROLE: &str = "arn:aws:iam::111122223333:role/service-role/shop-sms";

fn findings(report: &Value) -> Vec<(String, String)> {
    let findings = report["pools"][0]["findings"].as_array().unwrap().iter();
    let of = |finding: &Value| {
        let by = finding["suppressed"]["by"].as_str().unwrap_or_default();
        (finding["rule"].as_str().unwrap().to_owned(), by.to_owned())
    };
    findings.map(of).collect()
}

fn pair(rule: &str, by: &str) -> (String, String) {
    (rule.to_owned(), by.to_owned())
}

fn kinds(report: &Value) -> Vec<&str> {
    report["notices"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|notice| notice["kind"].as_str().unwrap())
        .collect()
}

fn suppression(rule: &str, resource: &str, until: &str) -> String {
    format!(
        "[[suppressions]]\nrule = \"{rule}\"\nresource = \"{resource}\"\n\
         reason = \"known, ::error:: \\u001b[31m | <b>\"\n{until}\n"
    )
}

#[test]
fn what_is_suppressed_is_told_and_fails_no_run() {
    let place = Place::new();
    place.write("mfa-doctor.toml", &suppression("SMS002", "arn:aws:iam::*:role/*", "until = 9999-12-31"));
    let (code, report, _) = place.check(".", &[], JSON);
    assert_eq!(code, 0);
    assert_eq!(findings(&report), [pair("CLI001", ""), pair("SMS002", "configuration")]);
    let suppressed = &report["pools"][0]["findings"][1]["suppressed"];
    assert_eq!((&suppressed["until"], &report["summary"]["suppressed"]), (&json!("9999-12-31"), &json!(1)));
    assert_eq!(report["summary"]["error"], 0);
    assert_eq!(report["pools"][0]["factors"]["sms"]["verdict"], "blocked", "no verdict changes");
    assert_eq!(kinds(&report), [""; 0]);
    let output = place.run(".", &[], &["check", "--snapshot", "pool.json"]);
    let table = String::from_utf8(output.stdout).unwrap();
    let last = "by        the configuration until 9999-12-31: known, \\u{3a}:error:: \\u{1b}[31m | <b>";
    for words in ["suppressed error SMS002", last, "1 suppressed", "BLOCKED"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    assert!(table.find("warning CLI001") < table.find("suppressed error SMS002"), "{table}");
}

#[test]
fn a_suppression_that_ended_or_fits_nothing_is_remarked_on() {
    let place = Place::new();
    let text = suppression("SMS002", "arn:aws:iam::*:role/*", "until = \"2001-01-01\"")
        + &suppression("SMS001", ROLE, "")
        + &suppression("SMS001", "arn:aws:iam::111122223333:role/of-another-pool", "")
        + &suppression("SMS015", "*", "")
        + &suppression("USR001", "*", "");
    place.write("mfa-doctor.toml", &text);
    let (code, report, _) = place.check(".", &[], JSON);
    assert_eq!(code, 1, "it no longer holds");
    assert_eq!(kinds(&report), ["suppression-expired", "suppression-unmatched"], "{}", report["notices"]);
    let said = report["notices"][1]["message"].as_str().unwrap();
    assert_eq!(
        said,
        format!("mfa-doctor.toml:6: the suppression of SMS001 for {ROLE} fits no finding of this run")
    );
    let output = place.run(".", &[], &["check", "--snapshot", "pool.json"]);
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("set-up: mfa-doctor.toml:1: the suppression of SMS002"), "{table}");
    let (_, report, _) = place.check(".", &[], &["--select", "CLI", "--format", "json"]);
    assert_eq!(kinds(&report), ["suppression-expired"], "SMS001 did not run");
    let (_, report, _) =
        place.check(".", &[], &["--client", "1example23456789012345abcd", "--format", "json"]);
    assert_eq!(kinds(&report), ["suppression-expired"], "a part of the pool was left out");
}

#[test]
fn a_configured_severity_decides_the_exit_code_and_no_verdict() {
    let place = Place::new();
    place.write("mfa-doctor.toml", "[severity]\nSMS002 = \"note\"\nshort-challenge-session = \"error\"\n");
    let (code, report, _) = place.check(".", &[], JSON);
    assert_eq!(code, 1);
    assert_eq!(findings(&report)[0].0, "CLI001", "worst first");
    let found = &report["pools"][0]["findings"];
    assert_eq!((&found[1]["rule"], &found[1]["severity"]), (&json!("SMS002"), &json!("note")));
    assert_eq!(found[1]["own_severity"], "error");
    let sms = &report["pools"][0]["factors"]["sms"];
    assert_eq!((&sms["verdict"], &sms["blocked_by"]), (&json!("blocked"), &json!(["SMS002"])));
    let (code, _, _) = place.check(".", &[("MFA_DOCTOR_SEVERITY", "SMS002=note")], &[]);
    assert_eq!(code, 0, "a table replaces a table");
    let output = place.run(".", &[], &["check", "--snapshot", "pool.json"]);
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("graded    error by the configuration, warning by the rule"), "{table}");
}

#[test]
fn steps_of_what_is_accepted_are_not_restated_by_the_others() {
    let place = Place::new();
    let path = place.at("pool.json");
    let mut pool: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    pool["Clients"][0]["WriteAttributes"] = json!(["name"]);
    fs::write(&path, pool.to_string()).unwrap();
    let restated = |text: &str| {
        place.write("mfa-doctor.toml", text);
        let (_, report, said) = place.check(".", &[], JSON);
        let findings = report["pools"][0]["findings"].as_array().unwrap_or_else(|| panic!("{said}"));
        let other = findings.iter().find(|finding| finding["rule"] == "CLI005").unwrap();
        other["fix"]["steps"][0]["input"]["AuthSessionValidity"].clone()
    };
    assert_eq!(restated(""), 10, "CLI001 comes first, and is restated");
    assert_eq!(restated(&suppression("CLI001", "*", "")), 3, "it is accepted as it is");
}

#[test]
fn only_what_is_new_fails_beside_a_baseline() {
    let place = Place::new();
    let (code, report, said) = place.check(".", &[], &["--write-baseline", "known.json", "--format", "json"]);
    assert_eq!((code, said.as_str()), (0, "note: known.json holds 2 entries\n"), "{report}");
    let known: Value = serde_json::from_str(&fs::read_to_string(place.at("known.json")).unwrap()).unwrap();
    assert_eq!((&known["version"], known["entries"].as_array().unwrap().len()), (&json!(1), 2));
    assert_eq!(known["entries"][1]["resource"], ROLE);
    assert!(known["entries"][0].get("message").is_none());
    let with = ["--baseline", "known.json", "--format", "json"];
    let (code, report, _) = place.check(".", &[], &with);
    assert_eq!(code, 0);
    assert_eq!(findings(&report), [pair("SMS002", "baseline"), pair("CLI001", "baseline")]);
    assert_eq!(report["pools"][0]["factors"]["sms"]["verdict"], "blocked");
    let (code, report, _) = place.check(".", &[], &[&with[..], &["--require", "email"]].concat());
    assert_eq!(code, 1, "what is new fails");
    let new: Vec<_> = findings(&report).into_iter().filter(|(_, by)| by.is_empty()).collect();
    assert!(
        !new.is_empty() && new.iter().all(|(rule, _)| !["SMS002", "CLI001"].contains(&rule.as_str())),
        "{new:?}"
    );
    // What is mended is counted, and taken out on demand.
    let path = place.at("pool.json");
    let mut pool: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    pool["Clients"][0]["AuthSessionValidity"] = json!(15);
    fs::write(&path, pool.to_string()).unwrap();
    let (code, report, _) = place.check(".", &[], &with);
    assert_eq!((code, kinds(&report)), (0, vec!["baseline-fixed"]));
    assert!(report["notices"][0]["message"].as_str().unwrap().starts_with("1 entry of the baseline"));
    let (_, report, _) = place.check(".", &[], &[&with[..], &["--select", "SMS"]].concat());
    assert_eq!(kinds(&report), [""; 0], "CLI001 did not run");
    let update = [&with[..], &["--write-baseline", "known.json"]].concat();
    let (_, _, said) = place.check(".", &[], &[&update[..], &["--select", "SMS"]].concat());
    assert_eq!(said, "note: known.json holds 2 entries\n", "what did not run is kept");
    let (code, _, said) = place.check(".", &[], &update);
    assert_eq!((code, said.as_str()), (0, "note: known.json holds 1 entry\n"));
    let (code, report, _) = place.check(".", &[], &with);
    assert_eq!((code, kinds(&report)), (0, vec![]));
}

#[test]
fn a_baseline_leaves_out_what_is_suppressed_and_knows_what_is_worse() {
    let place = Place::new();
    place.write(
        "mfa-doctor.toml",
        &("baseline = \"known.json\"\nseverity = { CLI001 = \"note\" }\n".to_owned()
            + &suppression("SMS002", "*", "")),
    );
    let (code, _, said) = place.check(".", &[], &["--write-baseline", "known.json"]);
    assert_eq!((code, said.as_str()), (0, "note: known.json holds 1 entry\n"));
    let (code, report, _) = place.check(".", &[("MFA_DOCTOR_SEVERITY", "CLI001=error")], JSON);
    assert_eq!((code, kinds(&report)), (1, vec!["baseline-worse"]));
    assert_eq!(findings(&report), [pair("CLI001", ""), pair("SMS002", "configuration")]);
}

#[test]
fn beside_a_change_nothing_is_said_to_be_mended() {
    let place = Place::new();
    place.write("change.json", "{\"UserPoolId\": \"eu-west-1_Qx7Lk2PfT\", \"ClientId\": \"1example23456789012345abcd\", \"ClientName\": \"web\", \"AuthSessionValidity\": 15}");
    assert_eq!(place.check(".", &[], &["--write-baseline", "known.json"]).0, 0);
    let change = ["--baseline", "known.json", "--change", "change.json", "--format", "json"];
    let (_, report, said) = place.check(".", &[], &change);
    let after = findings(&report);
    assert!(!after.iter().any(|(rule, _)| rule == "CLI001"), "the change mends it: {said}");
    assert!(after.contains(&pair("SMS002", "baseline")), "{after:?}");
    assert_eq!(kinds(&report), [""; 0]);
    let (code, _, said) =
        place.check(".", &[], &["--change", "change.json", "--write-baseline", "other.json"]);
    assert!(code == 2 && said.contains("cannot be used with"), "{said}");
}

#[test]
fn a_damaged_baseline_ends_with_exit_code_2_and_is_not_overwritten() {
    let place = Place::new();
    for (text, says) in [
        ("", "known.json is no baseline of mfa-doctor"),
        ("{\"version\": 1, \"entries\": 7}", "known.json is no baseline of mfa-doctor"),
        ("{\"version\": 2}", "known.json is a baseline of version 2; this build reads versions up to 1"),
    ] {
        place.write("known.json", text);
        for flag in ["--baseline", "--write-baseline"] {
            let (code, _, said) = place.check(".", &[], &[flag, "known.json"]);
            assert!(code == 2 && said.contains(says), "{flag} {text}: {said}");
            assert_eq!(fs::read_to_string(place.at("known.json")).unwrap(), text);
        }
    }
    let (code, _, said) = place.check(".", &[], &["--baseline", "nowhere.json"]);
    assert!(
        code == 2 && said.contains("cannot read nowhere.json") && said.contains("--write-baseline"),
        "{said}"
    );
    let (code, _, said) = place.check(".", &[], &["--write-baseline", "no/such/folder.json"]);
    assert!(code == 2 && said.contains("cannot write no/such/folder.json"), "{said}");
}
