//! `SECRET_HASH`, which requests of an app client with a secret carry.

use super::Hidden;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::hmac;

/// Base64 of HMAC-SHA256 of the user's name and the app client's ID, by the client's secret.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html>
pub fn secret_hash(secret: &Hidden, user: &str, client: &str) -> Hidden {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes());
    Hidden::new(BASE64.encode(hmac::sign(&key, format!("{user}{client}").as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of AWS's own library for .NET (aws-sdk-net-extensions-cognito, `AuthenticationCryptoTests`).
    #[test]
    fn the_vector_of_aws() {
        let hash = secret_hash(&Hidden::new("secret"), "Mess", "age");
        assert_eq!(hash.reveal(), "qnR8UCqJggD55PohusaBNviGoOJ67HC6Btry4qXLVZc=");
    }
}
