//! Recordings of sign-ins, written as browsers and CloudTrail write them.

use mfa_doctor::trace::{Key, Timeline, cloudtrail, har};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

/// When recordings begin: 2026-11-20T10:00:00Z, in milliseconds since 1970.
pub const START: i64 = 1_795_168_800_000;

/// The app client of recordings, which is the first of the healthy pool.
pub const CLIENT: &str = "1example23456789012345abcd";

/// What a fixture calls a recording: `{"har": [CALL, …]}` or `{"cloudtrail": [RECORD, …]}`.
///
/// A call is `{"at": SECONDS, "call": OPERATION, "send": {…}, "get": {…}}`, with `"fail": [CODE, MESSAGE]` in the place
/// of `get`; `took` and `clock` (by which the device is ahead) are seconds too. Without `get` and `fail` there is no answer;
/// without `send` the body was left out. A record is what CloudTrail writes, with `at` in the place of `eventTime` and
/// what every record has left out.
pub fn read(given: &Value) -> Timeline {
    let (key, text) = (Key::new(&[7; 32]), text(given));
    if given.get("har").is_some() {
        return har::read(text.as_bytes(), "login.har", &key).unwrap().timeline;
    }
    let mut trail = cloudtrail::Trail::default();
    cloudtrail::Reader::default().read(&mut trail, "trail.json", &mut text.as_bytes());
    trail.finish().timeline(&key)
}

/// The file that it is.
pub fn text(given: &Value) -> String {
    if let Some(calls) = given.get("har").and_then(Value::as_array) {
        return har_of(&calls.iter().map(entry).collect::<Vec<_>>());
    }
    let records = given["cloudtrail"].as_array().unwrap().iter().map(record).collect::<Vec<_>>();
    json!({"Records": records}).to_string()
}

/// A HAR file.
pub fn har_of(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "creator": {"name": "browser", "version": "1"}, "entries": entries}})
        .to_string()
}

fn seconds(value: &Value, member: &str) -> i64 {
    let number = value.get(member).and_then(Value::as_f64).unwrap_or_default();
    (number * 1000.0).round() as i64
}

fn entry(call: &Value) -> Value {
    for member in call.as_object().unwrap().keys() {
        let known = ["at", "call", "send", "get", "fail", "took", "clock", "region", "status", "url", "page"];
        assert!(known.contains(&member.as_str()), "unknown member {member} of {call}");
    }
    let took = if call.get("took").is_some() { seconds(call, "took") } else { 100 };
    let at = START + seconds(call, "at");
    let operation = call["call"].as_str().unwrap();
    let (status, body) = match (call.get("get"), call.get("fail"), call.get("page")) {
        (Some(answer), ..) => (200, Some(answer.to_string())),
        (_, Some(fail), _) => {
            let status = if fail[0] == "ForbiddenException" { 403 } else { 400 };
            (status, Some(json!({"__type": fail[0], "message": fail[1]}).to_string()))
        }
        (.., Some(page)) => (403, Some(page.as_str().unwrap().to_owned())),
        _ => (call.get("status").and_then(Value::as_i64).unwrap_or(0), None),
    };
    let region = call.get("region").and_then(Value::as_str).unwrap_or("us-east-1");
    let url = match call.get("url").and_then(Value::as_str) {
        Some(url) => url.to_owned(),
        None => format!("https://cognito-idp.{region}.amazonaws.com/"),
    };
    let sent = call.get("send").map(|sent| with_client(operation, sent).to_string());
    Exchange { at, took, clock: seconds(call, "clock"), operation, url, sent, status, body }.entry()
}

/// Requests that name an app client name the one of the healthy pool.
fn with_client(operation: &str, sent: &Value) -> Value {
    let mut sent = sent.clone();
    let names = ["InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken"].contains(&operation);
    if let (true, Some(members)) = (names, sent.as_object_mut()) {
        members.entry("ClientId").or_insert(json!(CLIENT));
    }
    sent
}

/// A call as a browser records it.
pub struct Exchange<'a> {
    /// By the clock of AWS, in milliseconds since 1970.
    pub at: i64,
    pub took: i64,
    /// By how many milliseconds the clock of the device is ahead.
    pub clock: i64,
    pub operation: &'a str,
    pub url: String,
    pub sent: Option<String>,
    /// 0: no answer.
    pub status: i64,
    pub body: Option<String>,
}

impl Exchange<'_> {
    pub fn entry(self) -> Value {
        let moment = |at: i64| OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).unwrap();
        let started = moment(self.at + self.clock).format(&Rfc3339).unwrap();
        let date = moment(self.at + self.took).format(&Rfc2822).unwrap().replace("+0000", "GMT");
        let mut request = json!({
            "method": "POST", "url": self.url, "httpVersion": "h2", "cookies": [], "queryString": [],
            "headers": [{"name": "content-type", "value": "application/x-amz-json-1.1"}],
            "headersSize": -1, "bodySize": -1,
        });
        if !self.operation.starts_with("POST ") && !self.operation.starts_with("GET ") {
            let target = format!("AWSCognitoIdentityProviderService.{}", self.operation);
            request["headers"].as_array_mut().unwrap().push(json!({"name": "x-amz-target", "value": target}));
        }
        if let Some(sent) = self.sent {
            request["postData"] = json!({"mimeType": "application/x-amz-json-1.1", "text": sent});
        }
        let mut content = json!({"size": 0, "mimeType": "application/x-amz-json-1.1"});
        if let Some(body) = self.body {
            content["text"] = json!(body);
        }
        let headers = if self.status == 0 { json!([]) } else { json!([{"name": "date", "value": date}]) };
        json!({
            "startedDateTime": started, "time": self.took, "request": request,
            "response": {"status": self.status, "statusText": "", "httpVersion": "h2", "headers": headers, "cookies": [],
                         "content": content, "redirectURL": "", "headersSize": -1, "bodySize": -1},
            "cache": {}, "timings": {"send": 0, "wait": self.took, "receive": 0},
        })
    }
}

fn record(given: &Value) -> Value {
    let at = OffsetDateTime::from_unix_timestamp(START / 1000 + given["at"].as_i64().unwrap()).unwrap();
    let mut record = json!({
        "eventVersion": "1.10", "userIdentity": {"type": "Unknown", "principalId": "Anonymous"},
        "eventTime": at.format(&Rfc3339).unwrap(), "eventSource": "cognito-idp.amazonaws.com",
        "awsRegion": "us-east-1", "sourceIPAddress": "203.0.113.7", "userAgent": "aws-sdk-js",
        "readOnly": false, "eventType": "AwsApiCall", "managementEvent": true,
        "recipientAccountId": "111122223333", "eventCategory": "Management",
    });
    let members: &Map<String, Value> = given.as_object().unwrap();
    for (name, value) in members.iter().filter(|(name, _)| *name != "at") {
        record[name] = value.clone();
    }
    record["requestID"] = json!(format!("request-{}", given["at"]));
    record["eventID"] = json!(format!("event-{}-{}-{}", given["at"], given["eventName"], given["errorCode"]));
    record
}
