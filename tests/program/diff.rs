//! `diff` without AWS: what it prints, and how it ends.
use crate::run::doctor;
use serde_json::Value;
use std::path::Path;

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).to_str().unwrap().to_owned()
}

fn said(args: &[&str], input: &str, code: i32) -> (String, String) {
    let output = doctor(&[&["diff"], args].concat(), input);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{err}");
    (out, err)
}

#[test]
fn what_breaks_one_of_two_pools_stands_first() {
    let (broken, healthy) = (fixture("demo/broken-pool.json"), fixture("healthy.json"));
    let (json, _) = said(&[&broken, &healthy, "--format", "json"], "", 1);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&report["a"]["name"], &report["b"]["name"]), (&"shop".into(), &"customers".into()));
    assert_eq!(report["a"]["file"], broken.as_str());
    assert_eq!((&report["exit_code"], &report["complete"]), (&1.into(), &true.into()));
    let first = &report["findings"][0];
    assert_eq!((&first["rule"], &first["severity"]), (&"SMS002".into(), &"error".into()));
    assert_eq!((&first["a"]["state"], &first["b"]["state"]), (&"found".into(), &"silent".into()));
    assert_eq!(first["settings"][0]["b"][0]["value"]["Resource"], "*");
    assert_eq!(report["verdicts"][0]["a"]["verdict"], "blocked");

    for (format, headline) in [
        ("table", "error SMS002 sms-role-publishes-to-topics-only: only in A"),
        ("markdown", "### error SMS002 sms-role-publishes-to-topics-only: only in A"),
    ] {
        let (text, _) = said(&[&broken, &healthy, "--format", format], "", 1);
        assert!(text.contains(headline), "{text}");
        let (text, _) = said(&[&healthy, &broken, "--format", format], "", 1);
        assert!(text.contains(&headline.replace("in A", "in B")), "{text}");
    }
}

#[test]
fn two_snapshots_of_one_pool_do_not_differ() {
    let broken = fixture("demo/broken-pool.json");
    let text = std::fs::read_to_string(&broken).unwrap();
    for args in [[broken.as_str(), "-"], ["-", broken.as_str()]] {
        let (out, _) = said(&args, &text, 0);
        assert!(out.contains("nothing that was read and bears on MFA differs"), "{out}");
    }
}

#[test]
fn missing_facts_that_decide_are_not_equality() {
    let mut pool: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("healthy.json")).unwrap()).unwrap();
    pool["SmsRole"] = serde_json::json!({"Unread": {"Operation": "iam:GetRole", "Code": "AccessDenied"}});
    let healthy = fixture("healthy.json");
    let (out, _) = said(&[&healthy, "-", "--require", "sms"], &pool.to_string(), 3);
    assert!(out.contains("iam:GetRole"), "{out}");
    said(&[&healthy, "-", "--allow-incomplete"], &pool.to_string(), 0);
}

#[test]
fn wrong_input_is_named() {
    let healthy = fixture("healthy.json");
    let not_json = fixture("demo/codes.txt");
    for (args, part) in [
        (vec!["-", "-"], "standard input cannot be both pools"),
        (vec![&healthy, "no-such-thing"], "`no-such-thing` is neither a file nor a user pool's ID"),
        (vec![&healthy, &not_json], "is not JSON"),
        (vec![&healthy], "required arguments"),
        (vec![&healthy, ""], "a value is required"),
    ] {
        let (out, err) = said(&args, "", 2);
        assert!(out.is_empty() && err.contains(part), "{args:?}: {err}");
    }
}

#[test]
fn names_are_shown_and_not_obeyed() {
    let mut pool: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("healthy.json")).unwrap()).unwrap();
    pool["UserPool"]["Name"] = "a\u{1b}[31m<b>|\n::error::\u{202e}".into();
    pool["Clients"][0]["ClientName"] = "`x`\n## y".into();
    pool["Clients"][0]["AuthSessionValidity"] = 3.into();
    for format in ["table", "markdown"] {
        let (out, _) = said(&[&fixture("healthy.json"), "-", "--format", format], &pool.to_string(), 1);
        assert!(!out.contains(['\u{1b}', '\u{202e}']) && !out.contains("\n::error"), "{out:?}");
        assert!(!out.contains("\n## y"), "{out:?}");
    }
}
