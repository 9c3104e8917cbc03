//! Files that are UTF-16, as PowerShell writes what a command prints.

use std::io::{self, Read};

/// How a file's text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, after so many bytes of a mark.
    Utf8(usize),
    /// UTF-16, the byte that weighs less first.
    Utf16Little,
    /// UTF-16, the byte that weighs more first.
    Utf16Big,
}

/// The encoding of a file that begins with `head`.
pub(super) fn sniff(head: &[u8]) -> Encoding {
    match head {
        [0xef, 0xbb, 0xbf, ..] => Encoding::Utf8(3),
        [0xff, 0xfe, ..] | [b'{' | b'[' | b'"' | b' ' | b'\r' | b'\n', 0, ..] => Encoding::Utf16Little,
        [0xfe, 0xff, ..] | [0, b'{' | b'[' | b'"' | b' ' | b'\r' | b'\n', ..] => Encoding::Utf16Big,
        _ => Encoding::Utf8(0),
    }
}

/// Gives UTF-16 as UTF-8.
pub(super) struct Utf16<R> {
    source: R,
    is_big: bool,
    /// Bytes of a character that is not whole yet.
    rest: Vec<u8>,
    text: Vec<u8>,
    given: usize,
}

impl<R: Read> Utf16<R> {
    pub(super) const fn new(source: R, is_big: bool) -> Self {
        Utf16 { source, is_big, rest: Vec::new(), text: Vec::new(), given: 0 }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        let mut bytes = [0; 8192];
        while self.text.is_empty() {
            let count = self.source.read(&mut bytes)?;
            if count == 0 {
                return Ok(());
            }
            self.rest.extend_from_slice(&bytes[..count]);
            let unit = |pair: &[u8]| {
                let pair = [pair[0], pair[1]];
                if self.is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
            };
            let mut units: Vec<u16> = self.rest.chunks_exact(2).map(unit).collect();
            // The second half of a pair may still come.
            if units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
                units.pop();
            }
            self.rest.drain(..units.len() * 2);
            self.text.extend_from_slice(String::from_utf16_lossy(&units).as_bytes());
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.fill()?;
        }
        let left = &self.text[self.given..];
        let count = left.len().min(out.len());
        out[..count].copy_from_slice(&left[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn pairs_may_be_torn() {
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                self.0.read(&mut out[..1])
            }
        }
        let text = "{\"ä\": \"😀\"}";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&bytes), Encoding::Utf16Little);
        let mut out = String::new();
        Utf16::new(Slow(&bytes), false).read_to_string(&mut out).unwrap();
        assert_eq!(out, text);
    }
}
