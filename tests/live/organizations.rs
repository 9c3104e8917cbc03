//! Control policies of the organization, and IAM's simulator beside our own answer.

use serde_json::{Value, json};

use super::diagnose::rules_of;
use crate::support::aws::Aws;
use std::time::Duration;

use crate::support::rules::{Rule, organization_member, simulation};
use crate::support::seed::{Seeded, document};
use crate::support::{Lab, Run, healthy_pool};

fn check(lab: &Lab, pool: &Seeded) -> Run {
    lab.doctor(&["check", "--pool", &pool.pool_id, "--format", "json"]).run()
}

fn root(aws: &Aws) -> String {
    let roots = aws.must("organizations", "list_roots", json!({}));
    roots["Roots"][0]["Id"].as_str().expect("a root").to_owned()
}

/// A policy of this kind with one statement, attached to `target`.
fn attach(aws: &Aws, target: &str, kind: &str, name: &str, statement: &Value) {
    let policy = json!({"Name": name, "Description": name, "Type": kind, "Content": document(statement)});
    let made = aws.must("organizations", "create_policy", policy);
    let id = &made["Policy"]["PolicySummary"]["Id"];
    aws.must("organizations", "attach_policy", json!({"PolicyId": id, "TargetId": target}));
}

fn no_sms() -> Value {
    json!({"Sid": "NoSms", "Effect": "Deny", "Action": "sns:Publish", "Resource": "*"})
}

/// Puts the account into a new organizational unit.
fn into_unit(aws: &Aws) -> String {
    let root = root(aws);
    let unit = json!({"ParentId": root, "Name": "workloads"});
    let unit = aws.must("organizations", "create_organizational_unit", unit);
    let unit = unit["OrganizationalUnit"]["Id"].as_str().expect("a unit").to_owned();
    let moved = json!({"AccountId": aws.target.account, "SourceParentId": root, "DestinationParentId": unit});
    aws.must("organizations", "move_account", moved);
    unit
}

fn messages(report: &Value, rule: &str) -> Vec<String> {
    let findings = report["pools"][0]["findings"].as_array().expect("findings").iter();
    let found = findings.filter(|finding| finding["rule"] == rule);
    found.map(|finding| finding["message"].as_str().expect("a message").to_owned()).collect()
}

fn reasons(report: &Value, rule: &str, need: &str) -> Vec<String> {
    let entries = report["pools"][0]["not_judged"].as_array().expect("a list").iter();
    let waiting = entries.filter(|entry| entry["rule"] == rule && entry["needs"] == json!([need]));
    waiting.map(|entry| entry["reason"].as_str().expect("a reason").to_owned()).collect()
}

#[test]
fn a_service_control_policy_is_found_at_whatever_level() {
    for level in ["account", "unit", "root"] {
        let lab = Lab::new();
        let pool = healthy_pool(&lab.aws, "customers");
        let unit = into_unit(&lab.aws);
        let (target, place) = match level {
            "account" => (lab.account.clone(), format!("at the account {}", lab.account)),
            "unit" => (unit.clone(), format!("at the organizational unit {unit}")),
            _ => (root(&lab.aws), "at the root of the organization".to_owned()),
        };
        attach(&lab.aws, &target, "SERVICE_CONTROL_POLICY", "no-messages", &no_sms());
        lab.proxy.rules(&[organization_member()]);
        let run = check(&lab, &pool);
        let report = run.json();
        assert_eq!(rules_of(&report, "error"), ["SMS003"], "{level}: {report:#}");
        let said = &messages(&report, "SMS003")[0];
        let wanted =
            format!("it is denied {place} (service control policy no-messages, statement 1 (NoSms))");
        assert!(said.contains(&wanted), "{said}");
        assert_eq!(run.code, Some(1), "{}", run.stderr);
    }
}

#[test]
fn a_resource_control_policy_keeps_cognito_out() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let root = root(&lab.aws);
    let kind = "RESOURCE_CONTROL_POLICY";
    lab.aws.must("organizations", "enable_policy_type", json!({"RootId": root, "PolicyType": kind}));
    let ours = json!({
        "Sid": "OnlyOurs", "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*",
        "Condition": {
            "StringNotEquals": {"aws:SourceOrgID": "o-another000"}, "Bool": {"aws:PrincipalIsAWSService": "true"}
        },
    });
    attach(&lab.aws, &root, kind, "only-ours", &ours);
    lab.proxy.rules(&[organization_member()]);
    let report = check(&lab, &pool).json();
    assert_eq!(rules_of(&report, "error"), ["SMS005"], "{report:#}");
    let said = &messages(&report, "SMS005")[0];
    assert!(said.contains("resource control policy only-ours, statement 1 (OnlyOurs)"), "{said}");
}

#[test]
fn nothing_binds_the_management_account() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    attach(&lab.aws, &root(&lab.aws), "SERVICE_CONTROL_POLICY", "no-messages", &no_sms());
    let report = check(&lab, &pool).json();
    assert_eq!(rules_of(&report, "error"), Vec::<String>::new(), "{report:#}");
    let waiting = report["pools"][0]["not_judged"].to_string();
    assert!(!waiting.contains("control policies"), "{waiting}");
    assert!(lab.proxy.calls_of("ListPoliciesForTarget").is_empty());
}

#[test]
fn an_account_without_organization_has_no_control_policies() {
    let lab = Lab::on_moto();
    let pool = healthy_pool(&lab.aws, "customers");
    let snapshot = lab.doctor(&["snapshot", "--pool", &pool.pool_id]).run().json();
    assert_eq!(snapshot.get("Organizations"), Some(&Value::Null));
    let waiting = check(&lab, &pool).json()["pools"][0]["not_judged"].to_string();
    assert!(!waiting.contains("control policies"), "{waiting}");
}

#[test]
fn moto_agrees_on_levels() {
    let lab = Lab::on_moto();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.aws.must("organizations", "create_organization", json!({"FeatureSet": "ALL"}));
    let root = root(&lab.aws);
    let enable = json!({"RootId": root, "PolicyType": "SERVICE_CONTROL_POLICY"});
    let _enabled_from_the_start = lab.aws.call("organizations", "enable_policy_type", enable);
    attach(&lab.aws, &root, "SERVICE_CONTROL_POLICY", "no-messages", &no_sms());
    lab.proxy.rules(&[organization_member()]);
    let report = check(&lab, &pool).json();
    assert_eq!(rules_of(&report, "error"), ["SMS003"], "{report:#}");
    assert!(messages(&report, "SMS003")[0].contains("at the root of the organization"), "{report:#}");
}

#[test]
fn a_member_account_learns_from_the_simulator() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let denied = Rule::on("ListParents").of("organizations").denied();
    let member = [organization_member(), denied];
    let with = |simulated: Rule| {
        lab.proxy.rules(&[&[simulated], &member[..]].concat());
        check(&lab, &pool).json()
    };

    let refused = with(simulation("implicitDeny", Some(false)));
    assert_eq!(rules_of(&refused, "error"), ["SMS003"], "{refused:#}");
    assert!(messages(&refused, "SMS003")[0].contains("a service control policy refuses it"), "{refused:#}");

    let need = "organizations:ListParents";
    let vouched = with(simulation("allowed", Some(true)));
    assert_eq!(rules_of(&vouched, "error"), Vec::<String>::new(), "{vouched:#}");
    assert!(reasons(&vouched, "SMS003", need).is_empty(), "{vouched:#}");
    assert_eq!(reasons(&vouched, "SMS005", need).len(), 1, "{vouched:#}");

    let neither = with(Rule::on("SimulatePrincipalPolicy").of("iam").denied());
    assert_eq!(rules_of(&neither, "error"), Vec::<String>::new(), "{neither:#}");
    assert_eq!(reasons(&neither, "SMS003", need).len(), 1, "{neither:#}");
    assert_eq!(reasons(&neither, "OPS003", "iam:SimulatePrincipalPolicy"), ["AccessDenied"]);
    assert_eq!(neither["complete"], true);
}

/// ministack's own simulator finds no policies of a role with a path.
#[test]
fn a_simulator_that_errs_makes_no_finding() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.rules(&[Rule::on("SimulatePrincipalPolicy").of("iam")]);
    let report = check(&lab, &pool).json();
    assert_eq!(rules_of(&report, "error"), Vec::<String>::new(), "{report:#}");
    let both = reasons(&report, "SMS003", "cloudtrail:LookupEvents");
    assert_eq!(both.len(), 1, "{report:#}");
    assert!(both[0].contains("the policies allow sns:Publish (policy sms, statement 1)"), "{both:?}");
    assert!(both[0].contains("IAM's simulator says implicitDeny"), "{both:?}");
}

#[test]
fn the_simulator_is_told_about_the_call() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.forget();
    check(&lab, &pool);
    let calls = lab.proxy.calls_of("SimulatePrincipalPolicy");
    assert_eq!(calls.len(), 1);
    let sent = &calls[0].body;
    assert_eq!(sent["PolicySourceArn"], json!(pool.role_arn));
    assert_eq!(sent["ActionNames.member.1"], "sns:Publish");
    assert_eq!(sent["ResourceArns.member.1"], "*");
    let told = sent.to_string();
    for key in ["aws:PrincipalArn", "aws:RequestedRegion", "aws:SecureTransport", "aws:CurrentTime"] {
        assert!(told.contains(key), "{key}: {told}");
    }
}

/// Whether a check takes at most this many round trips in sequence, by what a slow answer costs.
fn is_at_most(lab: &Lab, pool: &Seeded, depth: f64) -> bool {
    const SLOW: Duration = Duration::from_millis(500);
    let quick = (0..3).map(|_| check(lab, pool).took).min().expect("three runs");
    lab.proxy.slow(500);
    // A busy machine makes a run longer, never shorter: one run that is short enough proves the depth.
    (0..8)
        .any(|_| check(lab, pool).took.saturating_sub(quick).as_secs_f64() / SLOW.as_secs_f64() < depth + 0.7)
}

/// The pool, its role, the role's inline policy: three; where the control policies can be read, one more.
#[test]
fn the_organization_costs_no_round_trip_where_it_tells_nothing() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    assert!(is_at_most(&lab, &pool, 3.0), "in the management account");
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.rules(&[organization_member(), Rule::on("ListParents").of("organizations").denied()]);
    assert!(is_at_most(&lab, &pool, 3.0), "in a member account");
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.rules(&[organization_member()]);
    assert!(is_at_most(&lab, &pool, 4.0), "for a delegated administrator");
}
