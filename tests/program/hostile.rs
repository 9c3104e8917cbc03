//! Files that somebody else wrote: garbage in, names that paint or run, and every exit code.
use crate::fixture::Fixture;
use crate::run::doctor;
use serde_json::{Value, json};
use std::fs;
use std::process::{Command, Output};

fn check(input: &[u8], more: &[&str]) -> Output {
    doctor(&[&["check", "--snapshot", "-"], more].concat(), input)
}

fn healthy() -> Value {
    Fixture::healthy().document()
}

/// The healthy pool with a role that may not send: an error, a warning's worth of notes, and commands.
fn broken() -> Value {
    let mut document = healthy();
    document["SmsRole"]["InlinePolicies"] = json!([]);
    document["Clients"][0]["AuthSessionValidity"] = json!(3);
    document
}

#[test]
fn garbage_ends_in_one_message() {
    let whole = healthy().to_string();
    let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { whole.encode_utf16().flat_map(unit).collect() };
    let twice = whole.replacen(r#""Effect":"Allow""#, r#""Effect":"Deny","Effect":"Allow""#, 1);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("NUL", vec![0]),
        ("no UTF-8", b"{\"UserPool\": \"\xff\"}".to_vec()),
        ("trailing garbage", format!("{whole} x").into_bytes()),
        ("two documents", format!("{whole}{whole}").into_bytes()),
        ("cut off", whole.as_bytes()[..whole.len() / 2].to_vec()),
        ("lone surrogate", whole.replacen("customers", "\\ud800", 1).into_bytes()),
        ("deep", [b"{\"UserPool\":".as_slice(), &b"[".repeat(1_000_000)].concat()),
        ("twice", twice.into_bytes()),
        ("version", whole.replacen("\"SnapshotVersion\":1", "\"SnapshotVersion\":1e999", 1).into_bytes()),
        (
            "half a UTF-16 unit",
            [&[0xff, 0xfe], utf16(u16::to_le_bytes).as_slice(), &[0xd8]].concat()[..301].to_vec(),
        ),
    ];
    for (what, input) in cases {
        let output = check(&input, &[]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{what}: {stderr}");
        assert!(output.stdout.is_empty(), "{what}");
        assert_eq!(stderr.matches("error: ").count(), 1, "{what}: {stderr}");
        assert!(!stderr.contains("panicked"), "{what}: {stderr}");
    }
    let same = [
        ("CRLF", serde_json::to_string_pretty(&healthy()).unwrap().replace('\n', "\r\n").into_bytes()),
        ("UTF-8 mark", [b"\xef\xbb\xbf".as_slice(), whole.as_bytes()].concat()),
        ("UTF-16 LE", [&[0xff, 0xfe], utf16(u16::to_le_bytes).as_slice()].concat()),
        ("UTF-16 BE", [&[0xfe, 0xff], utf16(u16::to_be_bytes).as_slice()].concat()),
    ];
    for (what, input) in same {
        let output = check(&input, &[]);
        assert_eq!(output.status.code(), Some(0), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn empty_and_huge_parts_are_judged_or_refused() {
    let parts: Vec<String> = healthy().as_object().unwrap().keys().cloned().collect();
    for part in parts {
        for value in
            [json!([]), json!({}), json!(""), json!(1e308), json!(-9e15), json!("\u{0}"), json!([[], {}])]
        {
            let mut document = healthy();
            document[&part] = value.clone();
            let output = check(document.to_string().as_bytes(), &["--require", "sms", "--require", "email"]);
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.code().is_some_and(|code| code <= 3), "{part} = {value}: {stderr}");
            assert!(!stderr.contains("panicked"), "{part} = {value}: {stderr}");
        }
    }
    let mut large = healthy();
    large["MemberOfTomorrow"] = json!("x".repeat(50_000_000));
    assert_eq!(check(large.to_string().as_bytes(), &[]).status.code(), Some(0));
}

/// Puts `hostile` behind every text of the snapshot that is a name.
pub fn infect(value: &mut Value, hostile: &str) {
    const NAMES: &[&str] = &[
        "Name",
        "ClientName",
        "PolicyName",
        "Sid",
        "RoleName",
        "Message",
        "ClientId",
        "LambdaArn",
        "ExternalId",
    ];
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| infect(element, hostile)),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if NAMES.contains(&name.as_str()) && !text.contains('_') => {
                        text.push_str(hostile);
                    }
                    member => infect(member, hostile),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn no_name_paints_the_terminal() {
    let hostile =
        "\u{1b}[31m\u{9b}2J\u{202e}\u{61c}\u{2066}\u{200b}\r\n\t\u{7}\u{0}'\"`$(touch x);名前😀e\u{301}";
    for fixture in Fixture::all().into_iter().step_by(5) {
        let mut document = fixture.document();
        infect(&mut document, hostile);
        let output = check(document.to_string().as_bytes(), &["-v", "--require", "sms", "--require", "totp"]);
        for text in [output.stdout, output.stderr] {
            let text = String::from_utf8(text).unwrap();
            let painted = text
                .chars()
                .find(|c| c.is_control() && *c != '\n' || "\u{202e}\u{61c}\u{2066}\u{200b}".contains(*c));
            assert_eq!(painted, None, "{}: {text}", fixture.path.display());
        }
    }
}

#[test]
#[cfg(unix)]
fn a_printed_command_reaches_the_aws_cli_as_it_was_meant() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let aws = folder.path().join("aws");
    fs::write(&aws, "#!/bin/sh\nfor word in aws \"$@\"; do printf '%s\\0' \"$word\"; done\n").unwrap();
    fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).unwrap();
    for name in [
        "it's",
        "a\"b",
        "$(touch owned)",
        "`touch owned`",
        "a b;touch owned",
        "-x",
        "名前😀",
        "a\\b",
        "*",
        "!x",
    ] {
        let mut document = broken();
        let arn = format!("arn:aws:iam::111122223333:role/{name}");
        document["SmsRole"]["Role"]["RoleName"] = json!(name);
        document["SmsRole"]["Role"]["Arn"] = json!(arn);
        for at in [
            "/UserPool/SmsConfiguration/SnsCallerArn",
            "/MfaConfig/SmsMfaConfiguration/SmsConfiguration/SnsCallerArn",
        ] {
            *document.pointer_mut(at).unwrap() = json!(arn);
        }
        let input = document.to_string();
        let report: Value =
            serde_json::from_slice(&check(input.as_bytes(), &["--format", "json"]).stdout).unwrap();
        let meant: Vec<Value> = report["pools"][0]["findings"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|finding| finding["fix"]["steps"].as_array().unwrap().clone())
            .map(|step| step["argv"].clone())
            .filter(|argv| argv != &json!([]))
            .collect();
        let table = String::from_utf8(check(input.as_bytes(), &[]).stdout).unwrap();
        let printed: Vec<&str> =
            table.lines().map(str::trim).filter(|line| line.starts_with("aws ")).collect();
        assert!(meant.iter().any(|argv| argv.to_string().contains("put-role-policy")), "{name}: {report:#}");
        assert_eq!(printed.len(), meant.len(), "{name}: {table}");
        for (line, meant) in printed.into_iter().zip(meant) {
            let path = format!("{}:/usr/bin:/bin", folder.path().display());
            let output = Command::new("sh")
                .args(["-c", line])
                .env("PATH", path)
                .current_dir(folder.path())
                .output()
                .unwrap();
            let words = String::from_utf8(output.stdout).unwrap();
            let words: Vec<&str> = words.trim_end_matches('\0').split('\0').collect();
            assert_eq!(json!(words), meant, "{line}");
        }
        assert!(!folder.path().join("owned").exists(), "{name}");
    }
}

#[test]
fn a_name_that_would_open_a_file_makes_no_command() {
    let mut document = broken();
    let arn = "arn:aws:iam::111122223333:role";
    for (name, told) in [("file:///etc/passwd", false), ("a\nb", false), ("plain", true)] {
        document["SmsRole"]["Role"]["Arn"] = Value::Null;
        document["UserPool"]["SmsConfiguration"]["SnsCallerArn"] = json!(name);
        if told {
            document["UserPool"]["SmsConfiguration"]["SnsCallerArn"] = json!(format!("{arn}/{name}"));
        }
        let output = check(document.to_string().as_bytes(), &["--format", "json"]).stdout;
        let report: Value = serde_json::from_slice(&output).unwrap();
        assert_eq!(report.to_string().contains("\"put-role-policy\""), told, "{name}: {report:#}");
    }
}

#[test]
fn the_exit_code_says_what_the_report_says() {
    let mut blind = healthy();
    blind["SmsRole"] = json!({"Unread": {"Operation": "iam:GetRole", "Code": "AccessDenied"}});
    let mut blind_and_broken = blind.clone();
    blind_and_broken["Clients"][0]["AuthSessionValidity"] = json!(3);
    let mut noted = healthy();
    noted["LogDelivery"]["LogConfigurations"] = json!([]);
    let mut warned = healthy();
    warned["Clients"][0]["AuthSessionValidity"] = json!(3);
    // For --fail-on error, warning, note and never; without and with --allow-incomplete.
    for (what, document, codes, allowed) in [
        ("healthy", healthy(), [0, 0, 0, 0], [0, 0, 0, 0]),
        ("error", broken(), [1, 1, 1, 0], [1, 1, 1, 0]),
        ("warning", warned, [0, 1, 1, 0], [0, 1, 1, 0]),
        ("note", noted, [0, 0, 1, 0], [0, 0, 1, 0]),
        ("blind", blind, [3, 3, 3, 3], [0, 0, 0, 0]),
        ("blind, with a warning", blind_and_broken, [3, 1, 1, 3], [0, 1, 1, 0]),
    ] {
        let input = document.to_string();
        for (at, fail_on) in ["error", "warning", "note", "never"].into_iter().enumerate() {
            for (more, code) in [(None, codes[at]), (Some("--allow-incomplete"), allowed[at])] {
                for format in ["json", "table"] {
                    let mut args = vec!["--fail-on", fail_on, "--format", format];
                    args.extend(more);
                    let output = check(input.as_bytes(), &args);
                    assert_eq!(output.status.code(), Some(code), "{what} {args:?}");
                    if format == "json" {
                        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
                        assert_eq!(report["exit_code"], code, "{what} {args:?}");
                        assert_eq!(report["complete"], !what.starts_with("blind"), "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_json_report_has_the_documented_members() {
    let output = check(broken().to_string().as_bytes(), &["--format", "json"]).stdout;
    let text = String::from_utf8(output).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string_pretty(&report).unwrap() + "\n", text);
    let has = |value: &Value, members: &[&str]| {
        for member in members {
            assert!(value.get(member).is_some(), "no {member} in {value:#}");
        }
    };
    has(
        &report,
        &["schema", "tool", "generated_at", "complete", "exit_code", "pools", "unreadable", "summary"],
    );
    let pool = &report["pools"][0];
    has(
        pool,
        &[
            "id",
            "name",
            "arn",
            "account",
            "region",
            "mfa",
            "factors",
            "delivery",
            "findings",
            "not_judged",
            "users",
        ],
    );
    for factor in ["sms", "totp", "email", "passkey"] {
        has(&pool["factors"][factor], &["offered", "verdict", "blocked_by", "unproven_by"]);
    }
    for finding in pool["findings"].as_array().unwrap() {
        has(
            finding,
            &["rule", "name", "severity", "factors", "fingerprint", "resource", "message", "false_alarm_if"],
        );
        has(finding, &["errors", "evidence", "fix", "docs", "suppressed"]);
        has(&finding["fix"], &["summary", "steps"]);
        finding["fix"]["steps"]
            .as_array()
            .unwrap()
            .iter()
            .for_each(|step| has(step, &["why", "argv", "input"]));
        finding["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .for_each(|found| has(found, &["source", "path", "value"]));
        finding["errors"].as_array().unwrap().iter().for_each(|error| has(error, &["id", "code", "message"]));
    }
    for entry in pool["not_judged"].as_array().unwrap() {
        has(entry, &["rule", "factors", "needs", "reason", "core"]);
    }
    has(&report["summary"], &["error", "warning", "note", "not_judged"]);
}
