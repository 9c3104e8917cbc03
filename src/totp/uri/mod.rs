//! `otpauth` URIs: <https://github.com/google/google-authenticator/wiki/Key-Uri-Format>.

mod check;
#[cfg(test)]
mod check_tests;
mod parts;

use super::{Secret, SecretError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;
use zeroize::Zeroizing;

pub use check::{Checked, Fault, Weight, check};

/// Everything but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a URI asks of authenticators beside the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whether it is anything else than SHA-1, six digits and 30 seconds.
    pub unlike_cognito: bool,
}

/// Whether `text` is meant to be an `otpauth` URI.
pub fn looks_uri(text: &str) -> bool {
    let text = text.trim().trim_matches(['"', '\'']);
    let begins = |start: &str| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    begins("otpauth:") || begins("otpauth-migration:") || text.contains("://")
}

/// The secret of a URI, and what else it asks for.
///
/// # Errors
/// What is wrong, without the URI.
pub(super) fn secret_of(text: &str) -> Result<(Secret, Asked), String> {
    let checked = check(text);
    let Some(secret) = checked.secret else {
        let fault = checked.faults.iter().find(|fault| fault.weight == Weight::Error);
        return Err(match fault {
            Some(fault) if fault.part == "uri" => fault.text.clone(),
            Some(fault) => format!("has a fault: {} {}", fault.part, fault.text),
            None => "has no secret".to_owned(),
        });
    };
    let unlike_cognito = checked.faults.iter().any(|fault| fault.rule == Some("TOT007"));
    Ok((secret, Asked { unlike_cognito }))
}

/// The URI that makes an authenticator show the codes that Cognito takes, with everything encoded that must be.
///
/// # Errors
/// Where the names cannot stand in one.
pub fn compose(secret: &Secret, issuer: &str, account: &str) -> Result<Zeroizing<String>, NameError> {
    for (which, name) in [("issuer", issuer), ("account", account)] {
        if name.trim().is_empty() {
            return Err(NameError { which, what: "is empty" });
        }
        if name.contains(':') {
            return Err(NameError { which, what: "holds a colon, which ends the issuer in a label" });
        }
        if name.chars().any(char::is_control) {
            return Err(NameError { which, what: "holds a control character" });
        }
    }
    let encode = |name: &str| utf8_percent_encode(name.trim(), ENCODED).to_string();
    let (issuer, account) = (encode(issuer), encode(account));
    // Algorithm, digits and period stay at their defaults, which are Cognito's and which no app misreads.
    Ok(Zeroizing::new(format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", secret.text())))
}

/// Why a name cannot stand in a URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameError {
    which: &'static str,
    what: &'static str,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} {}", self.which, self.what)
    }
}

impl std::error::Error for NameError {}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn secret() -> Secret {
        Secret::read(TEXT).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn what_is_made_is_fit() {
        let uri =
            compose(&secret(), "ACME Co & Söhne", "jo+e@example.com/#?").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(
            uri.as_str(),
            format!(
                "otpauth://totp/ACME%20Co%20%26%20S%C3%B6hne:jo%2Be%40example.com%2F%23%3F?secret={TEXT}&issuer=ACME%20Co%20%26%20S%C3%B6hne"
            )
        );
        let checked = check(&uri);
        assert_eq!(checked.faults, []);
        assert_eq!(checked.secret.map(|secret| secret.text().to_owned()), Some(TEXT.to_owned()));
    }

    #[test]
    fn names_that_cannot_be() {
        for (issuer, account, says) in [
            ("", "a", "the issuer is empty"),
            ("a", " ", "the account is empty"),
            ("a:b", "c", "the issuer holds a colon"),
            ("a", "b\nc", "the account holds a control character"),
        ] {
            let error = compose(&secret(), issuer, account).map(|_| ()).expect_err(says).to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
