//! The sign-ins of one user that threat protection recorded.

use super::{at, text, time_at};
use serde_json::Value;

/// The only place with them.
pub const LIST_AUTH_EVENTS: &str = "cognito-idp:AdminListUserAuthEvents";

/// The answer of `AdminListUserAuthEvents`: the newest events, and a token where there are older ones.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html>
#[derive(Debug, Clone, Copy)]
pub struct AuthEvents<'a>(pub &'a Value);

/// One event.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AuthEventType.html>
#[derive(Debug, Clone, Copy)]
pub struct AuthEvent<'a>(pub &'a Value);

impl<'a> AuthEvents<'a> {
    /// The events, in the order in which they were answered.
    pub fn events(&self) -> impl Iterator<Item = AuthEvent<'a>> + use<'a> {
        at(self.0, "AuthEvents").and_then(Value::as_array).into_iter().flatten().map(AuthEvent)
    }

    /// Whether no older event was left out.
    pub fn is_whole(&self) -> bool {
        at(self.0, "NextToken").is_none()
    }
}

impl<'a> AuthEvent<'a> {
    /// `EventType`: `SignIn`, `SignUp`, `ForgotPassword`, `PasswordChange`, `ResendCode`.
    pub fn kind(&self) -> Option<&'a str> {
        text(self.0, "EventType")
    }

    /// `EventResponse`: `Pass`, `Fail`, `InProgress`.
    pub fn response(&self) -> Option<&'a str> {
        text(self.0, "EventResponse")
    }

    /// `CreationDate`, in seconds since 1970.
    pub fn seconds(&self) -> Option<i64> {
        time_at(self.0, "CreationDate")
    }

    /// Whether the answer to the challenge `name` (`Password`, `Mfa`) was wrong.
    pub fn failed(&self, name: &str) -> bool {
        let answers = at(self.0, "ChallengeResponses").and_then(Value::as_array).into_iter().flatten();
        let mut named = answers.filter(|answer| text(answer, "ChallengeName") == Some(name));
        named.any(|answer| text(answer, "ChallengeResponse") == Some("Failure"))
    }

    /// Whether threat protection stopped it.
    pub fn is_blocked(&self) -> bool {
        text(self.0, "EventRisk.RiskDecision") == Some("Block")
    }
}
