use super::*;
use crate::trace::har::{self, HarRead};
use crate::trace::{Mark, Outcome, Part, SeenToken, Session, Timeline};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;
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

/// Every form in which a secret may still be read.
fn forms(secret: &str) -> Vec<String> {
    let hex = |before: &str| {
        secret.bytes().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{before}{byte:02x}");
            text
        })
    };
    let mut forms = vec![
        secret.to_lowercase(),
        hex("%"),
        hex(""),
        hex("\\u00"),
        secret.chars().rev().collect::<String>().to_lowercase(),
    ];
    // In base64 a text looks different at each of three places; what touches its neighbours is left out.
    for before in 0..3_usize {
        let padded = format!("{}{secret}", "\0".repeat(before));
        let from = [0, 2, 3][before];
        let end = padded.len() / 3 * 4;
        for encoded in [STANDARD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)] {
            forms.push(encoded[from..end].to_lowercase());
        }
    }
    forms
}

fn holds(text: &str, secret: &str) -> Option<String> {
    let text = text.to_lowercase();
    forms(secret).into_iter().find(|form| text.contains(form))
}

#[test]
fn forms_find_what_is_encoded() {
    let secret = "CaNaRy/+1";
    for before in ["", "a", "bb", "ccc"] {
        let text = format!("{before}{secret}{before}");
        assert!(holds(&STANDARD.encode(&text), secret).is_some(), "{before}");
        assert!(holds(&URL_SAFE_NO_PAD.encode(&text), secret).is_some(), "{before}");
        assert!(holds(&text.to_uppercase(), secret).is_some(), "{before}");
    }
}

/// Puts the canary wherever a text or a name stands below `value`, and after every text too.
fn infested(value: &Value, canary: &str) -> Value {
    match value {
        Value::String(text) => json!(format!("{text}{canary}")),
        Value::Array(items) => {
            items.iter().map(|item| infested(item, canary)).chain([json!(canary)]).collect()
        }
        Value::Object(members) => {
            let mut members: serde_json::Map<String, Value> =
                members.iter().map(|(name, value)| (name.clone(), infested(value, canary))).collect();
            members.insert(canary.to_owned(), json!({canary: [canary]}));
            members.insert(format!("_{canary}"), json!(canary));
            Value::Object(members)
        }
        other => other.clone(),
    }
}

const CANARY: &str = "CaNaRyq7";

#[test]
#[allow(clippy::too_many_lines)] // a list of places
fn no_secret_stays_wherever_it_sits() {
    let c = CANARY;
    let base = STANDARD.encode(format!("{{\"SecretCode\":\"{c}\",\"x\":\"{c}\"}}"));
    let percent: String = c.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "%{byte:02X}");
        text
    });
    let escaped: String = c.bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "\\u00{byte:02x}");
        text
    });
    let nested = json!({"a": json!({"b": json!({"c": c}).to_string()}).to_string()}).to_string();
    let claims = json!({"token_use": "access", "username": c, "sub": c, "scope": format!("openid {c}/read"), "custom:x": c,
        "iss": format!("https://cognito-idp.us-east-1.amazonaws.com/{c}"), "client_id": c, "kid": c, "version": c});
    let request = json!({
        "AuthFlow": c, "ClientId": c, "ChallengeName": c, "Session": c, "UserCode": 918_273, "UserPoolId": c,
        "AccessToken": token(&claims), "AuthParameters": {"USERNAME": c, "PASSWORD": c, "SECRET_HASH": base, c: c, "ANSWER": c},
        "ChallengeResponses": {"CREDENTIAL": nested, "ANSWER": c, "SMS_MFA_CODE": "918273"}, "ClientMetadata": {"a": [c, {c: c}]},
        "UserContextData": {"EncodedData": base, "IpAddress": c}, "SecretHash": c,
    });
    let answer = json!({
        "__type": format!("{c}#{c}"), "message": format!("Value '{c}' at 'x' and {c} PreSignUp failed with error other {c}."), "code": c,
        "ChallengeName": c, "Session": c, "SecretCode": c, "Status": c, "AvailableChallenges": [c, "SMS_OTP"],
        "ChallengeParameters": {"MFAS_CAN_CHOOSE": json!(["SMS_MFA", c]).to_string(), "CODE_DELIVERY_DESTINATION": c,
            "CODE_DELIVERY_DELIVERY_MEDIUM": c, "SALT": c, "USER_ID_FOR_SRP": c},
        "AuthenticationResult": {"AccessToken": token(&claims), "IdToken": token(&claims), "RefreshToken": c, "TokenType": c,
            "NewDeviceMetadata": {"DeviceKey": c, "DeviceGroupKey": c}},
        "UserAttributes": [{"Name": "email", "Value": c}],
    });
    let api = "https://cognito-idp.us-east-1.amazonaws.com/";
    let login = "https://shop.auth.us-east-1.amazoncognito.com/oauth2/token";
    let form = format!(
        "username={c}&password={percent}&code=918273&{c}={c}&client_secret={c}&scope=openid+{c}&grant_type={c}&client_id={c}"
    );
    let address = format!(
        "{login}?code={c}&state={percent}&{c}&error={c}&error_description={c}#access_token={c}&{c}={c}"
    );
    let mut entries = vec![
        entry(1, api, Some("InitiateAuth"), &request.to_string(), 200, &answer.to_string()),
        entry(2, api, Some("InitiateAuth"), &request.to_string(), 400, &answer.to_string()),
        entry(
            3,
            &format!("https://{c}:{c}@{c}.example.com/{c}?{c}={c}#{c}"),
            Some("GetUser"),
            &escaped_body(&escaped),
            200,
            &escaped_body(&escaped),
        ),
        entry(
            4,
            api,
            Some("VerifySoftwareToken"),
            c,
            403,
            &format!("<h1>{c} Request not allowed due to WAF block {c}</h1>"),
        ),
        entry(
            5,
            login,
            None,
            &form,
            400,
            &json!({"error": c, "error_description": c, "access_token": c}).to_string(),
        ),
        entry(
            6,
            &format!("https://shop.auth.us-east-1.amazoncognito.com/mfa/{c}/totp?{form}"),
            None,
            &nested,
            200,
            &format!("<title>{c}</title>"),
        ),
        entry(7, &address, None, &base, 302, ""),
        entry(
            8,
            &format!("https://{c}.auth.us-east-1.amazoncognito.com/login"),
            None,
            &form,
            400,
            &format!("<p class=\"errorMessage-customizable\">{c}918273</p>"),
        ),
        entry(9, "https://bank.example.com/", None, &form, 200, &answer.to_string()),
        json!(c),
        json!({"request": c, "response": {c: c}}),
    ];
    let mut packed = entry(10, api, Some("AssociateSoftwareToken"), "", 200, &base);
    packed["response"]["content"]["encoding"] = json!("base64");
    packed["request"]["postData"] =
        json!({"mimeType": c, "params": [{"name": c, "value": c, "fileName": c}], "comment": c});
    entries.push(packed);
    let names = [
        "Authorization",
        "Cookie",
        "X-Amz-Security-Token",
        "Date",
        "Content-Type",
        "x-amzn-ErrorType",
        "x-amzn-ErrorMessage",
        "x-amz-cognito-request-id",
        "x-amzn-RequestId",
        "User-Agent",
        "Referer",
        ":path",
        c,
    ];
    for entry in entries.iter_mut().filter(|entry| entry.get("time").is_some()) {
        for (side, more) in [("request", "Cookie"), ("response", "Set-Cookie")] {
            let headers = entry[side]["headers"].as_array_mut().unwrap();
            headers.extend(names.iter().map(|name| json!({"name": name, "value": c})));
            headers.push(json!({"name": more, "value": format!("cognito={c}; {c}={c}; Path=/{c}\n{c}={c}")}));
            entry[side]["cookies"] = json!([{"name": c, "value": c, "path": c, "domain": c, "comment": c}, {"name": "cognito", "value": c}]);
        }
        entry["response"]["headers"]
            .as_array_mut()
            .unwrap()
            .push(json!({"name": "Location", "value": address}));
        entry["response"]["redirectURL"] = json!(address);
        entry["request"]["queryString"] = json!([{"name": c, "value": c}]);
        entry["response"]["statusText"] = json!(c);
        for (member, value) in [
            ("_initiator", json!({"stack": {"callFrames": [{"url": c}]}})),
            ("_webSocketMessages", json!([{"data": c}])),
            ("serverIPAddress", json!(c)),
            ("comment", json!(c)),
            ("pageref", json!(c)),
            ("connection", json!(c)),
            ("cache", json!({"beforeRequest": {"eTag": c}})),
            ("timings", json!({"wait": c, c: c})),
        ] {
            entry[member] = value;
        }
    }
    // The same once more, with the canary behind every text that there is.
    let spoiled: Vec<Value> = entries.iter().map(|entry| infested(entry, c)).collect();
    for entries in [entries, spoiled] {
        let whole = json!({"log": {"version": c, "creator": {"name": c, "version": c}, "browser": {"name": c}, "comment": c,
            "pages": [{"id": c, "title": c, "startedDateTime": c, "_x": c}], "_custom": c, "entries": entries}, c: c});
        let out = har(whole.to_string().as_bytes(), &key(1)).unwrap();
        let out = String::from_utf8(out).unwrap();
        let parsed: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(parsed["log"]["entries"].as_array().unwrap().len(), entries.len());
        for secret in [c, "918273"] {
            let entries = parsed["log"]["entries"].as_array().unwrap();
            let guilty: Vec<_> =
                entries.iter().filter(|entry| holds(&entry.to_string(), secret).is_some()).collect();
            assert_eq!(holds(&out, secret), None, "{guilty:#?}");
            // Tokens are base64 of what they say.
            for part in out.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_') {
                let decoded = URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
                assert_eq!(holds(&String::from_utf8_lossy(&decoded), secret), None, "{part}");
            }
        }
    }
}

fn escaped_body(escaped: &str) -> String {
    format!(r#"{{"Session":"{escaped}","{escaped}":"{escaped}","Username":"{escaped}"}}"#)
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

/// What findings are made from, with marks replaced by the order in which they appear.
fn skeleton(timeline: &Timeline) -> Vec<String> {
    let mut seen = Seen::default();
    timeline.steps.iter().map(|step| seen.step(step)).collect()
}

#[derive(Default)]
struct Seen(BTreeMap<(String, Mark), usize>);

impl Seen {
    fn mark(&mut self, kind: &str, mark: Mark) -> usize {
        let next = self.0.len();
        *self.0.entry((kind.to_owned(), mark)).or_insert(next)
    }

    fn session(&mut self, session: &Part<Session>) -> String {
        let marks = session
            .known()
            .map(|s| [self.mark("s", s.mark), self.mark("h", s.head), self.mark("l", s.letters), s.length]);
        format!("{marks:?} {} {}", session.is_absent(), session.is_hidden())
    }

    fn token(&mut self, token: &SeenToken) -> String {
        let claims = ["token_use", "scope", "exp", "client_id", "iss"].map(|name| token.claims.get(name));
        format!("{} {claims:?}", self.mark("t", token.mark))
    }

    fn step(&mut self, step: &crate::trace::Step) -> String {
        let mut text = format!(
            "{} {:?} {:?} {:?} {} {:?} {:?} {:?} {:?}",
            step.operation,
            step.region,
            step.pool,
            step.client,
            step.at,
            step.took,
            step.server_time,
            step.flow,
            step.challenge
        );
        let user = step.user.as_ref().map(|user| self.mark("u", user.mark));
        let answers = step.answers.as_ref().map(|answers| {
            answers
                .iter()
                .map(|answer| {
                    (
                        answer.key.clone(),
                        answer.length,
                        answer.word.clone(),
                        self.mark(if answer.word.is_some() { "word" } else { "answer" }, answer.mark),
                    )
                })
                .collect::<Vec<_>>()
        });
        let sent = step.token.as_ref().map(|token| self.token(token));
        let session = self.session(&step.session);
        let _ = write!(text, "\n{user:?}\n{answers:?}\n{sent:?}\n{session}\n");
        match &step.outcome {
            Outcome::Answered(reply) => {
                let issued: Vec<_> = reply.issued.iter().map(|token| self.token(token)).collect();
                let secret = reply.secret.map(|mark| self.mark("k", mark));
                let session = self.session(&reply.session);
                let _ = write!(
                    text,
                    "{:?} {:?} {:?} {:?} {:?} {} {issued:?} {secret:?} {session}",
                    reply.challenge,
                    reply.choices,
                    reply.medium,
                    reply.status,
                    reply.tokens,
                    reply.new_device
                );
            }
            other => {
                let _ = write!(text, "{other:?}");
            }
        }
        text
    }
}

fn same(entries: &[Value]) -> Result<(), TestCaseError> {
    let original = file(entries);
    let redacted = har(&original, &key(1)).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let read = |file: &[u8]| -> Result<HarRead, TestCaseError> {
        har::read(file, "a.har", &key(2)).map_err(|error| TestCaseError::fail(error.to_string()))
    };
    let (before, after) = (read(&original)?, read(&redacted)?);
    prop_assert_eq!(skeleton(&before.timeline), skeleton(&after.timeline));
    prop_assert_eq!(
        before.others + before.timeline.skipped.iter().map(|skipped| skipped.count).sum::<u64>(),
        after.others
    );
    let text = String::from_utf8_lossy(&redacted).into_owned();
    prop_assert!(!text.contains("zq9"), "{}", text);
    Ok(())
}

/// Secrets that all begin alike, so that they are found again, and some of which are equal.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..4_u8).prop_map(|n| format!("zq9secret{n}+/=")),
        (0..3_u8).prop_map(|n| format!("zq9{}", "AYABe+/".repeat(20 + usize::from(n)))),
        "zq9[ -~é]{0,90}",
        Just(String::new()),
    ]
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => secret().prop_map(Value::from),
        1 => proptest::sample::select(vec!["SMS_MFA", "SOFTWARE_TOKEN_MFA", "MFA_SETUP", "USER_AUTH", "SUCCESS", "ERROR", "EMAIL"]).prop_map(Value::from),
        1 => secret().prop_map(|name| Value::from(token(&json!({"token_use": "access", "scope": "openid", "username": name, "exp": 1,
            "client_id": CLIENT, "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123"})))),
        1 => prop_oneof![Just(json!(null)), Just(json!(5)), Just(json!(true)), Just(json!([1, "zq9"])), Just(json!({"zq9": "zq9"}))],
    ]
}

fn members(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    proptest::collection::btree_map(
        prop_oneof![9 => proptest::sample::select(names).prop_map(str::to_owned), 1 => secret()],
        text(),
        0..5,
    )
    .prop_map(|members| Value::Object(members.into_iter().collect()))
}

fn with(
    base: impl Strategy<Value = Value>,
    inner: &'static str,
    of: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    (base, proptest::option::of(of)).prop_map(move |(mut base, of)| {
        if let Some(of) = of {
            base[inner] = of;
        }
        base
    })
}

fn any_request() -> impl Strategy<Value = Value> {
    let own = members(&[
        "Session",
        "ChallengeName",
        "AuthFlow",
        "AccessToken",
        "UserCode",
        "SecretHash",
        "DeviceKey",
        "Username",
        "Password",
    ]);
    let answers = || {
        members(&[
            "USERNAME",
            "PASSWORD",
            "SMS_MFA_CODE",
            "SOFTWARE_TOKEN_MFA_CODE",
            "ANSWER",
            "mfaCode",
            "SRP_A",
            "REFRESH_TOKEN",
        ])
    };
    with(with(own, "AuthParameters", answers()), "ChallengeResponses", answers()).prop_map(|mut request| {
        request["ClientId"] = json!(CLIENT);
        request
    })
}

fn any_answer() -> impl Strategy<Value = Value> {
    let own = members(&[
        "Session",
        "ChallengeName",
        "SecretCode",
        "Status",
        "AvailableChallenges",
        "CodeDeliveryDetails",
    ]);
    let parameters = members(&[
        "USER_ID_FOR_SRP",
        "SALT",
        "CODE_DELIVERY_DELIVERY_MEDIUM",
        "CODE_DELIVERY_DESTINATION",
        "MFAS_CAN_CHOOSE",
    ]);
    let result = members(&["AccessToken", "IdToken", "RefreshToken", "TokenType", "NewDeviceMetadata"]);
    let answered = with(with(own, "ChallengeParameters", parameters), "AuthenticationResult", result);
    let errors =
        vec!["NotAuthorizedException", "com.amazonaws.x#CodeMismatchException", "zq9", "invalid_grant"];
    let refused = (proptest::sample::select(errors), secret())
        .prop_map(|(kind, said)| json!({"__type": kind, "message": format!("Value '{said}' at 'session'")}));
    prop_oneof![3 => answered, 1 => refused]
}

fn any_entry() -> impl Strategy<Value = Value> {
    let operations = [
        "InitiateAuth",
        "RespondToAuthChallenge",
        "AssociateSoftwareToken",
        "VerifySoftwareToken",
        "GetUser",
    ];
    let api = (
        proptest::sample::select(operations.to_vec()),
        any_request(),
        proptest::sample::select(vec![0_u16, 200, 302, 400, 403]),
        any_answer(),
        0..600_usize,
    )
        .prop_map(|(operation, request, status, answer, at)| {
            entry(
                at,
                "https://cognito-idp.us-east-1.amazonaws.com/",
                Some(operation),
                &request.to_string(),
                status,
                &answer.to_string(),
            )
        });
    let paths = vec![
        "login",
        "mfa/zq9",
        "oauth2/token",
        "oauth2/authorize?scope=openid+email",
        "zq9",
        "confirm",
        "login?error=invalid_request&error_description=Try+again",
    ];
    let fields = proptest::collection::vec(
        (
            proptest::sample::select(vec![
                "username",
                "password",
                "code",
                "scope",
                "grant_type",
                "zq9",
                "_csrf",
            ]),
            secret(),
        ),
        0..5,
    );
    let page = (
        proptest::sample::select(paths),
        fields,
        proptest::sample::select(vec![0_u16, 200, 302, 400, 403]),
        any_answer(),
        0..600_usize,
    )
        .prop_map(|(path, fields, status, answer, at)| {
            let encoded = |text: &str| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
            };
            let form: Vec<String> = fields
                .iter()
                .map(|(name, value)| {
                    format!("{name}={}", encoded(if *name == "scope" { "openid" } else { value }))
                })
                .collect();
            let url = format!("https://shop.auth.us-east-1.amazoncognito.com/{path}");
            entry(at, &url, None, &form.join("&"), status, &answer.to_string())
        });
    prop_oneof![3 => api, 1 => page, 1 => Just(entry(3, "https://zq9.example.com/zq9", None, "zq9", 200, "zq9"))]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_recording_says_the_same_without_its_secrets(entries in proptest::collection::vec(any_entry(), 0..8)) {
        same(&entries)?;
    }
}
