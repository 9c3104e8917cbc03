//! Servers, AWS CLI, metadata server and the program under test.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::servers::{http_get, servers};
use crate::support::{self, venv};
use crate::support::{Lab, Metadata, aws_cli, aws_cli_with, doctor, healthy_pool};

#[test]
fn servers_answer() {
    let servers = servers();
    assert!(http_get(&servers.ministack, "/_ministack/ready").unwrap().starts_with("HTTP/1.1 200"));
    assert!(http_get(&servers.moto, "/moto-api/").unwrap().starts_with("HTTP/1.1 200"));
}

#[test]
fn servers_end_with_the_process_that_holds_their_input() {
    let python = venv::MINISTACK.bin().unwrap().join("python");
    let scratch = tempfile::TempDir::new().unwrap().keep();
    let mut launcher = Command::new(&python);
    launcher.arg("-B").arg(support::file("launcher.py")).arg(&scratch).arg(&python);
    let mut launcher =
        launcher.args(["-c", "import time; time.sleep(1000)"]).stdin(Stdio::piped()).spawn().unwrap();
    assert!(launcher.try_wait().unwrap().is_none());
    drop(launcher.stdin.take());
    // The launcher waits for the server's end before it removes the scratch directory.
    assert!(launcher.wait().unwrap().success());
    assert!(!scratch.exists());
}

#[test]
fn the_aws_cli_carries_out_commands() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "shop");
    let done =
        aws_cli(&lab.target(), &["cognito-idp", "describe-user-pool", "--user-pool-id", &pool.pool_id]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(read["UserPool"]["Name"], "shop");
    assert_eq!(lab.proxy.calls_of("DescribeUserPool").len(), 1);
}

/// Who the AWS CLI is, with no credentials but those of the metadata server.
fn caller(lab: &Lab, metadata: Vec<(&'static str, String)>) -> Value {
    let mut env = metadata;
    env.push(("AWS_EC2_METADATA_DISABLED", "false".into()));
    env.push(("AWS_ENDPOINT_URL", lab.proxy.endpoint()));
    env.push(("AWS_DEFAULT_REGION", lab.region.clone()));
    let said = aws_cli_with(env, &["sts", "get-caller-identity"]);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).unwrap()
}

#[test]
fn the_metadata_server_gives_credentials_to_a_container() {
    let lab = Lab::new();
    let metadata = Metadata::start(&lab.account, "secret", "eu-west-1");
    assert_eq!(caller(&lab, metadata.container_env())["Account"], lab.account.as_str());
    assert_eq!(metadata.requests(), ["GET /container/credentials"]);
}

#[test]
fn the_metadata_server_gives_credentials_to_an_instance() {
    let lab = Lab::new();
    let metadata = Metadata::start(&lab.account, "secret", "eu-west-1");
    assert_eq!(caller(&lab, metadata.instance_env())["Account"], lab.account.as_str());
    assert_eq!(metadata.requests()[0], "PUT /latest/api/token");
    let roles = "/latest/meta-data/iam/security-credentials/";
    assert!(
        http_get(metadata.endpoint(), roles).unwrap().starts_with("HTTP/1.1 401"),
        "IMDSv2 wants its token"
    );
}

#[test]
fn the_program_starts_in_a_clean_environment() {
    let run = doctor(&[]).input("text").file(".aws/config", "[default]\n").run();
    assert!(run.code.is_some(), "{run:?}");
}
