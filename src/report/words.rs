//! Words and groups that every report for people has alike.

use super::FactorReport;
use crate::catalog::ANY_MESSAGE;
use crate::finding::{ErrorRef, NotJudged};
use std::collections::BTreeMap;

/// The rule that lists whatever could not be read, whether or not another rule waits for it.
const READING: &str = "OPS003";

/// Whether the pool offers a factor.
pub(super) fn offered(standing: &FactorReport) -> &'static str {
    match standing.offered {
        Some(true) => "yes",
        Some(false) if standing.required => "no, but required",
        Some(false) => "no",
        None => "unknown",
    }
}

/// A documented error, as users meet it.
pub(super) fn said(error: &ErrorRef) -> String {
    match (error.code.as_deref(), error.message.as_str()) {
        (Some(code), ANY_MESSAGE) => format!("{code}, in words that are not documented"),
        (Some(code), message) => format!("{code}: {message}"),
        (None, message) => message.to_owned(),
    }
}

/// For each missing fact, what it needs and why it is missing, the rules that wait for it.
pub(super) fn awaited(entries: &[NotJudged]) -> BTreeMap<(String, String), Vec<&str>> {
    let mut rows: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    let waits =
        |entry: &NotJudged| entries.iter().any(|other| other.needs == entry.needs && other.rule != READING);
    for entry in entries {
        // The rule about reading itself repeats what another rule waits for.
        if entry.rule == READING && waits(entry) {
            continue;
        }
        let rules = rows.entry((entry.needs.join(", "), entry.reason.clone())).or_default();
        if !rules.contains(&entry.rule.as_str()) {
            rules.push(&entry.rule);
        }
    }
    rows
}
