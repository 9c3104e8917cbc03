//! The policy of `generate iam-policy`, put on a user: it lets `check` run, and nothing that writes.

use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::support::seed::Seeded;
use crate::support::{Aws, Lab, Target, breaks, doctor, healthy_pool};

fn generated(args: &[&str]) -> Value {
    let run = doctor(&[&["generate", "iam-policy"], args].concat()).run();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:#?}");
    run.json()
}

fn actions(policy: &Value) -> BTreeSet<String> {
    let statements = policy["Statement"].as_array().expect("statements").iter();
    let listed = statements.flat_map(|statement| statement["Action"].as_array().expect("actions"));
    listed.map(|action| action.as_str().expect("an action").to_owned()).collect()
}

/// Rules that were not judged, each with whether that makes the run incomplete.
fn not_judged(report: &Value) -> BTreeSet<(String, bool)> {
    let entries = report["pools"][0]["not_judged"].as_array().expect("a list").iter();
    let one = |entry: &Value| {
        (entry["rule"].as_str().expect("a rule").to_owned(), entry["core"].as_bool().expect("core or not"))
    };
    entries.map(one).collect()
}

fn check(pool: &Seeded, target: &Target, more: &[&str]) -> (Option<i32>, Value) {
    let run = doctor(&[&["check", "--format", "json", "--pool", &pool.pool_id], more].concat())
        .target(target)
        .run();
    (run.code, run.json())
}

/// A user with the policy of these parts, limited to the pool and its roles. ministack looks for a role without its
/// path, so the policy has to name it without.
fn reader(lab: &Lab, pool: &Seeded, name: &str, args: &[&str]) -> Target {
    let role = |name: &str| format!("arn:aws:iam::{}:role/{name}", lab.account);
    let (sms, email) = (role(&pool.role_name), role("AWSServiceRoleForAmazonCognitoIdpEmailService"));
    let limits = ["--pool", &pool.arn, "--role", &sms, "--role", &email];
    lab.user(name, &generated(&[args, &limits].concat()))
}

#[test]
fn the_core_part_lets_check_run_and_nothing_that_writes() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let other = healthy_pool(&lab.aws, "staff");
    breaks::boundary(&lab.aws, &pool);
    let user = reader(&lab, &pool, "core", &["--part", "core"]);
    let (code, report) = check(&pool, &user, &[]);
    assert_eq!(super::diagnose::rules_of(&report, "error"), ["SMS003"], "{report:#}");
    assert_eq!(code, Some(1), "the boundary keeps the role from sending, and it could be read");
    assert_eq!(report["complete"], true, "{report:#}");
    assert!(not_judged(&report).iter().all(|(_, core)| !core), "{report:#}");

    let refused = Aws { target: user.clone(), routes: Vec::new() };
    let id = json!({"UserPoolId": pool.pool_id});
    let with = |more: Value| {
        let mut params = id.clone();
        params.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        params
    };
    let role = json!({"RoleName": pool.role_name});
    let role_with = |name: &str, value: &str| json!({"RoleName": pool.role_name, name: value});
    for (service, operation, params) in [
        ("cognito-idp", "update_user_pool", id.clone()),
        ("cognito-idp", "set_user_pool_mfa_config", with(json!({"MfaConfiguration": "OFF"}))),
        ("cognito-idp", "delete_user_pool", id.clone()),
        ("cognito-idp", "create_user_pool_client", with(json!({"ClientName": "x"}))),
        ("cognito-idp", "delete_user_pool_client", with(json!({"ClientId": pool.client_id}))),
        ("cognito-idp", "admin_create_user", with(json!({"Username": "eve"}))),
        ("cognito-idp", "admin_get_user", with(json!({"Username": "eve"}))),
        ("cognito-idp", "list_users", id.clone()),
        ("cognito-idp", "describe_user_pool", json!({"UserPoolId": other.pool_id})),
        ("iam", "delete_role", role),
        ("iam", "update_assume_role_policy", role_with("PolicyDocument", "{}")),
        ("iam", "get_role", json!({"RoleName": other.role_name})),
        ("iam", "create_user", json!({"UserName": "eve"})),
        ("sesv2", "delete_email_identity", json!({"EmailIdentity": "example.com"})),
        ("sesv2", "get_account", json!({})),
    ] {
        let answer = refused.call(service, operation, params.clone());
        let error = answer.err().unwrap_or_else(|| panic!("{service} {operation} {params} was allowed"));
        assert!(error.code.starts_with("AccessDenied"), "{service} {operation}: {error}");
    }
}

#[test]
fn both_parts_judge_whatever_root_judges() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    breaks::waf_captcha(&lab.aws, &pool);
    lab.aws.must("cognito-idp", "admin_create_user", json!({"UserPoolId": pool.pool_id, "Username": "ann"}));
    // Not limited, as ministack asks for GetWebACLForResource on `*`, where AWS asks for it on the web ACL.
    let user = lab.user("all", &generated(&["--user"]));
    for more in [&[][..], &["--user", "ann"]] {
        let (of_root, by_root) = check(&pool, &lab.target(), more);
        let (of_user, by_user) = check(&pool, &user, more);
        assert_eq!(of_root, of_user);
        assert_eq!(not_judged(&by_root), not_judged(&by_user), "{by_user:#}");
        assert_eq!(by_root["summary"], by_user["summary"]);
    }
}

#[test]
fn what_is_sent_is_in_the_policy() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    breaks::boundary(&lab.aws, &pool);
    breaks::waf_captcha(&lab.aws, &pool);
    lab.aws.must("cognito-idp", "admin_create_user", json!({"UserPoolId": pool.pool_id, "Username": "ann"}));
    for (args, more) in [(&[][..], &[][..]), (&["--user"], &["--user", "ann"])] {
        lab.proxy.forget();
        check(&pool, &lab.target(), more);
        let allowed = actions(&generated(args));
        let sent: BTreeSet<String> = lab.proxy.calls().iter().map(|call| call.name()).collect();
        assert!(sent.len() > 12, "{sent:?}");
        // Answered to everyone, without any permission.
        let asked = sent.iter().filter(|name| *name != "sts:GetCallerIdentity");
        let missing: Vec<&String> = asked.filter(|name| !allowed.contains(*name)).collect();
        assert!(missing.is_empty(), "{missing:?} is sent, and the policy does not allow it");
    }
}
