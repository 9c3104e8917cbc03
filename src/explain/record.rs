//! Which lines of a log belong together: a message, and the stack trace or the members below it.

use std::ops::Range;

/// The most that one record is taken to hold, before and after a place in it.
const REACH: usize = 8 * 1024;

/// The record around `at`.
pub(super) fn around(text: &[u8], at: usize) -> Range<usize> {
    let floor = at.saturating_sub(REACH);
    // Nothing beyond is looked at: a line may be as long as the text.
    let text = &text[..text.len().min(at.saturating_add(REACH))];
    let mut start = line_start(text, floor, at);
    while start > floor && continues(&text[start..]) {
        start = line_start(text, floor, start - 1);
    }
    let mut end = line_end(text, at.min(text.len()));
    while end < text.len() && continues(&text[end..]) {
        end = line_end(text, end);
    }
    within_list(text, start..end, at)
}

/// Of a list of objects on one line, the element around `at`.
fn within_list(text: &[u8], line: Range<usize>, at: usize) -> Range<usize> {
    let at = at.clamp(line.start, line.end);
    let comma = |place: usize| text[place..].starts_with(b"},{") || text[place..].starts_with(b"}, {");
    let start = (line.start..at).rev().find(|place| comma(*place)).map_or(line.start, |place| place + 1);
    let end = (at..line.end).find(|place| comma(*place)).map_or(line.end, |place| place + 1);
    start..end
}

fn line_start(text: &[u8], floor: usize, at: usize) -> usize {
    let before = &text[floor..at.min(text.len())];
    before.iter().rposition(|byte| *byte == b'\n').map_or(floor, |newline| floor + newline + 1)
}

/// The start of the next line, or the end of the text.
fn line_end(text: &[u8], at: usize) -> usize {
    let rest = &text[at..];
    rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |newline| at + newline + 1)
}

/// Whether a line goes on with what the line above began: it is indented, closes something, or names a cause.
/// An indented brace begins an element of a list.
fn continues(line: &[u8]) -> bool {
    let Some(first) = line.first() else { return false };
    let inner = line.trim_ascii_start();
    match first {
        b' ' | b'\t' => inner.first() != Some(&b'{'),
        b'}' | b']' | b')' | b'\r' => true,
        // Terraform draws a bar (U+2502) beside what belongs together, and ends it with U+2575.
        0xe2 => line.starts_with("│".as_bytes()) || line.starts_with("╵".as_bytes()),
        _ => [&b"Caused by:"[..], b"Suppressed:", b"at "].iter().any(|word| line.starts_with(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str, word: &str) -> String {
        let at = text.find(word).unwrap_or_default();
        String::from_utf8_lossy(&text.as_bytes()[around(text.as_bytes(), at)]).into_owned()
    }

    #[test]
    fn lines_that_belong_together() {
        let log = "one\nError: X\n    at f (a.js:1)\n    {\nCaused by: y\nthree\n";
        assert_eq!(record(log, "Error"), "Error: X\n    at f (a.js:1)\n");
        assert_eq!(record(log, "Caused"), "    {\nCaused by: y\n");
        assert_eq!(record(log, "three"), "three\n");
        let list = "[\n  {\n    \"a\": 1\n  },\n  {\n    \"b\": 2\n  }\n]";
        assert_eq!(record(list, "b"), "  {\n    \"b\": 2\n  }\n]");
        assert_eq!(record("[{\"a\":1},{\"b\":2}, {\"c\":3}]", "b"), ",{\"b\":2}");
        assert_eq!(record("│ Error: a\n│ b\n╵\nnext", "b"), "│ Error: a\n│ b\n╵\n");
    }

    #[test]
    fn a_record_has_an_end() {
        let long = "x\n".to_owned() + &" y\n".repeat(100_000);
        assert!(around(long.as_bytes(), 150_000).len() <= 2 * REACH);
        assert_eq!(around(b"", 0), 0..0);
    }
}
