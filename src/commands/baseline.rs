//! The baseline's file, and what a run looked at.

use super::assemble::{Judged, now};
use super::{Failure, terminal};
use crate::config::{Baseline, BaselineError, Scope, Settings, Treatment};
use crate::rules::{self, Wishes};
use crate::snapshot::Snapshot;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The baseline that the set-up names; none where the run is about to write it, and it is not there yet.
///
/// # Errors
/// When there is no such file, or it is no baseline. When the file that is to be written is there, and is none.
pub(super) fn read(settings: &Settings, writes: Option<&Path>) -> Result<Option<Baseline>, Failure> {
    if let Some(path) = writes.filter(|path| path.exists()) {
        from_file(path).map_err(|failure| {
            Failure::new(failure.message)
                .hint("only a baseline is overwritten: name another file, or remove this one")
        })?;
    }
    match &settings.baseline {
        Some(path) if writes.is_none() || path.exists() => from_file(path).map(Some),
        _ => Ok(None),
    }
}

fn from_file(path: &Path) -> Result<Baseline, Failure> {
    let hint = "`mfa-doctor check --write-baseline FILE` writes one";
    let text = terminal::read(path).map_err(|failure| failure.hint(hint))?;
    Baseline::parse(&text).map_err(|error| {
        let hint = match error {
            BaselineError::Newer(_) => "update mfa-doctor",
            BaselineError::NoBaseline(_) => hint,
        };
        Failure::new(format!("{} {error}", path.display())).hint(hint)
    })
}

/// Writes what the run found to a new baseline.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(
    path: &Path,
    settings: &Settings,
    treatment: &Treatment<'_>,
    scopes: &[Scope],
) -> Result<usize, Failure> {
    let baseline = Baseline::new(now(), &settings.require, treatment.entries(scopes));
    // It is there to be checked in, and holds no secret: the mode is the usual one.
    fs::write(path, baseline.to_json())
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))?;
    Ok(baseline.entries.len())
}

/// What the run looked at in one pool.
pub(super) fn scope(snapshot: &Snapshot, judged: &Judged, wishes: &Wishes) -> Scope {
    let report = &judged.report;
    let mut resources: BTreeSet<String> =
        report.findings.iter().map(|reported| reported.finding.resource.clone()).collect();
    resources.insert(report.arn.clone());
    if let Ok(value) = serde_json::to_value(snapshot) {
        arns(&value, &mut resources);
    }
    let whole = |id: &&'static str| {
        rules::find(id).is_some_and(|rule| rule.judges_pools())
            && !report.not_judged.iter().any(|entry| entry.rule == **id)
    };
    // Of clients that were left out and of users that were not asked for the run knows nothing, and beside a change it
    // tells how the pool would be.
    let whole_pool = wishes.clients.is_empty() && report.change.is_none();
    let ran = if whole_pool { report.ran.as_slice() } else { &[] };
    Scope { pool: report.arn.clone(), resources, judged: ran.iter().copied().filter(whole).collect() }
}

/// Every ARN in a value.
fn arns(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.starts_with("arn:") => {
            found.insert(text.clone());
        }
        Value::Array(elements) => elements.iter().for_each(|element| arns(element, found)),
        Value::Object(members) => members.values().for_each(|member| arns(member, found)),
        _ => {}
    }
}
