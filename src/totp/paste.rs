//! What people paste: secrets, codes, `otpauth` URIs and answers of the API, in any mixture.

use super::uri::{self, Asked};
use super::{Secret, SecretError, TypedCode, TypedCodeError};
use serde_json::{Deserializer, Value};
use std::fmt;
use zeroize::Zeroizing;

/// Members that hold a secret: of AssociateSoftwareToken.
const SECRET_MEMBERS: &[&str] = &["SecretCode", "secretCode", "secret_code"];

/// Members that hold a code: of VerifySoftwareToken, and of ChallengeResponses.
const CODE_MEMBERS: &[&str] = &["UserCode", "userCode", "user_code", "SOFTWARE_TOKEN_MFA_CODE"];

/// How deep in an object members are looked for.
const DEPTH: usize = 8;

/// One secret, with what its URI asks of authenticators.
#[derive(Debug, Clone)]
pub struct Pasted {
    /// The secret.
    pub secret: Secret,
    /// The parameters of the URI it came in; `None` where it came without one.
    pub asked: Option<Asked>,
}

/// Secrets and codes, each in the order in which they stand.
#[derive(Debug, Clone, Default)]
pub struct Paste {
    /// Secrets.
    pub secrets: Vec<Pasted>,
    /// Codes.
    pub codes: Vec<TypedCode>,
}

impl Paste {
    /// Reads lines: a short line that begins with a digit is a code, every other one a secret or its URI. JSON objects may
    /// stand among them.
    ///
    /// # Errors
    /// Where a part is neither.
    pub fn read(text: &str) -> Result<Paste, PasteError> {
        let text = text.trim_start_matches('\u{feff}');
        let mut paste = Paste::default();
        let (mut rest, mut line) = (text, 1);
        while !rest.is_empty() {
            let start = rest.trim_start();
            line += newlines(&rest[..rest.len() - start.len()]);
            let end = if start.starts_with('{') {
                let mut values = Deserializer::from_str(start).into_iter::<Value>();
                let value =
                    values.next().and_then(Result::ok).ok_or(PasteError { line, what: What::Json })?;
                let before = paste.secrets.len() + paste.codes.len();
                paste.object(&value, DEPTH).map_err(|what| PasteError { line, what })?;
                if paste.secrets.len() + paste.codes.len() == before {
                    return Err(PasteError { line, what: What::NoMember });
                }
                values.byte_offset()
            } else {
                let end = start.find(['\n', '\r']).unwrap_or(start.len());
                paste.line(&start[..end]).map_err(|what| PasteError { line, what })?;
                end
            };
            line += newlines(&start[..end]);
            rest = &start[end..];
        }
        Ok(paste)
    }

    fn line(&mut self, text: &str) -> Result<(), What> {
        if text.trim().is_empty() {
            return Ok(());
        }
        if is_code(text) {
            self.codes.push(TypedCode::read(text).map_err(What::Code)?);
        } else {
            self.secrets.push(pasted(text)?);
        }
        Ok(())
    }

    fn object(&mut self, value: &Value, depth: usize) -> Result<(), What> {
        let Value::Object(members) = value else { return Ok(()) };
        for (name, member) in members {
            let elements = match member {
                Value::Array(elements) => elements.as_slice(),
                member => std::slice::from_ref(member),
            };
            for element in elements {
                let text = match element {
                    Value::String(text) => Zeroizing::new(text.clone()),
                    Value::Number(number) => Zeroizing::new(number.to_string()),
                    inner if depth > 0 => {
                        self.object(inner, depth - 1)?;
                        continue;
                    }
                    _ => continue,
                };
                if SECRET_MEMBERS.contains(&name.as_str()) {
                    self.secrets.push(pasted(&text)?);
                } else if CODE_MEMBERS.contains(&name.as_str()) {
                    self.codes.push(TypedCode::read(&text).map_err(What::Code)?);
                }
            }
        }
        Ok(())
    }
}

fn newlines(text: &str) -> usize {
    text.matches('\n').count()
}

/// Whether a line is meant to be a code: no secret is so short.
fn is_code(text: &str) -> bool {
    let mut visible = text.chars().filter(|c| !(c.is_whitespace() || matches!(c, '-' | '"' | '\'')));
    visible.clone().count() <= 10 && visible.next().is_some_and(char::is_numeric)
}

fn pasted(text: &str) -> Result<Pasted, What> {
    if uri::looks_uri(text) {
        let (secret, asked) = uri::secret_of(text).map_err(What::Uri)?;
        return Ok(Pasted { secret, asked: Some(asked) });
    }
    Ok(Pasted { secret: Secret::read(text).map_err(What::Secret)?, asked: None })
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasteError {
    /// The line in which it stands or begins, from 1.
    pub line: usize,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Secret(SecretError),
    Code(TypedCodeError),
    Uri(String),
    Json,
    NoMember,
}

impl fmt::Display for PasteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Secret(error) => write!(f, "the secret {error}"),
            What::Code(error) => write!(f, "the code {error}"),
            What::Uri(error) => write!(f, "the otpauth URI {error}"),
            What::Json => write!(f, "the JSON cannot be read"),
            What::NoMember => write!(f, "the JSON holds neither SecretCode nor UserCode"),
        }
    }
}

impl std::error::Error for PasteError {}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    const B: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    fn counts(text: &str) -> (usize, usize) {
        let paste = Paste::read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        (paste.secrets.len(), paste.codes.len())
    }

    #[test]
    fn takes_lines_json_and_uris() {
        for (text, expected) in [
            (String::new(), (0, 0)),
            (A.to_owned(), (1, 0)),
            (format!("{A}\n123456\n"), (1, 1)),
            (format!("{A}\r\n123 456\r\n\r\n234567"), (1, 2)),
            (format!("{A}\n{B}\n12345678"), (2, 1)),
            (format!("{{\"SecretCode\": \"{A}\", \"Session\": \"AYAB…\"}}"), (1, 0)),
            (format!("{{\n \"SecretCode\": \"{A}\"\n}}\n123456\n{{\"UserCode\": \"234567\"}}"), (1, 2)),
            (format!("{{\"SecretCode\": [\"{A}\", \"{B}\"], \"UserCode\": 123456}}"), (2, 1)),
            (format!("{A}\n{{\"ChallengeResponses\": {{\"SOFTWARE_TOKEN_MFA_CODE\": \"123456\"}}}}"), (1, 1)),
            (format!("otpauth://totp/x:y?secret={A}&issuer=x\n123456"), (1, 1)),
        ] {
            assert_eq!(counts(&text), expected, "{text}");
        }
        let order = Paste::read(&format!("{A}\n{B}")).map(|paste| paste.secrets[1].secret.text().to_owned());
        assert_eq!(order, Ok(B.to_owned()));
    }

    #[test]
    fn says_which_line_is_wrong() {
        for (text, line, says) in [
            (format!("{A}\n12345x"), 2, "the code is no code: character 6 is no digit"),
            (format!("{A}\n\n123"), 3, "the code is no code: 3 digits"),
            (format!("{A}\n{{\n\"UserCode\": "), 2, "the JSON cannot be read"),
            ("{\"Session\": \"x\"}".to_owned(), 1, "neither SecretCode nor UserCode"),
            ("otpauth://totp/x?issuer=y".to_owned(), 1, "has no secret"),
        ] {
            let error = Paste::read(&text).map(|_| ()).expect_err(&text);
            assert_eq!(error.line, line, "{text}");
            assert!(error.to_string().contains(says), "{text}: {error}");
        }
    }
}
