//! What differs between two pools, and one file per format that writes it.
//!
//! The types here are the JSON: only additions are allowed while `schema` is 1.

mod markdown;
mod table;

use super::{AnswerFormat, Look, Tool, json};
use crate::finding::{ErrorRef, Evidence, Factor, Severity};
use serde::Serialize;
use serde_json::Value;
use std::io;

/// Two pools side by side; every list worst first.
#[derive(Debug, Clone, Serialize)]
pub struct DiffReport {
    /// [`SCHEMA`](super::SCHEMA).
    pub schema: u32,
    /// Which program, in which version.
    pub tool: Tool,
    /// RFC 3339, UTC.
    pub generated_at: String,
    /// Whether all core evidence of both pools was there.
    pub complete: bool,
    /// The exit code of the run.
    pub exit_code: u8,
    /// The first pool.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// Factors that stand differently.
    pub verdicts: Vec<VerdictReport>,
    /// Rules that speak differently.
    pub findings: Vec<SpeaksReport>,
    /// Settings that differ, and that none of these findings rests on.
    pub settings: Vec<SettingReport>,
    /// What could not be compared.
    pub not_compared: Vec<NotCompared>,
}

/// One of the two pools.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// The pool's ID.
    pub id: String,
    /// The pool's name.
    pub name: String,
    /// The pool's ARN.
    pub arn: String,
    /// Twelve digits; empty where nothing says.
    pub account: String,
    /// The pool's Region.
    pub region: String,
    /// `OFF`, `OPTIONAL`, `ON` or `unknown`.
    pub mfa: String,
    /// The snapshot file; `null` for a live pool and for standard input.
    pub file: Option<String>,
    /// When the facts were read, as the snapshot says it.
    pub taken_at: Option<Value>,
}

/// A factor that stands differently.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictReport {
    /// The factor.
    pub factor: Factor,
    /// How grave the difference is.
    pub severity: Severity,
    /// How it stands in the first pool.
    pub a: StandingReport,
    /// How it stands in the second.
    pub b: StandingReport,
}

/// How a factor stands.
#[derive(Debug, Clone, Serialize)]
pub struct StandingReport {
    /// Whether the pool offers it; `null` where that could not be read.
    pub offered: Option<bool>,
    /// `blocked`, `ready`, `unproven`; `null` when neither offered nor required.
    pub verdict: Option<&'static str>,
    /// Rules that block it.
    pub blocked_by: Vec<String>,
}

/// A rule that speaks differently.
#[derive(Debug, Clone, Serialize)]
pub struct SpeaksReport {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// The worst that it says on either side.
    pub severity: Severity,
    /// What it says of the first pool.
    pub a: Said,
    /// What it says of the second.
    pub b: Said,
    /// Settings that it rests on and that differ.
    pub settings: Vec<SettingReport>,
    /// The documented errors that users meet where it speaks.
    pub errors: Vec<ErrorRef>,
    /// The AWS page.
    pub docs: &'static str,
}

/// What a rule says of one pool.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// `found`, `silent` or `not-judged`.
    pub state: &'static str,
    /// The findings' sentences, or why it could not be judged.
    pub messages: Vec<String>,
    /// One sentence per finding on what to do.
    pub fixes: Vec<String>,
}

/// A setting that differs.
#[derive(Debug, Clone, Serialize)]
pub struct SettingReport {
    /// What the first pool has there, and the second has not.
    pub a: Vec<Evidence>,
    /// The reverse.
    pub b: Vec<Evidence>,
}

/// A fact that was not read on one side at least.
#[derive(Debug, Clone, Serialize)]
pub struct NotCompared {
    /// What would settle it, as IAM writes it.
    pub needs: Vec<String>,
    /// Why it is not known of the first pool; `null` where it is.
    pub a: Option<String>,
    /// The same of the second.
    pub b: Option<String>,
}

impl DiffReport {
    /// The sentence at the end.
    fn summary(&self) -> String {
        let counts = [
            (self.verdicts.len(), "factor"),
            (self.findings.len(), "rule"),
            (self.settings.len(), "other setting"),
        ];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| super::page::count(number, what))
            .collect();
        let mut text = match counts.as_slice() {
            [] => "nothing that was read and bears on MFA differs".to_owned(),
            counts => format!("different: {}", counts.join(", ")),
        };
        if !self.not_compared.is_empty() {
            text.push_str(&format!("; {} not compared", super::page::count(self.not_compared.len(), "fact")));
        }
        if !self.complete {
            text.push_str("; incomplete: facts that decide were not read");
        }
        text
    }
}

impl Side {
    /// `customers (us-east-1_AbCdEf123) in us-east-1, account 111122223333, MFA ON`.
    fn words(&self) -> String {
        let account = if self.account.is_empty() { "unknown" } else { &self.account };
        let named = match self.name.as_str() {
            "" => self.id.clone(),
            name => format!("{name} ({})", self.id),
        };
        let taken = match &self.taken_at {
            Some(Value::String(time)) => format!(", as of {time}"),
            Some(time) => format!(", as of {time}"),
            None => String::new(),
        };
        format!("{named} in {}, account {account}, MFA {}{taken}", self.region, self.mfa)
    }
}

impl StandingReport {
    /// `BLOCKED by SMS006`, `ready`, `not offered`.
    fn words(&self) -> String {
        match (self.verdict, self.offered) {
            (Some("blocked"), _) => format!("BLOCKED by {}", self.blocked_by.join(", ")),
            (Some(verdict), Some(false)) => format!("{verdict}, not offered"),
            (Some(verdict), _) => verdict.to_owned(),
            (None, _) => "not offered".to_owned(),
        }
    }
}

impl SpeaksReport {
    /// `only in B`, `in both, but not alike`.
    fn place(&self) -> &'static str {
        match (self.a.state, self.b.state) {
            ("found", "found") => "in both, but not alike",
            ("found", "silent") => "only in A",
            ("silent", "found") => "only in B",
            ("found", _) => "in A; not judged in B",
            _ => "in B; not judged in A",
        }
    }
}

impl Said {
    /// What stands beside the pool's letter.
    fn words(&self) -> String {
        match self.state {
            "silent" => "does not have it".to_owned(),
            "not-judged" => format!("could not be judged ({})", self.messages.join("; ")),
            _ => self.messages.join("; "),
        }
    }
}

/// A fact in a line: where it was read, and what stood there.
fn line(fact: &Evidence) -> String {
    format!("{} {} = {}", fact.source, fact.path, super::page::short(&fact.value.to_string()))
}

/// Writes `report` as `format`.
///
/// # Errors
/// When `out` cannot be written.
pub fn render(
    format: AnswerFormat,
    report: &DiffReport,
    look: Look,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        AnswerFormat::Table => table::render(report, look, out),
        AnswerFormat::Json => json::render(report, out),
        AnswerFormat::Markdown => markdown::render(report, out),
    }
}
