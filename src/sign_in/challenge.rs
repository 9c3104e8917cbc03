//! Challenges: what their parameters say, and whether they can be answered here.

use std::collections::BTreeMap;

/// A challenge that waits for its answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Challenge {
    pub(super) name: String,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) available: Vec<String>,
}

impl Challenge {
    /// A parameter; an empty one counts as absent.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The words of a parameter that is a list, in JSON or (of emulators) Python.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let text = self.parameter(name).unwrap_or_default();
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-')));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// Where the code was sent, as Cognito masks it.
    pub(super) fn destination(&self) -> Option<String> {
        self.parameter("CODE_DELIVERY_DESTINATION").map(str::to_owned)
    }

    /// The factors between which the user can choose, or the attributes that a first sign-in must give.
    pub(super) fn choices(&self) -> Vec<String> {
        // Clients read the first, and the documentation names the second.
        let choices = self.list("MFAS_CAN_CHOOSE");
        if choices.is_empty() { self.list("MFAS_CAN_SELECT") } else { choices }
    }

    /// Why nobody can answer it on a command line.
    pub(super) fn beyond_us(&self) -> Option<&'static str> {
        Some(match self.name.as_str() {
            "DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER" => {
                "it asks for the device key and the device password, which stay on the device that was remembered; sign in where none was, or forget the device (AdminForgetDevice)"
            }
            "CUSTOM_CHALLENGE" => {
                "what it asks for is up to the pool's Lambda functions (CreateAuthChallenge, VerifyAuthChallengeResponse): only the application knows the answer"
            }
            "WEB_AUTHN" => "it asks for a passkey, which only the browser or device that holds it can use",
            "NEW_PASSWORD_REQUIRED"
            | "SELECT_MFA_TYPE"
            | "SELECT_CHALLENGE"
            | "MFA_SETUP"
            | "SMS_MFA"
            | "SMS_OTP"
            | "EMAIL_OTP"
            | "SOFTWARE_TOKEN_MFA"
            | "PASSWORD_VERIFIER"
            | "PASSWORD"
            | "PASSWORD_SRP" => return None,
            _ => "it is not a challenge that this version knows",
        })
    }
}
