//! A person at a terminal, one who goes away, and no terminal at all.

use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

use super::{CODE, PASSWORD, POOL, begins, challenge, session, sign_in, tokens};
use crate::support::doctor;
use crate::support::scripted::{Line, Scripted, hangs, says};
use crate::support::terminal::{self, Seen};

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// What a person at a terminal sees who types `typed`, and then sends `signal`.
fn at_terminal(script: Vec<Line>, typed: &str, signal: &str, more: &[&str]) -> (Scripted, Seen) {
    let endpoint = Scripted::play(script);
    let program = env!("CARGO_BIN_EXE_mfa-doctor");
    let args = [
        program,
        "sign-in",
        "--pool",
        POOL,
        "--client",
        "app",
        "--user",
        "ada@example.com",
        "--flow",
        "password",
    ];
    let env = [("AWS_ENDPOINT_URL", endpoint.endpoint.clone())];
    let seen = terminal::at_terminal(&[&args[..], more].concat(), typed, signal, &env);
    (endpoint, seen)
}

/// Typed secrets are not echoed, and what Cognito gave is not shown.
fn hides(seen: &Seen) {
    for secret in [PASSWORD, CODE, "canary"] {
        assert!(!seen.output.contains(secret), "{seen:#?}");
    }
}

#[test]
fn it_says_what_it_will_change_asks_and_hides_what_is_typed() {
    let (endpoint, seen) = at_terminal(
        vec![begins("SOFTWARE_TOKEN_MFA", json!({})), says("RespondToAuthChallenge", tokens())],
        &format!("y\r{PASSWORD}\r{CODE}\r"),
        "",
        &[],
    );
    endpoint.played();
    hides(&seen);
    assert_eq!(seen.exit, 0, "{seen:#?}");
    let (asked, began) = (seen.output.find("Go on? [y/N]"), seen.output.find("InitiateAuth"));
    assert!(asked.is_some() && asked < began, "{seen:#?}");
    assert!(seen.output.contains("signs ada@example.com in to eu-west-1_AbCdEf123"), "{seen:#?}");
}

#[test]
fn no_is_an_answer() {
    for typed in ["n\r", "\r"] {
        let (endpoint, seen) = at_terminal(Vec::new(), typed, "", &[]);
        assert!(endpoint.heard().is_empty());
        assert_eq!(seen.exit, 2);
        assert!(seen.output.contains("nothing was done"), "{seen:#?}");
    }
}

#[test]
fn the_secret_of_an_enrolment_is_shown_on_the_terminal_as_text_and_drawing() {
    let script = vec![
        begins("MFA_SETUP", json!({})),
        says("AssociateSoftwareToken", json!({"SecretCode": SECRET, "Session": session(2)})),
        says("VerifySoftwareToken", json!({"Status": "SUCCESS", "Session": session(3)})),
        says("RespondToAuthChallenge", tokens()),
    ];
    // Nobody asked for the enrolment; the pool demands it, and the person agrees.
    let (endpoint, seen) = at_terminal(script, &format!("{PASSWORD}\ry\r{CODE}\r"), "", &["--yes"]);
    assert_eq!(endpoint.played()[2].body["UserCode"], CODE);
    hides(&seen);
    assert_eq!(seen.exit, 0, "{seen:#?}");
    assert!(seen.output.contains(SECRET) && seen.output.contains('█'), "{seen:#?}");
}

#[test]
fn a_factor_is_chosen_by_its_number() {
    let choice = json!({"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"SOFTWARE_TOKEN_MFA\"]"});
    let script = vec![
        begins("SELECT_MFA_TYPE", choice),
        says("RespondToAuthChallenge", challenge("SOFTWARE_TOKEN_MFA", 2, json!({}))),
        says("RespondToAuthChallenge", tokens()),
    ];
    let (endpoint, seen) = at_terminal(script, &format!("{PASSWORD}\r2\r{CODE}\r"), "", &["--yes"]);
    assert_eq!(endpoint.played()[1].body["ChallengeResponses"]["ANSWER"], "SOFTWARE_TOKEN_MFA", "{seen:#?}");
    assert_eq!(seen.exit, 0, "{seen:#?}");
}

#[test]
fn ctrl_c_and_a_closed_terminal_say_what_was_done() {
    let script = || {
        vec![
            begins("MFA_SETUP", json!({})),
            says("AssociateSoftwareToken", json!({"SecretCode": SECRET, "Session": session(2)})),
        ]
    };
    let typed = format!("{PASSWORD}\r48");
    // Typed at the terminal, or sent by the system.
    for (typed, signal) in
        [(format!("{typed}\u{3}"), ""), (typed.clone(), "INT"), (typed.clone(), "HUP"), (typed, "TERM")]
    {
        let (endpoint, seen) = at_terminal(script(), &typed, signal, &["--yes", "--enroll", "totp"]);
        endpoint.played();
        hides(&seen);
        assert_eq!(seen.exit, 130, "{signal}: {seen:#?}");
        let said = &seen.output;
        assert!(said.contains("not signed in: interrupted"), "{signal}: {seen:#?}");
        assert!(said.contains("associated, but not verified"), "{signal}: {seen:#?}");
    }
    let (endpoint, seen) = at_terminal(Vec::new(), "\u{3}", "", &[]);
    assert!(endpoint.heard().is_empty());
    assert_eq!(seen.exit, 130, "{seen:#?}");
}

#[test]
fn an_interrupted_call_is_in_doubt() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let endpoint = Scripted::play(vec![begins("SMS_MFA", json!({})), hangs("RespondToAuthChallenge")]);
        let (child, _home) =
            sign_in(&endpoint, &["--flow", "password", "--json"]).input(format!("{CODE}\n")).spawn();
        while endpoint.heard().len() < 2 {
            std::thread::sleep(Duration::from_millis(10));
        }
        let start = Instant::now();
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert!(start.elapsed() < Duration::from_secs(10));
        assert_eq!(output.status.code(), Some(130));
        let transcript: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&transcript["result"], &transcript["exit_code"]), (&json!("interrupted"), &json!(130)));
        assert_eq!(transcript["steps"][1]["outcome"], "interrupted");
        let done = transcript["done"].to_string();
        assert!(done.contains("RespondToAuthChallenge was sent and not answered"), "{done}");
        assert!(done.contains("sent a code by text message"), "{done}");
    }
}

#[test]
fn without_a_terminal_nobody_is_asked_and_nothing_is_done() {
    let endpoint = Scripted::play(Vec::new());
    let args = ["sign-in", "--pool", POOL, "--client", "app", "--user", "ada"];
    let at = |more: &[&str]| doctor(&[&args[..], more].concat()).env("AWS_ENDPOINT_URL", &endpoint.endpoint);
    let unasked = at(&[]).env("MFA_DOCTOR_PASSWORD", PASSWORD).run();
    assert!(unasked.refusal().contains("--yes"), "{unasked:#?}");
    assert!(at(&["--yes"]).run().stderr.contains("MFA_DOCTOR_PASSWORD"));
    let enrol = at(&["--yes", "--enroll", "totp"]).env("MFA_DOCTOR_PASSWORD", PASSWORD).run();
    assert!(enrol.refusal().contains("--totp-secret-file"), "{enrol:#?}");
    for (flag, words) in [
        ("--password-file", "cannot read nowhere"),
        ("--totp-secret-file", "cannot read nowhere"),
        ("--client-secret-file", "cannot read nowhere"),
    ] {
        let run = at(&["--yes", flag, "nowhere"]).env("MFA_DOCTOR_PASSWORD", PASSWORD).run();
        assert!(run.code == Some(2) && run.stderr.contains(words), "{run:#?}");
    }
    let args = ["--yes", "--enroll", "totp", "--totp-secret-file", "nowhere/secret"];
    let folder = at(&args).env("MFA_DOCTOR_PASSWORD", PASSWORD).run();
    assert!(folder.refusal().contains("no folder nowhere"), "{folder:#?}");
    let empty = at(&["--yes", "--password-file", "empty"]).file("empty", "\n").run();
    assert!(empty.stderr.contains("holds no password"), "{empty:#?}");
    let odd = at(&["--yes", "--totp-secret-file", "odd"]).file("odd", "canary!").run();
    odd.keeps_secrets();
    assert_eq!(odd.code, Some(2));
    assert!(endpoint.heard().is_empty());
}
