//! What a request sets back without naming it.

use super::model::below;
use crate::snapshot::{at, set};
use serde_json::Value;

/// How it is known that a member left out is set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// Seen in answers of the live service that others published.
    Measured,
    /// AWS documents it, and nobody is known to have measured otherwise.
    Documented,
    /// AWS documents it, and measurements of pools like this one are missing or found otherwise: it may stay.
    Possible,
}

impl Known {
    /// The word that reports print.
    pub const fn as_str(self) -> &'static str {
        match self {
            Known::Measured => "measured",
            Known::Documented => "documented",
            Known::Possible => "possible",
        }
    }
}

/// A member that the request leaves out and that AWS therefore sets back.
#[derive(Debug, Clone, PartialEq)]
pub struct Reset {
    /// Dotted path: in the pool, its MFA configuration or the client, whichever the request writes.
    pub path: String,
    /// What stands there now.
    pub from: Value,
    /// What it becomes; `null` where the member goes away.
    pub to: Value,
    /// How that is known.
    pub known: Known,
}

impl Reset {
    pub(super) fn new(path: &str, from: &Value, to: Value, known: Known) -> Reset {
        Reset { path: path.to_owned(), from: from.clone(), to, known }
    }
}

/// The defaults of members that lie inside others: what stands there by itself is no loss.
const DEFAULTS: &[(&str, &str)] = &[
    ("AdminCreateUserConfig.AllowAdminCreateUserOnly", "false"),
    ("AdminCreateUserConfig.UnusedAccountValidityDays", "7"),
    ("UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate", "[]"),
    ("VerificationMessageTemplate.DefaultEmailOption", "\"CONFIRM_WITH_CODE\""),
    ("UserPoolAddOns.AdvancedSecurityMode", "\"OFF\""),
    ("EmailConfiguration.EmailSendingAccount", "\"COGNITO_DEFAULT\""),
    ("Policies.PasswordPolicy.TemporaryPasswordValidityDays", "7"),
    ("Policies.PasswordPolicy.PasswordHistorySize", "0"),
    ("Policies.PasswordPolicy.MinimumLength", "8"),
    ("DeviceConfiguration.ChallengeRequiredOnNewDevice", "false"),
    ("DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt", "false"),
    ("TokenValidityUnits.AccessToken", "\"hours\""),
    ("TokenValidityUnits.IdToken", "\"hours\""),
    ("TokenValidityUnits.RefreshToken", "\"days\""),
    ("RefreshTokenRotation.Feature", "\"DISABLED\""),
    ("KeyConfiguration.KeyType", "\"AWS_OWNED_KEY\""),
    ("IssuerConfiguration.Type", "\"ORIGINAL\""),
];

/// What the member at `path` is where nobody sets it; `null` where that is nothing.
pub(super) fn default_of(path: &str) -> Value {
    let found = DEFAULTS.iter().find(|(known, _)| *known == path);
    found.and_then(|(_, text)| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// Whether nothing stands there, as AWS, the AWS CLI and SDKs write nothing.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.values().all(is_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The members of `before` that stand nowhere in `after`, with what they were set to; `path` is that of both.
pub(super) fn lost(path: &str, before: &Value, after: Option<&Value>, known: Known, resets: &mut Vec<Reset>) {
    match (before, after) {
        // A trigger without its function is none.
        (Value::Object(_), _)
            if path.starts_with("LambdaConfig.") && something(before, "LambdaArn").is_none() => {}
        (Value::Object(members), after) => {
            for (name, value) in members {
                lost(&below(path, name), value, after.and_then(|after| after.get(name)), known, resets);
            }
        }
        (_, Some(_)) => {}
        (value, None) => {
            let default = default_of(path);
            if !is_nothing(value) && *value != default {
                resets.push(Reset::new(path, value, default, known));
            }
        }
    }
}

/// Sets the member at the dotted `path`; `null` takes it out. Objects on the way are made.
pub(super) fn put(object: &mut Value, path: &str, value: Value) {
    let path: Vec<&str> = path.split('.').collect();
    set(object, &path, Some(value).filter(|value| !value.is_null()));
}

/// The member at the dotted `path`, unless nothing stands there.
pub(super) fn something<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    at(value, path).filter(|value| !is_nothing(value))
}
