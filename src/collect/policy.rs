//! Policy documents, which IAM percent-encodes.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The document as an object; the text itself where it is no JSON.
///
/// A document that is JSON as it stands is not decoded: a `%` in it is its own.
pub(super) fn document(text: &str) -> Value {
    let object = |text: &str| serde_json::from_str(text).ok().filter(Value::is_object);
    let decoded = || percent_decode_str(text).decode_utf8().ok();
    let parsed = object(text).or_else(|| object(&decoded()?));
    parsed.unwrap_or_else(|| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_come_encoded_plain_or_broken() {
        assert_eq!(document("%7B%22Version%22%3A%222012-10-17%22%7D"), json!({"Version": "2012-10-17"}));
        assert_eq!(document(r#"{"Sid": "100%25"}"#), json!({"Sid": "100%25"}));
        assert_eq!(document("%7Bnot json"), json!("%7Bnot json"));
    }
}
