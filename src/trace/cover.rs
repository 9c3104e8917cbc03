//! Covers what a message of AWS repeats of its request: `Value 'hunter2' at 'password' failed to satisfy constraint`.

use super::words;
use crate::contact;
use serde_json::Value;

/// Stands for what was covered.
const COVER: &str = "…";

/// Shorter values are only covered where they stand alone, lest a message fall to pieces.
const SHORT: usize = 4;

/// The most of a message that is kept.
const LONGEST: usize = 1000;

/// Members whose values are the same for everybody, or name a pool or an app.
const PLAIN: &[&str] =
    &["AuthFlow", "ChallengeName", "ClientId", "UserPoolId", "client_id", "grant_type", "scope"];

/// `message` without any value that `request` sends, without what AWS quotes, addresses and numbers.
pub(super) fn cover(message: &str, request: Option<&Value>) -> String {
    let mut secrets = Vec::new();
    if let Some(request) = request {
        collect(request, &mut secrets);
    }
    // The longest first: one may be part of another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let mut covered: String = message.chars().take(LONGEST).collect();
    for secret in secrets {
        if covered.contains(secret) {
            covered = without(&covered, secret);
        }
    }
    contact::mask(&without_keys(&quoted(&covered)))
}

/// Covers words that are no words: long ones of letters and digits, as tokens and keys are.
fn without_keys(message: &str) -> String {
    const LONG: usize = 24;
    let is_key = |word: &str| {
        word.len() >= LONG
            && word.contains(|c: char| c.is_ascii_digit())
            && word.contains(|c: char| c.is_ascii_alphabetic())
            && !words::is_client(word.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
    };
    let word = |word| if is_key(word) { COVER } else { word };
    message.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Every text below `value` that may be secret.
fn collect<'a>(value: &'a Value, secrets: &mut Vec<&'a str>) {
    match value {
        Value::String(text) if !text.trim().is_empty() && words::word(text).is_none() => {
            secrets.push(text.trim())
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, secrets)),
        Value::Object(members) => {
            members.iter().filter(|(name, _)| !PLAIN.contains(&name.as_str())).for_each(|(_, member)| {
                collect(member, secrets);
            });
        }
        _ => {}
    }
}

fn without(message: &str, secret: &str) -> String {
    if secret.chars().count() >= SHORT {
        return message.replace(secret, COVER);
    }
    let mut covered = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(secret) {
        let (before, after) = (&rest[..at], &rest[at + secret.len()..]);
        covered.push_str(before);
        let alone = !covered.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        covered.push_str(if alone { COVER } else { secret });
        rest = after;
    }
    covered + rest
}

/// Covers what AWS quotes of a request that is not at hand: `Value '…' at`.
fn quoted(message: &str) -> String {
    let mut covered = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find("Value '").map(|at| at + "Value '".len()) {
        let Some(end) = rest[at..].find("' at '") else { break };
        covered.push_str(&rest[..at]);
        covered.push_str(COVER);
        rest = &rest[at + end..];
    }
    covered + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_sent_is_covered() {
        let request = json!({
            "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "bob", "PASSWORD": "hunter2!"},
            "ClientMetadata": {"list": ["deep-secret"]}, "UserCode": "1", "ChallengeName": "SMS_MFA",
        });
        for (message, covered) in [
            ("PreAuthentication failed with error hunter2!.", "PreAuthentication failed with error …."),
            ("deep-secret and bob", "… and …"),
            ("bobby has 11, not 1", "bobby has 11, not …"),
            (
                "USER_PASSWORD_AUTH flow not enabled for this client",
                "USER_PASSWORD_AUTH flow not enabled for this client",
            ),
            ("ask ann@example.com", "ask a•••@e•••.com"),
        ] {
            assert_eq!(cover(message, Some(&request)), covered);
        }
    }

    #[test]
    fn what_aws_quotes_is_covered_without_the_request() {
        let said = "2 validation errors detected: Value 'it's me' at 'session' failed; Value 'b' at 'userCode' failed";
        let covered =
            "2 validation errors detected: Value '…' at 'session' failed; Value '…' at 'userCode' failed";
        assert_eq!(cover(said, None), covered);
        assert_eq!(cover(covered, None), covered, "once is enough");
        assert_eq!(cover("Value 'open", None), "Value 'open");
        assert_eq!(cover("token eyJraWQiOiJhYmMxMjMi.e30 is bad", None), "token … is bad");
        let known =
            "Client 1example23456789abcdefghij is configured with secret but SECRET_HASH was not received";
        assert_eq!(cover(known, None), known);
        assert_eq!(cover(&"x".repeat(5000), None).len(), 1000);
    }
}
