//! One input of the fuzzer: what somebody pasted in place of a token, or a key set; or a token in its parts,
//! `{"header": {…}, "claims": {…}, "now": SECONDS, "jwks": {…}}`, which is then put together and found in every wrapper.

use super::{SOUND, choice, shown};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mfa_doctor::commands::decode_token::{judged, refuse_secrets};
use mfa_doctor::fix::Reach;
use mfa_doctor::report::{render_tokens, render_tokens_json};
use mfa_doctor::token::{Found, Keys, NotToken, Refusal, find, key_of, verify};
use serde_json::{Map, Value, json};

/// The signature of tokens that are put together: base64url that nothing else holds.
const SIGNATURE: &str = "kept_canary_8f2a61d07c_kept_canary_8f2a61d07c";

/// 2026-11-27, where the input does not say.
const NOW: i64 = 1_795_824_000;

/// Panics where a token is not found, shows through, or makes no well-formed answer.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let keys = Keys::from_json(text).map_err(|error| shown::refused(error, None)).ok();
    told(&find(text), keys.as_ref(), NOW, &parts(text));
    let Ok(Value::Object(file)) = serde_json::from_str(text) else { return };
    let Some(Value::Object(claims)) = file.get("claims") else { return };
    let header = match file.get("header") {
        Some(Value::Object(header)) => header.clone(),
        _ => Map::from_iter([("kid".to_owned(), json!("key")), ("alg".to_owned(), json!("RS256"))]),
    };
    let keys = file.get("jwks").and_then(|jwks| Keys::from_json(&jwks.to_string()).ok());
    // Clocks show no other years than 0 to 9999.
    let clock = -62_167_219_200..=253_402_300_799;
    let now = file.get("now").and_then(Value::as_i64).filter(|now| clock.contains(now)).unwrap_or(NOW);
    let signed = header.get("alg").is_some_and(Value::is_string);
    let part = |members: &Map<String, Value>| URL_SAFE_NO_PAD.encode(json!(members).to_string());
    let token = format!("{}.{}.{SIGNATURE}", part(&header), part(claims));
    let mut secrets = parts(&token);
    // Attributes and what a trigger adds can hold tokens of others.
    secrets.extend(parts(&json!(claims).to_string()));
    let written = choice(data, 7);
    for (at, wrapped) in wrapped(&token).into_iter().enumerate() {
        let found = find(&wrapped);
        if at == written {
            told(&found, keys.as_ref(), now, &secrets);
        }
        let read = found.ok().into_iter().flatten().find_map(|found| found.token.ok());
        assert_eq!(read.is_some(), signed, "{wrapped}");
        let Some(read) = read else { continue };
        assert_eq!((&read.header, &read.claims), (&header, claims), "{wrapped}");
        assert!(!format!("{read:?}").contains("kept_canary"), "{read:?}");
    }
    assert!(
        !signed || refuse_secrets([token.into()].into_iter()).is_err(),
        "a token is taken as an argument"
    );
}

/// The token as it is pasted.
fn wrapped(token: &str) -> [String; 7] {
    let half = token.len() / 2;
    [
        token.to_owned(),
        format!("\u{feff}Authorization: Bearer {token}\r\n"),
        format!("'{token}';"),
        format!("{}\r\n  {}", &token[..half], &token[half..]),
        json!({"AuthenticationResult": {"AccessToken": token, "ExpiresIn": 3600}}).to_string(),
        format!("https://app.example.com/cb#state=x&access_token={token}&expires_in=3600"),
        json!(json!({"CognitoIdentityServiceProvider": {"token": token}}).to_string()).to_string(),
    ]
}

/// What must not be shown of a token: what is long enough to be told from a word, and is no claim's own value.
fn parts(text: &str) -> Vec<String> {
    let inside = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_token = |run: &&str| run.starts_with("eyJ") && run.len() >= 64 && run.contains('.');
    let (tokens, others): (Vec<&str>, Vec<&str>) = text.split(|c| !inside(c)).partition(is_token);
    let parts = tokens.into_iter().flat_map(|run| run.split('.')).filter(|part| part.len() >= 40);
    // Without a header before it, a part is a text like others.
    parts.filter(|part| !others.iter().any(|other| other.contains(part))).map(str::to_owned).collect()
}

fn told(found: &Result<Vec<Found>, NotToken>, keys: Option<&Keys>, now: i64, secrets: &[String]) {
    let found = match found {
        Ok(found) => found,
        Err(problem) => return shown::refused(problem, Some(problem.hint().to_owned())),
    };
    for problem in found.iter().filter_map(|found| found.token.as_ref().err()) {
        shown::refused(problem, Some(problem.hint().to_owned()));
    }
    let tokens = found.iter().filter_map(|found| found.token.as_ref().ok());
    let signatures: Vec<Option<Result<(), Refusal>>> = tokens
        .map(|token| match (key_of(token), keys) {
            (Err(Refusal::NotSigned), _) | (Ok(_), None) => None,
            (Err(refusal), _) => Some(Err(refusal)),
            (Ok(_), Some(keys)) => Some(verify(token, keys)),
        })
        .collect();
    for snapshot in [None, Some(&*SOUND)] {
        let (report, exit) = judged(found, &signatures, snapshot, now, &Reach::default()).expect("a pool");
        assert_eq!(report.tokens.len(), signatures.len());
        let json = shown::written(|out| render_tokens_json(&report, out));
        let read = shown::json(&json);
        assert_eq!(read["tokens"].as_array().map(Vec::len), Some(signatures.len()));
        assert_eq!(read["exit_code"], exit.code());
        for look in shown::LOOKS {
            let table = shown::written(|out| render_tokens(&report, look, out));
            shown::plain("tokens", &table);
            for text in [&json, &table] {
                let told = secrets.iter().find(|secret| text.contains(*secret));
                assert_eq!(told, None, "{text}");
            }
        }
        for token in &report.tokens {
            let errors = token.findings.iter().filter(|found| found.finding.severity.to_string() == "error");
            assert_eq!(token.mfa_calls == "fit", errors.count() == 0, "{token:?}");
            assert!(token.refused.is_none() || token.mfa_calls == "unfit", "{token:?}");
        }
    }
}
