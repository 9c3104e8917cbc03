//! `trace --since`: CloudTrail's event history, of a server that records for itself, and as AWS answers it.

use serde_json::{Value, json};
use std::time::Duration;

use crate::recording::{CLIENT, text};
use crate::support::rules::Rule;
use crate::support::{Lab, Proxy, doctor, healthy_pool};

const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// A page of events, as LookupEvents answers it: each stands there as a text.
pub fn page(records: &Value, next: Option<&str>) -> Value {
    let file: Value = serde_json::from_str(&text(&json!({"cloudtrail": records}))).expect("JSON");
    let records = file["Records"].as_array().expect("records").iter();
    let events =
        records.map(|record| json!({"EventId": record["eventID"], "CloudTrailEvent": record.to_string()}));
    let mut page = json!({"Events": events.collect::<Vec<_>>()});
    if let Some(next) = next {
        page["NextToken"] = json!(next);
    }
    page
}

/// Sign-ins of one user that came too late, from the minute `from` on.
pub fn late(from: u32, pool: &str) -> Value {
    let user = json!({"sub": "0f1e2d3c-1111-2222-3333-444455556666", "userPoolId": pool});
    let at = from * 60;
    json!([
        {"at": at, "eventName": "InitiateAuth", "additionalEventData": user,
         "requestParameters": {"authFlow": "USER_PASSWORD_AUTH", "authParameters": HIDDEN, "clientId": CLIENT},
         "responseElements": {"challengeName": "SMS_MFA", "session": HIDDEN}},
        {"at": at + 200, "eventName": "RespondToAuthChallenge", "additionalEventData": user,
         "requestParameters": {"challengeName": "SMS_MFA", "challengeResponses": HIDDEN, "session": HIDDEN, "clientId": CLIENT},
         "errorCode": "NotAuthorizedException", "errorMessage": "Invalid session for the user, session is expired."},
    ])
}

/// The proxy's answers to LookupEvents, page by page, whichever source is asked for; the rest is the server's.
fn answering(proxy: &Proxy, pages: &[Value]) {
    let rule = |page: &Value| Rule::on("LookupEvents").of("cloudtrail").json(page.clone());
    let once = pages.iter().map(|page| rule(page).times(1));
    let rules: Vec<Rule> = once.chain([rule(&json!({"Events": []}))]).collect();
    proxy.only_rules(&rules);
}

#[test]
fn what_a_server_recorded_of_itself_is_read() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let sent = json!({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": pool.client_id, "AuthParameters": {"USERNAME": "nobody", "PASSWORD": "canary"}});
    // The server notes calls of several accounts at once under any of them.
    let (run, report) = (0..10)
        .map(|_| {
            let refused = lab.aws.call("cognito-idp", "initiate_auth", sent.clone());
            assert!(refused.is_err(), "{refused:?}");
            let args = ["trace", "--pool", &pool.pool_id, "--since", "1h", "--format", "json"];
            let run = lab.doctor(&args).run();
            let report = run.json();
            (run, report)
        })
        .find(|(_, report)| report["inputs"][0]["calls"] != 0)
        .expect("a call that was recorded");
    assert!(matches!(run.code, Some(0 | 1)), "{run:#?}");
    assert_eq!(report["inputs"][0]["kind"], "cloudtrail", "{report:#}");
    assert_eq!(report["pool"]["id"], pool.pool_id.as_str());
    assert!(!run.stdout.contains("canary"), "{}", run.stdout);
}

#[test]
fn every_page_is_read_and_what_is_of_another_pool_left_out() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let proxy = Proxy::ministack(&lab.account);
    let other = json!([{"at": 7, "eventName": "InitiateAuth", "errorCode": "NotAuthorizedException", "errorMessage": "Incorrect username or password.",
                        "requestParameters": {"clientId": "another"}, "additionalEventData": {"userPoolId": "us-east-1_Another00"}}]);
    answering(
        &proxy,
        &[
            page(&late(10, &pool.pool_id), Some("1")),
            page(&late(0, &pool.pool_id), Some("2")),
            page(&other, None),
        ],
    );
    let target = lab.aws.target.with_endpoint(&proxy.endpoint());
    let run = doctor(&["trace", "--pool", &pool.pool_id, "--since", "24h", "--format", "json"])
        .target(&target)
        .run();
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report = run.json();
    assert_eq!(report["findings"][0]["rule"], "SSN002", "{report:#}");
    let errors = report["trail"]["errors"].as_array().expect("errors");
    assert_eq!((errors.len(), errors[0]["count"].as_u64()), (1, Some(2)), "{errors:#?}");
    let asked = proxy.calls();
    let lookups: Vec<_> = asked.iter().filter(|call| call.operation == "LookupEvents").collect();
    assert!(lookups.len() >= 5, "three pages of one source, and one of each other: {lookups:#?}");
}

#[test]
fn what_is_refused_is_said_and_what_was_read_is_judged() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let proxy = Proxy::ministack(&lab.account);
    proxy.only_rules(&[Rule::on("LookupEvents").of("cloudtrail").denied()]);
    let target = lab.aws.target.with_endpoint(&proxy.endpoint());
    let ask =
        || doctor(&["trace", "--pool", &pool.pool_id, "--since", "24h", "--format", "json"]).target(&target);
    let refused = ask().run();
    let said = refused.refusal();
    assert!(said.contains("AccessDenied") && said.contains("cloudtrail:LookupEvents"), "{said}");
    // The first source is answered, and then nothing more.
    let first =
        Rule::on("LookupEvents").of("cloudtrail").json(page(&late(0, &pool.pool_id), Some("1"))).times(3);
    proxy.only_rules(&[first, Rule::on("LookupEvents").of("cloudtrail").denied()]);
    let run = ask().run();
    let report = run.json();
    assert_eq!((run.code, report["complete"].as_bool()), (Some(1), Some(false)), "{report:#}");
    assert_eq!(report["findings"][0]["rule"], "SSN002");
    assert!(report["skipped"].to_string().contains("AccessDenied"), "{report:#}");
    proxy.only_rules(&[
        Rule::on("LookupEvents").of("cloudtrail").json(page(&late(0, &pool.pool_id), Some("1"))).times(3),
        Rule::on("LookupEvents").of("cloudtrail").hangs(),
    ]);
    let run = ask().arg("--timeout").arg("3").run();
    assert_eq!(run.json()["complete"], false, "{run:#?}");
    assert!(run.took < Duration::from_secs(20), "{:?}", run.took);
}
