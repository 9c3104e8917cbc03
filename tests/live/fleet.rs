//! The simulated account of many pools: the program finds in it what was planted and nothing else, and boto3, whose
//! parsers we did not write, understands it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::diagnose::rules_of;
use crate::support::aws::{Aws, Target};
use crate::support::fleet::{ACCOUNT, Fault, Fleet, Policies, Roles, Settings};
use crate::support::{Run, doctor};

const REGION: &str = "us-east-1";

fn fleet(settings: Settings) -> Fleet {
    Fleet::start(settings).expect("a free port")
}

fn target(fleet: &Fleet) -> Target {
    Target::root(fleet.endpoint(), ACCOUNT, REGION)
}

fn check(fleet: &Fleet, number: usize) -> Run {
    let pool = fleet.pool(number).id();
    doctor(&["check", "--pool", &pool, "--format", "json"]).target(&target(fleet)).run()
}

/// Pools with a fault in every second one.
fn faulty() -> Settings {
    Settings { faults: Some(2), ..Settings::of(8, 2) }
}

/// Every way in which a role is allowed to send.
fn ways() -> Vec<Settings> {
    let policies = [Policies::Inline, Policies::Managed, Policies::ManagedLater].map(|policies| Settings {
        policies,
        boundary: policies == Policies::Managed,
        ..faulty()
    });
    policies.into_iter().chain([Settings { roles: Roles::Shared, ses: false, ..faulty() }]).collect()
}

#[test]
fn what_was_planted_is_found_and_nothing_else() {
    for settings in ways() {
        let fleet = fleet(settings.clone());
        let mut met = BTreeSet::new();
        for number in 0..settings.pools {
            let run = check(&fleet, number);
            let report = run.json();
            let found = |severity| rules_of(&report, severity);
            let (errors, code) = match fleet.pool(number).fault() {
                None => (None, 0),
                Some(Fault::ExternalId) => (Some("SMS006"), 1),
                Some(Fault::Trust) => (Some("SMS005"), 1),
                Some(Fault::Publish) => (Some("SMS001"), 1),
                Some(Fault::NoTotp) => (None, 0),
            };
            assert_eq!(found("error"), Vec::from_iter(errors.map(str::to_owned)), "{settings:?}: {report:#}");
            assert_eq!(run.code, Some(code), "{settings:?}: {run:#?}");
            let without_totp = fleet.pool(number).fault() == Some(Fault::NoTotp);
            assert_eq!(found("note").contains(&"TOT001".to_owned()), without_totp, "{report:#}");
            assert_eq!(found("warning").contains(&"MFA012".to_owned()), without_totp, "{report:#}");
            met.insert(format!("{:?}", fleet.pool(number).fault()));
        }
        let planted = if settings.roles == Roles::PerPool { 4 } else { 2 };
        assert_eq!(met.len(), planted + 1, "every kind was met: {met:?}");
        assert!(fleet.stats().unknown.is_empty(), "{:?}", fleet.stats());
    }
}

#[test]
fn a_pool_in_order_is_ready_but_for_what_aws_does_not_tell() {
    let fleet = fleet(Settings::of(100, 1));
    let report = check(&fleet, 0).json();
    let pool = &report["pools"][0];
    assert_eq!(pool["findings"], json!([]), "{pool:#}");
    for factor in ["totp", "email"] {
        assert_eq!(pool["factors"][factor]["verdict"], "ready", "{pool:#}");
    }
    // This month's spending is in Amazon CloudWatch.
    assert_eq!(pool["factors"]["sms"]["unproven_by"], json!(["SMS016"]), "{pool:#}");
    let of_pools = fleet.stats();
    assert_eq!((of_pools.of("DescribeUserPool"), of_pools.of("DescribeUserPoolClient")), (1, 1));
}

#[test]
fn shares_of_pools_are_as_asked_for() {
    let fleet = fleet(Settings { mfa_off: 30, without_sms: 10, ..Settings::of(100, 1) });
    let off = (0..100).filter(|number| fleet.pool(*number).mfa() == "OFF");
    assert_eq!(off.count(), 30);
    let aws = Aws::at(target(&fleet));
    let described = |number: usize| {
        let pool = json!({"UserPoolId": fleet.pool(number).id()});
        aws.must("cognito-idp", "describe_user_pool", pool)
    };
    let without = (0..100).filter(|number| described(*number)["UserPool"]["SmsConfiguration"].is_null());
    assert_eq!(without.count(), 10);
}

/// All elements of a list, page by page.
fn all(aws: &Aws, service: &str, operation: &str, params: &Value, (list, token): (&str, &str)) -> Vec<Value> {
    let (mut found, mut params) = (Vec::new(), params.clone());
    loop {
        let page = aws.must(service, operation, params.clone());
        found.extend(page[list].as_array().expect("a list").iter().cloned());
        let next = page.get(if token == "Marker" { "Marker" } else { "NextToken" });
        let Some(next) = next else { return found };
        params[token] = next.clone();
    }
}

#[test]
fn lists_come_in_pages() {
    let fleet = fleet(Settings { organization: 45, ..Settings::of(130, 70) });
    let aws = Aws::at(target(&fleet));
    let page = json!({"MaxResults": 60});
    let pools = all(&aws, "cognito-idp", "list_user_pools", &page, ("UserPools", "NextToken"));
    let ids: Vec<String> = (0..130).map(|number| fleet.pool(number).id()).collect();
    assert_eq!(pools.iter().map(|pool| pool["Id"].as_str().expect("an ID")).collect::<Vec<_>>(), ids);
    let of_pool = json!({"UserPoolId": ids[7], "MaxResults": 60});
    let clients =
        all(&aws, "cognito-idp", "list_user_pool_clients", &of_pool, ("UserPoolClients", "NextToken"));
    let names: BTreeSet<&str> =
        clients.iter().map(|client| client["ClientId"].as_str().expect("an ID")).collect();
    assert_eq!(names.len(), 70);
    let accounts = all(&aws, "organizations", "list_accounts", &json!({}), ("Accounts", "NextToken"));
    assert_eq!((accounts.len(), &accounts[0]["Id"]), (45, &json!(ACCOUNT)));
    assert_eq!(fleet.stats().of("ListUserPools"), 3);
}

#[test]
fn the_details_of_the_account_are_those_of_each_role() {
    for settings in ways() {
        let settings = Settings { other_roles: 5, ..settings };
        let fleet = fleet(settings.clone());
        let aws = Aws::at(target(&fleet));
        let of = |filter: &str, list: &str| {
            let params = json!({"Filter": [filter], "MaxItems": 3});
            all(&aws, "iam", "get_account_authorization_details", &params, (list, "Marker"))
        };
        let roles = of("Role", "RoleDetailList");
        let expected = if settings.roles == Roles::PerPool { settings.pools } else { 1 };
        assert_eq!(roles.len(), expected + 5 + usize::from(settings.ses), "{settings:?}");
        let policies = of("LocalManagedPolicy", "Policies");
        for detail in &roles {
            let name = json!({"RoleName": detail["RoleName"]});
            let role = aws.must("iam", "get_role", name.clone());
            for member in ["Arn", "RoleId", "AssumeRolePolicyDocument", "PermissionsBoundary", "Tags"] {
                assert_eq!(detail[member], role["Role"][member], "{member}");
            }
            let inline = aws.must("iam", "list_role_policies", name.clone());
            let listed = detail["RolePolicyList"].as_array().expect("a list");
            let names: Vec<&Value> = listed.iter().map(|policy| &policy["PolicyName"]).collect();
            assert_eq!(json!(names), inline["PolicyNames"]);
            assert!(listed.iter().all(|policy| policy["PolicyDocument"]["Statement"].is_array()));
            let attached = aws.must("iam", "list_attached_role_policies", name);
            assert_eq!(detail["AttachedManagedPolicies"], attached["AttachedPolicies"]);
            for policy in attached["AttachedPolicies"].as_array().expect("a list") {
                let found = policies.iter().find(|found| found["Arn"] == policy["PolicyArn"]);
                let found = found.unwrap_or_else(|| panic!("no {policy} in {policies:?}"));
                let versions = found["PolicyVersionList"].as_array().expect("versions");
                let default = versions.iter().find(|version| version["IsDefaultVersion"] == true);
                let default = default.expect("one is in force");
                let params = json!({"PolicyArn": found["Arn"], "VersionId": default["VersionId"]});
                let version = aws.must("iam", "get_policy_version", params);
                assert_eq!(version["PolicyVersion"]["Document"], default["Document"]);
            }
        }
    }
}

#[test]
fn quotas_hold_for_an_account_and_for_a_pool() {
    let fleet = fleet(Settings { quotas: Some(1.0), ..Settings::of(30, 1) });
    let aws = Aws::at(target(&fleet));
    let ask = |operation: &str, number: usize| {
        let pool = json!({"UserPoolId": fleet.pool(number).id()});
        aws.call("cognito-idp", operation, pool).err().map(|error| error.code)
    };
    let start = Instant::now();
    let refused = (0..30).filter_map(|number| ask("describe_user_pool", number)).collect::<Vec<_>>();
    let grown = (15.0 * start.elapsed().as_secs_f64()).ceil() as usize;
    assert!(refused.iter().all(|code| code == "TooManyRequestsException"), "{refused:?}");
    assert!(refused.len() <= 15 && refused.len() + grown >= 15, "{} after {grown}", refused.len());
    assert_eq!(fleet.stats().throttled.get("UserPoolRead").copied().unwrap_or(0), refused.len());

    fleet.forget();
    let start = Instant::now();
    let of_one = (0..15).filter(|_| ask("get_user_pool_mfa_config", 3).is_some()).count();
    let grown = (5.0 * start.elapsed().as_secs_f64()).ceil() as usize;
    assert!(of_one <= 10 && of_one + grown >= 10, "{of_one} after {grown}");
    let limit = json!({"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserPoolRead"}}});
    let limit = aws.must("cognito-idp", "get_provisioned_limit", limit);
    assert_eq!(limit["Limit"]["ProvisionedLimitValue"], 15);
}

#[test]
fn a_role_leads_to_its_account() {
    let (other, shut) = ("222200000001", "222200000002");
    let fleet = fleet(Settings {
        external_id: Some("audit-7".to_owned()),
        refusing: vec![shut.to_owned()],
        ..Settings::of(1, 1)
    });
    let aws = Aws::at(target(&fleet));
    let assume = |account: &str, external_id: &str| {
        let role = format!("arn:aws:iam::{account}:role/reader");
        let params = json!({"RoleArn": role, "RoleSessionName": "check", "ExternalId": external_id});
        aws.call("sts", "assume_role", params)
    };
    for (account, external_id) in [(other, "other"), (shut, "audit-7")] {
        let refused = assume(account, external_id).expect_err("not to everyone");
        assert_eq!(refused.code, "AccessDenied");
    }
    let assumed = assume(other, "audit-7").expect("with the external ID");
    let there = Aws::at(target(&fleet).with_session(&assumed["Credentials"]));
    assert_eq!(there.must("sts", "get_caller_identity", json!({}))["Account"], other);
    let pools = there.must("cognito-idp", "list_user_pools", json!({"MaxResults": 60}));
    let id = pools["UserPools"][0]["Id"].as_str().expect("an ID").to_owned();
    assert_ne!(id, fleet.pool(0).id());
    let foreign = aws.call("cognito-idp", "describe_user_pool", json!({"UserPoolId": id}));
    assert_eq!(foreign.expect_err("another account's").code, "ResourceNotFoundException");
}

#[test]
fn no_answer_comes_early_and_the_log_says_when() {
    let delay = Duration::from_millis(50);
    let fleet = fleet(Settings { log: true, ..Settings::of(1, 3) }.after_ms(50));
    let run = check(&fleet, 0);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let log = fleet.log();
    assert_eq!(log.len(), fleet.stats().total());
    assert!(log.iter().all(|event| event.end - event.start >= delay), "{log:?}");
    let start = |operation| log.iter().find(|event| event.operation == operation).map(|event| event.start);
    let end = |operation| log.iter().find(|event| event.operation == operation).map(|event| event.end);
    assert!(start("GetRole") >= end("DescribeUserPool"), "the role stands in the pool: {log:?}");
}

#[test]
fn the_same_question_has_the_same_answer() {
    let answers: Vec<Value> = (0..2)
        .map(|_| {
            let fleet = fleet(faulty());
            json!([check(&fleet, 1).json()["pools"][0]["findings"], fleet.stats().bytes])
        })
        .collect();
    assert_eq!(answers[0], answers[1]);
}
