mod any;
mod canary;
mod skeleton;

use super::*;
use crate::trace::har::{self, HarRead};
use crate::trace::{Mark, Outcome, Part, SeenToken, Session, Timeline};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use skeleton::skeleton;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const CLIENT: &str = "1example23456789abcdefghij";

fn key(byte: u8) -> Key {
    Key::new(&[byte; 32])
}

fn entry(number: usize, url: &str, target: Option<&str>, request: &str, status: u16, answer: &str) -> Value {
    let mut headers = vec![json!({"name": "Content-Type", "value": "application/x-amz-json-1.1"})];
    headers.extend(target.map(|target| json!({"name": "X-Amz-Target", "value": format!("AWSCognitoIdentityProviderService.{target}")})));
    json!({
        "startedDateTime": format!("2026-11-22T10:{:02}:{:02}.5+01:00", number / 60 % 60, number % 60), "time": 12.5,
        "request": {"method": "POST", "url": url, "headers": headers, "cookies": [], "queryString": [],
            "postData": {"mimeType": "x", "text": request}},
        "response": {"status": status, "headers": [{"name": "Date", "value": "Sun, 22 Nov 2026 10:00:00 GMT"}],
            "content": {"mimeType": "x", "text": answer}, "redirectURL": ""},
    })
}

fn file(entries: &[Value]) -> Vec<u8> {
    json!({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": entries}})
        .to_string()
        .into_bytes()
}

fn token(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(&json!({"alg": "RS256", "kid": "k1"})), part(claims), "c2lnbmF0dXJl")
}

#[test]
fn a_redacted_file_is_a_har_and_says_the_same_when_it_is_redacted_again() {
    let start = json!({"AuthFlow": "USER_AUTH", "ClientId": CLIENT, "AuthParameters": {"USERNAME": "ann@example.com", "PREFERRED_CHALLENGE": "EMAIL_OTP"}});
    let answer = json!({"ChallengeName": "EMAIL_OTP", "Session": "s".repeat(900), "AvailableChallenges": ["EMAIL_OTP", "PASSWORD"]});
    let entries = [
        entry(1, "https://a.example.com/", None, "", 200, ""),
        entry(
            2,
            "https://cognito-idp.eu-west-1.amazonaws.com/",
            Some("InitiateAuth"),
            &start.to_string(),
            200,
            &answer.to_string(),
        ),
    ];
    let once = har(&file(&entries), &key(1)).unwrap();
    let twice = har(&once, &key(2)).unwrap();
    let [first, again, last] =
        [file(&entries), once, twice].map(|file| har::read(&file, "a.har", &key(3)).unwrap());
    assert_eq!(skeleton(&first.timeline), skeleton(&again.timeline));
    assert_eq!(skeleton(&first.timeline), skeleton(&last.timeline));
    assert_eq!(again.timeline.steps[0].place, "a.har entry 2");
    assert_eq!(again.timeline.steps[0].given().unwrap().length, 900);
    assert_eq!(again.timeline.steps[0].region.as_deref(), Some("eu-west-1"));
}
