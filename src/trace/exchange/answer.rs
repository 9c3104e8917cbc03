//! What an answer says.

use super::Exchange;
use crate::totp;
use crate::trace::{Key, Outcome, Part, Refusal, Reply, SeenToken, User, cover, seen, stand_in, words};
use serde_json::{Map, Value};

/// The user and the pool that an answer tells of.
#[derive(Default)]
pub(super) struct Around {
    pub(super) user: Option<User>,
    pub(super) pool: Option<String>,
}

impl Around {
    pub(super) fn of(answer: &Value, key: &Key) -> Around {
        let parameter = |name: &str| answer.pointer("/ChallengeParameters")?.get(name);
        let names = [parameter("USER_ID_FOR_SRP"), parameter("USERNAME"), answer.get("Username")];
        let user = names
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .find(|name| !name.is_empty() && !words::is_masked(name))
            .map(|name| seen::user(name, key));
        let bearer = tokens(answer).next().map(|token| seen::token(token, key));
        let (pool, holder) = bearer.map_or((None, None), |bearer| (bearer.pool, bearer.user));
        Around { user: user.or(holder), pool }
    }
}

/// What came of a call, and the secret for an authenticator that it gave.
pub(super) fn read(exchange: &Exchange<'_>, key: &Key) -> (Outcome, Option<totp::Secret>) {
    if let Some(refusal) = refusal(exchange) {
        return (Outcome::Refused(refusal), None);
    }
    let answered = exchange.status.is_some_and(|status| (200..300).contains(&status));
    match exchange.answer {
        Part::Known(Value::Object(answer)) => {
            let secret = answer.get("SecretCode").and_then(Value::as_str);
            (Outcome::Answered(reply(answer, key)), secret.and_then(|secret| totp::Secret::read(secret).ok()))
        }
        _ if answered => (Outcome::Answered(Reply::default()), None),
        _ => (super::unanswered(exchange.status.filter(|status| *status != 0)), None),
    }
}

fn refusal(exchange: &Exchange<'_>) -> Option<Refusal> {
    let answer = exchange.answer.known().copied();
    let member = |names: &[&str]| names.iter().find_map(|name| answer?.get(name)?.as_str());
    let named = member(&["__type"]).or(exchange.error_type).map(words::error_name);
    let failed = exchange.status.is_some_and(|status| status >= 400);
    // A log may not show the status. `code` may be anything in an answer that is none of an error.
    if !(failed || exchange.status.is_none_or(|status| status == 0) && named.is_some()) {
        return None;
    }
    let request = exchange.request.known().copied();
    let said = member(&["message", "Message", "errorMessage"]).or(exchange.error_message);
    let firewall = exchange.page.and_then(firewall).or_else(|| said.and_then(firewall));
    let named = named.or_else(|| member(&["code"]).map(words::error_name)).unwrap_or_default();
    let code = match firewall {
        Some(_) if named.is_empty() => "ForbiddenException",
        _ => named,
    };
    let message = firewall.map_or_else(|| cover::cover(said.unwrap_or_default(), request), str::to_owned);
    Some(Refusal { status: exchange.status.filter(|status| *status != 0), code: code.to_owned(), message })
}

/// What AWS WAF makes Cognito say, wherever it stands in `text`.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html>
pub(in crate::trace) fn firewall(text: &str) -> Option<&'static str> {
    const SAID: [&str; 3] = [
        "Request not allowed due to WAF block",
        "Request not allowed due to WAF captcha",
        "Request not allowed due to WAF challenge",
    ];
    SAID.into_iter().find(|said| text.contains(said))
}

fn reply(answer: &Map<String, Value>, key: &Key) -> Reply {
    let text = |name: &str| match answer.get(name) {
        None | Some(Value::Null) => Part::Absent,
        Some(Value::String(text)) if !words::is_masked(text) => Part::Known(text.as_str()),
        Some(_) => Part::Hidden,
    };
    let word =
        |text: &str| if words::is_name(text) || words::word(text).is_some() { text } else { "…" }.to_owned();
    let parameter =
        |name: &str| answer.get("ChallengeParameters").and_then(|parameters| parameters.get(name));
    let medium = parameter("CODE_DELIVERY_DELIVERY_MEDIUM")
        .or_else(|| answer.get("CodeDeliveryDetails").and_then(|details| details.get("DeliveryMedium")));
    let result = answer.get("AuthenticationResult");
    let whole = Value::Object(Map::new());
    Reply {
        challenge: text("ChallengeName").map(word),
        session: text("Session").map(|text| stand_in::session(text, key)),
        choices: choices(answer, parameter),
        medium: medium.and_then(Value::as_str).and_then(words::word).map(str::to_owned),
        status: text("Status").map(word),
        tokens: match result {
            None | Some(Value::Null) => Part::Known(false),
            Some(Value::Object(_)) => Part::Known(true),
            Some(_) => Part::Hidden,
        },
        issued: issued(result.unwrap_or(&whole), key),
        new_device: result.and_then(|result| result.get("NewDeviceMetadata")).is_some_and(Value::is_object),
        secret: text("SecretCode").map(|text| key.mark(text)),
        block: parameter("SECRET_BLOCK")
            .and_then(Value::as_str)
            .filter(|block| !words::is_masked(block))
            .map(|block| key.mark(block)),
    }
}

/// The tokens of an answer of which the claims can be read.
pub(in crate::trace) fn issued(result: &Value, key: &Key) -> Vec<SeenToken> {
    let names = ["AccessToken", "IdToken", "access_token", "id_token"];
    let tokens = names.iter().filter_map(|name| result.get(name)?.as_str());
    tokens.map(|text| seen::token(text, key).token).filter(|token| !token.claims.is_empty()).collect()
}

fn tokens(answer: &Value) -> impl Iterator<Item = &str> {
    ["AccessToken", "IdToken"]
        .iter()
        .filter_map(|name| answer.get("AuthenticationResult")?.get(name)?.as_str())
}

/// What a user may choose from: a list, or a text that holds one.
fn choices<'a>(answer: &'a Map<String, Value>, parameter: impl Fn(&str) -> Option<&'a Value>) -> Vec<String> {
    let lists = ["MFAS_CAN_CHOOSE", "MFAS_CAN_SELECT", "MFAS_CAN_SETUP"].map(parameter);
    let mut choices: Vec<String> = Vec::new();
    for list in lists.into_iter().chain([answer.get("AvailableChallenges")]).flatten() {
        let inner = list.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let items = inner.as_ref().unwrap_or(list).as_array().into_iter().flatten();
        for word in items.filter_map(Value::as_str).filter_map(words::word) {
            if choices.iter().all(|choice| choice != word) {
                choices.push(word.to_owned());
            }
        }
    }
    choices
}
