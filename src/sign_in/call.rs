//! The calls of a sign-in, and what they are answered.

use super::Hidden;
use std::collections::BTreeMap;

/// An operation of Amazon Cognito that signs in or enrols. Each of them changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Begins a sign-in.
    InitiateAuth,
    /// Answers a challenge.
    RespondToAuthChallenge,
    /// Begins a sign-in by the rights of the caller.
    AdminInitiateAuth,
    /// Answers a challenge by the rights of the caller.
    AdminRespondToAuthChallenge,
    /// Gives a new TOTP secret.
    AssociateSoftwareToken,
    /// Proves that the authenticator has it.
    VerifySoftwareToken,
    /// Turns the verified authenticator on for sign-in.
    SetUserMfaPreference,
}

impl Operation {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Operation::InitiateAuth => "InitiateAuth",
            Operation::RespondToAuthChallenge => "RespondToAuthChallenge",
            Operation::AdminInitiateAuth => "AdminInitiateAuth",
            Operation::AdminRespondToAuthChallenge => "AdminRespondToAuthChallenge",
            Operation::AssociateSoftwareToken => "AssociateSoftwareToken",
            Operation::VerifySoftwareToken => "VerifySoftwareToken",
            Operation::SetUserMfaPreference => "SetUserMFAPreference",
        }
    }
}

/// Names and values of `AuthParameters` and `ChallengeResponses`.
pub type Parameters = Vec<(String, Hidden)>;

/// What lets somebody enrol: the Session of an `MFA_SETUP` challenge, or an access token.
#[derive(Debug, Clone)]
pub enum Key {
    /// The newest Session.
    Session(Hidden),
    /// The access token of a sign-in that ended.
    Token(Hidden),
}

/// A request, whole but for the pool and the app client.
#[derive(Debug, Clone)]
pub enum Call {
    /// `InitiateAuth`, or `AdminInitiateAuth`.
    Begin {
        /// Which of the two.
        admin: bool,
        /// `AuthFlow`.
        flow: &'static str,
        /// `AuthParameters`.
        parameters: Parameters,
    },
    /// `RespondToAuthChallenge`, or `AdminRespondToAuthChallenge`.
    Answer {
        /// Which of the two.
        admin: bool,
        /// `ChallengeName`.
        challenge: String,
        /// `Session`, where the challenge came with one.
        session: Option<Hidden>,
        /// `ChallengeResponses`.
        responses: Parameters,
    },
    /// `AssociateSoftwareToken`.
    Associate(Key),
    /// `VerifySoftwareToken`.
    Verify {
        /// By what right.
        by: Key,
        /// `UserCode`.
        code: Hidden,
    },
    /// `SetUserMFAPreference` that turns TOTP on and leaves the other factors as they are.
    Prefer(Hidden),
}

impl Call {
    /// The operation that it calls.
    pub const fn operation(&self) -> Operation {
        match self {
            Call::Begin { admin: false, .. } => Operation::InitiateAuth,
            Call::Begin { admin: true, .. } => Operation::AdminInitiateAuth,
            Call::Answer { admin: false, .. } => Operation::RespondToAuthChallenge,
            Call::Answer { admin: true, .. } => Operation::AdminRespondToAuthChallenge,
            Call::Associate(_) => Operation::AssociateSoftwareToken,
            Call::Verify { .. } => Operation::VerifySoftwareToken,
            Call::Prefer(_) => Operation::SetUserMfaPreference,
        }
    }
}

/// Tokens of a sign-in that ended.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// `AccessToken`.
    pub access: Option<Hidden>,
    /// `IdToken`.
    pub id: Option<Hidden>,
    /// `RefreshToken`.
    pub refresh: Option<Hidden>,
    /// Whether Cognito gave a key for this device, to be confirmed by `ConfirmDevice`.
    pub new_device: bool,
}

/// What a call was answered.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Another challenge.
    Challenge {
        /// `ChallengeName`.
        name: String,
        /// `Session`.
        session: Option<Hidden>,
        /// `ChallengeParameters`.
        parameters: BTreeMap<String, String>,
        /// `AvailableChallenges`.
        available: Vec<String>,
    },
    /// The sign-in ended.
    Tokens(Tokens),
    /// A new TOTP secret.
    Associated {
        /// `Session`, where one was sent.
        session: Option<Hidden>,
        /// `SecretCode`.
        secret: Hidden,
    },
    /// Whether the code was right: `Status` is `SUCCESS`.
    Verified {
        /// Whether it was.
        success: bool,
        /// `Session`, where one was sent.
        session: Option<Hidden>,
    },
    /// TOTP is on.
    Preferred,
}

/// Why a call was not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// AWS's error code, or a word of ours where AWS did not speak.
    pub code: String,
    /// What was said.
    pub message: String,
    /// Whether AWS said it. Else nobody knows what became of the call.
    pub by_aws: bool,
}
