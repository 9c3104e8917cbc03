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
pub use operations::OTHER_OPERATIONS;
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
    /// What would show it, where no rule about a pool can.
    pub shown_by: Option<Sight>,
}

/// What shows a cause that does not stand in the configuration of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// The authenticator app or passkey of the user.
    Authenticator,
    /// The logs of a Lambda function.
    FunctionLogs,
    /// The execution role of a Lambda function.
    FunctionRole,
    /// The request that was refused, or the plan that it came from.
    Request,
    /// A recording of the sign-in.
    SignIn,
    /// The access token.
    Token,
    /// CloudTrail's record of the calls.
    Trail,
    /// The state of the user.
    User,
    /// The requests that AWS WAF sampled.
    WebAclSamples,
}

impl Sight {
    /// What to look at, and how to get it.
    pub const fn words(self) -> &'static str {
        match self {
            Sight::Authenticator => "the authenticator of the user: its clock, its entry, the code it shows",
            Sight::FunctionLogs => "the logs of the Lambda function (/aws/lambda/NAME in CloudWatch Logs)",
            Sight::FunctionRole => "the execution role of the Lambda function that the message names",
            Sight::Request => "the request that was refused, or the plan or template that it came from",
            Sight::SignIn => {
                "a recording of the sign-in, a HAR file of the browser or a log of the calls (mfa-doctor trace FILE)"
            }
            Sight::Token => "the access token (mfa-doctor decode-token)",
            Sight::Trail => "CloudTrail's record of the calls (mfa-doctor trace --pool ID --since 24h)",
            Sight::User => "the user (mfa-doctor check --user NAME, or aws cognito-idp admin-get-user)",
            Sight::WebAclSamples => "the sampled requests of the web ACL (aws wafv2 get-sampled-requests)",
        }
    }
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
    /// Every text that AWS prints for it, the present one first; none where only the exception is known.
    pub fn wordings(&self) -> impl Iterator<Item = &'static str> + use<> {
        let message = Some(self.message).filter(|_| !self.any_message());
        message.into_iter().chain(self.variants.iter().copied())
    }

    /// Whether only the exception is known, so that the text says nothing for or against this entry.
    pub fn any_message(&self) -> bool {
        self.message == ANY_MESSAGE
    }
}

/// A cause that the rule proves.
const fn proven_by(rule: &'static str, text: &'static str) -> Cause {
    Cause { rule: Some(rule), text, shown_by: beyond_the_pool(rule) }
}

/// A cause that no rule can see, and what shows it.
const fn unseen(shown_by: Sight, text: &'static str) -> Cause {
    Cause { rule: None, text, shown_by: Some(shown_by) }
}

/// What a rule looks at, where that is not a pool: the families of users and of sessions, and single rules of others.
/// Rules about users are judged all the same where the pool was read with users.
const fn beyond_the_pool(rule: &str) -> Option<Sight> {
    const fn number(digits: &[u8]) -> u32 {
        (digits[3] - b'0') as u32 * 100 + (digits[4] - b'0') as u32 * 10 + (digits[5] - b'0') as u32
    }
    let id = rule.as_bytes();
    match (&[id[0], id[1], id[2]], number(id)) {
        (b"USR", 14) | (b"SSN", _) | (b"TOT", 9..=11) | (b"CLI", 2 | 3) | (b"DEV", 2) => Some(Sight::SignIn),
        (b"USR", _) | (b"TOT", 6 | 12..=14) | (b"SMS", 17 | 18) | (b"EML", 13) => Some(Sight::User),
        (b"TOT", 3..=5) => Some(Sight::Token),
        (b"TOT", 7 | 8) => Some(Sight::Authenticator),
        (b"OPS", 1 | 2 | 4)
        | (b"MFA", 2 | 3 | 8 | 9 | 13)
        | (b"TIR", 2)
        | (b"SMS", 13 | 21)
        | (b"CLI", 7)
        | (b"EML", 7)
        | (b"WAF", 3) => Some(Sight::Request),
        _ => None,
    }
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
