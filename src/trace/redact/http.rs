//! Addresses, headers and cookies without their secrets.

use super::body::Cover;
use crate::trace::exchange::operation;
use crate::trace::har::entry;
use crate::trace::har::managed;
use crate::trace::har::pick::rpc;
use crate::trace::har::url::{self, Url};
use crate::trace::{Key, clock, stand_in, words};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// Headers whose names tell nothing.
const HEADERS: &[&str] = &[
    ":authority",
    ":method",
    ":path",
    ":scheme",
    "accept",
    "accept-encoding",
    "accept-language",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "date",
    "host",
    "location",
    "origin",
    "pragma",
    "referer",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-amz-cognito-request-id",
    "x-amz-security-token",
    "x-amz-target",
    "x-amz-user-agent",
    "x-amzn-errormessage",
    "x-amzn-errortype",
    "x-amzn-requestid",
    "x-cache",
];

/// Cookies of managed login, whose names are the same for everybody.
const COOKIES: &[&str] = &["XSRF-TOKEN", "cognito", "cognito-fl", "csrf-state", "csrf-state-legacy", "lang"];

/// Kinds of bodies.
const MIMES: &[&str] = &[
    "application/json",
    "application/x-amz-json-1.0",
    "application/x-amz-json-1.1",
    "application/x-www-form-urlencoded",
    "text/html",
    "text/plain",
];

/// The kind of a body, where it is one of those that are known.
pub(super) fn mime(text: &str) -> &'static str {
    let kind = text.split(';').next().unwrap_or_default().trim();
    MIMES.iter().find(|mime| kind.eq_ignore_ascii_case(mime)).copied().unwrap_or_default()
}

/// An address: of the host stays the Region, of the path what belongs to Cognito.
pub(super) fn url(text: &str, cover: &Cover<'_>) -> String {
    let url = Url::parse(text);
    let host = match url.host.to_ascii_lowercase() {
        host if host.is_empty() => String::new(),
        host => format!("https://{}", self::host(&host, cover.key)),
    };
    let path = match rpc(url.path) {
        Some(operation) => format!("/service/AWSCognitoIdentityProviderService/operation/{operation}"),
        None => managed::path(url.path).unwrap_or_else(|| "/".to_owned()),
    };
    let part = |sign: &str, text: &str| match fields(text, cover) {
        fields if fields.is_empty() => fields,
        fields => format!("{sign}{fields}"),
    };
    format!("{host}{path}{}{}", part("?", url.query), part("#", url.fragment))
}

fn host(host: &str, key: &Key) -> String {
    let mark = key.mark(host);
    let Some(region) = words::region(host) else {
        // Of whatever Region: it stays a page of managed login.
        let end = if host.ends_with(".amazoncognito.com") { "amazoncognito.com" } else { "redacted.invalid" };
        return format!("{mark}.{end}");
    };
    let own = [format!("cognito-idp.{region}."), format!("cognito-idp-fips.{region}.")];
    let ends = ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "api.aws"];
    if own.iter().any(|own| host.strip_prefix(own).is_some_and(|end| ends.contains(&end))) {
        return host.to_owned();
    }
    if host.ends_with(".amazoncognito.com") {
        return format!("{mark}.auth.{region}.amazoncognito.com");
    }
    format!("{mark}.{region}.amazonaws.com")
}

/// The fields of a query or a form.
pub(super) fn fields(text: &str, cover: &Cover<'_>) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let field = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        // Of an address or a form, `code` is never the name of an error.
        let value = if name == "code" { cover.stand_in(&value) } else { cover.text(&name, &value) };
        format!("{}={}", encoded(&cover.name(&name)).replace("%5F", "_"), encoded(&value).replace("%5F", "_"))
    };
    url::fields(text).map(field).collect::<Vec<_>>().join("&")
}

/// The fields of an address that was made harmless, as HAR lists them.
pub(super) fn query(address: &str) -> Value {
    let query = Url::parse(address).query.to_owned();
    url::fields(&query).map(|(name, value)| json!({"name": name, "value": value})).collect()
}

/// Headers in their order.
pub(super) fn headers(list: Option<&Value>, cover: &Cover<'_>) -> Value {
    let header = |(name, value): (String, &str)| {
        let value = header(&name, value, cover);
        let name = if HEADERS.contains(&name.as_str()) { name } else { cover.stand_in(&name) };
        json!({"name": name, "value": value})
    };
    list.into_iter().flat_map(entry::headers).map(header).collect()
}

fn header(name: &str, value: &str, cover: &Cover<'_>) -> String {
    let harmless = match name {
        "cookie" => return joined(url::cookies(value, false), cover.key, "; "),
        "set-cookie" => return joined(url::cookies(value, true), cover.key, "\n"),
        "location" if value.is_empty() => return String::new(),
        "location" => return url(value, cover),
        "x-amzn-errormessage" => return cover.message(value),
        "x-amz-target" => operation(value).map(|_| value.trim()),
        "content-type" | "accept" => Some(mime(value)),
        "date" => {
            let plain = value.len() <= 40
                && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" ,:".contains(&byte));
            // The name of the day is not looked at by whoever reads it.
            let from = value.find(',').filter(|at| *at <= 3).unwrap_or(0);
            Some(&value[from..]).filter(|date| plain && date.len() <= 26 && clock::http(date).is_some())
        }
        "x-amzn-errortype" => Some(words::error_name(value)),
        "x-amz-cognito-request-id" | "x-amzn-requestid" => Some(value).filter(|value| is_uuid(value)),
        _ => None,
    };
    harmless.filter(|text| !text.is_empty()).map_or_else(|| cover.stand_in(value), str::to_owned)
}

/// The numbers that AWS gives to requests: its support finds them by these.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

fn joined<'a>(cookies: impl Iterator<Item = (&'a str, &'a str)>, key: &Key, between: &str) -> String {
    cookies
        .map(|(name, value)| format!("{}={}", cookie(name, key), stand_in::of(value, key)))
        .collect::<Vec<_>>()
        .join(between)
}

fn cookie(name: &str, key: &Key) -> String {
    if COOKIES.contains(&name) { name.to_owned() } else { stand_in::of(name, key) }
}

/// The list of cookies that goes with the headers.
pub(super) fn cookies(list: Option<&Value>, key: &Key) -> Value {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    let text =
        |item: &Value, name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    items.map(|item| json!({"name": cookie(&text(item, "name"), key), "value": stand_in::of(&text(item, "value"), key)})).collect()
}
