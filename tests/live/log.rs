//! What `-v` says of the calls: all of them, how they went, and nothing else.

use serde_json::{Value, json};
use std::time::Duration;

use crate::many::audit_role;
use crate::support::rules::Rule;
use crate::support::{Lab, Metadata, Proxy, Run, doctor, healthy_pool};

/// Every line about a call as `service:Operation STATUS`, sorted.
fn told(run: &Run) -> Vec<String> {
    let told = run.log().into_iter().filter_map(|line| {
        let (about, how) = line.split_once(": ")?;
        let (name, status) = (about.split(' ').next()?, how.split(' ').next()?);
        Some(format!("{name} {status}"))
    });
    sorted(
        told.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()) && !line.starts_with("quota")),
    )
}

/// The same of what the proxy saw.
fn seen(proxy: &Proxy) -> Vec<String> {
    sorted(proxy.calls().iter().map(|call| format!("{} {}", call.name(), call.status.unwrap_or_default())))
}

fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

/// The lines about one operation.
fn lines<'a>(run: &'a Run, operation: &str) -> Vec<&'a str> {
    run.log().into_iter().filter(|line| line.split([' ', ':']).nth(1) == Some(operation)).collect()
}

#[test]
fn every_call_has_a_line_and_no_secret_is_in_it() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let client = json!({"UserPoolId": pool.pool_id, "ClientName": "with-secret", "GenerateSecret": true});
    let client = lab.aws.must("cognito-idp", "create_user_pool_client", client);
    let session = lab.aws.must("sts", "get_session_token", json!({}));
    let target = lab.target().with_session(&session["Credentials"]);
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let secrets = [
        text(&session["Credentials"]["SessionToken"]),
        target.access_key.clone(),
        target.secret_key.clone(),
        text(&client["UserPoolClient"]["ClientSecret"]),
        // Of bodies and headers.
        pool.external_id.clone(),
        pool.role_name.clone(),
        "with-secret".to_owned(),
        "AWS4-HMAC".to_owned(),
        "{".to_owned(),
    ];
    for verbose in ["-v", "-vv"] {
        lab.proxy.rules(&[
            Rule::on("DescribeUserPool").times(1).throttled(),
            Rule::on("GetRole").times(1).internal(),
            Rule::on("GetLogDeliveryConfiguration").denied(),
        ]);
        lab.proxy.forget();
        let args = ["check", "--format", "json", verbose, "--pool", &pool.pool_id];
        // What the environment says of other programs' logs says nothing here.
        let run = doctor(&args).target(&target).env("RUST_LOG", "trace").run();
        assert_eq!(run.json()["pools"][0]["id"], *pool.pool_id, "{run:#?}");
        assert_eq!(told(&run), seen(&lab.proxy), "{run:#?}");
        assert_eq!(run.log().len(), run.stderr.lines().count(), "{run:#?}");
        for secret in &secrets {
            assert!(!run.stderr.contains(secret), "{secret} in {run:#?}");
        }
        let about = format!("cognito-idp:DescribeUserPool us-east-1 {}: ", pool.pool_id);
        let described = lines(&run, "DescribeUserPool");
        let host = lab.proxy.endpoint().replace("http://", "at ");
        assert_eq!(described.len(), 2, "{run:#?}");
        assert!(described.iter().all(|line| line.starts_with(&about) && line.contains(&host)), "{run:#?}");
        assert!(described[0].contains(": 400 TooManyRequestsException in "), "{run:#?}");
        assert!(described[0].ends_with("; again when its quota has room"), "{run:#?}");
        assert!(described[1].contains(": 200 in ") && described[1].contains(", attempt 2, "), "{run:#?}");
        assert!(described.iter().all(|line| line.contains(", request ")), "{run:#?}");
        // Of two roles, the pool's and that of Amazon SES.
        let role = |begins: &str, words: &str| {
            let mut role = lines(&run, "GetRole").into_iter();
            assert!(role.any(|line| line.starts_with(begins) && line.contains(words)), "{run:#?}");
        };
        role("iam:GetRole: 500 ServiceFailure in ", "; again in ");
        role("iam:GetRole: 200 in ", ", attempt 2, ");
        let denied = lines(&run, "GetLogDeliveryConfiguration");
        assert!(denied[0].contains(": 400 AccessDeniedException in "), "{run:#?}");
        let slowed = run.log().iter().any(|line| line.starts_with("quota UserPoolRead in us-east-1: slowed"));
        assert_eq!(slowed, verbose == "-vv", "{run:#?}");
    }
    let silent = doctor(&["check", "--pool", &pool.pool_id]).target(&target).env("RUST_LOG", "trace").run();
    assert_eq!(silent.stderr, "");
}

#[test]
fn a_line_names_the_account_that_was_entered() {
    let (lab, other) = (Lab::new(), Lab::new());
    let pool = healthy_pool(&other.aws, "theirs");
    audit_role(&other.aws, &lab);
    let args =
        ["check", "--all", "-v", "--format", "json", "--accounts", "accounts.txt", "--assume-role", "audit"];
    let doctor = lab.doctor(&[&args[..], &["--external-id", "shared-word"]].concat());
    let run = doctor.file("accounts.txt", &other.account).run();
    assert_eq!(told(&run), seen(&lab.proxy), "{run:#?}");
    let account = &other.account;
    assert!(
        lines(&run, "AssumeRole")[0].starts_with(&format!("sts:AssumeRole {account} us-east-1: 200 in ")),
        "{run:#?}"
    );
    let about = format!("cognito-idp:DescribeUserPool {account} us-east-1 {}: 200 in ", pool.pool_id);
    assert!(lines(&run, "DescribeUserPool")[0].starts_with(&about), "{run:#?}");
    assert!(!run.stderr.contains("shared-word"), "{run:#?}");
}

#[test]
fn each_attempt_of_the_sdk_has_a_line_where_it_retries_as_it_was_told() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.rules(&[Rule::on("DescribeUserPool").times(2).throttled()]);
    let doctor = lab.doctor(&["snapshot", "-v", "--pool", &pool.pool_id]);
    let run = doctor.env("AWS_MAX_ATTEMPTS", "3").run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(told(&run), seen(&lab.proxy), "{run:#?}");
    let described = lines(&run, "DescribeUserPool");
    assert!(described[0].ends_with("; again as the retry settings say"), "{run:#?}");
    assert!(described[2].contains(": 200 in ") && described[2].contains(", attempt 3"), "{run:#?}");
}

#[test]
fn what_does_not_answer_has_a_line() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.rules(&[Rule::on("GetRole").hangs(), Rule::on("GetLogDeliveryConfiguration").reset()]);
    let run = lab.doctor(&["check", "--all", "-v", "--format", "json", "--timeout", "4"]).run();
    assert_eq!(run.json()["pools"][0]["id"], *pool.pool_id, "{run:#?}");
    let role = lines(&run, "GetRole");
    assert!(!role.is_empty(), "{run:#?}");
    assert!(role.iter().all(|line| line.starts_with("iam:GetRole: given up after ")), "{run:#?}");
    let logs = lines(&run, "GetLogDeliveryConfiguration");
    assert!(logs.len() == 3 && logs.iter().all(|line| line.contains(": ConnectionFailed in ")), "{run:#?}");

    lab.proxy.rules(&[Rule::on("GetRole").hangs()]);
    let run = lab.doctor(&["check", "-v", "--pool", &pool.pool_id]).env("AWS_MAX_ATTEMPTS", "1").run();
    let role = lines(&run, "GetRole");
    assert!(!role.is_empty(), "{run:#?}");
    // The five seconds begin before the line does.
    assert!(role.iter().all(|line| line.starts_with("iam:GetRole: Timeout in ")), "{run:#?}");
    assert!(run.took >= Duration::from_secs(5), "{run:#?}");
}

#[test]
fn calls_for_credentials_have_lines() {
    let proxy = Proxy::new("123456789012", "http://127.0.0.1:9", &[]);
    proxy.only_rules(&[
        Rule::on("ListUserPools").json(json!({"UserPools": []})),
        Rule::on("AssumeRole").error("AccessDenied", "canary"),
    ]);
    let config = "[profile audit]\nrole_arn = arn:aws:iam::111122223333:role/auditor\nsource_profile = source\n\
                  region = us-east-1\n[profile source]\naws_access_key_id = AKIACANARY\naws_secret_access_key = canary\n";
    let audit = doctor(&["check", "-v", "--profile", "audit"]).file(".aws/config", config);
    let run = audit.env("AWS_ENDPOINT_URL", proxy.endpoint()).run();
    assert_eq!(told(&run), seen(&proxy), "{run:#?}");
    assert!(run.log()[0].starts_with("sts:AssumeRole: 400 in "), "{run:#?}");
    assert!(!run.stderr.contains("AKIACANARY"), "{run:#?}");

    // The path to a container's credentials is a secret.
    let metadata = Metadata::start("AKIACONTAINER", "canary-secret", "us-east-1");
    let container = doctor(&["check", "-v", "--region", "us-east-1"]).envs(metadata.container_env());
    let run = container.env("AWS_ENDPOINT_URL", proxy.endpoint()).run();
    let host = metadata.endpoint().trim_start_matches("http://");
    assert!(run.log()[0].starts_with(&format!("GET {host}: 200 in ")), "{run:#?}");
    assert!(run.log()[1].starts_with("cognito-idp:ListUserPools us-east-1: 200 in "), "{run:#?}");
    for secret in ["AKIACONTAINER", "canary", "session-token", "metadata-token", "/container"] {
        assert!(!run.stderr.contains(secret), "{secret} in {run:#?}");
    }
}
