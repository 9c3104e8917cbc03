//! The program without AWS: what it prints, and how it ends, on good and on bad input.
use crate::run::doctor;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    path.to_str().unwrap().to_owned()
}

fn healthy() -> Value {
    serde_json::from_str(&std::fs::read_to_string(fixture("healthy.json")).unwrap()).unwrap()
}

#[test]
fn bad_input_ends_in_one_clear_message_and_exit_code_2() {
    let newer = healthy().to_string().replacen("\"SnapshotVersion\":1", "\"SnapshotVersion\":2", 1);
    let mut no_mfa = healthy();
    no_mfa.as_object_mut().unwrap().remove("MfaConfig");
    let mut no_pool = healthy();
    no_pool.as_object_mut().unwrap().remove("UserPool");
    let mut unread_pool = healthy();
    let unread =
        serde_json::json!({"Unread": {"Operation": "cognito-idp:DescribeUserPool", "Code": "AccessDenied"}});
    unread_pool["UserPool"] = unread;
    let mut wrong_form = healthy();
    wrong_form["UserPool"]["MfaConfiguration"] = serde_json::json!(7);
    let from_input = ["check", "--snapshot", "-"];
    let cases: Vec<(Vec<&str>, String, Vec<&str>)> = vec![
        (
            from_input.into(),
            "not json".into(),
            vec!["standard input is not JSON", "mfa-doctor snapshot --pool"],
        ),
        (from_input.into(), String::new(), vec!["is not JSON"]),
        (from_input.into(), "[1]".into(), vec!["it holds a list"]),
        (from_input.into(), "{}".into(), vec!["it is an empty object"]),
        (from_input.into(), "{\"Users\": []}".into(), vec!["neither UserPool nor MfaConfig", "Users"]),
        (from_input.into(), newer, vec!["SnapshotVersion 2", "update mfa-doctor"]),
        (
            from_input.into(),
            no_mfa.to_string(),
            vec![
                "lacks MfaConfig",
                "aws cognito-idp get-user-pool-mfa-config --user-pool-id us-east-1_AbCdEf123",
            ],
        ),
        (
            from_input.into(),
            no_pool.to_string(),
            vec!["lacks UserPool", "aws cognito-idp describe-user-pool"],
        ),
        (from_input.into(), unread_pool.to_string(), vec!["cognito-idp:DescribeUserPool", "AccessDenied"]),
        (from_input.into(), wrong_form.to_string(), vec!["UserPool.MfaConfiguration is a number"]),
        (vec!["check", "--snapshot", "nowhere.json"], String::new(), vec!["cannot read nowhere.json"]),
        (vec!["check", "--pool", "customers"], String::new(), vec!["`customers` is not a user pool's ID"]),
        (
            vec!["check", "--snapshot", "-", "--select", "SMS01"],
            healthy().to_string().replace("\"UserPool\"", "\"UserPoo\""),
            vec!["lacks UserPool"],
        ),
        (
            vec!["check", "--snapshot", "-", "--select", "SMS0O1"],
            healthy().to_string(),
            vec!["no rule is called `SMS0O1`", "did you mean SMS001"],
        ),
        (
            vec!["check", "--snapshot", "-", "--client", "nobody"],
            healthy().to_string(),
            vec!["no app client of the pool has the ID `nobody`"],
        ),
        (vec!["check", "--snapshot", "-", "--require", "voice"], String::new(), vec!["voice"]),
        (vec!["check", "--snapshot", "-", "--output", "json"], String::new(), vec!["FORMAT=PATH"]),
        (vec!["check", "--frobnicate"], String::new(), vec!["--frobnicate"]),
    ];
    for (args, input, says) in cases {
        let output = doctor(&args, &input);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(output.stdout.is_empty(), "{args:?} printed on standard output");
        for words in says {
            assert!(stderr.contains(words), "{args:?} does not say `{words}`: {stderr}");
        }
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
}

#[test]
fn a_healthy_pool_exits_0_and_a_broken_one_1() {
    assert_eq!(doctor(&["check", "--snapshot", &fixture("healthy.json")], "").status.code(), Some(0));
    let mut broken = healthy();
    broken["SmsRole"]["InlinePolicies"] = serde_json::json!([]);
    let output = doctor(&["check", "--snapshot", "-"], &broken.to_string());
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    for words in ["BLOCKED", "SMS001", "InvalidSmsRoleAccessPolicyException", "aws iam put-role-policy"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let lenient = doctor(&["check", "--snapshot", "-", "--fail-on", "never"], &broken.to_string());
    assert_eq!(lenient.status.code(), Some(0));
}

#[test]
fn missing_core_evidence_exits_3_unless_allowed() {
    let mut blind = healthy();
    blind["SmsRole"] = serde_json::json!({"Unread": {"Operation": "iam:GetRole", "Code": "AccessDenied"}});
    let output = doctor(&["check", "--snapshot", "-", "--format", "json"], &blind.to_string());
    assert_eq!(output.status.code(), Some(3));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["complete"], false);
    assert_eq!(report["exit_code"], 3);
    assert_eq!(report["pools"][0]["factors"]["sms"]["verdict"], "unproven");
    let allowed = doctor(&["check", "--snapshot", "-", "--allow-incomplete"], &blind.to_string());
    assert_eq!(allowed.status.code(), Some(0));
}

#[test]
fn a_snapshot_of_the_two_indispensable_answers_is_judged() {
    let whole = healthy();
    let bare = serde_json::json!({
        // As `aws … > file` gives them, each in its wrapper.
        "UserPool": {"UserPool": whole["UserPool"]},
        "MfaConfig": whole["MfaConfig"],
    });
    let output = doctor(&["check", "--snapshot", "-", "--format", "json"], &bare.to_string());
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["pools"][0]["id"], "us-east-1_AbCdEf123");
    assert_eq!(report["summary"]["error"], 0, "{report:#}");
    assert_eq!(report["pools"][0]["factors"]["totp"]["offered"], true);
}

#[test]
fn secrets_of_a_hand_made_file_are_never_printed() {
    let mut leaky = healthy();
    leaky["Clients"][0]["ClientSecret"] = "canary-client-secret".into();
    leaky["Clients"][0]["AllowedOAuthScopes"] = serde_json::json!(["openid"]);
    leaky["Users"] = serde_json::json!([{"Session": "canary-session", "SecretCode": "canary-seed"}]);
    for format in ["json", "table"] {
        for flag in ["-v", "-q"] {
            let args = ["check", "--snapshot", "-", "--format", format, flag];
            let output = doctor(&args, &leaky.to_string());
            let said = [output.stdout, output.stderr].concat();
            assert!(!String::from_utf8(said).unwrap().contains("canary"), "{args:?}");
        }
    }
}

#[test]
fn names_with_escapes_cannot_paint_the_terminal() {
    let mut hostile = healthy();
    hostile["UserPool"]["Name"] = "a\u{1b}[31m\u{202e}b\r\nc".into();
    hostile["SmsRole"]["InlinePolicies"] = serde_json::json!([]);
    let output = doctor(&["check", "--snapshot", "-"], &hostile.to_string());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains('\r'), "{text:?}");
}

#[test]
fn a_factor_whose_rules_were_left_out_is_not_called_ready() {
    let args = ["check", "--snapshot", &fixture("healthy.json"), "--format", "json", "--select", "SMS"];
    let report: Value = serde_json::from_slice(&doctor(&args, "").stdout).unwrap();
    let totp = &report["pools"][0]["factors"]["totp"];
    assert_eq!(totp["verdict"], "unproven", "{totp}");
    assert!(totp["unproven_by"].as_array().unwrap().contains(&"TOT001".into()), "{totp}");
}

#[test]
fn every_document_of_a_fix_has_a_file_of_its_own() {
    let mut pool = healthy();
    let mut second = pool["Clients"][0].clone();
    second["ClientId"] = "2example23456789012345abcd".into();
    pool["Clients"].as_array_mut().unwrap().push(second);
    for client in pool["Clients"].as_array_mut().unwrap() {
        client["WriteAttributes"] = serde_json::json!(["name"]);
    }
    let output = doctor(
        &["check", "--snapshot", "-", "--format", "json", "--write-fixes", "fixes"],
        &pool.to_string(),
    );
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["pools"][0]["findings"].as_array().unwrap().iter();
    let steps = findings.flat_map(|finding| finding["fix"]["steps"].as_array().unwrap());
    let mut files: Vec<&str> = steps
        .flat_map(|step| step["argv"].as_array().unwrap())
        .filter_map(|word| word.as_str().unwrap().strip_prefix("file://"))
        .collect();
    let all = files.len();
    files.sort_unstable();
    files.dedup();
    assert!(all >= 2, "{report:#}");
    assert_eq!(files.len(), all, "two steps share a file: {files:?}");
}

#[test]
fn several_formats_from_one_run_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let output_arg = format!("json={}", path.display());
    let mut broken = healthy();
    broken["SmsRole"]["InlinePolicies"] = serde_json::json!([]);
    let output = doctor(&["check", "--snapshot", "-", "--output", &output_arg], &broken.to_string());
    let report: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for finding in report["pools"][0]["findings"].as_array().unwrap() {
        assert!(text.contains(finding["rule"].as_str().unwrap()), "{finding:#}");
    }
}

#[test]
fn a_rewrite_of_the_pool_says_which_fault_of_the_role_makes_aws_refuse_it() {
    let mut broken = healthy();
    broken["SmsRole"]["InlinePolicies"] = serde_json::json!([]);
    broken["UserPool"]["UserPoolTier"] = "LITE".into();
    let args = ["check", "--snapshot", "-", "--require", "email", "--format", "json"];
    let output = doctor(&args, &broken.to_string());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["pools"][0]["findings"].as_array().unwrap();
    let rules: Vec<&str> = findings.iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
    assert_eq!(&rules[..2], ["SMS001", "TIR001"], "the role is mended first");
    let why = findings[1]["fix"]["steps"][0]["why"].as_str().unwrap();
    assert!(why.contains("AWS refuses it until SMS001 is mended"), "{why}");
}

#[cfg(not(feature = "aws"))]
#[test]
fn a_build_without_aws_cannot_sign_in() {
    let args = ["sign-in", "--pool", "us-east-1_AbCdEf123", "--client", "app", "--user", "ada"];
    let ended = doctor(&args, "");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(
        said.contains("this build of mfa-doctor cannot sign in") && said.contains("feature `aws`"),
        "{said}"
    );
}
