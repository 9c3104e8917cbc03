//! Texts that must not be shown, and how to tell that a text is one.

use serde_json::{Map, Value};
use std::fmt;

/// A text that opens something. Its `Debug` tells the length alone.
#[derive(Clone, Default)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text`.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

/// What stands in the place of a claim's value that is itself a token or a secret.
const HIDDEN: &str = "(a secret, not shown)";

/// Names of claims that hold secrets, by any part of the name. Pools copy the tokens of identity providers into
/// attributes such as `custom:access_token`.
const SECRET_NAMES: &[&str] = &[
    "access_token",
    "accesstoken",
    "id_token",
    "idtoken",
    "refresh_token",
    "refreshtoken",
    "secret",
    "password",
];

/// The value of the claim or header member `name` as it may be shown.
pub fn shown(name: &str, value: &Value) -> Value {
    let lower = name.to_ascii_lowercase();
    if SECRET_NAMES.iter().any(|word| lower.contains(word)) && !value.is_boolean() && !value.is_null() {
        return HIDDEN.into();
    }
    match value {
        Value::String(text) if has_token(text) => HIDDEN.into(),
        // Attributes hold JSON as text, too.
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
            match serde_json::from_str::<Value>(text) {
                Ok(inner) if shown("", &inner) != inner => HIDDEN.into(),
                _ => value.clone(),
            }
        }
        Value::Array(elements) => elements.iter().map(|element| shown("", element)).collect(),
        Value::Object(members) => Value::Object(shown_members(members)),
        other => other.clone(),
    }
}

/// Claims or header members as they may be shown: a name can be a token, too.
pub fn shown_members(members: &Map<String, Value>) -> Map<String, Value> {
    let member = |(name, value): (&String, &Value)| {
        let known = if has_token(name) { HIDDEN } else { name };
        (known.to_owned(), shown(name, value))
    };
    members.iter().map(member).collect()
}

/// Whether `text` has a JSON Web Token in it, signed or encrypted, whole or cut off.
pub(super) fn has_token(text: &str) -> bool {
    text.match_indices("eyJ").any(|(at, _)| {
        let run = text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c));
        let run: String = run.collect();
        run.len() >= 24 && (run.contains('.') || run.len() >= 100)
    })
}

/// Whether `text`, given as an argument, is a token for sure, or an answer or address that holds one.
pub fn looks_secret(text: &str) -> bool {
    const NAMES: &[&str] =
        &["access_token", "id_token", "refresh_token", "AccessToken", "IdToken", "RefreshToken"];
    let names_one = NAMES.iter().any(|name| {
        let after = |at: usize| text[at + name.len()..].trim_start_matches(['"', '\'', ' ']);
        text.match_indices(name).any(|(at, _)| after(at).starts_with([':', '=']))
    });
    let bearer = text.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("bearer"))
        && !text[6..].starts_with(|c: char| c.is_ascii_alphanumeric() || "._-".contains(c));
    names_one
        || bearer
        || has_token(text)
        || text.split(['/', '\\', ' ']).any(|word| word.len() >= 120 && is_encoded(word))
}

/// Whether one word of `text` is too long and too mixed for a name: a session, an opaque token, an access key.
pub fn looks_random(text: &str) -> bool {
    text.split(['/', '\\', ' ']).any(|word| {
        let count = |fits: fn(&char) -> bool| word.chars().filter(fits).count();
        let mixed = count(char::is_ascii_uppercase) >= 4
            && count(char::is_ascii_lowercase) >= 4
            && count(char::is_ascii_digit) >= 2;
        word.len() >= 32 && mixed && is_encoded(word) && !word.contains('.')
    })
}

fn is_encoded(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+=".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_secret_does_not_show_in_debug() {
        assert_eq!(format!("{:?}", Secret::new("canary")), "Secret(6 bytes)");
    }

    #[test]
    fn tokens_inside_claims_are_not_shown() {
        let token = format!("eyJhbGciOiJSUzI1NiJ9.{}.x", "a".repeat(40));
        assert_eq!(shown("custom:idp", &json!(token)), json!(HIDDEN));
        assert_eq!(shown("custom:idp", &json!(format!("{{\"t\":\"{token}\"}}"))), json!(HIDDEN));
        assert_eq!(shown("custom:access_token", &json!("opaque")), json!(HIDDEN));
        assert_eq!(
            shown("identities", &json!([{"secret": "x", "name": "y"}])),
            json!([{"secret": HIDDEN, "name": "y"}])
        );
        assert_eq!(shown("custom:idp", &json!({ &token: 1, "b": 2 })), json!({ HIDDEN: 1, "b": 2 }));
        for (name, value) in [("token_use", json!("access")), ("jti", json!("3f0c1f7e-1")), ("n", json!(1))] {
            assert_eq!(shown(name, &value), value);
        }
    }

    #[test]
    fn arguments_that_are_secrets_are_told_from_file_names() {
        let session = "AYABeExample0123456789".repeat(8);
        for secret in [
            "Bearer abc",
            "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
            "#access_token=abc",
            "{\"AccessToken\": \"a\"}",
            &session,
            "refresh_token=abc",
        ] {
            assert!(looks_secret(secret), "{secret}");
        }
        assert!(looks_random("wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12"));
        for name in [
            "-",
            "token.jwt",
            "/tmp/a b/token.txt",
            "us-east-1_AbCdEf123",
            "AccessToken.json",
            "access_token.txt",
            "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_AbCdEf123",
            "json",
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123/.well-known/jwks.json",
            "/home/ada/projects/some-very-long-folder-name-2026/another-long-name/jwks.json",
        ] {
            assert!(!looks_secret(name) && !looks_random(name), "{name}");
        }
    }
}
