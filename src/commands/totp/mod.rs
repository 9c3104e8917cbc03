//! `totp`: codes, why they do not match, and what authenticators are told.

pub mod code;
mod input;
pub mod uri;
pub mod verify;
mod words;

use super::{Common, Exit, Failure, terminal};
use crate::report::{Format, TotpAnswer};
use crate::totp::{TypedCode, looks_secret};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

/// What every command about one-time passwords takes.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// Files with secrets, the oldest first; `-` is standard input.
    pub secret_files: Vec<PathBuf>,
    /// The time instead of now, in seconds since 1970.
    pub at: Option<u64>,
    /// The format on standard output.
    pub format: Format,
}

impl Options {
    /// The time of the answer. It is read after the input: somebody may have typed that.
    fn at(&self) -> u64 {
        self.at
            .unwrap_or_else(|| u64::try_from(OffsetDateTime::now_utc().unix_timestamp()).unwrap_or_default())
    }

    fn print(&self, answer: &TotpAnswer, exit: Exit) -> Result<Exit, Failure> {
        terminal::print_rendered("answer", |out| match self.format {
            Format::Json => answer.render_json(out),
            _ => answer.render(terminal::look(&self.common), out),
        })?;
        Ok(exit)
    }
}

/// RFC 3339, UTC.
fn rfc3339(at: u64) -> String {
    i64::try_from(at).ok().and_then(crate::snapshot::rfc3339).unwrap_or_else(|| format!("{at} s"))
}

/// Refuses arguments of `totp` that are secrets or codes, before anything can repeat them.
///
/// # Errors
/// Where one of `args` (without the program's name) looks like one.
pub fn refuse_secrets(args: impl Iterator<Item = OsString>) -> Result<(), Failure> {
    /// Options whose values are names or times.
    const NAMES: [&str; 3] = ["--issuer", "--account", "--at"];
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let command = args
        .iter()
        .find(|arg| !(arg.starts_with('-') || ["auto", "always", "never"].contains(&arg.as_str())));
    if command.is_none_or(|command| command != "totp") {
        return Ok(());
    }
    let is_name = |at: usize, arg: &str| {
        let option = arg.split_once('=').map_or("", |(option, _)| option);
        NAMES.contains(&option) || at > 0 && NAMES.contains(&args[at - 1].as_str())
    };
    let is_secret = |(at, arg): (usize, &String)| {
        let value =
            if arg.starts_with('-') { arg.split_once('=').map_or("", |(_, value)| value) } else { arg };
        let looks = looks_secret(value) || TypedCode::read(value).is_ok();
        looks && !is_name(at, arg) && !Path::new(value).exists()
    };
    if !args.iter().enumerate().any(is_secret) {
        return Ok(());
    }
    Err(Failure::new(
        "an argument looks like a secret or a code; every user of this machine can read arguments, and a shell keeps them in its history",
    )
    .hint(
        "hand it over on standard input, in a file (--secret-file FILE), in the variable MFA_DOCTOR_TOTP_SECRET, or at the prompt\n\
         take the line out of the shell's history; a secret that was in it counts as known: enrol again",
    ))
}
