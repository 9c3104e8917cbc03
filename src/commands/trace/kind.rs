//! What a file is, told by how it begins.

use flate2::read::MultiGzDecoder;
use memchr::memmem::find;
use std::borrow::Cow;
use std::io::Read as _;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Empty,
    /// What a browser or a proxy recorded.
    Har,
    /// Records of CloudTrail, alone or in a list.
    CloudTrail,
    /// Anything else: lines of a log.
    Log,
}

/// What a file that begins with `head` is, packed by gzip or not.
pub(super) fn kind_of(head: &[u8]) -> Kind {
    let head = plain(head);
    let text: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii_start();
    let text = text.strip_prefix(b"\xff\xfe").or_else(|| text.strip_prefix(b"\xfe\xff")).unwrap_or(text);
    let holds = |word: &str| find(text, word.as_bytes()).is_some();
    match text.first() {
        None => Kind::Empty,
        Some(b'{' | b'[')
            if holds("\"eventSource\"") || holds("\"CloudTrailEvent\"") || holds("\"Records\"") =>
        {
            Kind::CloudTrail
        }
        Some(b'{')
            if holds("\"log\"") && (holds("\"entries\"") || holds("\"creator\"") || holds("\"pages\"")) =>
        {
            Kind::Har
        }
        // A record of which the event source comes late, or is written with escapes.
        Some(b'{' | b'[') if holds("\"eventVersion\"") || holds("\"eventName\"") || holds("\"eventID\"") => {
            Kind::CloudTrail
        }
        Some(_) => Kind::Log,
    }
}

/// The beginning of what gzip packed.
fn plain(head: &[u8]) -> Cow<'_, [u8]> {
    if !head.starts_with(&[0x1f, 0x8b]) {
        return Cow::Borrowed(head);
    }
    let mut plain = Vec::new();
    // What is cut off ends in an error, after what came before it.
    let _ = MultiGzDecoder::new(head).take(1 << 16).read_to_end(&mut plain);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_tells() {
        for (text, kind) in [
            ("", Kind::Empty),
            (" \n", Kind::Empty),
            (r#"{"log":{"version":"1.2","creator":{"name":"Firefox"},"entries":[]}}"#, Kind::Har),
            ("\u{feff}{\n  \"log\": {\n    \"version\": \"1.2\", \"pages\": []", Kind::Har),
            (r#"{"Records":[{"eventVersion":"1.10"}]}"#, Kind::CloudTrail),
            (r#"{"Records":null}"#, Kind::CloudTrail),
            (r#"{"Events":[{"EventId":"1","CloudTrailEvent":"{}"}]}"#, Kind::CloudTrail),
            (r#"{"eventVersion":"1.10","eventTime":"2026-11-20T10:00:00Z"}"#, Kind::CloudTrail),
            ("2026-11-20 10:00:00 DEBUG botocore.endpoint", Kind::Log),
            (r#"{"level":"debug","msg":"InitiateAuth"}"#, Kind::Log),
        ] {
            assert_eq!(kind_of(text.as_bytes()), kind, "{text}");
        }
    }
}
