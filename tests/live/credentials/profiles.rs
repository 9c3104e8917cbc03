//! Keys of the environment, profiles of both files, programs that hand out credentials.

use serde_json::json;

use super::{CONFIG, CREDENTIALS, ask, contains, desk, keys, listed, pair, whose};
use crate::support::{Doctor, Lab, Proxy, aws_cli_with, doctor, healthy_pool};

/// The same question to the AWS CLI, with these files below its home and these variables.
fn cli(
    proxy: &Proxy,
    files: &[(&str, String)],
    env: &[(&'static str, &str)],
    args: &[&str],
) -> (String, String) {
    let home = tempfile::TempDir::new().expect("a temporary directory");
    std::fs::create_dir_all(home.path().join(".aws")).expect("a directory below home");
    for (path, content) in files {
        std::fs::write(home.path().join(path), content).expect("a file below home");
    }
    let mut all: Vec<(&'static str, String)> =
        env.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    all.push(("HOME", home.path().display().to_string()));
    all.push(("AWS_ENDPOINT_URL", proxy.endpoint()));
    proxy.forget();
    let said =
        aws_cli_with(all, &[&["cognito-idp", "list-user-pools", "--max-results", "60"], args].concat());
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let mut calls = proxy.calls_of("ListUserPools");
    assert_eq!(calls.len(), 1, "{calls:?}");
    let call = calls.remove(0);
    (call.access_key, call.region)
}

#[test]
fn keys_of_the_environment() {
    let proxy = desk();
    let with_keys = |region: &str, value: &str| {
        let doctor = ask(&proxy, &[]).env("AWS_ACCESS_KEY_ID", "AKIAENV");
        doctor.env("AWS_SECRET_ACCESS_KEY", "canary-of-env").env(region, value)
    };
    let call = listed(&proxy, with_keys("AWS_REGION", "eu-west-1"));
    assert_eq!((call.access_key.as_str(), call.region.as_str()), ("AKIAENV", "eu-west-1"));
    assert_eq!(call.session_token, "");
    let token = "canary-session-token";
    let call = listed(&proxy, with_keys("AWS_DEFAULT_REGION", "eu-west-3").env("AWS_SESSION_TOKEN", token));
    assert_eq!((call.region.as_str(), call.session_token.as_str()), ("eu-west-3", token));
    let both = with_keys("AWS_DEFAULT_REGION", "eu-west-3").env("AWS_REGION", "eu-west-1");
    assert_eq!(listed(&proxy, both).region, "eu-west-1");
    // An empty variable is an unset one.
    let empty = with_keys("AWS_REGION", "eu-west-1").env("AWS_SESSION_TOKEN", "").env("AWS_PROFILE", "");
    assert_eq!(listed(&proxy, empty).session_token, "");
}

#[test]
fn half_a_key_pair_is_no_credentials() {
    let proxy = desk();
    let run = ask(&proxy, &["--region", "us-east-1"]).env("AWS_ACCESS_KEY_ID", "AKIAHALF").run();
    contains(&run, &["AWS credentials", "AWS_SECRET_ACCESS_KEY"]);
    assert!(proxy.calls().is_empty());
}

/// Profiles in both files, each with a key and a Region that tell it.
fn profiles() -> [(&'static str, String); 2] {
    let section = |name: &str, key: &str, region: &str| format!("[{name}]\n{}region = {region}\n", keys(key));
    let config = [
        "[default]\nregion = us-west-1\n[profile shop]\nregion = eu-west-1\n".to_owned(),
        section("profile work", "AKIAWORK", "eu-west-2"),
        section("profile older", "AKIAOLDER", "eu-west-3"),
    ];
    let credentials = [("default", "AKIADEFAULT"), ("shop", "AKIASHOP")]
        .map(|(name, key)| format!("[{name}]\n{}", keys(key)));
    [(CONFIG, config.concat()), (CREDENTIALS, credentials.concat())]
}

struct Choice {
    args: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
    /// The key, and the Region that is then the default.
    chosen: (&'static str, &'static str),
}

const fn choice(
    args: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
    key: &'static str,
    region: &'static str,
) -> Choice {
    Choice { args, env, chosen: (key, region) }
}

const SHOP: &[&str] = &["--profile", "shop"];
const WORK: &[&str] = &["--profile", "work"];
const OTHERS: &[(&str, &str)] = &[("AWS_PROFILE", "work"), ("AWS_DEFAULT_PROFILE", "older")];
const ID: (&str, &str) = ("AWS_ACCESS_KEY_ID", "AKIAENV");
const SECRET: (&str, &str) = ("AWS_SECRET_ACCESS_KEY", "canary-of-env");
const REGION: (&str, &str) = ("AWS_DEFAULT_REGION", "ap-south-1");

/// What the flags say goes first, then the variables, then the profile.
const PLAIN: &[Choice] = &[
    choice(&[], &[], "AKIADEFAULT", "us-west-1"),
    choice(SHOP, &[], "AKIASHOP", "eu-west-1"),
    choice(WORK, &[], "AKIAWORK", "eu-west-2"),
    choice(&[], &[("AWS_PROFILE", "work")], "AKIAWORK", "eu-west-2"),
    choice(&[], &[("AWS_DEFAULT_PROFILE", "work")], "AKIAWORK", "eu-west-2"),
    choice(WORK, &[REGION], "AKIAWORK", "ap-south-1"),
    choice(&["--profile", "work", "--region", "sa-east-1"], &[REGION], "AKIAWORK", "sa-east-1"),
];

/// Where two of a kind disagree. Keys in the environment win over a profile that the environment names, but not over
/// the flag.
const DOUBTFUL: &[Choice] = &[
    choice(&[], OTHERS, "AKIAOLDER", "eu-west-3"),
    choice(SHOP, OTHERS, "AKIASHOP", "eu-west-1"),
    choice(&[], &[("AWS_PROFILE", "work"), ID, SECRET], "AKIAENV", "eu-west-2"),
    choice(WORK, &[ID, SECRET], "AKIAWORK", "eu-west-2"),
];

#[test]
fn profiles_are_chosen_as_in_the_aws_cli() {
    let proxy = desk();
    let files = profiles();
    for Choice { args, env, chosen: (key, region) } in PLAIN.iter().chain(DOUBTFUL) {
        let mut doctor = ask(&proxy, args);
        for (path, content) in &files {
            doctor = doctor.file(path, content);
        }
        let doctor = doctor.envs(env.iter().map(|(name, value)| (*name, (*value).to_owned())));
        assert_eq!(whose(&proxy, doctor), pair(key, region), "{args:?} {env:?}");
    }
    for Choice { args, env, chosen: (key, region) } in DOUBTFUL {
        assert_eq!(cli(&proxy, &files, env, args), pair(key, region), "the AWS CLI: {args:?} {env:?}");
    }
}

#[test]
fn configuration_files_elsewhere() {
    let proxy = desk();
    let doctor = ask(&proxy, &["--profile", "away"]);
    let doctor = doctor
        .file("c", "[profile away]\nregion = eu-west-1\n")
        .file("k", &format!("[away]\n{}", keys("AKIAAWAY")));
    let doctor = doctor.env("AWS_CONFIG_FILE", "c").env("AWS_SHARED_CREDENTIALS_FILE", "k");
    assert_eq!(whose(&proxy, doctor), pair("AKIAAWAY", "eu-west-1"));
}

#[test]
fn a_profile_that_does_not_exist() {
    let proxy = desk();
    let [(config, text), (credentials, secrets)] = profiles();
    for variable in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
        let doctor = ask(&proxy, &[]).file(config, &text).file(credentials, &secrets);
        let run = doctor.env(variable, "shopp").env("AWS_REGION", "us-east-1").run();
        contains(&run, &["there is no profile shopp", "default, older, shop, work"]);
    }
    let run = ask(&proxy, &["--profile", "shopp", "--region", "us-east-1"]).run();
    contains(&run, &["there is no profile shopp", "aws configure"]);
    // Also where the environment holds keys: the AWS CLI refuses, too.
    let run = ask(&proxy, &["--profile", "shopp", "--region", "us-east-1"]);
    let run = run.env("AWS_ACCESS_KEY_ID", "AKIAENV").env("AWS_SECRET_ACCESS_KEY", "canary").run();
    contains(&run, &["there is no profile shopp"]);
    assert!(proxy.calls().is_empty());
}

#[test]
fn a_profile_that_holds_nothing() {
    let proxy = desk();
    let doctor = ask(&proxy, &["--profile", "bare"]).file(CONFIG, "[profile bare]\nregion = us-east-1\n");
    contains(&doctor.run(), &["no AWS credentials found"]);
    let doctor = ask(&proxy, &["--profile", "half"]);
    let doctor = doctor.file(CONFIG, "[profile half]\nregion = us-east-1\naws_secret_access_key = canary\n");
    contains(&doctor.run(), &["half", "aws_access_key_id"]);
    let doctor = ask(&proxy, &[]).file(CONFIG, "[default\nregion = us-east-1\n");
    contains(&doctor.run(), &["AWS configuration files", "~/.aws/config"]);
}

/// A program below home that hands out credentials.
fn process(output: &str) -> String {
    format!("#!/bin/sh\necho called >> calls\ncat <<'END'\n{output}\nEND\n")
}

fn with_process(proxy: &Proxy, script: &str) -> Doctor {
    let doctor = ask(proxy, &["--profile", "tool"]).file("hand-out.sh", script);
    let config =
        "[profile tool]\nregion = us-east-1\ncredential_process = /bin/sh hand-out.sh --for 'the doctor'\n";
    doctor.file(CONFIG, config)
}

#[test]
fn a_credential_process() {
    let proxy = desk();
    let output = json!({"Version": 1, "AccessKeyId": "ASIATOOL", "SecretAccessKey": "canary-secret",
        "SessionToken": "canary-token", "Expiration": "2099-01-01T00:00:00Z"});
    proxy.forget();
    let (child, home) = with_process(&proxy, &process(&output.to_string())).spawn();
    let output = child.wait_with_output().expect("our child");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("canary"), "{output:?}");
    let calls = proxy.calls_of("ListUserPools");
    assert_eq!((calls[0].access_key.as_str(), calls[0].session_token.as_str()), ("ASIATOOL", "canary-token"));
    // Once: it may ask a person for a code.
    assert_eq!(std::fs::read_to_string(home.path().join("calls")).expect("it was called"), "called\n");
}

#[test]
fn a_credential_process_that_fails() {
    let proxy = desk();
    for (script, said) in [
        ("echo 'log in to the vault first' >&2; echo canary; exit 3", "log in to the vault first"),
        (&process("canary-that-is-no-json"), "tool"),
        (&process(r#"{"Version": 7, "AccessKeyId": "A", "SecretAccessKey": "canary"}"#), "tool"),
        (&process(r#"{"Version": 1, "AccessKeyId": "A", "Secret": "canary"}"#), "tool"),
    ] {
        let run = with_process(&proxy, script).run();
        contains(&run, &["the AWS credentials of profile tool cannot be loaded", said]);
    }
    let run = ask(&proxy, &["--profile", "tool", "--region", "us-east-1"]);
    let run = run.file(CONFIG, "[profile tool]\ncredential_process = ./not-there --token canary\n").run();
    contains(&run, &["the AWS credentials of profile tool cannot be loaded"]);
    assert!(proxy.calls().is_empty());
}

#[test]
fn a_whole_run_prints_no_secret() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let auditor = lab.user_without("auditor", &["sts:*"]);
    let role = lab.aws.must("sts", "get_session_token", json!({}));
    let secrets = [auditor.secret_key.as_str(), role["Credentials"]["SessionToken"].as_str().unwrap()];
    let temporary = lab.target().with_session(&role["Credentials"]);
    for target in [&auditor, &temporary] {
        for args in [
            &["check", "-v", "--pool", &pool.pool_id][..],
            &["check", "-v", "--format", "json", "--pool", &pool.pool_id],
            &["snapshot", "-v", "--pool", &pool.pool_id],
        ] {
            let run = doctor(args).target(target).run();
            assert_eq!(run.code, Some(0), "{run:#?}");
            for secret in secrets {
                assert!(!run.stdout.contains(secret) && !run.stderr.contains(secret), "{run:#?}");
            }
        }
    }
}
