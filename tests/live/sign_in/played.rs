//! AWS's documented answers, where the emulators have none: each challenge, each error of a Session, each of a code.

use serde_json::{Value, json};

use super::{CODE, PASSWORD, POOL, begins, challenge, keeps, session, sign_in, steps, tokens};
use crate::support::scripted::{Line, Scripted, hangs, refuses, says};
use crate::support::{Run, doctor};

const RESPOND: &str = "RespondToAuthChallenge";

/// A secret that no file of the tests holds.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Runs `--flow password --json` with these codes on standard input.
fn run(script: Vec<Line>, more: &[&str], input: &str) -> (Scripted, Run) {
    let endpoint = Scripted::play(script);
    let args = [&["--flow", "password", "--json"], more].concat();
    let run = sign_in(&endpoint, &args).input(input).run();
    keeps(&run);
    (endpoint, run)
}

fn ends(run: &Run, result: &str, code: i32) -> Value {
    let transcript = run.json();
    assert_eq!((transcript["result"].as_str(), run.code), (Some(result), Some(code)), "{run:#?}");
    assert_eq!(transcript["exit_code"], code);
    transcript
}

#[test]
fn the_log_tells_of_each_call_and_holds_no_secret() {
    let script = vec![
        begins("EMAIL_OTP", json!({"CODE_DELIVERY_DESTINATION": "a***@e***"})),
        refuses(RESPOND, "CodeMismatchException", "Invalid code or auth state for the user."),
        says(RESPOND, tokens()),
    ];
    let (endpoint, run) = run(script, &["-vv"], &format!("111111\n{CODE}\n"));
    ends(&run, "signed-in", 0);
    endpoint.played();
    let told: Vec<&str> = run.log().iter().filter_map(|line| line.split(" in ").next()).collect();
    assert_eq!(
        told,
        [
            "cognito-idp:InitiateAuth eu-west-1_AbCdEf123: 200",
            "cognito-idp:RespondToAuthChallenge eu-west-1_AbCdEf123: 400 CodeMismatchException",
            "cognito-idp:RespondToAuthChallenge eu-west-1_AbCdEf123: 200",
        ],
        "{run:#?}"
    );
}

#[test]
fn a_factor_is_chosen_and_every_answer_carries_the_newest_session() {
    let (endpoint, run) = run(
        vec![
            begins(
                "SELECT_MFA_TYPE",
                json!({"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"EMAIL_OTP\",\"SOFTWARE_TOKEN_MFA\"]"}),
            ),
            says(RESPOND, challenge("EMAIL_OTP", 2, json!({"CODE_DELIVERY_DESTINATION": "a***@e***"}))),
            refuses(RESPOND, "CodeMismatchException", "Invalid code or auth state for the user."),
            says(RESPOND, tokens()),
        ],
        &[],
        &format!("email_otp\n111111\n{CODE}\n"),
    );
    let transcript = ends(&run, "signed-in", 0);
    let heard = endpoint.played();
    assert!(heard.iter().all(|request| !request.signed));
    assert_eq!(heard[0].body["AuthParameters"], json!({"USERNAME": "ada@example.com", "PASSWORD": PASSWORD}));
    let answers =
        |at: usize| (heard[at].body["Session"].clone(), heard[at].body["ChallengeResponses"].clone());
    let code = |code: &str| json!({"USERNAME": "0f3c-ada", "EMAIL_OTP_CODE": code});
    assert_eq!(answers(1), (json!(session(1)), json!({"USERNAME": "0f3c-ada", "ANSWER": "EMAIL_OTP"})));
    assert_eq!(answers(2), (json!(session(2)), code("111111")));
    assert_eq!(answers(3), (json!(session(2)), code(CODE)));
    assert_eq!(
        steps(&transcript),
        [
            "InitiateAuth - challenge",
            "RespondToAuthChallenge SELECT_MFA_TYPE challenge",
            "RespondToAuthChallenge EMAIL_OTP refused",
            "RespondToAuthChallenge EMAIL_OTP signed-in",
        ]
    );
    assert_eq!(transcript["steps"][2]["error"]["id"], "code-or-auth-state-invalid");
    assert_eq!(transcript["done"][0], "Cognito sent a code by e-mail");
    let kinds: Vec<&Value> =
        transcript["tokens"].as_array().unwrap().iter().map(|token| &token["kind"]).collect();
    assert_eq!(kinds, ["access", "id", "refresh"]);
    assert_eq!(transcript["tokens"][0]["scopes"], json!(["aws.cognito.signin.user.admin"]));
    assert_eq!(transcript["tokens"][0]["seconds"], 3600);
    assert!(run.stderr.contains("sent to a***@e***"), "{run:#?}");
}

#[test]
fn each_session_error_is_named_with_step_challenge_and_age() {
    for (message, id) in [
        ("Invalid session for the user, session can only be used once.", "session-used-twice"),
        ("Invalid session for the user, session is expired.", "session-expired"),
        ("Invalid session for the user.", "session-invalid"),
    ] {
        let script =
            || vec![begins("SMS_MFA", json!({})), refuses(RESPOND, "NotAuthorizedException", message)];
        let (endpoint, run) = run(script(), &[], &format!("{CODE}\n"));
        endpoint.played();
        let transcript = ends(&run, "refused", 1);
        assert_eq!(transcript["explained"]["errors"][0]["id"], id, "{transcript:#}");
        assert_eq!(transcript["explained"]["errors"][0]["match"], "exact");
        assert_eq!(transcript["explained"]["errors"][0]["seen_in"], json!([RESPOND]));
        let failure = &transcript["failure"];
        assert_eq!((&failure["step"], &failure["challenge"]), (&json!(2), &json!("SMS_MFA")));
        assert!(failure["session_age_ms"].as_i64().is_some_and(|age| (0..20_000).contains(&age)));
        assert_eq!(failure["error"]["id"], id);
        let notes = transcript["notes"].to_string();
        assert!(
            notes.contains("was not judged") && notes.contains("Session of the answer before it"),
            "{notes}"
        );

        let endpoint = Scripted::play(script());
        let table = sign_in(&endpoint, &["--flow", "password"]).input(CODE).run();
        keeps(&table);
        let said =
            "not signed in: call 2, RespondToAuthChallenge for SMS_MFA, was refused, with a Session that was";
        assert!(table.stdout.contains(said), "{table:#?}");
        assert!(table.stdout.contains(message.trim_end_matches('.')), "{table:#?}");
        assert!(!table.stdout.contains("--snapshot FILE"), "the pool was named already: {table:#?}");
    }
}

#[test]
fn enrolment_that_the_pool_demands_goes_on_until_success() {
    let (endpoint, run) = run(
        vec![
            begins("MFA_SETUP", json!({"MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]"})),
            says("AssociateSoftwareToken", json!({"SecretCode": SECRET, "Session": session(2)})),
            says("VerifySoftwareToken", json!({"Status": "SUCCESS", "Session": session(3)})),
            says(RESPOND, tokens()),
        ],
        &["--enroll", "totp", "--totp-secret-file", "new-secret"],
        "",
    );
    let transcript = ends(&run, "signed-in", 0);
    let heard = endpoint.played();
    assert_eq!(heard[1].body, json!({"Session": session(1)}));
    assert_eq!(heard[2].body["Session"], session(2));
    let code = heard[2].body["UserCode"].as_str().unwrap().to_owned();
    assert!(!run.stdout.contains(&code) && !run.stdout.contains(SECRET), "{run:#?}");
    assert_eq!(
        (&heard[3].body["Session"], &heard[3].body["ChallengeName"]),
        (&json!(session(3)), &json!("MFA_SETUP"))
    );
    assert_eq!(heard[3].body["ChallengeResponses"], json!({"USERNAME": "0f3c-ada"}));
    let done = transcript["done"].to_string();
    assert!(done.contains("an authenticator app is enrolled") && done.contains("new-secret"), "{done}");
}

#[test]
fn a_new_secret_goes_into_a_new_file_of_its_owner() {
    let script = vec![
        begins("MFA_SETUP", json!({})),
        says("AssociateSoftwareToken", json!({"SecretCode": SECRET, "Session": session(2)})),
        refuses("VerifySoftwareToken", "EnableSoftwareTokenMFAException", "Code mismatch"),
    ];
    let endpoint = Scripted::play(script);
    let args = ["--flow", "password", "--json", "--enroll", "totp", "--totp-secret-file", "new-secret"];
    let (child, home) = sign_in(&endpoint, &args).spawn();
    let output = child.wait_with_output().unwrap();
    endpoint.played();
    let transcript: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{transcript:#}");
    assert_eq!(transcript["explained"]["errors"][0]["id"], "totp-enrolment-code-mismatch", "{transcript:#}");
    let done = transcript["done"].to_string();
    assert!(done.contains("associated, but not verified"), "{done}");
    assert!(transcript["notes"].to_string().contains("mfa-doctor totp verify"), "{transcript:#}");
    let file = home.path().join("new-secret");
    assert_eq!(std::fs::read_to_string(&file).unwrap().trim(), SECRET);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_status_that_is_not_success_enrols_nobody() {
    let verify = |number| says("VerifySoftwareToken", json!({"Status": "ERROR", "Session": session(number)}));
    let (endpoint, run) = run(
        vec![
            begins("MFA_SETUP", json!({})),
            // No secret of Cognito, so that the codes come from standard input.
            says("AssociateSoftwareToken", json!({"SecretCode": "canary-odd", "Session": session(2)})),
            verify(3),
            refuses("VerifySoftwareToken", "EnableSoftwareTokenMFAException", "Code mismatch"),
            verify(4),
        ],
        &["--enroll", "totp", "--totp-secret-file", "new-secret"],
        "111111\n222222\n333333\n",
    );
    let heard = endpoint.played();
    let sent: Vec<&Value> = heard[2..].iter().map(|request| &request.body["Session"]).collect();
    assert_eq!(sent, [&json!(session(2)), &json!(session(3)), &json!(session(3))], "the newest each time");
    let transcript = ends(&run, "refused", 1);
    assert_eq!(transcript["steps"][4]["outcome"], "not-verified");
    assert_eq!(transcript["failure"]["error"], Value::Null);
    assert!(transcript["summary"].as_str().unwrap().contains("did not take the code"), "{transcript:#}");
}

#[test]
fn a_code_that_was_used_is_followed_by_the_next_step() {
    let (endpoint, run) = run_with_secret(vec![
        begins("SOFTWARE_TOKEN_MFA", json!({})),
        refuses(RESPOND, "ExpiredCodeException", "Your software token has already been used once."),
        says(RESPOND, tokens()),
    ]);
    let heard = endpoint.played();
    let code = |at: usize| heard[at].body["ChallengeResponses"]["SOFTWARE_TOKEN_MFA_CODE"].clone();
    assert_ne!(code(1), code(2));
    assert_eq!(heard[1].body["Session"], heard[2].body["Session"]);
    let transcript = ends(&run, "signed-in", 0);
    assert_eq!(transcript["steps"][1]["error"]["id"], "totp-code-already-used", "{transcript:#}");
}

#[test]
fn a_wrong_secret_is_not_tried_again() {
    let (endpoint, run) = run_with_secret(vec![
        begins("SOFTWARE_TOKEN_MFA", json!({})),
        refuses(RESPOND, "CodeMismatchException", "Invalid code received for user"),
    ]);
    endpoint.played();
    let transcript = ends(&run, "refused", 1);
    assert_eq!(transcript["explained"]["errors"][0]["id"], "totp-code-wrong");
}

fn run_with_secret(script: Vec<Line>) -> (Scripted, Run) {
    let endpoint = Scripted::play(script);
    let args = ["--flow", "password", "--json", "--totp-secret-file", "secret"];
    let run = sign_in(&endpoint, &args).file("secret", SECRET).run();
    keeps(&run);
    assert!(!run.stdout.contains(SECRET) && !run.stderr.contains(SECRET), "{run:#?}");
    (endpoint, run)
}

#[test]
fn what_cannot_be_answered_says_why() {
    for (name, word) in [
        ("DEVICE_SRP_AUTH", "device"),
        ("CUSTOM_CHALLENGE", "Lambda"),
        ("WEB_AUTHN", "passkey"),
        ("MFA_SETUP", "--enroll totp"),
    ] {
        let (endpoint, run) = run(vec![begins(name, json!({}))], &[], "");
        endpoint.played();
        let transcript = ends(&run, "cannot-answer", 1);
        let summary = transcript["summary"].as_str().unwrap();
        assert!(summary.contains(name) && summary.contains(word), "{summary}");
    }
}

#[test]
fn a_device_that_is_not_remembered_is_remarked() {
    let mut with_device = tokens();
    with_device["AuthenticationResult"]["NewDeviceMetadata"] =
        json!({"DeviceKey": "canary-device", "DeviceGroupKey": "canary-group"});
    let (_, run) = run(vec![says("InitiateAuth", with_device)], &[], "");
    let transcript = ends(&run, "signed-in", 0);
    assert!(transcript["notes"].to_string().contains("not confirmed"), "{transcript:#}");
}

#[test]
fn nothing_is_sent_twice_when_no_answer_comes() {
    // What is no answer of AWS, too many requests, an inner error: the SDK would try each again.
    for (line, result, code) in [
        (refuses("InitiateAuth", "TooManyRequestsException", "Too many requests"), "refused", 1),
        (refuses("InitiateAuth", "InternalErrorException", "Something went wrong"), "refused", 1),
        (says("InitiateAuth", json!({})), "unknown", 2),
    ] {
        let (endpoint, run) = run(vec![line], &[], "");
        assert_eq!(endpoint.played().len(), 1);
        ends(&run, result, code);
    }
    let nobody = Scripted::play(Vec::new()).endpoint.replace("127.0.0.1", "127.0.0.2");
    let args = ["sign-in", "--yes", "--pool", POOL, "--client", "app", "--user", "ada", "--json"];
    let run = doctor(&args).env("AWS_ENDPOINT_URL", nobody).env("MFA_DOCTOR_PASSWORD", PASSWORD).run();
    keeps(&run);
    let transcript = ends(&run, "unknown", 2);
    assert_eq!(transcript["failure"]["error"]["code"], "ConnectionFailed");
    assert!(transcript["done"].to_string().contains("is not known"), "{transcript:#}");
}

#[test]
fn input_that_ends_early() {
    for (name, input, lacks) in [
        ("SMS_MFA", "", "code of the text message"),
        ("SELECT_MFA_TYPE", "nothing\n", "choice between SMS_MFA, EMAIL_OTP"),
        ("NEW_PASSWORD_REQUIRED", "", "new password"),
    ] {
        let choose = json!({"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"EMAIL_OTP\"]"});
        let (_, run) = run(vec![begins(name, choose)], &[], input);
        let transcript = ends(&run, "not-answered", 2);
        assert!(transcript["summary"].as_str().unwrap().contains(lacks), "{transcript:#}");
    }
}

#[test]
fn an_error_that_repeats_what_was_sent_repeats_nothing_here() {
    let echo = format!("no such session {} for {PASSWORD} and {CODE}", session(1));
    let (_, run) = run(
        vec![begins("SMS_MFA", json!({})), refuses(RESPOND, "ResourceNotFoundException", &echo)],
        &[],
        CODE,
    );
    let transcript = ends(&run, "refused", 1);
    let message = &transcript["failure"]["error"]["message"];
    assert_eq!(message, "no such session (hidden) for (hidden) and (hidden)");
}

#[test]
fn secrets_stand_in_no_list_of_processes() {
    let endpoint = Scripted::play(vec![begins("SOFTWARE_TOKEN_MFA", json!({})), hangs(RESPOND)]);
    let args = ["--flow", "password", "--totp-secret-file", "secret", "--password-file", "password"];
    let files = sign_in(&endpoint, &args).file("secret", SECRET).file("password", PASSWORD);
    let (mut child, _home) = files.env_remove("MFA_DOCTOR_PASSWORD").spawn();
    while endpoint.heard().len() < 2 {
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let code = endpoint.heard()[1].body["ChallengeResponses"]["SOFTWARE_TOKEN_MFA_CODE"].clone();
    // Its environment too, as `ps e` shows it: no secret was put there by the program itself.
    for list in ["cmdline", "environ"] {
        let shown = std::fs::read(format!("/proc/{}/{list}", child.id())).unwrap_or_default();
        let shown = String::from_utf8_lossy(&shown).into_owned();
        for secret in [PASSWORD, SECRET, code.as_str().unwrap(), "canary"] {
            assert!(!shown.contains(secret), "{list}: {shown}");
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
