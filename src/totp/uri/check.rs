//! What of a URI Cognito cannot accept, or authenticators misread.

use super::parts::{Parts, decoded, is_well_encoded};
use super::{Secret, SecretError};
use crate::totp::looks_secret;
use std::fmt;

/// Parameters that authenticators know.
const KNOWN: &[&str] =
    &["secret", "issuer", "algorithm", "digits", "period", "counter", "image", "color", "icon", "lock"];

/// How much a fault weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// No code will match, or no app reads it.
    Error,
    /// Some apps misread it, or show the account wrongly.
    Warning,
}

impl Weight {
    /// `error` or `warning`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Weight::Error => "error",
            Weight::Warning => "warning",
        }
    }
}

/// One thing that is wrong. Its text is a predicate of the URI and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// How much it weighs.
    pub weight: Weight,
    /// The part that holds it: `uri`, `type`, `label` or the name of a parameter.
    pub part: &'static str,
    /// What is wrong, and what follows from it.
    pub text: String,
    /// The rule of the same fault.
    pub rule: Option<&'static str>,
}

/// What a URI holds, and what is wrong with it.
pub struct Checked {
    /// The secret, where it can be read.
    pub secret: Option<Secret>,
    /// The errors first.
    pub faults: Vec<Fault>,
    /// Whether it is an `otpauth` URI at all.
    pub is_otpauth: bool,
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked").field("faults", &self.faults).finish_non_exhaustive()
    }
}

/// Looks at everything in `text`.
pub fn check(text: &str) -> Checked {
    let mut faults = Faults(Vec::new());
    let parts = match Parts::of(text) {
        Ok(parts) => parts,
        Err(error) => {
            faults.error("uri", error.to_string());
            return Checked { secret: None, faults: faults.0, is_otpauth: false };
        }
    };
    faults.characters(text.trim(), &parts);
    faults.kind(parts.kind);
    let secret = faults.secret(&parts);
    faults.parameters(&parts);
    faults.label(&parts);
    faults.0.sort_by_key(|fault| fault.weight);
    Checked { secret, faults: faults.0, is_otpauth: true }
}

struct Faults(Vec<Fault>);

impl Faults {
    fn push(
        &mut self,
        weight: Weight,
        part: &'static str,
        text: impl Into<String>,
        rule: Option<&'static str>,
    ) {
        self.0.push(Fault { weight, part, text: text.into(), rule });
    }

    fn error(&mut self, part: &'static str, text: impl Into<String>) {
        self.push(Weight::Error, part, text, None);
    }

    fn warning(&mut self, part: &'static str, text: impl Into<String>) {
        self.push(Weight::Warning, part, text, None);
    }

    /// What Cognito does not do: the code is wrong at every time.
    fn unlike_cognito(&mut self, part: &'static str, text: impl Into<String>) {
        self.push(Weight::Error, part, text, Some("TOT007"));
    }

    fn characters(&mut self, text: &str, parts: &Parts<'_>) {
        if text.contains(char::is_whitespace) {
            self.error("uri", "holds a space that is not encoded: readers stop there; write %20");
        } else if !text.is_ascii() {
            self.warning(
                "uri",
                "holds letters outside of ASCII that are not encoded, which some apps garble",
            );
        }
        if !is_well_encoded(text) {
            self.error("uri", "holds a % that begins no encoded character: a % itself is %25");
        }
        if parts.fragment {
            self.error("uri", "holds a # that is not encoded: everything behind it is lost; write %23");
        }
    }

    fn kind(&mut self, kind: &str) {
        if kind.eq_ignore_ascii_case("hotp") {
            self.unlike_cognito(
                "type",
                "is hotp: codes of a counter, where Cognito takes codes of the time (totp)",
            );
        } else if !kind.eq_ignore_ascii_case("totp") {
            self.error("type", "is neither totp nor hotp: no app reads it");
        }
    }

    fn secret(&mut self, parts: &Parts<'_>) -> Option<Secret> {
        let values = parts.values("secret");
        let value = match values.as_slice() {
            [] => {
                let other = parts.parameters.iter().any(|(name, _)| name.eq_ignore_ascii_case("secret"));
                self.error(
                    "secret",
                    if other {
                        "is not written in lower case: no app finds it"
                    } else {
                        "is missing: the URI has no secret"
                    },
                );
                return None;
            }
            [value] => decoded(value),
            [_, ..] => {
                self.error("secret", "stands twice: apps disagree on which one counts");
                return None;
            }
        };
        let secret = match Secret::read(&value) {
            Ok(secret) => secret,
            Err(SecretError::Empty) => {
                self.error("secret", "is empty: the URI has no secret");
                return None;
            }
            Err(error) => {
                self.error("secret", error.to_string());
                return None;
            }
        };
        if secret.inner().is_some() {
            self.error(
                "secret",
                "is base32 of a text that is base32 itself: it was encoded twice, and no code will match; a SecretCode is base32 already",
            );
        } else if secret.holds_hex() {
            self.error(
                "secret",
                "is base32 of hexadecimal digits: the key was encoded twice; a SecretCode is base32 already and goes in unchanged",
            );
        }
        if value.contains('=') {
            self.warning("secret", "ends in padding (=), at which some apps refuse it");
        }
        if value.contains([' ', '-', '+']) {
            self.warning("secret", "holds separators, which some apps refuse");
        }
        if value.contains(|c: char| c.is_ascii_lowercase()) {
            self.warning("secret", "is in lower case, which some apps refuse");
        }
        Some(secret)
    }

    fn parameters(&mut self, parts: &Parts<'_>) {
        let value = |name: &str| parts.values(name).first().map(|value| decoded(value));
        if let Some(algorithm) = value("algorithm") {
            let name = algorithm.to_ascii_uppercase().replace(['-', '_'], "").replace("HMAC", "");
            match name.as_str() {
                "SHA1" if algorithm == "SHA1" => {}
                "SHA1" => self
                    .warning("algorithm", "is SHA-1 in a spelling that some apps do not know; leave it out"),
                "SHA256" | "SHA512" | "MD5" => {
                    self.unlike_cognito(
                        "algorithm",
                        format!(
                            "is {name}: Cognito takes SHA-1 only, and apps that heed it show other codes"
                        ),
                    );
                }
                _ => self.unlike_cognito("algorithm", "is none that Cognito takes (SHA-1 only)"),
            }
        }
        for (name, cognito, unit) in [("digits", 6_u64, "digits"), ("period", 30, "seconds")] {
            match value(name).map(|value| value.parse::<u64>()) {
                None => {}
                Some(Ok(number)) if number == cognito => {}
                Some(Ok(number)) => {
                    self.unlike_cognito(name, format!("is {number}; Cognito's is {cognito}: apps that heed it show codes that it does not take"));
                }
                Some(Err(_)) => self.error(name, format!("is no number of {unit}")),
            }
        }
        for (position, (name, value)) in parts.parameters.iter().enumerate() {
            let lower = name.to_ascii_lowercase();
            if value.is_none() {
                self.warning(
                    "uri",
                    format!(
                        "has a parameter without a value (number {}): an & in a name must be %26",
                        position + 1
                    ),
                );
            } else if KNOWN.contains(&lower.as_str()) && lower != *name && lower != "secret" {
                self.warning("uri", format!("writes {lower} in upper case, which apps do not find"));
            }
        }
        for name in ["issuer", "algorithm", "digits", "period"] {
            if parts.values(name).len() > 1 {
                self.warning(known(name), "stands twice: apps disagree on which one counts");
            }
        }
    }

    fn label(&mut self, parts: &Parts<'_>) {
        let (prefix, account) = parts.names();
        if parts.label.is_empty() {
            self.error("label", "is empty: apps refuse it, or show an account without a name");
        } else if account.trim().is_empty() {
            self.error("label", "names no account");
        } else if account.contains(':') {
            self.warning("label", "has more than one colon: neither the issuer nor the account may hold one, and apps split it differently");
        }
        if parts.label.contains('+') && !account.contains('@') {
            self.warning("label", "holds a +, which apps show as it stands; a space is %20");
        }
        let issuer = parts.values("issuer").first().copied();
        match (issuer.map(decoded), prefix) {
            (None, None) => {
                self.warning("issuer", "is missing: apps show the account without saying whose it is")
            }
            (None, Some(_)) => {
                self.warning("issuer", "is missing as a parameter, from which newer apps read it")
            }
            (Some(issuer), _) if issuer.trim().is_empty() => self.warning("issuer", "is empty"),
            (Some(issuer), Some(prefix)) if issuer != prefix => self.warning(
                "issuer",
                format!(
                    "is {} as a parameter and {} in the label: apps disagree on which one to show",
                    name(&issuer),
                    name(&prefix)
                ),
            ),
            _ => {}
        }
        if issuer.is_some_and(|issuer| issuer.contains('+')) {
            self.warning(
                "issuer",
                "holds a +, which some apps show as it stands and others as a space; write %20 or %2B",
            );
        }
    }
}

fn known(name: &str) -> &'static str {
    KNOWN.iter().find(|known| **known == name).copied().unwrap_or("uri")
}

/// A name of the URI as it may be shown: a misplaced secret may not.
fn name(text: &str) -> String {
    if looks_secret(text) || text.chars().count() > 60 {
        "another text".to_owned()
    } else {
        format!("`{text}`")
    }
}
