//! What a request says.

use crate::totp::TypedCode;
use crate::trace::seen::{self, Bearer};
use crate::trace::{Answer, Key, Part, Session, User, stand_in, words};
use serde_json::{Map, Value};

/// A request, taken apart.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) client: Option<String>,
    pub(super) pool: Option<String>,
    pub(super) user: Option<User>,
    pub(super) flow: Option<String>,
    pub(super) challenge: Part<String>,
    pub(super) session: Part<Session>,
    pub(super) answers: Part<Vec<Answer>>,
    pub(super) bearer: Part<Bearer>,
    pub(super) code: Option<TypedCode>,
}

/// Members beside the answers that matter, and the key by which they are known.
const BESIDE: &[(&str, &str)] = &[
    ("UserCode", "UserCode"),
    ("SecretHash", "SECRET_HASH"),
    ("DeviceKey", "DEVICE_KEY"),
    ("RefreshToken", "REFRESH_TOKEN"),
    ("Password", "PASSWORD"),
    ("PreviousPassword", "PreviousPassword"),
    ("ProposedPassword", "ProposedPassword"),
    ("ConfirmationCode", "ConfirmationCode"),
    ("Code", "Code"),
];

/// The settings that SetUserMFAPreference changes: `SoftwareTokenMfaSettings.Enabled` is `true`.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html>
const SETTINGS: &[&str] =
    &["SMSMfaSettings", "SoftwareTokenMfaSettings", "EmailMfaSettings", "WebAuthnMfaSettings", "SMSOptions"];

/// Takes a request apart.
pub(super) fn read(request: Part<&Value>, key: &Key) -> Sent {
    let Part::Known(Value::Object(members)) = request else {
        return if request.is_absent() { absent() } else { Sent::default() };
    };
    let parameters = ["AuthParameters", "ChallengeResponses"].map(|name| members.get(name));
    let inner = |name: &str| parameters.iter().flatten().find_map(|map| text_of(map.as_object()?, name));
    let name = inner("USERNAME").or_else(|| text_of(members, "Username"));
    let code = text_of(members, "UserCode").or_else(|| inner("SOFTWARE_TOKEN_MFA_CODE"));
    Sent {
        client: text_of(members, "ClientId").map(short),
        pool: text_of(members, "UserPoolId").map(short),
        user: name.filter(|name| !name.is_empty()).map(|name| seen::user(name, key)),
        flow: text_of(members, "AuthFlow").map(name_of),
        challenge: part(members, "ChallengeName").map(name_of),
        session: part(members, "Session").map(|text| stand_in::session(text, key)),
        answers: answers(members, key),
        bearer: part(members, "AccessToken").map(|text| seen::token(text, key)),
        code: code.and_then(|code| TypedCode::read(code).ok()),
    }
}

/// Of a request that is known to be empty.
fn absent() -> Sent {
    Sent {
        challenge: Part::Absent,
        session: Part::Absent,
        answers: Part::Absent,
        bearer: Part::Absent,
        ..Sent::default()
    }
}

fn answers(members: &Map<String, Value>, key: &Key) -> Part<Vec<Answer>> {
    let mut answers = Vec::new();
    let mut any = false;
    for name in ["AuthParameters", "ChallengeResponses"] {
        match members.get(name) {
            None | Some(Value::Null) => {}
            Some(Value::Object(members)) => {
                any = true;
                let besides = members.iter().filter(|(name, _)| *name != "USERNAME");
                if besides.clone().any(|(_, value)| value.as_str().is_some_and(words::is_masked)) {
                    return Part::Hidden;
                }
                answers.extend(besides.filter_map(|(name, value)| Some(answer(name, value.as_str()?, key))));
            }
            Some(_) => return Part::Hidden,
        }
    }
    for (member, name) in BESIDE {
        if members.get(*member).and_then(Value::as_str).is_some_and(words::is_masked) {
            return Part::Hidden;
        }
        answers.extend(text_of(members, member).map(|value| answer(name, value, key)));
    }
    for settings in SETTINGS {
        for name in ["Enabled", "PreferredMfa"] {
            if let Some(Value::Bool(value)) = members.get(*settings).and_then(|settings| settings.get(name)) {
                let value = value.to_string();
                let (mark, length) = (key.mark(&value), value.len());
                answers.push(Answer { key: format!("{settings}.{name}"), mark, length, word: Some(value) });
            }
        }
    }
    if answers.is_empty() && !any { Part::Absent } else { Part::Known(answers) }
}

/// One member that a request sends.
pub(in crate::trace) fn answer(name: &str, value: &str, key: &Key) -> Answer {
    let word = words::word_of(name, value).map(str::to_owned);
    Answer { key: name_of(name), mark: key.mark(value), length: stand_in::length(value), word }
}

/// A name as it may be shown: one that no name of the API resembles might be a secret in the wrong place.
fn name_of(name: &str) -> String {
    if words::is_name(name) || words::word(name).is_some() { name.to_owned() } else { "…".to_owned() }
}

/// An ID, however long somebody made it.
fn short(id: &str) -> String {
    const LONGEST: usize = 128;
    id.chars().take(LONGEST).collect()
}

fn text_of<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str).filter(|text| !words::is_masked(text))
}

/// A member that should be a text.
fn part<'a>(members: &'a Map<String, Value>, name: &str) -> Part<&'a str> {
    match members.get(name) {
        None | Some(Value::Null) => Part::Absent,
        Some(Value::String(text)) if !words::is_masked(text) => Part::Known(text),
        Some(_) => Part::Hidden,
    }
}
