//! `totp code`: the code that Cognito expects now.

use super::super::{Exit, Failure, assemble};
use super::{Options, input, rfc3339};
use crate::report::{CodeAnswer, SCHEMA, TotpAnswer};
use crate::totp::{Paste, current};

/// Runs `totp code`.
///
/// # Errors
/// When there is no secret.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    let mut secrets = Vec::new();
    for text in input::texts(&options.secret_files)? {
        let paste = Paste::read(&text.text).map_err(|error| input::bad(&text.name, &error))?;
        secrets.extend(paste.secrets);
    }
    let pasted = secrets.last().ok_or_else(input::no_secret)?;
    let at = options.at();
    let now = current(&pasted.secret, at);
    let mut notes = Vec::new();
    if secrets.len() > 1 {
        notes.push(format!("{} secrets were given; this is the code of the last, the newest", secrets.len()));
    }
    if pasted.asked.as_ref().is_some_and(|asked| asked.unlike_cognito) {
        notes.push(
            "the URI asks for other codes than Cognito takes (TOT007), and an app that heeds it shows those; mfa-doctor totp uri says what is wrong"
                .to_owned(),
        );
    }
    if pasted.secret.inner().is_some() {
        notes.push(
            "the secret looks encoded twice: it is base32 of a text that is base32 itself; if Cognito gave the inner one, no code matches"
                .to_owned(),
        );
    }
    let answer = CodeAnswer {
        schema: SCHEMA,
        tool: assemble::tool(),
        at: rfc3339(at),
        code: now.code.to_string(),
        seconds_left: now.seconds_left,
        next: now.next.to_string(),
        next_at: rfc3339(now.next_at),
        notes,
    };
    options.print(&TotpAnswer::Code(answer), Exit::Clean)
}
