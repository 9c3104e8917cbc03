//! Under which keys each challenge is answered.
//!
//! Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

use crate::trace::{Part, Step};

/// The keys of `ChallengeResponses` that an answer to the challenge must have, besides `USERNAME`. Empty of one that
/// needs none, or is not known.
fn required(challenge: &str) -> &'static [&'static str] {
    match challenge {
        "SMS_MFA" => &["SMS_MFA_CODE"],
        "SMS_OTP" => &["SMS_OTP_CODE"],
        "EMAIL_OTP" => &["EMAIL_OTP_CODE"],
        "SOFTWARE_TOKEN_MFA" => &["SOFTWARE_TOKEN_MFA_CODE"],
        "SELECT_MFA_TYPE" | "SELECT_CHALLENGE" | "CUSTOM_CHALLENGE" => &["ANSWER"],
        "PASSWORD" => &["PASSWORD"],
        "PASSWORD_SRP" => &["SRP_A"],
        "PASSWORD_VERIFIER" | "DEVICE_PASSWORD_VERIFIER" => {
            &["PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP"]
        }
        "DEVICE_SRP_AUTH" => &["SRP_A", "DEVICE_KEY"],
        "NEW_PASSWORD_REQUIRED" => &["NEW_PASSWORD"],
        "WEB_AUTHN" => &["CREDENTIAL"],
        _ => &[],
    }
}

/// The keys that the answer of `step` must have.
pub(super) fn required_of(step: &Step) -> Vec<&'static str> {
    let Some(challenge) = step.challenge.known() else { return Vec::new() };
    let chosen = match challenge.as_str() {
        // Whoever chooses a password sends it, or begins its proof, in the same answer.
        "SELECT_CHALLENGE" => match step.answer("ANSWER").known().and_then(|answer| answer.word.as_deref()) {
            Some(word @ ("PASSWORD" | "PASSWORD_SRP")) => required(word),
            _ => &[],
        },
        _ => &[],
    };
    required(challenge).iter().chain(chosen).copied().collect()
}

/// Those that it surely does not have, or has with nothing in them.
pub(super) fn lacking(step: &Step) -> Vec<&'static str> {
    let lacks = |key: &&str| match step.answer(key) {
        Part::Known(answer) => answer.length == 0,
        Part::Absent => true,
        Part::Hidden => false,
    };
    required_of(step).into_iter().filter(lacks).collect()
}

/// Whether the challenge is answered by a code that a message brought.
pub(super) fn takes_message_code(challenge: &str) -> bool {
    matches!(challenge, "SMS_MFA" | "SMS_OTP" | "EMAIL_OTP")
}
