//! Every report for programs.

use super::clean::is_unsafe;
use serde::Serialize;
use std::io;

/// Writes `report` as JSON, indented, with a line break at the end.
pub(super) fn render<T: Serialize + ?Sized>(report: &T, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", pretty(report)?)
}

/// `value` as JSON, indented, that neither a terminal nor the log of a CI system obeys: the same document for every
/// reader of JSON, with harmful characters as escapes.
pub(super) fn pretty<T: Serialize + ?Sized>(value: &T) -> io::Result<String> {
    Ok(escaped(&serde_json::to_string_pretty(value)?))
}

/// JSON in which harmful characters are written by their number.
pub(super) fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    let mut before = '\0';
    for c in json.chars() {
        // Outside of strings there is nothing but ASCII, and the line breaks between members.
        if (is_unsafe(c) && c != '\n') || (c == '#' && before == '#') {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| safe.push_str(&format!("\\u{unit:04x}")));
            before = '\0';
        } else {
            safe.push(c);
            before = c;
        }
    }
    safe
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test says what it expects by failing
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn harmful_characters_are_escapes_of_the_same_document() {
        let value = json!({ "a\u{9b}": ["\u{202e}x\n", "###[error]", "\u{e0001}"], "plain": "é 名" });
        let text = pretty(&value).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(text.contains("\\u202ex\\n") && text.contains("#\\u0023#[error]"), "{text}");
        assert!(text.contains("\\udb40\\udc01") && text.contains("é 名") && !text.contains("##"), "{text}");
    }
}
