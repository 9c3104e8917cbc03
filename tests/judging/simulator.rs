//! What IAM's simulator says stands beside a finding, and never alone.
use crate::fixture::Fixture;
use mfa_doctor::finding::Finding;
use mfa_doctor::rules::{Selection, Wishes, judge};
use serde_json::{Value, json};

/// The one finding of a fixture, by folder and file.
fn finding(path: &str) -> Finding {
    let fixture = Fixture::all().into_iter().find(|fixture| fixture.path.ends_with(path)).unwrap();
    let judgement = judge(&fixture.snapshot(), &Wishes::default(), &Selection::default()).unwrap();
    assert_eq!(judgement.findings.len(), 1, "{path}");
    judgement.findings.into_iter().next().unwrap()
}

/// What the simulator said, by the last member of its path.
fn said(finding: &Finding) -> Vec<(String, Value)> {
    let simulated =
        finding.evidence.iter().filter(|evidence| evidence.source == "iam:SimulatePrincipalPolicy");
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    simulated.map(|evidence| (last(&evidence.path), evidence.value.clone())).collect()
}

fn doubts(finding: &Finding) -> bool {
    finding.false_alarm_if.as_ref().is_some_and(|condition| condition.contains("IAM's policy simulator"))
}

#[test]
fn a_confirmation_is_evidence() {
    let found = finding("SMS001-sms-role-without-publish/bad-simulator-confirms.json");
    assert_eq!(said(&found)[0], ("EvalDecision".to_owned(), json!("implicitDeny")));
    assert!(!doubts(&found));
}

#[test]
fn a_contradiction_is_shown_as_a_doubt() {
    for path in [
        "SMS001-sms-role-without-publish/bad-simulator-allows.json",
        "SMS003-sms-role-denied/bad-scp-simulator-allows.json",
    ] {
        let found = finding(path);
        let expected = [("EvalDecision", json!("allowed")), ("AllowedByOrganizations", json!(true))];
        assert_eq!(said(&found), expected.map(|(path, value)| (path.to_owned(), value)), "{path}");
        assert!(doubts(&found), "{path}");
    }
}

#[test]
fn of_phone_numbers_the_simulator_knows_nothing() {
    let found = finding("SMS002-sms-role-publishes-to-topics-only/bad-simulator-allows.json");
    assert_eq!(said(&found)[0].1, json!("allowed"));
    assert!(!doubts(&found));
}

#[test]
fn a_policy_that_cannot_be_seen_is_named_with_what_would_excuse_it() {
    let found = finding("SMS003-sms-role-denied/bad-scp-simulated.json");
    assert!(said(&found).contains(&("AllowedByOrganizations".to_owned(), json!(false))));
    assert!(found.false_alarm_if.is_some_and(|condition| condition.contains("condition key")));
}

#[test]
fn of_a_member_account_nobody_asks_whether_it_is_the_management_account() {
    let known = finding("SMS003-sms-role-denied/bad-scp-organizational-unit.json");
    assert_eq!(known.false_alarm_if, None);
    let unknown = finding("SMS003-sms-role-denied/bad-scp-root-not-member.json");
    assert!(unknown.false_alarm_if.is_some_and(|condition| condition.contains("management account")));
}
