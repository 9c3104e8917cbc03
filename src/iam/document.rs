//! The text of a policy, plain or percent-encoded, and how long it may be.

use std::borrow::Cow;

use super::json::Json;
use super::policy::Invalid;

/// The longest policy text that is read, in characters.
///
/// The IAM API's own bound for a policy document parameter:
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html>
pub const MAX_TEXT: usize = 131_072;

/// The JSON text of a policy that may be percent-encoded, as IAM's read operations answer it.
///
/// Plain text is known by its first character; `+` stays a plus sign (RFC 3986, not a web form).
pub(super) fn decode(text: &str) -> Result<Json, Invalid> {
    let plain = if text.trim_start().starts_with('{') {
        Cow::Borrowed(text)
    } else {
        percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .map_err(|_| Invalid::new("document", "its percent-encoding does not hold UTF-8 text"))?
    };
    if plain.len() > MAX_TEXT && plain.chars().count() > MAX_TEXT {
        return Err(too_long());
    }
    Json::parse(&plain).map_err(|e| Invalid::new("document", format!("it is not JSON: {e}")))
}

/// Whether a document that was parsed elsewhere is as short as one that is read here has to be.
pub(super) fn within_limit(json: &Json) -> Result<&Json, Invalid> {
    if json.length() > MAX_TEXT { Err(too_long()) } else { Ok(json) }
}

fn too_long() -> Invalid {
    Invalid::new("document", format!("it is longer than {MAX_TEXT} characters"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_sign_survives_decoding() {
        assert_eq!(decode("%7B%22a%22%3A%22x+y%22%7D").unwrap().get("a"), Some(&Json::String("x+y".into())));
    }

    #[test]
    fn percent_signs_of_plain_text_stay() {
        assert_eq!(decode(r#" {"a":"%41"}"#).unwrap().get("a"), Some(&Json::String("%41".into())));
    }

    #[test]
    fn the_length_is_bounded_in_every_form() {
        let document = |length: usize| format!(r#"{{"Id":"{}"}}"#, "!".repeat(length));
        let fits = document(MAX_TEXT - 9);
        let encoded = percent_encoding::utf8_percent_encode(&fits, percent_encoding::NON_ALPHANUMERIC);
        assert!(decode(&fits).is_ok() && decode(&encoded.to_string()).is_ok());
        assert!(within_limit(&Json::parse(&fits).unwrap()).is_ok());
        let long = document(MAX_TEXT - 8);
        assert!(decode(&long).is_err() && within_limit(&Json::parse(&long).unwrap()).is_err());
    }

    #[test]
    fn bytes_that_are_not_utf8_are_an_error() {
        assert!(decode("%7B%22a%22%3A%22%FF%22%7D").is_err());
    }
}
