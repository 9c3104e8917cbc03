//! Statements of policies in sentences and as evidence.

use crate::finding::Evidence;
use crate::iam::{Answer, Decision, Layer, Mismatch, NearMiss, StatementRef};
use crate::rules::Draft;
use crate::snapshot::Gap;
use serde_json::Value;
use std::borrow::Cow;

/// How many near misses a sentence names.
const NAMED: usize = 3;

/// A policy's document as an object: IAM answers with percent-encoded text, hand-made files hold either.
pub(super) fn document(written: &Value) -> Option<Cow<'_, Value>> {
    let Value::String(text) = written else { return Some(Cow::Borrowed(written)) };
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).ok().map(Cow::Owned);
    }
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8().ok()?;
    serde_json::from_str(&decoded).ok().map(Cow::Owned)
}

/// A statement as it stands in its document, by its position from 1.
pub(super) fn raw_statement(written: &Value, index: usize) -> Option<Value> {
    match document(written)?.get("Statement")? {
        Value::Array(statements) => statements.get(index.checked_sub(1)?).cloned(),
        statement => (index == 1).then(|| statement.clone()),
    }
}

/// `policy sns-publish, statement 1 (Send)`.
pub(super) fn place(statement: &StatementRef) -> String {
    match statement.layer {
        Layer::Trust => {
            let sid = statement.sid.as_ref().map(|sid| format!(" ({sid})")).unwrap_or_default();
            format!("trust policy, statement {}{sid}", statement.index)
        }
        Layer::Scp(_) => format!("service control {statement}"),
        Layer::Rcp(_) => format!("resource control {statement}"),
        _ => statement.to_string(),
    }
}

/// Places of several statements.
pub(super) fn places(statements: &[&StatementRef]) -> String {
    statements.iter().map(|statement| place(statement)).collect::<Vec<_>>().join("; ")
}

/// Near misses in the evaluator's words.
pub(super) fn misses<'m>(near: impl IntoIterator<Item = &'m NearMiss>) -> String {
    let near: Vec<&NearMiss> = near.into_iter().collect();
    let told = near.iter().take(NAMED).map(|miss| {
        let why: Vec<String> = miss.why.iter().map(Mismatch::to_string).collect();
        format!("{}: {}", place(&miss.statement), why.join(", "))
    });
    let mut text = told.collect::<Vec<_>>().join("; ");
    if near.len() > NAMED {
        text.push_str(&format!("; and {} more", near.len() - NAMED));
    }
    text
}

/// The elements that a near miss fails on, as they stand in the document.
pub(super) fn miss_evidence(miss: &NearMiss, source: &str, written: &Value) -> Vec<Evidence> {
    let statement = raw_statement(written, miss.statement.index).unwrap_or_default();
    let mut elements: Vec<&str> = miss.why.iter().map(element).collect();
    elements.dedup();
    let path = evidence_path(&miss.statement);
    let value = |element: &str| statement.get(element).cloned().unwrap_or_default();
    elements
        .iter()
        .map(|element| Evidence::new(source, format!("{path} {element}"), value(element)))
        .collect()
}

/// The whole statement.
pub(super) fn statement_evidence(statement: &StatementRef, source: &str, written: &Value) -> Evidence {
    Evidence::new(
        source,
        evidence_path(statement),
        raw_statement(written, statement.index).unwrap_or_default(),
    )
}

fn evidence_path(statement: &StatementRef) -> String {
    match statement.layer {
        Layer::Trust => format!("AssumeRolePolicyDocument statement {}", statement.index),
        _ => format!("{} statement {}", statement.policy_name, statement.index),
    }
}

fn element(mismatch: &Mismatch) -> &'static str {
    match mismatch {
        Mismatch::Action { negated: false, .. } => "Action",
        Mismatch::Action { negated: true, .. } => "NotAction",
        Mismatch::Resource { negated: false, .. } => "Resource",
        Mismatch::Resource { negated: true, .. } => "NotResource",
        Mismatch::Principal { .. } => "Principal",
        Mismatch::Condition { .. } => "Condition",
    }
}

/// What keeps an answer from being proof: unknown keys, an unreadable policy, or a point that AWS leaves open.
pub(super) fn undecided(answer: &Answer, settled_by: &str) -> Option<Gap> {
    let reason = match answer.decision {
        Decision::Indeterminate if !answer.unknown_keys.is_empty() => {
            let statements: Vec<&StatementRef> = answer.statements.iter().collect();
            format!(
                "it hangs on {}, which nothing read tells ({})",
                answer.unknown_keys.join(", "),
                places(&statements)
            )
        }
        Decision::Indeterminate => {
            let statements: Vec<&StatementRef> = answer.statements.iter().collect();
            format!("it hangs on a point that AWS does not document ({})", places(&statements))
        }
        Decision::CannotEvaluate => {
            let told = answer.invalid.iter().map(|(_, name, why)| format!("policy {name}: {why}"));
            told.collect::<Vec<_>>().join("; ")
        }
        _ => answer.readings.first().map(|reading| (*reading).to_owned())?,
    };
    let about_organization = |key: &String| key.contains("org");
    let settled_by = match answer.unknown_keys.iter().any(about_organization) {
        true => "organizations:DescribeOrganization",
        false => settled_by,
    };
    Some(Gap::never_read(settled_by, reason))
}

impl Draft {
    /// Adds several pieces of evidence.
    pub(super) fn with_evidence(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Draft {
        self.evidence.extend(evidence);
        self
    }
}
