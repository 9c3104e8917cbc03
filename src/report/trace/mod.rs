//! What `trace` has to say, frozen, and one file per format that says it.
//!
//! The types here are the JSON answer: only additions are made while `schema` is 1. Nothing in them is secret.

mod chain;
mod markdown;
mod spark;
mod table;

use chain::Kind;
pub(super) use chain::{drawing, drawn, title};
pub(super) use spark::hours;

use super::page::count;
use super::{FindingReport, Look, PresentedTo, Tool, json};
use crate::finding::{NotJudged, Severity};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// One run of `trace`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(title = "Report of mfa-doctor trace")]
pub struct TraceReport {
    /// The version of the form.
    pub schema: u32,
    /// Which program, in which version.
    pub tool: Tool,
    /// RFC 3339, UTC.
    pub generated_at: String,
    /// Whether everything that was given could be read.
    pub complete: bool,
    /// The exit code of the run.
    pub exit_code: u8,
    /// The pool that was looked at beside it; `null` where none was given.
    pub pool: Option<PresentedTo>,
    /// What was read.
    pub inputs: Vec<InputReport>,
    /// Secrets that were in it, by kind; none was kept.
    pub held: BTreeMap<&'static str, u64>,
    /// What could not be used.
    pub skipped: Vec<SkippedReport>,
    /// The sign-ins, in the order in which they began.
    pub sign_ins: Vec<SignInReport>,
    /// Every call, in order of time.
    pub steps: Vec<TraceStep>,
    /// What went wrong, worst first.
    pub findings: Vec<FindingReport>,
    /// What could not be judged.
    pub not_judged: Vec<NotJudged>,
    /// What CloudTrail counts; `null` where none was read.
    pub trail: Option<TrailReport>,
}

/// Something that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InputReport {
    /// The file's name, or what stands for it.
    pub name: String,
    /// `har`, `cloudtrail`, `results` (what a query over CloudTrail gave) or `log`.
    pub kind: &'static str,
    /// Entries or records in it, of whatever service.
    pub records: u64,
    /// Those that are calls of a user pool.
    pub calls: u64,
}

/// Something that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SkippedReport {
    /// The file's name.
    pub name: String,
    /// What and why.
    pub what: String,
    /// How many.
    pub count: u64,
}

/// The calls of one sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SignInReport {
    /// The app client's ID.
    pub client: Option<String>,
    /// The user, masked.
    pub user: Option<String>,
    /// `signed-in`, `failed` or `open`.
    pub result: &'static str,
    /// Its steps, counted from 1.
    pub steps: Vec<usize>,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TraceStep {
    /// Its number, from 1.
    pub number: usize,
    /// When it was sent: RFC 3339, UTC. Empty where a log shows no time.
    pub at: String,
    /// How long the answer took.
    pub took_ms: Option<i64>,
    /// Where it stands.
    pub place: String,
    /// `InitiateAuth`; of managed login, method and path.
    pub operation: String,
    /// `AuthFlow`.
    pub flow: Option<String>,
    /// `ChallengeName` of the request.
    pub challenge: Option<String>,
    /// The Session that it sent, by its name in this report: `s1`; `(hidden)` where the recording does not show it.
    pub session_in: Option<String>,
    /// The Session that it was given.
    pub session_out: Option<String>,
    /// `challenge`, `tokens`, `secret`, `verified`, `not-verified`, `answered`, `refused` or `unknown`.
    pub outcome: &'static str,
    /// The challenge that came back.
    pub next: Option<String>,
    /// What was said where it was refused.
    pub error: Option<TraceError>,
    /// Where it failed, the rules that explain it.
    pub explained_by: Vec<&'static str>,
    /// Where it failed, the later step that did what it was for: a code was mistyped, and then it was not.
    pub made_good_by: Option<usize>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TraceError {
    /// The documented error; `null` where it is none.
    pub id: Option<&'static str>,
    /// The exception.
    pub code: String,
    /// What AWS said, without anything secret.
    pub message: String,
    /// What it means, where it is documented.
    pub meaning: Option<&'static str>,
}

/// What CloudTrail counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TrailReport {
    /// Records of all services.
    pub records: u64,
    /// Those of user pools.
    pub calls: u64,
    /// The errors, the most frequent first.
    pub errors: Vec<ErrorCount>,
    /// Changes that bear on sign-ins, in order of time.
    pub changes: Vec<ChangeSeen>,
}

/// One error of one operation, pool and app client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ErrorCount {
    /// The pool's ID.
    pub pool: Option<String>,
    /// The app client's ID.
    pub client: Option<String>,
    /// The operation.
    pub operation: String,
    /// The exception.
    pub code: String,
    /// What AWS said.
    pub message: String,
    /// The documented error; `null` where it is none.
    pub id: Option<&'static str>,
    /// How often.
    pub count: u64,
    /// How many users, by `sub`; events that name none are not counted here.
    pub users: u64,
    /// The first time, RFC 3339.
    pub first: String,
    /// The last time, RFC 3339.
    pub last: String,
    /// How often in each hour that has one: the hour as `2026-11-22T10:00:00Z`.
    pub hours: BTreeMap<String, u64>,
    /// The last change before the first of them, by its place in `changes` from 0. It came before; whether it is the
    /// cause is not proven.
    pub preceded_by: Option<usize>,
}

/// A change that bears on sign-ins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeSeen {
    /// When: RFC 3339.
    pub at: String,
    /// `iam:DeleteRolePolicy`
    pub operation: String,
    /// What was changed: a pool's ID, a role's name, a web ACL.
    pub target: Option<String>,
    /// Who changed it: an ARN.
    pub by: Option<String>,
}

/// The JSON Schema of the report, 2020-12. Members may be added to a report, so none is forbidden.
pub fn schema() -> Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<TraceReport>()
}

impl TraceReport {
    /// Writes it for programs.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render_json(&self, out: &mut dyn Write) -> io::Result<()> {
        json::render(self, out)
    }

    /// Writes it for people.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render_table(&self, look: Look, out: &mut dyn Write) -> io::Result<()> {
        table::render(self, look, out)
    }

    /// Writes it for tickets and chats.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        markdown::render(self, out)
    }

    /// Writes it as one file for browsers.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render_html(&self, out: &mut dyn Write) -> io::Result<()> {
        super::html::render_trace(self, out)
    }

    /// The step of that number.
    fn step(&self, number: usize) -> Option<&TraceStep> {
        self.steps.get(number.checked_sub(1)?)
    }

    /// Steps that failed.
    pub fn failures(&self) -> impl Iterator<Item = &TraceStep> {
        self.steps.iter().filter(|step| step.failed())
    }

    /// Steps that failed, and that neither a rule explains nor a later step made good.
    pub(super) fn unexplained(&self) -> impl Iterator<Item = &TraceStep> {
        self.failures().filter(|step| step.explained_by.is_empty() && step.made_good_by.is_none())
    }

    /// One line that says how it ended.
    pub(super) fn headline(&self) -> String {
        let (failed, unexplained) = (self.failures().count(), self.unexplained().count());
        let made_good = self
            .failures()
            .filter(|step| step.explained_by.is_empty() && step.made_good_by.is_some())
            .count();
        let mut parts = Vec::new();
        if failed > unexplained + made_good {
            parts.push(format!("{} explained below", failed - unexplained - made_good));
        }
        if made_good > 0 {
            parts.push(format!("{made_good} made good by a later one"));
        }
        if unexplained > 0 {
            parts.push(format!("{unexplained} that nothing in the recording explains"));
        }
        let is_sign_in = |one: &&SignInReport| Kind::of(self, one) == Kind::SignIn;
        let sign_ins = self.sign_ins.iter().filter(is_sign_in).count();
        let calls = count(self.steps.len(), "call");
        let calls = if sign_ins == 0 { calls } else { format!("{calls}, {}", count(sign_ins, "sign-in")) };
        if let Some(trail) = self.trail.as_ref().filter(|_| self.steps.is_empty()) {
            if trail.calls == 0 {
                return "no call of the pool was recorded".to_owned();
            }
            let errors: u64 = trail.errors.iter().map(|error| error.count).sum();
            let errors = count(usize::try_from(errors).unwrap_or(usize::MAX), "error");
            return format!("{errors} of {}", count(trail.errors.len(), "kind"));
        }
        match failed {
            0 => format!("{calls}: none failed"),
            _ => format!("{calls}: {failed} failed, {}", parts.join(", ")),
        }
    }

    /// One line that says what was found.
    pub(super) fn summary(&self) -> String {
        let of = |severity: Severity| {
            let number = self.findings.iter().filter(|found| found.finding.severity == severity).count();
            (number > 0).then(|| count(number, severity.as_str()))
        };
        let mut parts: Vec<String> = Severity::ALL.into_iter().filter_map(of).collect();
        if parts.is_empty() {
            parts.push("no finding".to_owned());
        }
        parts.push(format!("{} not judged", self.not_judged.len()));
        parts.join(", ")
    }
}

impl TraceStep {
    /// Whether it did not do what it was for.
    pub fn failed(&self) -> bool {
        matches!(self.outcome, "refused" | "not-verified")
    }

    /// What was asked: `RespondToAuthChallenge SMS_MFA`.
    pub(super) fn asked(&self) -> String {
        match self.challenge.as_ref().or(self.flow.as_ref()) {
            Some(what) => format!("{} {what}", self.operation),
            None => self.operation.clone(),
        }
    }

    /// What came of it, in words.
    pub(super) fn came(&self) -> String {
        match (&self.next, &self.error, self.outcome) {
            (_, Some(error), _) if error.message.is_empty() => error.code.clone(),
            (_, Some(error), _) => format!("{}: {}", error.code, error.message),
            (Some(next), ..) => next.clone(),
            (_, _, "tokens") => "tokens".to_owned(),
            (_, _, "secret") => "a new secret".to_owned(),
            (_, _, "verified") => "Status SUCCESS".to_owned(),
            (_, _, "not-verified") => "Status ERROR".to_owned(),
            (_, _, "unknown") => "(not shown)".to_owned(),
            // The next page, or the same with words about what went wrong: which of them is not read.
            _ if self.operation.contains('/') && !self.operation.contains("/oauth2/") => "a page".to_owned(),
            _ => "done".to_owned(),
        }
    }

    /// The second of the day at which it was sent: `10:00:03`.
    pub(super) fn clock(&self) -> &str {
        self.at.get(11..19).unwrap_or("--:--:--")
    }
}
