//! A pool's tokens, signed with keys that the tests make.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs1v15::SigningKey;
use rsa::rand_core::UnwrapErr;
use rsa::signature::{SignatureEncoding, Signer as _};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

pub const POOL: &str = "us-east-1_AbCdEf123";
pub const CLIENT: &str = "1example23456789012345abcd";
pub const ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";

/// One key of an issuer.
pub struct Signer {
    key: rsa::PrivateKey,
    pub kid: &'static str,
}

/// The key of the pool.
pub fn signer() -> &'static Signer {
    static SIGNER: OnceLock<Signer> = OnceLock::new();
    SIGNER.get_or_init(|| Signer::new("poolkey="))
}

/// Another key, under the same or another name.
pub fn stranger(kid: &'static str) -> Signer {
    static KEY: OnceLock<rsa::PrivateKey> = OnceLock::new();
    Signer { key: KEY.get_or_init(|| Signer::new("").key).clone(), kid }
}

pub fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Signer {
    fn new(kid: &'static str) -> Signer {
        let key = rsa::PrivateKey::new(&mut UnwrapErr(getrandom::SysRng), 2048).unwrap();
        Signer { key, kid }
    }

    /// The token of these claims.
    pub fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({"kid": self.kid, "alg": "RS256"}), claims)
    }

    /// The same under another header; the signature is RS256 whatever it says.
    pub fn token_with(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        let key = SigningKey::<Sha256>::new(self.key.clone());
        let signature = key.sign(signed.as_bytes()).to_vec();
        format!("{signed}.{}", encoded(signature))
    }

    /// The public key, as a JWKS has it.
    pub fn jwk(&self) -> Value {
        json!({
            "alg": "RS256", "kty": "RSA", "use": "sig", "kid": self.kid,
            "n": encoded(self.key.n_bytes()), "e": encoded(self.key.e_bytes()),
        })
    }
}

pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// The claims of a fresh access token of the pool, with these changed; `null` takes one out.
pub fn access(changed: &Value) -> Value {
    let mut claims = json!({
        "sub": "0f1e2d3c-1111-2222-3333-444455556666", "iss": issuer(POOL), "client_id": CLIENT,
        "origin_jti": "origin", "event_id": "event", "token_use": "access", "scope": ADMIN_SCOPE,
        "auth_time": now() - 600, "exp": now() + 3000, "iat": now() - 600, "jti": "jti", "username": "ada",
    });
    let members = claims.as_object_mut().unwrap();
    for (name, value) in changed.as_object().unwrap() {
        if value.is_null() {
            members.shift_remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    claims
}

/// The claims of the ID token of the same sign-in.
pub fn id() -> Value {
    access(&json!({"token_use": "id", "scope": null, "client_id": null, "username": null, "aud": CLIENT,
        "cognito:username": "ada", "email": "ada@example.com"}))
}

pub fn issuer(pool: &str) -> String {
    format!("https://cognito-idp.{}.amazonaws.com/{pool}", pool.split('_').next().unwrap())
}

/// What a refresh token of Cognito looks like.
pub fn refresh() -> String {
    let header = json!({"cty": "JWT", "enc": "A256GCM", "alg": "RSA-OAEP"});
    [
        header.to_string(),
        "canary-key".repeat(20),
        "canary-iv".into(),
        "canary-text".repeat(40),
        "canary-tag".into(),
    ]
    .map(encoded)
    .join(".")
}
