//! `sign-in`: on both servers as far as they go, and at an endpoint that plays AWS's documented answers.

mod played;
mod servers;
mod terminal;

use serde_json::{Value, json};

use crate::support::scripted::{Line, Scripted, says};
use crate::support::{Doctor, Run, doctor};

const POOL: &str = "eu-west-1_AbCdEf123";
const PASSWORD: &str = "Canary-0-password";

/// Every secret of the tests holds this word, but for codes.
const CODE: &str = "482913";

/// A Session of the length that Cognito gives, at least.
fn session(number: u8) -> String {
    format!("canary-session-{number}-0123456789")
}

/// `sign-in --yes` at the endpoint, without AWS credentials.
fn sign_in(endpoint: &Scripted, more: &[&str]) -> Doctor {
    let args = ["sign-in", "--yes", "--pool", POOL, "--client", "app", "--user", "ada@example.com"];
    doctor(&[&args[..], more].concat())
        .env("AWS_ENDPOINT_URL", &endpoint.endpoint)
        .env("MFA_DOCTOR_PASSWORD", PASSWORD)
}

/// A challenge as Cognito gives it.
fn challenge(name: &str, number: u8, mut parameters: Value) -> Value {
    parameters["USER_ID_FOR_SRP"] = json!("0f3c-ada");
    json!({"ChallengeName": name, "Session": session(number), "ChallengeParameters": parameters})
}

fn begins(name: &str, parameters: Value) -> Line {
    says("InitiateAuth", challenge(name, 1, parameters))
}

/// Tokens whose signature says nothing.
fn tokens() -> Value {
    let token = |claims: &str| {
        format!("{}.{}.canarysignature", base64("{\"alg\":\"RS256\",\"kid\":\"k\"}"), base64(claims))
    };
    let issuer = "\"iss\":\"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123\"";
    let times = "\"iat\":1790000000,\"exp\":1790003600";
    json!({"AuthenticationResult": {
        "AccessToken": token(&format!("{{{issuer},{times},\"token_use\":\"access\",\"scope\":\"aws.cognito.signin.user.admin\",\"client_id\":\"app\"}}")),
        "IdToken": token(&format!("{{{issuer},{times},\"token_use\":\"id\",\"aud\":\"app\"}}")),
        "RefreshToken": "canary.refresh.token", "ExpiresIn": 3600, "TokenType": "Bearer"}})
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

/// Nothing secret stands in what it said.
#[track_caller]
fn keeps(run: &Run) {
    run.keeps_secrets();
    let parts = tokens()["AuthenticationResult"]["AccessToken"].as_str().unwrap().to_owned();
    for said in [&run.stdout, &run.stderr] {
        assert!(!said.contains(PASSWORD) && !said.contains(CODE), "{run:#?}");
        assert!(parts.split('.').all(|part| !said.contains(part)), "{run:#?}");
    }
}

/// The operations and outcomes of a transcript.
fn steps(transcript: &Value) -> Vec<String> {
    let steps = transcript["steps"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    steps
        .iter()
        .map(|step| {
            format!("{} {} {}", text(&step["operation"]), text(&step["challenge"]), text(&step["outcome"]))
        })
        .collect()
}
