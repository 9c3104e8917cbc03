//! Text that Markdown shows as it is.

use super::clean;

/// Text in which nothing is markup, whatever a name holds.
pub(super) fn text(text: &str) -> String {
    let mut safe = String::new();
    for c in clean(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '@') {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

/// A code span that ends where it should, whatever the text holds.
pub(super) fn code(text: &str) -> String {
    let text = clean(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_become_markup() {
        assert_eq!(text("a_b <img> [x](y)"), "a\\_b \\<img\\> \\[x\\](y)");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code("sns:Publish"), "`sns:Publish`");
    }
}
