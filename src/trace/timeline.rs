//! The one form that recordings of every kind take.

use super::Mark;
use crate::totp;
use serde_json::{Map, Value};

/// Everything that was read, in order of time.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// The calls, in the order in which they were sent.
    pub steps: Vec<Step>,
    /// What could not be used.
    pub skipped: Vec<Skipped>,
}

/// Where a step was recorded: it decides what can be seen of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A HAR file: whole requests and answers, by the clock of the device.
    Har,
    /// CloudTrail: by the clock of AWS, in whole seconds; Sessions, codes and names of users are hidden.
    CloudTrail,
    /// A log of the calls: what it happens to hold.
    Log,
}

/// A member of a request or an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part<T> {
    /// It was there.
    Known(T),
    /// The request or answer stands there whole, and has no such member.
    Absent,
    /// The recording does not show it: a body that was left out, or a member that CloudTrail hides.
    #[default]
    Hidden,
}

/// One call of the user pools API, or of managed login.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where it was recorded.
    pub source: Source,
    /// Where it stands, for whoever wants to look: `login.har entry 12`, `event 1f0e…`.
    pub place: String,
    /// When it was sent, in milliseconds since 1970. HAR: by the clock of the device. CloudTrail: the second.
    pub at: i64,
    /// Whether that is known: a log may show no times, and its calls have that of the one above then.
    pub timed: bool,
    /// How long the answer took, in milliseconds.
    pub took: Option<i64>,
    /// The clock of AWS at the answer (its `Date`), in seconds since 1970.
    pub server_time: Option<i64>,
    /// `InitiateAuth`; of managed login, method and path without the query: `POST /oauth2/token`.
    pub operation: String,
    /// The Region.
    pub region: Option<String>,
    /// The pool's ID.
    pub pool: Option<String>,
    /// The app client's ID.
    pub client: Option<String>,
    /// The user, as the request names them.
    pub user: Option<User>,
    /// The same user, as the answer names them: whoever typed an e-mail address is called by their real name from then
    /// on.
    pub known_as: Option<User>,
    /// `AuthFlow` of the request.
    pub flow: Option<String>,
    /// `ChallengeName` of the request.
    pub challenge: Part<String>,
    /// `Session` of the request.
    pub session: Part<Session>,
    /// What it sends besides, of what matters: the members of `AuthParameters` or `ChallengeResponses`, or `UserCode`.
    pub answers: Part<Vec<Answer>>,
    /// `AccessToken` of the request.
    pub token: Part<SeenToken>,
    /// What a code of an authenticator app would have been made by, where the recording has the secret too.
    pub code: Option<totp::Verdict>,
    /// What came of it.
    pub outcome: Outcome,
}

/// A user, as far as a recording may tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Of the name as it was sent: a user's alias, name and `sub` have different ones.
    pub mark: Mark,
    /// The name, with addresses and numbers masked.
    pub shown: String,
}

/// A Session: an opaque text that each step of a sign-in hands to the next.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Of the whole text.
    pub mark: Mark,
    /// Of its first 64 characters.
    pub head: Mark,
    /// Of its letters and digits: the same where only signs were altered on the way, as `+` by a form.
    pub letters: Mark,
    /// How many characters.
    pub length: usize,
}

/// One member that a request sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `SMS_MFA_CODE`
    pub key: String,
    /// Of the value.
    pub mark: Mark,
    /// How many characters.
    pub length: usize,
    /// The value, where it is a word of the API and no secret: `SOFTWARE_TOKEN_MFA` of `ANSWER`.
    pub word: Option<String>,
}

/// A token, without what makes it one.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenToken {
    /// Of the whole text.
    pub mark: Mark,
    /// The header; empty where it is none that can be read.
    pub header: Map<String, Value>,
    /// The claims; empty where there are none that can be read.
    pub claims: Map<String, Value>,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// An answer without an error.
    Answered(Reply),
    /// AWS refused.
    Refused(Refusal),
    /// The recording does not show it, or there was no answer.
    Unknown {
        /// The HTTP status, where there is one.
        status: Option<u16>,
    },
}

/// An answer without an error.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reply {
    /// `ChallengeName`: what is asked for next.
    pub challenge: Part<String>,
    /// `Session`: what the next request must carry.
    pub session: Part<Session>,
    /// `MFAS_CAN_CHOOSE`, `MFAS_CAN_SETUP` or `AvailableChallenges`: words of the API.
    pub choices: Vec<String>,
    /// `CODE_DELIVERY_DELIVERY_MEDIUM`: `SMS` or `EMAIL`.
    pub medium: Option<String>,
    /// `Status` of VerifySoftwareToken.
    pub status: Part<String>,
    /// Whether tokens came (`AuthenticationResult`).
    pub tokens: Part<bool>,
    /// The tokens that came, of which the claims can be read.
    pub issued: Vec<SeenToken>,
    /// Whether a device was registered (`NewDeviceMetadata`): later calls must name it.
    pub new_device: bool,
    /// The secret that AssociateSoftwareToken gave.
    pub secret: Part<Mark>,
    /// `SECRET_BLOCK`, which the proof of a password hands back in the place of a Session where there is none, or the
    /// authorization code of managed login.
    pub block: Option<Mark>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status, where it is known.
    pub status: Option<u16>,
    /// The exception; empty where only a page was shown.
    pub code: String,
    /// What AWS said; empty where the recording hides it. Nothing in it is secret: it is covered before.
    pub message: String,
}

/// Something that could not be used, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where: a file's name.
    pub place: String,
    /// What and why, in words: `records that are no JSON`.
    pub what: String,
    /// How many.
    pub count: u64,
}

impl<T> Part<T> {
    /// The value, where it was there.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Part::Known(value) => Some(value),
            Part::Absent | Part::Hidden => None,
        }
    }

    /// The same, borrowed.
    pub const fn as_ref(&self) -> Part<&T> {
        match self {
            Part::Known(value) => Part::Known(value),
            Part::Absent => Part::Absent,
            Part::Hidden => Part::Hidden,
        }
    }

    /// What `change` makes of the value, where it was there.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Part<U> {
        match self {
            Part::Known(value) => Part::Known(change(value)),
            Part::Absent => Part::Absent,
            Part::Hidden => Part::Hidden,
        }
    }

    /// Whether it surely was not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Part::Absent)
    }

    /// Whether the recording does not show it.
    pub const fn is_hidden(&self) -> bool {
        matches!(self, Part::Hidden)
    }
}

impl Step {
    /// When its answer was there, in milliseconds since 1970, as far as that is known.
    pub fn ended(&self) -> i64 {
        self.at + self.took.unwrap_or_default()
    }

    /// The answer, where it is none of an error.
    pub const fn reply(&self) -> Option<&Reply> {
        match &self.outcome {
            Outcome::Answered(reply) => Some(reply),
            Outcome::Refused(_) | Outcome::Unknown { .. } => None,
        }
    }

    /// The refusal, where AWS refused.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.outcome {
            Outcome::Refused(refusal) => Some(refusal),
            Outcome::Answered(_) | Outcome::Unknown { .. } => None,
        }
    }

    /// The Session that it was given.
    pub fn given(&self) -> Option<&Session> {
        self.reply().and_then(|reply| reply.session.known())
    }

    /// What it sends under `key`; the value counts as hidden where the recording hides all of them.
    pub fn answer(&self, key: &str) -> Part<&Answer> {
        match &self.answers {
            Part::Known(answers) => {
                answers.iter().find(|answer| answer.key == key).map_or(Part::Absent, Part::Known)
            }
            Part::Absent => Part::Absent,
            Part::Hidden => Part::Hidden,
        }
    }

    /// Whether it begins a sign-in.
    pub fn begins(&self) -> bool {
        matches!(self.operation.as_str(), "InitiateAuth" | "AdminInitiateAuth") && !self.refreshes()
    }

    /// Whether it only renews tokens.
    pub fn refreshes(&self) -> bool {
        self.operation == "GetTokensFromRefreshToken"
            || matches!(self.flow.as_deref(), Some("REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN"))
    }

    /// Whether it answers a challenge.
    pub fn responds(&self) -> bool {
        matches!(self.operation.as_str(), "RespondToAuthChallenge" | "AdminRespondToAuthChallenge")
    }

    /// Whether it names this challenge.
    pub fn names(&self, challenge: &str) -> bool {
        self.challenge.known().is_some_and(|named| named == challenge)
    }
}
