//! Events that stand as texts in JSON: what LookupEvents answers.

use super::scan::{CUT_SHORT, DAMAGED, LONGEST, Part, Progress, Scanner, TOO_LONG};
use super::tokens::{Token, Tokens};
use super::trail::Trail;
use super::walk;

/// Where the texts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    /// In members named `CloudTrailEvent`.
    Members,
    /// In a bare list, as `--query 'Events[].CloudTrailEvent'` prints them.
    List,
}

/// Reads events in texts.
pub(super) struct Strings {
    tokens: Tokens,
    found: Vec<Token>,
    inner: Scanner,
}

impl Default for Strings {
    fn default() -> Self {
        let tokens = Tokens::new("CloudTrailEvent", "\"CloudTrailEvent\"");
        Strings { tokens, found: Vec::new(), inner: Scanner::default() }
    }
}

impl Strings {
    /// Whether `text` has members that hold events as texts.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        self.tokens.name_any(text)
    }

    /// Takes the events of a part into `trail`.
    pub(super) fn scan(&mut self, texts: Texts, part: Part<'_>, trail: &mut Trail, place: &str) -> Progress {
        match texts {
            Texts::Members => self.members(part, trail, place),
            Texts::List => self.list(part, trail, place),
        }
    }

    fn members(&mut self, part: Part<'_>, trail: &mut Trail, place: &str) -> Progress {
        let buf = part.buf;
        let to = if part.is_last { buf.len() } else { buf.len().saturating_sub(self.tokens.longest()) };
        let mut at = part.from;
        while at < to {
            let end = self.tokens.block(buf, at, to, &mut self.found);
            for number in 0..self.found.len() {
                let token = self.found[number];
                let colon = walk::solid(buf, token.end);
                let value = walk::solid(buf, buf.len().min(colon + 1));
                match (buf.get(colon), buf.get(value)) {
                    (Some(b':'), Some(b'"')) => {}
                    (None, _) | (Some(b':'), None) if waits(part, token.start) => {
                        return Progress { scanned: token.start, needed: token.start };
                    }
                    _ => continue,
                }
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
