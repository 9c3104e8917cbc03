//! Sign-in on both servers: ministack checks proofs and codes, moto knows more challenges.

use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

use super::{PASSWORD, steps};
use crate::support::rules::Rule;
use crate::support::servers::servers;
use crate::support::{Aws, Doctor, Lab, Run, Target, doctor};
use mfa_doctor::totp::{Secret, current};

const TEMPORARY: &str = "Canary-1-temporary";

/// A pool with users and app clients.
struct Seeded {
    pool: String,
    app: String,
    /// An app client with a secret.
    web: String,
    web_secret: String,
    /// An app client for SRP alone, which tells nobody whether a user exists.
    narrow: String,
}

/// The user `ada` has a password, `new` a temporary one.
fn seed(aws: &Aws, mfa: &str) -> Seeded {
    let made = aws.must("cognito-idp", "create_user_pool", json!({"PoolName": "customers"}));
    let pool = made["UserPool"]["Id"].as_str().unwrap().to_owned();
    let with = |more: Value| {
        let mut params = json!({"UserPoolId": pool});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let on = json!({"MfaConfiguration": mfa, "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    aws.must("cognito-idp", "set_user_pool_mfa_config", with(on));
    let all = [
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ];
    let client = |flows: &[&str], secret: bool| {
        let params = json!({"ClientName": "app", "ExplicitAuthFlows": flows, "GenerateSecret": secret,
            "PreventUserExistenceErrors": if flows.len() == 1 { "ENABLED" } else { "LEGACY" }});
        aws.must("cognito-idp", "create_user_pool_client", with(params))["UserPoolClient"].take()
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (app, web, narrow) = (client(&all, false), client(&all, true), client(&all[..1], false));
    let user = |name: &str, temporary: &str| {
        let params = json!({"Username": name, "MessageAction": "SUPPRESS", "TemporaryPassword": temporary});
        aws.must("cognito-idp", "admin_create_user", with(params));
    };
    user("ada", TEMPORARY);
    user("new", TEMPORARY);
    let set = json!({"Username": "ada", "Password": PASSWORD, "Permanent": true});
    aws.must("cognito-idp", "admin_set_user_password", with(set));
    Seeded {
        app: text(&app["ClientId"]),
        web: text(&web["ClientId"]),
        web_secret: text(&web["ClientSecret"]),
        narrow: text(&narrow["ClientId"]),
        pool,
    }
}

/// ministack knows an account by the signature alone; calls without one go to its default account.
fn ministack() -> Aws {
    let target = Target::root(&servers().ministack, "123456789012", "us-east-1");
    Aws { target, routes: Vec::new() }
}

fn sign_in(at: Doctor, pool: &str, client: &str, more: &[&str]) -> Doctor {
    let mut at = at.env("MFA_DOCTOR_PASSWORD", PASSWORD);
    for arg in [&["sign-in", "--yes", "--json", "--pool", pool, "--client", client], more].concat() {
        at = at.arg(arg);
    }
    at
}

#[track_caller]
fn transcript(run: &Run, result: &str, code: i32) -> Value {
    super::keeps(run);
    let transcript = run.json();
    assert_eq!((transcript["result"].as_str(), run.code), (Some(result), Some(code)), "{run:#?}");
    transcript
}

const PROOF: [&str; 2] = ["InitiateAuth - challenge", "RespondToAuthChallenge PASSWORD_VERIFIER signed-in"];

#[test]
fn each_flow_signs_in_on_both_servers() {
    let (ministack, moto) = (ministack(), Lab::on_moto());
    for (aws, seen) in [(&ministack, ministack.target.clone()), (&moto.aws, moto.target())] {
        let seeded = seed(aws, "OPTIONAL");
        for (flow, expected) in [
            ("srp", &PROOF[..]),
            ("password", &["InitiateAuth - signed-in"]),
            ("admin", &["AdminInitiateAuth - signed-in"]),
        ] {
            let at = doctor(&[]).target(&seen);
            let run = sign_in(at, &seeded.pool, &seeded.app, &["--user", "ada", "--flow", flow]).run();
            let transcript = transcript(&run, "signed-in", 0);
            assert_eq!(steps(&transcript), expected, "{transcript:#}");
            assert_eq!(transcript["tokens"][0]["kind"], "access");
        }
    }
    // Reading the app client's secret is all that is sent beside the sign-in.
    let mut sent: Vec<String> = moto.proxy.calls().into_iter().map(|call| call.operation).collect();
    sent.sort();
    sent.dedup();
    assert_eq!(
        sent,
        ["AdminInitiateAuth", "DescribeUserPoolClient", "InitiateAuth", "RespondToAuthChallenge"]
    );
}

#[test]
fn a_wrong_password_does_not_prove_itself_and_the_pool_is_asked_why() {
    let aws = ministack();
    let seeded = seed(&aws, "OPTIONAL");
    let at = doctor(&[]).target(&aws.target);
    let run = sign_in(at, &seeded.pool, &seeded.app, &["--user", "ada"]);
    let run = run.env("MFA_DOCTOR_PASSWORD", "Canary-9-wrong").run();
    let transcript = transcript(&run, "refused", 1);
    assert_eq!(transcript["failure"]["challenge"], "PASSWORD_VERIFIER");
    assert_eq!(transcript["explained"]["errors"][0]["id"], "incorrect-username-or-password");
    assert_eq!(transcript["explained"]["pool"]["id"], seeded.pool);
    assert_eq!(transcript["done"], json!(["nothing was changed"]));
}

#[test]
fn the_user_is_looked_at_too() {
    let aws = ministack();
    let seeded = seed(&aws, "OPTIONAL");
    aws.must("cognito-idp", "admin_disable_user", json!({"UserPoolId": seeded.pool, "Username": "ada"}));
    let at = doctor(&[]).target(&aws.target);
    let run = sign_in(at, &seeded.pool, &seeded.app, &["--user", "ada", "--flow", "password"]).run();
    let refused = transcript(&run, "refused", 1);
    let error = &refused["explained"]["errors"][0];
    assert_eq!(error["id"], "user-disabled", "{refused:#}");
    assert_eq!(error["causes"][0]["holds"], "proven", "{refused:#}");

    // A user whom the pool does not have is no reason to say nothing of the pool.
    let at = doctor(&[]).target(&aws.target);
    let run = sign_in(at, &seeded.pool, &seeded.narrow, &["--user", "nobody"]).run();
    let refused = transcript(&run, "refused", 1);
    assert_eq!(refused["explained"]["pool"]["id"], seeded.pool, "{refused:#}");
    assert!(refused["notes"].to_string().contains("the user was not judged"), "{refused:#}");
}

#[test]
fn a_flow_that_the_client_does_not_allow() {
    let aws = ministack();
    let seeded = seed(&aws, "OPTIONAL");
    let at = doctor(&[]).target(&aws.target);
    let args = ["--user", "ada", "--flow", "password"];
    let transcript = transcript(&sign_in(at, &seeded.pool, &seeded.narrow, &args).run(), "refused", 1);
    assert_eq!(transcript["explained"]["errors"][0]["id"], "auth-flow-not-enabled");
    let notes = transcript["notes"].to_string();
    assert!(
        notes.contains("began with USER_PASSWORD_AUTH") && notes.contains("ALLOW_USER_SRP_AUTH"),
        "{notes}"
    );
}

#[test]
fn the_secret_of_a_client_is_read_or_given_and_its_lack_is_explained() {
    let aws = ministack();
    let seeded = seed(&aws, "OPTIONAL");
    let read = doctor(&[]).target(&aws.target);
    transcript(&sign_in(read, &seeded.pool, &seeded.web, &["--user", "ada"]).run(), "signed-in", 0);

    let stranger = || doctor(&[]).env("AWS_ENDPOINT_URL", &aws.target.endpoint);
    let args = ["--user", "ada", "--client-secret-file", "secret"];
    let given =
        sign_in(stranger(), &seeded.pool, &seeded.web, &args).file("secret", &seeded.web_secret).run();
    transcript(&given, "signed-in", 0);
    let wrong = sign_in(stranger(), &seeded.pool, &seeded.web, &args).file("secret", "canary-other").run();
    let wrong = transcript(&wrong, "refused", 1);
    assert_eq!(wrong["explained"]["errors"][0]["id"], "secret-hash-wrong", "{wrong:#}");

    let lacking = sign_in(stranger(), &seeded.pool, &seeded.web, &["--user", "ada"]).run();
    let lacking = transcript(&lacking, "refused", 1);
    assert_eq!(lacking["explained"]["errors"][0]["id"], "secret-hash-missing");
    assert!(lacking["notes"].to_string().contains("no AWS credentials"), "{lacking:#}");
    assert!(!given.stdout.contains(&seeded.web_secret) && !given.stderr.contains(&seeded.web_secret));
}

#[test]
fn an_authenticator_is_enrolled_and_asked_for_thereafter() {
    let aws = ministack();
    let seeded = seed(&aws, "OPTIONAL");
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("secret");
    let file = file.to_str().unwrap();
    let at = |more: &[&str]| {
        let args = [&["--user", "ada", "--totp-secret-file", file], more].concat();
        sign_in(doctor(&[]).target(&aws.target), &seeded.pool, &seeded.app, &args).run()
    };
    let enrolled = transcript(&at(&["--enroll", "totp"]), "signed-in", 0);
    assert_eq!(
        steps(&enrolled)[2..],
        [
            "AssociateSoftwareToken - associated",
            "VerifySoftwareToken - verified",
            "SetUserMFAPreference - preferred"
        ]
    );
    // It never takes another's place.
    assert!(at(&["--enroll", "totp"]).refusal().contains("is not overwritten"));
    for flow in ["srp", "admin"] {
        let thereafter = transcript(&at(&["--flow", flow]), "signed-in", 0);
        let steps = steps(&thereafter);
        assert!(steps.last().unwrap().ends_with("SOFTWARE_TOKEN_MFA signed-in"), "{steps:?}");
    }
    // Another secret is no longer of use.
    std::fs::write(file, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
    let wrong = transcript(&at(&[]), "refused", 1);
    assert_eq!(wrong["explained"]["errors"][0]["id"], "totp-code-wrong");
    assert_eq!(wrong["failure"]["challenge"], "SOFTWARE_TOKEN_MFA");
}

/// The key that moto gives everybody, `asdfasdfasdf`, with zeros behind it: HMAC makes no difference between the two,
/// and Cognito's secrets are longer than moto's.
const MOTO_SECRET: &str = "ASDFASDFASDAAAAA";

fn code_of_moto() -> String {
    let secret = Secret::read(MOTO_SECRET).unwrap();
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    // Not one that ends while it is on its way.
    while now() % 30 > 24 {
        std::thread::sleep(Duration::from_millis(200));
    }
    current(&secret, now()).code.to_string()
}

#[test]
fn a_first_sign_in_sets_a_password_and_mfa_on_moto() {
    let lab = Lab::on_moto();
    let seeded = seed(&lab.aws, "ON");
    let at = || doctor(&[]).target(&lab.target());
    let args = ["--user", "new", "--flow", "password", "--enroll", "totp", "--totp-secret-file", "secret"];
    let first = sign_in(at(), &seeded.pool, &seeded.app, &args).env("MFA_DOCTOR_PASSWORD", TEMPORARY);
    let first = first.env("MFA_DOCTOR_NEW_PASSWORD", PASSWORD).input(format!("{}\n", code_of_moto())).run();
    let first = transcript(&first, "signed-in", 0);
    assert_eq!(
        steps(&first),
        [
            "InitiateAuth - challenge",
            "RespondToAuthChallenge NEW_PASSWORD_REQUIRED challenge",
            "AssociateSoftwareToken MFA_SETUP associated",
            "VerifySoftwareToken MFA_SETUP verified",
            "RespondToAuthChallenge MFA_SETUP signed-in",
        ]
    );
    let done = first["done"].to_string();
    assert!(done.contains("the temporary password was replaced"), "{done}");

    let args = ["--user", "new", "--flow", "password", "--totp-secret-file", "secret"];
    let again = sign_in(at(), &seeded.pool, &seeded.app, &args).file("secret", MOTO_SECRET).run();
    let again = transcript(&again, "signed-in", 0);
    assert_eq!(steps(&again)[1], "RespondToAuthChallenge SOFTWARE_TOKEN_MFA signed-in");

    // A Session that ended, as AWS says it; the pool tells that the client's is short.
    let expired = "Invalid session for the user, session is expired.";
    lab.proxy.rules(&[Rule::on("RespondToAuthChallenge").error("NotAuthorizedException", expired)]);
    let late = sign_in(at(), &seeded.pool, &seeded.app, &args).file("secret", MOTO_SECRET).run();
    let late = transcript(&late, "refused", 1);
    let causes = late["explained"]["errors"][0]["causes"].as_array().unwrap();
    let short = causes.iter().find(|cause| cause["rule"] == "CLI001").unwrap();
    assert_eq!(short["holds"], "proven", "{late:#}");
    assert!(late["notes"].to_string().contains("good for 3 minutes"), "{late:#}");
    assert!(short["messages"].to_string().contains(&seeded.app), "{short:#}");
    assert!(
        !short["messages"].to_string().contains(&seeded.narrow),
        "another client's is no cause: {short:#}"
    );
}

#[test]
fn the_admin_flow_needs_credentials() {
    let aws = ministack();
    let seeded = seed(&aws, "OPTIONAL");
    let stranger = doctor(&[]).env("AWS_ENDPOINT_URL", &aws.target.endpoint);
    let run = sign_in(stranger, &seeded.pool, &seeded.app, &["--user", "ada", "--flow", "admin"]).run();
    assert!(run.stderr.contains("no AWS credentials found") && run.code == Some(2), "{run:#?}");
    // Without the right to it, AWS says so.
    let lab = Lab::new();
    let seeded = seed(&lab.aws, "OPTIONAL");
    let user = lab.user_without("caller", &["cognito-idp:AdminInitiateAuth"]);
    let at = doctor(&[]).target(&user);
    let run = sign_in(at, &seeded.pool, &seeded.app, &["--user", "ada", "--flow", "admin"]).run();
    let refused = transcript(&run, "refused", 1);
    assert_eq!(refused["failure"]["error"]["code"], "AccessDeniedException");
}
