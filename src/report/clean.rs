//! Text from AWS that is safe to show in a terminal, and in the log of a CI system.

use std::borrow::Cow;

/// `text` with control characters and direction marks shown by their code point, so that a name of a pool or of a
/// policy can neither move the cursor nor reverse what is read; and with what CI systems take for a command, wherever
/// in a line it stands, broken in the same way.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) && !text.contains("##") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    // The character before, as it was and unless it was shown by its code point.
    let mut before = None;
    for (at, c) in text.char_indices() {
        if is_unsafe(c) || begins_command(before, c, &text[at + c.len_utf8()..]) {
            shown.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            before = Some('}');
        } else {
            shown.push(c);
            before = Some(c);
        }
    }
    if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) }
}

/// Characters that a terminal obeys, that change the order or hide, and those that XML does not have.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Whether a command of a CI system would begin here. The runner of GitHub looks for `##[` anywhere in a line, that of
/// Azure Pipelines for `##vso[` (`{####}`, the place of the code in a message, is neither), and GitHub's for `::` where
/// a line begins, which may be after any blank, as lines are wrapped.
fn begins_command(before: Option<char>, c: char, rest: &str) -> bool {
    match c {
        '#' => {
            let behind = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '.');
            before == Some('#') && behind.starts_with('[')
        }
        ':' => rest.starts_with(':') && before.is_none_or(char::is_whitespace),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_are_shown_not_obeyed() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\n"), "a\\u{1b}[31mb\\u{202e}c\\u{a}");
        assert_eq!(clean("\u{ffff}"), "\\u{ffff}");
        assert!(matches!(clean("plain é 名"), Cow::Borrowed(_)));
    }

    #[test]
    fn no_log_takes_a_name_for_a_command() {
        assert_eq!(clean("::error::x"), "\\u{3a}:error::x");
        assert_eq!(clean("x ::error::y ###[group]"), "x \\u{3a}:error::y ##\\u{23}[group]");
        for harmless in ["arn:aws:iam::1:role/x", "AWS::Cognito::UserPool", "# one", "a:: b", "code {####}"] {
            assert!(matches!(clean(harmless), Cow::Borrowed(_)), "{harmless}");
        }
    }

    #[test]
    fn what_is_clean_stays_as_it_is() {
        for text in ["###[error]", " ::error::", "::::", "\n##vso[x]", "#\u{202e}#["] {
            let once = clean(text).into_owned();
            assert_eq!(clean(&once), once);
            assert!(!once.contains("##[") && !once.contains("##vso["), "{once}");
        }
    }
}
