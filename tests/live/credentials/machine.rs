//! Credentials of a container and of an instance.

use super::{CONFIG, ask, contains, desk, listed, pair, whose};
use crate::support::Metadata;

fn metadata() -> Metadata {
    Metadata::start("ASIAMACHINE", "canary-of-machine", "eu-west-1")
}

const TOKEN: &str = "session-token-of-metadata";

#[test]
fn a_container() {
    let (proxy, metadata) = (desk(), metadata());
    let doctor = ask(&proxy, &["--region", "us-east-1"]).envs(metadata.container_env());
    let call = listed(&proxy, doctor);
    assert_eq!((call.access_key.as_str(), call.session_token.as_str()), ("ASIAMACHINE", TOKEN));
    assert_eq!(metadata.requests(), ["GET /container/credentials"]);

    // As EKS Pod Identity has it: the token in a file.
    let mut env = metadata.container_env();
    let token = env.pop().unwrap().1;
    let doctor = ask(&proxy, &["--region", "us-east-1"]).envs(env).file("token", &token);
    let doctor = doctor.env("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "token");
    assert_eq!(whose(&proxy, doctor), pair("ASIAMACHINE", "us-east-1"));
}

#[test]
fn a_container_that_refuses() {
    let (proxy, metadata) = (desk(), metadata());
    let doctor = ask(&proxy, &["--region", "us-east-1"]).envs(metadata.container_env());
    let run = doctor.env("AWS_CONTAINER_AUTHORIZATION_TOKEN", "canary-wrong").run();
    contains(&run, &["AWS credentials"]);
    assert!(proxy.calls().is_empty());
}

#[test]
fn an_instance() {
    let (proxy, metadata) = (desk(), metadata());
    let doctor = ask(&proxy, &[]).with_metadata().envs(metadata.instance_env());
    let call = listed(&proxy, doctor);
    assert_eq!((call.access_key.as_str(), call.session_token.as_str()), ("ASIAMACHINE", TOKEN));
    assert_eq!(call.region, "eu-west-1", "the instance's Region, where nothing else names one");
    assert_eq!(metadata.requests()[0], "PUT /latest/api/token", "IMDSv2");
    let doctor = ask(&proxy, &["--region", "us-east-1"]).with_metadata().envs(metadata.instance_env());
    assert_eq!(whose(&proxy, doctor), pair("ASIAMACHINE", "us-east-1"));
    // Whoever has forbidden it is not answered with it.
    let doctor = ask(&proxy, &["--region", "us-east-1"]).envs(metadata.instance_env());
    contains(&doctor.run(), &["no AWS credentials found"]);
}

#[test]
fn an_instance_behind_a_proxy() {
    let (proxy, metadata) = (desk(), metadata());
    let doctor = ask(&proxy, &[]).with_metadata().envs(metadata.instance_env());
    let doctor = doctor.env("HTTP_PROXY", proxy.endpoint()).env("HTTPS_PROXY", proxy.endpoint());
    assert_eq!(whose(&proxy, doctor), pair("ASIAMACHINE", "eu-west-1"));
    let doctor = ask(&proxy, &["--region", "us-east-1"]).envs(metadata.container_env());
    assert_eq!(whose(&proxy, doctor.env("HTTP_PROXY", proxy.endpoint())), pair("ASIAMACHINE", "us-east-1"));
}

#[test]
fn a_role_by_the_credentials_of_the_machine() {
    let (proxy, metadata) = (desk(), metadata());
    let audit = |source: &str| {
        let config = format!(
            "[profile audit]\nregion = us-east-1\nrole_arn = arn:aws:iam::111122223333:role/auditor\n\
             credential_source = {source}\n"
        );
        ask(&proxy, &["--profile", "audit"]).file(CONFIG, &config)
    };
    let instance = audit("Ec2InstanceMetadata").with_metadata().envs(metadata.instance_env());
    let container = audit("EcsContainer").envs(metadata.container_env());
    for doctor in [instance, container] {
        assert_eq!(listed(&proxy, doctor).access_key, "ASIAROLE");
        let sent = proxy.calls_of("AssumeRole").remove(0);
        assert_eq!((sent.access_key.as_str(), sent.session_token.as_str()), ("ASIAMACHINE", TOKEN));
    }
    // Where the machine has none, the profile says so.
    contains(&audit("EcsContainer").run(), &["profile audit"]);
}
