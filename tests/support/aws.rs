//! Calls to the servers: through boto3 for seeding and reading back, through the AWS CLI for the
//! commands that the program prints.

use std::fmt;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::servers::servers;
use super::venv::AWSCLI;

/// An endpoint and who speaks to it.
#[derive(Clone, Debug)]
pub struct Target {
    pub endpoint: String,
    pub account: String,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
    pub session_token: Option<String>,
}

impl Target {
    /// The root of an account: ministack takes a key of 12 digits for the account of that number.
    pub fn root(endpoint: &str, account: &str, region: &str) -> Self {
        Self {
            endpoint: endpoint.into(),
            account: account.into(),
            region: region.into(),
            access_key: account.into(),
            secret_key: "secret".into(),
            session_token: None,
        }
    }

    /// The same by another access key.
    pub fn with_key(&self, access_key: &str, secret_key: &str) -> Self {
        Self {
            access_key: access_key.into(),
            secret_key: secret_key.into(),
            session_token: None,
            ..self.clone()
        }
    }

    /// The same by temporary credentials, as AWS STS hands them out.
    pub fn with_session(&self, credentials: &Value) -> Self {
        let text = |name: &str| credentials[name].as_str().expect("temporary credentials").to_owned();
        Self {
            access_key: text("AccessKeyId"),
            secret_key: text("SecretAccessKey"),
            session_token: Some(text("SessionToken")),
            ..self.clone()
        }
    }

    pub fn with_endpoint(&self, endpoint: &str) -> Self {
        Self { endpoint: endpoint.into(), ..self.clone() }
    }

    pub fn with_region(&self, region: &str) -> Self {
        Self { region: region.into(), ..self.clone() }
    }

    /// The variables by which the SDKs, the program's and others, take all this.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        let mut env = vec![
            ("AWS_ENDPOINT_URL", self.endpoint.clone()),
            ("AWS_REGION", self.region.clone()),
            ("AWS_ACCESS_KEY_ID", self.access_key.clone()),
            ("AWS_SECRET_ACCESS_KEY", self.secret_key.clone()),
        ];
        env.extend(self.session_token.iter().map(|token| ("AWS_SESSION_TOKEN", token.clone())));
        env
    }
}

/// What AWS, or boto3 before it, refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsError {
    pub code: String,
    pub message: String,
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

/// boto3 towards one target, with some services sent elsewhere.
#[derive(Clone, Debug)]
pub struct Aws {
    pub target: Target,
    /// (service as boto3 names it, endpoint)
    pub routes: Vec<(&'static str, String)>,
}

impl Aws {
    /// Every service at the target's endpoint.
    pub fn at(target: Target) -> Self {
        Self { target, routes: Vec::new() }
    }

    /// The same account in another Region, which is bare until `seed::healthy_region`.
    pub fn in_region(&self, region: &str) -> Self {
        Self { target: self.target.with_region(region), ..self.clone() }
    }

    /// One call: `aws.call("iam", "get_role", json!({"RoleName": "x"}))`, named as in boto3.
    pub fn call(&self, service: &str, operation: &str, params: Value) -> Result<Value, AwsError> {
        let route = self.routes.iter().find(|(name, _)| *name == service);
        let endpoint = route.map_or(&self.target.endpoint, |(_, endpoint)| endpoint);
        let Target { account, region, access_key, secret_key, session_token, .. } = &self.target;
        let request = json!({
            "service": service, "operation": operation, "params": params, "endpoint": endpoint,
            "account": account, "region": region,
            "access_key": access_key, "secret_key": secret_key, "session_token": session_token,
        });
        servers().calls.ask(request).map_err(|error| AwsError {
            code: error["code"].as_str().unwrap_or_default().into(),
            message: error["message"].as_str().unwrap_or_default().into(),
        })
    }

    /// A call that the test's scene needs to succeed.
    ///
    /// # Panics
    ///
    /// When it does not, with the call and AWS's answer.
    pub fn must(&self, service: &str, operation: &str, params: Value) -> Value {
        let shown = params.to_string();
        self.call(service, operation, params)
            .unwrap_or_else(|error| panic!("{service} {operation} {shown}: {error}"))
    }
}

/// Runs the pinned AWS CLI with the target's credentials; `args` is what follows the word `aws`.
pub fn aws_cli(target: &Target, args: &[&str]) -> Output {
    // Version 1 of the CLI reads the Region from the older variable only.
    aws_cli_with(target.env().into_iter().chain([("AWS_DEFAULT_REGION", target.region.clone())]), args)
}

/// The same with just these variables.
pub fn aws_cli_with(env: impl IntoIterator<Item = (&'static str, String)>, args: &[&str]) -> Output {
    static BIN: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let bin =
        BIN.get_or_init(|| AWSCLI.bin()).as_ref().unwrap_or_else(|reason| panic!("no AWS CLI: {reason}"));
    let home = TempDir::new().expect("a temporary directory");
    let mut command = Command::new(bin.join("aws"));
    super::scrub(&mut command);
    command.env("HOME", home.path()).env("AWS_PAGER", "").env("AWS_DEFAULT_OUTPUT", "json");
    command.env("AWS_MAX_ATTEMPTS", "1").env("AWS_EC2_METADATA_DISABLED", "true").envs(env);
    command.args(args).output().expect("the AWS CLI starts")
}
