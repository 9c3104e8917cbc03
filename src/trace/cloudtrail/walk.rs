//! Finds the braces around a place in JSON, without parsing it.

use memchr::{memchr2, memrchr};

/// Where the object begins that holds the member whose key begins at `at`; `None` where it begins before `floor`, or
/// where something else than an object holds it.
pub(super) fn open(buf: &[u8], at: usize, floor: usize) -> Option<usize> {
    let (mut at, mut depth) = (at, 0_usize);
    while at > floor {
        at -= 1;
        match buf[at] {
            b'"' => at = opening_quote(buf, at, floor)?,
            b'}' | b']' => depth += 1,
            b'{' if depth == 0 => return Some(at),
            b'[' if depth == 0 => return None,
            b'{' | b'[' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Where the object that begins at `start` ends; `None` where it does not.
pub(super) fn close(buf: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(byte) = buf.get(at) {
        match byte {
            b'"' => at = closing_quote(buf, at)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return Some(at + 1),
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The quote that opens the text which the one at `close` ends.
pub(super) fn opening_quote(buf: &[u8], close: usize, floor: usize) -> Option<usize> {
    let mut end = close;
    loop {
        let at = floor + memrchr(b'"', &buf[floor..end])?;
        if !is_escaped(buf, at) {
            return Some(at);
        }
        end = at;
    }
}

/// The quote that ends the text which the one at `open` begins.
pub(super) fn closing_quote(buf: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr2(b'"', b'\\', buf.get(at..)?)?;
        if buf[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Whether an odd number of backslashes stands before `at`.
pub(super) fn is_escaped(buf: &[u8], at: usize) -> bool {
    buf[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// The first place from `at` on that is no white space.
pub(super) fn solid(buf: &[u8], at: usize) -> usize {
    at + buf[at..].iter().take_while(|byte| is_space(**byte)).count()
}

/// What follows a string, which ends at `at`.
pub(super) enum After {
    /// A value, so that the string is a member's name: where it begins.
    Value(usize),
    /// Too little to tell.
    Cut,
    /// Anything else.
    Other,
}

/// Looks behind the string that ends at `at`.
pub(super) fn after(buf: &[u8], at: usize) -> After {
    let colon = solid(buf, at);
    let value = solid(buf, buf.len().min(colon + 1));
    match (buf.get(colon), buf.get(value)) {
        (Some(b':'), Some(_)) => After::Value(value),
        (None, _) | (Some(b':'), None) => After::Cut,
        _ => After::Other,
    }
}

/// The last byte before `at` that is no white space.
pub(super) fn before(buf: &[u8], at: usize) -> Option<u8> {
    buf[..at].iter().rev().copied().find(|byte| !is_space(*byte))
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn braces_in_texts_are_none() {
        let text = br#"[{"a":"}{\\\"[","b":[{"c":1},"\\"],"here":1,"d":"{"},{}]"#;
        let at = memchr::memmem::find(text, br#""here""#).unwrap();
        assert_eq!(open(text, at, 0), Some(1));
        assert_eq!(close(text, 1), Some(text.len() - 4));
        assert_eq!(open(text, at, 2), None, "the object begins before what may be looked at");
    }

    #[test]
    fn what_is_no_object_or_has_no_end_is_none() {
        assert_eq!(open(br#"["here"]"#, 1, 0), None);
        assert_eq!(open(br#"abc""#, 3, 0), None);
        assert_eq!(close(br#"{"a":"}"#, 0), None);
        assert_eq!(close(br#"{"a":"\"#, 0), None);
        assert_eq!(close(br#"{"a":"\""#, 0), None);
    }
}
