//! The signature of a token against the public keys of its pool (RS256, RFC 7515 and 7517).
//!
//! Cognito signs with RS256 alone, so any other `alg` is refused before a key is looked for: a token must not choose
//! how it is checked. <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html>

use super::Token;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;
use std::fmt;
use thiserror::Error;

/// The public keys of an issuer.
#[derive(Clone)]
pub struct Keys(Vec<Key>);

#[derive(Clone)]
struct Key {
    id: Option<String>,
    /// Modulus and exponent; `None` of a key that is not for RSA.
    rsa: Option<(Vec<u8>, Vec<u8>)>,
}

/// Why a text is no set of keys.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeysError {
    /// Not JSON.
    #[error("is not JSON, so it is no set of public keys (JWKS)")]
    NotJson,
    /// JSON without keys.
    #[error("has no list `keys` of public keys, so it is no JWKS")]
    NoKeys,
    /// A list without any.
    #[error("is a JWKS without any key")]
    Empty,
}

/// Why a token's signature is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// `alg: none`.
    #[error("its header says alg none: it is not signed, and anybody can write such a token")]
    Unsigned,
    /// A shared secret.
    #[error(
        "its header says alg {0}, a signature by a shared secret; Cognito signs with RS256, and a public key taken for that secret would let anybody sign"
    )]
    SharedSecret(String),
    /// Another algorithm.
    #[error("its header says alg {0}; Cognito signs with RS256 and nothing else")]
    Algorithm(String),
    /// No `kid`.
    #[error("its header names no key (kid), so there is no public key to check it with")]
    NoKeyId,
    /// A `kid` that the set has not.
    #[error(
        "its key (kid) is none of the {known} in the key set: it is of another pool or another issuer, or the key was replaced"
    )]
    UnknownKey {
        /// How many keys the set has, in words.
        known: String,
    },
    /// An issuer that is no user pool.
    #[error("its issuer (iss) is no Cognito user pool, so no key is fetched from there")]
    ForeignIssuer,
    /// No `iss`.
    #[error("it names no issuer (iss), so there is no address to fetch its key from")]
    NoIssuer,
    /// A key that RS256 cannot use.
    #[error("the key that it names is no RSA key of at least 2048 bits")]
    UnusableKey,
    /// The signature does not fit.
    #[error(
        "the signature does not fit header and claims: a byte of the token was changed, or another key signed it"
    )]
    Signature,
    /// An encrypted or opaque token.
    #[error("it is not a signed token: only Cognito can read it")]
    NotSigned,
}

impl Keys {
    /// The keys of a JWKS, or of a single JWK.
    ///
    /// # Errors
    /// What the text is instead.
    pub fn from_json(text: &str) -> Result<Keys, KeysError> {
        let value: Value =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| KeysError::NotJson)?;
        let single = value.get("kty").map(|_| std::slice::from_ref(&value));
        let list = value.get("keys").and_then(Value::as_array).map(Vec::as_slice);
        let list = list.or(single).ok_or(KeysError::NoKeys)?;
        if list.is_empty() {
            return Err(KeysError::Empty);
        }
        Ok(Keys(list.iter().map(Key::of).collect()))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.0.len())
    }
}

impl Key {
    fn of(jwk: &Value) -> Key {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let number = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
        let rsa = (text("kty") == Some("RSA")).then(|| Some((number("n")?, number("e")?))).flatten();
        Key { id: text("kid").map(str::to_owned), rsa }
    }
}

/// The `kid` of the key that must have signed the token, if it is signed as Cognito signs.
///
/// # Errors
/// Why no key is worth looking for.
pub fn key_of(token: &Token) -> Result<&str, Refusal> {
    if token.signature.is_none() {
        return Err(Refusal::NotSigned);
    }
    match token.algorithm() {
        "RS256" => {}
        none if none.eq_ignore_ascii_case("none") => return Err(Refusal::Unsigned),
        shared if shared.starts_with("HS") => return Err(Refusal::SharedSecret(word(shared))),
        other => return Err(Refusal::Algorithm(word(other))),
    }
    token.header.get("kid").and_then(Value::as_str).ok_or(Refusal::NoKeyId)
}

/// Checks the signature.
///
/// # Errors
/// Why it is refused.
pub fn verify(token: &Token, keys: &Keys) -> Result<(), Refusal> {
    let id = key_of(token)?;
    let key = keys.0.iter().find(|key| key.id.as_deref() == Some(id)).ok_or_else(|| {
        let number = keys.0.len();
        Refusal::UnknownKey { known: if number == 1 { "1 key".to_owned() } else { format!("{number} keys") } }
    })?;
    let (n, e) = key.rsa.as_ref().ok_or(Refusal::UnusableKey)?;
    // Leading zero bytes are no part of the number.
    let n = &n[n.iter().take_while(|byte| **byte == 0).count()..];
    if n.len() < 256 {
        return Err(Refusal::UnusableKey);
    }
    let signature = token.signature.as_deref().unwrap_or_default();
    RsaPublicKeyComponents { n, e }
        .verify(&RSA_PKCS1_2048_8192_SHA256, token.signed.text().as_bytes(), signature)
        .map_err(|_| Refusal::Signature)
}

/// A short word of the header; anything else is not repeated.
fn word(text: &str) -> String {
    let fits = text.len() <= 12 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if fits { text.to_owned() } else { "(not shown)".to_owned() }
}
