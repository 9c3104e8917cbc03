//! `check --change`: which operation, what is wrong with a file, the order, whole requests, exit codes.

use crate::fixture::Fixture;
use crate::run::doctor;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const POOL: &str = "us-east-1_AbCdEf123";

/// A folder with the healthy pool in `pool.json` and these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pool.json"), Fixture::healthy().document().to_string()).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

/// `check --snapshot pool.json`, with the rest; `@` stands for the folder.
fn check(folder: &Path, rest: &[&str], input: &str) -> Output {
    let pool = path(folder, "pool.json");
    let rest: Vec<String> =
        rest.iter().map(|word| word.replace('@', &folder.display().to_string())).collect();
    let mut args = vec!["check", "--snapshot", &pool];
    args.extend(rest.iter().map(String::as_str));
    doctor(&args, input)
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn change(output: &Output) -> Value {
    report(output)["pools"][0]["change"].clone()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const TOTP_ALONE: &str = r#"{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}"#;

#[test]
fn the_operation_is_told_by_the_members_or_by_name() {
    for (text, operation) in [
        (TOTP_ALONE, "SetUserPoolMfaConfig"),
        (r#"{"UserPoolTier": "PLUS", "MfaConfiguration": "ON"}"#, "UpdateUserPool"),
        (r#"{"ClientId": "1example23456789012345abcd", "AuthSessionValidity": 5}"#, "UpdateUserPoolClient"),
        (
            r#"{"RoleName": "cognito-sms", "PolicyName": "p", "PolicyDocument": "{\"Statement\": []}"}"#,
            "PutRolePolicy",
        ),
        (r#"{"RoleName": "cognito-sms", "PolicyDocument": {"Statement": []}}"#, "UpdateAssumeRolePolicy"),
        (r#"{"PoolName": "new", "MfaConfiguration": "OFF"}"#, "CreateUserPool"),
    ] {
        let folder = folder(&[]);
        let output = check(folder.path(), &["--change", "-", "--format", "json"], text);
        assert_eq!(change(&output)["changes"][0]["operation"], operation, "{text}");
    }
    let folder = folder(&[("a.json", r#"{"MfaConfiguration": "ON"}"#)]);
    for (word, operation) in [
        ("UpdateUserPool", "UpdateUserPool"),
        ("set-user-pool-mfa-config", "SetUserPoolMfaConfig"),
        ("SETUSERPOOLMFACONFIG", "SetUserPoolMfaConfig"),
    ] {
        let file = format!("{word}=@/a.json");
        let output = check(folder.path(), &["--change", &file, "--format", "json"], "");
        assert_eq!(change(&output)["changes"][0]["operation"], operation, "{word}");
    }
    let output = check(folder.path(), &["--change", "@/a.json"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("OPERATION=FILE"), "{}", stderr(&output));
}

#[test]
fn a_file_that_is_no_request_says_what_is_wrong_where() {
    for (text, says) in [
        ("", "is not JSON"),
        ("[]", "holds a list"),
        ("{}", "no member by which to tell"),
        (r#"{"UserPool": {"Id": "x"}}"#, "is an answer of AWS"),
        (
            r#"{"UserPoolTier": "PLUS", "SoftwareTokenMfaConfiguration": {"Enabled": true}}"#,
            "mixes members of two operations",
        ),
        (
            r#"{"SoftwareTokenMfaConfiguration": {"Enabled": "yes"}}"#,
            "has a text at SoftwareTokenMfaConfiguration.Enabled, where true or false belongs",
        ),
        (
            r#"{"SmsMfaConfiguration": null, "SoftwareTokenMfaConfiguration": {}}"#,
            "has null at SmsMfaConfiguration",
        ),
        (r#"{"UserPoolTier": "PLUS", "userPoolTier": "PLUS"}"#, "the member is UserPoolTier"),
        (r#"{"UserPoolTier": "PLUS", "SchemaAttributes": []}"#, "does not take it back"),
        (r#"{"UserPoolTier": "PLUS", "LamdaConfig": {}}"#, "did you mean LambdaConfig?"),
        (
            r#"{"SmsConfiguration": {"SnsCallerARN": "x"}, "UserPoolTier": "PLUS"}"#,
            "the member is SnsCallerArn",
        ),
        (r#"{"UserPoolTier": "PLUS", "UserPoolTier": "LITE"}"#, "UserPoolTier twice"),
        (
            r#"{"UserPoolTier": "PLUS", "UserPoolId": "us-east-1_Other1234"}"#,
            "is for the pool us-east-1_Other1234",
        ),
        (r#"{"ClientId": "nobody", "AuthSessionValidity": 5}"#, "which the pool does not have"),
        (r#"{"RoleName": "r", "PolicyName": "p", "PolicyDocument": "{"}"#, "PolicyDocument that is no JSON"),
        (
            r#"{"SmsConfiguration": {"EumsSms": {}}, "UserPoolTier": "PLUS"}"#,
            "lacks SmsConfiguration.EumsSms.CallerArn",
        ),
        (r#"{"ClientId": "1example23456789012345abcd", "ClientSecret": "sEcReT-vAlUe"}"#, "never sent back"),
    ] {
        let folder = folder(&[]);
        let output = check(folder.path(), &["--change", "-"], text);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(output.stdout.is_empty(), "{text}");
        let said = stderr(&output);
        assert!(said.contains(says) && said.contains("hint:"), "{text}: {said}");
        assert!(!said.contains("sEcReT"), "{said}");
    }
}

#[test]
fn a_member_of_tomorrow_is_a_remark() {
    let folder = folder(&[]);
    let text = r#"{"UserPoolTier": "PLUS", "QuantumConfiguration": {"Qubits": 3}}"#;
    let output = check(folder.path(), &["--change", "-", "--format", "json"], text);
    let remarks = change(&output)["changes"][0]["remarks"].to_string();
    assert!(remarks.contains("QuantumConfiguration"), "{remarks}");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn the_command_line_is_checked_first() {
    let folder = folder(&[("a.json", TOTP_ALONE)]);
    for (rest, says) in [
        (vec!["--change", "UpdateUserPol=@/a.json"], "no operation"),
        (vec!["--change", "UpdateUserPool="], "no file"),
        (vec!["--change", "@/none.json"], "cannot read"),
        (vec!["--change", "-", "--change", "-"], "named twice"),
        (vec!["--complete", "@/out.json"], "--change"),
        (vec!["--change", "@/a.json", "--complete", "@/a.json"], "would overwrite"),
        (vec!["--change", "@/a.json", "--complete", "@/pool.json"], "would overwrite"),
        (vec!["--snapshot", "@/pool.json", "--change", "@/a.json"], "one pool"),
    ] {
        let output = check(folder.path(), &rest, TOTP_ALONE);
        assert_eq!(output.status.code(), Some(2), "{rest:?}");
        assert!(stderr(&output).contains(says), "{rest:?}: {}", stderr(&output));
    }
    assert_eq!(fs::read_to_string(folder.path().join("a.json")).unwrap(), TOTP_ALONE);
}

#[test]
fn what_is_refused_reset_and_removed_is_said_in_json_and_table() {
    let folder = folder(&[("mfa.json", TOTP_ALONE)]);
    let output = check(folder.path(), &["--change", "@/mfa.json", "--format", "json"], "");
    assert_eq!(output.status.code(), Some(1));
    let change = change(&output);
    let request = &change["changes"][0];
    assert_eq!(request["refused"][0]["rule"], "SMS022");
    assert_eq!(request["refused"][0]["code"], "InvalidParameterException");
    assert_eq!(request["removes"], json!(["email"]));
    assert_eq!(request["mfa"], json!({"from": "OPTIONAL", "to": "ON"}));
    assert_eq!(change["before"]["factors"]["email"]["verdict"], "ready");
    assert_eq!(change["new"], json!(["OPS002", "SMS022"]));
    // A refused change leaves no trace.
    assert_eq!(report(&output)["pools"][0]["mfa"], "OPTIONAL");
    assert_eq!(report(&output)["pools"][0]["factors"]["email"]["verdict"], "ready");
    let table = check(folder.path(), &["--change", "@/mfa.json"], "");
    let table = String::from_utf8(table.stdout).unwrap();
    for words in ["REFUSED", "Can't turn off SMS_MFA", "removes   email", "afterwards", "error OPS002"] {
        assert!(table.contains(words), "{words}:\n{table}");
    }
    let warned = check(folder.path(), &["--change", "@/mfa.json", "--fail-on", "never"], "");
    assert_eq!(warned.status.code(), Some(0));
}

#[test]
fn the_order_that_works_is_named() {
    let mut pool = Fixture::healthy().document();
    pool["UserPool"]["AccountRecoverySetting"]["RecoveryMechanisms"].as_array_mut().unwrap().truncate(1);
    pool["MfaConfig"].as_object_mut().unwrap().remove("EmailMfaConfiguration");
    let mut email = Fixture::healthy().document()["MfaConfig"].clone();
    email["UserPoolId"] = json!(POOL);
    let recovery =
        json!({"AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}});
    let folder = folder(&[("email.json", &email.to_string()), ("recovery.json", &recovery.to_string())]);
    fs::write(folder.path().join("pool.json"), pool.to_string()).unwrap();
    let args =
        ["--change", "@/email.json", "@/recovery.json", "--format", "json", "--complete", "@/out.json"];
    let output = check(folder.path(), &args, "");
    assert_eq!(output.status.code(), Some(1));
    let change = change(&output);
    assert_eq!(change["changes"][0]["refused"][0]["rule"], "MFA006");
    let works = change["order"]["works"].as_array().unwrap();
    assert!(works[0].as_str().unwrap().contains("recovery.json"), "{works:?}");
    assert_eq!(change["order"]["works_wholly"], true);
    // The whole requests are numbered in that order.
    let first = folder.path().join("out-1-update-user-pool.json");
    let second = folder.path().join("out-2-set-user-pool-mfa-config.json");
    let (first, second) = (first.display().to_string(), second.display().to_string());
    let again = check(folder.path(), &["--change", &first, &second, "--format", "json"], "");
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stdout));
    assert_eq!(report(&again)["pools"][0]["factors"]["email"]["verdict"], "ready");
}

#[test]
fn a_whole_request_is_private_and_goes_round() {
    let folder = folder(&[("tier.json", r#"{"UserPoolTier": "PLUS"}"#)]);
    let output = check(
        folder.path(),
        &["--change", "@/tier.json", "--complete", "@/whole.json", "--format", "json"],
        "",
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!change(&output)["changes"][0]["resets"].as_array().unwrap().is_empty());
    let whole: PathBuf = folder.path().join("whole.json");
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&whole).unwrap().permissions()) & 0o777,
        0o600
    );
    let text = fs::read_to_string(&whole).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["UserPoolTier"], "PLUS");
    assert_eq!(document["PoolName"], "customers");
    assert!(!text.contains("SchemaAttributes") && !text.contains("HasClientSecret"));
    let again = check(folder.path(), &["--change", "@/whole.json", "--format", "json"], "");
    let request = &change(&again)["changes"][0];
    assert_eq!(
        (&request["resets"], &request["removes"], &request["refused"]),
        (&json!([]), &json!([]), &json!([]))
    );
}

#[test]
fn hostile_names_in_a_change_break_nothing() {
    let hostile = "\u{1b}[31m::error::x\n\u{202e}|<script>";
    let text =
        json!({"RoleName": hostile, "PolicyName": hostile, "PolicyDocument": {"Statement": []}}).to_string();
    let folder = folder(&[]);
    let output = check(folder.path(), &["--change", "-"], &text);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        !said.contains('\u{1b}')
            && !said.contains('\u{202e}')
            && !said.lines().any(|line| line.starts_with("::")),
        "{said}"
    );
    let text = json!({"UserPoolTier": "PLUS", hostile: 1}).to_string();
    let said = check(folder.path(), &["--change", "-"], &text);
    let said = String::from_utf8(said.stdout).unwrap() + &String::from_utf8_lossy(&said.stderr);
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said}");
}

#[test]
fn another_role_is_not_judged_by_what_was_read_of_the_old_one() {
    let text = json!({"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::111122223333:role/next", "ExternalId": "x"}});
    let folder = folder(&[]);
    let output =
        check(folder.path(), &["--change", "UpdateUserPool=-", "--format", "json"], &text.to_string());
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let request = &change(&output)["changes"][0];
    assert_eq!(request["refused"], json!([]));
    assert!(request["unsettled"].to_string().contains("SMS001"), "{request}");
    assert_eq!(report(&output)["pools"][0]["factors"]["sms"]["verdict"], "unproven");
}
