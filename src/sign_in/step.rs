//! One call as it is kept: when, what, and how it ended, without anything secret.

use super::{Operation, Refusal};

/// One call that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When it was sent, in milliseconds since 1970.
    pub at: i64,
    /// How long the answer took, in milliseconds.
    pub took: i64,
    /// The operation.
    pub operation: Operation,
    /// The challenge that it answers, or on behalf of which it enrols.
    pub challenge: Option<String>,
    /// `AuthFlow` of the first call.
    pub flow: Option<&'static str>,
    /// How old the Session was that it sent, in milliseconds; `None` where it sent none.
    pub session_age: Option<i64>,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// With another challenge.
    Challenge(String),
    /// With tokens.
    SignedIn,
    /// With a TOTP secret.
    Associated,
    /// The authenticator is enrolled.
    Verified,
    /// The answer is no error, but its `Status` is not `SUCCESS`.
    NotVerified,
    /// TOTP was turned on.
    Preferred,
    /// AWS refused.
    Refused(Refusal),
    /// No answer of AWS came: whether the call took effect is not known.
    Unknown(Refusal),
    /// The user interrupted: whether the call took effect is not known.
    Interrupted,
}

impl Outcome {
    /// The word of transcripts.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Outcome::Challenge(_) => "challenge",
            Outcome::SignedIn => "signed-in",
            Outcome::Associated => "associated",
            Outcome::Verified => "verified",
            Outcome::NotVerified => "not-verified",
            Outcome::Preferred => "preferred",
            Outcome::Refused(_) => "refused",
            Outcome::Unknown(_) => "unknown",
            Outcome::Interrupted => "interrupted",
        }
    }

    /// What was said where it did not succeed.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Outcome::Refused(refusal) | Outcome::Unknown(refusal) => Some(refusal),
            _ => None,
        }
    }
}
