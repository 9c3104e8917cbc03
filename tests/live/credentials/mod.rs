//! Credentials as the AWS CLI finds them, and what is said where they cannot be had.

mod endpoints;
mod machine;
mod profiles;
mod roles;
mod sso;

use serde_json::json;

use crate::support::rules::Rule;
use crate::support::{Call, Doctor, Proxy, Run, doctor};

const CONFIG: &str = ".aws/config";
const CREDENTIALS: &str = ".aws/credentials";

/// An endpoint that takes any key, hands out a role's credentials, and knows of one pool.
fn desk() -> Proxy {
    let proxy = Proxy::new("123456789012", "http://127.0.0.1:9", &[]);
    proxy.only_rules(&at_desk());
    proxy
}

fn at_desk() -> Vec<Rule> {
    let pools = json!({"UserPools": [{"Id": "us-east-1_AbCdEf123", "Name": "customers"}]});
    let role = "<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>canary-secret</SecretAccessKey>\
        <SessionToken>canary-role-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
        <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/auditor/x</Arn>\
        <AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser>";
    vec![
        Rule::on("ListUserPools").json(pools),
        Rule::on("AssumeRole").xml(role),
        Rule::on("AssumeRoleWithWebIdentity").xml(role),
    ]
}

/// `check` at that endpoint, with no credentials and no Region yet.
fn ask(proxy: &Proxy, args: &[&str]) -> Doctor {
    doctor(&[&["check", "-v"], args].concat()).env("AWS_ENDPOINT_URL", proxy.endpoint())
}

fn keys(access_key: &str) -> String {
    format!("aws_access_key_id = {access_key}\naws_secret_access_key = canary-of-{access_key}\n")
}

/// The one request of a run that listed the pools.
#[track_caller]
fn listed(proxy: &Proxy, doctor: Doctor) -> Call {
    proxy.forget();
    let run = doctor.run();
    assert!(run.refusal().contains("--pool us-east-1_AbCdEf123"), "{run:#?}");
    let mut calls = proxy.calls_of("ListUserPools");
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls.remove(0)
}

/// Whose key it was, and in which Region.
fn whose(proxy: &Proxy, doctor: Doctor) -> (String, String) {
    let call = listed(proxy, doctor);
    (call.access_key, call.region)
}

fn pair(access_key: &str, region: &str) -> (String, String) {
    (access_key.to_owned(), region.to_owned())
}

#[track_caller]
fn contains(run: &Run, words: &[&str]) {
    let said = run.refusal();
    for word in words {
        assert!(said.contains(word), "`{word}` is missing: {said}");
    }
}
