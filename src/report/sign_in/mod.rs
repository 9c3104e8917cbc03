//! What `sign-in` has to say, frozen; the types are its JSON, to which only additions are made while `schema` is 1.
//! Nothing in them is secret.

mod table;

use super::explained::Explained;
use super::{Look, Tool, json};
use serde::Serialize;
use std::io::{self, Write};

/// A sign-in that ended.
#[derive(Debug, Clone, Serialize)]
pub struct SignInAnswer {
    /// The version of the form.
    pub schema: u32,
    /// Which program, in which version.
    pub tool: Tool,
    /// RFC 3339, UTC.
    pub generated_at: String,
    /// The exit code of the run.
    pub exit_code: u8,
    /// The pool's ID.
    pub pool: String,
    /// The app client's ID.
    pub client: String,
    /// The user, as given.
    pub user: String,
    /// `srp`, `password` or `admin`.
    pub flow: &'static str,
    /// `signed-in`, `refused`, `cannot-answer`, `not-answered`, `unknown` or `interrupted`.
    pub result: &'static str,
    /// One line.
    pub summary: String,
    /// Every call, in order.
    pub steps: Vec<StepReport>,
    /// The call that ended it; `null` where it ended well, or not at a call.
    pub failure: Option<FailureReport>,
    /// What changed.
    pub done: Vec<String>,
    /// The tokens that came; none is shown.
    pub tokens: Vec<TokenBrief>,
    /// What `explain` says of the error.
    pub explained: Option<Explained>,
    /// What else to know.
    pub notes: Vec<String>,
}

/// One call.
#[derive(Debug, Clone, Serialize)]
pub struct StepReport {
    /// When it was sent: RFC 3339, UTC, with milliseconds.
    pub at: String,
    /// The operation's name on the wire.
    pub operation: &'static str,
    /// `AuthFlow` of the first call.
    pub flow: Option<&'static str>,
    /// The challenge that it answers, or on behalf of which it enrols.
    pub challenge: Option<String>,
    /// How old the Session was that it sent; `null` where it sent none.
    pub session_age_ms: Option<i64>,
    /// How long the answer took.
    pub took_ms: i64,
    /// `challenge`, `signed-in`, `associated`, `verified`, `not-verified`, `preferred`, `refused`, `unknown` or
    /// `interrupted`.
    pub outcome: &'static str,
    /// The challenge that came back.
    pub next: Option<String>,
    /// What was said where it failed.
    pub error: Option<StepError>,
}

/// What was said where a call failed.
#[derive(Debug, Clone, Serialize)]
pub struct StepError {
    /// The documented error; `null` where it is none.
    pub id: Option<&'static str>,
    /// AWS's error code.
    pub code: String,
    /// AWS's message, without anything secret that it repeats.
    pub message: String,
}

/// The call that ended it.
#[derive(Debug, Clone, Serialize)]
pub struct FailureReport {
    /// Its number, from 1.
    pub step: usize,
    /// The operation's name on the wire.
    pub operation: &'static str,
    /// The challenge that it answers.
    pub challenge: Option<String>,
    /// How old the Session was that it sent.
    pub session_age_ms: Option<i64>,
    /// What was said; `null` where it was no error, as of a `Status` that is not `SUCCESS`.
    pub error: Option<StepError>,
}

/// A token, without the token.
#[derive(Debug, Clone, Serialize)]
pub struct TokenBrief {
    /// `access`, `id` or `refresh`.
    pub kind: &'static str,
    /// The scopes of an access token.
    pub scopes: Vec<String>,
    /// When it ends, RFC 3339; `null` where it does not tell.
    pub expires_at: Option<String>,
    /// For how long it is good, in seconds.
    pub seconds: Option<i64>,
}

impl SignInAnswer {
    /// Writes the transcript for programs.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render_json(&self, out: &mut dyn Write) -> io::Result<()> {
        json::render(self, out)
    }

    /// Writes for people what is left to say after the steps.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render(&self, look: Look, out: &mut dyn Write) -> io::Result<()> {
        table::render(self, look, out)
    }
}

impl StepReport {
    /// Writes the call that was just made for people.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render(&self, number: usize, look: Look, out: &mut dyn Write) -> io::Result<()> {
        table::step(self, number, look, out)
    }
}
