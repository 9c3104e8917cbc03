//! `totp code` and `totp verify`: what they take, what they print, how they end, and that nothing leaks.
use crate::run::doctor;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const OTHER: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// RFC 6238 and RFC 4226: the codes of the steps 0 to 4 of `SECRET`.
const CODES: [&str; 5] = ["755224", "287082", "359152", "969429", "338314"];

fn json(args: &[&str], input: &str, code: i32) -> Value {
    let output = doctor(&[&["totp"], args, &["--format", "json"]].concat(), input);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn kinds(answer: &Value) -> Vec<(&str, Option<&str>)> {
    let reasons = answer["reasons"].as_array().unwrap();
    reasons.iter().map(|reason| (reason["kind"].as_str().unwrap(), reason["rule"].as_str())).collect()
}

fn errors(answer: &Value) -> Vec<&str> {
    answer["errors"].as_array().unwrap().iter().map(|error| error["id"].as_str().unwrap()).collect()
}

#[test]
fn a_secret_comes_as_people_have_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret.json");
    let answer = format!("{{\n  \"SecretCode\": \"{SECRET}\",\n  \"Session\": \"AYAB\"\n}}\n");
    std::fs::write(&file, &answer).unwrap();
    let file = file.to_str().unwrap();
    let uri = format!("otpauth://totp/Shop:jo?secret={SECRET}&issuer=Shop");
    let spaced = "gezd gnbv gy3t qojq\tgezd-gnbv-gy3t-qojq\r\n";
    for (args, input) in [
        (vec!["code"], SECRET),
        (vec!["code"], spaced),
        (vec!["code"], &answer),
        (vec!["code"], &uri),
        (vec!["code", "--secret-file", "-"], SECRET),
        (vec!["code", "--secret-file", file], ""),
    ] {
        for at in ["59", "1970-01-01T00:00:59Z", "1970-01-01T02:00:59+02:00"] {
            let answer = json(&[args.as_slice(), &["--at", at]].concat(), input, 0);
            assert_eq!((answer["code"].as_str(), answer["next"].as_str()), (Some(CODES[1]), Some(CODES[2])));
            assert_eq!(answer["seconds_left"], 1);
            assert_eq!(answer["next_at"], "1970-01-01T00:01:00Z");
        }
    }
    let output = doctor(&["totp", "code", "--at", "59", "-q"], SECRET);
    assert_eq!(output.stdout, b"287082\n");
}

#[test]
fn the_variable_holds_a_secret_too() {
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_mfa-doctor"))
            .args(args)
            .env_clear()
            .env("MFA_DOCTOR_TOTP_SECRET", SECRET)
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run(&["totp", "code", "--at", "59", "-q"]), "287082\n");
    let uri = run(&["totp", "uri", "--issuer", "Shop", "--account", "jo", "-q"]);
    assert_eq!(uri, format!("otpauth://totp/Shop:jo?secret={SECRET}&issuer=Shop\n"));
}

#[test]
fn every_outcome_has_its_words_errors_and_exit_code() {
    let at = ["verify", "--at", "135"]; // step 4
    let enrolment = vec!["totp-enrolment-code-mismatch", "totp-code-wrong", "code-or-auth-state-invalid"];
    let matched = json(&at, &format!("{SECRET}\n{}", CODES[4]), 0);
    assert_eq!((matched["verdict"].as_str(), errors(&matched)), (Some("matches"), vec![]));
    assert_eq!(matched["authenticator"]["offset_steps"], 0);
    let before = json(&at, &format!("{SECRET}\n{}", CODES[3]), 0);
    assert_eq!(before["authenticator"]["offset_steps"], -1);

    let used = json(&at, &format!("{SECRET}\n{0}\n{0}", CODES[4]), 1);
    assert_eq!((used["verdict"].as_str(), kinds(&used)), (Some("used"), vec![("used", Some("TOT009"))]));
    assert_eq!(errors(&used), ["totp-code-already-used"]);

    let slow = json(&at, &format!("{SECRET}\n{}\n{}", CODES[0], CODES[1]), 1);
    assert_eq!(kinds(&slow), [("clock", Some("TOT008"))]);
    assert_eq!(slow["authenticator"]["clock_seconds"], serde_json::json!([-105, -76]));
    assert_eq!((slow["certainty"]["codes"].as_u64(), errors(&slow)), (Some(2), enrolment.clone()));
    assert!(slow["certainty"]["chance"].as_f64().unwrap() < 1e-9);
    assert!(slow["notes"].to_string().contains("Status: ERROR"), "{slow:#}");

    // RFC 6238: eight digits at 59 seconds, SHA-1.
    let eight = json(&["verify", "--at", "59"], &format!("{SECRET}\n94287082"), 1);
    assert_eq!(kinds(&eight), [("digits", Some("TOT007"))]);
    assert!(eight["notes"].to_string().contains("InvalidParameterException"), "{eight:#}");

    let earlier = json(&at, &format!("{SECRET}\n{OTHER}\n{}", CODES[4]), 1);
    assert_eq!(kinds(&earlier), [("earlier-secret", Some("TOT010"))]);
    assert_eq!(earlier["authenticator"]["secret"], 1);

    let none = json(&at, &format!("{SECRET}\n999999\n111111"), 1);
    assert_eq!((none["verdict"].as_str(), errors(&none)), (Some("unexplained"), enrolment));
    assert!(none["certainty"]["chance"].is_null() && none["certainty"]["tried"].as_u64().unwrap() > 3000);
}

#[test]
fn a_lone_code_far_away_is_called_a_guess() {
    // RFC 6238: the code of 1111111109 is 081804; five hours later.
    let at = ["totp", "verify", "--at", "1111129109"];
    let output = doctor(&at, &format!("{SECRET}\n081804"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    for words in ["perhaps", "about 5 hours", "give the next code too", "time zone", "TOT008"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let near = doctor(&["totp", "verify", "--at", "1111111199"], &format!("{SECRET}\n081804"));
    let text = String::from_utf8(near.stdout).unwrap();
    assert!(!text.contains("perhaps") && text.contains("90 to 119 seconds ago"), "{text}");
}

#[test]
fn files_may_hold_secrets_and_codes() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let old = file("old.txt", SECRET);
    let new = file("new.json", &format!("{{\"SecretCode\": \"{OTHER}\"}}"));
    let codes = file("codes.txt", &format!("{}\n{}\n", CODES[3], CODES[4]));
    let request = format!("{{\"UserCode\": \"{}\"}}", CODES[4]);
    let at = ["verify", "--at", "135"];
    let both = json(
        &[at.as_slice(), &["--secret-file", &old, "--secret-file", &new, "--code-file", &codes]].concat(),
        "",
        1,
    );
    assert_eq!(kinds(&both), [("earlier-secret", Some("TOT010"))]);
    json(&[at.as_slice(), &["--secret-file", &old, "--code-file", "-"]].concat(), &request, 0);
    json(&[at.as_slice(), &["--secret-file", &old]].concat(), &request, 0);
    json(&[at.as_slice(), &["--code-file", &codes]].concat(), SECRET, 0);
}

#[test]
fn bad_input_ends_in_2_with_exact_words_and_no_secret() {
    let cut = &SECRET[..15];
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone.txt");
    let long = "My shop, ".repeat(400);
    let cases: Vec<(Vec<&str>, String, &str)> = vec![
        (vec!["code"], String::new(), "no secret was given"),
        (vec!["code"], cut.to_owned(), "has only 15 base32 characters"),
        (vec!["code"], format!("{SECRET}1"), "character 33 is `1`"),
        (vec!["code"], format!("{SECRET}A"), "33 characters; one was lost or added"),
        (vec!["code"], "{\"Session\": \"AYAB\"}".into(), "neither SecretCode nor UserCode"),
        (vec!["code"], "{\"SecretCode\": ".into(), "the JSON cannot be read"),
        (
            vec!["code"],
            "otpauth://totp/Shop:jo?issuer=Shop".into(),
            "the otpauth URI has a fault: secret is missing",
        ),
        (vec!["code", "--secret-file", gone.to_str().unwrap()], String::new(), "cannot read"),
        (vec!["code", "--at", "yesterday"], SECRET.into(), "expected RFC 3339"),
        (vec!["code", "--at", "1795600015000"], SECRET.into(), "milliseconds"),
        (vec!["verify"], SECRET.into(), "no code was given"),
        (vec!["verify"], "123456".into(), "no secret was given"),
        (vec!["verify"], format!("{SECRET}\n12345x"), "line 2: the code is no code: character 6"),
        (vec!["verify"], format!("{SECRET}\n123"), "3 digits"),
        (vec!["verify", "--secret-file", "-", "--code-file", "-"], SECRET.into(), "named twice"),
        (vec!["uri"], SECRET.into(), "no otpauth URI to check"),
        (vec!["uri", "--issuer", "Shop"], SECRET.into(), "needs both names"),
        (vec!["uri", "--issuer", "a:b", "--account", "c"], SECRET.into(), "the issuer holds a colon"),
        (vec!["uri"], format!("https://example.com/{SECRET}"), "does not begin with otpauth://"),
        (vec!["uri", "--account", "jo", "--issuer", &long], SECRET.into(), "too long"),
        (vec!["frobnicate"], SECRET.into(), "frobnicate"),
    ];
    for (args, input, says) in cases {
        for format in ["table", "json"] {
            let args = [&["totp"], args.as_slice(), &["--format", format]].concat();
            let output = doctor(&args, &input);
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
            assert!(output.stdout.is_empty(), "{args:?}");
            assert!(args[1] == "frobnicate" || stderr.contains(says), "{args:?}: {stderr}");
            assert!(!stderr.contains(cut) && !stderr.contains("123456"), "{args:?}: {stderr}");
        }
    }
}

#[test]
fn secrets_and_codes_are_no_arguments_and_are_not_repeated() {
    let uri = format!("otpauth://totp/Shop:jo?secret={SECRET}");
    let option = format!("--secret={SECRET}");
    let spaced = "GEZD GNBV GY3T QOJQ";
    for args in [
        vec!["code", SECRET],
        vec!["code", spaced],
        vec!["code", "--secret", SECRET],
        vec!["code", &option],
        vec!["code", "--secret-file", SECRET],
        vec!["--color", "never", "code", SECRET],
        vec!["verify", SECRET, "287082"],
        vec!["verify", "287082"],
        vec!["verify", "--code", "287082"],
        vec!["verify", "--code=287082"],
        vec!["uri", &uri],
        vec!["uri", "--issuer", "Shop", "--account", "jo", SECRET],
    ] {
        let output = doctor(&[&["totp"], args.as_slice()].concat(), "");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}: {stderr}");
        assert!(stderr.contains("an argument looks like a secret or a code"), "{args:?}: {stderr}");
        for canary in ["GEZD", "287082"] {
            assert!(!stderr.contains(canary), "{args:?}: {stderr}");
        }
    }
    // Names and files that only look like one.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ABCDEFGHIJKLMNOP");
    std::fs::write(&file, SECRET).unwrap();
    json(&["code", "--secret-file", file.to_str().unwrap(), "--at", "123456"], "", 0);
    json(&["uri", "--issuer", "CompanyProductions", "--account", "123456"], SECRET, 0);
}

#[test]
fn answers_repeat_no_secret_and_no_code_but_the_one_asked_for() {
    let uri = format!("otpauth://totp/Shop:jo?secret={SECRET}&issuer=shop&algorithm=SHA256");
    let raw = "12345678901234567890";
    for (args, input) in [
        (vec!["code", "--at", "59"], uri.clone()),
        (vec!["verify", "--at", "59"], format!("{SECRET}\n{}\n{}", CODES[0], CODES[1])),
        (vec!["verify", "--at", "5900"], format!("{OTHER}\n{uri}\n{}\n{}", CODES[0], CODES[1])),
        (vec!["verify", "--at", "59000000"], format!("{SECRET}\n{}\n999999", CODES[0])),
        (vec!["uri"], uri.clone()),
        (vec!["uri"], uri.replace("secret=", "secret=1")),
        (vec!["uri"], uri.replace("Shop:jo?secret=", "")),
        (vec!["uri"], uri.replace("issuer=shop", &format!("issuer={SECRET}"))),
    ] {
        for more in [vec![], vec!["-v"], vec!["-q"], vec!["--format", "json"]] {
            let args = [&["totp"], args.as_slice(), &more].concat();
            let output = doctor(&args, &input);
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(output.status.code().is_some_and(|code| code < 2), "{args:?}: {said}");
            let canaries: &[&str] = if args[1] == "code" { &CODES[3..] } else { &CODES };
            for canary in [&[SECRET, OTHER, raw, "999999"], canaries].concat() {
                assert!(!said.contains(canary), "{args:?}: {said}");
            }
        }
    }
}

#[test]
fn a_prompt_shows_nothing_and_gives_the_terminal_back() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/terminal.py");
    // What is typed, the signal that is sent then, the exit code, what is said.
    let cases = [
        (vec!["code", "--at", "59", "-q"], format!("{SECRET}\r"), "", 0, "287082"),
        (vec!["verify", "--at", "59"], format!("{SECRET}\r287082\r\r"), "", 0, "match"),
        (vec!["verify", "--at", "59"], format!("{SECRET}\r000000\r287082\r"), "", 0, "match"),
        (vec!["code"], "GEZD\u{3}".to_owned(), "", 130, "interrupted"),
        (vec!["verify"], format!("{SECRET}\r\u{3}"), "", 130, "interrupted"),
        (vec!["code"], "GEZD".to_owned(), "TERM", 130, "interrupted"),
        (vec!["code"], "\u{4}".to_owned(), "", 2, "no secret was given"),
        (vec!["code"], "GEZD0\r".to_owned(), "", 2, "character 5 is `0`"),
    ];
    for (args, typed, signal, code, says) in cases {
        let output = Command::new("python3")
            .arg(&script)
            .args([typed.as_str(), signal, env!("CARGO_BIN_EXE_mfa-doctor"), "totp"])
            .args(&args)
            .output()
            .unwrap();
        let seen: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        let said = seen["output"].as_str().unwrap();
        assert_eq!(seen["exit"], code, "{args:?}: {said}");
        assert_eq!(seen["restored"], true, "{args:?}: the terminal does not echo any more");
        assert!(said.contains(says) && said.contains("not shown"), "{args:?}: {said}");
        assert!(!said.contains("GEZD"), "{args:?}: {said}");
    }
}
