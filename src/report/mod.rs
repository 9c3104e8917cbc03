//! What a run has to say, frozen, and one file per format that says it.
//!
//! The types here are the JSON report: only additions are allowed while `schema` is 1.

mod change;
mod clean;
mod delivery;
pub mod diff;
pub mod explained;
mod github;
pub mod html;
mod json;
mod junit;
mod markdown;
mod markup;
mod page;
mod place;
mod plain;
pub mod rules;
mod sarif;
pub mod sign_in;
mod steps;
mod table;
mod token;
mod totp;
pub mod trace;
mod users;
mod words;

pub use change::{
    BeforeReport, ChangeReport, ModeReport, OrderReport, RefusalReport, RequestReport, ResetReport,
};
pub use clean::clean;
pub use delivery::{Delivery, EmailDelivery, SmsDelivery};
pub use place::Places;
pub use token::{
    CallReport, PresentedTo, TimeReport, TokenReport, TokensReport, render_tokens, render_tokens_json,
};
pub use totp::{
    Authenticator, Certainty, CodeAnswer, Drawing, FaultReport, Reason, TotpAnswer, UriAnswer, VerifyAnswer,
};
pub use users::{ComparisonReport, DifferenceReport, UserReport};

use self::rules::RuleReport;
use crate::finding::{Factor, Finding, Fix, NotJudged, Severity};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::io;

/// The version of the report's form.
pub const SCHEMA: u32 = 1;

/// One run of `mfa-doctor check`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Report of mfa-doctor check")]
pub struct Report {
    /// The version of this form: 1.
    pub schema: u32,
    /// Which program, in which version.
    pub tool: Tool,
    /// RFC 3339, UTC.
    pub generated_at: String,
    /// Whether all core evidence was there and all pools could be read.
    pub complete: bool,
    /// The exit code of the run.
    pub exit_code: u8,
    /// The pools, in the order in which they were asked for.
    pub pools: Vec<PoolReport>,
    /// What could not be read at all.
    pub unreadable: Vec<Unreadable>,
    /// What the run has to say of how it was set up: a suppression that has expired, or that nothing matches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// Counts over all pools.
    pub summary: Summary,
    /// The whole table of rules, for formats that describe what was looked for.
    #[serde(skip)]
    pub rules: Vec<RuleReport>,
    /// What paths of files are relative to, for formats that point at files.
    #[serde(skip)]
    pub places: Places,
}

/// A remark on how the run was set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Notice {
    /// What kind of remark: `suppression-expired`, `suppression-unmatched`, `baseline-worse` (an entry that is of a
    /// higher severity now), `baseline-fixed`, …
    pub kind: &'static str,
    /// One sentence.
    pub message: String,
}

/// The program.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Tool {
    /// `mfa-doctor`.
    pub name: &'static str,
    /// Semantic version.
    pub version: &'static str,
}

/// One pool.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PoolReport {
    /// The pool's ID.
    pub id: String,
    /// The pool's name.
    pub name: String,
    /// The pool's ARN.
    pub arn: String,
    /// Twelve digits; empty where the snapshot does not say.
    pub account: String,
    /// The pool's Region.
    pub region: String,
    /// `OFF`, `OPTIONAL` or `ON`.
    pub mfa: String,
    /// The snapshot file that it was judged from; `null` for a live pool and for standard input.
    pub file: Option<String>,
    /// When the facts were read, as the snapshot says it.
    pub taken_at: Option<serde_json::Value>,
    /// Where each factor stands.
    pub factors: Factors,
    /// Through what the pool sends its messages.
    pub delivery: Delivery,
    /// Worst first, and behind them those that are suppressed.
    pub findings: Vec<FindingReport>,
    /// What could not be judged.
    pub not_judged: Vec<NotJudged>,
    /// Users, where asked for.
    pub users: Vec<UserReport>,
    /// What tells two users apart, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<ComparisonReport>,
    /// What comes of the requests of `--change`; everything else here tells of the pool afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeReport>,
    /// Ids of the rules that the selection admits, in the order of the table. Those about users, requests or tokens ran
    /// only where there were any.
    #[serde(skip)]
    pub ran: Vec<&'static str>,
}

/// Where each factor stands; one member per [`Factor`].
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Factors(pub BTreeMap<Factor, FactorReport>);

/// Where one factor stands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FactorReport {
    /// Whether the pool offers it; `null` where that could not be read.
    pub offered: Option<bool>,
    /// Whether `--require` asked for it.
    pub required: bool,
    /// `blocked`, `ready`, `unproven`; `null` when neither offered nor required.
    #[schemars(extend("enum" = ["blocked", "ready", "unproven", null]))]
    pub verdict: Option<&'static str>,
    /// Rules that block it.
    pub blocked_by: Vec<String>,
    /// Rules that could not be judged, or that the run left out although they could block.
    pub unproven_by: Vec<String>,
}

/// A finding, with its fix as commands.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FindingReport {
    /// What the rule said.
    #[serde(flatten)]
    pub finding: Finding,
    /// What to do.
    pub fix: Fix,
    /// What suppresses it; `null` where nothing does. It is told all the same, and makes no run fail.
    pub suppressed: Option<Suppressed>,
    /// The severity that the rule gave it, where another was configured; it is what decides over verdicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_severity: Option<Severity>,
}

impl FindingReport {
    /// The severity that the rule gave it, whatever was configured: what stands in the way of a factor goes by it.
    pub fn own(&self) -> Severity {
        self.own_severity.unwrap_or(self.finding.severity)
    }
}

/// What keeps a finding from making the run fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suppressed {
    /// `configuration` or `baseline`.
    pub by: &'static str,
    /// The reason that was written down; none in a baseline.
    pub reason: Option<String>,
    /// The last day on which it holds, as `2026-12-31`; `null` for no end.
    pub until: Option<String>,
}

/// A pool, Region or account that could not be read, or a user whom no pool has.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Unreadable {
    /// `account`, `region`, `pool` or `user`.
    pub scope: &'static str,
    /// Twelve digits; empty where not known.
    pub account: String,
    /// The Region.
    pub region: String,
    /// The pool's ID, or the user's name.
    pub id: String,
    /// The operation that failed.
    pub operation: String,
    /// AWS's error code.
    pub code: String,
    /// AWS's message.
    pub message: String,
}

impl fmt::Display for Unreadable {
    /// What could not be read, and why.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&words::unreadable(self))
    }
}

/// Counts over all pools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// Findings of severity error that are not suppressed.
    pub error: usize,
    /// The same of severity warning.
    pub warning: usize,
    /// The same of severity note.
    pub note: usize,
    /// Findings that are suppressed.
    pub suppressed: usize,
    /// Rules that could not be judged, by pool.
    pub not_judged: usize,
}

impl Summary {
    /// The counts of `pools`.
    pub fn of(pools: &[PoolReport]) -> Summary {
        let mut summary = Summary::default();
        for pool in pools {
            for reported in &pool.findings {
                match reported.finding.severity {
                    _ if reported.suppressed.is_some() => summary.suppressed += 1,
                    Severity::Error => summary.error += 1,
                    Severity::Warning => summary.warning += 1,
                    Severity::Note => summary.note += 1,
                }
            }
            summary.not_judged += pool.not_judged.len();
        }
        summary
    }
}

/// A form in which a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for the test reports of CI systems.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// Markdown, for comments and job summaries.
    Markdown,
    /// For people, in a browser and on paper: one file.
    Html,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 7] = [
        Format::Table,
        Format::Json,
        Format::Sarif,
        Format::Junit,
        Format::Github,
        Format::Markdown,
        Format::Html,
    ];

    /// The word of `--format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Junit => "junit",
            Format::Github => "github",
            Format::Markdown => "markdown",
            Format::Html => "html",
        }
    }

    /// The format of this word.
    pub fn named(word: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

/// A form in which an answer that is no report on pools is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerFormat {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For tickets, wikis and chats.
    Markdown,
}

impl AnswerFormat {
    /// Every format.
    pub const ALL: [AnswerFormat; 3] = [AnswerFormat::Table, AnswerFormat::Json, AnswerFormat::Markdown];

    /// The word of `--format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            AnswerFormat::Table => "table",
            AnswerFormat::Json => "json",
            AnswerFormat::Markdown => "markdown",
        }
    }
}

/// How a report for people looks.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Columns.
    pub width: usize,
    /// Whether to colour.
    pub color: bool,
    /// Whether to print the documents of fixes in full.
    pub documents: bool,
    /// Whether findings of severity note and what was not judged are left out.
    pub quiet: bool,
}

/// The JSON Schema of the report, 2020-12. Members may be added to a report, so none is forbidden.
pub fn schema() -> Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Report>()
}

/// Writes `report` as `format`.
///
/// # Errors
/// When `out` cannot be written.
pub fn render(format: Format, report: &Report, look: Look, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Table => table::render(report, look, out),
        Format::Json => json::render(report, out),
        Format::Sarif => sarif::render(report, out),
        Format::Junit => junit::render(report, out),
        Format::Github => github::render(report, look, out),
        Format::Markdown => markdown::render(report, look, out),
        Format::Html => html::render(report, out),
    }
}
