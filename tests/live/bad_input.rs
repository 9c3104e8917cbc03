//! Where nothing can be judged: one clear message, what to do about it, exit code 2, and soon.

use std::time::Duration;

use serde_json::json;

use crate::support::rules::Rule;
use crate::support::servers::{free_port, silent};
use crate::support::{Doctor, Lab, Run, doctor, healthy_pool};

const POOL: &str = "us-east-1_AbCdEf123";

fn contains(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "`{word}` is missing: {said}");
    }
}

fn check_pool(lab: &Lab, pool: &str) -> Doctor {
    lab.doctor(&["check", "--pool", pool])
}

/// A run that takes no longer than that. A busy machine makes a run longer, never shorter: one of five proves it.
fn within(seconds: u64, run: impl Fn() -> Run) -> Run {
    let most = Duration::from_secs(seconds);
    (0..5).map(|_| run()).find(|run| run.took < most).unwrap_or_else(|| panic!("none of five in {most:?}"))
}

#[test]
fn no_credentials() {
    for args in [&["check", "--pool", POOL][..], &["check", "--region", "us-east-1"]] {
        let run = within(3, || doctor(args).run());
        contains(run.refusal(), &["error: no AWS credentials found", "--profile", "AWS_ACCESS_KEY_ID"]);
    }
    let run = doctor(&["snapshot", "--pool", POOL]).run();
    contains(run.refusal(), &["no AWS credentials found"]);
}

#[test]
fn no_credentials_where_the_metadata_address_leads_nowhere() {
    let (_held, nowhere) = silent();
    let lost = |args: &[&str]| {
        let doctor = || doctor(args).with_metadata();
        within(3, || doctor().env("AWS_EC2_METADATA_SERVICE_ENDPOINT", &nowhere).run())
    };
    contains(lost(&["check", "--pool", POOL]).refusal(), &["no AWS credentials found"]);
    contains(lost(&["check"]).refusal(), &["no AWS Region is set"]);
}

#[test]
fn no_region() {
    let (key, secret) = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    let run = doctor(&["check"]).env(key, "AKIAEXAMPLE").env(secret, "canary").run();
    contains(run.refusal(), &["error: no AWS Region is set", "--region", "AWS_REGION"]);
    let run = doctor(&["check", "--region", "Frankfurt"]).env(key, "AKIAEXAMPLE").env(secret, "canary").run();
    contains(run.refusal(), &["--region", "Frankfurt"]);
}

#[test]
fn names_that_are_no_pool() {
    let arn = "arn:aws:cognito-idp:us-east-1:111122223333:userpool/";
    for (name, said) in [
        ("customers", "is not a user pool's ID"),
        ("us-east-1-AbCdEf123", "is not a user pool's ID"),
        ("", "is not a user pool's ID"),
        ("arn:aws:cognito-idp:us-east-1", "is not the ARN of a user pool"),
        ("arn:aws:iam::111122223333:role/us-east-1_AbCdEf123", "its service is iam"),
        (arn, "is not a pool's ID"),
        (&format!("{arn}eu-west-1_AbCdEf123"), "its Region is us-east-1, but the ID's is eu-west-1"),
    ] {
        let run = doctor(&["check", "--pool", name]).run();
        contains(run.refusal(), &[said, name]);
        contains(doctor(&["snapshot", "--pool", name]).run().refusal(), &[said]);
    }
}

#[test]
fn a_setting_that_is_none() {
    let lab = Lab::new();
    for (name, value) in [
        ("AWS_REGION", "Frankfurt"),
        ("AWS_MAX_ATTEMPTS", "many"),
        ("AWS_RETRY_MODE", "bold"),
        ("AWS_ENDPOINT_URL", "localhost:4566"),
        ("AWS_ENDPOINT_URL", ""),
        ("AWS_ENDPOINT_URL_STS", ""),
    ] {
        let run = check_pool(&lab, POOL).env(name, value).run();
        contains(run.refusal(), &[&format!("error: {name} is {value:?}"), &format!("unset {name}")]);
    }
    let run = check_pool(&lab, POOL).file(".aws/config", "[default]\nendpoint_url =\n").run();
    contains(run.refusal(), &["endpoint_url of profile default is \"\""]);
    let run = check_pool(&lab, POOL).arg("--endpoint-url").arg("localhost:4566").run();
    contains(run.refusal(), &["--endpoint-url", "localhost:4566"]);
    assert!(lab.proxy.calls().is_empty(), "nothing is sent");
}

#[test]
fn a_pool_that_does_not_exist() {
    let lab = Lab::new();
    let run = check_pool(&lab, "us-east-1_Missing01").run();
    contains(
        run.refusal(),
        &["there is no user pool us-east-1_Missing01 in us-east-1", "mfa-doctor check --region us-east-1"],
    );
    // The Region is the ID's, whatever the default is.
    let run = check_pool(&lab, "eu-west-1_Missing01").run();
    contains(run.refusal(), &["there is no user pool eu-west-1_Missing01 in eu-west-1"]);
    let run = lab.doctor(&["snapshot", "--pool", "us-east-1_Missing01"]).run();
    contains(run.refusal(), &["there is no user pool us-east-1_Missing01 in us-east-1"]);
}

#[test]
fn one_pool_of_two_does_not_exist() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let args = ["check", "--format", "json", "--pool", &pool.pool_id, "--pool", "us-east-1_Missing01"];
    let run = lab.doctor(&args).run();
    let report = run.json();
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert_eq!((&report["exit_code"], &report["complete"]), (&json!(3), &json!(false)));
    assert_eq!(report["pools"].as_array().map(Vec::len), Some(1));
    assert_eq!(report["pools"][0]["id"], pool.pool_id);
    let unreadable = report["unreadable"].as_array().expect("a list");
    assert_eq!(unreadable.len(), 1, "{report:#}");
    let expected = [
        ("scope", "pool"),
        ("id", "us-east-1_Missing01"),
        ("region", "us-east-1"),
        ("operation", "cognito-idp:DescribeUserPool"),
        ("code", "ResourceNotFoundException"),
    ];
    for (member, value) in expected {
        assert_eq!(unreadable[0][member], value, "{member}: {report:#}");
    }
    // The table names it, too.
    let run = lab.doctor(&["check", "--pool", &pool.pool_id, "us-east-1_Missing01"]).run();
    assert_eq!(run.code, Some(3), "{run:#?}");
    contains(&run.stdout, &[&pool.pool_id, "us-east-1_Missing01", "cognito-idp:DescribeUserPool"]);
}

#[test]
fn access_denied() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let blind = lab.user_without("blind", &["cognito-idp:DescribeUserPool", "cognito-idp:ListUserPools"]);
    let name = format!("arn:aws:iam::{}:user/blind", lab.account);
    let run = doctor(&["check", "--pool", &pool.pool_id]).target(&blind).run();
    contains(
        run.refusal(),
        &[&pool.pool_id, &format!("{name} is not allowed to call cognito-idp:DescribeUserPool")],
    );
    let run = doctor(&["check"]).target(&blind).run();
    contains(run.refusal(), &[&format!("{name} is not allowed to call cognito-idp:ListUserPools")]);
    // Nor is it told who it is.
    lab.proxy.rules(&[Rule::on("GetCallerIdentity").denied()]);
    let run = doctor(&["check"]).target(&blind).run();
    contains(run.refusal(), &["is not allowed to call cognito-idp:ListUserPools"]);
}

#[test]
fn credentials_that_aws_does_not_take() {
    let lab = Lab::new();
    let auditor = lab.user_without("auditor", &[]);
    let unknown = auditor.with_key("AKIAUNKNOWN000000000", "canary");
    let run = doctor(&["check", "--pool", POOL]).target(&unknown).run();
    contains(run.refusal(), &["AWS does not accept the credentials", "UnrecognizedClientException", POOL]);
    let wrong = auditor.with_key(&auditor.access_key, "canary");
    let run = doctor(&["check"]).target(&wrong).run();
    contains(run.refusal(), &["AWS does not accept the credentials", "Signature"]);

    let said = "The security token included in the request is expired";
    lab.proxy.only_rules(&[Rule::on_all().error("ExpiredTokenException", said)]);
    for args in [&["check", "--pool", POOL][..], &["check"], &["snapshot", "--pool", POOL]] {
        let run = lab.doctor(args).env("AWS_SESSION_TOKEN", "canary").run();
        contains(run.refusal(), &["the AWS session token has expired", said, "AWS_SESSION_TOKEN"]);
    }
}

#[test]
fn an_endpoint_that_is_down() {
    let lab = Lab::new();
    let down = format!("http://127.0.0.1:{}", free_port().unwrap());
    let address = down.strip_prefix("http://").unwrap();
    for args in [&["check", "--pool", POOL][..], &["check"]] {
        let run = within(20, || doctor(args).target(&lab.target().with_endpoint(&down)).run());
        contains(run.refusal(), &["no connection to", address, "AWS_ENDPOINT_URL"]);
    }
    let run = doctor(&["check", "--endpoint-url", &down]).target(&lab.target()).run();
    contains(run.refusal(), &["no connection to", address]);
}

#[test]
fn an_endpoint_that_is_not_aws() {
    let lab = Lab::new();
    let address = lab.proxy.endpoint();
    let page = "<!DOCTYPE html><html><body>Sign in to the guest network</body></html>";
    for rule in [
        Rule::on_all().garbage(),
        Rule::on_all().empty(),
        Rule::on_all().http(200, "text/html", page),
        Rule::on_all().http(403, "text/html", page),
        Rule::on_all().http(200, "application/x-amz-json-1.1", "[]"),
        Rule::on_all().http(200, "application/x-amz-json-1.1", "\"UserPool\""),
        Rule::on_all().json(json!({"UserPool": null, "UserPools": null})),
        Rule::on_all().truncated(),
    ] {
        lab.proxy.only_rules(std::slice::from_ref(&rule));
        for args in [&["check", "--pool", POOL][..], &["check"]] {
            let run = within(20, || lab.doctor(args).env("AWS_MAX_ATTEMPTS", "1").run());
            let said = run.refusal();
            assert!(said.contains("answer"), "{rule:?}: {said}");
            assert!(said.contains(&address[7..]), "{rule:?}: {said}");
            assert!(!said.contains("guest network"), "{said}");
        }
    }
}

#[test]
fn an_endpoint_that_never_answers() {
    let lab = Lab::new();
    let (_held, nowhere) = silent();
    let target = lab.target().with_endpoint(&nowhere);
    // Side by side: they do nothing but wait.
    let ends = |args: &[&str]| {
        let run = within(10, || doctor(args).target(&target).env("AWS_MAX_ATTEMPTS", "1").run());
        contains(run.refusal(), &["did not answer in time", &nowhere[7..]]);
    };
    std::thread::scope(|scope| {
        scope.spawn(|| ends(&["check", "--pool", POOL]));
        scope.spawn(|| ends(&["check"]));
    });
}

#[test]
fn without_a_pool_the_pools_are_listed() {
    let lab = Lab::new();
    let run = lab.doctor(&["check"]).run();
    contains(run.refusal(), &["no pool was named, and us-east-1 has none", "--region"]);

    let make = |name: &str| {
        let made = lab.aws.must("cognito-idp", "create_user_pool", json!({"PoolName": name}));
        made["UserPool"]["Id"].as_str().unwrap().to_owned()
    };
    let pools: Vec<(String, String)> =
        (0..62).map(|number| format!("pool-{number:02}")).map(|name| (make(&name), name)).collect();
    lab.proxy.forget();
    let run = lab.doctor(&["check"]).run();
    let said = run.refusal();
    contains(said, &["no pool was named; us-east-1 has 62:"]);
    for (id, name) in &pools {
        let line = said.lines().find(|line| line.contains(id)).unwrap_or_else(|| panic!("no {id}: {said}"));
        contains(line, &[&format!("mfa-doctor check --pool {id}"), name]);
    }
    let pages = lab.proxy.calls_of("ListUserPools");
    assert_eq!(pages.len(), 2);
    assert!(pages.iter().all(|page| page.body["MaxResults"] == 60), "AWS takes no more: {pages:?}");

    // A page that cannot be read leaves no half list.
    lab.proxy.rules(&[Rule::on("ListUserPools").skip(1).denied()]);
    let run = lab.doctor(&["check"]).run();
    contains(run.refusal(), &["is not allowed to call cognito-idp:ListUserPools"]);

    // A Region of one's own choosing.
    lab.proxy.quiet();
    let run = lab.doctor(&["check", "--region", "eu-west-1"]).run();
    contains(run.refusal(), &["eu-west-1 has none"]);
}

#[test]
fn a_listed_pool_cannot_paint_the_terminal() {
    let lab = Lab::new();
    let listed = json!({"UserPools": [{"Id": POOL, "Name": "a\u{1b}[31m\nerror: b"}]});
    lab.proxy.only_rules(&[Rule::on("ListUserPools").json(listed)]);
    let run = lab.doctor(&["check"]).run();
    assert!(!run.refusal().contains('\u{1b}'), "{run:#?}");
}

#[test]
fn the_region_of_the_pool_wins() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let note = format!("note: {} is in us-east-1, not in the default Region eu-west-1\n", pool.pool_id);
    for name in [&pool.pool_id, &pool.arn] {
        lab.proxy.forget();
        let args = ["check", "--pool", name, "--format", "json"];
        let run = lab.doctor(&args).arg("--region").arg("eu-west-1").run();
        assert_eq!(run.json()["pools"][0]["region"], "us-east-1");
        assert_eq!(run.stderr, note);
        let calls = lab.proxy.calls_of("DescribeUserPool");
        assert_eq!(calls.len(), 1);
        assert_eq!(calls[0].region, "us-east-1");
        // From the environment it is the same; asked to be quiet it is not said.
        let run = lab.doctor(&args).env("AWS_REGION", "eu-west-1").run();
        assert_eq!(run.stderr, note);
        assert_eq!(lab.doctor(&args).env("AWS_REGION", "eu-west-1").arg("-q").run().stderr, "");
        // Without any Region there is nothing to remark.
        assert_eq!(lab.doctor(&args).env_remove("AWS_REGION").run().stderr, "");
    }
}

#[test]
fn a_pool_by_its_arn() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let by = |name: &str| lab.doctor(&["check", "--pool", name, "--format", "json"]).run().json();
    let (mut by_arn, by_id) = (by(&pool.arn), by(&pool.pool_id));
    assert_eq!(by_arn["pools"][0]["arn"], pool.arn.as_str());
    by_arn["generated_at"] = by_id["generated_at"].clone();
    by_arn["pools"][0]["taken_at"] = by_id["pools"][0]["taken_at"].clone();
    assert_eq!(by_arn, by_id);
}
