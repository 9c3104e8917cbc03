//! Proxies, and certificates of an authority of one's own.

use serde_json::json;

use crate::support::rules::Rule;
use crate::support::servers::{free_port, silent};
use crate::support::tls::{Https, Tunnel, authority};
use crate::support::{Doctor, Lab, Proxy, Run, aws_cli_with, doctor, healthy_pool};

const NOWHERE: &str = "http://aws.invalid";
const BUNDLE: &str = "corp/roots.pem";

/// An endpoint that takes any key and has no pools.
fn desk() -> Proxy {
    let proxy = Proxy::new("123456789012", "http://127.0.0.1:9", &[]);
    proxy.only_rules(&[Rule::on("ListUserPools").json(json!({"UserPools": []}))]);
    proxy
}

fn at(endpoint: &str) -> Doctor {
    let doctor = doctor(&["check", "-v"]).env("AWS_REGION", "us-east-1").env("AWS_MAX_ATTEMPTS", "1");
    let doctor = doctor.env("AWS_ACCESS_KEY_ID", "AKIAENV").env("AWS_SECRET_ACCESS_KEY", "canary");
    doctor.env("AWS_ENDPOINT_URL", endpoint)
}

#[track_caller]
fn contains(run: &Run, words: &[&str]) {
    let said = run.refusal();
    for word in words {
        assert!(said.contains(word), "`{word}` is missing: {said}");
    }
}

#[track_caller]
fn arrives(doctor: Doctor) {
    contains(&doctor.run(), &["no pool was named, and us-east-1 has none"]);
}

fn down() -> String {
    format!("http://127.0.0.1:{}", free_port().unwrap())
}

#[test]
fn a_proxy_for_plain_http() {
    let proxy = desk();
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        proxy.forget();
        arrives(at(NOWHERE).env(variable, proxy.endpoint()));
        assert_eq!(proxy.calls().len(), 1, "{variable}");
    }
    let bare = proxy.endpoint();
    arrives(at(NOWHERE).env("HTTP_PROXY", bare.strip_prefix("http://").unwrap()));
    // Empty is unset, and a proxy for HTTPS is none for plain HTTP.
    arrives(at(&proxy.endpoint()).env("HTTP_PROXY", "").env("HTTPS_PROXY", down()));
}

#[test]
fn no_proxy_leads_past_it() {
    let proxy = desk();
    for past in ["127.0.0.1", "localhost,127.0.0.1", "*", "aws.invalid, 127.0.0.1", "127.0.0.0/8"] {
        for variable in ["NO_PROXY", "no_proxy"] {
            arrives(at(&proxy.endpoint()).env("HTTP_PROXY", down()).env(variable, past));
        }
    }
    for past in ["127.0.0.2", "invalid.example.com", "nvalid"] {
        arrives(at(NOWHERE).env("HTTP_PROXY", proxy.endpoint()).env("NO_PROXY", past));
    }
    for past in ["aws.invalid", ".invalid", "invalid"] {
        let doctor = at(NOWHERE).env("HTTP_PROXY", proxy.endpoint()).env("NO_PROXY", past);
        contains(&doctor.run(), &["no connection to http://aws.invalid"]);
    }
}

#[test]
fn a_proxy_that_does_not_work() {
    let proxy = desk();
    contains(
        &at(NOWHERE).env("HTTP_PROXY", down()).run(),
        &["no connection to http://aws.invalid", "HTTPS_PROXY"],
    );
    let (_held, mute) = silent();
    contains(&at(NOWHERE).env("HTTP_PROXY", &mute).run(), &["http://aws.invalid did not answer in time"]);
    proxy.only_rules(&[Rule::on_all().http(407, "text/html", "<html>Who are you?</html>")]);
    let run = at(NOWHERE).env("HTTP_PROXY", proxy.endpoint()).run();
    contains(&run, &["http://aws.invalid", "HTTP 407", "HTTPS_PROXY"]);
}

#[test]
fn https_by_an_authority_of_ones_own() {
    let proxy = desk();
    let https = Https::before(&proxy.endpoint());
    let with_bundle = |text: &str| at(&https.endpoint()).file(BUNDLE, text);
    let ours = authority();
    let among_others = format!("# Corporate roots\r\n\r\n{}\n{ours}", ours.replace('\n', "\r\n"));
    for text in [&ours, &among_others] {
        arrives(with_bundle(text).env("AWS_CA_BUNDLE", BUNDLE));
    }
    arrives(with_bundle(&ours).env("REQUESTS_CA_BUNDLE", BUNDLE));
    let config = format!("[default]\nca_bundle = {BUNDLE}\n[profile other]\nca_bundle = missing.pem\n");
    arrives(with_bundle(&ours).file(".aws/config", &config));
    arrives(with_bundle(&ours).file(".aws/config", &format!("[default]\nca_bundle = ~/{BUNDLE}\n")));
    // The variable goes before the profile.
    let both = with_bundle(&ours).file(".aws/config", "[default]\nca_bundle = missing.pem\n");
    arrives(both.env("AWS_CA_BUNDLE", BUNDLE));
}

#[test]
fn https_by_an_authority_that_is_not_trusted() {
    let proxy = desk();
    let https = Https::before(&proxy.endpoint());
    let run = at(&https.endpoint()).run();
    let address = https.endpoint();
    contains(&run, &["no connection to", &address[8..], "certificate", "not trusted", "AWS_CA_BUNDLE"]);
    assert!(proxy.calls().is_empty(), "nothing is sent");

    // The same where a role is assumed first.
    let config = "[profile audit]\nrole_arn = arn:aws:iam::111122223333:role/auditor\ncredential_source = Environment\n";
    let run = at(&https.endpoint()).file(".aws/config", config).arg("--profile").arg("audit").run();
    contains(&run, &["the AWS credentials of profile audit", "certificate", "not trusted", "AWS_CA_BUNDLE"]);
}

#[test]
fn https_with_a_certificate_that_does_not_fit() {
    let proxy = desk();
    for (names, days, said) in
        [(&["127.0.0.1"][..], -2, "expired"), (&["aws.example.com"], 30, "not valid for")]
    {
        let https = Https::certified(&proxy.endpoint(), names, days);
        let doctor = at(&https.endpoint()).file(BUNDLE, &authority()).env("AWS_CA_BUNDLE", BUNDLE);
        contains(&doctor.run(), &["no connection to", "certificate", said]);
    }
    assert!(proxy.calls().is_empty(), "nothing is sent");
}

#[test]
fn a_bundle_that_cannot_be_used() {
    let proxy = desk();
    let broken = "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n";
    for (text, said) in [
        ("", "holds no certificate"),
        ("no PEM at all", "holds no certificate"),
        (broken, "holds no certificate"),
        ("\u{0}\u{1}", "holds no certificate"),
    ] {
        let doctor = at(&proxy.endpoint()).file(BUNDLE, text).env("AWS_CA_BUNDLE", BUNDLE);
        contains(&doctor.run(), &["AWS_CA_BUNDLE", BUNDLE, said, "PEM"]);
    }
    let missing = at(&proxy.endpoint()).env("AWS_CA_BUNDLE", "missing.pem").run();
    contains(&missing, &["AWS_CA_BUNDLE", "missing.pem", "cannot be read"]);
    let folder = at(&proxy.endpoint()).file(BUNDLE, "").env("AWS_CA_BUNDLE", "corp").run();
    contains(&folder, &["AWS_CA_BUNDLE", "corp", "cannot be read"]);
    let config = "[default]\nca_bundle = missing.pem\n";
    let of_profile = at(&proxy.endpoint()).file(".aws/config", config).run();
    contains(&of_profile, &["ca_bundle of profile default", "missing.pem"]);
    assert!(proxy.calls().is_empty());
}

#[test]
fn https_through_a_proxy() {
    let proxy = desk();
    let https = Https::before(&proxy.endpoint());
    let tunnel = Tunnel::to(&https);
    let trusting = |endpoint: &str| at(endpoint).file(BUNDLE, &authority()).env("AWS_CA_BUNDLE", BUNDLE);
    for variable in ["HTTPS_PROXY", "https_proxy"] {
        arrives(trusting("https://aws.invalid").env(variable, tunnel.endpoint()));
    }
    assert_eq!(tunnel.requests(), ["CONNECT aws.invalid:443"; 2]);
    // Past it.
    let past = trusting(&https.endpoint()).env("HTTPS_PROXY", down()).env("NO_PROXY", "127.0.0.1");
    arrives(past.env("HTTP_PROXY", down()));
    // Its certificate is checked all the same.
    let run = at("https://aws.invalid").env("HTTPS_PROXY", tunnel.endpoint()).run();
    contains(&run, &["https://aws.invalid", "not trusted", "AWS_CA_BUNDLE"]);
    contains(
        &trusting("https://aws.invalid").env("HTTPS_PROXY", down()).run(),
        &["no connection to https://aws.invalid", "HTTPS_PROXY"],
    );
}

#[test]
fn a_proxy_that_wants_a_password() {
    let proxy = desk();
    let https = Https::before(&proxy.endpoint());
    let tunnel = Tunnel::for_user(&https, "ada:canary-of-the-proxy");
    let trusting = at("https://aws.invalid").file(BUNDLE, &authority()).env("AWS_CA_BUNDLE", BUNDLE);
    arrives(trusting.env("HTTPS_PROXY", tunnel.endpoint()));
    let run = at("https://aws.invalid").env("HTTPS_PROXY", tunnel.anonymous()).run();
    contains(&run, &["no connection to https://aws.invalid", "HTTPS_PROXY"]);
    let wrong = tunnel.anonymous().replace("http://", "http://ada:canary-wrong@");
    contains(&at("https://aws.invalid").env("HTTPS_PROXY", wrong).run(), &["https://aws.invalid"]);
}

#[test]
fn a_whole_check_through_a_proxy_by_an_authority_of_ones_own() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let tunnel = Tunnel::to(&Https::before(&lab.proxy.endpoint()));
    let run = lab.doctor(&["check", "--pool", &pool.pool_id, "--format", "json"]);
    let run = run.file(BUNDLE, &authority()).env("AWS_CA_BUNDLE", BUNDLE);
    let run = run.env("AWS_ENDPOINT_URL", "https://aws.invalid").env("HTTPS_PROXY", tunnel.endpoint()).run();
    assert_eq!(run.json()["complete"], true, "{run:#?}");
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(!tunnel.requests().is_empty());
}

#[test]
fn the_aws_cli_agrees() {
    let proxy = desk();
    let https = Https::before(&proxy.endpoint());
    let tunnel = Tunnel::to(&https);
    let folder = tempfile::TempDir::new().unwrap();
    let bundle = folder.path().join("roots.pem");
    std::fs::write(&bundle, authority()).unwrap();
    let list = |env: &[(&'static str, String)]| {
        let keys = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "canary")];
        let mut all: Vec<(&'static str, String)> =
            keys.map(|(name, value)| (name, value.to_owned())).to_vec();
        all.extend([("AWS_DEFAULT_REGION", "us-east-1".to_owned())]);
        all.extend(env.iter().cloned());
        aws_cli_with(all, &["cognito-idp", "list-user-pools", "--max-results", "60"])
    };
    let at = |url: &str| ("AWS_ENDPOINT_URL", url.to_owned());
    let trust = ("AWS_CA_BUNDLE", bundle.display().to_string());
    assert!(list(&[at(&https.endpoint()), trust.clone()]).status.success());
    assert!(!list(&[at(&https.endpoint())]).status.success());
    assert!(list(&[at("https://aws.invalid"), trust, ("HTTPS_PROXY", tunnel.endpoint())]).status.success());
}

/// The connections that a pool's SMS role, sender and web ACL need are there before Cognito says that they are needed.
#[test]
fn connections_are_opened_while_cognito_answers() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let names = ["amazonaws.com", "*.amazonaws.com", "*.us-east-1.amazonaws.com"];
    let https = Https::certified(&lab.proxy.endpoint(), &names, 30);
    let tunnel = Tunnel::to(&https);
    let check = |args: &[&str]| {
        let args = [&["check", "--pool", &pool.pool_id, "--format", "json"], args].concat();
        let doctor = lab.doctor(&args).file(BUNDLE, &authority()).env("AWS_CA_BUNDLE", BUNDLE);
        doctor.env_remove("AWS_ENDPOINT_URL").env("HTTPS_PROXY", tunnel.endpoint()).run()
    };
    lab.proxy.rules(&[Rule::on("DescribeUserPool").hangs(), Rule::on("GetUserPoolMfaConfig").hangs()]);
    let run = check(&["--timeout", "2"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    let opened = tunnel.requests();
    for host in ["iam", "sns.us-east-1", "email.us-east-1", "wafv2.us-east-1", "organizations.us-east-1"] {
        let line = format!("CONNECT {host}.amazonaws.com:443");
        assert!(opened.iter().any(|request| request.starts_with(&line)), "{host}: {opened:?}");
    }
    // They ask for nothing, and what is read in the end is what is read without them.
    assert!(lab.proxy.calls_of("GetRole").is_empty() && lab.proxy.calls_of("GetAccount").is_empty());
    lab.proxy.rules(&[]);
    lab.proxy.forget();
    let run = check(&[]);
    assert_eq!(run.code, Some(0), "{}{}", run.stderr, run.stdout);
    // An opening request is `HEAD /`.
    let asking = || lab.proxy.calls().iter().filter(|call| call.operation != "HEAD /").count();
    let sent = asking();
    lab.proxy.forget();
    let plain = lab.doctor(&["check", "--pool", &pool.pool_id, "--format", "json"]).run();
    assert_eq!((plain.code, asking()), (Some(0), sent), "{}", plain.stderr);
    assert_eq!(lab.proxy.calls().len(), sent, "without TLS nothing is opened ahead");
}
