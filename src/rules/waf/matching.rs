//! What a text condition of a web ACL makes of a value that is known.

use crate::snapshot::{at, text};
use serde_json::Value;

/// The text that a `ByteMatchStatement` searches for: base64 as AWS answers, or plain in a hand-made file.
pub(super) fn search_string(statement: &Value) -> Option<String> {
    let written = text(statement, "SearchString")?;
    let decoded = decode_base64(written).and_then(|bytes| String::from_utf8(bytes).ok());
    let readable = |text: &String| text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    Some(decoded.filter(readable).unwrap_or_else(|| written.to_owned()))
}

/// The bytes that `text` stands for; `None` where it is no base64 with its padding.
pub(super) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if text.is_empty() || !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return None;
    }
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// Whether `statement` (a `ByteMatchStatement`) matches `value`; `None` where that cannot be told.
pub(super) fn byte_match(statement: &Value, value: &str) -> Option<bool> {
    let value = transformed(statement, value)?;
    let wanted = search_string(statement)?;
    let word_in =
        |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|w| w == wanted);
    Some(match text(statement, "PositionalConstraint")? {
        "EXACTLY" => value == wanted,
        "STARTS_WITH" => value.starts_with(&wanted),
        "ENDS_WITH" => value.ends_with(&wanted),
        "CONTAINS" => value.contains(&wanted),
        "CONTAINS_WORD" => word_in(&value),
        _ => return None,
    })
}

/// Whether `statement` (a `RegexMatchStatement`) matches `value`; `None` for more than a choice of plain words.
pub(super) fn regex_match(statement: &Value, value: &str) -> Option<bool> {
    let value = transformed(statement, value)?;
    let pattern = text(statement, "RegexString")?;
    let (pattern, any_case) = match pattern.strip_prefix("(?i)") {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let value = if any_case { value.to_lowercase() } else { value };
    let outer = (pattern.starts_with('^'), pattern.ends_with('$'));
    let inner = pattern.trim_start_matches('^').trim_end_matches('$');
    let grouped = inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let (choices, grouped) = match grouped {
        Some(inner) => (inner.strip_prefix("?:").unwrap_or(inner), true),
        None => (pattern, false),
    };
    let mut matches = false;
    for choice in choices.split('|') {
        let (start, end) = if grouped { outer } else { (choice.starts_with('^'), choice.ends_with('$')) };
        let word = if grouped { choice } else { choice.trim_start_matches('^').trim_end_matches('$') };
        if word.is_empty() || !word.chars().all(|c| c.is_ascii_alphanumeric() || "_-/".contains(c)) {
            return None;
        }
        let word = if any_case { word.to_lowercase() } else { word.to_owned() };
        matches |= match (start, end) {
            (true, true) => value == word,
            (true, false) => value.starts_with(&word),
            (false, true) => value.ends_with(&word),
            (false, false) => value.contains(&word),
        };
    }
    Some(matches)
}

/// `value` after the statement's transformations, in their order; `None` after one that is not known to keep
/// letters and slashes as they are.
fn transformed(statement: &Value, value: &str) -> Option<String> {
    let earlier = at(statement, "PreParseTextTransformations").and_then(Value::as_array);
    if earlier.is_some_and(|list| !list.is_empty()) {
        return None;
    }
    let mut list: Vec<&Value> =
        at(statement, "TextTransformations").and_then(Value::as_array).into_iter().flatten().collect();
    list.sort_by_key(|transformation| transformation.get("Priority").and_then(Value::as_i64));
    list.into_iter().try_fold(value.to_owned(), |value, transformation| match text(transformation, "Type")? {
        "LOWERCASE" => Some(value.to_lowercase()),
        "UPPERCASE" => Some(value.to_uppercase()),
        "NONE"
        | "COMPRESS_WHITE_SPACE"
        | "REMOVE_WHITESPACE"
        | "TRIM"
        | "TRIM_LEFT"
        | "TRIM_RIGHT"
        | "URL_DECODE"
        | "URL_DECODE_UNI"
        | "HTML_ENTITY_DECODE"
        | "JS_DECODE"
        | "JS_DECODE_EXT"
        | "CSS_DECODE"
        | "ESCAPE_SEQ_DECODE"
        | "REMOVE_NULLS"
        | "REPLACE_NULLS"
        | "REPLACE_COMMENTS"
        | "REMOVE_COMMENTS_CHAR"
        | "NORMALIZE_PATH"
        | "NORMALIZE_PATH_WIN" => Some(value),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_search_string_is_base64_or_plain() {
        for written in ["QXNzb2NpYXRlU29mdHdhcmVUb2tlbg==", "AssociateSoftwareToken"] {
            let statement = json!({"SearchString": written, "PositionalConstraint": "EXACTLY"});
            assert_eq!(byte_match(&statement, "AssociateSoftwareToken"), Some(true), "{written}");
            assert_eq!(byte_match(&statement, "VerifySoftwareToken"), Some(false), "{written}");
        }
        // Four letters that are base64 too, of bytes that are no text.
        assert_eq!(search_string(&json!({"SearchString": "Auth"})).as_deref(), Some("Auth"));
    }

    #[test]
    fn transformations_apply_before_the_comparison() {
        let lower = json!([{"Priority": 0, "Type": "LOWERCASE"}]);
        let statement = |wanted: &str| json!({"SearchString": wanted, "PositionalConstraint": "EXACTLY", "TextTransformations": lower});
        assert_eq!(byte_match(&statement("verifysoftwaretoken"), "VerifySoftwareToken"), Some(true));
        assert_eq!(byte_match(&statement("VerifySoftwareToken"), "VerifySoftwareToken"), Some(false));
        let hashed = json!({"SearchString": "x", "PositionalConstraint": "EXACTLY",
            "TextTransformations": [{"Priority": 0, "Type": "MD5"}]});
        assert_eq!(byte_match(&hashed, "VerifySoftwareToken"), None);
    }

    #[test]
    fn a_regex_is_read_as_far_as_it_is_a_choice_of_words() {
        let says = |pattern: &str| regex_match(&json!({"RegexString": pattern}), "VerifySoftwareToken");
        assert_eq!(says("^(AssociateSoftwareToken|VerifySoftwareToken)$"), Some(true));
        assert_eq!(says("^AssociateSoftwareToken$|^VerifySoftwareToken$"), Some(true));
        assert_eq!(says("(?i)softwaretoken"), Some(true));
        assert_eq!(says("^SoftwareToken"), Some(false));
        assert_eq!(says("^(Associate|Verify).*$"), None);
        assert_eq!(says("(A)|(B)"), None);
    }
}
