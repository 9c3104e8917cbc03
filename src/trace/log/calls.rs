//! Joins what a log says to calls.

use super::loose;
use super::marks::{self, FAR, Said, marks};
use serde_json::Value;

/// A call, as far as the log shows it.
#[derive(Debug, Default)]
pub(super) struct Call {
    pub(super) operation: String,
    /// Where it is named.
    pub(super) place: usize,
    /// In milliseconds since 1970, and whether the zone is known.
    pub(super) at: Option<(i64, bool)>,
    pub(super) host: Option<String>,
    pub(super) request: Option<Value>,
    pub(super) answer: Option<Value>,
    pub(super) status: Option<u16>,
    pub(super) error: Option<(String, String)>,
    /// The clock of AWS, in seconds since 1970.
    pub(super) date: Option<i64>,
}

/// How often each byte may be looked at.
const EFFORT: usize = 16;

/// What only requests have.
const REQUEST: &[&str] = &[
    "AuthFlow",
    "AuthParameters",
    "ChallengeResponses",
    "ClientId",
    "AccessToken",
    "UserCode",
    "UserPoolId",
    "Username",
];

/// What only answers have.
const ANSWER: &[&str] = &[
    "AuthenticationResult",
    "AvailableChallenges",
    "ChallengeParameters",
    "CodeDeliveryDetails",
    "SecretCode",
    "Status",
    "UserAttributes",
    "__type",
];

/// All calls, and whether the log was given up on.
pub(super) fn calls(text: &str) -> (Vec<Call>, bool) {
    let mut calls: Vec<Call> = Vec::new();
    let mut open: Option<Call> = None;
    let mut budget = text.len().saturating_mul(EFFORT).saturating_add(4096);
    let mut behind = 0;
    for (at, said) in marks(text) {
        if at < behind {
            continue;
        }
        if budget == 0 {
            calls.extend(open);
            return (calls, true);
        }
        match said {
            Said::Operation(operation) => {
                // SDKs name an operation many times before they send it.
                if open.as_ref().is_some_and(|open| open.operation == operation && at - open.place < FAR) {
                    continue;
                }
                calls.extend(open.replace(begun(text, at, operation)));
            }
            Said::Failed { code, message, operation } => {
                let same =
                    |open: &mut Call| operation.as_ref().is_none_or(|operation| *operation == open.operation);
                let mut call = match (open.take_if(same), operation) {
                    (Some(call), _) => call,
                    // The answer may have told it already.
                    (None, Some(operation)) if !told(calls.last(), &operation, &code) => {
                        begun(text, at, operation)
                    }
                    (None, _) => continue,
                };
                call.error = Some((code, message));
                calls.push(ended(call, text, at));
            }
            Said::Brace => {
                let near = open.as_ref().is_some_and(|open| at - open.place < FAR);
                let Some((value, end)) = read(text, at, near, &mut budget) else { continue };
                if let Some(call) = logged(&value, text, at) {
                    calls.push(call);
                    behind = end;
                } else if let Some(call) = open.as_mut().filter(|_| near) {
                    let has = |names: &[&str]| names.iter().any(|name| value.get(name).is_some());
                    let asks = call.request.is_none() && has(REQUEST) && !has(ANSWER);
                    let begins = call.request.is_none() && value.get("Session").is_some() && !has(ANSWER);
                    if asks || begins {
                        call.request = Some(value);
                        behind = end;
                    } else if has(ANSWER) {
                        call.answer = Some(value);
                        behind = end;
                        calls.extend(open.take().map(|call| ended(call, text, at)));
                    } else if has(REQUEST) {
                        // Sent once more, and the first had no answer.
                        let again = Call { request: Some(value), ..begun(text, at, call.operation.clone()) };
                        behind = end;
                        calls.extend(open.replace(again));
                    }
                }
            }
        }
    }
    calls.extend(open);
    (calls, false)
}

fn begun(text: &str, at: usize, operation: String) -> Call {
    Call { operation, place: at, at: marks::time(text, at), ..Call::default() }
}

/// Adds what stands between a call and its end.
fn ended(call: Call, text: &str, end: usize) -> Call {
    let between = text.get(call.place..end).unwrap_or_default();
    let status = call.status.or_else(|| marks::status(between));
    Call { status, date: marks::date(between), host: marks::host(between), ..call }
}

/// Whether the call before is the one that failed.
fn told(last: Option<&Call>, operation: &str, code: &str) -> bool {
    last.is_some_and(|last| {
        let kind = last.answer.as_ref().and_then(|answer| answer.get("__type")).and_then(Value::as_str);
        last.operation == operation && kind.is_some_and(|kind| kind.ends_with(code))
    })
}

/// The object at `at`: near a call, or one that a logger of JavaScript prints.
fn read(text: &str, at: usize, near: bool, budget: &mut usize) -> Option<(Value, usize)> {
    let inside = text[at + 1..].trim_start();
    let names = |name: &str| inside.trim_start_matches(['"', '\'', '\\']).starts_with(name);
    if !near && !names("clientName") && !names("commandName") {
        return None;
    }
    if !inside.starts_with('\\') {
        return loose::object(text, at, budget);
    }
    // JSON inside of JSON.
    let line = text[at..].lines().next().unwrap_or_default();
    *budget = budget.saturating_sub(line.len());
    let plain = line.replace("\\\"", "\"").replace("\\\\", "\\");
    loose::object(&plain, 0, budget).map(|(value, _)| (value, at + line.len()))
}

/// A call as the loggers of the AWS SDK for JavaScript print it, request and answer together.
///
/// Source: <https://github.com/aws/aws-sdk-js-v3> (`middleware-logger`)
fn logged(value: &Value, text: &str, at: usize) -> Option<Call> {
    let operation = value.get("commandName")?.as_str()?.strip_suffix("Command")?;
    let client = value.get("clientName")?.as_str()?;
    if !client.starts_with("CognitoIdentityProvider") || !crate::trace::words::is_operation(operation) {
        return None;
    }
    let error = value.get("error").filter(|error| !error.is_null());
    let named = |name: &str| {
        error.and_then(|error| error.get(name)).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let status = value
        .pointer("/metadata/httpStatusCode")
        .or_else(|| value.pointer("/error/$metadata/httpStatusCode"));
    Some(Call {
        request: value.get("input").filter(|input| input.is_object()).cloned(),
        answer: value.get("output").filter(|output| output.is_object()).cloned(),
        status: status.and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok()),
        error: error.map(|_| (named("name"), named("message"))),
        ..begun(text, at, operation.to_owned())
    })
}
