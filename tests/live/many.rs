//! Many pools: of a Region, of Regions, of accounts; in files.

use std::fs;

use serde_json::{Value, json};

use crate::support::aws::Aws;
use crate::support::rules::Rule;
use crate::support::{Lab, Seeded, breaks, healthy_pool, seed};

fn ids(report: &Value) -> Vec<String> {
    let pools = report["pools"].as_array().expect("pools").iter();
    pools.map(|pool| pool["id"].as_str().expect("an ID").to_owned()).collect()
}

fn sorted(pools: &[&Seeded]) -> Vec<String> {
    let mut ids: Vec<String> = pools.iter().map(|pool| pool.pool_id.clone()).collect();
    ids.sort();
    ids
}

/// What does not hang on the time.
fn timeless(mut report: Value) -> Value {
    report["generated_at"] = Value::Null;
    for pool in report["pools"].as_array_mut().expect("pools") {
        pool["taken_at"] = Value::Null;
    }
    report
}

/// A role in the account that this lab's root may assume, with an external ID.
pub(super) fn audit_role(aws: &Aws, lab: &Lab) {
    let statement = json!({"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": format!("arn:aws:iam::{}:root", lab.account)},
        "Condition": {"StringEquals": {"sts:ExternalId": "shared-word"}}});
    let trust = seed::document(&statement);
    aws.must("iam", "create_role", json!({"RoleName": "audit", "AssumeRolePolicyDocument": trust}));
    let reads = seed::document(&json!({"Effect": "Allow", "Action": "*", "Resource": "*"}));
    let policy = json!({"RoleName": "audit", "PolicyName": "all", "PolicyDocument": reads});
    aws.must("iam", "put_role_policy", policy);
}

#[test]
fn every_pool_of_the_region_once_in_order_and_alike_at_any_concurrency() {
    let lab = Lab::new();
    let pools: Vec<Seeded> = (0..7).map(|number| healthy_pool(&lab.aws, &format!("shop-{number}"))).collect();
    breaks::wrong_external_id(&lab.aws, &pools[3]);
    breaks::no_publish(&lab.aws, &pools[5]);
    let check = |args: &[&str]| lab.doctor(&[&["check", "--all", "--format", "json"], args].concat()).run();
    let first = check(&[]);
    assert_eq!(first.code, Some(1), "{}", first.stderr);
    assert_eq!(first.stderr, "", "nothing but the report where there is no terminal");
    let report = timeless(first.json());
    assert_eq!(ids(&report), sorted(&pools.iter().collect::<Vec<_>>()));
    assert_eq!((&report["complete"], &report["unreadable"]), (&json!(true), &json!([])));
    let broken = report["pools"].as_array().unwrap().iter();
    let broken = broken.filter(|pool| pool["factors"]["sms"]["verdict"] == "blocked").count();
    assert_eq!(broken, 2);
    for args in [
        &["--concurrency", "1"][..],
        &["--concurrency", "64", "--rate", "none"],
        &["--concurrency", "3", "--rate", "full"],
    ] {
        let again = check(args);
        assert_eq!(timeless(again.json()), report, "{args:?}");
    }
    // One pool alone is told the same of.
    let alone = lab.doctor(&["check", "--pool", &pools[3].pool_id, "--format", "json"]).run().json();
    let among = report["pools"].as_array().unwrap().iter().find(|pool| pool["id"] == pools[3].pool_id);
    assert_eq!(timeless(alone)["pools"][0], *among.unwrap());
}

#[test]
fn what_pools_share_is_read_once() {
    let lab = Lab::new();
    let one = healthy_pool(&lab.aws, "one");
    let other = healthy_pool(&lab.aws, "other");
    // Both send by one role.
    let mut sms = one.pool["SmsConfiguration"].clone();
    sms["SnsCallerArn"] = json!(one.role_arn);
    breaks::update_pool(&lab.aws, &other, "SmsConfiguration", sms.clone());
    let mut mfa = other.mfa["SmsMfaConfiguration"].clone();
    mfa["SmsConfiguration"] = sms;
    breaks::update_mfa(&lab.aws, &other, "SmsMfaConfiguration", mfa);
    lab.proxy.forget();
    let run = lab.doctor(&["check", "--all", "--format", "json"]).run();
    assert_eq!(ids(&run.json()).len(), 2, "{}", run.stderr);
    for once in ["GetRole", "ListRolePolicies", "ListAttachedRolePolicies", "GetSMSAttributes", "GetAccount"]
    {
        let roles: Vec<_> = lab
            .proxy
            .calls_of(once)
            .into_iter()
            .filter(|call| {
                // The e-mail sender's own role is another one.
                !call.body.to_string().contains("AWSServiceRole")
            })
            .collect();
        assert_eq!(roles.len(), 1, "{once}: {roles:?}");
    }
    assert_eq!(lab.proxy.calls_of("DescribeUserPool").len(), 2);
}

#[test]
fn names_and_tags_choose() {
    let lab = Lab::new();
    let shop = healthy_pool(&lab.aws, "shop-prod");
    let test = healthy_pool(&lab.aws, "shop-test");
    let blog = healthy_pool(&lab.aws, "blog-prod");
    for (pool, tags) in [(&shop, json!({"stage": "prod", "team": "a"})), (&blog, json!({"stage": "prod"}))] {
        let tag = json!({"ResourceArn": pool.arn, "Tags": tags});
        lab.aws.must("cognito-idp", "tag_resource", tag);
    }
    let check = |args: &[&str]| lab.doctor(&[&["check", "--all", "--format", "json"], args].concat()).run();
    for (args, meant) in [
        (&["--name", "shop-*"][..], &[&shop, &test][..]),
        (&["--name", "*-prod", "shop-t?st"], &[&shop, &test, &blog]),
        (&["--tag", "stage=prod"], &[&shop, &blog]),
        (&["--tag", "stage=prod", "--tag", "team=a"], &[&shop]),
        (&["--tag", "stage=prod", "--name", "b*"], &[&blog]),
    ] {
        lab.proxy.forget();
        let run = check(args);
        assert_eq!(ids(&run.json()), sorted(meant), "{args:?} {}", run.stderr);
        assert_eq!(lab.proxy.calls_of("GetUserPoolMfaConfig").len(), meant.len(), "{args:?}");
    }
    let none = check(&["--name", "wiki*"]);
    assert_eq!(none.code, Some(2));
    assert!(none.refusal().contains("none of the 3 user pools in us-east-1 is meant"), "{}", none.stderr);
    assert_eq!(check(&["--tag", "stage"]).code, Some(2));
}

#[test]
fn a_region_that_cannot_be_listed_is_told_of_and_the_rest_is_whole() {
    let lab = Lab::new();
    let here = healthy_pool(&lab.aws, "here");
    let west = lab.aws.in_region("eu-west-1");
    seed::healthy_region(&west);
    let there = healthy_pool(&west, "there");
    let regions = &["check", "--all", "--regions", "us-east-1,eu-west-1", "--format", "json"];
    let both = lab.doctor(regions).run();
    assert_eq!(ids(&both.json()), sorted(&[&here, &there]), "{}", both.stderr);
    assert_eq!(both.code, Some(0), "{}", both.stdout);

    // Regions are told apart by the endpoint; one of the two lists is refused.
    lab.proxy.rules(&[Rule::on("ListUserPools").skip(1).times(1).denied()]);
    let one = lab.doctor(regions).run();
    let report = one.json();
    assert_eq!((one.code, ids(&report).len()), (Some(3), 1), "{report:#}");
    let entry = &report["unreadable"][0];
    assert_eq!(
        (&entry["scope"], &entry["code"]),
        (&json!("region"), &json!("AccessDeniedException")),
        "{entry}"
    );
    lab.proxy.rules(&[Rule::on("ListUserPools").skip(1).times(1).denied()]);
    let table = lab.doctor(&regions[..4]).run();
    assert!(table.stdout.contains("could not list the pools in "), "{}", table.stdout);
}

#[test]
fn accounts_are_entered_by_a_role() {
    let (lab, other, closed) = (Lab::new(), Lab::new(), Lab::new());
    let own = healthy_pool(&lab.aws, "own");
    let theirs = healthy_pool(&other.aws, "theirs");
    audit_role(&other.aws, &lab);
    let list = format!("# ours\n{}\n{}  # theirs\n{}\n", lab.account, other.account, closed.account);
    let args = ["check", "--all", "--accounts", "accounts.txt", "--assume-role", "audit"];
    let rest = ["--external-id", "shared-word", "--format", "json"];
    let run = lab.doctor(&[&args[..], &rest].concat()).file("accounts.txt", &list).run();
    let report = run.json();
    // By account, then Region and ID.
    assert_eq!(ids(&report), [own.pool_id.clone(), theirs.pool_id.clone()], "{}", run.stderr);
    assert_eq!(report["pools"][1]["account"], *other.account);
    assert_eq!(run.code, Some(3), "one account was not read");
    let unreadable = report["unreadable"].as_array().unwrap();
    assert_eq!(unreadable.len(), 1, "{report:#}");
    let entry = &unreadable[0];
    assert_eq!((&entry["scope"], &entry["account"]), (&json!("account"), &json!(closed.account)), "{entry}");
    assert_eq!((&entry["operation"], &entry["code"]), (&json!("sts:AssumeRole"), &json!("AccessDenied")));

    // Without the external ID nobody else's account opens.
    let run = lab.doctor(&[&args[..], &["--format", "json"]].concat()).file("accounts.txt", &list).run();
    assert_eq!(ids(&run.json()), std::slice::from_ref(&own.pool_id), "{}", run.stderr);

    let bad = lab.doctor(&args).file("accounts.txt", "111\n").run();
    assert!(bad.refusal().contains("accounts.txt:1: `111` is no account ID"), "{}", bad.stderr);
    let alone = lab.doctor(&["check", "--all", "--accounts", "accounts.txt"]).run();
    assert_eq!(alone.code, Some(2), "a role is needed");
}

#[test]
fn the_accounts_of_an_organization() {
    let (lab, other) = (Lab::new(), Lab::new());
    let own = healthy_pool(&lab.aws, "own");
    let theirs = healthy_pool(&other.aws, "theirs");
    audit_role(&other.aws, &lab);
    let account = |id: &str, state: &str| json!({"Id": id, "State": state, "Status": state});
    let pages = [
        (json!({"Accounts": [account(&lab.account, "ACTIVE")], "NextToken": "2"}), 0),
        (json!({"Accounts": [account(&other.account, "ACTIVE"), account("999900001111", "SUSPENDED")]}), 1),
    ];
    let rules = pages.map(|(page, skip)| Rule::on("ListAccounts").skip(skip).times(1).json(page));
    lab.proxy.rules(&[rules[0].clone(), rules[1].clone().skip(0)]);
    let args = ["check", "--all", "--accounts", "organization", "--assume-role", "audit"];
    let args = [&args[..], &["--external-id", "shared-word", "--format", "json"]].concat();
    let run = lab.doctor(&args).run();
    assert_eq!(ids(&run.json()), [own.pool_id, theirs.pool_id], "{}", run.stderr);
    assert!(run.stderr.contains("accounts that are not active are left out: 999900001111"), "{}", run.stderr);

    lab.proxy.rules(&[Rule::on("ListAccounts").denied()]);
    let refused = lab.doctor(&args).run();
    assert!(refused.refusal().contains("cannot list the accounts of the organization"), "{}", refused.stderr);
    assert!(refused.stderr.contains("organizations:ListAccounts"), "{}", refused.stderr);
}

#[test]
fn throttled_calls_come_again_and_nothing_of_it_is_in_the_report() {
    let lab = Lab::new();
    let pools: Vec<Seeded> = (0..4).map(|number| healthy_pool(&lab.aws, &format!("p{number}"))).collect();
    let args = ["check", "--all", "--format", "json"];
    let calm = timeless(lab.doctor(&args).run().json());
    lab.proxy.rules(&[
        Rule::on("DescribeUserPool").times(6).throttled(),
        Rule::on("DescribeUserPoolClient").times(3).throttled(),
        Rule::on("GetRole").times(3).throttled(),
    ]);
    let run = lab.doctor(&args).run();
    assert_eq!(timeless(run.json()), calm, "{}", run.stderr);
    assert_eq!(ids(&calm).len(), pools.len());
}

#[test]
fn the_end_of_the_time_leaves_a_report_on_the_rest() {
    let lab = Lab::new();
    let pools: Vec<Seeded> = (0..3).map(|number| healthy_pool(&lab.aws, &format!("p{number}"))).collect();
    let slow = pools[1].pool_id.as_str();
    lab.proxy.rules(&[Rule::on("DescribeUserPool").body(slow).hangs(), Rule::on("ListRolePolicies").hangs()]);
    let run = lab.doctor(&["check", "--all", "--timeout", "3", "--format", "json"]).run();
    let report = run.json();
    assert!(run.took.as_secs_f64() < 10.0, "{:?}", run.took);
    assert_eq!((run.code, &report["complete"]), (Some(3), &json!(false)), "{report:#}");
    assert_eq!(report["notices"][0]["kind"], "timeout");
    assert_eq!(ids(&report).len(), 2);
    let entry = &report["unreadable"][0];
    assert_eq!((&entry["id"], &entry["code"]), (&json!(slow), &json!("RunTimeout")), "{entry}");
    for pool in report["pools"].as_array().unwrap() {
        let waiting = pool["not_judged"].as_array().unwrap().iter();
        let mut of_role = waiting.filter(|entry| entry["needs"] == json!(["iam:ListRolePolicies"]));
        assert!(of_role.any(|entry| entry["reason"] == "RunTimeout"), "{pool:#}");
    }
    let table = lab.doctor(&["check", "--all", "--timeout", "2"]).run();
    assert!(
        table.stdout.contains("the run ended after 2 seconds (--timeout); the report is partial"),
        "{}",
        table.stdout
    );

    lab.proxy.rules(&[Rule::on("DescribeUserPool").hangs()]);
    let nothing = lab.doctor(&["check", "--all", "--timeout", "0.5"]).run();
    assert!(nothing.refusal().contains("no pool was read within 0.5 seconds"), "{}", nothing.stderr);
}

#[test]
fn snapshots_of_all_pools_are_files_that_are_read_once() {
    let lab = Lab::new();
    let pools: Vec<Seeded> = (0..3).map(|number| healthy_pool(&lab.aws, &format!("p{number}"))).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("pools");
    let path = to.to_str().expect("UTF-8");
    let args = ["snapshot", "--all", "-o", path];
    lab.proxy.rules(&[Rule::on("GetUserPoolMfaConfig").body(&pools[2].pool_id).denied()]);
    let run = lab.doctor(&args).run();
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{}", run.stderr);
    assert!(run.stderr.contains("3 pools written"), "{}", run.stderr);
    assert!(run.stderr.contains("of 1 pool, some deciding facts stand as Unread"), "{}", run.stderr);
    let files = || {
        let mut names: Vec<String> = fs::read_dir(&to)
            .expect("the folder")
            .map(|entry| entry.expect("a file").file_name().into_string().expect("UTF-8"))
            .collect();
        names.sort();
        names
    };
    let expected: Vec<String> =
        sorted(&pools.iter().collect::<Vec<_>>()).iter().map(|id| format!("{id}.json")).collect();
    assert_eq!(files(), expected);

    // What is whole and fresh is not read again; what is not, is.
    fs::write(to.join(&expected[0]), "half a fi").expect("written");
    let broken = expected[0].trim_end_matches(".json").to_owned();
    lab.proxy.rules(&[]);
    lab.proxy.forget();
    let again = lab.doctor(&args).run();
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    let asked: Vec<Value> =
        lab.proxy.calls_of("DescribeUserPool").iter().map(|call| call.body["UserPoolId"].clone()).collect();
    let mut expected_calls = vec![json!(broken), json!(pools[2].pool_id)];
    expected_calls.dedup();
    assert_eq!(asked.len(), expected_calls.len(), "{asked:?}");
    assert!(expected_calls.iter().all(|id| asked.contains(id)), "{asked:?} {expected_calls:?}");

    lab.proxy.forget();
    let rest = lab.doctor(&args).run();
    assert_eq!((rest.code, lab.proxy.calls_of("DescribeUserPool").len()), (Some(0), 0), "{}", rest.stderr);
    assert!(
        rest.stderr.contains("0 pools written") && rest.stderr.contains("3 pools there already"),
        "{}",
        rest.stderr
    );
    let anew = lab.doctor(&[&args[..], &["--max-age", "0"]].concat()).run();
    assert!(anew.stderr.contains("3 pools written"), "{}", anew.stderr);

    // The files are what check reads.
    let names: Vec<String> = expected.iter().map(|name| format!("{path}/{name}")).collect();
    let mut check = vec!["check", "--format", "json", "--snapshot"];
    check.extend(names.iter().map(String::as_str));
    let judged = lab.doctor(&check).run();
    assert_eq!(judged.code, Some(0), "{}", judged.stdout);
    assert_eq!(lab.doctor(&["snapshot", "--all"]).run().code, Some(2), "it needs a folder");
}
