//! `explain --pool`: one error, and for each way to break the pool the one cause that holds.

use serde_json::Value;

use crate::support::aws::Aws;
use crate::support::seed::Seeded;
use crate::support::{Lab, breaks, healthy_pool};

const TRUST: &str = "An error occurred (InvalidSmsRoleTrustRelationshipException) when calling the AdminInitiateAuth \
                     operation: Role does not have a trust relationship allowing Cognito to assume the role";

/// The rules whose causes hold so.
fn rules(answer: &Value, holds: &str) -> Vec<String> {
    let causes = answer["errors"][0]["causes"].as_array().expect("causes");
    let of = causes.iter().filter(|cause| cause["holds"] == holds);
    of.filter_map(|cause| cause["rule"].as_str().map(str::to_owned)).collect()
}

fn explain(lab: &Lab, more: &[&str]) -> Value {
    let run = lab.doctor(&[&["explain", TRUST, "--format", "json"], more].concat()).run();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let answer = run.json();
    assert_eq!(answer["errors"][0]["id"], "sms-role-not-trusting", "{answer:#}");
    assert_eq!(answer["errors"][0]["match"], "exact");
    answer
}

fn separates(broken: impl FnOnce(&Aws, &Seeded), rule: &str, says: &str) {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    broken(&lab.aws, &pool);
    let answer = explain(&lab, &["--pool", &pool.pool_id]);
    let first = &answer["errors"][0]["causes"][0];
    assert_eq!((first["rule"].as_str(), first["holds"].as_str()), (Some(rule), Some("proven")), "{answer:#}");
    let said = first["messages"][0].as_str().expect("what it says of this pool");
    assert!(said.contains(says), "{said}");
    assert!(!first["evidence"].as_array().expect("evidence").is_empty());
    assert!(!first["fixes"][0]["steps"].as_array().expect("steps").is_empty(), "{first:#}");
    // The role was made by this test: IAM's delay may be proven besides, and nothing else is.
    let mut proven = rules(&answer, "proven");
    proven.retain(|other| other != "SMS023");
    assert_eq!(proven, [rule]);
}

#[test]
fn a_deleted_role_is_not_a_wrong_trust_policy() {
    separates(breaks::role_deleted, "SMS009", "does not exist");
}

#[test]
fn the_wrong_service() {
    separates(breaks::wrong_trust_service, "SMS005", "lambda.amazonaws.com");
}

#[test]
fn the_wrong_external_id() {
    separates(breaks::wrong_external_id, "SMS006", "somebody-else");
}

#[test]
fn the_wrong_source_arn() {
    separates(breaks::other_source_arn, "SMS008", "us-east-1_Another01");
}

#[test]
fn a_healthy_role_explains_the_error_only_while_it_is_new() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let new = explain(&lab, &["--pool", &pool.pool_id]);
    assert_eq!(rules(&new, "proven"), ["SMS023"], "{new:#}");

    let taken = lab.doctor(&["snapshot", "--pool", &pool.pool_id]).run();
    assert_eq!(taken.code, Some(0), "{}", taken.stderr);
    let mut snapshot = taken.json();
    snapshot["SmsRole"]["Role"]["CreateDate"] = "2024-05-01T12:00:00Z".into();
    let run =
        lab.doctor(&["explain", TRUST, "--format", "json", "--snapshot", "-"]).input(snapshot.to_string());
    let old = run.run().json();
    assert_eq!(rules(&old, "proven"), Vec::<String>::new(), "{old:#}");
    for rule in ["SMS006", "SMS008", "SMS009", "SMS023"] {
        assert!(rules(&old, "ruled-out").iter().any(|other| other == rule), "{rule}: {old:#}");
    }
    for cause in old["errors"][0]["causes"].as_array().expect("causes") {
        let shown = !cause["evidence"].as_array().expect("evidence").is_empty();
        assert!(shown || cause["holds"] != "ruled-out", "ruled out by nothing: {cause:#}");
    }
}
