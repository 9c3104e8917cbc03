//! What a report may say when an answer was lost, told from the report of a run in which none was.

use std::collections::BTreeSet;

use mfa_doctor::rules::yields_to;
use serde_json::Value;

use crate::support::Run;

const POOL_ITSELF: &str = "cognito-idp:DescribeUserPool";

/// What is wrong with `faulty`, of which the answers to the operations `lost` were lost; empty where nothing is.
pub fn wrong(clean: &Value, faulty: &Run, lost: &BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    if faulty.stderr.contains("panicked") || faulty.code.is_none() {
        wrong.push(format!("ended with {:?}", faulty.code));
    }
    if faulty.code == Some(2) {
        let said = faulty.stderr.contains("error: ") && faulty.stdout.is_empty();
        if !said || !lost.contains(POOL_ITSELF) {
            wrong.push("nothing was judged".to_owned());
        }
        return wrong;
    }
    let Ok(report) = serde_json::from_str::<Value>(&faulty.stdout) else {
        wrong.push("no JSON".to_owned());
        return wrong;
    };
    compare(clean, &report, lost, &mut wrong);
    if faulty.code != Some(code_of(&report)) {
        wrong.push(format!("exit code {:?} of {}", faulty.code, code_of(&report)));
    }
    wrong
}

fn compare(clean: &Value, report: &Value, lost: &BTreeSet<String>, wrong: &mut Vec<String>) {
    let (was, is) = (findings(clean), findings(report));
    let rules_that_were: BTreeSet<&str> = was.iter().map(|found| found.rule).collect();
    for found in is.difference(&was) {
        // A rule that kept silent for a graver one may speak when that one cannot be judged: both hold.
        if !yields_to(found.rule).iter().any(|graver| rules_that_were.contains(graver)) {
            wrong.push(format!("a new finding: {found:?}"));
        }
    }
    let (waited, waits) = (not_judged(clean), not_judged(report));
    let unjudged: BTreeSet<&str> = waits.iter().map(|entry| entry.rule).collect();
    for found in was.difference(&is) {
        if !unjudged.contains(found.rule) {
            wrong.push(format!("a finding that was lost without a word: {found:?}"));
        }
    }
    for entry in waits.difference(&waited) {
        if !entry.needs.iter().any(|need| lost.contains(*need)) {
            wrong.push(format!("not judged, although nothing that it needs was lost: {entry:?}"));
        }
    }
    for factor in ["sms", "totp", "email", "passkey"] {
        let of = |report: &Value| report["pools"][0]["factors"][factor].clone();
        let (was, is) = (of(clean), of(report));
        let unproven = is["verdict"] == "unproven";
        if is["verdict"] != was["verdict"] && !unproven {
            wrong.push(format!("{factor} is {} and was {}", is["verdict"], was["verdict"]));
        }
        if is["offered"] != was["offered"] && !is["offered"].is_null() {
            wrong.push(format!("{factor} is offered: {}, and was: {}", is["offered"], was["offered"]));
        }
        if is["verdict"] == was["verdict"] && is["verdict"] == "unproven" && is["unproven_by"] == Value::Null
        {
            wrong.push(format!("{factor} is unproven by nothing"));
        }
    }
}

/// The exit code that the report's own words ask for.
fn code_of(report: &Value) -> i32 {
    let errors = report["summary"]["error"].as_u64().expect("a summary");
    match (errors, report["complete"] == true) {
        (1.., _) => 1,
        (0, false) => 3,
        (0, true) => 0,
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found<'a> {
    rule: &'a str,
    severity: &'a str,
    resource: &'a str,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting<'a> {
    rule: &'a str,
    needs: Vec<&'a str>,
}

/// Those of the pool and those of its users.
fn findings(report: &Value) -> BTreeSet<Found<'_>> {
    let found = |finding| Found {
        rule: text(finding, "rule"),
        severity: text(finding, "severity"),
        resource: text(finding, "resource"),
    };
    list(report, "findings").iter().map(found).collect()
}

fn not_judged(report: &Value) -> BTreeSet<Waiting<'_>> {
    let entry = |entry| Waiting {
        rule: text(entry, "rule"),
        needs: entry["needs"].as_array().expect("needs").iter().filter_map(Value::as_str).collect(),
    };
    list(report, "not_judged").iter().map(entry).collect()
}

fn list<'a>(report: &'a Value, member: &str) -> &'a Vec<Value> {
    report["pools"][0][member].as_array().unwrap_or_else(|| panic!("{member} of {report:#}"))
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_default()
}

/// Where two values differ first, as a JSON pointer and both.
pub fn difference(path: &str, was: &Value, is: &Value) -> Option<String> {
    match (was, is) {
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            a.iter().find_map(|(name, was)| difference(&format!("{path}/{name}"), was, &is[name]))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(index, (was, is))| difference(&format!("{path}/{index}"), was, is))
        }
        _ => (was != is).then(|| format!("{path} is {is}, and was {was}")),
    }
}

/// The report without what differs from one run to the next: its time, and the port of the proxy.
pub fn timeless(report: &Value, endpoint: &str) -> Value {
    let text = report.to_string().replace(endpoint, "http://endpoint");
    let mut report: Value = serde_json::from_str(&text).expect("a report");
    report["generated_at"] = Value::Null;
    report["pools"][0]["taken_at"] = Value::Null;
    report
}
