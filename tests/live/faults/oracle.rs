//! What a report may say when an answer was lost, told from the report of a run in which none was.

use std::collections::BTreeSet;
use std::time::Duration;

use mfa_doctor::rules::{Rule, all, yields_to};
use serde_json::Value;

use super::scenes::Scene;
use crate::support::Run;

/// Operations, `service:Operation`, whose answers were lost.
#[derive(Clone, Debug, Default)]
pub struct Lost {
    pub operations: BTreeSet<String>,
    /// Of the answers only a part: a rule may wait for what would make up for it.
    pub in_part: bool,
}

impl Lost {
    fn has(&self, operation: &str) -> bool {
        self.operations.contains(operation)
    }

    fn is_in_part_known_to(&self, rule: &str) -> bool {
        let mut looks_at = all().filter(|known| known.id == rule).flat_map(Rule::permissions);
        self.in_part && looks_at.any(|operation| self.has(operation))
    }
}

/// What ends a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All is read.
    Own,
    /// `--timeout`.
    Timeout(Duration),
    /// Ctrl-C, so long after the first fault.
    Interrupted(Duration),
}

impl End {
    /// Why a fact is missing then.
    fn code(self) -> &'static str {
        match self {
            End::Own => "no such code",
            End::Timeout(_) => "RunTimeout",
            End::Interrupted(_) => "Interrupted",
        }
    }

    /// The same, after twice the time.
    pub fn later(self) -> End {
        match self {
            End::Own => End::Own,
            End::Timeout(after) => End::Timeout(after * 2),
            End::Interrupted(after) => End::Interrupted(after * 2),
        }
    }

    /// Whether it is Ctrl-C.
    fn is_interruption(self) -> bool {
        matches!(self, End::Interrupted(_))
    }

    /// The kind of notice that says so.
    pub fn kind(self) -> &'static str {
        match self {
            End::Own => "none",
            End::Timeout(_) => "timeout",
            End::Interrupted(_) => "interrupted",
        }
    }
}

/// What is wrong with `faulty`, a run of the scene, of which the answers to the operations `lost` were lost, and which was to end so; empty
/// where nothing is.
pub fn wrong(scene: &Scene, faulty: &Run, lost: &Lost, end: End) -> Vec<String> {
    let (clean, mut wrong) = (&scene.report, Vec::new());
    if faulty.stderr.contains("panicked") || faulty.code.is_none() {
        wrong.push(format!("ended with {:?}", faulty.code));
    }
    if faulty.stdout.is_empty() {
        let code = if end.is_interruption() { 130 } else { 2 };
        let said = faulty.stderr.contains("error: ") && faulty.code == Some(code);
        let ended =
            faulty.stderr.contains("error: interrupted") || faulty.stderr.contains("no pool was read within");
        let indispensable = scene.indispensable.iter().any(|operation| lost.has(operation));
        if !said || !(indispensable || end != End::Own && ended) {
            wrong.push(format!("nothing was judged, exit code {:?}", faulty.code));
        }
        return wrong;
    }
    let Ok(report) = serde_json::from_str::<Value>(&faulty.stdout) else {
        wrong.push("no JSON".to_owned());
        return wrong;
    };
    let unreadable = report["unreadable"].as_array().expect("a list");
    for entry in unreadable {
        if !lost.has(text(entry, "operation")) && text(entry, "code") != end.code() {
            wrong.push(format!("not read, although its operation was not lost: {entry}"));
        }
    }
    for was in pools(clean) {
        match pools(&report).iter().find(|is| is["id"] == was["id"]) {
            Some(is) => compare(was, is, lost, end, &mut wrong),
            None if unreadable.iter().any(|entry| is_about(entry, was)) => {}
            None => wrong.push(format!("pool {} is missing without a word", was["id"])),
        }
    }
    if pools(&report).iter().any(|is| !pools(clean).iter().any(|was| is["id"] == was["id"])) {
        wrong.push("a new pool".to_owned());
    }
    let kinds: Vec<&str> =
        report["notices"].as_array().into_iter().flatten().map(|n| text(n, "kind")).collect();
    let ended = end != End::Own && kinds.contains(&end.kind());
    if end.is_interruption() && !ended {
        wrong.push(format!("no word of the interruption: {kinds:?}"));
    }
    if ended && report["complete"] == true {
        wrong.push("a partial report that says it is complete".to_owned());
    }
    let code = if end.is_interruption() { 130 } else { code_of(&report) };
    if faulty.code != Some(code) || report["exit_code"] != code {
        wrong.push(format!("exit code {:?}, in the report {}, of {code}", faulty.code, report["exit_code"]));
    }
    wrong
}

/// What is wrong with a run in which one answer of `operation` lacked a member that AWS may leave out: its absence is a
/// state of its own, often a default, and may be judged as such, by evidence of that operation.
pub fn wrong_without_member(scene: &Scene, run: &Run, operation: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let Ok(report) = serde_json::from_str::<Value>(&run.stdout) else {
        return vec![format!("no report, exit code {:?}", run.code)];
    };
    if run.stderr.contains("panicked") || run.code != Some(code_of(&report)) {
        wrong.push(format!("ended with {:?} instead of {}", run.code, code_of(&report)));
    }
    for was in pools(&scene.report) {
        let Some(is) = pools(&report).iter().find(|is| is["id"] == was["id"]) else {
            wrong.push(format!("pool {} is missing", was["id"]));
            continue;
        };
        let before = findings(was);
        for finding in list(is, "findings").iter().filter(|finding| !before.contains(&found(finding))) {
            let sources = finding["evidence"].as_array().expect("evidence").iter();
            let told =
                sources.filter_map(|evidence| evidence["source"].as_str()).any(|source| source == operation);
            if !told {
                wrong.push(format!("a new finding that is not about {operation}: {finding}"));
            }
        }
    }
    wrong
}

/// Whether an account, Region or pool that could not be read is this pool, or has it.
fn is_about(entry: &Value, pool: &Value) -> bool {
    match text(entry, "scope") {
        "pool" => entry["id"] == pool["id"],
        "region" => {
            entry["region"] == pool["region"]
                && (entry["account"] == "" || entry["account"] == pool["account"])
        }
        "account" => entry["account"] == pool["account"],
        _ => false,
    }
}

fn compare(clean: &Value, report: &Value, lost: &Lost, end: End, wrong: &mut Vec<String>) {
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
        if !entry.needs.iter().any(|need| lost.has(need))
            && !entry.reason.contains(end.code())
            && !lost.is_in_part_known_to(entry.rule)
        {
            wrong.push(format!("not judged, although nothing that it needs was lost: {entry:?}"));
        }
    }
    for factor in ["sms", "totp", "email", "passkey"] {
        let of = |report: &Value| report["factors"][factor].clone();
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

/// What is found and what is not judged, of all pools, for whoever compares two reports.
pub fn judgement(report: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for pool in pools(report) {
        all.extend(findings(pool).iter().map(|found| format!("{} {found:?}", pool["id"])));
        all.extend(not_judged(pool).iter().map(|entry| format!("{} not judged {}", pool["id"], entry.rule)));
        all.insert(format!("{} {}", pool["id"], pool["factors"]));
    }
    all
}

fn pools(report: &Value) -> &[Value] {
    report["pools"].as_array().expect("pools")
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
    reason: &'a str,
}

fn found(finding: &Value) -> Found<'_> {
    Found {
        rule: text(finding, "rule"),
        severity: text(finding, "severity"),
        resource: text(finding, "resource"),
    }
}

/// Those of the pool and those of its users.
fn findings(pool: &Value) -> BTreeSet<Found<'_>> {
    list(pool, "findings").iter().map(found).collect()
}

fn not_judged(pool: &Value) -> BTreeSet<Waiting<'_>> {
    let entry = |entry| Waiting {
        rule: text(entry, "rule"),
        needs: entry["needs"].as_array().expect("needs").iter().filter_map(Value::as_str).collect(),
        reason: text(entry, "reason"),
    };
    list(pool, "not_judged").iter().map(entry).collect()
}

fn list<'a>(pool: &'a Value, member: &str) -> &'a Vec<Value> {
    pool[member].as_array().unwrap_or_else(|| panic!("{member} of {pool:#}"))
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
    for pool in report["pools"].as_array_mut().into_iter().flatten() {
        pool["taken_at"] = Value::Null;
    }
    report
}
