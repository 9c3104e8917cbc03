//! Recordings of sign-ins: every form in which they come, what is said of them, and nothing secret in it.
use crate::recording::text;
use crate::run::{doctor, doctor_in};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Output;

const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// What a recording holds that must not be seen again.
const SECRETS: &[&str] =
    &["canary-password", "canary-session", "canary-code", "canary-refresh", "canary-hash", "canary-cookie"];

fn session(number: u32) -> String {
    format!("canary-session-{number}-{}", "x/+".repeat(40))
}

/// A sign-in whose last answer goes out twice.
fn doubled() -> Value {
    let tokens = json!({"AuthenticationResult": {"AccessToken": "canary-access.token.x", "RefreshToken": "canary-refresh"}});
    let hashed =
        json!({"USERNAME": "ada@example.com", "PASSWORD": "canary-password", "SECRET_HASH": "canary-hash"});
    let answer = json!({"Session": session(1), "ChallengeName": "SMS_MFA",
                        "ChallengeResponses": {"USERNAME": "ada@example.com", "SMS_MFA_CODE": "canary-code"}});
    let used =
        json!(["NotAuthorizedException", "Invalid session for the user, session can only be used once."]);
    json!({"har": [
        {"at": 0, "call": "InitiateAuth", "send": {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": hashed},
         "get": {"ChallengeName": "SMS_MFA", "ChallengeParameters": {"CODE_DELIVERY_DELIVERY_MEDIUM": "SMS"}, "Session": session(1)}},
        {"at": 20, "call": "RespondToAuthChallenge", "send": answer, "get": tokens},
        {"at": 20.3, "call": "RespondToAuthChallenge", "send": answer, "fail": used},
    ]})
}

/// The same without the second answer.
fn sound() -> Value {
    let mut recording = doubled();
    recording["har"].as_array_mut().unwrap().pop();
    recording
}

fn trail(failed: bool) -> Value {
    let request = json!({"authFlow": "USER_PASSWORD_AUTH", "authParameters": HIDDEN, "clientId": "1example23456789012345abcd"});
    let answered = json!({"challengeName": "SMS_MFA", "challengeResponses": HIDDEN, "session": HIDDEN,
                          "clientId": "1example23456789012345abcd"});
    let user = json!({"sub": "0f1e2d3c-1111-2222-3333-444455556666", "userPoolId": "us-east-1_AbCdEf123"});
    let deploy = json!({"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/deploy/ci"});
    let mut records = vec![
        json!({"at": 0, "eventName": "UpdateUserPoolClient", "userIdentity": deploy,
               "requestParameters": {"userPoolId": "us-east-1_AbCdEf123", "clientId": "1example23456789012345abcd"}}),
        json!({"at": 60, "eventName": "InitiateAuth", "requestParameters": request, "additionalEventData": user,
               "responseElements": {"challengeName": "SMS_MFA", "session": HIDDEN}}),
    ];
    if failed {
        records.push(json!({"at": 300, "eventName": "RespondToAuthChallenge", "requestParameters": answered,
            "additionalEventData": user, "errorCode": "NotAuthorizedException",
            "errorMessage": "Invalid session for the user, session is expired."}));
    }
    json!({"cloudtrail": records})
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8([output.stdout.clone(), output.stderr.clone()].concat()).unwrap()
}

#[track_caller]
fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("no JSON ({error}): {}", said(output)))
}

fn rules(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|found| found["rule"].as_str().unwrap()).collect()
}

#[track_caller]
fn refused(output: &Output, why: &str) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty() && said.contains(why) && said.contains("hint:"), "{said}");
}

#[test]
fn a_har_is_read_however_it_comes() {
    let folder = tempfile::tempdir().unwrap();
    let text = text(&doubled());
    let bom: Vec<u8> = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&text).unwrap()).unwrap();
    for (name, bytes) in [
        ("plain.har", text.clone().into_bytes()),
        ("packed.har.gz", packed(&text)),
        ("bom.har", bom),
        ("utf16.har", utf16),
        ("pretty.json", pretty.into_bytes()),
    ] {
        fs::write(folder.path().join(name), &bytes).unwrap();
        for output in [
            doctor_in(folder.path(), &[], &["trace", name, "--format", "json"], ""),
            doctor(&["trace", "-", "--format", "json"], &bytes),
        ] {
            let report = report(&output);
            assert_eq!((output.status.code(), rules(&report)), (Some(1), vec!["SSN001"]), "{name}");
            assert_eq!(report["findings"][0]["steps"], json!([3]), "{name}");
            assert_eq!(report["inputs"][0]["kind"], "har", "{name}");
            assert_eq!(report["sign_ins"][0]["user"], "a•••@e•••.com", "{name}");
            assert_eq!(report["steps"][2]["session_in"], "s1", "{name}");
        }
    }
}

#[test]
fn nothing_secret_is_printed_or_copied() {
    let folder = tempfile::tempdir().unwrap();
    let mut file: Value = serde_json::from_str(&text(&doubled())).unwrap();
    let entry = &mut file["log"]["entries"][1];
    entry["request"]["cookies"] = json!([{"name": "session", "value": "canary-cookie"}]);
    entry["request"]["headers"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "Cookie", "value": "session=canary-cookie"}));
    fs::write(folder.path().join("login.har"), file.to_string()).unwrap();
    let run = |args: &[&str]| doctor_in(folder.path(), &[], args, "");
    for format in ["table", "json", "markdown", "html"] {
        let said = said(&run(&["trace", "login.har", "-v", "--format", format]));
        assert!(said.contains("SSN001"), "{said}");
        for secret in SECRETS.iter().chain(&["canary-access", "ada@example.com"]) {
            assert!(!said.contains(secret), "{format} tells {secret}: {said}");
        }
    }
    let output = run(&["trace", "login.har", "--redact", "safe.har", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let copy = fs::read_to_string(folder.path().join("safe.har")).unwrap();
    assert!(!copy.contains("canary") && !copy.contains("ada@example.com"), "{copy}");
    let again = run(&["trace", "safe.har", "--format", "json"]);
    assert_eq!(rules(&report(&again)), ["SSN001"], "the copy tells the same: {}", said(&again));
    assert_eq!(report(&again)["sign_ins"].as_array().unwrap().len(), 1);
}

#[test]
fn what_was_held_is_said() {
    let report = report(&doctor(&["trace", "-", "--format", "json"], &text(&doubled())));
    let held = &report["held"];
    assert_eq!(
        (held["password"].as_u64(), held["Session"].as_u64(), held["code"].as_u64()),
        (Some(1), Some(1), Some(1)),
        "{held}"
    );
}

#[test]
fn cloudtrail_is_read_from_files_folders_and_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20");
    fs::create_dir_all(&deep).unwrap();
    let text = text(&trail(true));
    fs::write(deep.join("a.json.gz"), packed(&text)).unwrap();
    let events = json!({"Events": serde_json::from_str::<Value>(&text).unwrap()["Records"].as_array().unwrap().iter()
        .map(|record| json!({"EventId": record["eventID"], "CloudTrailEvent": record.to_string()})).collect::<Vec<_>>()});
    fs::write(folder.path().join("lookup.json"), events.to_string()).unwrap();
    let run = |args: &[&str], input: &str| doctor_in(folder.path(), &[], args, input);
    for output in [
        run(&["trace", "AWSLogs", "--format", "json"], ""),
        run(&["trace", "lookup.json", "--format", "json"], ""),
        run(&["trace", "-", "--format", "json"], &text),
        // The same events by two ways are counted once.
        run(&["trace", "AWSLogs", "lookup.json", "--format", "json"], ""),
    ] {
        let report = report(&output);
        assert_eq!((output.status.code(), rules(&report)), (Some(1), vec!["SSN002"]), "{}", said(&output));
        let error = &report["trail"]["errors"][0];
        assert_eq!((error["count"].as_u64(), error["users"].as_u64()), (Some(1), Some(1)), "{error}");
        assert_eq!(
            (&error["id"], &error["pool"]),
            (&json!("session-expired"), &json!("us-east-1_AbCdEf123"))
        );
        assert_eq!(error["hours"], json!({"2026-11-20T10:00:00Z": 1}));
        let change =
            &report["trail"]["changes"][usize::try_from(error["preceded_by"].as_u64().unwrap()).unwrap()];
        assert_eq!(change["operation"], "cognito-idp:UpdateUserPoolClient");
        assert_eq!(change["by"], "arn:aws:sts::111122223333:assumed-role/deploy/ci");
    }
    let page = said(&run(&["trace", "AWSLogs", "--format", "html"], ""));
    assert!(page.contains("<svg") && page.contains("UpdateUserPoolClient"), "{page}");
    let table = said(&run(&["trace", "AWSLogs"], ""));
    assert!(
        table.contains("errors over time") && table.contains("before: cognito-idp:UpdateUserPoolClient"),
        "{table}"
    );
}

#[test]
fn the_exit_code_says_whether_anything_failed() {
    let code = |given: &str| doctor(&["trace", "-"], given).status.code();
    assert_eq!(code(&text(&sound())), Some(0));
    assert_eq!(code(&text(&doubled())), Some(1));
    assert_eq!(code(&text(&trail(false))), Some(0));
    let whole = text(&sound());
    let mut broken: Value = serde_json::from_str(&whole).unwrap();
    let request = broken["log"]["entries"][0]["request"].clone();
    let entries = broken["log"]["entries"].as_array_mut().unwrap();
    entries.push(json!({"startedDateTime": "yesterday", "request": request, "response": {}}));
    assert_eq!(code(&broken.to_string()), Some(3), "nothing failed, but a part could not be read");
}

#[test]
fn a_har_that_was_cut_off_is_read_up_to_there() {
    let whole = text(&doubled());
    let cut = whole.rfind("\"startedDateTime\"").unwrap();
    let output = doctor(&["trace", "-", "--format", "json"], &whole[..cut + 400]);
    let report = report(&output);
    assert_eq!(
        (output.status.code(), report["complete"].as_bool()),
        (Some(3), Some(false)),
        "{}",
        said(&output)
    );
    assert_eq!(report["steps"].as_array().unwrap().len(), 2);
    assert!(!report["skipped"].as_array().unwrap().is_empty());
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("empty.har", b"");
    write("picture.har", b"\x89PNG\r\n\x1a\n");
    write("other.json", br#"{"a": 1}"#);
    write("nothing.har", br#"{"log": {"version": "1.2", "creator": {}, "entries": []}}"#);
    write("records.json", br#"{"Records": []}"#);
    write("login.har", text(&doubled()).as_bytes());
    fs::create_dir(folder.path().join("folder")).unwrap();
    let run = |args: &[&str]| doctor_in(folder.path(), &[], args, "");
    for name in
        ["empty.har", "picture.har", "other.json", "nothing.har", "records.json", "missing.har", "folder"]
    {
        let output = run(&["trace", name]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(output.stdout.is_empty() && said.starts_with("error:"), "{name}: {said}");
    }
    refused(&run(&["trace", "login.har", "--redact", "login.har"]), "overwrite");
    refused(&run(&["trace", "login.har", "other.json", "--redact", "safe.har"]), "one HAR file");
    refused(&run(&["trace", "login.har", "--select", "SSN999"]), "no rule");
    assert!(!Path::new(&folder.path().join("safe.har")).exists());
    for args in [
        &["trace"][..],
        &["trace", "--since", "24h"],
        &["trace", "--pool", "us-east-1_AbCdEf123", "--since", "soon"],
    ] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
    }
}

#[test]
fn names_in_a_recording_harm_nobody() {
    let mut recording = doubled();
    let evil = "\u{1b}[2J<script>alert(1)</script>|`rm`\u{202e}";
    for call in recording["har"].as_array_mut().unwrap() {
        let sent = &mut call["send"];
        let place =
            if sent.get("AuthParameters").is_some() { "AuthParameters" } else { "ChallengeResponses" };
        sent[place]["USERNAME"] = json!(evil);
        sent["ClientId"] = json!(evil);
    }
    for format in ["table", "markdown", "html"] {
        let said = said(&doctor(&["trace", "-", "--format", format], &text(&recording)));
        assert!(said.contains("SSN001"), "{said}");
        assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{format}: {said:?}");
        assert!(format != "html" || !said.contains("<script>alert"), "{format}: {said}");
    }
}

#[test]
fn the_pool_tells_what_the_recording_does_not() {
    let healthy = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/healthy.json");
    let alone = report(&doctor(&["trace", "-", "--format", "json"], &text(&trail(true))));
    let known =
        report(&doctor(&["trace", "-", "--snapshot", healthy, "--format", "json"], &text(&trail(true))));
    let message = |report: &Value| report["findings"][0]["message"].as_str().unwrap().to_owned();
    assert!(message(&alone).contains("--pool ID tells"), "{}", message(&alone));
    assert!(message(&known).contains("10 min"), "{}", message(&known));
    assert_eq!(known["pool"]["id"], "us-east-1_AbCdEf123");
}

#[test]
fn the_query_is_printed_and_its_answer_read() {
    let folder = tempfile::tempdir().unwrap();
    for (args, from) in [
        (["--athena", "logs.cloudtrail"], "FROM \"logs\".\"cloudtrail\""),
        (
            ["--cloudtrail-lake", "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/EXAMPLE-f852"],
            "FROM EXAMPLE-f852",
        ),
    ] {
        let output = doctor(&[&["trace", "--print-sql"][..], &args].concat(), "");
        let query = String::from_utf8(output.stdout.clone()).unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(query.starts_with("SELECT") && query.contains(from), "{query}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("--results"), "{}", said(&output));
    }
    refused(&doctor(&["trace", "--athena", "logs; drop", "--print-sql"], ""), "no name of a table");
    let head = "account,region,pool,client,operation,code,message,hour_utc,errors,users,nameless,first_seen,last_seen";
    let row = "111122223333,us-east-1,us-east-1_AbCdEf123,,RespondToAuthChallenge,NotAuthorizedException,\"Invalid session for the user, session is expired.\"";
    let file = format!(
        "{head}\n{row},2026-11-20T10,3,2,0,2026-11-20T10:00:00Z,2026-11-20T10:30:00Z\n{row},,3,2,0,2026-11-20T10:00:00Z,2026-11-20T10:30:00Z\n"
    );
    fs::write(folder.path().join("answer.csv"), file).unwrap();
    let output = doctor_in(folder.path(), &[], &["trace", "--results", "answer.csv", "--format", "json"], "");
    let report = report(&output);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let error = &report["trail"]["errors"][0];
    assert_eq!(
        (error["count"].as_u64(), error["users"].as_u64(), &error["id"]),
        (Some(3), Some(2), &json!("session-expired"))
    );
    fs::write(folder.path().join("other.csv"), "a,b\n1,2\n").unwrap();
    refused(&doctor_in(folder.path(), &[], &["trace", "--results", "other.csv"], ""), "has no column");
}
