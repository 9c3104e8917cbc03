//! Bodies without their secrets.

use super::message;
use crate::trace::exchange::firewall;
use crate::trace::har::managed;
use crate::trace::{Key, cover, seen, stand_in, words};
use serde_json::{Map, Value};

/// Names of members that are not made of the words that people make them of.
const MEMBERS: &[&str] = &[
    "AnalyticsMetadata",
    "AttributeName",
    "AuthenticationResult",
    "AvailableChallenges",
    "CODE_DELIVERY_DELIVERY_MEDIUM",
    "CODE_DELIVERY_DESTINATION",
    "ClientMetadata",
    "CodeDeliveryDetails",
    "DeliveryMedium",
    "Destination",
    "DeviceGroupKey",
    "EmailMfaSettings",
    "EncodedData",
    "ExpiresIn",
    "FriendlyDeviceName",
    "IpAddress",
    "MFAS_CAN_CHOOSE",
    "MFAS_CAN_SELECT",
    "MFAS_CAN_SETUP",
    "Message",
    "NewDeviceMetadata",
    "SALT",
    "SMSMfaSettings",
    "SMSOptions",
    "SRP_B",
    "Status",
    "USER_ID_FOR_SRP",
    "UserContextData",
    "UserPoolId",
    "WebAuthnMfaSettings",
    "__type",
    "_csrf",
    "cognitoAsfData",
    "code_challenge_method",
    "error",
    "error_description",
    "errorMessage",
    "expires_in",
    "identity_provider",
    "idp_identifier",
    "lang",
    "login_hint",
    "logout_uri",
    "message",
    "nonce",
    "prompt",
    "redirect_uri",
    "signInSubmitButton",
    "state",
];

/// What a request sent, to be covered in messages, and what makes stand-ins.
pub(super) struct Cover<'a> {
    pub(super) sent: &'a Value,
    pub(super) key: &'a Key,
}

impl Cover<'_> {
    /// What stands for a text; nothing where there is none, and no mark where it was written over already.
    pub(super) fn stand_in(&self, text: &str) -> String {
        match text {
            "" => String::new(),
            text if words::is_masked(text) => "[redacted]".to_owned(),
            text => stand_in::of(text, self.key),
        }
    }

    /// A name of a member, a field or a cookie, where it is known to be one.
    pub(super) fn name(&self, name: &str) -> String {
        let known = words::is_name(name) || words::word(name).is_some() || MEMBERS.contains(&name);
        if known { name.to_owned() } else { self.stand_in(name) }
    }

    /// A message, covered.
    pub(super) fn message(&self, message: &str) -> String {
        message::known(&cover::cover(message, Some(self.sent)))
    }

    /// JSON of the same form.
    pub(super) fn json(&self, value: &Value) -> Value {
        self.value("", value)
    }

    fn value(&self, name: &str, value: &Value) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            // A code may be sent as a number.
            Value::Number(_) if matches!(name, "ExpiresIn" | "expires_in") => value.clone(),
            Value::Number(_) => Value::from(0),
            Value::String(text) => Value::String(self.text(name, text)),
            Value::Array(items) => Value::Array(items.iter().map(|item| self.value(name, item)).collect()),
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| (self.name(name), self.value(name, value)));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// The text of a member or a field, by its name.
    pub(super) fn text(&self, name: &str, text: &str) -> String {
        let harmless = match name {
            "" => None,
            "Session" if !words::is_masked(text) => return stand_in::of_session(text, self.key),
            "message" | "Message" | "errorMessage" | "error_description" => return self.message(text),
            "scope" => return seen::scopes(text, self.key),
            "AccessToken" | "IdToken" | "access_token" | "id_token" => seen::rewritten(text, self.key),
            "__type" | "error" | "code" => {
                Some(words::error_name(text).to_owned()).filter(|name| !name.is_empty())
            }
            "ClientId" | "client_id" => words::is_client(text).then(|| text.to_owned()),
            "UserPoolId" => words::is_pool(text).then(|| text.to_owned()),
            "AvailableChallenges" => words::word(text).map(str::to_owned),
            "MFAS_CAN_CHOOSE" | "MFAS_CAN_SELECT" | "MFAS_CAN_SETUP" => choices(text),
            name => words::word_of(name, text).map(str::to_owned),
        };
        harmless.unwrap_or_else(|| self.stand_in(text))
    }

    /// A page that says the same of an error.
    pub(super) fn page(&self, page: &str) -> Option<String> {
        if let Some(said) = firewall(page) {
            return Some(format!("{said}."));
        }
        let said = self.message(&managed::message(page));
        let said = said.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        (!said.is_empty()).then(|| format!(r#"<p class="errorMessage-customizable">{said}</p>"#))
    }
}

/// A list of factors, which is written as a text.
fn choices(text: &str) -> Option<String> {
    let items: Vec<String> = serde_json::from_str(text).ok()?;
    let words: Vec<&str> = items.iter().filter_map(|item| words::word(item)).collect();
    serde_json::to_string(&words).ok()
}
