//! What `explain` has to say, frozen, and one file per format that says it.
//!
//! The types here are the JSON answer: only additions are allowed while `schema` is 1.

mod markdown;
mod table;

use super::{AnswerFormat, Look, json};
use crate::finding::{ErrorRef, Evidence, Fix};
use serde::Serialize;
use std::io;

/// The version of the answer's form.
pub const SCHEMA: u32 = 1;

/// The answer.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The pool in which the causes were looked for; `null` where none was named.
    pub pool: Option<PoolNamed>,
    /// The documented errors of the text, best match first.
    pub errors: Vec<ErrorExplained>,
    /// How often the text names an exception that is no documented error; 1 where nothing was recognised at all.
    pub unrecognised: u64,
    /// Where nothing was recognised: documented errors in similar words.
    pub nearest: Vec<ErrorRef>,
    /// Whether a pool could still be named, and would tell the causes apart.
    #[serde(skip)]
    pub pool_would_tell: bool,
}

/// The pool in which causes were looked for.
#[derive(Debug, Clone, Serialize)]
pub struct PoolNamed {
    /// Its ID.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// When the facts were read, as the snapshot says it.
    pub taken_at: Option<serde_json::Value>,
    /// Whether all core evidence behind the causes was there.
    pub complete: bool,
}

/// One documented error.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorExplained {
    /// The entry's id in the catalogue of documented errors.
    pub id: &'static str,
    /// The exception; `null` where AWS shows the message alone.
    pub code: Option<&'static str>,
    /// The message as AWS words it; `null` where only the exception is documented.
    pub message: Option<&'static str>,
    /// `exact` or `candidate`.
    #[serde(rename = "match")]
    pub matched: &'static str,
    /// How often it was met.
    pub count: u64,
    /// The operations that raise it.
    pub operations: &'static [&'static str],
    /// The operations that the text names beside it.
    pub seen_in: Vec<&'static str>,
    /// What it means.
    pub meaning: &'static str,
    /// What can lead to it; where a pool was looked at, what holds there first.
    pub causes: Vec<CauseExplained>,
    /// What to change, whatever the pool.
    pub fix: &'static str,
    /// The AWS page.
    pub docs: &'static str,
}

/// One cause of an error.
#[derive(Debug, Clone, Serialize)]
pub struct CauseExplained {
    /// The id of the rule that proves it; `null` where no rule can.
    pub rule: Option<&'static str>,
    /// Whether the table of rules has that rule.
    #[serde(skip)]
    pub in_table: bool,
    /// The cause, and how to tell it from the others.
    pub text: &'static str,
    /// `proven`, `ruled-out`, `cannot-tell` or `not-checked`.
    pub holds: &'static str,
    /// What proves it or rules it out.
    pub evidence: Vec<Evidence>,
    /// What the rule says of this pool.
    pub messages: Vec<String>,
    /// What to do in this pool.
    pub fixes: Vec<Fix>,
    /// Why it cannot be told, with the permissions that would settle it.
    pub gaps: Vec<GapExplained>,
    /// What would show it, where no pool does.
    pub shown_by: Option<&'static str>,
}

/// A fact that was not read.
#[derive(Debug, Clone, Serialize)]
pub struct GapExplained {
    /// Permissions as IAM writes them; empty where no permission would help.
    pub needs: Vec<String>,
    /// Why it was not read, or why what was read does not tell.
    pub reason: String,
}

impl Explained {
    /// Writes the answer as `format`.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render(&self, format: AnswerFormat, look: Look, out: &mut dyn io::Write) -> io::Result<()> {
        match format {
            AnswerFormat::Table => table::render(self, look, out),
            AnswerFormat::Json => json::render(self, out),
            AnswerFormat::Markdown => markdown::render(self, out),
        }
    }
}
