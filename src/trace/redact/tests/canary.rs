//! Secrets in every place where one can sit.

use super::*;

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
