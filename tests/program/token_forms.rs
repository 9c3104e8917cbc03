//! Every form in which a token comes in, every text that is none, and nothing of either in what is printed.
use crate::run::{doctor, doctor_with};
use crate::signer::{ADMIN_SCOPE, access, encoded, id, refresh, signer};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::process::{Command, Output};

pub fn report(output: &Output) -> Value {
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("no JSON ({error}): {stderr}"))
}

fn decode(input: &str) -> Output {
    doctor(&["decode-token", "--format", "json"], input)
}

fn kinds(output: &Output) -> Vec<String> {
    let report = report(output);
    let tokens = report["tokens"].as_array().unwrap().iter();
    tokens.map(|token| token["kind"].as_str().unwrap().to_owned()).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8([output.stdout.clone(), output.stderr.clone()].concat()).unwrap()
}

/// No part of a token may be repeated, not even its beginning.
#[track_caller]
fn keeps(output: &Output, secret: &str) {
    let said = said(output);
    for part in secret.split(['.', '"', '&', '=', ' ']).filter(|part| part.len() >= 16) {
        let start: String = part.chars().take(16).collect();
        assert!(!said.contains(&start), "{start} of the input is in: {said}");
    }
    assert!(!said.contains("canary") && !said.contains("panicked"), "{said}");
}

#[test]
fn a_bare_token_comes_by_input_file_and_variable() {
    let token = signer().token(&access(&json!({})));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token.txt");
    std::fs::write(&file, format!("Bearer {token}\n")).unwrap();
    let file = file.to_str().unwrap();
    let (start, end) = token.split_at(64);
    let wrapped = format!("{start}\r\n{end}\r\n");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(token.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for output in [
        doctor(&["decode-token", "--format", "json"], &token),
        doctor(&["decode-token", "-", "--format", "json"], &format!("\"{token}\"\n")),
        doctor(&["decode-token", "-", "--format", "json"], &wrapped),
        doctor(&["decode-token", "-", "--format", "json"], &utf16),
        doctor(&["decode-token", file, "--format", "json"], ""),
        doctor_with(&[("MFA_DOCTOR_TOKEN", &token)], &["decode-token", "--format", "json"], ""),
        doctor_with(&[("MFA_DOCTOR_TOKEN", "canary")], &["decode-token", "-", "--format", "json"], &token),
    ] {
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert_eq!(kinds(&output), ["access"]);
        keeps(&output, &token);
    }
}

#[test]
fn answers_and_addresses_give_each_of_their_tokens() {
    let (access, id, refresh) = (signer().token(&access(&json!({}))), signer().token(&id()), refresh());
    for input in [
        json!({"access_token": access, "id_token": id, "refresh_token": refresh, "token_type": "Bearer"})
            .to_string(),
        json!({"AccessToken": access, "IdToken": id, "RefreshToken": refresh, "ExpiresIn": 3600}).to_string(),
        json!({"ChallengeParameters": {}, "AuthenticationResult":
            {"AccessToken": access, "IdToken": id, "RefreshToken": "canary-opaque"}})
        .to_string(),
        format!(
            "https://app.example.com/cb#access_token={access}&id_token={id}&refresh_token={refresh}&token_type=Bearer"
        ),
    ] {
        let output = decode(&input);
        assert_eq!(kinds(&output), ["access", "id", "refresh"], "{input}");
        assert_eq!(output.status.code(), Some(0), "one of them is fit");
        let report = report(&output);
        let fit: Vec<&Value> =
            report["tokens"].as_array().unwrap().iter().map(|token| &token["mfa_calls"]).collect();
        assert_eq!(fit, ["fit", "unfit", "unfit"]);
        for token in [&access, &id, &refresh] {
            keeps(&output, token);
            keeps(&doctor(&["decode-token", "-v"], &input), token);
        }
    }
}

#[test]
fn what_is_no_token_is_called_what_it_is() {
    let whole = signer().token(&access(&json!({"custom:note": "canary"})));
    let (signed, signature) = whole.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    let session = format!("AYABe{}", "Canary0".repeat(60));
    let key = format!("wJalrXUtnFEMI/K7MDENG/{}", "bPxRfiCYcanaryKEYx");
    for (input, words) in [
        (String::new(), "is empty"),
        (" \r\n".into(), "is empty"),
        (header.to_owned(), "only the header"),
        (signed.to_owned(), "two parts"),
        (format!("{header}.{}", &payload[..payload.len() / 2]), "cut short"),
        (whole[..whole.len() / 4].to_owned(), "cut short"),
        (format!("{signed}.{signature}.x"), "has 4 parts"),
        (format!("{header}...{signature}"), "shortened"),
        (format!("{header}.{payload}==.{signature}"), "padding"),
        (format!("{header}.{payload}.{signature}="), "padding"),
        (format!("{header}.{payload}+/.{signature}"), "plain base64"),
        (format!("{header}.{}!{}.{signature}", &payload[..8], &payload[8..]), "character 9"),
        (format!("{header}.{}.{signature}", encoded("canary is no JSON")), "no JSON object"),
        (format!("{}.{payload}.{signature}", encoded("{}")), "without alg"),
        (session, "Session of a challenge"),
        (key, "secret access key"),
        ("AKIAIOSFODNN7EXAMPLE".into(), "access key"),
        ("IQoJb3JpZ2luX2VjE".to_owned() + &"canary".repeat(60), "temporary AWS credentials"),
        ("canary".repeat(40), "opaque"),
        ("hunter2canary".into(), "short text"),
        (json!({"ChallengeName": "MFA_SETUP", "Session": "canary"}).to_string(), "challenge"),
        (json!({"error": "canary"}).to_string(), "an error"),
        ("{\"AccessToken\": \"canary".into(), "cut short"),
        ("https://app.example.com/cb?code=canary".into(), "authorization code"),
        ("User canary cannot sign in, what now?".into(), "holds no token"),
        (json!({"AccessToken": "canary"}).to_string(), "AccessToken in standard input"),
    ] {
        for args in [
            &["decode-token"][..],
            &["decode-token", "--format", "json", "-v"],
            &["decode-token", "--verify"],
        ] {
            let output = doctor(args, &input);
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{input}: {stderr}");
            assert!(stderr.contains(words), "`{words}` is not in {stderr}");
            assert!(stderr.contains("hint: ") && output.stdout.is_empty(), "{stderr}");
            keeps(&output, &input);
        }
    }
    let binary = doctor(&["decode-token"], &[0xff, 0x00, 0x80][..]);
    assert_eq!(binary.status.code(), Some(2), "{}", said(&binary));
}

#[test]
fn a_refresh_token_is_named_and_its_claims_are_not_sought() {
    let output = decode(&refresh());
    assert_eq!((kinds(&output), output.status.code()), (vec!["refresh".to_owned()], Some(1)));
    let report = report(&output);
    assert_eq!(report["tokens"][0]["header"]["enc"], "A256GCM");
    assert_eq!(report["tokens"][0]["findings"][0]["rule"], "TOT005");
    keeps(&output, &refresh());
    let text = said(&doctor(&["decode-token"], &refresh()));
    assert!(text.contains("encrypted") && text.contains("only Cognito can read it"), "{text}");
}

#[test]
fn an_argument_that_looks_like_a_token_is_refused() {
    let token = signer().token(&access(&json!({"custom:note": "canary"})));
    let session = "Canary0Session".repeat(20);
    let bearer = format!("Bearer {token}");
    let option = format!("--token={token}");
    let pool = format!("--pool={token}");
    let answer = json!({"AccessToken": token}).to_string();
    for args in [
        vec![token.as_str()],
        vec![&bearer],
        vec!["Bearer", &token],
        vec![&option],
        vec![&pool],
        vec!["--jwks", &token],
        vec!["--format", &token],
        vec!["--snapshot", &token],
        vec![&token[..60]],
        vec!["-", &token],
        vec![&session],
        vec!["CanaryWjalrXUtnFEMIK7MDENGbPxRfiCY12"],
        vec![&answer],
    ] {
        let output = doctor(&[&["decode-token"], args.as_slice()].concat(), "");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains("history") && stderr.contains("MFA_DOCTOR_TOKEN"), "{stderr}");
        args.iter().for_each(|arg| keeps(&output, arg));
        assert!(!stderr.contains("Canary"), "{stderr}");
    }
    // Without the command's name, and before it.
    for args in [
        vec![token.as_str()],
        vec!["-v", &token],
        vec!["--color", "never", &token],
        vec![&token, "decode-token"],
    ] {
        keeps(&doctor(&args, ""), &token);
    }
    let missing = doctor(&["decode-token", "nowhere/token.txt"], "");
    assert!(String::from_utf8_lossy(&missing.stderr).contains("cannot read nowhere/token.txt"));
    let profile = ["decode-token", "--profile", "AWSAdministratorAccess-123456789012", "-"];
    assert_eq!(doctor(&profile, &token).status.code(), Some(0));
}

#[test]
fn tokens_and_secrets_inside_claims_are_not_printed() {
    let inner = signer().token(&json!({"sub": "canary"}));
    let claims = access(&json!({
        "custom:idp_token": inner, "custom:access_token": "canary", "custom:nested": {"refresh_token": "canary", "list": [inner]},
        "custom:json": json!({"t": inner}).to_string(), "custom:password": "canary", "custom:plan": "gold",
    }));
    for args in [&["decode-token", "--format", "json"][..], &["decode-token", "-v"]] {
        let output = doctor(args, &signer().token(&claims));
        keeps(&output, &inner);
        assert!(said(&output).contains("gold"));
    }
}

#[test]
fn no_claim_of_a_name_that_is_judged_repeats_a_token() {
    let inner = signer().token(&json!({"sub": "canary"}));
    let names =
        ["iss", "scope", "client_id", "aud", "username", "sub", "token_use", "exp", "jti", "cognito:groups"];
    let claims = names.map(|name| access(&json!({name: inner})));
    let provider = access(&json!({"identities": [{"providerName": inner}]}));
    let whole = Value::Object(names.iter().map(|name| (name.to_string(), json!(inner))).collect());
    for claims in claims.into_iter().chain([provider, whole]) {
        for args in [&["decode-token", "--format", "json"][..], &["decode-token", "-v", "--verify"]] {
            keeps(&doctor(args, &signer().token_with(&json!({"alg": "RS256", "x": inner}), &claims)), &inner);
        }
    }
    for header in [json!({"alg": inner, "kid": "k"}), json!({"alg": "RS256", "kid": inner})] {
        keeps(
            &doctor(&["decode-token", "--verify"], &signer().token_with(&header, &access(&json!({})))),
            &inner,
        );
    }
}

#[test]
fn claims_cannot_paint_the_terminal() {
    let claims =
        access(&json!({"username": "a\u{1b}[31m\u{202e}b\r\nc", "\u{1b}[2J": "x", "iss": "https://\u{7}"}));
    let output = doctor(&["decode-token"], &signer().token(&claims));
    let painted = said(&output).chars().find(|c| c.is_control() && *c != '\n' || *c == '\u{202e}');
    assert_eq!(painted, None, "{}", said(&output));
}

#[test]
fn the_claims_stand_in_their_order() {
    let claims =
        access(&json!({"aaa": 1, "email_verified": true, "zoneinfo": "x", "cognito:groups": ["b", "a"]}));
    let output = decode(&signer().token(&claims));
    let names = |claims: &Value| claims.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let report = report(&output);
    assert_eq!(names(&report["tokens"][0]["claims"]), names(&claims));
    assert_eq!(report["tokens"][0]["claims"], claims);
    assert_eq!(report["tokens"][0]["header"], json!({"kid": "poolkey=", "alg": "RS256"}));
    assert_eq!((&report["schema"], &report["tokens"][0]["verified"]), (&json!(1), &Value::Null));
    assert_eq!(report["tokens"][0]["claims"]["scope"], ADMIN_SCOPE);
}

#[test]
fn deep_and_huge_input_ends_in_one_message() {
    let deep = format!("{}.{}.x", encoded(r#"{"alg":"RS256"}"#), encoded("[".repeat(100_000)));
    let dots = ".".repeat(100_000);
    let deep_json = "[".repeat(1_000_000);
    let long = "eyJ".to_owned() + &"a".repeat(5_000_000);
    for input in [deep, dots, deep_json, long, "\0".repeat(1000), "eyJ.".repeat(10_000)] {
        let output = decode(&input);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{}: {stderr}", &input[..20]);
        assert_eq!(stderr.matches("error: ").count(), 1, "{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
}

#[test]
fn no_input_at_all_is_told_how() {
    // Without a terminal, an input that is closed is an empty one.
    let output = Command::new(env!("CARGO_BIN_EXE_mfa-doctor"))
        .arg("decode-token")
        .env_clear()
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("MFA_DOCTOR_TOKEN"), "{}", said(&output));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_bytes_make_it_panic_or_repeat_them(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0usize..600) {
        let mut input = signer().token(&access(&json!({"sub": "canary"}))).into_bytes();
        let at = at.min(input.len());
        input.splice(at..at, bytes.iter().copied());
        for input in [&bytes, &input] {
            let output = doctor(&["decode-token"], input);
            prop_assert!(output.status.code().is_some_and(|code| code <= 2));
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            prop_assert!(!said.contains("panicked") && !said.contains("eyJ"), "{}", said);
        }
    }
}
