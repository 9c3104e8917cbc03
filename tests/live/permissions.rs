//! The doctor's own missing permissions, one by one: just the rules that needed it are not judged, and the
//! permission is named.

use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::support::rules::Rule;
use crate::support::seed::Seeded;
use crate::support::{Lab, Run, Target, breaks, doctor, healthy_pool};

/// What ministack enforces, and the rules that wait for it.
const ON_THE_SERVER: &[(&str, &[&str])] = &[
    ("iam:GetRole", &["SMS009"]),
    ("iam:ListRolePolicies", &["SMS001"]),
    ("iam:GetRolePolicy", &["SMS001"]),
    // The inline policy allows; a Deny might still hide among the attached ones.
    ("iam:ListAttachedRolePolicies", &["SMS003"]),
    ("cognito-idp:ListUserPoolClients", &["CLI001", "TOT002"]),
    ("cognito-idp:DescribeUserPoolClient", &["CLI001", "TOT002"]),
    ("cognito-idp:GetUserPoolMfaConfig", &["TOT001"]),
    ("ses:GetAccount", &["EML004", "EML005"]),
    ("ses:GetEmailIdentity", &["EML002"]),
    ("wafv2:GetWebACLForResource", &["WAF001"]),
];

/// What no server has, refused by the proxy.
const BY_THE_PROXY: &[(&str, &str, &[&str])] = &[
    ("sns", "GetSMSSandboxAccountStatus", &["SMS015"]),
    ("sns", "GetSMSAttributes", &["SMS016"]),
    ("cognito-idp", "GetLogDeliveryConfiguration", &["LOG001"]),
    ("wafv2", "GetWebACLForResource", &["WAF001", "WAF002"]),
    ("iam", "SimulatePrincipalPolicy", &["OPS003"]),
    ("organizations", "DescribeOrganization", &["OPS003"]),
];

fn check(pool: &Seeded, target: &Target) -> Run {
    let args = ["check", "--pool", &pool.pool_id, "--format", "json"];
    doctor(&args).target(target).run()
}

/// Rules that cannot be judged for want of `permission`.
fn waiting_for(report: &Value, permission: &str) -> BTreeSet<String> {
    let entries = report["pools"][0]["not_judged"].as_array().expect("a list").iter();
    let waiting = entries.filter(|entry| {
        let mut needs = entry["needs"].as_array().expect("needs").iter();
        needs.any(|need| need == permission)
            && entry["reason"]
                .as_str()
                .is_some_and(|r| r.contains("Denied") || r.contains("AuthorizationError"))
    });
    waiting.map(|entry| entry["rule"].as_str().expect("a rule").to_owned()).collect()
}

fn not_judged(report: &Value) -> BTreeSet<String> {
    let entries = report["pools"][0]["not_judged"].as_array().expect("a list").iter();
    entries.map(|entry| entry["rule"].as_str().expect("a rule").to_owned()).collect()
}

fn is_quiet(report: &Value, permission: &str) {
    let errors = super::diagnose::rules_of(report, "error");
    assert!(errors.is_empty(), "without {permission}: {errors:?} in {report:#}");
}

#[test]
fn one_missing_permission_leaves_just_its_rules_unjudged() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let with_all = check(&pool, &lab.user_without("all", &["s3:*"])).json();
    let always = not_judged(&with_all);
    for (number, (permission, rules)) in ON_THE_SERVER.iter().enumerate() {
        let user = lab.user_without(&format!("auditor-{number}"), &[permission]);
        let run = check(&pool, &user);
        let report = run.json();
        is_quiet(&report, permission);
        let waiting = waiting_for(&report, permission);
        for rule in *rules {
            assert!(waiting.contains(*rule), "{rule} does not wait for {permission}: {report:#}");
        }
        for rule in not_judged(&report).difference(&always) {
            assert!(waiting.contains(rule), "{rule} is not judged, but not for {permission}: {report:#}");
        }
        let core = permission.starts_with("iam:") || permission.starts_with("cognito-idp:");
        assert_eq!(run.code, Some(if core { 3 } else { 0 }), "without {permission}: {}", run.stderr);
        assert_eq!(report["complete"], !core, "without {permission}");
    }
}

#[test]
fn what_no_server_refuses_is_refused_by_the_proxy() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    for (service, operation, rules) in BY_THE_PROXY {
        lab.proxy.rules(&[Rule::on(operation).of(service).denied()]);
        let report = check(&pool, &lab.target()).json();
        let permission = format!("{service}:{operation}");
        is_quiet(&report, &permission);
        let waiting = waiting_for(&report, &permission);
        let wanted: BTreeSet<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
        assert!(wanted.is_subset(&waiting), "{permission}: {waiting:?}; {report:#}");
    }
}

#[test]
fn what_only_some_pools_use_is_asked_for_and_may_be_refused() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let mut changed = pool.clone();
    changed.pool["UserPoolTier"] = json!("PLUS");
    changed.pool["EmailConfiguration"]["ConfigurationSet"] = json!("tracking");
    breaks::update_pool(&lab.aws, &changed, "UserPoolAddOns", json!({"AdvancedSecurityMode": "ENFORCED"}));
    for (service, operation, rule) in
        [("cognito-idp", "DescribeRiskConfiguration", "RSK001"), ("ses", "GetConfigurationSet", "EML010")]
    {
        lab.proxy.rules(&[Rule::on(operation).of(service).denied()]);
        let report = check(&pool, &lab.target()).json();
        let permission = format!("{service}:{operation}");
        let waiting = waiting_for(&report, &permission);
        assert!(waiting.contains(rule), "{permission}: {waiting:?}; {report:#}");
    }
}

#[test]
fn managed_policies_and_the_boundary_need_their_own_permission() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    breaks::boundary(&lab.aws, &pool);
    let permission = "iam:GetPolicyVersion";
    let report = check(&pool, &lab.user_without("reader", &[permission])).json();
    is_quiet(&report, permission);
    assert!(waiting_for(&report, permission).contains("SMS003"), "{report:#}");
    // The first version says itself that it is the one in force.
    let report = check(&pool, &lab.user_without("other-reader", &["iam:GetPolicy"])).json();
    assert_eq!(super::diagnose::rules_of(&report, "error"), ["SMS003"], "{report:#}");
}

#[test]
fn without_describe_user_pool_nothing_can_be_judged() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let user = lab.user_without("blind", &["cognito-idp:DescribeUserPool"]);
    let run = check(&pool, &user);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("cognito-idp:DescribeUserPool"), "{}", run.stderr);
    assert!(run.stderr.contains("user/blind"), "the identity is named: {}", run.stderr);
}

#[test]
fn check_sends_read_only_calls() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    breaks::boundary(&lab.aws, &pool);
    breaks::waf_captcha(&lab.aws, &pool);
    lab.proxy.forget();
    check(&pool, &lab.target());
    let calls = lab.proxy.calls();
    assert!(calls.len() > 12, "{calls:?}");
    for call in calls {
        let reads =
            ["Describe", "Get", "List", "Simulate"].iter().any(|verb| call.operation.starts_with(verb));
        assert!(reads, "{} was sent", call.name());
        let declared =
            mfa_doctor::permissions::OPERATIONS.iter().any(|operation| operation.iam_action == call.name());
        assert!(declared, "{} is not among the declared operations", call.name());
    }
}
