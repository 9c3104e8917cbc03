//! Finds every place where a file has one certain text as a whole JSON string, however it is written.

use super::walk;
use memchr::memmem;
use std::borrow::Cow;

/// So much is searched for one thing, then for the other, while it lies in the processor's nearest memory.
const BLOCK: usize = 1 << 17;

/// Looks for one string.
pub(super) struct Tokens {
    text: &'static str,
    quoted: memmem::Finder<'static>,
    /// How an escaped letter begins. Letters need none, so that hardly a file has any.
    escape: memmem::Finder<'static>,
}

/// From the quote that opens the string to behind the one that ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Token {
    pub start: usize,
    pub end: usize,
}

impl Token {
    /// Whether it is a member's name, and not a value.
    pub(super) fn is_name(self, buf: &[u8]) -> bool {
        buf.get(walk::solid(buf, self.end)) == Some(&b':')
    }
}

impl Tokens {
    /// For `text`. It consists of letters.
    pub(super) fn new(text: &'static str) -> Tokens {
        let quoted = memmem::Finder::new(&format!("\"{text}\"")).into_owned();
        Tokens { text, quoted, escape: memmem::Finder::new("\\u00") }
    }

    /// How long the string can be, with each letter as `\u0041`, with its quotes.
    pub(super) fn longest(&self) -> usize {
        self.text.len() * 6 + 2
    }

    /// Where the string begins in the next block of `buf`, which lies between `from` and `to`; gives the block's end.
    pub(super) fn block(&self, buf: &[u8], from: usize, to: usize, found: &mut Vec<Token>) -> usize {
        found.clear();
        let end = to.min(from + BLOCK);
        let length = self.text.len() + 2;
        let reach = buf.len().min(end + length - 1);
        for at in self.quoted.find_iter(&buf[from..reach]) {
            let start = from + at;
            if !walk::is_escaped(buf, start) {
                found.push(Token { start, end: start + length });
            }
        }
        let plain = found.len();
        let reach = buf.len().min(end + self.longest());
        for at in self.escape.find_iter(&buf[from..reach]) {
            // A string belongs to the block in which it begins.
            if let Some(token) = self.escaped(buf, from + at)
                && (from..end).contains(&token.start)
                && found[plain..].last() != Some(&token)
            {
                found.push(token);
            }
        }
        if found.len() > plain {
            found.sort_unstable();
        }
        end
    }

    /// Whether the string stands anywhere in `buf` as the name of a member.
    pub(super) fn name_any(&self, buf: &[u8]) -> bool {
        self.any(buf, |token| token.is_name(buf))
    }

    /// Whether the string stands anywhere in `buf` in such a way.
    pub(super) fn any(&self, buf: &[u8], is_meant: impl Fn(&Token) -> bool) -> bool {
        let (mut at, mut found) = (0, Vec::new());
        while at < buf.len() {
            at = self.block(buf, at, buf.len(), &mut found);
            if found.iter().any(&is_meant) {
                return true;
            }
        }
        false
    }

    /// The string around the escape at `at`, where it is the one looked for.
    fn escaped(&self, buf: &[u8], at: usize) -> Option<Token> {
        // Letters are from 0041 to 007a.
        if !matches!(buf.get(at + 4), Some(b'4'..=b'7')) {
            return None;
        }
        let start = walk::opening_quote(buf, at, at.saturating_sub(self.longest()))?;
        let end = 1 + walk::closing_quote(&buf[..buf.len().min(start + self.longest())], start)?;
        let text: Cow<'_, str> = serde_json::from_slice(&buf[start..end]).ok()?;
        (text == self.text).then_some(Token { start, end })
    }
}
