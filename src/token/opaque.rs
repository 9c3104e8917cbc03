//! What a text is that is no token that can be read. Nothing here quotes the text.

use thiserror::Error;

/// The three parts of a signed token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first.
    Header,
    /// The second.
    Payload,
    /// The third.
    Signature,
}

impl Part {
    const fn as_str(self) -> &'static str {
        match self {
            Part::Header => "header",
            Part::Payload => "payload",
            Part::Signature => "signature",
        }
    }
}

/// Why there is no token to read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotToken {
    /// Nothing but blanks.
    #[error("is empty")]
    Empty,
    /// One part.
    #[error("has no dots, so it is no JSON Web Token; it is {0}")]
    Opaque(&'static str),
    /// One part that is a token's header.
    #[error("is only the header of a token: everything after the first dot is missing")]
    HeaderOnly,
    /// Two parts.
    #[error(
        "has two parts, a header and a payload, and no signature: the token was cut short, or its signature was taken off"
    )]
    TwoParts,
    /// Two parts, the second broken off.
    #[error("has two parts, and the second, its payload, breaks off: the token was cut short")]
    CutInPayload,
    /// A number of parts that no token has.
    #[error("has {0} parts between its dots; a signed token has 3, an encrypted one 5")]
    Parts(usize),
    /// Dots that stand for something left out.
    #[error("is a shortened token: three dots stand where a part of it was left out")]
    Shortened,
    /// A part without content.
    #[error("has an empty {}: a part of the token is missing", .0.as_str())]
    EmptyPart(Part),
    /// Padding.
    #[error("has a {} that ends in =, which is base64 padding; a token has none, so something has encoded it anew", .0.as_str())]
    Padding(Part),
    /// `+` or `/`.
    #[error("has a {} in plain base64 (with + or /), where a token has base64url (with - and _): something has encoded it anew", .0.as_str())]
    PlainBase64(Part),
    /// Another character.
    #[error("has a {} that is no base64url: its character {} is none of A-Z, a-z, 0-9, - and _", .part.as_str(), .at)]
    Character {
        /// Where.
        part: Part,
        /// Counted from 1 within the part.
        at: usize,
    },
    /// A length that base64url never has.
    #[error("has a {} of {} characters, which is no whole base64url: characters are missing, as in a token that was cut short", .part.as_str(), .length)]
    Length {
        /// Where.
        part: Part,
        /// Characters.
        length: usize,
    },
    /// JSON that ends too early.
    #[error("has a {} whose JSON ends too early: the token was cut short", .0.as_str())]
    CutOff(Part),
    /// No JSON object.
    #[error("has a {} that holds no JSON object, so it is no JSON Web Token", .0.as_str())]
    NotJson(Part),
    /// A header that names no algorithm.
    #[error("has a header without alg, so it is no JSON Web Token")]
    NoAlgorithm,
    /// JSON of something else.
    #[error("is JSON without a token: {0}")]
    OtherJson(&'static str),
    /// JSON that ends too early.
    #[error("begins as JSON that ends too early: it was cut short")]
    JsonCutOff,
    /// The address that managed login sends users back to, with a code.
    #[error(
        "is an address with an authorization code, which the token endpoint exchanges for tokens; the code itself is none"
    )]
    CodeInUrl,
    /// The address that managed login sends users back to, with an error.
    #[error("is an address with an error of managed login, and no token")]
    ErrorInUrl,
    /// Words.
    #[error("holds no token: there is no text with the dots and the characters of one")]
    Text,
}

impl NotToken {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            NotToken::Empty => {
                "hand the token over on standard input, in a file, or in the variable MFA_DOCTOR_TOKEN"
            }
            NotToken::Opaque(_)
            | NotToken::OtherJson(_)
            | NotToken::Text
            | NotToken::CodeInUrl
            | NotToken::ErrorInUrl => {
                "MFA calls take the access token: AccessToken of AuthenticationResult, or access_token of the token endpoint"
            }
            NotToken::Padding(_) | NotToken::PlainBase64(_) => {
                "take the token from where it was issued, unchanged"
            }
            _ => {
                "copy the whole token again: a JSON Web Token is three texts of A-Z, a-z, 0-9, - and _, with two dots between them"
            }
        }
    }
}

/// What a text without dots is, by the marks that AWS gives such texts.
pub(super) fn classify(text: &str) -> NotToken {
    let fits = |more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
    let upper = || text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let starts = |marks: &[&str]| marks.iter().any(|mark| text.starts_with(mark));
    let hex = |part: &str, length: usize| part.len() == length && part.chars().all(|c| c.is_ascii_hexdigit());
    let is_uuid = || {
        let parts: Vec<&str> = text.split('-').collect();
        parts.len() == 5 && parts.iter().zip([8, 4, 4, 4, 12]).all(|(part, length)| hex(part, length))
    };
    NotToken::Opaque(match text.len() {
        20 if upper() && starts(&["AKIA", "ASIA"]) => "the ID of an AWS access key",
        36 if is_uuid() => "a UUID, as an authorization code of managed login or an ID of a user is",
        40 if fits("+/") => "40 characters of base64, as a secret access key of AWS is",
        32.. if starts(&["AYAB"]) => {
            "the Session of a challenge, as its beginning shows; AssociateSoftwareToken and VerifySoftwareToken take it as Session"
        }
        100.. if starts(&["IQoJ", "FwoG", "FQoG"]) => {
            "a session token of temporary AWS credentials, as its beginning shows"
        }
        100.. if starts(&["PHNhbWxw", "PFNBTUw", "PD94bWw"]) => "an answer of a SAML identity provider",
        100.. if fits("-_+/=") => {
            "an opaque text, as refresh tokens of other identity providers are, or the Session of a challenge"
        }
        _ if fits("-_+/=") => "a short text, as codes, IDs and client secrets are",
        _ => return NotToken::Text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_dots_is_called_what_it_is() {
        let long = |start: &str| format!("{start}{}", "xY0".repeat(60));
        for (text, words) in [
            ("AKIAIOSFODNN7EXAMPLE", "access key"),
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "secret access key"),
            ("3f0c1f7e-1111-2222-3333-444455556666", "authorization code"),
            (&long("AYABe"), "Session of a challenge"),
            (&long("IQoJb3JpZ2lu"), "temporary AWS credentials"),
            (&long("PHNhbWxw"), "SAML"),
            (&long("zz"), "opaque"),
            ("abc", "short"),
            ("what? this", "holds no token"),
        ] {
            let said = classify(text).to_string();
            assert!(said.contains(words), "{said}");
            assert!(!said.contains(text), "{said}");
        }
    }
}
