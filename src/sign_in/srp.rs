//! Secure Remote Password as Amazon Cognito speaks it: the 3072-bit group of RFC 3526 with the generator 2, numbers
//! hashed as signed big-endian bytes, HKDF with the words "Caldera Derived Key", and a signature over a time stamp.
//!
//! AWS documents the messages, and the rest by its own libraries (amazon-cognito-identity-js,
//! aws-sdk-net-extensions-cognito), whose numbers the tests reproduce.
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>

use super::Hidden;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD as BASE64};
use base64::engine::{DecodePaddingMode, Engine as _};
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{NonZero, Odd, U3072, U4096};
use ring::{digest, hmac};
use std::fmt::Write as _;
use thiserror::Error;
use time::OffsetDateTime;
use time::macros::format_description;
use zeroize::{Zeroize as _, Zeroizing};

/// Bytes of the random number that an exchange begins with.
pub const RANDOM: usize = 128;

/// The prime of RFC 3526, section 5.
const PRIME: &str = "\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD\
    EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F\
    83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
    E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510\
    15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7\
    ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C\
    BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";

const GENERATOR: u8 = 2;

/// What Cognito sends in a `PASSWORD_VERIFIER` challenge, and whom it is about.
#[derive(Debug, Clone, Copy)]
pub struct Verifier<'a> {
    /// The pool's ID.
    pub pool: &'a str,
    /// `USER_ID_FOR_SRP`.
    pub user: &'a str,
    /// `SALT`, hexadecimal.
    pub salt: &'a str,
    /// `SRP_B`, hexadecimal.
    pub b: &'a str,
    /// `SECRET_BLOCK`, base64.
    pub secret_block: &'a str,
}

/// Why a challenge cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SrpError {
    /// Not of the form that Cognito documents.
    #[error("the challenge has no usable {0}")]
    Parameter(&'static str),
    /// A number by which a server could learn the password.
    #[error("the challenge has an SRP_B that no honest server sends")]
    Unsafe,
}

/// One exchange.
pub struct Srp {
    random: Zeroizing<Vec<u8>>,
    public: U3072,
    group: FixedMontyParams<{ U3072::LIMBS }>,
}

impl Srp {
    /// Begins an exchange by a random number of at least [`RANDOM`] bytes.
    pub fn new(random: Zeroizing<Vec<u8>>) -> Srp {
        let group = FixedMontyParams::new_vartime(Odd::<U3072>::from_be_hex(PRIME));
        let public = power(&group, &U3072::from(GENERATOR), &exponent(&random), bits(&random)).retrieve();
        Srp { random, public, group }
    }

    /// `SRP_A`.
    pub fn a(&self) -> Hidden {
        let bytes = trimmed(&self.public);
        let mut hex = String::with_capacity(2 * bytes.len());
        bytes.iter().for_each(|byte| {
            let _ = write!(hex, "{byte:02x}");
        });
        Hidden::new(hex)
    }

    /// `PASSWORD_CLAIM_SIGNATURE`, signed for `timestamp`, which goes into the answer too.
    ///
    /// # Errors
    /// When the challenge cannot be answered.
    pub fn sign(
        &self,
        verifier: &Verifier<'_>,
        password: &Hidden,
        timestamp: &str,
    ) -> Result<Hidden, SrpError> {
        let key = self.key(verifier, password)?;
        let block = block(verifier.secret_block).ok_or(SrpError::Parameter("SECRET_BLOCK"))?;
        let mut message = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &*key));
        message.update(pool_name(verifier.pool).as_bytes());
        message.update(verifier.user.as_bytes());
        message.update(&block);
        message.update(timestamp.as_bytes());
        Ok(Hidden::new(BASE64.encode(message.sign())))
    }

    /// The key that both sides know when the password is right.
    fn key(&self, verifier: &Verifier<'_>, password: &Hidden) -> Result<Zeroizing<[u8; 16]>, SrpError> {
        let b = number(verifier.b).ok_or(SrpError::Parameter("SRP_B"))?;
        let salt = number(verifier.salt).ok_or(SrpError::Parameter("SALT"))?;
        let modulus = NonZero::from(*self.group.modulus());
        if b.rem_vartime(&modulus) == U3072::ZERO {
            return Err(SrpError::Unsafe);
        }
        let u = sha256(&[&signed(&self.public), &signed(&b)]);
        if u.iter().all(|byte| *byte == 0) {
            return Err(SrpError::Unsafe);
        }
        let mut identity = digest::Context::new(&digest::SHA256);
        for part in [pool_name(verifier.pool), verifier.user, ":", password.reveal()] {
            identity.update(part.as_bytes());
        }
        let x = sha256(&[&signed(&salt), identity.finish().as_ref()]);

        let k = sha256(&[&signed(self.group.modulus()), &[GENERATOR]]);
        let of = |number: &U3072| FixedMontyForm::new(&number.rem_vartime(&modulus), &self.group);
        let secret = power(&self.group, &U3072::from(GENERATOR), &exponent(&*x), bits(&*x));
        let base = of(&b) - of(&exponent(&*k).resize()) * secret;
        let mut sum = exponent(&self.random).wrapping_add(&exponent(&*u).wrapping_mul(&exponent(&*x)));
        // The product has 512 bits; one more may be carried over.
        let shared = base.pow_bounded_exp(&sum, bits(&self.random).max(512) + 1).retrieve();
        sum.zeroize();

        let salt = hmac::Key::new(hmac::HMAC_SHA256, &signed(&exponent(&*u).resize::<{ U3072::LIMBS }>()));
        let extracted = hmac::sign(&salt, &signed(&shared));
        let expanded =
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, extracted.as_ref()), b"Caldera Derived Key\x01");
        let mut key = Zeroizing::new([0; 16]);
        key.copy_from_slice(&expanded.as_ref()[..16]);
        Ok(key)
    }
}

impl Drop for Srp {
    fn drop(&mut self) {
        self.public.zeroize();
    }
}

/// `TIMESTAMP` of an answer, as AWS's own libraries write it: `Sat Sep 5 09:03:00 UTC 2026`.
pub fn timestamp(seconds: i64) -> String {
    let form = format_description!(
        "[weekday repr:short] [month repr:short] [day padding:none] [hour]:[minute]:[second] UTC [year]"
    );
    let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    time.format(&form).unwrap_or_default()
}

/// The bytes of a `SECRET_BLOCK`. What is no character of base64 is left out, as AWS's own library for JavaScript does:
/// what is signed is the server's affair.
fn block(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let known: String =
        text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/')).collect();
    LENIENT.decode(known).ok().filter(|bytes| !bytes.is_empty())
}

/// The part of a pool's ID that is hashed.
fn pool_name(pool: &str) -> &str {
    pool.split_once('_').map_or(pool, |(_, name)| name)
}

fn power(
    group: &FixedMontyParams<{ U3072::LIMBS }>,
    base: &U3072,
    exponent: &U4096,
    bits: u32,
) -> FixedMontyForm<{ U3072::LIMBS }> {
    FixedMontyForm::new(base, group).pow_bounded_exp(exponent, bits)
}

fn bits(bytes: &[u8]) -> u32 {
    u32::try_from(8 * bytes.len()).unwrap_or(U4096::BITS).min(U4096::BITS)
}

/// A number from its last 512 bytes.
fn exponent(bytes: &[u8]) -> U4096 {
    let mut padded = Zeroizing::new([0; U4096::BYTES]);
    let kept = &bytes[bytes.len().saturating_sub(padded.len())..];
    let start = padded.len() - kept.len();
    padded[start..].copy_from_slice(kept);
    U4096::from_be_slice(&*padded)
}

/// A number in hexadecimal digits, also an odd number of them.
fn number(hex: &str) -> Option<U3072> {
    let whole =
        !hex.is_empty() && hex.len() <= 2 * U3072::BYTES && hex.bytes().all(|b| b.is_ascii_hexdigit());
    whole.then(|| U3072::from_be_hex(&format!("{hex:0>width$}", width = 2 * U3072::BYTES)))
}

/// The big-endian bytes without zeros at the beginning.
fn trimmed(number: &U3072) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let bytes: &[u8] = bytes.as_ref();
    bytes[bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1)..].to_vec()
}

/// As Java's `BigInteger` writes it, with a zero before a byte that would look negative: what Cognito hashes.
fn signed(number: &U3072) -> Zeroizing<Vec<u8>> {
    let mut bytes = trimmed(number);
    if bytes.first().is_some_and(|first| *first >= 0x80) {
        bytes.insert(0, 0);
    }
    Zeroizing::new(bytes)
}

fn sha256(parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut hash = Zeroizing::new([0; 32]);
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

#[cfg(test)]
#[path = "srp_tests.rs"]
mod tests;
