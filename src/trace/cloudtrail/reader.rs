//! Reads one file, whatever form it has.

use super::encoding::{self, Encoding, Utf16};
use super::gzip;
use super::scan::{LONGEST, Part, Progress, Scanner};
use super::strings::{Strings, Texts};
use super::tokens::Tokens;
use super::trail::Trail;
use super::walk;
use flate2::read::MultiGzDecoder;
use libdeflater::Decompressor;
use std::io::{self, Read};

/// So much is read to tell what a file is.
const HEAD: usize = 1 << 16;
/// So much packed data is unpacked at once; more comes piece by piece.
const MOST_PACKED: usize = 64 << 20;
/// Pieces of files that are not read whole: what was, what is, and what is not whole yet of one record.
const PIECE: usize = 4 * LONGEST;

const EMPTY: &str = "files that are empty";
const NO_RECORDS: &str = "files that hold no records of CloudTrail";
const PACKED: &str = "files that are packed otherwise than by gzip";
const DAMAGED: &str = "gzip data that is cut short or damaged: what could be unpacked was read";
const TRAILING: &str = "gzip data followed by something else";

/// Reads files one after the other, into the same memory.
#[derive(Default)]
pub struct Reader {
    unpacking: Unpacking,
    looking: Looking,
    packed: Vec<u8>,
}

/// What packed data is unpacked with and into.
struct Unpacking {
    inflater: Decompressor,
    plain: Vec<u8>,
}

impl Default for Unpacking {
    fn default() -> Self {
        Unpacking { inflater: Decompressor::new(), plain: Vec::new() }
    }
}

/// Looks for events in text.
#[derive(Default)]
struct Looking {
    scanner: Scanner,
    strings: Strings,
}

/// Where and for whom.
struct Task<'a> {
    trail: &'a mut Trail,
    place: &'a str,
}

impl Reader {
    /// Reads all of `source` into `trail`. What cannot be read is counted there; `place` says where it was.
    pub fn read(&mut self, trail: &mut Trail, place: &str, source: &mut dyn Read) {
        trail.files += 1;
        let mut task = Task { trail, place };
        self.packed.clear();
        let head = fill(&mut source.take(HEAD as u64), &mut self.packed);
        let Unpacking { inflater, plain } = &mut self.unpacking;
        if !self.packed.starts_with(&gzip::MAGIC) {
            match self.packed.as_slice() {
                [] => return task.unread(head.err(), EMPTY),
                [b'P', b'K', 3, 4, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] | [b'B', b'Z', b'h', ..] => {
                    return task.skip(PACKED);
                }
                _ => {}
            }
            return self.looking.stream(&mut self.packed.chain(source), plain, &mut task, None);
        }
        let rest = fill(&mut source.take((MOST_PACKED - HEAD) as u64), &mut self.packed);
        if rest.is_ok()
            && self.packed.len() < MOST_PACKED
            && let Some(unpacked) = gzip::unpack(inflater, &self.packed, plain)
        {
            if unpacked.has_more {
                task.skip(TRAILING);
            }
            return self.looking.whole(&plain[..unpacked.length], &mut task);
        }
        let mut pieces = MultiGzDecoder::new(self.packed.chain(source));
        self.looking.stream(&mut pieces, plain, &mut task, Some(DAMAGED));
    }
}

impl Task<'_> {
    fn skip(&mut self, what: &str) {
        self.trail.skip(self.place, what);
    }

    fn unread(&mut self, error: Option<io::Error>, what: &str) {
        match error {
            Some(error) => self.skip(&format!("files that cannot be read to their end: {error}")),
            None => self.skip(what),
        }
    }
}

impl Looking {
    /// Reads a text that lies in memory.
    fn whole(&mut self, text: &[u8], task: &mut Task<'_>) {
        match encoding::sniff(text) {
            Encoding::Utf8(mark) => {
                task.trail.bytes += text.len() as u64;
                let form = self.form(&text[mark..]);
                let before = task.trail.records;
                self.part(form, Part { buf: text, from: mark, is_last: true }, task);
                form.check(before, text, task);
            }
            Encoding::Utf16Little | Encoding::Utf16Big => {
                self.stream(&mut &*text, &mut Vec::new(), task, None);
            }
        }
    }

    /// Reads a text piece by piece. `damaged` is said of an error in it, if not the error itself.
    fn stream(
        &mut self,
        source: &mut dyn Read,
        buf: &mut Vec<u8>,
        task: &mut Task<'_>,
        damaged: Option<&str>,
    ) {
        let mut head = [0; 4];
        let (length, result) = read(source, &mut head);
        let head = &head[..length];
        let failed = result.err();
        let failed = match encoding::sniff(head) {
            Encoding::Utf8(_) => self.pieces(&mut head.chain(source), buf, task),
            wide => {
                let is_big = wide == Encoding::Utf16Big;
                self.pieces(&mut Utf16::new(head.chain(source), is_big), buf, task)
            }
        }
        .or(failed);
        if let Some(error) = failed {
            task.unread(damaged.is_none().then_some(error), damaged.unwrap_or_default());
        }
    }

    /// Reads UTF-8 piece by piece. Gives what went wrong.
    fn pieces(&mut self, source: &mut dyn Read, buf: &mut Vec<u8>, task: &mut Task<'_>) -> Option<io::Error> {
        if buf.len() < PIECE {
            *buf = vec![0; PIECE];
        }
        let (mut length, mut from, mut form) = (0, 0, None);
        let before = task.trail.records;
        loop {
            let (count, result) = read(source, &mut buf[length..PIECE]);
            length += count;
            task.trail.bytes += count as u64;
            let text = &buf[..length];
            if form.is_none()
                && let Encoding::Utf8(mark) = encoding::sniff(text)
            {
                from = mark;
            }
            let form = *form.get_or_insert_with(|| self.form(&text[from..]));
            let is_last = length < PIECE;
            let progress = self.part(form, Part { buf: text, from, is_last }, task);
            if is_last {
                form.check(before, text, task);
                return result.err();
            }
            let kept = progress.needed.min(progress.scanned.saturating_sub(LONGEST));
            buf.copy_within(kept..length, 0);
            length -= kept;
            from = progress.scanned - kept;
        }
    }

    fn form(&self, text: &[u8]) -> Form {
        let text = &text[walk::solid(text, 0)..];
        let inner = text.get(1..).map(|inner| &inner[walk::solid(inner, 0)..]).unwrap_or_default();
        if text.starts_with(b"[") && inner.starts_with(b"\"") {
            return Form::Texts(Texts::List);
        }
        // Of trails' own files this is known at once; what others give out is little.
        let texts = if inner.starts_with(b"\"Records\"") { None } else { self.strings.form(text) };
        texts.map_or(Form::Records, Form::Texts)
    }

    fn part(&mut self, form: Form, part: Part<'_>, task: &mut Task<'_>) -> Progress {
        match form {
            Form::Records => self.scanner.scan(part, task.trail, task.place),
            Form::Texts(texts) => self.strings.scan(texts, part, task.trail, task.place),
        }
    }
}

/// How events stand in a text.
#[derive(Clone, Copy)]
enum Form {
    /// As objects: in `Records`, in a list, one on each line, or one alone.
    Records,
    Texts(Texts),
}

impl Form {
    /// Says so when a file held none. Its last part is `text`, which is all where it is small.
    fn check(self, before: u64, text: &[u8], task: &mut Task<'_>) {
        let head = &text[..text.len().min(HEAD)];
        let is_ours =
            || ["Records", "Events", "eventSource"].into_iter().any(|name| Tokens::new(name).name_any(head));
        if task.trail.records == before && !is_ours() {
            task.skip(if text.is_empty() { EMPTY } else { NO_RECORDS });
        }
    }
}

/// Adds all of `source` to `out`.
fn fill(source: &mut dyn Read, out: &mut Vec<u8>) -> io::Result<()> {
    source.read_to_end(out).map(drop)
}

/// Reads until `out` is full or there is no more.
fn read(source: &mut dyn Read, out: &mut [u8]) -> (usize, io::Result<()>) {
    let mut length = 0;
    while length < out.len() {
        match source.read(&mut out[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (length, Err(error)),
        }
    }
    (length, Ok(()))
}
