//! SARIF 2.1.0, as GitHub's code scanning takes it.
//!
//! Sources: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html> and
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

mod notes;
mod results;
mod rules;

use super::{Report, clean, json};
use serde_json::{Value, json};
use std::io;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": report.tool.name,
                    "version": report.tool.version,
                    "semanticVersion": report.tool.version,
                    "rules": report.rules.iter().map(rules::rule).collect::<Vec<_>>(),
                    "notifications": notes::kinds(report),
                }
            },
            "automationDetails": { "id": category(report) },
            "invocations": [notes::invocation(report)],
            "columnKind": "unicodeCodePoints",
            "results": report.pools.iter().flat_map(|pool| results::results(report, pool)).collect::<Vec<_>>(),
            "properties": { "pools": report.pools.iter().map(pool).collect::<Vec<_>>() },
        }]
    });
    writeln!(out, "{}", json::pretty(&log)?)
}

/// GitHub takes what stands before the last slash for the category: results of one pool replace those of the same pool
/// alone. What stands behind it names the run.
fn category(report: &Report) -> String {
    let id: String = match report.pools.as_slice() {
        [pool] => {
            let plain = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '_' };
            format!("/{}", pool.id.chars().map(plain).collect::<String>())
        }
        _ => String::new(),
    };
    format!("{}{id}/{}", report.tool.name, report.generated_at)
}

/// What is known of a pool beyond its findings.
fn pool(pool: &super::PoolReport) -> Value {
    json!({ "id": pool.id, "name": pool.name, "arn": pool.arn, "mfa": pool.mfa, "factors": pool.factors })
}

/// Where the rule stands in the table.
fn index_of(report: &Report, rule: &str) -> Option<usize> {
    report.rules.iter().position(|known| known.id == rule)
}

/// Text of a message. Square brackets before a round one would be a link; what is in them stays readable.
fn message(text: &str) -> Value {
    let lines: Vec<String> = text.lines().map(|line| clean(line).replace("](", "\\](")).collect();
    json!({ "text": lines.join("\n") })
}

/// The object without the members that are `null`.
fn without_nulls(mut value: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| !member.is_null());
    }
    value
}
