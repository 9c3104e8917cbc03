//! What the commands about one-time passwords have to say, frozen; the types are its JSON, to which only additions
//! are made while `schema` is 1. They hold codes and URIs where those are the answer, so none of them has a `Debug`.

mod table;

use super::{Look, Tool, json};
use crate::finding::ErrorRef;
use serde::Serialize;
use std::io::{self, Write};

/// The code of a secret.
#[derive(Clone, Serialize)]
pub struct CodeAnswer {
    /// The version of the form.
    pub schema: u32,
    /// Which program, in which version.
    pub tool: Tool,
    /// The time of the code, RFC 3339.
    pub at: String,
    /// Six digits.
    pub code: String,
    /// Seconds until the next, 1 to 30.
    pub seconds_left: u64,
    /// The next code.
    pub next: String,
    /// When it begins, RFC 3339.
    pub next_at: String,
    /// What else to know.
    pub notes: Vec<String>,
}

/// Whether a code matches, and why not.
#[derive(Clone, Serialize)]
pub struct VerifyAnswer {
    /// The version of the form.
    pub schema: u32,
    /// Which program, in which version.
    pub tool: Tool,
    /// The exit code of the run.
    pub exit_code: u8,
    /// The time for which the code was checked, RFC 3339.
    pub at: String,
    /// How many secrets were given.
    pub secrets: usize,
    /// How many codes were given.
    pub codes: usize,
    /// `matches`, `used`, `explained` or `unexplained`.
    pub verdict: &'static str,
    /// One line.
    pub summary: String,
    /// Everything that is not as Cognito takes it.
    pub reasons: Vec<Reason>,
    /// How the codes are made; `null` where nothing that was tried fits.
    pub authenticator: Option<Authenticator>,
    /// Less likely ways that give the codes too.
    pub also_fits: Vec<Authenticator>,
    /// How far to trust it.
    pub certainty: Certainty,
    /// The documented errors that users meet.
    pub errors: Vec<ErrorRef>,
    /// What else to know.
    pub notes: Vec<String>,
    /// What to do; empty where nothing is to be done.
    pub fix: Vec<String>,
    /// The AWS page.
    pub docs: &'static str,
}

/// One thing that is not as Cognito takes it.
#[derive(Clone, Serialize)]
pub struct Reason {
    /// `clock`, `algorithm`, `digits`, `period`, `cut`, `zeros`, `earlier-secret`, `misread-secret` or `used`.
    pub kind: &'static str,
    /// The id of the rule about it; `null` where there is none.
    pub rule: Option<&'static str>,
    /// The fact and what follows.
    pub text: String,
}

/// How codes are made.
#[derive(Clone, Serialize)]
pub struct Authenticator {
    /// In words.
    pub text: String,
    /// Which secret, from 1; the newest has the highest number.
    pub secret: usize,
    /// How that secret is misread; `null` where it is not.
    pub misread: Option<&'static str>,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: &'static str,
    /// Digits that the authenticator shows.
    pub digits: usize,
    /// Seconds of a step.
    pub period: u64,
    /// Steps from the time of the check to the code; negative where the code is older.
    pub offset_steps: i64,
    /// By how many seconds its clock is ahead, at least and at most; negative where it is behind.
    pub clock_seconds: (i64, i64),
}

/// How far to trust an answer.
#[derive(Clone, Serialize)]
pub struct Certainty {
    /// Different codes that had to agree.
    pub codes: usize,
    /// Guesses made until the one that fits, or in all.
    pub tried: usize,
    /// The chance that codes of another origin would have fitted one of them; `null` where nothing fits.
    pub chance: Option<f64>,
    /// In words.
    pub text: String,
}

/// What is wrong with a URI, or a right one.
#[derive(Clone, Serialize)]
pub struct UriAnswer {
    /// The version of the form.
    pub schema: u32,
    /// Which program, in which version.
    pub tool: Tool,
    /// The exit code of the run.
    pub exit_code: u8,
    /// `checked` or `made`.
    pub action: &'static str,
    /// Whether Cognito takes the codes that it leads to.
    pub fit: bool,
    /// What is wrong, errors first.
    pub faults: Vec<FaultReport>,
    /// The URI that was made; one that was checked is not repeated.
    pub uri: Option<String>,
    /// Files with the QR code, readable by their owner only.
    pub files: Vec<String>,
    /// The QR code for the terminal.
    #[serde(skip)]
    pub drawing: Option<Drawing>,
    /// What else to know.
    pub notes: Vec<String>,
}

/// One fault of a URI.
#[derive(Clone, Serialize)]
pub struct FaultReport {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// `uri`, `type`, `label` or the name of a parameter.
    pub part: &'static str,
    /// What is wrong, and what follows.
    pub text: String,
    /// The id of the rule about it; `null` where there is none.
    pub rule: Option<&'static str>,
}

/// A QR code in half blocks.
#[derive(Clone)]
pub struct Drawing {
    /// Dark letters on a light ground.
    pub dark_on_light: String,
    /// Light letters on a dark ground.
    pub light_on_dark: String,
    /// Whether the terminal is light, where colours cannot be set.
    pub light_ground: bool,
}

/// An answer about one-time passwords.
pub enum TotpAnswer {
    /// Of `totp code`.
    Code(CodeAnswer),
    /// Of `totp verify`.
    Verify(Box<VerifyAnswer>),
    /// Of `totp uri`.
    Uri(UriAnswer),
}

impl TotpAnswer {
    /// Writes the answer for people.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render(&self, look: Look, out: &mut dyn Write) -> io::Result<()> {
        table::render(self, look, out)
    }

    /// Writes the answer for programs.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn render_json(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            TotpAnswer::Code(answer) => json::render(answer, out),
            TotpAnswer::Verify(answer) => json::render(answer, out),
            TotpAnswer::Uri(answer) => json::render(answer, out),
        }
    }
}
