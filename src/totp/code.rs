//! The codes of a key.

use super::Secret;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

/// Digits of a code that Cognito takes.
pub const DIGITS: usize = 6;

/// Seconds of a step of Cognito.
pub const PERIOD: u64 = 30;

/// The hash that codes are made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// HMAC-SHA1, the only one that Cognito takes.
    Sha1,
    /// HMAC-SHA256.
    Sha256,
    /// HMAC-SHA512.
    Sha512,
}

impl Algorithm {
    /// Every one, that of Cognito first.
    pub const ALL: [Algorithm; 3] = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];

    /// As `otpauth` URIs write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Algorithm::Sha1 => "SHA1",
            Algorithm::Sha256 => "SHA256",
            Algorithm::Sha512 => "SHA512",
        }
    }
}

/// All nine digits of a one-time password: the last six are the code of six digits, and so on.
pub(super) struct Nine(Zeroizing<String>);

impl Nine {
    /// The code of that many digits, up to 9.
    pub(super) fn code(&self, digits: usize) -> &str {
        &self.0[self.0.len().saturating_sub(digits)..]
    }
}

/// Makes the codes of one key, algorithm and period.
pub(super) struct Generator {
    totp: Totp,
    period: u64,
}

impl Generator {
    /// `period` in seconds, at least 1.
    pub(super) fn new(key: &[u8], algorithm: Algorithm, period: u64) -> Generator {
        let period = period.max(1);
        let algorithm = match algorithm {
            Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
            Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
            Algorithm::Sha512 => totp_rs::Algorithm::SHA512,
        };
        let builder = Builder::new().with_algorithm(algorithm).with_digits(9).with_step_duration(period);
        // Not `build`, which refuses the keys of 80 bits that Cognito's model allows.
        Generator { totp: builder.with_secret(key).build_noncompliant(), period }
    }

    /// The password of the step of that number.
    pub(super) fn at(&self, step: u64) -> Nine {
        // Its `Display` pads with zeros.
        Nine(Zeroizing::new(self.totp.generate(step.saturating_mul(self.period)).to_string()))
    }
}

/// The codes of a secret at a time, as Cognito expects them.
pub struct Current {
    /// The code of this step.
    pub code: Zeroizing<String>,
    /// Seconds until the next, 1 to 30.
    pub seconds_left: u64,
    /// When the next begins, in seconds since 1970.
    pub next_at: u64,
    /// The next code.
    pub next: Zeroizing<String>,
}

/// The codes of `secret` at `at`, in seconds since 1970.
pub fn current(secret: &Secret, at: u64) -> Current {
    let generator = Generator::new(secret.key(), Algorithm::Sha1, PERIOD);
    let step = at / PERIOD;
    let next_at = (step + 1).saturating_mul(PERIOD);
    let code = |step: u64| Zeroizing::new(generator.at(step).code(DIGITS).to_owned());
    Current { code: code(step), seconds_left: PERIOD - at % PERIOD, next_at, next: code(step + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: eight digits at six times, with a key as long as the hash.
    #[test]
    fn the_vectors_of_rfc_6238() {
        let key = |length: usize| -> Vec<u8> { b"1234567890".iter().copied().cycle().take(length).collect() };
        let vectors: [(u64, [&str; 3]); 6] = [
            (59, ["94287082", "46119246", "90693936"]),
            (1_111_111_109, ["07081804", "68084774", "25091201"]),
            (1_111_111_111, ["14050471", "67062674", "99943326"]),
            (1_234_567_890, ["89005924", "91819424", "93441116"]),
            (2_000_000_000, ["69279037", "90698825", "38618901"]),
            (20_000_000_000, ["65353130", "77737706", "47863826"]),
        ];
        for (at, codes) in vectors {
            for ((algorithm, length), code) in Algorithm::ALL.into_iter().zip([20, 32, 64]).zip(codes) {
                let generator = Generator::new(&key(length), algorithm, 30);
                assert_eq!(generator.at(at / 30).code(8), code, "{} at {at}", algorithm.as_str());
            }
        }
    }

    /// RFC 4226, appendix D: six digits of counters 0 to 9.
    #[test]
    fn the_vectors_of_rfc_4226() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
            "520489",
        ];
        let generator = Generator::new(b"12345678901234567890", Algorithm::Sha1, 30);
        for (counter, code) in (0..).zip(codes) {
            assert_eq!(generator.at(counter).code(6), code);
        }
    }

    #[test]
    fn the_current_code_and_the_next() {
        let secret =
            Secret::read("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap_or_else(|error| panic!("{error}"));
        let now = current(&secret, 59);
        assert_eq!((now.code.as_str(), now.seconds_left, now.next_at), ("287082", 1, 60));
        assert_eq!(now.next.as_str(), "359152");
        assert_eq!(current(&secret, 60).seconds_left, 30);
    }
}
