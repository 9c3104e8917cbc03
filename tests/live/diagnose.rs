//! Pools broken in one way each: the right cause, the right severity, and no other error.

use serde_json::Value;

use crate::support::aws::Aws;
use crate::support::seed::Seeded;
use crate::support::{Lab, Run, breaks, healthy_pool};

/// `check --pool ID --format json`, with what else is asked.
fn check(lab: &Lab, pool: &Seeded, more: &[&str]) -> Run {
    let args = [&["check", "--pool", &pool.pool_id, "--format", "json"], more].concat();
    lab.doctor(&args).run()
}

/// `RULE` of every finding of this severity.
pub fn rules_of(report: &Value, severity: &str) -> Vec<String> {
    let findings = report["pools"][0]["findings"].as_array().expect("a pool with findings");
    let of = findings.iter().filter(|finding| finding["severity"] == severity);
    of.map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
}

struct Expected {
    rule: &'static str,
    severity: &'static str,
    /// The cause, in the finding's own sentence.
    says: &'static str,
}

const fn error(rule: &'static str, says: &'static str) -> Expected {
    Expected { rule, severity: "error", says }
}

const fn warning(rule: &'static str, says: &'static str) -> Expected {
    Expected { rule, severity: "warning", says }
}

/// Breaks a healthy pool and wants exactly the expected finding at severity error, or none and the warning.
fn diagnose(lab: &Lab, broken: impl FnOnce(&Aws, &Seeded), more: &[&str], expected: &Expected) {
    let pool = healthy_pool(&lab.aws, "customers");
    broken(&lab.aws, &pool);
    let run = check(lab, &pool, more);
    let report = run.json();
    let errors = rules_of(&report, "error");
    let wanted = if expected.severity == "error" { vec![expected.rule.to_owned()] } else { Vec::new() };
    assert_eq!(errors, wanted, "errors; report {report:#}");
    let findings = report["pools"][0]["findings"].as_array().expect("findings");
    let found = findings.iter().find(|finding| finding["rule"] == expected.rule);
    let found = found.unwrap_or_else(|| panic!("no {}: {report:#}", expected.rule));
    assert_eq!(found["severity"], expected.severity);
    let message = found["message"].as_str().expect("a message");
    assert!(message.contains(expected.says), "{message}");
    assert_eq!(run.code, Some(if wanted.is_empty() { 0 } else { 1 }), "{}", run.stderr);
    assert!(found["fix"]["steps"].as_array().is_some_and(|steps| !steps.is_empty()), "{found:#}");
    assert!(found["evidence"].as_array().is_some_and(|evidence| !evidence.is_empty()), "{found:#}");
}

#[test]
fn a_healthy_pool_has_no_error() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let run = check(&lab, &pool, &["--require", "sms,totp,email"]);
    let report = run.json();
    assert_eq!(rules_of(&report, "error"), Vec::<String>::new(), "{report:#}");
    assert_eq!(rules_of(&report, "warning"), Vec::<String>::new(), "{report:#}");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(report["complete"], true);
    assert_eq!(report["pools"][0]["factors"]["totp"]["verdict"], "ready", "{report:#}");
    assert_eq!(report["pools"][0]["factors"]["email"]["verdict"], "ready", "{report:#}");
}

#[test]
fn a_role_that_may_not_publish() {
    diagnose(&Lab::new(), breaks::no_publish, &[], &error("SMS001", "sns:Publish"));
}

#[test]
fn a_role_that_may_publish_to_topics_only() {
    diagnose(&Lab::new(), breaks::topic_only, &[], &error("SMS002", "statement 1"));
}

#[test]
fn an_explicit_deny() {
    diagnose(&Lab::new(), breaks::explicit_deny, &[], &error("SMS003", "NoMessages"));
}

#[test]
fn a_permissions_boundary_without_sns() {
    let bound = |aws: &Aws, pool: &Seeded| drop(breaks::boundary(aws, pool));
    diagnose(&Lab::new(), bound, &[], &error("SMS003", "boundary"));
}

#[test]
fn a_role_that_trusts_another_service() {
    diagnose(&Lab::new(), breaks::wrong_trust_service, &[], &error("SMS005", "lambda.amazonaws.com"));
}

#[test]
fn a_role_that_wants_another_external_id() {
    diagnose(&Lab::new(), breaks::wrong_external_id, &[], &error("SMS006", "somebody-else"));
}

#[test]
fn a_role_of_another_pool() {
    diagnose(&Lab::new(), breaks::other_source_arn, &[], &error("SMS008", "us-east-1_Another01"));
}

#[test]
fn a_deleted_role() {
    diagnose(&Lab::new(), breaks::role_deleted, &[], &error("SMS009", "customers-SMS-Role"));
}

#[test]
fn the_default_sender_with_email_required() {
    diagnose(
        &Lab::new(),
        breaks::cognito_default_email,
        &["--require", "email"],
        &error("EML001", "COGNITO_DEFAULT"),
    );
}

#[test]
fn recovery_by_email_only_with_email_required() {
    diagnose(
        &Lab::new(),
        breaks::recovery_email_only,
        &["--require", "email"],
        &error("MFA006", "verified_email"),
    );
}

#[test]
fn no_recovery_setting_with_email_required() {
    diagnose(
        &Lab::new(),
        breaks::recovery_absent,
        &["--require", "email"],
        &error("MFA006", "AccountRecoverySetting"),
    );
}

#[test]
fn the_lite_plan_with_email_required() {
    diagnose(&Lab::new(), breaks::lite_tier, &["--require", "email"], &error("TIR001", "LITE"));
}

#[test]
fn totp_off_with_totp_required() {
    diagnose(&Lab::new(), breaks::totp_off, &["--require", "totp"], &error("TOT001", "TOTP"));
}

#[test]
fn a_client_whose_tokens_cannot_enrol() {
    diagnose(&Lab::new(), breaks::no_admin_scope, &[], &warning("TOT002", "aws.cognito.signin.user.admin"));
}

#[test]
fn three_minutes_for_a_code() {
    diagnose(&Lab::new(), breaks::short_session, &[], &warning("CLI001", "3 minutes"));
}

#[test]
fn a_captcha_before_the_enrolment_calls() {
    let captcha = |aws: &Aws, pool: &Seeded| {
        breaks::managed_login(aws, pool);
        breaks::waf_captcha(aws, pool);
    };
    diagnose(&Lab::new(), captcha, &[], &error("WAF001", "humans-only"));
}

#[test]
fn what_aws_says_itself_about_the_role() {
    use crate::support::rules::sms_configuration_failure;
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    breaks::no_publish(&lab.aws, &pool);
    lab.proxy.rules(&[sms_configuration_failure("InvalidSmsRoleAccessPolicyException")]);
    let report = check(&lab, &pool, &[]).json();
    assert_eq!(rules_of(&report, "error"), ["SMS001"], "{report:#}");
    assert!(rules_of(&report, "note").contains(&"SMS011".to_owned()), "{report:#}");
}

#[test]
fn the_sms_sandbox() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.rules(&[crate::support::rules::sms_sandbox(true)]);
    let report = check(&lab, &pool, &[]).json();
    assert_eq!(rules_of(&report, "error"), ["SMS015"], "{report:#}");
}

#[test]
fn an_unverified_identity() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.rules(&[crate::support::rules::ses_identity_unverified("PENDING")]);
    let report = check(&lab, &pool, &[]).json();
    assert_eq!(rules_of(&report, "error"), ["EML002"], "{report:#}");
}

#[test]
fn moto_agrees_where_it_keeps_what_is_wrong() {
    for (broken, expected) in [
        (breaks::no_publish as breaks::Break, "SMS001"),
        (breaks::wrong_external_id, "SMS006"),
        (breaks::role_deleted, "SMS009"),
    ] {
        let lab = Lab::on_moto();
        let pool = healthy_pool(&lab.aws, "customers");
        broken(&lab.aws, &pool);
        let report = check(&lab, &pool, &[]).json();
        assert_eq!(rules_of(&report, "error"), [expected], "{report:#}");
    }
}
