//! Codes as users type them.

use std::fmt;
use zeroize::Zeroizing;

/// The shortest that is taken for a code: six digits that lost two zeros on the way.
const LEAST: usize = 4;

/// The longest code of RFC 4226.
const MOST: usize = 8;

/// A code: 4 to 8 digits. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedCode(Zeroizing<String>);

impl TypedCode {
    /// Reads digits, in groups or not.
    ///
    /// # Errors
    /// Where that is no code.
    pub fn read(pasted: &str) -> Result<TypedCode, TypedCodeError> {
        let pasted = pasted.trim().trim_matches(['"', '\'']);
        let mut digits = Zeroizing::new(String::with_capacity(MOST + 1));
        for (at, c) in pasted.chars().enumerate() {
            match c {
                '0'..='9' if digits.len() <= MOST => digits.push(c),
                '0'..='9' => {}
                '-' => {}
                c if c.is_whitespace() => {}
                c if c.is_numeric() => return Err(TypedCodeError::OtherDigit { position: at + 1 }),
                _ => return Err(TypedCodeError::Character { position: at + 1 }),
            }
        }
        match digits.len() {
            0 => Err(TypedCodeError::Empty),
            count if count < LEAST => Err(TypedCodeError::Short { count }),
            count if count > MOST => Err(TypedCodeError::Long),
            _ => Ok(TypedCode(digits)),
        }
    }

    /// The digits.
    pub(super) fn digits(&self) -> &str {
        &self.0
    }

    /// How many digits.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(…)")
    }
}

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypedCodeError {
    /// Nothing was given.
    #[error("is empty")]
    Empty,
    /// A character that is no digit.
    #[error("is no code: character {position} is no digit")]
    Character {
        /// Counted from 1.
        position: usize,
    },
    /// A digit of another script.
    #[error("is no code: character {position} is a digit of another script, and Cognito takes 0 to 9 only")]
    OtherDigit {
        /// Counted from 1.
        position: usize,
    },
    /// Too few digits.
    #[error("is no code: {count} digits, and authenticators show 6 to 8")]
    Short {
        /// Digits.
        count: usize,
    },
    /// Too many digits.
    #[error("is no code: more than {MOST} digits, and authenticators show 6 to 8")]
    Long,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_as_people_type_it() {
        for pasted in ["123456", " 123 456\n", "123-456", "\"123456\"", "123\u{a0}456"] {
            assert_eq!(TypedCode::read(pasted).map(|code| code.digits().to_owned()), Ok("123456".to_owned()));
        }
        for (pasted, says) in [
            ("", "is empty"),
            ("12345x", "character 6 is no digit"),
            ("12345\u{661}", "character 6 is a digit of another script"),
            ("123", "3 digits"),
            ("1234567890", "more than 8 digits"),
        ] {
            let error = TypedCode::read(pasted).map(|_| ()).expect_err(pasted).to_string();
            assert!(error.contains(says), "{pasted}: {error}");
        }
        assert_eq!(format!("{:?}", TypedCode::read("123456")), "Ok(TypedCode(…))");
    }
}
