//! Finds the records that matter without parsing the others.
//!
//! Every record names its `eventSource`, so the search is for that word. Where the value is one that matters, the record
//! begins at the brace around it, and that alone is parsed. A damaged record thus spoils no other.

use super::Service;
use super::record::Raw;
use super::tokens::{Token, Tokens};
use super::trail::Trail;
use super::walk::{self, After};
use std::borrow::Cow;

/// No record is longer: CloudTrail cuts events at 256 KB, or at 1 MB.
///
/// Source: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>
pub(super) const LONGEST: usize = 2 << 20;

/// What is said of records that cannot be used.
pub(super) const DAMAGED: &str = "records that are damaged";
pub(super) const CUT_SHORT: &str = "records that are cut short";
pub(super) const TOO_LONG: &str = "records longer than any of CloudTrail";

/// The services that matter.
const SOURCES: [(&[u8], Service); 3] = [
    (b"cognito-idp.amazonaws.com", Service::Cognito),
    (b"iam.amazonaws.com", Service::Iam),
    (b"wafv2.amazonaws.com", Service::Waf),
];

/// A part of a file, and what is known about the rest.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub buf: &'a [u8],
    /// Where to begin; what is before has been seen.
    pub from: usize,
    /// Whether nothing follows.
    pub is_last: bool,
}

/// How far a part was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    /// Where to go on.
    pub scanned: usize,
    /// The first byte that is needed for that, where it is an earlier one.
    pub needed: usize,
}

/// Looks for records.
pub(super) struct Scanner {
    tokens: Tokens,
    found: Vec<Token>,
}

/// What to do about a place.
enum Look {
    /// Nothing: no event source, or none that matters.
    Pass,
    /// It cannot be told before more is read.
    Wait,
    /// Read the record.
    Read,
}

impl Default for Scanner {
    fn default() -> Self {
        Scanner { tokens: Tokens::new("eventSource"), found: Vec::new() }
    }
}

impl Scanner {
    /// Whether `text` has members that name an event source.
    pub(super) fn has_sources(&self, text: &[u8]) -> bool {
        self.tokens.name_any(text)
    }

    /// Takes the events of a part into `trail`.
    pub(super) fn scan(&mut self, part: Part<'_>, trail: &mut Trail, place: &str) -> Progress {
        let buf = part.buf;
        let to = if part.is_last { buf.len() } else { buf.len().saturating_sub(self.tokens.longest()) };
        let mut reading = Reading { part, trail, place, done: part.from, work: Reading::allowed(part) };
        let mut at = part.from;
        while at < to {
            let end = self.tokens.block(buf, at, to, &mut self.found);
            for token in &self.found {
                if let Some(needed) = reading.token(*token) {
                    return Progress { scanned: token.start, needed };
                }
            }
            at = end;
        }
        Progress { scanned: at.max(part.from), needed: at.max(part.from) }
    }
}

/// The members of other services that hold a whole record: of EventBridge, and of an export of CloudWatch Logs Insights.
///
/// Source: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html>
const HOLDERS: [&str; 2] = ["detail", "@message"];

/// Whether the object at `start` is the value of one of [`HOLDERS`].
fn is_held(buf: &[u8], start: usize) -> bool {
    let Some(name) = buf[..start].trim_ascii_end().strip_suffix(b":").map(<[u8]>::trim_ascii_end) else {
        return false;
    };
    // A letter takes six bytes at most, as `\u0064`.
    let floor = name.len().saturating_sub(6 * "@message".len() + 2);
    let Some(quote) = name.len().checked_sub(1).filter(|at| *at >= floor && name[*at] == b'"') else {
        return false;
    };
    let open = walk::opening_quote(name, quote, floor);
    open.and_then(|open| serde_json::from_slice::<Cow<'_, str>>(&name[open..]).ok())
        .is_some_and(|name| HOLDERS.contains(&&*name))
}

struct Reading<'a> {
    part: Part<'a>,
    trail: &'a mut Trail,
    place: &'a str,
    /// Up to where records were read.
    done: usize,
    /// How many bytes may still be looked at: a file made to be slow must not be.
    work: usize,
}

impl Reading<'_> {
    /// Ordinary records are looked at twice, once to find their beginning and once to read them.
    fn allowed(part: Part<'_>) -> usize {
        8 * (part.buf.len() - part.from) + 8 * LONGEST
    }

    /// Reads the record around a place. Gives its beginning where more of it is needed.
    fn token(&mut self, token: Token) -> Option<usize> {
        if token.start < self.done {
            return None;
        }
        match look(self.part.buf, token.end) {
            Look::Wait if self.may_go_on(token.start) => return Some(token.start),
            Look::Wait | Look::Pass => {
                self.trail.records += u64::from(token.is_name(self.part.buf));
                return None;
            }
            Look::Read => {}
        }
        let buf = self.part.buf;
        let floor = token.start.saturating_sub(LONGEST);
        let start = walk::open(buf, token.start, floor.max(token.start.saturating_sub(self.work)));
        self.work = self.work.saturating_sub(token.start - start.unwrap_or(floor));
        let Some(start) = start else {
            self.trail.records += 1;
            self.skip(if floor > 0 { TOO_LONG } else { DAMAGED });
            return None;
        };
        // A member of another object is none: parameters may have such members too.
        if walk::before(buf, start) == Some(b':') && !is_held(buf, start) {
            return None;
        }
        self.record(start)
    }

    fn record(&mut self, start: usize) -> Option<usize> {
        let text = &self.part.buf[start..self.part.buf.len().min(start + LONGEST)];
        let mut values = serde_json::Deserializer::from_slice(text).into_iter::<Raw<'_>>();
        let is_eof = match values.next() {
            Some(Ok(raw)) => {
                self.done = start + values.byte_offset();
                self.trail.records += 1;
                self.take(&raw);
                return None;
            }
            Some(Err(error)) => error.is_eof(),
            None => true,
        };
        if is_eof && self.may_go_on(start) {
            return Some(start);
        }
        let end = if self.work == 0 { None } else { walk::close(text, 0) };
        self.work = self.work.saturating_sub(end.unwrap_or(text.len()));
        // A number that is cut off is an error of another kind.
        if end.is_none() && self.may_go_on(start) {
            return Some(start);
        }
        self.trail.records += 1;
        match end {
            Some(end) => {
                if !self.repaired(&text[..end]) {
                    self.skip(DAMAGED);
                }
            }
            None if text.len() == LONGEST => self.skip(TOO_LONG),
            None => self.skip(if is_eof { CUT_SHORT } else { DAMAGED }),
        }
        None
    }

    /// Whether what begins at `start` may be whole once more is read.
    fn may_go_on(&self, start: usize) -> bool {
        !self.part.is_last && self.part.buf.len() - start < LONGEST
    }

    /// Reads a record that is not UTF-8, as far as it is.
    fn repaired(&mut self, text: &[u8]) -> bool {
        if std::str::from_utf8(text).is_ok() {
            return false;
        }
        match serde_json::from_str(&String::from_utf8_lossy(text)) {
            Ok(raw) => self.take(&raw),
            Err(_) => return false,
        }
        true
    }

    fn take(&mut self, raw: &Raw<'_>) {
        if let Err(what) = self.trail.take(raw) {
            self.skip(what);
        }
    }

    fn skip(&mut self, what: &str) {
        self.trail.skip(self.place, what);
    }
}

/// Looks at what follows the word `eventSource`, which ends at `at`.
fn look(buf: &[u8], at: usize) -> Look {
    let value = match walk::after(buf, at) {
        After::Value(value) if buf[value] == b'"' => value,
        After::Cut => return Look::Wait,
        _ => return Look::Pass,
    };
    let text = &buf[value + 1..];
    for (source, service) in &SOURCES {
        let same = source.iter().zip(text).take_while(|(one, other)| one == other).count();
        match text.get(same) {
            None => return Look::Wait,
            // An escape hides what it is.
            Some(b'\\') => return Look::Read,
            Some(b'"') if same == source.len() => return matters(*service, buf, value + same + 2),
            Some(_) => {}
        }
    }
    Look::Pass
}

/// Whether a record of IAM or WAF may be a change: most are not, and say so in the member that follows. `at` is behind
/// the event source.
fn matters(service: Service, buf: &[u8], at: usize) -> Look {
    if service == Service::Cognito {
        return Look::Read;
    }
    let Some(name) = next_name(buf, at) else { return Look::Read };
    if name.contains(&b'\\') || service.changes().iter().any(|change| change.as_bytes() == name) {
        return Look::Read;
    }
    Look::Pass
}

/// The event's name, where it follows at once, as CloudTrail writes it.
fn next_name(buf: &[u8], at: usize) -> Option<&[u8]> {
    let mut at = at;
    for part in [&b","[..], b"\"eventName\"", b":", b"\""] {
        at = walk::solid(buf, at);
        if !buf[at..].starts_with(part) {
            return None;
        }
        at += part.len();
    }
    let length = memchr::memchr(b'"', buf[at..].get(..64).unwrap_or(&buf[at..]))?;
    Some(&buf[at..at + length])
}
