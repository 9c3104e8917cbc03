//! Events that stand as texts in JSON: what LookupEvents answers, and what CloudWatch Logs, to which a trail may be
//! delivered, gives out.

use super::scan::{CUT_SHORT, DAMAGED, LONGEST, Part, Progress, Scanner, TOO_LONG};
use super::tokens::{Token, Tokens};
use super::trail::Trail;
use super::walk::{self, After};
use memchr::memmem;

/// The members that hold an event as a text: of LookupEvents; of CloudWatch Logs for
/// FilterLogEvents and GetLogEvents, for an export of Logs Insights, and for GetQueryResults.
///
/// Sources: <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html>,
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html>,
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ResultField.html>
const MEMBERS: [&str; 4] = ["CloudTrailEvent", "message", "@message", "value"];

/// Where the texts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    /// In the members of this place among [`MEMBERS`].
    Members(usize),
    /// In a bare list, as `--query 'Events[].CloudTrailEvent'` prints them.
    List,
}

/// Reads events in texts.
pub(super) struct Strings {
    members: [Tokens; 4],
    found: Vec<Token>,
    inner: Scanner,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { members: MEMBERS.map(Tokens::new), found: Vec::new(), inner: Scanner::default() }
    }
}

impl Strings {
    /// Where `text` holds events as texts; `None` where it does not.
    pub(super) fn form(&self, text: &[u8]) -> Option<Texts> {
        if self.members[0].name_any(text) {
            return Some(Texts::Members(0));
        }
        let sources = memmem::Finder::new(br#"\"eventSource\""#);
        if sources.find(text).is_none() || self.inner.has_sources(text) {
            return None;
        }
        // Members of the other names are common: what is in them tells.
        let holds = |name: &Token| {
            let After::Value(value) = walk::after(text, name.end) else { return false };
            let end = if text[value] == b'"' { walk::closing_quote(text, value) } else { None };
            end.is_some_and(|end| sources.find(&text[value..end]).is_some())
        };
        (1..MEMBERS.len()).find(|member| self.members[*member].any(text, holds)).map(Texts::Members)
    }

    /// Takes the events of a part into `trail`.
    pub(super) fn scan(&mut self, texts: Texts, part: Part<'_>, trail: &mut Trail, place: &str) -> Progress {
        match texts {
            Texts::Members(member) => self.members(member, part, trail, place),
            Texts::List => self.list(part, trail, place),
        }
    }

    fn members(&mut self, member: usize, part: Part<'_>, trail: &mut Trail, place: &str) -> Progress {
        let buf = part.buf;
        let longest = self.members[member].longest();
        let to = if part.is_last { buf.len() } else { buf.len().saturating_sub(longest) };
        let mut at = part.from;
        while at < to {
            let end = self.members[member].block(buf, at, to, &mut self.found);
            for number in 0..self.found.len() {
                let token = self.found[number];
                let value = match walk::after(buf, token.end) {
                    After::Value(value) if buf[value] == b'"' => value,
                    After::Cut if waits(part, token.start) => {
                        return Progress { scanned: token.start, needed: token.start };
                    }
                    _ => continue,
                };
                if self.text(part, value, trail, place).is_none() {
                    return Progress { scanned: token.start, needed: token.start };
                }
            }
            at = end;
        }
        Progress { scanned: at, needed: at }
    }

    fn list(&mut self, part: Part<'_>, trail: &mut Trail, place: &str) -> Progress {
        let mut at = part.from;
        while let Some(quote) = memchr::memchr(b'"', &part.buf[at..]) {
            match self.text(part, at + quote, trail, place) {
                Some(end) => at = end,
                None => return Progress { scanned: at + quote, needed: at + quote },
            }
        }
        Progress { scanned: part.buf.len(), needed: part.buf.len() }
    }

    /// Reads the text that begins at `start`. Gives its end, or nothing where more of it must be read first.
    fn text(&mut self, part: Part<'_>, start: usize, trail: &mut Trail, place: &str) -> Option<usize> {
        let reach = &part.buf[..part.buf.len().min(start + LONGEST)];
        let Some(end) = walk::closing_quote(reach, start) else {
            if waits(part, start) {
                return None;
            }
            trail.skip(place, if part.is_last { CUT_SHORT } else { TOO_LONG });
            return Some(reach.len());
        };
        match serde_json::from_slice::<String>(&part.buf[start..=end]) {
            Ok(text) => {
                let inner = Part { buf: text.as_bytes(), from: 0, is_last: true };
                self.inner.scan(inner, trail, place);
            }
            Err(_) => trail.skip(place, DAMAGED),
        }
        Some(end + 1)
    }
}

fn waits(part: Part<'_>, start: usize) -> bool {
    !part.is_last && part.buf.len() - start < LONGEST
}
