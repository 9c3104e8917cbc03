//! Findings as SARIF results.

use super::{index_of, message, without_nulls};
use crate::report::{FindingReport, PoolReport, Report, clean, plain, words};
use serde_json::{Value, json};

/// The findings of a pool.
pub(super) fn results(report: &Report, pool: &PoolReport) -> Vec<Value> {
    pool.findings.iter().map(|reported| result(report, pool, reported)).collect()
}

fn result(report: &Report, pool: &PoolReport, reported: &FindingReport) -> Value {
    let finding = &reported.finding;
    let steps = reported.fix.steps.iter();
    let steps: Vec<Value> =
        steps.map(|step| json!({ "why": step.why, "argv": step.argv, "input": step.input })).collect();
    let suppressions = reported.suppressed.as_ref().map(|by| {
        let justification = clean(&words::suppressed(by)).into_owned();
        json!([{ "kind": "external", "status": "accepted", "justification": justification }])
    });
    without_nulls(json!({
        "ruleId": finding.rule,
        "ruleIndex": index_of(report, finding.rule),
        "level": finding.severity,
        "message": message(&text(reported)),
        "locations": [location(report, pool, &finding.resource)],
        "partialFingerprints": {
            "mfaDoctor/v1": finding.fingerprint,
            // The only one that GitHub looks at. That of the line, which uploading would put here, is the same for all
            // findings of a rule in one file.
            "primaryLocationLineHash": format!("{}:1", finding.fingerprint),
        },
        "suppressions": suppressions,
        "properties": {
            "pool": pool.id,
            "resource": finding.resource,
            "user": finding.user,
            "factors": finding.factors,
            "evidence": finding.evidence,
            "errors": finding.errors,
            "falseAlarmIf": finding.false_alarm_if,
            "fix": { "summary": reported.fix.summary, "steps": steps },
        },
    }))
}

/// The first line is what GitHub shows as title.
fn text(reported: &FindingReport) -> String {
    let title = format!("{}.", clean(reported.finding.message.trim_end_matches('.')));
    [vec![title], plain::advice(reported)].concat().join("\n")
}

/// The file that holds the pool, from its first character, and the resource inside it.
pub(super) fn location(report: &Report, pool: &PoolReport, resource: &str) -> Value {
    let live = pool.file.is_none();
    let told = live.then(|| message("This pool was read from AWS: the file only stands for it."));
    without_nulls(json!({
        "physicalLocation": {
            "artifactLocation": { "uri": report.places.stand_in(pool).uri() },
            "region": { "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2 },
        },
        "logicalLocations": [{ "fullyQualifiedName": resource, "kind": "resource" }],
        "message": told,
    }))
}
