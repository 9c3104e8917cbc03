//! What is kept of an event.

use super::{read, refusal};
use crate::trace::{Key, Outcome, Part};
use serde_json::{Value, json};

fn event(extra: Value) -> crate::trace::cloudtrail::Found {
    let mut record: Value = serde_json::from_str(&refusal(1)).unwrap();
    for (key, value) in extra.as_object().unwrap() {
        record[key] = value.clone();
    }
    read(record.to_string().as_bytes())
}

#[test]
fn a_refusal() {
    let found = read(refusal(1).as_bytes());
    let event = &found.events[0];
    assert_eq!(event.time, 1_795_341_601);
    assert_eq!(&*event.name, "RespondToAuthChallenge");
    assert_eq!(event.region.as_deref(), Some("us-east-1"));
    assert_eq!(event.account.as_deref(), Some("111122223333"));
    assert_eq!(event.pool.as_deref(), Some("us-east-1_AbCdEf123"));
    assert_eq!(event.client.as_deref(), Some("client1"));
    assert_eq!(event.sub.as_deref(), Some("sub-1"));
    assert_eq!((event.id.as_deref(), event.request.as_deref()), (Some("e1"), Some("r1")));
    assert_eq!(found.span, Some((event.time, event.time)));
    assert_eq!(found.pools.get("client1").map(|pool| &**pool), Some("us-east-1_AbCdEf123"));

    let timeline = found.timeline(&Key::new(&[7; 32]));
    let step = &timeline.steps[0];
    assert_eq!((step.at, &*step.place), (1_795_341_601_000, "event e1"));
    assert_eq!(step.challenge, Part::Known("EMAIL_OTP".to_owned()));
    assert!(step.session.is_hidden() && step.answers.is_hidden() && step.token.is_hidden());
    let refusal = step.refusal().unwrap();
    assert_eq!(
        (&*refusal.code, &*refusal.message),
        ("CodeMismatchException", "Invalid code or auth state for the user.")
    );
}

#[test]
fn an_answer() {
    let found = event(
        json!({"errorCode": null, "errorMessage": "", "requestParameters": {"challengeName": "HIDDEN_DUE_TO_SECURITY_REASONS"},
        "responseElements": {"challengeName": "SMS_MFA", "session": "HIDDEN_DUE_TO_SECURITY_REASONS"}}),
    );
    assert_eq!(found.series, []);
    let timeline = found.timeline(&Key::new(&[7; 32]));
    let Outcome::Answered(reply) = &timeline.steps[0].outcome else { panic!("refused") };
    assert_eq!(reply.challenge, Part::Known("SMS_MFA".to_owned()));
    assert_eq!(reply.tokens, Part::Known(false));
    assert!(timeline.steps[0].challenge.is_hidden());

    let found = event(
        json!({"errorCode": "", "responseElements": {"authenticationResult": "HIDDEN_DUE_TO_SECURITY_REASONS"}}),
    );
    assert_eq!(found.events[0].tokens, Part::Known(true));
}

#[test]
fn members_of_any_kind() {
    let hidden = json!("HIDDEN_DUE_TO_SECURITY_REASONS");
    for odd in [
        json!(null),
        json!(""),
        json!([]),
        json!({}),
        json!(7),
        json!(-1.5),
        json!(true),
        hidden,
        json!([{"a": 1}]),
    ] {
        let found =
            event(json!({"requestParameters": odd, "responseElements": odd, "additionalEventData": odd,
            "userIdentity": odd, "awsRegion": odd, "requestID": odd, "errorMessage": odd}));
        assert_eq!(found.cognito, 1, "{odd}");
        assert_eq!(found.skipped, [], "{odd}");
    }
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/understanding-amazon-cognito-entries.html>
#[test]
fn a_page_of_managed_login() {
    let found = event(
        json!({"eventName": "Mfa_POST", "eventType": "AwsServiceEvent", "errorCode": "", "requestParameters": null,
        "additionalEventData": {"responseParameters": {"status": 302.0}, "sub": "s",
            "requestParameters": {"client_id": ["client9"], "code": ["HIDDEN_DUE_TO_SECURITY_REASONS"]}}}),
    );
    let event = &found.events[0];
    assert_eq!((event.client.as_deref(), event.status, event.page), (Some("client9"), Some(302), true));
    assert_eq!(event.step(&Key::new(&[7; 32])).outcome, Outcome::Unknown { status: Some(302) });
}

#[test]
fn what_users_typed_is_not_kept() {
    let found = event(
        json!({"errorMessage": "1 validation error detected: Value 'canary-424242' at 'userCode' failed to satisfy constraint"}),
    );
    let said = format!("{found:?} {:?}", found.timeline(&Key::new(&[7; 32])));
    assert!(!said.contains("canary"), "{said}");
}

#[test]
fn looking_something_up_is_no_step() {
    assert_eq!(event(json!({"eventName": "DescribeUserPool", "errorCode": null})).events, []);
    assert_eq!(event(json!({"eventName": "DescribeUserPool"})).events.len(), 1);
}
