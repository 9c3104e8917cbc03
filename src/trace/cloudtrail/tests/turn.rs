//! Events of one second.

use super::read;
use crate::trace::cloudtrail::Found;
use serde_json::{Value, json};

fn event(id: &str, sub: Option<&str>, name: &str, challenge: Option<&str>, next: Option<&str>) -> Value {
    json!({
        "eventTime": "2026-11-22T10:00:00Z", "eventSource": "cognito-idp.amazonaws.com", "eventName": name,
        "eventID": id, "requestParameters": {"clientId": "c", "challengeName": challenge},
        "responseElements": {"challengeName": next}, "additionalEventData": {"sub": sub},
    })
}

fn ids(events: &[Value]) -> Vec<String> {
    let Found { events, .. } = read(json!({"Records": events}).to_string().as_bytes());
    events.iter().map(|event| event.id.as_deref().unwrap_or_default().to_owned()).collect()
}

#[test]
fn an_answer_comes_after_its_challenge() {
    const ANSWER: &str = "RespondToAuthChallenge";
    let (ann, bob) = (Some("ann"), Some("bob"));
    let events = [
        event("a", ann, ANSWER, Some("SMS_MFA"), None),
        event("b", bob, ANSWER, Some("PASSWORD_VERIFIER"), Some("MFA_SETUP")),
        event("c", ann, ANSWER, Some("PASSWORD_VERIFIER"), Some("SMS_MFA")),
        event("d", bob, ANSWER, Some("MFA_SETUP"), None),
        event("e", None, ANSWER, Some("SMS_MFA"), None),
        event("f", bob, "VerifySoftwareToken", None, None),
        event("g", bob, "InitiateAuth", None, Some("PASSWORD_VERIFIER")),
        event("h", ann, "InitiateAuth", None, Some("PASSWORD_VERIFIER")),
        event("i", None, "InitiateAuth", None, Some("SMS_MFA")),
    ];
    // Each user has the places of before, and whoever names nobody stays.
    assert_eq!(ids(&events), ["h", "g", "c", "b", "e", "f", "d", "a", "i"]);
}
