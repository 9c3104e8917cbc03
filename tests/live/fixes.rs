//! The printed fix, carried out by the AWS CLI: the finding is gone, and nothing else has changed.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

use crate::support::aws::Aws;
use crate::support::seed::{self, Seeded};
use crate::support::{Lab, aws_cli, breaks, healthy_pool};

/// Members that servers change by themselves.
const RESTLESS: &[&str] = &["LastModifiedDate", "TakenAt", "CreateDate", "UpdateDate", "SentLast24Hours"];

fn snapshot(lab: &Lab, pool: &Seeded) -> Value {
    lab.doctor(&["snapshot", "--pool", &pool.pool_id]).run().json()
}

fn finding(lab: &Lab, pool: &Seeded, rule: &str, more: &[&str]) -> Option<Value> {
    let args = [&["check", "--pool", &pool.pool_id, "--format", "json"], more].concat();
    let report = lab.doctor(&args).run().json();
    let findings = report["pools"][0]["findings"].as_array().expect("findings").clone();
    findings.into_iter().find(|finding| finding["rule"] == rule)
}

/// Runs every command of the fix as printed, with its document in the file that it names.
fn carry_out(lab: &Lab, finding: &Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ran = 0;
    for step in finding["fix"]["steps"].as_array().expect("steps") {
        let argv: Vec<&str> = step["argv"]
            .as_array()
            .expect("argv")
            .iter()
            .map(|word| word.as_str().expect("a word"))
            .collect();
        let Some(("aws", words)) = argv.split_first().map(|(first, rest)| (*first, rest)) else { continue };
        let words: Vec<String> = words
            .iter()
            .map(|word| match word.strip_prefix("file://") {
                Some(name) => {
                    let path = folder.path().join(name);
                    // What the program cannot know, the step says to fill in.
                    let document = step["input"].to_string().replace("<VERIFIED_DOMAIN>", seed::DOMAIN);
                    std::fs::write(&path, document).expect("a file");
                    format!("file://{}", path.display())
                }
                None => word.replace("<VERIFIED_DOMAIN>", seed::DOMAIN),
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if words.contains(&"create-email-identity") {
            // The lab's account has the identity already.
            continue;
        }
        let output = aws_cli(&lab.target(), &words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        ran += 1;
    }
    assert!(ran > 0, "the fix has no command: {finding:#}");
}

/// Dotted paths at which two values differ.
fn differences(before: &Value, after: &Value, path: &str, found: &mut BTreeSet<String>) {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names.into_iter().filter(|name| !RESTLESS.contains(&name.as_str())) {
                let none = Value::Null;
                let (a, b) = (a.get(name).unwrap_or(&none), b.get(name).unwrap_or(&none));
                differences(a, b, format!("{path}.{name}").trim_start_matches('.'), found);
            }
        }
        (a, b) if a != b => drop(found.insert(path.to_owned())),
        _ => {}
    }
}

/// What the request restates, against what was read before: only `changed` may differ.
fn restates(request: &Value, read: &Value, renamed: &[(&str, &str)], not_taken: &[&str], changed: &str) {
    let mut expected: Map<String, Value> = read.as_object().expect("an answer").clone();
    expected.retain(|name, value| !not_taken.contains(&name.as_str()) && !value.is_null() && *value != "");
    // The template holds what the older members repeat; UpdateUserPool takes it once.
    let template = read.get("VerificationMessageTemplate").cloned().unwrap_or_default();
    for (older, newer) in [
        ("SmsVerificationMessage", "SmsMessage"),
        ("EmailVerificationMessage", "EmailMessage"),
        ("EmailVerificationSubject", "EmailSubject"),
    ] {
        if template.get(newer).is_some_and(|text| text != "") {
            expected.remove(older);
        }
    }
    expected.entry("UserPoolId").or_insert_with(|| request["UserPoolId"].clone());
    for (from, to) in renamed {
        if let Some(value) = expected.remove(*from) {
            expected.insert((*to).to_owned(), value);
        }
    }
    let mut found = BTreeSet::new();
    differences(&Value::Object(expected), request, "", &mut found);
    found.retain(|path| !path.starts_with(changed) && !path.ends_with("UnusedAccountValidityDays"));
    assert!(found.is_empty(), "the request differs from what was read in {found:?}: {request:#}");
}

/// The members of the pool that `UpdateUserPool` does not take.
const POOL_NOT_TAKEN: &[&str] = &[
    "Arn",
    "Status",
    "LastModifiedDate",
    "CreationDate",
    "SchemaAttributes",
    "AliasAttributes",
    "UsernameAttributes",
    "UsernameConfiguration",
    "EstimatedNumberOfUsers",
    "Domain",
    "CustomDomain",
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
];

struct Fixed<'a> {
    rule: &'a str,
    require: &'a [&'a str],
    /// The one dotted path of the snapshot that may differ afterwards.
    changed: &'a str,
}

fn fixes(lab: &Lab, broken: impl FnOnce(&Aws, &Seeded), fixed: &Fixed<'_>) -> (Seeded, Value) {
    let pool = healthy_pool(&lab.aws, "customers");
    broken(&lab.aws, &pool);
    let before = snapshot(lab, &pool);
    let said = finding(lab, &pool, fixed.rule, fixed.require).expect("the broken pool is diagnosed");
    lab.proxy.forget();
    carry_out(lab, &said);
    let again = finding(lab, &pool, fixed.rule, fixed.require);
    assert!(again.is_none(), "still there after its fix: {again:#?}");
    let mut found = BTreeSet::new();
    differences(&before, &snapshot(lab, &pool), "", &mut found);
    assert!(!found.is_empty(), "the fix changed nothing");
    only_changed(&found, fixed.changed);
    (pool, before)
}

/// Of the differences only those at `changed` are there, and what this restating changes on any server.
fn only_changed(found: &BTreeSet<String>, changed: &str) {
    // ministack repeats the MFA configuration in the pool; and UpdateUserPool takes only one of two validities.
    let repeated = format!("UserPool.{}", changed.trim_start_matches("MfaConfig."));
    let known = [changed, &repeated, "UserPool.AdminCreateUserConfig.UnusedAccountValidityDays"];
    let others: Vec<&String> =
        found.iter().filter(|path| !known.iter().any(|known| path.starts_with(known))).collect();
    assert!(others.is_empty(), "the fix also changed {others:?}");
}

#[test]
fn permission_to_publish() {
    let lab = Lab::new();
    let fixed = Fixed { rule: "SMS001", require: &[], changed: "SmsRole.InlinePolicies" };
    fixes(&lab, breaks::no_publish, &fixed);
}

#[test]
fn permission_to_publish_to_phones_too() {
    let lab = Lab::new();
    let fixed = Fixed { rule: "SMS002", require: &[], changed: "SmsRole.InlinePolicies" };
    fixes(&lab, breaks::topic_only, &fixed);
}

#[test]
fn the_trust_policy() {
    let cases: [(breaks::Break, &str); 3] = [
        (breaks::wrong_trust_service, "SMS005"),
        (breaks::wrong_external_id, "SMS006"),
        (breaks::other_source_arn, "SMS008"),
    ];
    for (broken, rule) in cases {
        let changed = "SmsRole.Role.AssumeRolePolicyDocument";
        fixes(&Lab::new(), broken, &Fixed { rule, require: &[], changed });
    }
}

#[test]
fn totp_switched_on_again() {
    let lab = Lab::new();
    let changed = "MfaConfig.SoftwareTokenMfaConfiguration";
    let fixed = Fixed { rule: "TOT001", require: &["--require", "totp"], changed };
    let (_, before) = fixes(&lab, breaks::totp_off, &fixed);
    let sent = lab.proxy.calls_of("SetUserPoolMfaConfig");
    restates(&sent[0].body, &before["MfaConfig"], &[], &[], "SoftwareTokenMfaConfiguration");
}

#[test]
fn totp_switched_on_again_on_moto() {
    let changed = "MfaConfig.SoftwareTokenMfaConfiguration";
    let fixed = Fixed { rule: "TOT001", require: &["--require", "totp"], changed };
    fixes(&Lab::on_moto(), breaks::totp_off, &fixed);
}

#[test]
fn the_plan() {
    let lab = Lab::new();
    let fixed = Fixed { rule: "TIR001", require: &["--require", "email"], changed: "UserPool.UserPoolTier" };
    let (_, before) = fixes(&lab, breaks::lite_tier, &fixed);
    let sent = lab.proxy.calls_of("UpdateUserPool");
    let renamed = [("Id", "UserPoolId"), ("Name", "PoolName")];
    restates(&sent[0].body, &before["UserPool"], &renamed, POOL_NOT_TAKEN, "UserPoolTier");
}

#[test]
fn the_email_sender() {
    let lab = Lab::new();
    let changed = "UserPool.EmailConfiguration";
    let fixed = Fixed { rule: "EML001", require: &["--require", "email"], changed };
    let pool = healthy_pool(&lab.aws, "customers");
    breaks::cognito_default_email(&lab.aws, &pool);
    let before = snapshot(&lab, &pool);
    let said = finding(&lab, &pool, fixed.rule, fixed.require).expect("the broken pool is diagnosed");
    lab.proxy.forget();
    carry_out(&lab, &said);
    assert!(finding(&lab, &pool, fixed.rule, fixed.require).is_none());
    let sent = lab.proxy.calls_of("UpdateUserPool");
    let renamed = [("Id", "UserPoolId"), ("Name", "PoolName")];
    restates(&sent[0].body, &before["UserPool"], &renamed, POOL_NOT_TAKEN, "EmailConfiguration");
    let after = snapshot(&lab, &pool);
    let mut found = BTreeSet::new();
    differences(&before["UserPool"], &after["UserPool"], "UserPool", &mut found);
    only_changed(&found, changed);
}

#[test]
fn recovery_on_a_server_that_resets_what_it_is_not_told() {
    let lab = Lab::on_moto();
    // moto forgets e-mail MFA, so it is asked for.
    let changed = "UserPool.AccountRecoverySetting";
    let fixed = Fixed { rule: "MFA006", require: &["--require", "email"], changed };
    let (_, before) = fixes(&lab, breaks::recovery_email_only, &fixed);
    let sent = lab.proxy.calls_of("UpdateUserPool");
    let renamed = [("Id", "UserPoolId"), ("Name", "PoolName")];
    restates(&sent[0].body, &before["UserPool"], &renamed, POOL_NOT_TAKEN, "AccountRecoverySetting");
}

#[test]
fn the_clients_scope_and_session_on_a_server_that_resets_what_it_is_not_told() {
    let cases: [(breaks::Break, &str, &str); 2] = [
        (breaks::no_admin_scope, "TOT002", "AllowedOAuthScopes"),
        (breaks::short_session, "CLI001", "AuthSessionValidity"),
    ];
    for (broken, rule, member) in cases {
        let lab = Lab::on_moto();
        let (_, before) = fixes(&lab, broken, &Fixed { rule, require: &[], changed: "Clients" });
        let sent = lab.proxy.calls_of("UpdateUserPoolClient");
        let not_taken = ["HasClientSecret", "LastModifiedDate", "CreationDate"];
        restates(&sent[0].body, &before["Clients"][0], &[], &not_taken, member);
    }
}

#[test]
fn the_documents_written_to_a_folder_are_those_that_the_commands_name() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    breaks::lite_tier(&lab.aws, &pool);
    let args = [
        "check",
        "--pool",
        &pool.pool_id,
        "--require",
        "email",
        "--format",
        "json",
        "--write-fixes",
        "fixes",
    ];
    let run = lab.doctor(&args);
    let home = run.home().to_owned();
    let (child, _home) = run.spawn();
    let output = child.wait_with_output().expect("it ends");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let steps = report["pools"][0]["findings"][0]["fix"]["steps"].as_array().expect("steps").clone();
    let named = steps[0]["argv"].as_array().expect("argv").iter().filter_map(Value::as_str);
    let file = named.filter_map(|word| word.strip_prefix("file://")).next().expect("a file");
    let written = std::fs::read_to_string(home.join(file)).expect("the file is there");
    assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), steps[0]["input"]);
}
