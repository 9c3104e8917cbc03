//! AWS IAM Identity Center: sessions that are good, have ended, or never began.

use serde_json::{Value, json};

use super::{CONFIG, ask, at_desk, contains, desk, listed};
use crate::support::rules::Rule;
use crate::support::{Doctor, Proxy};

const START: &str = "https://corp.awsapps.com/start";
/// `~/.aws/sso/cache/` and the SHA-1 of the session's name or, without one, of the start URL.
const OF_SESSION: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
const OF_URL: &str = ".aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json";

/// A profile in each of the two ways to write it, with the place of its cached token.
fn profiles() -> [(String, &'static str); 2] {
    let role = "region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = Auditor\n";
    let source = "sso_region = us-east-1\nsso_start_url = ";
    [
        (
            format!(
                "[profile corp]\nsso_session = corp\n{role}[sso-session corp]\n{source}{START}\n\
                 sso_registration_scopes = sso:account:access\n"
            ),
            OF_SESSION,
        ),
        (format!("[profile corp]\n{source}{START}\n{role}"), OF_URL),
    ]
}

fn token(expires: &str) -> Value {
    json!({"startUrl": START, "region": "us-east-1", "accessToken": "canary-sso-token", "expiresAt": expires})
}

fn with(proxy: &Proxy, config: &str) -> Doctor {
    ask(proxy, &["--profile", "corp"]).file(CONFIG, config)
}

/// The role's credentials, for a token.
fn credentials() -> Rule {
    Rule::on("GET /federation/credentials").json(json!({"roleCredentials": {
        "accessKeyId": "ASIASSO", "secretAccessKey": "canary-secret", "sessionToken": "canary-token",
        "expiration": 4_070_908_800_000_u64}}))
}

/// AWS's answer to a token that it does not take (any more).
fn unauthorized() -> Rule {
    let rule = Rule::on("GET /federation/credentials");
    rule.error("UnauthorizedException", "Session token not found or invalid").status(401)
}

const SESSION: &str = "error: the AWS SSO session of profile corp has expired or does not exist";
const LOG_IN: &str = "hint: log in again: aws sso login --profile corp\n";

#[test]
fn a_session() {
    let proxy = desk();
    proxy.only_rules(&[at_desk(), vec![credentials()]].concat());
    for (config, cache) in profiles() {
        let doctor = with(&proxy, &config).file(cache, &token("2099-01-01T00:00:00Z").to_string());
        let call = listed(&proxy, doctor);
        assert_eq!((call.access_key.as_str(), call.session_token.as_str()), ("ASIASSO", "canary-token"));
    }
}

#[test]
fn a_session_that_is_over() {
    let proxy = desk();
    proxy.only_rules(&[unauthorized()]);
    for (config, cache) in profiles() {
        let never = with(&proxy, &config);
        let over = with(&proxy, &config).file(cache, &token("2020-01-01T00:00:00Z").to_string());
        let ended_by_aws = with(&proxy, &config).file(cache, &token("2099-01-01T00:00:00Z").to_string());
        let garbled = with(&proxy, &config).file(cache, "canary, no JSON");
        for doctor in [never, over, ended_by_aws, garbled] {
            contains(&doctor.run(), &[SESSION, LOG_IN]);
        }
        // A role on top of it.
        let role = "role_arn = arn:aws:iam::111122223333:role/auditor\nsource_profile = corp\n";
        let config = format!("{config}[profile audit]\nregion = us-east-1\n{role}");
        contains(&ask(&proxy, &["--profile", "audit"]).file(CONFIG, &config).run(), &[SESSION, LOG_IN]);
    }
}

#[test]
fn a_session_is_renewed_where_it_can_be() {
    let proxy = desk();
    let [(config, cache), _] = profiles();
    let mut token = token("2020-01-01T00:00:00Z");
    token["refreshToken"] = json!("canary-refresh");
    token["clientId"] = json!("canary-client");
    token["clientSecret"] = json!("canary-client-secret");
    token["registrationExpiresAt"] = json!("2099-01-01T00:00:00Z");
    let cached = || with(&proxy, &config).file(cache, &token.to_string());
    let renewed = json!({"accessToken": "canary-new-token", "expiresIn": 3600, "tokenType": "Bearer"});
    let renewal = Rule::on("POST /token").json(renewed);
    proxy.only_rules(&[at_desk(), vec![renewal, credentials()]].concat());
    assert_eq!(listed(&proxy, cached()).access_key, "ASIASSO");

    let over = json!({"error": "invalid_grant", "error_description": "Invalid refresh token provided"});
    let refusal = Rule::on("POST /token").http(400, "application/json", &over.to_string());
    proxy.only_rules(&[refusal, unauthorized()]);
    contains(&cached().run(), &[SESSION, LOG_IN]);
}

#[test]
fn a_role_that_the_session_does_not_reach() {
    let proxy = desk();
    let refusal = Rule::on("GET /federation/credentials").error("ForbiddenException", "No access");
    proxy.only_rules(&[refusal.status(403)]);
    let [(config, cache), _] = profiles();
    let run = with(&proxy, &config).file(cache, &token("2099-01-01T00:00:00Z").to_string()).run();
    contains(&run, &["the AWS credentials of profile corp cannot be loaded", "No access"]);
}
