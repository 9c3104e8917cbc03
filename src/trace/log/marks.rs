//! Places of a log that tell something of a call: what is called, when, and how it ended.

use crate::trace::{clock, words};
use memchr::memmem;

/// Behind the name of an operation its objects are looked for only as far as this.
pub(super) const FAR: usize = 256 << 10;

/// Something that a log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// An operation is called.
    Operation(String),
    /// It failed: exception, message and, where it is said, the operation.
    Failed { code: String, message: String, operation: Option<String> },
    /// An object may begin here.
    Brace,
}

/// Everything that is said, in order of places.
pub(super) fn marks(text: &str) -> Vec<(usize, Said)> {
    let bytes = text.as_bytes();
    let mut marks = Vec::new();
    for before in ["AWSCognitoIdentityProviderService.", "OperationModel(name="] {
        for at in memmem::find_iter(bytes, before) {
            let operation = word(&text[at + before.len()..]);
            if words::is_operation(operation) {
                marks.push((at, Said::Operation(operation.to_owned())));
            }
        }
    }
    // Of other services there are many: only what stands near an operation is looked at later.
    if marks.is_empty() && !text.contains("CognitoIdentityProvider") && !text.contains(CALLING) {
        return marks;
    }
    // Python: An error occurred (X) when calling the Y operation: Z
    for at in memmem::find_iter(bytes, CALLING) {
        let operation = word(&text[at + CALLING.len()..]);
        let code =
            text[..at].strip_suffix(')').and_then(|before| before.rsplit_once('(')).map(|(_, code)| code);
        let code = code.map(words::error_name).unwrap_or_default();
        if let (false, Some((_, rest))) = (code.is_empty(), text[at..].split_once(" operation: ")) {
            let said = Said::Failed {
                code: code.to_owned(),
                message: line(rest).to_owned(),
                operation: Some(operation.to_owned()),
            };
            marks.push((at, said));
        }
    }
    // JavaScript and Java: NotAuthorizedException: Invalid session for the user.
    for at in memmem::find_iter(bytes, "Exception: ") {
        let end = at + "Exception".len();
        let start = text[..end].trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
        let message = line(&text[end + 2..]).split(" (Service: ").next().unwrap_or_default();
        let (code, message) =
            (text[start..end].to_owned(), message.trim_end_matches([']', '}', '\'', '"', ',']).to_owned());
        marks.push((start, Said::Failed { code, message, operation: None }));
    }
    marks.sort_by_key(|(at, _)| *at);
    let braces = braces(bytes, &marks);
    marks.extend(braces.into_iter().map(|at| (at, Said::Brace)));
    marks.sort_by_key(|(at, _)| *at);
    marks
}

/// Where an object may begin that matters: behind the name of an operation, or of a logger.
fn braces(bytes: &[u8], marks: &[(usize, Said)]) -> Vec<usize> {
    let mut operations =
        marks.iter().filter(|(_, said)| matches!(said, Said::Operation(_))).map(|(at, _)| *at).peekable();
    let mut last = None;
    let all = memchr::memchr_iter(b'{', bytes);
    let matters = |at: &usize| {
        while let Some(passed) = operations.next_if(|operation| operation < at) {
            last = Some(passed);
        }
        let inside = bytes[at + 1..bytes.len().min(at + 16)].trim_ascii_start();
        let opens = inside.first().is_some_and(|byte| byte.is_ascii_alphabetic() || b"\"'\\}".contains(byte));
        let names = inside.trim_ascii_start().strip_prefix(b"\"").unwrap_or(inside);
        opens
            && (last.is_some_and(|last| at - last < FAR)
                || names.starts_with(b"clientName")
                || names.starts_with(b"commandName"))
    };
    all.filter(matters).collect()
}

const CALLING: &str = " when calling the ";

fn word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len())]
}

fn line(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim()
}

/// The time of the entry around `at`: that its line begins with, or the one that an indented line goes on.
pub(super) fn time(text: &str, at: usize) -> Option<(i64, bool)> {
    /// So far above a line its entry may begin.
    const LINES: usize = 24;
    let own = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let goes_on = |line: &str| line.starts_with([' ', '\t', '{', '}']);
    let line = |start: usize| text[start..].lines().next().unwrap_or_default();
    let first = line(own);
    if let Some(time) = begins_with(first) {
        return Some(time);
    }
    if !first.starts_with([' ', '\t']) {
        return None;
    }
    let mut above = text[..own].rsplit_terminator('\n').take(LINES);
    above.find(|line| !goes_on(line)).and_then(begins_with)
}

/// The time that a line begins with, in milliseconds since 1970, and whether its zone is known.
fn begins_with(line: &str) -> Option<(i64, bool)> {
    const HEAD: usize = 96;
    let head = &line.as_bytes()[..line.len().min(HEAD)];
    // 2026-11-22T10:00:00.123Z, 2026-11-22 10:00:00,123
    let found = (0..head.len().saturating_sub(18)).find(|at| {
        let part = &head[*at..];
        part[4] == b'-' && part[7] == b'-' && part[13] == b':' && part[..4].iter().all(u8::is_ascii_digit)
    })?;
    let part = &head[found..];
    let length = part.iter().enumerate().position(|(at, byte)| {
        !(byte.is_ascii_digit() || b":.,-+Z".contains(byte) || at == 10 && b"T ".contains(byte))
    });
    let part = std::str::from_utf8(&part[..length.unwrap_or(part.len())]).ok()?;
    clock::iso(part.trim_end_matches([':', ',', '.', '-']))
}

/// The `Date` header between two places, in seconds since 1970.
pub(super) fn date(text: &str) -> Option<i64> {
    const LENGTH: usize = "Sun, 22 Nov 2026 10:00:00".len();
    text.match_indices(" GMT").find_map(|(at, _)| clock::http(text.get(at.checked_sub(LENGTH)?..at)?))
}

/// The HTTP status between two places.
pub(super) fn status(text: &str) -> Option<u16> {
    ["HTTP/1.1\" ", "HTTP/1.1 ", "HTTP/2 ", "status code: ", "Status Code: ", "status: "].iter().find_map(
        |before| {
            let (_, rest) = text.split_once(before)?;
            let digits = rest.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
            digits.parse().ok().filter(|status| (100..600).contains(status))
        },
    )
}

/// The host of the API that stands between two places.
pub(super) fn host(text: &str) -> Option<String> {
    let at = text.find("cognito-idp.").or_else(|| text.find("cognito-idp-fips."))?;
    let host = &text[at..];
    let end = host.find(|c: char| !(c.is_ascii_alphanumeric() || ".-".contains(c))).unwrap_or(host.len());
    Some(host[..end].to_owned()).filter(|host| words::region(host).is_some())
}
