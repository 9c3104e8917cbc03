//! Text from outside, as markup that shows it and never obeys it.

use crate::report::clean;
use crate::report::json::escaped;
use maud::{Markup, html};
use serde_json::Value;

/// Text whose control characters and direction marks are shown; the markup that it becomes part of escapes it.
pub(super) fn shown(text: &str) -> Markup {
    html! { (clean(text)) }
}

/// A name from outside, whose direction of writing is its own.
pub(super) fn name(text: &str) -> Markup {
    html! { bdi { (clean(text)) } }
}

/// A document, line by line.
pub(super) fn pretty(document: &Value) -> String {
    escaped(&serde_json::to_string_pretty(document).unwrap_or_else(|_| document.to_string()))
}

/// A value in one line.
pub(super) fn compact(value: &Value) -> String {
    escaped(&value.to_string())
}

/// A link to a page of documentation; anything but a web address stays text.
pub(super) fn page(address: &str) -> Markup {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    html! {
        @if is_web {
            a href=(clean(address)) rel="noreferrer noopener" { (shorter(address)) }
        } @else {
            (shown(address))
        }
    }
}

/// An address without what every address has.
fn shorter(address: &str) -> Markup {
    shown(address.trim_start_matches("https://"))
}

/// `text` in at most `columns` columns; what is too long loses its middle.
pub(super) fn middle_cut(text: &str, columns: usize) -> String {
    let text = clean(text);
    if textwrap::core::display_width(&text) <= columns {
        return text.into_owned();
    }
    let room = columns.saturating_sub(1);
    let (mut head, mut tail) = (String::new(), String::new());
    for c in text.chars() {
        if !fits(&head, c, room.div_ceil(2)) {
            break;
        }
        head.push(c);
    }
    for c in text.chars().rev() {
        if !fits(&tail, c, room / 2) {
            break;
        }
        tail.insert(0, c);
    }
    format!("{head}…{tail}")
}

/// `text` in lines of at most `columns` columns, broken wherever a line is full.
pub(super) fn lines_of(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for c in text.chars() {
        match lines.last_mut() {
            Some(line) if fits(line, c, columns) => line.push(c),
            _ => lines.push(c.to_string()),
        }
    }
    lines
}

fn fits(line: &str, next: char, columns: usize) -> bool {
    let width = textwrap::core::display_width;
    width(line) + width(next.encode_utf8(&mut [0; 4])) <= columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::clean::is_unsafe;
    use serde_json::json;

    #[test]
    fn markup_in_names_is_text() {
        assert_eq!(
            name("<script>\"\u{202e}\0").into_string(),
            "<bdi>&lt;script&gt;&quot;\\u{202e}\\u{0}</bdi>"
        );
        assert_eq!(page("javascript:alert(1)").into_string(), "javascript:alert(1)");
        assert!(page("https://a.example/\"x").into_string().contains("href=\"https://a.example/&quot;x\""));
    }

    #[test]
    fn a_document_is_the_same_when_it_is_copied() {
        let document = json!({"a\u{202e}": ["\u{e0001}\0\n\u{7f}", "é 名"]});
        for text in [pretty(&document), compact(&document)] {
            assert!(!text.chars().any(|c| c != '\n' && is_unsafe(c)), "{text}");
            assert_eq!(serde_json::from_str::<Value>(&text).ok().as_ref(), Some(&document));
        }
    }

    #[test]
    fn a_long_name_keeps_both_ends() {
        assert_eq!(middle_cut("cognito-sms", 11), "cognito-sms");
        assert_eq!(middle_cut("production-cognito-sms", 11), "produ…o-sms");
        assert_eq!(middle_cut("名前名前名前", 7), "名…前");
        assert_eq!(lines_of("名前名前", 5), ["名前", "名前"]);
    }
}
