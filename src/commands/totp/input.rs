//! Where secrets, codes and URIs come from.

use super::super::{Failure, prompt, terminal};
use crate::totp::{Paste, PasteError};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The variable that may hold secrets.
const VARIABLE: &str = "MFA_DOCTOR_TOTP_SECRET";

/// How a secret can be given.
const WAYS: &str = "give it on standard input, in a file (--secret-file FILE), or in the variable MFA_DOCTOR_TOTP_SECRET:\n\
     base32, an otpauth URI, or the answer of AssociateSoftwareToken";

/// The question for a secret.
const ASK_SECRET: &str = "Secret (SecretCode or otpauth URI, not shown): ";

pub(super) fn bad(name: &str, error: &PasteError) -> Failure {
    Failure::new(format!("{name}, line {}: {error}", error.line))
}

/// One input, read whole.
pub(super) struct Text {
    /// Where it came from, in words.
    pub(super) name: String,
    /// What it holds.
    pub(super) text: Zeroizing<String>,
}

fn read(path: &Path) -> Result<Text, Failure> {
    Ok(Text { name: terminal::name_of(path), text: Zeroizing::new(terminal::read(path)?) })
}

/// The texts that hold secrets: files, else the variable, else standard input or the answer to a prompt.
///
/// # Errors
/// When one cannot be read, or there is none.
pub(super) fn texts(files: &[PathBuf]) -> Result<Vec<Text>, Failure> {
    if !files.is_empty() {
        return files.iter().map(|file| read(file)).collect();
    }
    if let Some(text) = variable() {
        return Ok(vec![text]);
    }
    let text = if std::io::stdin().is_terminal() {
        Text { name: "the answer".to_owned(), text: prompt::hidden(ASK_SECRET)? }
    } else {
        read(Path::new("-"))?
    };
    if text.text.trim().is_empty() {
        return Err(no_secret());
    }
    Ok(vec![text])
}

/// The failure where no secret was given.
pub(super) fn no_secret() -> Failure {
    Failure::new("no secret was given").hint(WAYS)
}

fn variable() -> Option<Text> {
    let value = std::env::var(VARIABLE).ok().filter(|value| !value.trim().is_empty())?;
    Some(Text { name: VARIABLE.to_owned(), text: Zeroizing::new(value) })
}

/// Secrets and codes, from wherever they were given.
///
/// # Errors
/// When one cannot be read, or is missing.
pub(super) fn secrets_and_codes(secret_files: &[PathBuf], code_files: &[PathBuf]) -> Result<Paste, Failure> {
    let files = || secret_files.iter().chain(code_files);
    if files().filter(|file| terminal::is_standard(file)).count() > 1 {
        return Err(
            Failure::new("standard input is named twice").hint("one - is enough for secrets and codes")
        );
    }
    let mut paste = Paste::default();
    for file in files() {
        add(&mut paste, &read(file)?)?;
    }
    if secret_files.is_empty()
        && let Some(text) = variable()
    {
        add(&mut paste, &text)?;
    }
    let missing = paste.secrets.is_empty() || paste.codes.is_empty();
    if missing && !files().any(|file| terminal::is_standard(file)) {
        if std::io::stdin().is_terminal() {
            ask(&mut paste)?;
        } else {
            add(&mut paste, &read(Path::new("-"))?)?;
        }
    }
    if paste.secrets.is_empty() {
        return Err(no_secret());
    }
    if paste.codes.is_empty() {
        return Err(Failure::new("no code was given").hint(
            "give it on standard input, a line behind the secret, or in a file: --code-file FILE\n\
             a second code, on the next line, makes the answer certain",
        ));
    }
    Ok(paste)
}

/// Adds what `text` holds.
fn add(paste: &mut Paste, text: &Text) -> Result<(), Failure> {
    let more = Paste::read(&text.text).map_err(|error| bad(&text.name, &error))?;
    paste.secrets.extend(more.secrets);
    paste.codes.extend(more.codes);
    Ok(())
}

/// Asks for what is missing.
fn ask(paste: &mut Paste) -> Result<(), Failure> {
    let answer = |paste: &mut Paste, question: &str| {
        add(paste, &Text { name: "the answer".to_owned(), text: prompt::hidden(question)? })
    };
    if paste.secrets.is_empty() {
        answer(paste, ASK_SECRET)?;
    }
    if paste.codes.is_empty() && !paste.secrets.is_empty() {
        answer(paste, "Code as it was typed (not shown): ")?;
        if !paste.codes.is_empty() {
            answer(paste, "The code after it (not shown; Enter to do without): ")?;
        }
    }
    Ok(())
}
