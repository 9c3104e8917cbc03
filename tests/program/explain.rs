//! `explain` without AWS: what it prints, and how it ends.
use crate::run::doctor;
use serde_json::Value;
use std::path::Path;

const EXPIRED: &str = "NotAuthorizedException: Invalid session for the user, session is expired.";
const PUBLISH: &str =
    "InvalidSmsRoleAccessPolicyException: Role does not have permission to publish with SNS";

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).to_str().unwrap().to_owned()
}

fn json(args: &[&str], input: &str, code: i32) -> Value {
    let output = doctor(&[&["explain", "--format", "json"], args].concat(), input);
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn rule<'a>(answer: &'a Value, id: &str) -> &'a Value {
    let causes = answer["errors"][0]["causes"].as_array().unwrap();
    causes.iter().find(|cause| cause["rule"] == id).unwrap_or_else(|| panic!("no {id} in {answer:#}"))
}

#[test]
fn text_comes_as_words_from_a_file_or_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("error.txt");
    std::fs::write(&file, EXPIRED).unwrap();
    let words: Vec<&str> = EXPIRED.split(' ').collect();
    let answers = [
        json(&[EXPIRED], "", 0),
        json(&words, "", 0),
        json(&["-"], EXPIRED, 0),
        json(&[], EXPIRED, 0),
        json(&["--file", file.to_str().unwrap()], "", 0),
        json(&["--file", "-"], EXPIRED, 0),
    ];
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
        let error = &answer["errors"][0];
        assert_eq!((answer["schema"].as_u64(), answer["unrecognised"].as_u64()), (Some(1), Some(0)));
        assert_eq!((error["id"].as_str(), error["match"].as_str()), (Some("session-expired"), Some("exact")));
        assert_eq!(
            (error["code"].as_str(), error["count"].as_u64()),
            (Some("NotAuthorizedException"), Some(1))
        );
        assert!(error["causes"].as_array().unwrap().iter().all(|cause| cause["holds"] == "not-checked"));
        assert_eq!(rule(answer, "SSN002")["evidence"], Value::Array(Vec::new()));
    }
}

#[test]
fn a_log_of_powershell_is_read_too() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(EXPIRED.encode_utf16().flat_map(u16::to_le_bytes));
    let output = doctor(&["explain", "--format", "json", "-"], &bytes);
    assert!(String::from_utf8_lossy(&output.stdout).contains("session-expired"));
}

#[test]
fn text_that_is_no_documented_error_says_so_and_ends_in_1() {
    let answer = json(&["Role does not have permission to publish with Kafka"], "", 1);
    assert_eq!(answer["errors"], Value::Array(Vec::new()));
    assert_eq!(answer["unrecognised"], 1);
    assert_eq!(answer["nearest"][0]["id"], "sms-role-cannot-publish");
    let output = doctor(&["explain", "it does not work"], "");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "This is not an MFA error that is documented.\n");
}

#[test]
fn what_cannot_be_used_is_refused_with_the_reason() {
    for (args, input, reason) in [
        (&["explain"][..], "", "no text to explain"),
        (&["explain", " "], "", "no text to explain"),
        (&["explain", "--file", "nowhere.log"], "", "cannot read nowhere.log"),
        (&["explain", "-", "--snapshot", "-"], "x", "cannot hold both"),
        (&["explain", EXPIRED, "--snapshot", "-"], "x", "standard input is not JSON"),
        (&["explain", EXPIRED, "--pool", "customers"], "", "is not a user pool's ID"),
    ] {
        let output = doctor(args, input);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(reason) && output.stdout.is_empty(), "{args:?}: {said}");
    }
    let zipped = doctor(&["explain", "-"], &[0x1f_u8, 0x8b, 8, 0]);
    assert!(String::from_utf8_lossy(&zipped.stderr).contains("compressed"));
}

#[test]
fn with_a_snapshot_it_names_the_cause_that_holds() {
    let pool = fixture("demo/broken-pool.json");
    let answer = json(&[PUBLISH, "--snapshot", &pool], "", 0);
    assert_eq!(answer["pool"]["name"], "shop");
    let first = &answer["errors"][0]["causes"][0];
    assert_eq!((first["rule"].as_str(), first["holds"].as_str()), (Some("SMS002"), Some("proven")));
    assert!(first["messages"][0].as_str().unwrap().contains("statement 1"));
    assert!(
        first["fixes"][0]["steps"][0]["argv"]
            .as_array()
            .unwrap()
            .iter()
            .any(|word| word == "put-role-policy")
    );
    assert_eq!(rule(&answer, "SMS003")["holds"], "cannot-tell");
    assert!(!rule(&answer, "SMS003")["gaps"].as_array().unwrap().is_empty());
    let cleared = rule(&answer, "SMS011");
    assert_eq!(cleared["holds"], "ruled-out");
    assert_eq!(cleared["evidence"][0]["path"], "SmsConfigurationFailure");
}

#[test]
fn a_cause_that_no_pool_shows_says_what_does() {
    let pool = fixture("healthy.json");
    let answer = json(&[EXPIRED, "--snapshot", &pool], "", 0);
    let late = rule(&answer, "SSN002");
    assert_eq!(late["holds"], "cannot-tell");
    assert!(late["shown_by"].as_str().unwrap().contains("HAR"));
}

#[test]
fn with_a_user_it_says_whether_the_cause_holds_of_that_user() {
    let text = std::fs::read_to_string(fixture("healthy.json")).unwrap();
    let mut snapshot: Value = serde_json::from_str(&text).unwrap();
    let user = |name: &str, enabled: bool| {
        serde_json::json!({"Username": name,
            "User": {"Username": name, "Enabled": enabled, "UserStatus": "CONFIRMED", "UserAttributes": []}})
    };
    snapshot["Users"] = serde_json::json!([user("alice", true), user("bob", false)]);
    let snapshot = snapshot.to_string();
    let disabled = "NotAuthorizedException: User is disabled.";
    for (name, holds) in [("alice", "ruled-out"), ("bob", "proven")] {
        let answer = json(&[disabled, "--snapshot", "-", "--user", name], &snapshot, 0);
        assert_eq!(rule(&answer, "USR011")["holds"], holds, "{answer:#}");
    }
    for (args, reason) in [
        (&["explain", disabled, "--snapshot", "-", "--user", "carol"][..], "holds no user `carol`"),
        (&["explain", disabled, "--user", "bob"], "a user of no pool"),
    ] {
        let output = doctor(args, &snapshot);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(reason), "{args:?}");
    }
}

#[test]
fn facts_that_decide_and_are_missing_end_in_3() {
    let text = std::fs::read_to_string(fixture("healthy.json")).unwrap();
    let mut snapshot: Value = serde_json::from_str(&text).unwrap();
    snapshot["SmsRole"] = serde_json::json!({"Unread":
        {"Operation": "iam:GetRole", "Code": "AccessDenied", "Message": "no"}});
    let answer = json(&[PUBLISH, "--snapshot", "-"], &snapshot.to_string(), 3);
    assert_eq!(answer["pool"]["complete"], false);
    assert_eq!(rule(&answer, "SMS001")["holds"], "cannot-tell");
}

#[test]
fn nothing_of_the_text_is_printed_again() {
    let canaries =
        ["eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl", "AYABcanarySession", "hunter2-canary"];
    let text = format!(
        "{EXPIRED} {{\"AccessToken\":\"{}\",\"Session\":\"{}\",\"PASSWORD\":\"{}\"}} NoSuchException",
        canaries[0], canaries[1], canaries[2]
    );
    for input in [text.as_str(), &text[EXPIRED.len()..]] {
        for format in ["table", "json", "markdown"] {
            let output = doctor(&["explain", "--format", format, "-"], input);
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            for canary in canaries {
                assert!(!said.contains(canary), "{said}");
            }
        }
    }
}

#[test]
fn every_format_has_every_error() {
    let log = fixture("errors/logs/lambda.log");
    let count = json(&["--file", &log], "", 0)["errors"].as_array().unwrap().len();
    let headlines = |format: &str, start: &str| {
        let output = doctor(&["explain", "--format", format, "--file", &log], "");
        String::from_utf8(output.stdout).unwrap().lines().filter(|line| line.starts_with(start)).count()
    };
    assert_eq!(headlines("table", "  found "), count);
    assert_eq!(headlines("markdown", "### "), count);
}
