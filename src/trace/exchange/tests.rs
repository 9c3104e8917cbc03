use super::*;
use crate::trace::{Refusal, SecretKind};
use serde_json::json;

const CLIENT: &str = "1example23456789abcdefghij";

fn key() -> Key {
    Key::new(&[7; 32])
}

fn call<'a>(operation: &'a str, request: &'a Value, status: u16, answer: &'a Value) -> Exchange<'a> {
    Exchange {
        source: Source::Har,
        place: "login.har entry 1".to_owned(),
        at: 1_795_341_600_000,
        took: Some(120),
        operation,
        host: Some("cognito-idp.us-east-1.amazonaws.com"),
        request: Part::Known(request),
        answer: Part::Known(answer),
        page: None,
        status: Some(status),
        error_type: None,
        error_message: None,
        date: Some(1_795_341_600),
    }
}

fn step(exchange: Exchange<'_>) -> Step {
    read(exchange, &key(), &mut Held::default()).step
}

#[test]
fn a_sign_in_that_asks_for_a_code() {
    let request = json!({
        "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": CLIENT,
        "AuthParameters": {"USERNAME": "ann@example.com", "PASSWORD": "hunter2!", "SECRET_HASH": "aGFzaA=="},
    });
    let answer = json!({
        "ChallengeName": "SELECT_MFA_TYPE", "Session": "AYABeSession",
        "ChallengeParameters": {"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"SOFTWARE_TOKEN_MFA\",\"hunter2!\"]",
            "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS", "CODE_DELIVERY_DESTINATION": "+*******0100"},
    });
    let mut held = Held::default();
    let step = read(call("InitiateAuth", &request, 200, &answer), &key(), &mut held).step;
    assert_eq!(step.region.as_deref(), Some("us-east-1"));
    assert_eq!(step.client.as_deref(), Some(CLIENT));
    assert_eq!(step.flow.as_deref(), Some("USER_PASSWORD_AUTH"));
    assert_eq!(
        step.user,
        Some(crate::trace::User {
            mark: key().mark("ann@example.com"), shown: "a•••@e•••.com".into()
        })
    );
    assert!(step.session.is_absent() && step.challenge.is_absent() && step.token.is_absent());
    let keys: Vec<&str> = step.answers.known().unwrap().iter().map(|answer| answer.key.as_str()).collect();
    assert_eq!(keys, ["PASSWORD", "SECRET_HASH"]);
    let reply = step.reply().unwrap();
    assert_eq!(reply.challenge, Part::Known("SELECT_MFA_TYPE".to_owned()));
    assert_eq!(reply.choices, ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]);
    assert_eq!(reply.medium.as_deref(), Some("SMS"));
    assert_eq!(reply.tokens, Part::Known(false));
    assert_eq!(reply.session.known().unwrap().length, 12);
    assert!(!format!("{step:?}").contains("hunter2"));
    let counts: Vec<_> = held.counts().collect();
    assert_eq!(counts, [(SecretKind::Password, 1), (SecretKind::Session, 1), (SecretKind::ClientSecret, 1)]);
}

#[test]
fn refusals_are_named_by_body_or_header() {
    let request = json!({"ChallengeName": "SMS_MFA", "ClientId": CLIENT, "Session": "s",
        "ChallengeResponses": {"USERNAME": "ann", "SMS_MFA_CODE": "123456"}});
    let refusal =
        |code: &str, message: &str| Refusal { status: Some(400), code: code.into(), message: message.into() };
    for (answer, kind, said, expected) in [
        (
            json!({"__type": "CodeMismatchException", "message": "Invalid code 123456."}),
            None,
            None,
            refusal("CodeMismatchException", "Invalid code …."),
        ),
        (
            json!({"__type": "com.amazonaws.x#NotAuthorizedException", "Message": "Invalid session for the user."}),
            None,
            None,
            refusal("NotAuthorizedException", "Invalid session for the user."),
        ),
        (
            json!({}),
            Some("ExpiredCodeException:http://internal.amazon.com/"),
            Some("ann, too late"),
            refusal("ExpiredCodeException", "…, too late"),
        ),
        (json!({"code": "LimitExceededException"}), None, None, refusal("LimitExceededException", "")),
        (json!([1]), None, None, refusal("", "")),
    ] {
        let mut call = call("RespondToAuthChallenge", &request, 400, &answer);
        (call.error_type, call.error_message) = (kind, said);
        assert_eq!(step(call).refusal(), Some(&expected));
    }
}

#[test]
fn a_firewall_refuses_by_a_page_or_as_aws_does() {
    let request = json!({"Session": "s"});
    let answer =
        json!({"__type": "ForbiddenException", "message": "Request not allowed due to WAF captcha."});
    let mut calls = [
        call("AssociateSoftwareToken", &request, 403, &answer),
        call("AssociateSoftwareToken", &request, 403, &answer),
    ];
    calls[1].answer = Part::Hidden;
    calls[1].page = Some("<html>Request not allowed due to WAF captcha.</html>");
    for call in calls {
        let step = step(call);
        let refusal = step.refusal().unwrap();
        assert_eq!(
            (refusal.code.as_str(), refusal.message.as_str()),
            ("ForbiddenException", "Request not allowed due to WAF captcha")
        );
    }
}

#[test]
fn what_is_hidden_is_not_absent() {
    let nothing = json!({});
    let mut call = call("RespondToAuthChallenge", &nothing, 200, &nothing);
    (call.request, call.answer) = (Part::Hidden, Part::Hidden);
    let hidden = step(call.clone());
    assert!(hidden.session.is_hidden() && hidden.answers.is_hidden() && hidden.token.is_hidden());
    assert!(hidden.reply().unwrap().session.is_hidden() && hidden.reply().unwrap().tokens.is_hidden());
    call.status = Some(0);
    assert_eq!(step(call.clone()).outcome, Outcome::Unknown { status: None });
    call.status = Some(302);
    assert_eq!(step(call).outcome, Outcome::Unknown { status: Some(302) });
}

#[test]
fn members_of_a_wrong_type_are_no_panic() {
    let wrong = [json!(null), json!(1), json!([]), json!({"a": {"b": []}}), json!("text"), json!(true)];
    let names = [
        "AuthParameters",
        "ChallengeResponses",
        "Session",
        "ClientId",
        "AccessToken",
        "UserCode",
        "ChallengeName",
        "AuthenticationResult",
        "ChallengeParameters",
        "AvailableChallenges",
        "SecretCode",
        "__type",
        "message",
        "Status",
        "SoftwareTokenMfaSettings",
        "CodeDeliveryDetails",
    ];
    for value in &wrong {
        for status in [200, 400] {
            step(call("InitiateAuth", value, status, value));
            for name in names {
                let body = json!({name: value});
                step(call("InitiateAuth", &body, status, &body));
            }
        }
    }
}

#[test]
fn an_authenticator_is_set_up() {
    let (request, answer) = (
        json!({"Session": "one"}),
        json!({"SecretCode": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "Session": "two"}),
    );
    let associate =
        read(call("AssociateSoftwareToken", &request, 200, &answer), &key(), &mut Held::default());
    assert!(associate.secret.is_some());
    assert!(associate.step.reply().unwrap().secret.known().is_some());
    let (request, answer) = (
        json!({"Session": "two", "UserCode": "287082", "FriendlyDeviceName": "x"}),
        json!({"Status": "SUCCESS", "Session": "3"}),
    );
    let verify = read(call("VerifySoftwareToken", &request, 200, &answer), &key(), &mut Held::default());
    assert!(verify.code.is_some());
    assert_eq!(verify.step.reply().unwrap().status, Part::Known("SUCCESS".to_owned()));
    assert_eq!(verify.step.answers.known().unwrap()[0].length, 6);
}

#[test]
fn settings_of_a_user_are_words() {
    let request =
        json!({"AccessToken": "a.b.c", "SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": false}});
    let step = step(call("SetUserMFAPreference", &request, 200, &json!({})));
    let words: Vec<_> = step
        .answers
        .known()
        .unwrap()
        .iter()
        .map(|answer| (answer.key.as_str(), answer.word.as_deref()))
        .collect();
    assert_eq!(
        words,
        [
            ("SoftwareTokenMfaSettings.Enabled", Some("true")),
            ("SoftwareTokenMfaSettings.PreferredMfa", Some("false"))
        ]
    );
}

#[test]
fn what_a_tool_wrote_over_is_hidden() {
    let over = "***SensitiveInformation***";
    let request = json!({"ClientId": over, "Session": over, "AccessToken": over, "ChallengeName": "SMS_MFA",
        "ChallengeResponses": {"USERNAME": over, "SMS_MFA_CODE": over}});
    let answer =
        json!({"Session": over, "SecretCode": over, "ChallengeParameters": {"USER_ID_FOR_SRP": over}});
    let mut held = Held::default();
    let step = read(call("RespondToAuthChallenge", &request, 200, &answer), &key(), &mut held).step;
    assert!(step.session.is_hidden() && step.answers.is_hidden() && step.token.is_hidden());
    assert!(step.user.is_none() && step.client.is_none() && held.is_empty());
    let reply = step.reply().unwrap();
    assert!(reply.session.is_hidden() && reply.secret.is_hidden());
}
