//! A HAR to give away: the calls of the sign-in stay, and every secret in them is replaced by what stands for it.
//!
//! Nothing is looked for and taken out. A new file is written, and only what is known to be harmless goes into it:
//! operations, words and names of the API, error messages after they were covered, status and times. Of other sites
//! nothing stays but an empty entry, so that the numbers of the entries are the same. Read again, the file tells the
//! same of the sign-in; only codes of an authenticator can no longer be judged.

mod body;
mod http;
mod message;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use super::har::HarError;
use super::har::entry::Entry;
use super::har::pick::{self, Class};
use super::har::url::Url;
use super::har::{api, managed};
use super::{Key, Part, scan, text};
use serde_json::{Value, json};

/// What stands in the place of a time that cannot be read.
const NO_TIME: &str = "1970-01-01T00:00:00.000Z";

/// A HAR without secrets.
///
/// # Errors
/// Where `bytes` are no HAR, or nothing of it can be read.
pub fn har(bytes: &[u8], key: &Key) -> Result<Vec<u8>, HarError> {
    let text = text::read(bytes)?;
    let text = &*text.text;
    let mut found = pick::pick(text, key)?.entries.into_iter().peekable();
    let creator = json!({"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")});
    let comment = "secrets and entries of other sites were replaced";
    let mut out =
        format!(r#"{{"log":{{"version":"1.2","creator":{creator},"comment":"{comment}","entries":["#);
    let start = scan::entries(text).ok_or(HarError::NoEntries)?;
    for (at, range) in scan::Items::of(text, start).enumerate() {
        let own = found.next_if(|found| found.range == range);
        let element = &text[range];
        let kept = own.and_then(|found| {
            let entry = Entry(serde_json::from_str(element).ok()?);
            entry.started().is_some().then(|| redacted(&entry, &found.class, key))
        });
        let kept = kept.unwrap_or_else(|| nothing(time(scan::member(element, "startedDateTime"))));
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&kept.to_string());
    }
    out.push_str("\n]}}\n");
    Ok(out.into_bytes())
}

/// A time as it was written, in quotation marks in the file.
fn time(text: Option<&str>) -> String {
    let text = text.unwrap_or_default().trim_matches('"');
    let plain =
        text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_digit() || b"TZtz:.,+- ".contains(&byte));
    if plain && super::clock::iso(text).is_some() { text.to_owned() } else { NO_TIME.to_owned() }
}

/// An entry of another site.
fn nothing(time: String) -> Value {
    json!({
        "startedDateTime": time, "time": 0,
        "request": {"method": "GET", "url": "https://redacted.invalid/", "httpVersion": "", "cookies": [], "headers": [],
            "queryString": [], "headersSize": -1, "bodySize": -1},
        "response": {"status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
            "content": {"size": 0, "mimeType": ""}, "redirectURL": "", "headersSize": -1, "bodySize": -1},
        "cache": {}, "timings": {"send": 0, "wait": 0, "receive": 0},
    })
}

/// An entry of the sign-in.
fn redacted(entry: &Entry, class: &Class, key: &Key) -> Value {
    let url = Url::parse(entry.url());
    let (request, answer) = (entry.request_body(), entry.answer_body());
    let parsed = api::json(&request);
    let sent = match class {
        Class::Api(_) => parsed.known().cloned().unwrap_or_default(),
        Class::Managed => managed::sent(&url, &request),
    };
    let cover = body::Cover { sent: &sent, key };
    let at = |pointer: &str| entry.0.pointer(pointer);
    let took = entry.0.get("time").filter(|time| time.is_number()).cloned().unwrap_or(json!(-1));
    let address = http::url(entry.url(), &cover);
    let mut out = nothing(time(at("/startedDateTime").and_then(Value::as_str)));
    out["time"] = took.clone();
    out["timings"]["wait"] = took;
    let to = &mut out["request"];
    to["method"] = json!(managed::method(entry.method()));
    to["queryString"] = http::query(&address);
    to["url"] = json!(address);
    to["headers"] = http::headers(at("/request/headers"), &cover);
    to["cookies"] = http::cookies(at("/request/cookies"), key);
    if let Some(post) = at("/request/postData").filter(|post| post.is_object()) {
        let text = request.known().map(|text| match (class, &parsed) {
            (_, Part::Known(value)) => cover.json(value).to_string(),
            (Class::Api(_), _) => cover.stand_in(text),
            (Class::Managed, _) => http::fields(text, &cover),
        });
        let kind = http::mime(post.get("mimeType").and_then(Value::as_str).unwrap_or_default());
        to["postData"] = json!({"mimeType": kind, "text": text.unwrap_or_default()});
    }
    let to = &mut out["response"];
    to["status"] = json!(entry.status().unwrap_or(0));
    to["headers"] = http::headers(at("/response/headers"), &cover);
    to["cookies"] = http::cookies(at("/response/cookies"), key);
    let redirect = at("/response/redirectURL").and_then(Value::as_str).unwrap_or_default();
    to["redirectURL"] = json!(if redirect.is_empty() { String::new() } else { http::url(redirect, &cover) });
    let kind = at("/response/content/mimeType").and_then(Value::as_str).unwrap_or_default();
    let text = answer.known().and_then(|text| match api::json(&answer) {
        Part::Known(value) => Some(cover.json(&value).to_string()),
        Part::Absent | Part::Hidden => cover.page(text),
    });
    to["content"] = json!({"size": text.as_ref().map_or(0, String::len), "mimeType": http::mime(kind)});
    if let Some(text) = text {
        to["content"]["text"] = json!(text);
    }
    out
}
