//! Rules as SARIF describes them.

use crate::finding::Severity;
use crate::report::rules::{RuleReport, markdown};
use crate::report::words;
use serde_json::{Value, json};

/// GitHub takes no more than this many characters of a description.
const DESCRIPTION: usize = 1024;

/// One rule.
pub(super) fn rule(rule: &RuleReport) -> Value {
    let mut help = Vec::new();
    // Writing into memory does not fail.
    let _ = markdown::whole(rule, &mut help);
    let mut tags = vec!["security", "mfa", "amazon-cognito"];
    tags.extend(rule.factors.iter().map(|factor| factor.as_str()));
    json!({
        "id": rule.id,
        "name": rule.name,
        "shortDescription": { "text": words::clip(rule.title, DESCRIPTION - 1) },
        "fullDescription": { "text": words::clip(rule.why, DESCRIPTION - 1) },
        "help": { "text": help_text(rule), "markdown": String::from_utf8_lossy(&help) },
        "helpUri": rule.docs,
        "defaultConfiguration": { "level": rule.severity },
        "properties": {
            "tags": tags,
            // A finding is only made of what was read, and says what would make it a false alarm.
            "precision": "high",
            "problem.severity": match rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "recommendation",
            },
            "security-severity": score(rule.severity),
        },
    })
}

/// A rank on the scale of code scanning, where 7.0 begins `high` and 4.0 `medium`: a factor that fails is no open door,
/// so nothing is `critical`.
const fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "7.0",
        Severity::Warning => "4.0",
        Severity::Note => "1.0",
    }
}

fn help_text(rule: &RuleReport) -> String {
    let mut lines = vec![rule.why.to_owned(), format!("Silent: {}", rule.silent)];
    lines.extend(rule.errors.iter().map(|error| format!("AWS says: {}", words::said(error))));
    lines.push(format!("Fix: {}", rule.fix));
    lines.push(format!("See {}", rule.docs));
    lines.join("\n")
}
