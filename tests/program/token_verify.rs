//! Signatures: real keys, and every way in which a token is not what it says.
use crate::run::doctor;
use crate::signer::{POOL, access, encoded, id, issuer, refresh, signer, stranger};
use crate::token_forms::report;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Output;

/// A key set in a file of its own.
struct KeySet {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn key_set(text: &str) -> KeySet {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jwks.json");
    std::fs::write(&path, text).unwrap();
    KeySet { _folder: folder, path }
}

fn pool_keys() -> KeySet {
    let curve = json!({"kty": "EC", "crv": "P-256", "kid": "curve", "x": "AA", "y": "AA"});
    key_set(&json!({"keys": [curve, stranger("other=").jwk(), signer().jwk()]}).to_string())
}

fn verify(token: &str, keys: &KeySet) -> Output {
    doctor(&["decode-token", "--jwks", keys.path.to_str().unwrap(), "--format", "json"], token)
}

#[track_caller]
fn refused(token: &str, keys: &KeySet, words: &str) {
    let output = verify(token, keys);
    let report = report(&output);
    let said = &report["tokens"][0];
    assert_eq!(said["verified"], false, "{report:#}");
    assert_eq!((output.status.code(), said["mfa_calls"].as_str()), (Some(1), Some("unfit")));
    assert!(said["refused"].as_str().unwrap().contains(words), "`{words}` is not in {}", said["refused"]);
    let finding = said["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["errors"][0]["id"] == "token-signature-not-verified");
    assert_eq!(finding.unwrap()["rule"], "TOT005");
    let text = doctor(&["decode-token", "--jwks", keys.path.to_str().unwrap()], token);
    let text = String::from_utf8(text.stdout).unwrap();
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("REFUSED") && flat.contains(words), "{text}");
}

#[test]
fn a_token_of_the_pool_is_verified() {
    let single = key_set(&signer().jwk().to_string());
    for keys in [&pool_keys(), &single] {
        for claims in [access(&json!({})), id()] {
            let output = verify(&signer().token(&claims), keys);
            assert_eq!(report(&output)["tokens"][0]["verified"], true, "{}", report(&output));
        }
    }
    let output = verify(&signer().token(&access(&json!({}))), &single);
    assert_eq!(output.status.code(), Some(0));
    let args = ["decode-token", "--jwks", single.path.to_str().unwrap()];
    let text = String::from_utf8(doctor(&args, &signer().token(&access(&json!({})))).stdout).unwrap();
    assert!(text.contains("verified: a key of the set signed"), "{text}");
}

#[test]
fn each_forgery_is_refused_with_its_own_words() {
    let keys = pool_keys();
    let claims = access(&json!({}));
    let with = |header: Value| signer().token_with(&header, &claims);
    let kid = signer().kid;
    refused(&with(json!({"alg": "none", "kid": kid})), &keys, "alg none");
    refused(&with(json!({"alg": "nOnE", "kid": kid})), &keys, "alg none");
    refused(&with(json!({"alg": "HS256", "kid": kid})), &keys, "alg HS256, a signature by a shared secret");
    refused(&with(json!({"alg": "RS512", "kid": kid})), &keys, "alg RS512; Cognito signs with RS256");
    refused(&with(json!({"alg": "ES256", "kid": kid})), &keys, "alg ES256");
    refused(
        &with(json!({"alg": "canary-canary-canary", "kid": kid})),
        &keys,
        "alg (not shown); Cognito signs with RS256",
    );
    refused(&with(json!({"alg": "RS256"})), &keys, "names no key");
    refused(&with(json!({"alg": "RS256", "kid": "unheard"})), &keys, "none of the 3 keys");
    refused(&with(json!({"alg": "RS256", "kid": "curve"})), &keys, "no RSA key");
    refused(&stranger(kid).token(&claims), &keys, "the signature does not fit");
    refused(&stranger(kid).token(&id()), &keys, "the signature does not fit");
    // Signed by a key of the set, under the name of another one.
    refused(
        &stranger("other=").token_with(&json!({"alg": "RS256", "kid": kid}), &claims),
        &keys,
        "does not fit",
    );
}

#[test]
fn unsigned_tokens_have_no_signature_at_all() {
    let signed = signer().token_with(&json!({"alg": "none"}), &access(&json!({})));
    let bare = format!("{}.", signed.rsplit_once('.').unwrap().0);
    refused(&bare, &pool_keys(), "alg none");
}

#[test]
fn a_changed_byte_anywhere_is_refused() {
    let keys = pool_keys();
    let claims = access(&json!({"scope": "openid"}));
    let token = signer().token(&claims);
    let parts: Vec<&str> = token.split('.').collect();
    let more = access(&json!({"scope": "openid aws.cognito.signin.user.admin"}));
    refused(
        &format!("{}.{}.{}", parts[0], encoded(more.to_string()), parts[2]),
        &keys,
        "a byte of the token was changed",
    );
    for at in [0, 100, 255] {
        let mut signature =
            base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, parts[2]).unwrap();
        signature[at] ^= 1;
        refused(
            &format!("{}.{}.{}", parts[0], parts[1], encoded(signature)),
            &keys,
            "a byte of the token was changed",
        );
    }
    // The same claims in another encoding are other bytes.
    let spaced = encoded(serde_json::to_string_pretty(&claims).unwrap());
    refused(&format!("{}.{spaced}.{}", parts[0], parts[2]), &keys, "a byte of the token was changed");
    refused(&token[..token.len() - 3], &keys, "does not fit");
    refused(&token[..token.len() - 40], &keys, "does not fit");
}

#[test]
fn keys_come_from_cognito_alone_unless_told_otherwise() {
    for foreign in [
        "https://cognito-idp.us-east-1.amazonaws.com.evil.example/us-east-1_AbCdEf123",
        "http://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123",
        "https://127.0.0.1/us-east-1_AbCdEf123",
        "file:///etc/passwd",
    ] {
        let token = signer().token(&access(&json!({"iss": foreign})));
        let output = doctor(&["decode-token", "--verify", "--format", "json"], &token);
        let said = &report(&output)["tokens"][0];
        assert_eq!((&said["verified"], output.status.code()), (&json!(false), Some(1)));
        assert!(said["refused"].as_str().unwrap().contains("no Cognito user pool"), "{said}");
        // A key set that is named says otherwise, and the issuer stays a fault.
        let output = verify(&token, &pool_keys());
        assert_eq!(report(&output)["tokens"][0]["verified"], true);
        assert_eq!(output.status.code(), Some(1));
    }
    let nameless = signer().token(&access(&json!({"iss": null})));
    let output = doctor(&["decode-token", "--verify", "--format", "json"], &nameless);
    assert!(report(&output)["tokens"][0]["refused"].as_str().unwrap().contains("names no issuer"));
}

#[test]
fn what_needs_no_key_fetches_none() {
    // Nothing answers in this environment, and it ends at once all the same.
    for token in [signer().token_with(&json!({"alg": "none"}), &access(&json!({}))), refresh()] {
        let output = doctor(&["decode-token", "--verify", "--format", "json"], &token);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_file_that_is_no_key_set_is_called_what_it_is() {
    let token = signer().token(&access(&json!({})));
    for (text, words) in [
        ("", "is not JSON"),
        ("<html>canary</html>", "is not JSON"),
        ("{}", "no list `keys`"),
        ("[]", "no list `keys`"),
        ("{\"keys\": []}", "without any key"),
        ("{\"keys\": 7}", "no list `keys`"),
    ] {
        let output = verify(&token, &key_set(text));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}: {stderr}");
        assert!(
            stderr.contains(words) && stderr.contains("jwks.json") && !stderr.contains("canary"),
            "{stderr}"
        );
    }
    for (args, words) in [
        (&["--jwks", "nowhere.json"][..], "cannot read nowhere.json"),
        (&["--jwks", "-"], "cannot both come from standard input"),
        (&["--snapshot", "-"], "cannot both come from standard input"),
    ] {
        let output = doctor(&[&["decode-token"], args].concat(), &token);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(words), "{stderr}");
    }
    for key in [
        json!({"kty": "RSA", "kid": signer().kid, "n": "AQAB", "e": "AQAB"}),
        json!({"kty": "RSA", "kid": signer().kid, "n": "!", "e": 7}),
    ] {
        refused(
            &token,
            &key_set(&json!({"keys": [key, 7, null]}).to_string()),
            "no RSA key of at least 2048 bits",
        );
    }
}

#[test]
#[cfg(not(feature = "aws"))]
fn a_build_without_aws_says_that_it_fetches_nothing() {
    let token = signer().token(&access(&json!({})));
    let url = format!("{}/.well-known/jwks.json", issuer(POOL));
    for args in [&["--verify"][..], &["--jwks", &url], &["--pool", POOL]] {
        let output = doctor(&[&["decode-token"], args].concat(), &token);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("this build of mfa-doctor cannot"), "{stderr}");
        assert!(
            stderr.contains(if args[0] == "--pool" { "--snapshot FILE" } else { "--jwks FILE" }),
            "{stderr}"
        );
    }
}

#[test]
#[cfg(feature = "aws")]
fn keys_are_fetched_from_the_issuers_address() {
    let token = signer().token(&access(&json!({"iss": issuer(POOL)})));
    // A proxy that is not there shows the address without leaving the machine.
    let variables = [("HTTPS_PROXY", "http://127.0.0.1:9")];
    let output = crate::run::doctor_with(&variables, &["decode-token", "--verify"], &token);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains(&format!("no connection to {}/.well-known/jwks.json", issuer(POOL))), "{stderr}");
}
