//! What a sign-in is given beforehand: passwords and secrets, never as arguments.

use super::super::{Failure, prompt, terminal};
use super::Options;
use crate::sign_in::Hidden;
use crate::totp::{Paste, Secret};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The variable that may hold the password.
const PASSWORD: &str = "MFA_DOCTOR_PASSWORD";

/// The variable that may hold the password that replaces a temporary one.
const NEW_PASSWORD: &str = "MFA_DOCTOR_NEW_PASSWORD";

/// Where TOTP codes come from.
pub(super) enum Authenticator {
    /// A person.
    Asked,
    /// A secret in a file.
    Known(Secret),
    /// A file that gets the secret of the enrolment, and does not exist yet.
    Unborn(PathBuf),
}

/// The first line of a file; a password may end in a blank, so nothing but the line break is cut off.
fn line_of(path: &Path, what: &str) -> Result<Hidden, Failure> {
    if terminal::is_standard(path) {
        return Err(Failure::new(format!("the {what} cannot come from standard input"))
            .hint("name a file; the lines of standard input are the answers to questions"));
    }
    let text = Zeroizing::new(terminal::read(path)?);
    let line = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(
            Failure::new(format!("{} holds no {what}", path.display())).hint("put it on the first line")
        );
    }
    Ok(Hidden::new(line))
}

fn variable(name: &str) -> Option<Hidden> {
    std::env::var(name).ok().filter(|value| !value.is_empty()).map(Hidden::new)
}

/// The password: of the file, the variable, or a prompt.
///
/// # Errors
/// When there is none.
pub(super) fn password(options: &Options) -> Result<Hidden, Failure> {
    let missing = || {
        Failure::new("there is no password").hint(format!(
            "give it in a file (--password-file FILE) or in the variable {PASSWORD}; at a terminal it is asked for"
        ))
    };
    if let Some(path) = &options.password_file {
        return line_of(path, "password");
    }
    if let Some(password) = variable(PASSWORD) {
        return Ok(password);
    }
    if !std::io::stdin().is_terminal() {
        return Err(missing());
    }
    let password =
        prompt::hidden(&format!("Password of {} (not shown): ", crate::report::clean(&options.user)))?;
    if password.is_empty() { Err(missing()) } else { Ok(password.into()) }
}

/// The password that replaces a temporary one, where it was given beforehand.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn new_password(options: &Options) -> Result<Option<Hidden>, Failure> {
    match &options.new_password_file {
        Some(path) => line_of(path, "password").map(Some),
        None => Ok(variable(NEW_PASSWORD)),
    }
}

/// The app client's secret, where it was given.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn client_secret(options: &Options) -> Result<Option<Hidden>, Failure> {
    options.client_secret_file.as_deref().map(|path| line_of(path, "secret")).transpose()
}

/// Where TOTP codes come from.
///
/// # Errors
/// When the file cannot be used, or nobody would get to see the secret of an enrolment.
pub(super) fn authenticator(options: &Options) -> Result<Authenticator, Failure> {
    match &options.totp_secret_file {
        None if options.enrol && !std::io::stdin().is_terminal() => {
            Err(Failure::new("there is no terminal to show the new secret on")
                .hint("name a file for it, which must not exist yet: --enroll totp --totp-secret-file FILE"))
        }
        None => Ok(Authenticator::Asked),
        Some(path) if options.enrol => {
            if path.exists() {
                return Err(Failure::new(format!("{} exists, and is not overwritten", path.display()))
                    .hint("--enroll writes the new secret to the file: name one that does not exist"));
            }
            // Once Cognito gave the secret, it is too late to find out.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
                return Err(Failure::new(format!("there is no folder {}", folder.display()))
                    .hint("the new secret is written to the file: name one in a folder that exists"));
            }
            Ok(Authenticator::Unborn(path.clone()))
        }
        Some(path) => {
            let text = Zeroizing::new(terminal::read(path)?);
            let name = path.display();
            let paste = Paste::read(&text)
                .map_err(|error| Failure::new(format!("{name}, line {}: {error}", error.line)))?;
            let newest = paste.secrets.into_iter().next_back();
            newest.map(|pasted| Authenticator::Known(pasted.secret)).ok_or_else(|| {
                Failure::new(format!("{name} holds no TOTP secret"))
                    .hint("it is base32, an otpauth URI, or the answer of AssociateSoftwareToken")
            })
        }
    }
}
