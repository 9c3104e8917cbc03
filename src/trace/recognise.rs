//! What kind of recording a file is, by how it begins.

use super::scan::{Items, Members, skip_space};
use super::text;
use std::borrow::Cow;

/// A kind of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What a browser or a proxy recorded.
    Har,
    /// Events of CloudTrail: a file of a trail, what `lookup-events` answers, or single events.
    CloudTrail,
    /// A log that names calls of Amazon Cognito.
    Log,
    /// None of these: what it is, and what to do.
    Nothing(&'static str),
}

/// Files of other kinds, by their first bytes.
const OTHER: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "is a ZIP archive: unpack it first"),
    (b"\xd4\xc3\xb2\xa1", PACKETS),
    (b"\xa1\xb2\xc3\xd4", PACKETS),
    (b"\x0a\x0d\x0d\x0a", PACKETS),
    (b"%PDF", "is a PDF document"),
    (b"\x89PNG", "is a picture: a HAR is exported from the Network tab of the browser's developer tools"),
    (b"(\xb5\x2f\xfd", "is packed by zstd: unpack it first"),
    (b"BZh", "is packed by bzip2: unpack it first"),
    (b"\xfd7zXZ", "is packed by xz: unpack it first"),
];

const PACKETS: &str =
    "is a capture of network packets, in which the calls are encrypted: record a HAR in the browser";

/// Members that only events of CloudTrail have, or the files around them.
///
/// Source: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>
const CLOUDTRAIL: &[&str] =
    &["CloudTrailEvent", "Events", "Records", "eventName", "eventSource", "eventVersion", "userIdentity"];

/// What shows that a log is about Cognito.
const SIGNS: &[&str] = &[
    "AWSCognitoIdentityProviderService",
    "CognitoIdentityProvider",
    "cognito-identity-provider",
    "cognito-idp",
    "InitiateAuth",
    "RespondToAuthChallenge",
    "AssociateSoftwareToken",
    "VerifySoftwareToken",
];

/// Tells the kind from the first bytes of a file (64 KiB are plenty; fewer may do), packed by gzip or not.
pub fn recognise(beginning: &[u8]) -> Kind {
    if let Some((_, what)) = OTHER.iter().find(|(magic, _)| beginning.starts_with(magic)) {
        return Kind::Nothing(what);
    }
    let text = text::beginning(beginning);
    let start = skip_space(&text, 0);
    let by_member = match text.as_bytes().get(start) {
        None => return Kind::Nothing("is empty"),
        Some(b'{') => by_members(&text, start),
        Some(b'[') => {
            // The first element may be longer than what is at hand.
            let first = skip_space(&text, start + 1);
            Items::of(&text, start)
                .next()
                .map_or_else(|| by_members(&text, first), |range| by_members(&text, range.start))
        }
        Some(_) => None,
    };
    by_member.unwrap_or_else(|| by_words(&text, start))
}

/// By the names of the members of the object that begins at `at`.
fn by_members(text: &str, at: usize) -> Option<Kind> {
    let mut sides = 0;
    for (name, value) in Members::of(text, at) {
        let opens = text.as_bytes().get(value);
        match &*unescaped(name) {
            "log" if opens == Some(&b'{') => return Some(Kind::Har),
            "entries" if opens == Some(&b'[') => return Some(Kind::Har),
            "request" | "response" if opens == Some(&b'{') => {
                sides += 1;
                if sides == 2 {
                    return Some(Kind::Har);
                }
            }
            "SnapshotVersion" | "UserPool" => {
                return Some(Kind::Nothing(
                    "is a snapshot of a pool, and holds no calls: `check --snapshot` judges it",
                ));
            }
            name if CLOUDTRAIL.contains(&name) => return Some(Kind::CloudTrail),
            _ => {}
        }
    }
    None
}

/// A member's name, however it is written.
fn unescaped(name: &str) -> Cow<'_, str> {
    if !name.contains('\\') {
        return Cow::Borrowed(name);
    }
    serde_json::from_str(&format!("\"{name}\"")).map_or(Cow::Borrowed(name), Cow::Owned)
}

fn by_words(text: &str, start: usize) -> Kind {
    let begins = text[start..].get(..64).unwrap_or(&text[start..]).to_ascii_lowercase();
    if begins.starts_with("event id,")
        || begins.starts_with("\"event id\",")
        || begins.starts_with("event name,")
    {
        return Kind::Nothing(
            "is CloudTrail's event history as CSV, which leaves out why calls failed: download it as JSON",
        );
    }
    // In a log, or in texts, as CloudWatch Logs gives them out.
    let records = |quote: &str| {
        ["eventSource", "eventVersion"].iter().all(|name| text.contains(&format!("{quote}{name}{quote}")))
    };
    let of_cognito = text.contains("\"eventSource\"") && text.contains("cognito-idp.amazonaws.com");
    if of_cognito || records("\"") || records("\\\"") {
        return Kind::CloudTrail;
    }
    if begins.starts_with("<!doctype") || begins.starts_with("<html") {
        return Kind::Nothing(
            "is a web page: a HAR is exported from the Network tab of the browser's developer tools",
        );
    }
    if begins.starts_with("eyj") && !text[start..].trim_end().contains(char::is_whitespace) {
        return Kind::Nothing("is a token: `decode-token` reads it");
    }
    if SIGNS.iter().any(|sign| text.contains(sign)) {
        return Kind::Log;
    }
    match text.as_bytes()[start] {
        b'{' | b'[' => Kind::Nothing(
            "is JSON, but neither a HAR (`log.entries`) nor events of CloudTrail (`Records`, `Events`)",
        ),
        _ => Kind::Nothing("names no call of Amazon Cognito"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::text::gzip;

    #[test]
    fn files_are_told_by_how_they_begin() {
        for (text, kind) in [
            (r#"{"log": {"version": "1.2", "crea"#, Kind::Har),
            ("\u{feff}\n{ \"log\" : {", Kind::Har),
            (r#"[{"startedDateTime":"x","request":{},"response":{"#, Kind::Har),
            (r#"{"Records":[{"eventVersion":"1.10","#, Kind::CloudTrail),
            (r#"{"Events":[{"EventId":"x","#, Kind::CloudTrail),
            (r#"{"\u0045vents":[{"EventId":"x","#, Kind::CloudTrail),
            (r#"[{"eventVersion":"1.10"}]"#, Kind::CloudTrail),
            (
                r#"{"events":[{"message":"{\"eventVersion\":\"1.10\",\"eventSource\":\"sts.amazonaws.com\"}"}]}"#,
                Kind::CloudTrail,
            ),
            ("{\"eventVersion\":\"1.10\"}\n{\"eventVersion\":\"1.10\"}", Kind::CloudTrail),
            (
                r#"{"level":"debug","msg":"X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth"}"#,
                Kind::Log,
            ),
            ("DEBUG:botocore.endpoint:Making request for OperationModel(name=InitiateAuth)", Kind::Log),
        ] {
            assert_eq!(recognise(text.as_bytes()), kind, "{text}");
            assert_eq!(recognise(&gzip(text.as_bytes())), kind, "{text}");
        }
    }

    #[test]
    fn what_is_none_of_them_is_told() {
        for (bytes, word) in [
            (&b""[..], "empty"),
            (b" \n", "empty"),
            (b"PK\x03\x04xx", "ZIP"),
            (b"{\"SnapshotVersion\":1}", "snapshot"),
            (b"<!DOCTYPE html><title>cognito-idp</title>", "web page"),
            (b"eyJraWQiOiJ4In0.e30.x\n", "token"),
            (b"Event ID,Event time,User name", "CSV"),
            (b"{\"a\":1}", "JSON"),
            (b"hello", "names no call"),
            (b"\xff\xfea\x00", "names no call"),
        ] {
            let kind = recognise(bytes);
            assert!(matches!(kind, Kind::Nothing(what) if what.contains(word)), "{kind:?} {word}");
        }
    }
}
