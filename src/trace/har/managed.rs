//! The pages of managed login and the endpoints around them.

use super::Key;
use super::api::json;
use super::entry::Entry;
use super::url::{Url, field, fields};
use crate::trace::exchange::{answer, firewall, issued, unanswered};
use crate::trace::held::{Held, SecretKind};
use crate::trace::{Answer, Outcome, Part, Refusal, Reply, Source, Step, User, clock, cover, seen, words};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What paths of managed login begin with.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/managed-login-endpoints.html>
const BEGINNINGS: &[&str] = &[
    "login",
    "signup",
    "confirm",
    "confirmuser",
    "confirmforgotpassword",
    "confirmUser",
    "confirmForgotPassword",
    "mfa",
    "mfas",
    "passkeys",
    "logout",
    "error",
    "forgotPassword",
    "resetPassword",
    "resendcode",
    "verify",
    "verifyCode",
    "selectChallenge",
    "oauth2",
    "saml2",
    "changePassword",
    "passwordReset",
];

/// What may follow. Any other part of a path might be secret, and is shown as `*`.
const FOLLOWING: &[&str] = &[
    "add",
    "authorize",
    "back",
    "choose",
    "continue",
    "error",
    "idpresponse",
    "logout",
    "mfa",
    "options",
    "option",
    "passkey",
    "phone",
    "register",
    "resend",
    "resendCode",
    "revoke",
    "select",
    "setup",
    "sms",
    "email",
    "success",
    "token",
    "totp",
    "userInfo",
    "verify",
    "associate",
];

/// Fields that name the app or the way, and are told elsewhere or mean nothing.
const PLAIN: &[&str] = &[
    "client_id",
    "username",
    "_csrf",
    "signInSubmitButton",
    "cognitoAsfData",
    "redirect_uri",
    "state",
    "nonce",
];

/// Fields of an address that say what was asked for.
const ASKED: &[&str] = &["scope", "response_type"];

/// The path as it may be shown, where it is one of managed login.
pub(in crate::trace) fn path(path: &str) -> Option<String> {
    let mut segments = path.trim_start_matches('/').trim_end_matches('/').split('/');
    let first = segments.next().filter(|first| BEGINNINGS.contains(first))?;
    let rest: Vec<&str> = segments.collect();
    match first {
        "oauth2" if !matches!(rest[..], ["authorize" | "token" | "idpresponse" | "revoke" | "userInfo"]) => {
            return None;
        }
        "saml2" if !matches!(rest[..], ["idpresponse" | "logout"]) => return None,
        _ => {}
    }
    let shown = rest.into_iter().map(|part| if FOLLOWING.contains(&part) { part } else { "*" });
    Some(shown.fold(format!("/{first}"), |path, part| path + "/" + part))
}

pub(super) fn read(entry: &Entry, place: String, at: i64, key: &Key, held: &mut Held) -> Step {
    let url = Url::parse(entry.url());
    let (body, page) = (entry.request_body(), entry.answer_body());
    let sent = Sent::of(&url, &body, key, held);
    let given = json(&page);
    if let Part::Known(given) = &given {
        held.look(given, key);
    }
    let mut outcome = outcome(entry, &url, &sent.form, &page, given.as_ref(), key);
    if let Some(code) = entry.redirect().and_then(|to| field(Url::parse(to).query, "code")) {
        held.add(SecretKind::AuthorizationCode, &code, key);
        if let Outcome::Answered(reply) = &mut outcome {
            reply.block = Some(key.mark(&code));
        }
    }
    let bearer = given.known().and_then(|given| given.get("access_token")).and_then(Value::as_str);
    let bearer = bearer.map(|token| seen::token(token, key));
    let (user, pool, client) =
        bearer.map_or((None, None, None), |bearer| (bearer.user, bearer.pool, bearer.client));
    Step {
        source: Source::Har,
        place,
        at,
        timed: true,
        took: entry.took(),
        server_time: entry.given("date").and_then(clock::http),
        operation: format!("{} {}", method(entry.method()), path(url.path).unwrap_or_default()),
        region: words::region(url.host).map(str::to_owned),
        pool,
        client: sent.client.or(client),
        user: sent.user.or_else(|| user.clone()),
        known_as: user,
        flow: None,
        challenge: Part::Absent,
        session: Part::Absent,
        answers: sent.answers,
        token: Part::Absent,
        code: None,
        outcome,
    }
}

/// A method as it may be shown.
pub(in crate::trace) fn method(method: &str) -> &'static str {
    const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT"];
    METHODS.into_iter().find(|known| method.eq_ignore_ascii_case(known)).unwrap_or("OTHER")
}

/// What a request says.
struct Sent {
    client: Option<String>,
    user: Option<User>,
    answers: Part<Vec<Answer>>,
    /// All fields, whose values are covered in messages.
    form: Value,
}

impl Sent {
    fn of(url: &Url<'_>, body: &Part<Cow<'_, str>>, key: &Key, held: &mut Held) -> Sent {
        let form = body.known().map(|text| fields_of(text)).unwrap_or_default();
        let query: Vec<_> = fields(url.query).collect();
        let of = |name: &str| {
            let asked = query.iter().find(|(field, _)| field == name).map(|(_, value)| &**value);
            form.get(name).and_then(Value::as_str).or(asked)
        };
        let client =
            of("client_id").filter(|client| !client.is_empty() && client.len() <= 128).map(str::to_owned);
        let user = of("username")
            .filter(|name| !name.is_empty() && !words::is_masked(name))
            .map(|name| seen::user(name, key));
        let exchanged = of("grant_type").is_some();
        let mut answers = Vec::new();
        for (name, value) in &form {
            let Some(value) = value.as_str() else { continue };
            match name.as_str() {
                "code" if exchanged => held.add(SecretKind::AuthorizationCode, value, key),
                _ => held.member(name, value, key),
            }
            if !PLAIN.contains(&name.as_str()) {
                answers.push(asked(name, value, key));
            }
        }
        for (name, value) in query.iter().filter(|(name, _)| ASKED.contains(&&**name)) {
            answers.push(asked(name, value, key));
        }
        let over = form.values().filter_map(Value::as_str).any(words::is_masked);
        let hidden = over || body.is_hidden() && answers.is_empty();
        let answers = if hidden { Part::Hidden } else { Part::Known(answers) };
        Sent { client, user, answers, form: sent(url, body) }
    }
}

/// The fields of a form, or of JSON that a page sends.
fn fields_of(text: &str) -> Map<String, Value> {
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => members,
        _ => fields(text).map(|(name, value)| (name.into_owned(), Value::from(&*value))).collect(),
    }
}

fn asked(name: &str, value: &str, key: &Key) -> Answer {
    let mut answer = answer(name, value, key);
    if name == "scope" {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._:/-[]".contains(c);
        let scopes = value.split(' ').filter(|scope| scope.chars().all(plain));
        answer.word = Some(scopes.collect::<Vec<_>>().join(" "));
    }
    answer
}

fn outcome(
    entry: &Entry,
    url: &Url<'_>,
    sent: &Value,
    page: &Part<Cow<'_, str>>,
    given: Part<&Value>,
    key: &Key,
) -> Outcome {
    let Some(status) = entry.status() else { return unanswered(None) };
    let refused = |code: &str, message: String| {
        Outcome::Refused(Refusal { status: Some(status), code: words::error_name(code).to_owned(), message })
    };
    let text = page.known().map(|page| &**page).unwrap_or_default();
    if let Some(message) = firewall(text).filter(|_| status >= 400) {
        return refused("ForbiddenException", message.to_owned());
    }
    let address = entry.redirect().map_or(*url, Url::parse);
    for part in [address.query, address.fragment] {
        if let Some(error) = field(part, "error").filter(|error| !error.is_empty()) {
            let said = field(part, "error_description").unwrap_or_default();
            return refused(&error, cover::cover(&said, Some(sent)));
        }
    }
    let member = |name: &str| given.known().and_then(|given| given.get(name)).and_then(Value::as_str);
    if let Some(error) = member("error").filter(|_| status >= 400) {
        return refused(error, cover::cover(member("error_description").unwrap_or_default(), Some(sent)));
    }
    let said =
        if given.is_hidden() { message(text) } else { member("message").unwrap_or_default().to_owned() };
    if status >= 400 || given.is_hidden() && !said.is_empty() {
        return refused(member("__type").unwrap_or_default(), cover::cover(&said, Some(sent)));
    }
    // The implicit grant gives tokens behind the `#` of the address.
    let in_address = entry.redirect().map(|to| fields_of(Url::parse(to).fragment)).unwrap_or_default();
    let answer = match given {
        Part::Known(answer) => answer,
        Part::Absent | Part::Hidden if in_address.is_empty() => return Outcome::Answered(Reply::default()),
        Part::Absent | Part::Hidden => &Value::Object(in_address),
    };
    let tokens = answer.get("access_token").is_some() || answer.get("id_token").is_some();
    Outcome::Answered(Reply { tokens: Part::Known(tokens), issued: issued(answer, key), ..Reply::default() })
}

/// All that a request sends, by the names of the fields.
pub(in crate::trace) fn sent(url: &Url<'_>, body: &Part<Cow<'_, str>>) -> Value {
    let mut form = body.known().map(|text| fields_of(text)).unwrap_or_default();
    for (name, value) in fields(url.query) {
        form.entry(name).or_insert_with(|| Value::from(&*value));
    }
    without_errors(&Value::Object(form))
}

/// What is sent, besides the error that an address brings along.
fn without_errors(sent: &Value) -> Value {
    let mut sent = sent.clone();
    if let Value::Object(fields) = &mut sent {
        fields.retain(|name, _| !name.starts_with("error"));
    }
    sent
}

/// The error that a page of the classic hosted UI shows.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/hosted-ui-classic-branding.html>
pub(in crate::trace) fn message(page: &str) -> String {
    const CLASS: &str = "errorMessage-customizable";
    // The style sheet of the page names the class too, and an empty element shows nothing.
    let shown = page.match_indices(CLASS).find_map(|(at, _)| {
        let (tag, rest) = page[at..].split_once('>')?;
        let text = rest.split('<').next().unwrap_or_default().trim();
        (!tag.contains('{') && !text.is_empty()).then_some(text)
    });
    let plain = shown.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    plain
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
