//! The documented errors of Amazon Cognito MFA.
//!
//! One table, one file per family. Each entry is a `pub static` named like its id, so that a rule refers to
//! `&catalog::SMS_ROLE_CANNOT_PUBLISH` and a misspelling does not compile.

mod client;
mod email;
mod lambda;
mod limits;
mod operations;
mod pages;
mod passkey;
mod pool;
mod recovery;
mod session;
mod sms;
#[cfg(test)]
mod tests;
mod tier;
mod token;
mod totp;
mod user;
mod waf;

pub use client::*;
pub use email::*;
pub use lambda::*;
pub use limits::*;
pub use passkey::*;
pub use pool::*;
pub use recovery::*;
pub use session::*;
pub use sms::*;
pub use tier::*;
pub use token::*;
pub use totp::*;
pub use user::*;
pub use waf::*;

/// The message of an entry whose exception is documented, but not its text: any text may follow.
pub const ANY_MESSAGE: &str = "{…}";

/// An error that users or operators of a user pool meet, with its causes and its fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentedError {
    /// Stable name in kebab-case.
    pub id: &'static str,
    /// The exception. `None` where the text comes without one: console, hosted pages, other services' logs.
    pub code: Option<&'static str>,
    /// The text as AWS prints it, without the final full stop. Parts that vary are named in braces, such as
    /// `{Region}`; [`ANY_MESSAGE`] where only the exception is known.
    ///
    /// One text may be the beginning of another ("Invalid session for the user"), or a part in braces may cover
    /// a more exact entry: the longest match is the error.
    pub message: &'static str,
    /// Other wordings of the same error: older, shortened, or the console's.
    pub variants: &'static [&'static str],
    /// The API operations that raise it; empty where it does not come from an API call.
    pub operations: &'static [&'static str],
    /// What it means.
    pub meaning: &'static str,
    /// What can lead to it, the usual cause first.
    pub causes: &'static [Cause],
    /// What to change.
    pub fix: &'static str,
    /// The page of AWS about it.
    pub docs: &'static str,
    /// How well `message` is known.
    pub evidence: Evidence,
}

/// One cause of a [`DocumentedError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// The id of the rule that proves it, where a rule can.
    pub rule: Option<&'static str>,
    /// The cause, and how to tell it from the others.
    pub text: &'static str,
}

/// How well the text of an error is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// In AWS's own documentation or API model. With [`ANY_MESSAGE`] that holds for the exception alone.
    Aws,
    /// Seen in answers of the live service that others published; AWS may reword it without notice.
    Reported,
    /// Seen only in emulators of the service.
    Emulator,
    /// Not confirmed by any of these.
    Unverified,
}

impl DocumentedError {
    /// Whether only the exception is known, so that the text says nothing for or against this entry.
    pub fn any_message(&self) -> bool {
        self.message == ANY_MESSAGE
    }
}

/// A cause that the rule proves.
const fn proven_by(rule: &'static str, text: &'static str) -> Cause {
    Cause { rule: Some(rule), text }
}

/// A cause that no rule can see.
const fn unseen(text: &'static str) -> Cause {
    Cause { rule: None, text }
}

/// The families, in the order in which the table is printed.
static FAMILIES: &[&[&DocumentedError]] = &[
    sms::ALL,
    pool::ALL,
    recovery::ALL,
    totp::ALL,
    email::ALL,
    passkey::ALL,
    tier::ALL,
    session::ALL,
    token::ALL,
    user::ALL,
    client::ALL,
    lambda::ALL,
    waf::ALL,
    limits::ALL,
];

/// Every documented error, family by family.
pub fn all() -> impl Iterator<Item = &'static DocumentedError> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// The documented error of that id.
pub fn by_id(id: &str) -> Option<&'static DocumentedError> {
    all().find(|error| error.id == id)
}
