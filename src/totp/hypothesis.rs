//! What an authenticator may do otherwise than Cognito, and how its codes then look.

use super::code::{Algorithm, DIGITS, Nine, PERIOD};
use super::{Secret, TypedCode};
use data_encoding::{BASE64, HEXLOWER, HEXUPPER};
use zeroize::Zeroizing;

/// Periods that authenticators are set to, in seconds.
pub(super) const PERIODS: [u64; 2] = [PERIOD, 60];

/// The secret that a code is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The last of those given.
    Newest,
    /// An earlier one, by its place from 0.
    Earlier(usize),
    /// The last, read wrongly.
    Misread(Misreading),
}

/// How a secret is read wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misreading {
    /// Its base32 text itself is the key: encoded a second time for the QR code, or never decoded.
    Text,
    /// The same with lower-case letters.
    LowerText,
    /// The same with padding.
    PaddedText,
    /// The secret that was given is base32 of the right one.
    GivenTwice,
    /// The key in hexadecimal digits is the key.
    HexText,
    /// The text is read as hexadecimal.
    Hex,
    /// The text is read as base64.
    Base64,
}

/// How the digits that were typed come from the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// They are all of that many digits.
    Whole(usize),
    /// They are the first six of eight.
    CutFromEight,
    /// Zeros at the beginning of six digits were lost.
    LostZeros,
}

/// One way in which the codes may have been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hypothesis {
    /// The secret.
    pub key: Key,
    /// The hash.
    pub algorithm: Algorithm,
    /// Seconds of a step.
    pub period: u64,
    /// The digits.
    pub form: Form,
}

impl Hypothesis {
    /// What Cognito does.
    pub const COGNITO: Hypothesis = Hypothesis {
        key: Key::Newest,
        algorithm: Algorithm::Sha1,
        period: PERIOD,
        form: Form::Whole(DIGITS),
    };

    /// How many things differ from what Cognito does, its clock aside. The number of digits is not searched for, it
    /// is seen.
    pub(super) fn oddity(&self) -> usize {
        usize::from(self.key != Key::Newest)
            + usize::from(self.algorithm != Algorithm::Sha1)
            + usize::from(self.period != PERIOD)
            + usize::from(matches!(self.form, Form::CutFromEight))
    }

    /// Whether `typed` would be the code.
    pub(super) fn fits(&self, typed: &TypedCode, nine: &Nine) -> bool {
        let digits = typed.digits();
        match self.form {
            Form::Whole(count) => digits.len() == count && nine.code(count) == digits,
            Form::CutFromEight => digits.len() == DIGITS && nine.code(8).starts_with(digits),
            Form::LostZeros => {
                let code = nine.code(DIGITS);
                let lost = code.len().saturating_sub(digits.len());
                code.ends_with(digits) && code.bytes().take(lost).all(|digit| digit == b'0')
            }
        }
    }
}

/// The keys that the authenticator may hold, the right one first.
pub(super) fn keys(secrets: &[Secret]) -> Vec<(Key, Zeroizing<Vec<u8>>)> {
    let Some((newest, earlier)) = secrets.split_last() else { return Vec::new() };
    let mut keys = vec![(Key::Newest, Zeroizing::new(newest.key().to_vec()))];
    let old = earlier.iter().enumerate().rev();
    let old = old.map(|(at, secret)| (Key::Earlier(at), Some(Zeroizing::new(secret.key().to_vec()))));
    let misread = misread(newest).into_iter().map(|(how, key)| (Key::Misread(how), key));
    for (key, bytes) in old.chain(misread) {
        match bytes {
            Some(bytes) if keys.iter().all(|(_, known)| *known != bytes) => keys.push((key, bytes)),
            _ => {}
        }
    }
    keys
}

fn misread(secret: &Secret) -> Vec<(Misreading, Option<Zeroizing<Vec<u8>>>)> {
    let text = secret.text();
    let bytes = |text: String| Some(Zeroizing::new(text.into_bytes()));
    let padding = (8 - text.len() % 8) % 8;
    let decoded = |decoded: Option<Vec<u8>>| decoded.filter(|key| !key.is_empty()).map(Zeroizing::new);
    // Node's and Java's lenient decoders stop at the last whole group.
    let whole = |group: usize| &text.as_bytes()[..text.len() - text.len() % group];
    vec![
        (Misreading::Text, bytes(text.to_owned())),
        (Misreading::LowerText, bytes(text.to_ascii_lowercase())),
        (Misreading::PaddedText, bytes(format!("{text}{}", "=".repeat(padding)))),
        (Misreading::GivenTwice, secret.inner().map(|inner| Zeroizing::new(inner.key().to_vec()))),
        (Misreading::HexText, bytes(HEXLOWER.encode(secret.key()))),
        (Misreading::HexText, bytes(HEXUPPER.encode(secret.key()))),
        (Misreading::Hex, decoded(HEXUPPER.decode(whole(2)).ok())),
        (Misreading::Base64, decoded(BASE64.decode(whole(4)).ok())),
    ]
}

/// The forms that codes of these lengths can have: the lengths are seen, not guessed.
pub(super) fn forms(codes: &[&TypedCode]) -> Vec<Form> {
    let all = |count: usize| codes.iter().all(|code| code.count() == count);
    if all(DIGITS) {
        vec![Form::Whole(DIGITS), Form::CutFromEight]
    } else if all(7) || all(8) {
        codes.iter().take(1).map(|code| Form::Whole(code.count())).collect()
    } else if codes.iter().all(|code| code.count() <= DIGITS) {
        vec![Form::LostZeros]
    } else {
        // Codes of six and of eight digits are of two authenticators.
        Vec::new()
    }
}
