//! Secrets as people paste them.

use data_encoding::{BASE32_NOPAD, Encoding};
use std::fmt;
use zeroize::Zeroizing;

/// The least number of base32 characters of a Cognito secret (`SecretCodeType` of the API model).
const LEAST: usize = 16;

/// The most that is read: far beyond any secret, and beyond what a QR code holds.
const MOST: usize = 4096;

/// The shared secret of a TOTP authenticator. Its `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Secret {
    key: Zeroizing<Vec<u8>>,
    text: Zeroizing<String>,
}

impl Secret {
    /// Reads base32 in either case, with or without padding, spaces, dashes and quotation marks.
    ///
    /// # Errors
    /// Where that is no secret of Cognito; the position of the first wrong character is told.
    pub fn read(pasted: &str) -> Result<Secret, SecretError> {
        let pasted = pasted.trim().trim_matches(['"', '\'', '`']);
        let mut text = Zeroizing::new(String::with_capacity(pasted.len().min(MOST + 4)));
        let mut padded = false;
        for (at, c) in pasted.chars().enumerate() {
            let position = at + 1;
            match c {
                'a'..='z' | 'A'..='Z' | '2'..='7' if padded => {
                    return Err(SecretError::AfterPadding { position });
                }
                'a'..='z' | 'A'..='Z' | '2'..='7' => text.push(c.to_ascii_uppercase()),
                '=' => padded = true,
                c if separates(c) => {}
                _ if is_hex(pasted) => return Err(SecretError::Hexadecimal),
                c => return Err(SecretError::Character { position, found: Found(c) }),
            }
            if text.len() > MOST {
                return Err(SecretError::Long);
            }
        }
        match text.len() {
            0 => return Err(SecretError::Empty),
            count if count < LEAST => return Err(SecretError::Short { count }),
            // Five bits each: 1, 3 and 6 characters beyond a multiple of 8 fill no whole number of bytes.
            count if matches!(count % 8, 1 | 3 | 6) => return Err(SecretError::Length { count }),
            _ => {}
        }
        let key = lenient().decode(text.as_bytes()).map_err(|_| SecretError::Length { count: text.len() })?;
        Ok(Secret { key: Zeroizing::new(key), text })
    }

    /// The key that codes are made with.
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// The secret in base32 as Cognito gives it: upper case, without padding or spaces.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The secret inside, where what was given is base32 of a text that is base32 itself. Sixteen random bytes are
    /// such a text once in 10^14.
    pub fn inner(&self) -> Option<Secret> {
        let text = std::str::from_utf8(&self.key).ok()?;
        let plain = |c: char| matches!(c, 'A'..='Z' | 'a'..='z' | '2'..='7' | '=');
        text.chars().all(plain).then(|| Secret::read(text).ok())?
    }

    /// Whether the key is a text of hexadecimal digits, enough for a key of 128 bits.
    pub fn holds_hex(&self) -> bool {
        self.key.len() >= 32 && self.key.iter().all(u8::is_ascii_hexdigit)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Whether a word on a command line may be a secret or the URI of one.
pub fn looks_secret(word: &str) -> bool {
    let word = word.trim();
    let begins =
        |scheme: &str| word.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("otpauth:")
        || begins("otpauth-migration:")
        || is_hex(word)
        || Secret::read(word).is_ok()
        // Base32 that lost or gained a character is still most of a secret.
        || matches!(Secret::read(word), Err(SecretError::Length { .. } | SecretError::AfterPadding { .. }))
}

/// Base32 whose last character may hold bits that fill no byte: 52 characters are 32 bytes and four bits.
fn lenient() -> Encoding {
    let mut specification = BASE32_NOPAD.specification();
    specification.check_trailing_bits = false;
    specification.encoding().unwrap_or(BASE32_NOPAD)
}

/// What people and pages put between groups of characters.
fn separates(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn is_hex(text: &str) -> bool {
    let digits = text.chars().filter(|c| !separates(*c)).count();
    digits >= 2 * LEAST
        && digits.is_multiple_of(2)
        && text.chars().all(|c| separates(c) || c.is_ascii_hexdigit())
        && text.contains(['0', '1', '8', '9'])
}

/// A character that is no base32, as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found(char);

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            c if c.is_ascii_graphic() => write!(f, "`{c}`"),
            c => write!(f, "U+{:04X}", u32::from(c)),
        }?;
        f.write_str(match self.0 {
            '0' => " (a misread O?)",
            '1' => " (a misread I or L?)",
            '8' => " (a misread B?)",
            '+' | '/' | '_' => " (is it base64?)",
            _ => "",
        })
    }
}

/// Why a text is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Nothing was given.
    #[error("is empty")]
    Empty,
    /// A character outside of base32.
    #[error("is not base32: character {position} is {found}; base32 has A to Z and 2 to 7 only")]
    Character {
        /// Counted from 1, in the text as it was given without surrounding spaces and quotation marks.
        position: usize,
        /// The character.
        found: Found,
    },
    /// `=` in the middle.
    #[error("is not base32: character {position} stands behind `=`, which may only end it")]
    AfterPadding {
        /// Counted from 1.
        position: usize,
    },
    /// A number of characters that no whole number of bytes gives.
    #[error("is not base32: no whole number of bytes has {count} characters; one was lost or added")]
    Length {
        /// Characters without padding and separators.
        count: usize,
    },
    /// Less than any secret of Cognito has.
    #[error(
        "has only {count} base32 characters; a SecretCode of Cognito has at least {LEAST} (is it cut off?)"
    )]
    Short {
        /// Characters without padding and separators.
        count: usize,
    },
    /// Longer than any secret.
    #[error("is longer than {MOST} characters: that is no secret")]
    Long,
    /// Hexadecimal digits.
    #[error("is hexadecimal; a SecretCode of Cognito is base32 (A to Z and 2 to 7)")]
    Hexadecimal,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn read_as_people_paste_it() {
        let grouped = "gezd gnbv gy3t qojq gezd gnbv gy3t qojq";
        let dashed = "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ\r\n";
        for pasted in [TEXT, grouped, dashed, &format!("\"{TEXT}\""), &format!(" {TEXT}======")] {
            let secret = Secret::read(pasted).unwrap_or_else(|error| panic!("{pasted}: {error}"));
            assert_eq!((secret.key(), secret.text()), (b"12345678901234567890".as_slice(), TEXT));
        }
        // 52 characters, the last of which holds a spare bit that is set.
        let long = format!("{}B", "A".repeat(51));
        assert_eq!(Secret::read(&long).map(|secret| secret.key().len()), Ok(32));
    }

    #[test]
    fn says_what_is_wrong() {
        let wrong = |text: &str| Secret::read(text).map(|_| ()).map_err(|error| error.to_string());
        for (text, says) in [
            ("", "is empty"),
            ("  \n", "is empty"),
            ("GEZDGNBVGY3TQOJ0", "character 16 is `0` (a misread O?)"),
            ("GEZDGNBVGY3TQOJ1", "character 16 is `1` (a misread I or L?)"),
            ("GEZDGNBVGY3TQOJ\u{410}", "character 16 is U+0410;"),
            ("GEZDGNBVGY3T/OJQ", "character 13 is `/` (is it base64?)"),
            ("GEZDGNBV=Y3TQOJQ", "character 10 stands behind `=`"),
            ("GEZDGNBVGY3TQOJQA", "17 characters"),
            ("GEZDGNBVGY3TQOJ", "only 15 base32 characters"),
            ("31323334353637383930313233343536", "is hexadecimal"),
            (&"A".repeat(5000), "is longer than 4096 characters"),
        ] {
            let error = wrong(text).expect_err(text);
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::read(TEXT)), "Ok(Secret(…))");
    }

    #[test]
    fn knows_what_is_encoded_twice() {
        let twice = BASE32_NOPAD.encode(TEXT.as_bytes());
        let outer = Secret::read(&twice).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(outer.inner().map(|inner| inner.text().to_owned()), Some(TEXT.to_owned()));
        assert!(Secret::read(TEXT).is_ok_and(|secret| secret.inner().is_none()));
    }

    #[test]
    fn words_that_may_be_secrets() {
        for word in [TEXT, "otpauth://totp/x", "OTPAUTH:x", "gezd-gnbv-gy3t-qojq", &TEXT[..17]] {
            assert!(looks_secret(word), "{word}");
        }
        for word in ["json", "--format", "secret.txt", "2026-11-25T12:00:00Z", "/tmp/a", "1795600000"] {
            assert!(!looks_secret(word), "{word}");
        }
    }
}
