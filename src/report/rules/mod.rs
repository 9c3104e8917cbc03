//! The rules themselves, and one file per format that writes them.
//!
//! The types here are the JSON: only additions are allowed while `schema` is 1.

pub(super) mod markdown;
mod table;

use super::{AnswerFormat, Look, SCHEMA, json, words};
use crate::finding::{ErrorRef, Factor, Severity};
use serde::Serialize;
use std::io;

/// Rules to write.
#[derive(Debug, Clone, Serialize)]
pub struct Rules {
    /// [`SCHEMA`].
    pub schema: u32,
    /// In the order of the table.
    pub rules: Vec<RuleReport>,
    /// Whether people get each rule whole, and not a list. Programs always get all of it.
    #[serde(skip)]
    pub whole: bool,
}

/// One rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleReport {
    /// `SMS001`.
    pub id: &'static str,
    /// `sms-role-without-publish`.
    pub name: &'static str,
    /// The highest that a finding of it can have.
    pub severity: Severity,
    /// The factors that it can stand in the way of.
    pub factors: &'static [Factor],
    /// One line, no full stop.
    pub title: &'static str,
    /// What goes wrong for users, and why.
    pub why: &'static str,
    /// The facts that decide, in order of importance.
    pub looks_at: Vec<Place>,
    /// When it does not speak although one might expect it to.
    pub silent: &'static str,
    /// The documented errors that it leads to.
    pub errors: Vec<ErrorRef>,
    /// What to change.
    pub fix: &'static str,
    /// The permissions that judging it takes.
    pub permissions: Vec<&'static str>,
    /// The AWS page.
    pub docs: &'static str,
    /// What it judges.
    #[serde(skip)]
    pub subject: Subject,
}

/// What a rule judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The pool, and perhaps a token beside it.
    Pool,
    /// One user of the pool at a time, where some were asked for.
    Users,
    /// A request that is to be sent, where some were given.
    Requests,
    /// A token that was presented; a report on pools has none.
    Tokens,
}

/// A place in an answer of AWS.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Place {
    /// The operation as IAM writes it.
    pub operation: &'static str,
    /// The dotted path inside the answer; empty for the answer itself.
    pub path: &'static str,
}

impl Rules {
    /// Rules in the order of the table.
    pub fn new(whole: bool, rules: Vec<RuleReport>) -> Rules {
        Rules { schema: SCHEMA, rules, whole }
    }
}

impl RuleReport {
    /// `sms, totp`; a dash where it is about no factor.
    pub(super) fn factor_words(&self) -> String {
        if self.factors.is_empty() { "-".to_owned() } else { words::factors(self.factors) }
    }
}

/// Writes `rules` as `format`.
///
/// # Errors
/// When `out` cannot be written.
pub fn render(format: AnswerFormat, rules: &Rules, look: Look, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        AnswerFormat::Table => table::render(rules, look, out),
        AnswerFormat::Json => json::render(rules, out),
        AnswerFormat::Markdown => markdown::render(rules, out),
    }
}
