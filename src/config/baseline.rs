//! A baseline: the findings that were there on the day it was written.

use crate::finding::{Factor, Finding, Severity};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use thiserror::Error;

/// The version that this build writes, and the newest that it reads.
const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// [`VERSION`].
    version: u32,
    /// RFC 3339, UTC.
    generated_at: String,
    /// The factors that were required.
    #[serde(default)]
    pub require: Vec<Factor>,
    /// In the order of rule, resource and fingerprint.
    pub entries: Vec<Entry>,
}

/// One finding. Neither its sentence nor the user that it may be about is kept: the file is there to be checked in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The rule's id.
    pub rule: String,
    /// ARN of the thing that is wrong.
    pub resource: String,
    /// Tells parts of a resource apart.
    pub fingerprint: String,
    /// How bad it was.
    pub severity: Severity,
    /// ARN of the pool in which it was found.
    pub pool: String,
}

/// Why a text is no baseline.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BaselineError {
    /// Damaged, or something else.
    #[error("is no baseline of mfa-doctor: {0}")]
    NoBaseline(String),
    /// Written by a newer program.
    #[error("is a baseline of version {0}; this build reads versions up to {VERSION}")]
    Newer(u64),
}

impl Baseline {
    /// A baseline of these entries, each once.
    pub fn new(generated_at: String, require: &[Factor], mut entries: Vec<Entry>) -> Baseline {
        entries.sort_by(|a, b| a.compare(b));
        entries.dedup_by(|a, b| a.compare(b) == Ordering::Equal);
        Baseline { version: VERSION, generated_at, require: require.to_vec(), entries }
    }

    /// The baseline in `text`.
    ///
    /// # Errors
    /// When it is none, or of a newer version.
    pub fn parse(text: &str) -> Result<Baseline, BaselineError> {
        let no_baseline = |error: serde_json::Error| BaselineError::NoBaseline(error.to_string());
        let text = text.trim_start_matches('\u{feff}');
        let value: serde_json::Value = serde_json::from_str(text).map_err(no_baseline)?;
        match value.get("version").map(|version| version.as_u64()) {
            Some(Some(version)) if version > u64::from(VERSION) => return Err(BaselineError::Newer(version)),
            Some(Some(1..)) => {}
            Some(_) => return Err(BaselineError::NoBaseline("its version is not a whole number".to_owned())),
            None => return Err(BaselineError::NoBaseline("it has no version".to_owned())),
        }
        serde_json::from_value(value).map_err(no_baseline)
    }

    /// The file's text.
    pub fn to_json(&self) -> String {
        // Plain members, and no map with keys other than text: nothing of it can fail.
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }
}

impl Entry {
    /// The entry that `finding` of the pool with this ARN has.
    pub fn of(finding: &Finding, pool: &str) -> Entry {
        Entry {
            rule: finding.rule.to_owned(),
            resource: finding.resource.clone(),
            fingerprint: finding.fingerprint.clone(),
            severity: finding.severity,
            pool: pool.to_owned(),
        }
    }

    /// Whether it is this finding.
    pub(super) fn is(&self, finding: &Finding) -> bool {
        self.key() == [finding.rule, &finding.resource, &finding.fingerprint]
    }

    fn compare(&self, other: &Entry) -> Ordering {
        self.key().cmp(&other.key())
    }

    fn key(&self) -> [&str; 3] {
        [&self.rule, &self.resource, &self.fingerprint]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(rule: &str, fingerprint: &str) -> Entry {
        Entry {
            rule: rule.to_owned(),
            resource: "arn:aws:iam::111122223333:role/r".to_owned(),
            fingerprint: fingerprint.to_owned(),
            severity: Severity::Error,
            pool: "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_A".to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read_back_in_order_and_once() {
        let entries =
            vec![entry("SMS002", "b"), entry("SMS001", "z"), entry("SMS002", "a"), entry("SMS002", "b")];
        let baseline = Baseline::new("2026-11-27T10:00:00Z".to_owned(), &[Factor::Totp], entries);
        let order: Vec<&str> = baseline.entries.iter().map(|entry| entry.fingerprint.as_str()).collect();
        assert_eq!(order, ["z", "a", "b"]);
        assert_eq!(Baseline::parse(&baseline.to_json()), Ok(baseline));
    }

    #[test]
    fn anything_else_is_refused_with_the_reason() {
        for (text, says) in [
            ("", "EOF"),
            ("[]", "it has no version"),
            ("{\"entries\": []}", "it has no version"),
            ("{\"version\": 0, \"generated_at\": \"\", \"entries\": []}", "not a whole number"),
            ("{\"version\": \"1\"}", "not a whole number"),
            ("{\"version\": 1}", "missing field"),
            ("{\"version\": 1, \"generated_at\": \"\", \"entries\": [{}]}", "missing field `rule`"),
            ("{\"version\": 2, \"something\": \"new\"}", "version 2; this build reads versions up to 1"),
        ] {
            let error = Baseline::parse(text).expect_err(text).to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
