//! Profiles that assume a role, and roles for a web identity.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{CONFIG, ask, contains, desk, keys, listed};
use crate::support::rules::Rule;
use crate::support::seed::document;
use crate::support::{Call, Lab, Metadata, Proxy, doctor};

const ROLE: &str = "arn:aws:iam::111122223333:role/auditor";

/// A role that whoever `trust` names may assume, to list pools; its ARN.
fn new_role(lab: &Lab, name: &str, trust: &Value) -> String {
    let role = json!({"RoleName": name, "AssumeRolePolicyDocument": document(trust)});
    let role = lab.aws.must("iam", "create_role", role);
    let policy =
        document(&json!({"Effect": "Allow", "Action": "cognito-idp:ListUserPools", "Resource": "*"}));
    let policy = json!({"RoleName": name, "PolicyName": "read", "PolicyDocument": policy});
    lab.aws.must("iam", "put_role_policy", policy);
    role["Role"]["Arn"].as_str().expect("an ARN").to_owned()
}

fn assumed(proxy: &Proxy) -> Call {
    let mut calls = proxy.calls_of("AssumeRole");
    assert_eq!(calls.len(), 1, "{calls:?}");
    calls.remove(0)
}

#[test]
fn a_role_by_a_source_profile() {
    let lab = Lab::new();
    let source = lab.user_without("source", &["cognito-idp:*"]);
    let user = format!("arn:aws:iam::{}:user/source", lab.account);
    let trust = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": user},
        "Condition": {"StringEquals": {"sts:ExternalId": "for-the-doctor"}}});
    let role = new_role(&lab, "auditor", &trust);

    let config = |external_id: &str| {
        format!(
            "[profile audit]\nrole_arn = {role}\nsource_profile = source\nregion = us-east-1\n\
             external_id = {external_id}\nrole_session_name = the-doctor\n[profile source]\n\
             aws_access_key_id = {}\naws_secret_access_key = {}\n",
            source.access_key, source.secret_key
        )
    };
    let audit = |external_id: &str| {
        let doctor = doctor(&["check", "-v", "--profile", "audit"]).file(CONFIG, &config(external_id));
        doctor.env("AWS_ENDPOINT_URL", lab.proxy.endpoint()).run()
    };
    let run = audit("for-the-doctor");
    contains(&run, &["no pool was named, and us-east-1 has none"]);
    assert!(!run.stderr.contains(&source.secret_key), "{run:#?}");
    let sent = assumed(&lab.proxy);
    assert_eq!(sent.access_key, source.access_key);
    for (member, value) in
        [("RoleArn", role.as_str()), ("ExternalId", "for-the-doctor"), ("RoleSessionName", "the-doctor")]
    {
        assert_eq!(sent.body[member], value, "{sent:?}");
    }
    let listing = lab.proxy.calls_of("ListUserPools").remove(0);
    assert!(listing.access_key != source.access_key && !listing.session_token.is_empty(), "{listing:?}");

    // A refusal names the role.
    let run = audit("somebody-else");
    contains(&run, &["the AWS credentials of profile audit cannot be loaded", "AccessDenied", &role]);
    assert!(!run.stderr.contains(&source.secret_key), "{run:#?}");
}

#[test]
fn a_role_by_keys_of_the_environment() {
    let proxy = desk();
    let config =
        format!("[profile audit]\nrole_arn = {ROLE}\ncredential_source = Environment\nregion = eu-west-1\n");
    let doctor = ask(&proxy, &["--profile", "audit"]).file(CONFIG, &config);
    let doctor = doctor.env("AWS_ACCESS_KEY_ID", "AKIAENV").env("AWS_SECRET_ACCESS_KEY", "canary-of-env");
    let listing = listed(&proxy, doctor);
    assert_eq!(
        (listing.access_key.as_str(), listing.session_token.as_str()),
        ("ASIAROLE", "canary-role-token")
    );
    let sent = assumed(&proxy);
    assert_eq!((sent.access_key.as_str(), sent.region.as_str()), ("AKIAENV", "eu-west-1"));
}

#[test]
fn a_role_by_a_role() {
    let proxy = desk();
    let config = format!(
        "[profile audit]\nrole_arn = {ROLE}\nsource_profile = middle\nregion = us-east-1\n\
         [profile middle]\nrole_arn = {ROLE}-middle\nsource_profile = first\n[profile first]\n{}",
        keys("AKIAFIRST")
    );
    assert_eq!(
        listed(&proxy, ask(&proxy, &["--profile", "audit"]).file(CONFIG, &config)).access_key,
        "ASIAROLE"
    );
    let sent = proxy.calls_of("AssumeRole");
    let by: Vec<(&str, &Value)> =
        sent.iter().map(|call| (call.access_key.as_str(), &call.body["RoleArn"])).collect();
    assert_eq!(by, [("AKIAFIRST", &json!(format!("{ROLE}-middle"))), ("ASIAROLE", &json!(ROLE))]);
}

#[test]
fn profiles_that_lead_nowhere() {
    let (proxy, metadata) = (desk(), Metadata::start("ASIAMACHINE", "canary", "us-east-1"));
    let bare = "source_profile = bare\n[profile bare]\nregion = us-east-1\n";
    let circle = "source_profile = other\n[profile other]\nrole_arn = x\nsource_profile = audit\n";
    for (config, said) in [
        ("source_profile = missing\n", "there is no profile missing (source_profile of audit)"),
        (bare, "the AWS credentials of profile audit cannot be loaded"),
        (circle, "the AWS credentials of profile audit cannot be loaded"),
        ("credential_source = Somewhere\n", "Somewhere"),
        ("", "source_profile"),
    ] {
        let config = format!("[profile audit]\nregion = us-east-1\nrole_arn = {ROLE}\n{config}");
        // Nor are those of the machine taken instead: whoever named a profile means it.
        let doctor = ask(&proxy, &["--profile", "audit"]).with_metadata().envs(metadata.instance_env());
        contains(&doctor.file(CONFIG, &config).run(), &[said]);
    }
    assert!(proxy.calls().is_empty(), "{:?}", proxy.calls());
}

#[test]
fn what_the_aws_cli_would_ask_for() {
    let proxy = desk();
    let denied = Rule::on("AssumeRole").error("AccessDenied", "not authorized to perform: sts:AssumeRole");
    proxy.only_rules(&[denied.status(403)]);
    let config = format!(
        "[profile audit]\nregion = us-east-1\nrole_arn = {ROLE}\nsource_profile = first\n\
         mfa_serial = arn:aws:iam::111122223333:mfa/ada\n[profile first]\n{}\
         [profile console]\nregion = us-east-1\nlogin_session = arn:aws:iam::111122223333:user/ada\n",
        keys("AKIAFIRST")
    );
    for (profile, said) in [("audit", "mfa_serial"), ("console", "aws login")] {
        let run = ask(&proxy, &["--profile", profile]).file(CONFIG, &config).run();
        let export = format!("aws configure export-credentials --profile {profile}");
        contains(
            &run,
            &[&format!("the AWS credentials of profile {profile} cannot be loaded"), said, &export],
        );
    }
}

#[test]
fn a_role_for_a_web_identity() {
    let proxy = desk();
    let of_environment = |file: &str| {
        let doctor = ask(&proxy, &["--region", "us-east-1"]).file("token", "canary-web-token");
        let doctor = doctor.env("AWS_WEB_IDENTITY_TOKEN_FILE", file).env("AWS_ROLE_ARN", ROLE);
        doctor.env("AWS_ROLE_SESSION_NAME", "the-doctor")
    };
    let config = format!(
        "[profile audit]\nregion = us-east-1\nrole_arn = {ROLE}\nweb_identity_token_file = token\n\
         role_session_name = the-doctor\n"
    );
    let of_profile =
        ask(&proxy, &["--profile", "audit"]).file("token", "canary-web-token").file(CONFIG, &config);
    for doctor in [of_environment("token"), of_profile] {
        assert_eq!(listed(&proxy, doctor).access_key, "ASIAROLE");
        let sent = proxy.calls_of("AssumeRoleWithWebIdentity").remove(0);
        assert_eq!(sent.body["WebIdentityToken"], "canary-web-token");
        assert_eq!(
            (&sent.body["RoleArn"], &sent.body["RoleSessionName"]),
            (&json!(ROLE), &json!("the-doctor"))
        );
        assert_eq!(sent.access_key, "", "it needs no credentials");
    }

    contains(&of_environment("not-there").run(), &["AWS credentials cannot be loaded", "not-there"]);
    let said =
        "Token expired: current date/time 1700000000 must be before the expiration date/time 1600000000";
    proxy.only_rules(&[Rule::on("AssumeRoleWithWebIdentity").error("ExpiredTokenException", said)]);
    contains(&of_environment("token").run(), &["expired", said]);
    proxy.only_rules(&[
        Rule::on("AssumeRoleWithWebIdentity").error("InvalidIdentityToken", "No OpenIDConnect provider")
    ]);
    contains(&of_environment("token").run(), &["InvalidIdentityToken", "No OpenIDConnect provider"]);
}

#[test]
fn a_web_identity_at_a_real_server() {
    let lab = Lab::new();
    let provider = format!("arn:aws:iam::{}:oidc-provider/oidc.example.com", lab.account);
    let trust = json!({"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": provider},
        "Condition": {"StringEquals": {"oidc.example.com:sub": "the-doctor"}}});
    let role = new_role(&lab, "pod", &trust);
    let list_as = |subject: &str| {
        let claims = json!({"iss": "https://oidc.example.com", "sub": subject, "aud": "sts.amazonaws.com"});
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let token = format!("{}.{}.canary", part(json!({"alg": "RS256"})), part(claims));
        let doctor = doctor(&["check", "--region", "us-east-1"]).file("token", &token);
        let doctor = doctor.env("AWS_WEB_IDENTITY_TOKEN_FILE", "token").env("AWS_ROLE_ARN", &role);
        doctor.env("AWS_ENDPOINT_URL", lab.proxy.endpoint()).run()
    };
    contains(&list_as("the-doctor"), &["no pool was named, and us-east-1 has none"]);
    contains(&list_as("somebody"), &["AccessDenied", "sts:AssumeRoleWithWebIdentity"]);
}
