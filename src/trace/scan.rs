//! Finds values in JSON without taking them apart: recordings hold megabytes of other sites, nested as deep as
//! anybody likes, and some are cut off in the middle.

use memchr::memchr2;
use std::ops::Range;

/// Where the value that begins at `at` ends; nothing where the text ends first.
pub(super) fn end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes.get(at)? {
        b'"' => string_end(bytes, at),
        b'{' | b'[' => nested_end(bytes, at),
        _ => {
            let rest = &bytes[at..];
            let length = rest.iter().position(|byte| b",]} \t\r\n".contains(byte))?;
            (length > 0).then_some(at + length)
        }
    }
}

/// Behind the closing quotation mark.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Behind the bracket that closes the one at `at`. Brackets of both kinds count alike: what is no JSON fails when it
/// is read.
fn nested_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        at = match *bytes.get(at)? {
            b'"' => string_end(bytes, at)?,
            b'{' | b'[' => {
                depth += 1;
                at + 1
            }
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
                at + 1
            }
            _ => at + 1,
        };
    }
}

pub(super) fn skip_space(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len())
}

/// The members of an object: their names as they are written, and where their values begin.
pub(super) struct Members<'a> {
    text: &'a str,
    /// Behind `{`, or where the value before begins.
    at: usize,
    /// Whether a value must be skipped first.
    before: bool,
}

impl<'a> Members<'a> {
    /// Of the object that begins at `at`, if one does.
    pub(super) fn of(text: &'a str, at: usize) -> Members<'a> {
        let is_object = text.as_bytes().get(at) == Some(&b'{');
        Members { text, at: if is_object { at + 1 } else { text.len() }, before: false }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, usize);

    fn next(&mut self) -> Option<(&'a str, usize)> {
        if self.before {
            let end = skip_space(self.text, end(self.text, self.at)?);
            if self.text.as_bytes().get(end) != Some(&b',') {
                self.at = self.text.len();
                return None;
            }
            self.at = end + 1;
        }
        let name = skip_space(self.text, self.at);
        let name_end = (self.text.as_bytes().get(name) == Some(&b'"')).then(|| end(self.text, name))??;
        let colon = skip_space(self.text, name_end);
        if self.text.as_bytes().get(colon) != Some(&b':') {
            return None;
        }
        self.at = skip_space(self.text, colon + 1);
        self.before = true;
        Some((&self.text[name + 1..name_end - 1], self.at))
    }
}

/// The text of a member's value.
pub(super) fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let at = Members::of(object, skip_space(object, 0)).find(|(member, _)| *member == name)?.1;
    Some(&object[at..end(object, at)?])
}

/// The whole elements of a list.
pub(super) struct Items<'a> {
    text: &'a str,
    at: usize,
    /// Where an element begins that has no end.
    pub(super) cut: Option<usize>,
}

impl<'a> Items<'a> {
    /// Of the list that begins at `at`.
    pub(super) fn of(text: &'a str, at: usize) -> Items<'a> {
        Items { text, at: at + 1, cut: None }
    }
}

impl Iterator for Items<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut start = skip_space(self.text, self.at);
        if bytes.get(start) == Some(&b',') {
            start = skip_space(self.text, start + 1);
        }
        match bytes.get(start) {
            Some(b']') => return None,
            Some(_) => {}
            // Nothing but an end of file: the list has lost its bracket, and maybe more.
            None => {
                self.cut = self.cut.or(Some(start));
                return None;
            }
        }
        let Some(end) = end(self.text, start) else {
            self.cut = self.cut.or(Some(start));
            return None;
        };
        self.at = end;
        Some(start..end)
    }
}

/// Where the list of entries of a HAR begins.
pub(super) fn entries(text: &str) -> Option<usize> {
    let start = skip_space(text, 0);
    if text.as_bytes().get(start) == Some(&b'[') {
        return Some(start);
    }
    let list = |object: usize| {
        Members::of(text, object)
            .find(|(name, at)| *name == "entries" && text.as_bytes().get(*at) == Some(&b'['))
    };
    let log = Members::of(text, start).find(|(name, _)| *name == "log");
    log.and_then(|(_, log)| list(log)).or_else(|| list(start)).map(|(_, at)| at)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_they_end() {
        for (text, length) in [
            (r#""a\"b" x"#, Some(6)),
            (r#"{"a":"}","b":[{}]},"#, Some(18)),
            ("12,", Some(2)),
            ("12", None),
            (r#""a\"#, None),
            (r#"{"a":1"#, None),
            ("", None),
            (",", None),
        ] {
            assert_eq!(end(text, 0), length, "{text}");
        }
        assert_eq!(end(&"[".repeat(1_000_000), 0), None, "no depth is too deep");
    }

    #[test]
    fn members_and_entries_are_found() {
        let text =
            r#" {"log" : {"version":"1.2","pages":[{"entries":[1]}],"entries": [ {"a":1} , {"b":"]"} ]}} "#;
        let at = entries(text).unwrap();
        let items: Vec<&str> = Items::of(text, at).map(|range| &text[range]).collect();
        assert_eq!(items, [r#"{"a":1}"#, r#"{"b":"]"}"#]);
        assert_eq!(member(items[1], "b"), Some(r#""]""#));
        assert_eq!(member(items[1], "a"), None);
        assert_eq!(entries(r#"{"log":{"entries":{}}}"#), None);
        assert_eq!(entries("{]"), None);
    }

    #[test]
    fn what_is_cut_off_is_told() {
        for (text, whole, cut) in [
            (r#"{"log":{"entries":[{"a":1},{"b":"#, 1, true),
            (r#"{"log":{"entries":[{"a":1}"#, 1, true),
            (r#"{"log":{"entries":["#, 0, true),
            (r#"{"log":{"entries":[]"#, 0, false),
        ] {
            let mut items = Items::of(text, entries(text).unwrap());
            assert_eq!((items.by_ref().count(), items.cut.is_some()), (whole, cut), "{text}");
        }
    }
}
