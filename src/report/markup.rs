//! Text that Markdown shows as it is.

use super::clean;

/// Holds two characters apart that GitHub would make a link of: mentions, references and addresses are looked for
/// after escapes and entities have become characters, so that these do not help.
const APART: &str = "&#8203;";

/// Text in which nothing is markup, nobody is mentioned and nothing is linked, whatever a name holds.
pub(super) fn text(text: &str) -> String {
    let text = clean(text);
    let mut safe = String::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '$' => {
                safe.push('\\');
                safe.push(c);
                if c == '#' && rest.starts_with(|next: char| next.is_ascii_digit()) {
                    safe.push_str(APART);
                }
            }
            // What stands behind a letter is an address of e-mail.
            '@' if before.is_none_or(|before: char| !before.is_alphanumeric()) => {
                safe.push('@');
                safe.push_str(APART);
            }
            ':' if rest.starts_with("//") => {
                safe.push(':');
                safe.push_str(APART);
            }
            '.' if ends_with(&text[..at], "www") => {
                safe.push_str(APART);
                safe.push('.');
            }
            '-' if ends_with(&text[..at], "gh") => {
                safe.push_str(APART);
                safe.push('-');
            }
            _ => safe.push(c),
        }
        before = Some(c);
    }
    safe
}

fn ends_with(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// A code span that ends where it should, whatever the text holds.
pub(super) fn code(text: &str) -> String {
    let text = clean(text);
    let longest = longest_run(&text);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A code span in a cell of a table, which ends at a pipe even inside of code.
pub(super) fn cell_code(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A block of code that ends where it should. The lines must be clean.
pub(super) fn block(language: &str, lines: &str) -> String {
    let fence = "`".repeat(longest_run(lines).max(2) + 1);
    format!("{fence}{language}\n{lines}\n{fence}\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_become_markup() {
        assert_eq!(text("a_b <img> [x](y)"), "a\\_b \\<img\\> \\[x\\](y)");
        assert_eq!(text("$x$ a|b"), "\\$x\\$ a\\|b");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code("sns:Publish"), "`sns:Publish`");
        assert_eq!(cell_code("a|b"), "`a\\|b`");
        assert_eq!(block("sh", "a ``` b"), "````sh\na ``` b\n````\n");
        assert_eq!(block("sh", "a"), "```sh\na\n```\n");
    }

    #[test]
    fn names_neither_call_people_nor_link() {
        assert_eq!(text("@team, jo@example.com"), "@&#8203;team, jo@example.com");
        assert_eq!(text("#12 a/b#3 #x"), "\\#&#8203;12 a/b\\#&#8203;3 \\#x");
        assert_eq!(text("https://x.y www.x.y GH-1"), "https:&#8203;//x.y www&#8203;.x.y GH&#8203;-1");
    }
}
