use super::*;
use crate::totp::Verdict;
use crate::trace::{Outcome, Part, SecretKind, text::gzip};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const CLIENT: &str = "1example23456789abcdefghij";
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn key() -> Key {
    Key::new(&[7; 32])
}

/// An entry as Chrome writes it.
fn call(second: u32, operation: &str, request: &Value, status: u16, answer: &Value) -> Value {
    json!({
        "_initiator": {"type": "script", "stack": {"callFrames": []}}, "_priority": "High", "_resourceType": "fetch",
        "cache": {}, "connection": "443", "pageref": "page_1",
        "request": {
            "method": "POST", "url": "https://cognito-idp.us-east-1.amazonaws.com/", "httpVersion": "http/2.0",
            "headers": [
                {"name": ":authority", "value": "cognito-idp.us-east-1.amazonaws.com"},
                {"name": "content-type", "value": "application/x-amz-json-1.1"},
                {"name": "x-amz-target", "value": format!("AWSCognitoIdentityProviderService.{operation}")},
            ],
            "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 100,
            "postData": {"mimeType": "application/x-amz-json-1.1", "text": request.to_string()},
        },
        "response": {
            "status": status, "statusText": "", "httpVersion": "http/2.0",
            "headers": [{"name": "date", "value": format!("Sun, 22 Nov 2026 10:00:{second:02} GMT")}],
            "cookies": [], "content": {"size": 10, "mimeType": "application/x-amz-json-1.1", "text": answer.to_string()},
            "redirectURL": "", "headersSize": -1, "bodySize": -1, "_transferSize": 300, "_error": null,
        },
        "serverIPAddress": "203.0.113.7", "startedDateTime": format!("2026-11-22T10:00:{second:02}.250Z"),
        "time": 120.5, "timings": {"blocked": 1, "send": 0, "wait": 119, "receive": 0.5},
    })
}

fn page(second: u32, method: &str, url: &str, form: &str, status: u16, body: &str) -> Value {
    let mut entry = call(second, "x", &json!(null), status, &json!(null));
    entry["request"]["method"] = json!(method);
    entry["request"]["url"] = json!(url);
    entry["request"]["headers"] = json!([]);
    entry["request"]["postData"] = json!({"mimeType": "application/x-www-form-urlencoded", "text": form});
    if method == "GET" {
        entry["request"].as_object_mut().unwrap().remove("postData");
    }
    entry["response"]["content"]["text"] = json!(body);
    entry
}

fn har(entries: &[Value]) -> Vec<u8> {
    json!({"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "pages": [], "entries": entries}})
        .to_string()
        .into_bytes()
}

fn sign_in() -> Vec<Value> {
    let start = json!({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": CLIENT,
        "AuthParameters": {"USERNAME": "ann", "PASSWORD": "hunter2!"}});
    let challenge = json!({"ChallengeName": "MFA_SETUP", "Session": "one", "ChallengeParameters": {"USER_ID_FOR_SRP": "ann"}});
    let secret = json!({"SecretCode": SECRET, "Session": "two"});
    // RFC 6238: the code of this secret at 59 seconds; here it is nobody's.
    let verify = json!({"Session": "two", "UserCode": "287082"});
    let refused = json!({"__type": "EnableSoftwareTokenMFAException", "message": "Code mismatch"});
    vec![
        call(1, "InitiateAuth", &start, 200, &challenge),
        call(2, "AssociateSoftwareToken", &json!({"Session": "one"}), 200, &secret),
        call(9, "VerifySoftwareToken", &verify, 400, &refused),
    ]
}

fn operations(read: &HarRead) -> Vec<&str> {
    read.timeline.steps.iter().map(|step| step.operation.as_str()).collect()
}

#[test]
fn a_sign_in_as_chrome_records_it() {
    let mut entries = sign_in();
    entries.reverse();
    let mut preflight = entries[0].clone();
    preflight["request"]["method"] = json!("OPTIONS");
    entries.push(preflight);
    entries.push(page(3, "GET", "https://shop.example.com/login", "", 200, "<html>"));
    let read = read(&har(&entries), "login.har", &key()).unwrap();
    assert_eq!(operations(&read), ["InitiateAuth", "AssociateSoftwareToken", "VerifySoftwareToken"]);
    assert_eq!(read.others, 2);
    let steps = &read.timeline.steps;
    assert_eq!(steps[0].place, "login.har entry 3");
    assert_eq!(
        (steps[0].at, steps[0].took, steps[0].server_time),
        (1_795_341_601_250, Some(121), Some(1_795_341_601))
    );
    assert_eq!(steps[1].session.known(), steps[0].given());
    assert_eq!(steps[2].refusal().unwrap().code, "EnableSoftwareTokenMFAException");
    assert!(matches!(steps[2].code, Some(Verdict::Unexplained | Verdict::Explained(_))));
    assert!(read.timeline.skipped.is_empty());
    assert_eq!((read.held.count(SecretKind::TotpSecret), read.held.count(SecretKind::Session)), (1, 2));
    let debug = format!("{read:?}");
    for secret in [SECRET, "287082", "hunter2!"] {
        assert!(!debug.contains(secret), "{secret}");
    }
}

#[test]
fn a_code_is_judged_by_the_clock_of_aws() {
    let mut entries = sign_in();
    // The code of 59 seconds after 1970, by a device whose clock is right while the recording's is not.
    for (entry, at) in entries.iter_mut().zip(["00:00:40", "00:00:50", "00:00:59"]) {
        entry["response"]["headers"][0]["value"] = json!(format!("Thu, 01 Jan 1970 {at} GMT"));
    }
    let right = read(&har(&entries), "a", &key()).unwrap();
    assert!(matches!(right.timeline.steps[2].code, Some(Verdict::Matches(_))));
    entries[2]["response"]["headers"][0]["value"] = json!("Thu, 01 Jan 1970 00:05:59 GMT");
    let late = read(&har(&entries), "a", &key()).unwrap();
    let Some(Verdict::Explained(fits)) = &late.timeline.steps[2].code else { panic!("{late:?}") };
    assert!(fits[0].clock_is_off());
    entries[1]["response"]["content"]["text"] = json!("{}");
    let without = read(&har(&entries), "a", &key()).unwrap();
    assert!(without.timeline.steps[2].code.is_none());
}

#[test]
fn other_tools_write_other_files() {
    let expected = read(&har(&sign_in()), "a", &key()).unwrap();
    let mut firefox = sign_in();
    for entry in &mut firefox {
        entry["startedDateTime"] = json!(
            entry["startedDateTime"].as_str().unwrap().replace("10:00:", "11:00:").replace('Z', "+01:00")
        );
        entry["request"]["postData"]["params"] = json!([]);
        entry["request"]["headers"][2]["name"] = json!("X-Amz-Target");
    }
    let mut mitmproxy = sign_in();
    for entry in &mut mitmproxy {
        let text = entry["response"]["content"]["text"].as_str().unwrap().to_owned();
        entry["response"]["content"]["encoding"] = json!("base64");
        entry["response"]["content"]["text"] = json!(STANDARD.encode(text));
        entry["startedDateTime"] = json!(entry["startedDateTime"].as_str().unwrap().replace('Z', "+00:00"));
    }
    let mut charles = sign_in();
    for entry in &mut charles {
        // A local time, two hours ahead and of no zone.
        entry["startedDateTime"] =
            json!(entry["startedDateTime"].as_str().unwrap().replace("10:00:", "12:00:").replace('Z', ""));
        let text = entry["request"]["postData"]["text"].clone();
        entry["request"]["postData"] = json!({"mimeType": "", "params": [{"name": text, "value": ""}]});
        entry["response"]["status"] = json!(entry["response"]["status"].to_string());
    }
    let mut proxy = sign_in();
    for entry in &mut proxy {
        entry["request"]["url"] = json!("https://login.example.com/cognito?x=1");
    }
    for (entries, tool) in
        [(firefox, "Firefox"), (mitmproxy, "mitmproxy"), (charles, "Charles"), (proxy, "a proxy")]
    {
        let read = read(&har(&entries), "a", &key()).unwrap();
        for (step, same) in read.timeline.steps.iter().zip(&expected.timeline.steps) {
            assert_eq!(
                (step.at, &step.outcome, &step.answers),
                (same.at, &same.outcome, &same.answers),
                "{tool}"
            );
        }
        assert_eq!(read.timeline.steps.len(), 3, "{tool}");
    }
    let file = har(&sign_in());
    let wide: Vec<u8> =
        String::from_utf8(file.clone()).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [gzip(&file), [&[0xef, 0xbb, 0xbf], &file[..]].concat(), wide] {
        assert_eq!(read(&bytes, "a", &key()).unwrap().timeline.steps.len(), 3);
    }
}

#[test]
fn a_recording_without_bodies_hides_them() {
    let mut entries = sign_in();
    for entry in &mut entries {
        entry["request"].as_object_mut().unwrap().remove("postData");
        entry["response"]["content"].as_object_mut().unwrap().remove("text");
    }
    entries[2]["response"]["headers"] =
        json!([{"name": "X-Amzn-ErrorType", "value": "CodeMismatchException:"}]);
    entries.push(call(20, "GetUser", &json!({"AccessToken": "x"}), 0, &json!(null)));
    let read = read(&har(&entries), "a", &key()).unwrap();
    let steps = &read.timeline.steps;
    assert!(steps[0].answers.is_hidden() && steps[0].reply().unwrap().challenge.is_hidden());
    assert_eq!(steps[2].refusal().unwrap().code, "CodeMismatchException");
    assert_eq!(steps[3].outcome, Outcome::Unknown { status: None });
}

#[test]
fn whole_entries_before_a_cut_are_used() {
    let file = har(&sign_in());
    let second = String::from_utf8(file.clone()).unwrap().match_indices("startedDateTime").nth(1).unwrap().0;
    let cut = read(&file[..second], "cut.har", &key()).unwrap();
    assert_eq!(operations(&cut), ["InitiateAuth"]);
    assert_eq!(cut.timeline.skipped.len(), 1);
    assert_eq!(cut.timeline.skipped[0].count, 1);
    // Wherever it is cut there is no panic, and never more than was there.
    for length in (0..file.len()).step_by(7) {
        if let Ok(read) = read(&file[..length], "a", &key()) {
            assert!(read.timeline.steps.len() <= 3);
        }
    }
}

#[test]
fn one_bad_entry_does_not_hide_the_others() {
    let mut entries = sign_in();
    let text = String::from_utf8(har(&entries)).unwrap();
    let text = text.replacen("\"time\":120.5", "\"time\":1e", 1);
    assert_eq!(read(text.as_bytes(), "a", &key()).unwrap().timeline.skipped[0].count, 1);
    entries[1]["startedDateTime"] = json!(5);
    entries.push(json!("no entry"));
    entries.push(json!({"request": []}));
    let read = read(&har(&entries), "a", &key()).unwrap();
    assert_eq!((read.timeline.steps.len(), read.timeline.skipped[0].count), (2, 3));
}

#[test]
fn what_is_no_har_is_said() {
    let error = |text: &str| read(text.as_bytes(), "a", &key()).unwrap_err().to_string();
    assert_eq!(error(""), "is empty");
    assert_eq!(error("{}"), "is no HAR: it has no list `log.entries`");
    assert_eq!(error(r#"{"log":{"entries":[1,2]}}"#), "is a HAR none of whose entries can be read");
    assert!(read(br#"{"log":{"entries":[]}}"#, "a", &key()).unwrap().timeline.steps.is_empty());
    let deep = format!(r#"{{"log":{{"entries":[{}"#, "[".repeat(200_000));
    assert!(read(deep.as_bytes(), "a", &key()).is_ok());
    let nested =
        format!(r#"{{"log":{{"entries":[{{"request":{}{}}}]}}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    assert!(read(nested.as_bytes(), "a", &key()).is_err());
}

#[test]
fn the_code_of_managed_login_joins_its_tokens() {
    const HOST: &str = "https://shop.auth.us-east-1.amazoncognito.com";
    let mut ended = page(2, "POST", &format!("{HOST}/mfa?client_id={CLIENT}"), "code=123456", 302, "");
    ended["response"]["headers"] =
        json!([{"name": "Location", "value": "https://app.example.com/cb?code=abc"}]);
    let login =
        page(1, "POST", &format!("{HOST}/login?client_id={CLIENT}"), "username=ann%40example.com", 302, "");
    let token = format!("grant_type=authorization_code&client_id={CLIENT}&code=abc");
    let token = page(3, "POST", &format!("{HOST}/oauth2/token"), &token, 200, r#"{"access_token":"a.b.c"}"#);
    let read = read(&har(&[login, ended, token]), "a", &key()).unwrap();
    assert_eq!(crate::trace::Links::of(&read.timeline).sign_in, [0, 0, 0]);
}

#[test]
fn managed_login_is_seen_by_its_pages() {
    const HOST: &str = "https://shop.auth.us-east-1.amazoncognito.com";
    let authorize = format!(
        "{HOST}/oauth2/authorize?client_id={CLIENT}&response_type=code&scope=openid+email&redirect_uri=x&state=secret"
    );
    let claims = STANDARD
        .encode(
            json!({"token_use": "access", "scope": "openid email", "client_id": CLIENT, "username": "ann",
        "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123"})
            .to_string(),
        )
        .replace('=', "");
    let tokens = json!({"access_token": format!("eyJhbGciOiJSUzI1NiJ9.{claims}.c2ln"), "token_type": "Bearer", "refresh_token": "r"});
    let mut denied = page(5, "GET", &format!("{HOST}/oauth2/idpresponse?code=x&state=y"), "", 302, "");
    denied["response"]["headers"] = json!([{"name": "Location", "value":
        "https://app.example.com/cb?error_description=PreTokenGeneration+failed+with+error+ann%40example.com&error=invalid_request"}]);
    let token = format!("grant_type=authorization_code&client_id={CLIENT}&code=abc&redirect_uri=x");
    let read = read(&har(&[
        page(1, "GET", &authorize, "", 302, ""),
        page(2, "POST", &format!("{HOST}/login?client_id={CLIENT}"), "_csrf=1&username=ann%40example.com&password=hunter2%21", 200,
            r#"<style>.errorMessage-customizable{}</style><p class="errorMessage-customizable">Incorrect username or password.</p>"#),
        page(3, "POST", &format!("{HOST}/mfa/totp/k9"), "code=123456", 403, "<h1>Request not allowed due to WAF captcha.</h1>"),
        page(4, "POST", &format!("{HOST}/oauth2/token"), &token, 400, r#"{"error":"invalid_grant"}"#),
        denied,
        page(6, "POST", &format!("{HOST}/oauth2/token"), &token, 200, &tokens.to_string()),
        page(7, "GET", &format!("{HOST}/style.css"), "", 200, "a"),
    ]), "a", &key()).unwrap();
    assert_eq!(
        operations(&read),
        [
            "GET /oauth2/authorize",
            "POST /login",
            "POST /mfa/totp/*",
            "POST /oauth2/token",
            "GET /oauth2/idpresponse",
            "POST /oauth2/token"
        ]
    );
    let steps = &read.timeline.steps;
    assert_eq!(steps[0].answer("scope").known().unwrap().word.as_deref(), Some("openid email"));
    assert_eq!((steps[0].client.as_deref(), steps[0].region.as_deref()), (Some(CLIENT), Some("us-east-1")));
    let refusals: Vec<_> = steps
        .iter()
        .filter_map(|step| step.refusal())
        .map(|refusal| (refusal.code.as_str(), refusal.message.as_str()))
        .collect();
    assert_eq!(
        refusals,
        [
            ("", "Incorrect username or password."),
            ("ForbiddenException", "Request not allowed due to WAF captcha"),
            ("invalid_grant", ""),
            ("invalid_request", "PreTokenGeneration failed with error a•••@e•••.com"),
        ]
    );
    assert_eq!(steps[1].user.as_ref().unwrap().shown, "a•••@e•••.com");
    let reply = steps[5].reply().unwrap();
    assert_eq!(
        (reply.tokens, reply.issued[0].claims["scope"].as_str()),
        (Part::Known(true), Some("openid email"))
    );
    assert_eq!(steps[5].pool.as_deref(), Some("us-east-1_AbCdEf123"));
    assert_eq!(
        (read.held.count(SecretKind::AuthorizationCode), read.held.count(SecretKind::Password), read.others),
        (1, 1, 1)
    );
    assert!(!format!("{read:?}").contains("hunter2"));
}

#[test]
fn a_page_of_any_site_is_no_page_of_cognito() {
    let own = |sign: Value| {
        let mut first = page(1, "POST", "https://id.example.com/login", "username=ann&password=x", 200, "");
        first["response"]["headers"] = sign;
        let second = page(2, "POST", "https://id.example.com/mfa", "code=1", 200, "");
        let other = page(3, "POST", "https://other.example.com/login", "a=b", 200, "");
        read(&har(&[first, second, other]), "a", &key()).unwrap().timeline.steps.len()
    };
    assert_eq!(own(json!([])), 0);
    assert_eq!(own(json!([{"name": "x-amz-cognito-request-id", "value": "1"}])), 2);
    assert_eq!(own(json!([{"name": "Set-Cookie", "value": "a=b; Path=/\ncognito=x; Secure"}])), 2);
}

#[test]
fn cookies_of_all_sites_are_counted() {
    let mut other = page(1, "GET", "https://bank.example.com/", "", 200, "");
    other["request"]["headers"] = json!([{"name": "Cookie", "value": "sid=1; other=2"}, {"name": "authorization", "value": "Bearer x"}]);
    let read = read(&har(&[other]), "a", &key()).unwrap();
    assert_eq!((read.held.count(SecretKind::Cookie), read.held.count(SecretKind::Authorization)), (2, 1));
}

#[test]
fn a_call_that_was_recorded_twice_is_one_call() {
    let mut entries = sign_in();
    let number = json!({"name": "x-amzn-RequestId", "value": "0f3c1f7e-8b1a-4d57-9a53-0c8d8f6f1b11"});
    entries[1]["response"]["headers"].as_array_mut().unwrap().push(number);
    // As a page and its service worker do; sent again it would have another number.
    let mut worker = entries[1].clone();
    worker["_fetchedViaServiceWorker"] = json!(true);
    entries.push(worker);
    entries.push(entries[0].clone());
    let file = har(&entries);
    for file in [crate::trace::redact::har(&file, &key()).unwrap(), file] {
        let read = read(&file, "a", &key()).unwrap();
        assert_eq!((read.timeline.steps.len(), read.timeline.skipped[0].count), (4, 1));
    }
}

#[test]
fn tokens_behind_an_address_are_seen() {
    let claims = STANDARD.encode(json!({"token_use": "id", "aud": CLIENT}).to_string()).replace('=', "");
    let url = "https://shop.auth.us-east-1.amazoncognito.com/oauth2/authorize?response_type=token";
    let mut entry = page(1, "GET", url, "", 302, "");
    entry["response"]["redirectURL"] =
        json!(format!("https://app.example.com/#id_token=e30.{claims}.x&state=y"));
    let read = read(&har(&[entry]), "a", &key()).unwrap();
    assert_eq!(read.timeline.steps[0].reply().unwrap().issued[0].claims["token_use"], "id");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    /// Whatever is broken about a file, it is read as far as it goes.
    #[test]
    fn no_file_is_a_panic(at in 0..10_000_usize, length in 0..40_usize, put in "[\\[\\]{}\",:\\\\a-z0-9é]{0,6}", wide in proptest::bool::ANY) {
        let mut file = har(&sign_in());
        let at = at % file.len();
        let end = (at + length).min(file.len());
        file.splice(at..end, put.bytes());
        if wide {
            file = gzip(&file);
            file.truncate(file.len() - length.min(file.len()));
        }
        let _ = read(&file, "a", &key());
        if let Ok(out) = crate::trace::redact::har(&file, &key()) {
            let out = String::from_utf8(out).unwrap();
            serde_json::from_str::<Value>(&out).unwrap();
            proptest::prop_assert!(!out.contains("hunter2") && !out.contains(SECRET));
        }
        crate::trace::recognise(&file);
        crate::trace::log::read(&String::from_utf8_lossy(&file), "a", &key());
    }
}
