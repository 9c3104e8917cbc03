//! `totp uri`: checks an `otpauth` URI, or makes a right one, with its QR code.

use super::super::{Exit, Failure, assemble, terminal};
use super::input;
use crate::report::{Drawing, FaultReport, SCHEMA, TotpAnswer, UriAnswer};
use crate::totp::{Ground, Paste, Qr, QrError, Weight, check, compose, looks_uri};
use std::path::{Path, PathBuf};

/// What `totp uri` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command about one-time passwords takes.
    pub totp: super::Options,
    /// Whose account it is, for the URI to make.
    pub issuer: Option<String>,
    /// The user, for the URI to make.
    pub account: Option<String>,
    /// A file for the QR code.
    pub png: Option<PathBuf>,
    /// A file for the QR code.
    pub svg: Option<PathBuf>,
    /// Whether the QR code is drawn for a light terminal.
    pub invert: bool,
}

/// Runs `totp uri`.
///
/// # Errors
/// When there is nothing to check, or nothing to make a URI of.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    let texts = input::texts(&options.totp.secret_files)?;
    let text = texts.last().ok_or_else(input::no_secret)?;
    match (&options.issuer, &options.account) {
        (Some(issuer), Some(account)) => make(options, text, issuer, account),
        (None, None) if looks_uri(&text.text) => inspect(options, text),
        (None, None) => {
            Err(Failure::new(format!("{} holds a secret, but no otpauth URI to check", text.name)).hint(
                "to make a URI of it, name whose account it is: --issuer 'My App' --account jo@example.com",
            ))
        }
        _ => Err(Failure::new("a URI needs both names")
            .hint("apps show them beside the code: --issuer 'My App' --account jo@example.com")),
    }
}

fn make(options: &Options, text: &input::Text, issuer: &str, account: &str) -> Result<Exit, Failure> {
    let paste = Paste::read(&text.text).map_err(|error| input::bad(&text.name, &error))?;
    let pasted = paste.secrets.last().ok_or_else(input::no_secret)?;
    let uri = compose(&pasted.secret, issuer, account).map_err(|error| Failure::new(error.to_string()))?;
    let qr = draw(&uri)?;
    let mut notes = vec!["the URI and the QR code hold the secret".to_owned()];
    if pasted.secret.inner().is_some() || pasted.secret.holds_hex() {
        notes.push(
            "the secret looks encoded twice; a SecretCode of Cognito goes in exactly as AssociateSoftwareToken gives it"
                .to_owned(),
        );
    }
    let answer = UriAnswer {
        schema: SCHEMA,
        tool: assemble::tool(),
        exit_code: 0,
        action: "made",
        fit: true,
        faults: Vec::new(),
        uri: Some(uri.to_string()),
        files: write(options, &qr)?,
        drawing: Some(Drawing {
            dark_on_light: qr.terminal(Ground::Light),
            light_on_dark: qr.terminal(Ground::Dark),
            light_ground: options.invert,
        }),
        notes,
    };
    options.totp.print(&TotpAnswer::Uri(answer), Exit::Clean)
}

fn inspect(options: &Options, text: &input::Text) -> Result<Exit, Failure> {
    let checked = check(&text.text);
    if !checked.is_otpauth {
        let fault = checked.faults.first().map(|fault| fault.text.as_str()).unwrap_or_default();
        return Err(Failure::new(format!("{} {fault}", text.name)).hint(
            "an otpauth URI is what the QR code of an authenticator holds: otpauth://totp/…?secret=…",
        ));
    }
    let fit = checked.faults.iter().all(|fault| fault.weight != Weight::Error);
    let mut notes = Vec::new();
    let mut files = Vec::new();
    if fit {
        files = write(options, &draw(text.text.trim())?)?;
    } else if options.png.is_some() || options.svg.is_some() {
        notes.push("no file was written: the URI is not fit".to_owned());
    }
    if !fit && checked.secret.is_some() {
        notes.push(
            "mfa-doctor totp uri --issuer ISSUER --account USER makes a right one of the same secret"
                .to_owned(),
        );
    }
    let exit = if fit { Exit::Clean } else { Exit::Findings };
    let report = |fault: crate::totp::Fault| FaultReport {
        severity: fault.weight.as_str(),
        part: fault.part,
        text: fault.text,
        rule: fault.rule,
    };
    let answer = UriAnswer {
        schema: SCHEMA,
        tool: assemble::tool(),
        exit_code: exit.code(),
        action: "checked",
        fit,
        faults: checked.faults.into_iter().map(report).collect(),
        uri: None,
        files,
        drawing: None,
        notes,
    };
    options.totp.print(&TotpAnswer::Uri(answer), exit)
}

fn failed(error: QrError) -> Failure {
    Failure::new(format!("the QR code {error}"))
}

fn draw(uri: &str) -> Result<Qr, Failure> {
    Qr::of(uri).map_err(failed)
}

/// Writes the files that were asked for, and gives their names.
fn write(options: &Options, qr: &Qr) -> Result<Vec<String>, Failure> {
    let mut written = Vec::new();
    let mut file = |path: &Path, bytes: &[u8]| -> Result<(), Failure> {
        terminal::write_private(path, bytes)?;
        written.push(path.display().to_string());
        Ok(())
    };
    if let Some(path) = &options.png {
        file(path, &qr.png().map_err(failed)?)?;
    }
    if let Some(path) = &options.svg {
        file(path, qr.svg().as_bytes())?;
    }
    Ok(written)
}
