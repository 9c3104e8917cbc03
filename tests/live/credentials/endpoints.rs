//! Endpoints of variables and profiles, for all services and for one.

use super::{CONFIG, ask, desk, keys, listed, whose};
use crate::support::{Doctor, Proxy, doctor};

const DOWN: &str = "http://127.0.0.1:9";
const COGNITO: &str = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER";

fn with_keys(args: &[&str]) -> Doctor {
    let doctor = doctor(&[&["check"], args].concat()).env("AWS_REGION", "us-east-1");
    doctor.env("AWS_ACCESS_KEY_ID", "AKIAENV").env("AWS_SECRET_ACCESS_KEY", "canary")
}

#[track_caller]
fn reaches(proxy: &Proxy, doctor: Doctor) {
    assert_eq!(listed(proxy, doctor).access_key, "AKIAENV");
}

#[test]
fn the_nearest_endpoint_wins() {
    let proxy = desk();
    let here = proxy.endpoint();
    let config = |general: &str, own: &str| {
        format!(
            "[default]\nendpoint_url = {general}\nservices = local\n\
             [services local]\ncognito_identity_provider =\n  endpoint_url = {own}\n"
        )
    };
    reaches(&proxy, with_keys(&[]).env("AWS_ENDPOINT_URL", &here));
    reaches(&proxy, with_keys(&[]).env(COGNITO, &here).env("AWS_ENDPOINT_URL", DOWN));
    reaches(&proxy, with_keys(&["--endpoint-url", &here]).env(COGNITO, DOWN).env("AWS_ENDPOINT_URL", DOWN));
    reaches(&proxy, with_keys(&[]).file(CONFIG, &format!("[default]\nendpoint_url = {here}\n")));
    reaches(&proxy, with_keys(&[]).file(CONFIG, &config(DOWN, &here)));
    reaches(&proxy, with_keys(&[]).file(CONFIG, &config(DOWN, DOWN)).env("AWS_ENDPOINT_URL", &here));
    reaches(&proxy, with_keys(&["--endpoint-url", &here]).file(CONFIG, &config(DOWN, DOWN)));
    // An empty one of a service is none.
    reaches(&proxy, with_keys(&[]).file(CONFIG, &config(&here, "")));
    // What the files say can be set aside, and a slash at the end does no harm.
    let doctor = with_keys(&["--endpoint-url", &format!("{here}/")]).file(CONFIG, &config(DOWN, DOWN));
    reaches(&proxy, doctor.env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));
}

#[test]
fn a_service_of_a_named_profile() {
    let proxy = desk();
    let config = format!(
        "[profile work]\nregion = us-east-1\nservices = local\n{}[services local]\n\
         cognito_identity_provider =\n  endpoint_url = {}\n",
        keys("AKIAWORK"),
        proxy.endpoint()
    );
    let chosen = ask(&proxy, &["--profile", "work"]).env("AWS_ENDPOINT_URL", DOWN).file(CONFIG, &config);
    // The variable for all services goes before the file's for one.
    assert!(chosen.run().refusal().contains("127.0.0.1:9"));
    let chosen = ask(&proxy, &["--profile", "work"]).env_remove("AWS_ENDPOINT_URL").file(CONFIG, &config);
    assert_eq!(whose(&proxy, chosen).0, "AKIAWORK");
}

#[test]
fn the_endpoint_of_sts_serves_roles_too() {
    let (proxy, sts) = (desk(), desk());
    let config = format!(
        "[profile audit]\nregion = us-east-1\nrole_arn = arn:aws:iam::111122223333:role/auditor\n\
         source_profile = first\n[profile first]\n{}",
        keys("AKIAFIRST")
    );
    let doctor = ask(&proxy, &["--profile", "audit"]).file(CONFIG, &config);
    assert_eq!(listed(&proxy, doctor.env("AWS_ENDPOINT_URL_STS", sts.endpoint())).access_key, "ASIAROLE");
    assert_eq!(sts.calls_of("AssumeRole").len(), 1);
    assert!(proxy.calls_of("AssumeRole").is_empty());
}
