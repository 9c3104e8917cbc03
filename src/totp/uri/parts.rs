//! A URI taken apart, as authenticators do it.

use percent_encoding::percent_decode_str;
use std::fmt;

/// The parts of an `otpauth` URI, still encoded. Its `Debug` shows nothing of them.
pub(super) struct Parts<'a> {
    /// `totp` or `hotp`, as it is written.
    pub(super) kind: &'a str,
    /// Issuer and account.
    pub(super) label: &'a str,
    /// Names and values, in order; `None` behind a name without `=`.
    pub(super) parameters: Vec<(&'a str, Option<&'a str>)>,
    /// Whether a `#` ends it early.
    pub(super) fragment: bool,
}

impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parts(…)")
    }
}

/// Why a text is no `otpauth` URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoUri {
    #[error("is empty")]
    Empty,
    #[error(
        "is an export of Google Authenticator, which other apps cannot read: show the QR code of one account"
    )]
    Migration,
    #[error("does not begin with otpauth://")]
    Scheme,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: &'a str) -> Result<Parts<'a>, NoUri> {
        let text = text.trim().trim_matches(['"', '\'']);
        let (scheme, rest) =
            text.split_once("://").ok_or(if text.is_empty() { NoUri::Empty } else { NoUri::Scheme })?;
        if scheme.eq_ignore_ascii_case("otpauth-migration") {
            return Err(NoUri::Migration);
        }
        if !scheme.eq_ignore_ascii_case("otpauth") {
            return Err(NoUri::Scheme);
        }
        let (rest, fragment) = rest.split_once('#').map_or((rest, false), |(rest, _)| (rest, true));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (kind, label) = path.split_once('/').unwrap_or((path, ""));
        let parameter =
            |text: &'a str| text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let parameters = query.split('&').filter(|text| !text.is_empty()).map(parameter).collect();
        Ok(Parts { kind, label, parameters, fragment })
    }

    /// The values of a parameter, by its exact name.
    pub(super) fn values(&self, name: &str) -> Vec<&'a str> {
        let named = self.parameters.iter().filter(|(other, _)| *other == name);
        named.map(|(_, value)| value.unwrap_or_default()).collect()
    }

    /// The issuer before the colon of the label, and the account, decoded.
    pub(super) fn names(&self) -> (Option<String>, String) {
        let label = decoded(self.label);
        match label.split_once(':') {
            Some((issuer, account)) => (Some(issuer.to_owned()), account.trim_start().to_owned()),
            None => (None, label),
        }
    }
}

/// `text` without percent encoding.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Whether every `%` begins an encoded byte, and the bytes are UTF-8.
pub(super) fn is_well_encoded(text: &str) -> bool {
    let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' && !(hex(bytes.next()) && hex(bytes.next())) {
            return false;
        }
    }
    percent_decode_str(text).decode_utf8().is_ok()
}
