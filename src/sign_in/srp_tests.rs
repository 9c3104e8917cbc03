//! SRP against numbers that others published, and against a server's side of the exchange.

use super::*;
use serde_json::Value;

fn vector() -> Value {
    serde_json::from_str(include_str!("../../fixtures/srp/aws-net.json")).unwrap_or_else(|e| panic!("{e}"))
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("{path}"))
}

/// An exchange by a number in hexadecimal digits.
fn exchange(hex: &str) -> Srp {
    let even = format!("{hex:0>width$}", width = hex.len().next_multiple_of(2));
    let byte = |at: usize| u8::from_str_radix(&even[at..at + 2], 16).unwrap_or_else(|e| panic!("{e}"));
    Srp::new(Zeroizing::new((0..even.len()).step_by(2).map(byte).collect()))
}

#[test]
fn the_numbers_of_awss_own_library() {
    let aws = vector();
    let password = Hidden::new(text(&aws, "/password"));
    let srp = exchange(text(&aws, "/a"));
    let mut verifier = Verifier {
        pool: text(&aws, "/pool"),
        user: text(&aws, "/user"),
        salt: text(&aws, "/salt"),
        b: text(&aws, "/key/b"),
        secret_block: text(&aws, "/claim/secret_block"),
    };
    let key = srp.key(&verifier, &password).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(BASE64.encode(*key), text(&aws, "/key/key"));
    verifier.b = text(&aws, "/claim/b");
    let signature = srp.sign(&verifier, &password, text(&aws, "/claim/timestamp"));
    assert_eq!(signature.unwrap_or_else(|error| panic!("{error}")).reveal(), text(&aws, "/claim/signature"));
}

/// The tests of the crate aws-cognito-srp (MIT): a short SRP_B, and digits that do not fill a byte.
#[test]
fn the_numbers_of_another_library() {
    let srp = Srp::new(Zeroizing::new(vec![1; RANDOM]));
    assert!(srp.a().reveal().starts_with("b1ce118779e27c1c015d7a226ecae2ea1fcd017049e4f5c6"));
    let signed = |b: &str, salt: &str| {
        let verifier = Verifier { pool: "us-west-2_abc", user: "user_id", salt, b, secret_block: BLOCK };
        srp.sign(&verifier, &Hidden::new("password"), "Mon Feb 10 18:30:12 UTC 2025")
            .map(|signature| signature.reveal().to_owned())
    };
    const BLOCK: &str =
        "9ae77ec7154c14dcc487b47707fee4b4920cb96d8a8c045e4c8df879a7b375524aa736acdec6c9ad4ea606774d00621b";
    let whole = "36ef01c6dde9fe503da333b1acc758ba";
    assert_eq!(signed(whole, whole).as_deref(), Ok("apNSb5GZpJciVc6cVNkDf4elCMoWUZcH4aukLlMPiFA="));
    assert_eq!(signed("36ef01c", "36ef01c").as_deref(), Ok("bVzjSe43mY37A6ZuzEVU5cr6QY1WeV3BPfdVJo0c2/8="));
    // Zeros before a number are no part of it.
    assert_eq!(signed(whole, &format!("00{whole}")), signed(whole, whole));
}

#[test]
fn a_challenge_that_cannot_be_answered() {
    let srp = Srp::new(Zeroizing::new(vec![7; RANDOM]));
    let long = "f".repeat(2 * U3072::BYTES + 2);
    for (b, salt, secret_block, error) in [
        ("0", "1", "AA==", SrpError::Unsafe),
        (PRIME, "1", "AA==", SrpError::Unsafe),
        ("", "1", "AA==", SrpError::Parameter("SRP_B")),
        ("-1", "1", "AA==", SrpError::Parameter("SRP_B")),
        (&long, "1", "AA==", SrpError::Parameter("SRP_B")),
        ("5", "salt", "AA==", SrpError::Parameter("SALT")),
        ("5", "1", "A", SrpError::Parameter("SECRET_BLOCK")),
    ] {
        let verifier = Verifier { pool: "eu-west-1_a", user: "u", salt, b, secret_block };
        let signed = srp.sign(&verifier, &Hidden::new("p"), "").map(|_| ());
        assert_eq!(signed, Err(error));
    }
}

#[test]
fn time_stamps_have_no_zero_before_the_day() {
    assert_eq!(timestamp(1_788_598_980), "Sat Sep 5 09:03:00 UTC 2026");
    assert_eq!(timestamp(1_497_484_800), "Thu Jun 15 00:00:00 UTC 2017");
}
