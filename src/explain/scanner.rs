//! Reads a text of any length, piece by piece, in memory that does not grow with it.

use super::hits::Hits;
use super::lexicon::Lexicon;
use super::occurrence::{Occurrence, occurrences};
use super::{Match, Recognised, Recognition, near};
use std::collections::BTreeMap;

/// Bytes that are read before they are searched.
const PAGE: usize = 256 * 1024;

/// Bytes at the end of a page that are searched again with the next, as an error may go on there.
const OVERLAP: usize = 16 * 1024;

/// Bytes of the beginning that are kept, to say what comes near when nothing is recognised.
const OPENING: usize = 2 * 1024;

/// Finds the documented errors of a text that comes in pieces.
#[derive(Debug, Default)]
pub struct Scanner {
    page: Vec<u8>,
    /// Errors of the page before this offset were counted with the page before.
    counted: usize,
    opening: Vec<u8>,
    tally: BTreeMap<&'static str, (usize, Recognised)>,
    unrecognised: u64,
}

impl Scanner {
    /// Takes the next piece.
    pub fn push(&mut self, mut piece: &[u8]) {
        let room = OPENING.saturating_sub(self.opening.len()).min(piece.len());
        self.opening.extend_from_slice(&piece[..room]);
        while !piece.is_empty() {
            let room = (PAGE - self.page.len()).min(piece.len());
            self.page.extend_from_slice(&piece[..room]);
            piece = &piece[room..];
            if self.page.len() >= PAGE {
                let keep = self.page.len() - OVERLAP;
                // From the start of a line, where there is one: what is kept must read as it would have.
                let line =
                    self.page[..keep].iter().rposition(|byte| *byte == b'\n').map_or(keep, |at| at + 1);
                let keep = if keep - line < OVERLAP { line } else { keep };
                let until = keep + (self.page.len() - keep) / 2;
                self.count(until);
                self.page.drain(..keep);
                self.counted = until - keep;
            }
        }
    }

    /// What the whole text held.
    pub fn finish(mut self) -> Recognition {
        self.count(usize::MAX);
        let mut errors: Vec<_> = self.tally.into_values().collect();
        errors.sort_by(|(a_first, a), (b_first, b)| {
            a.matched.cmp(&b.matched).then(b.count.cmp(&a.count)).then(a_first.cmp(b_first))
        });
        let errors: Vec<Recognised> = errors.into_iter().map(|(_, error)| error).collect();
        if !errors.is_empty() {
            return Recognition { errors, unrecognised: self.unrecognised, nearest: Vec::new() };
        }
        let nearest = near::anywhere(&String::from_utf8_lossy(&self.opening));
        Recognition { errors, unrecognised: self.unrecognised.max(1), nearest }
    }

    /// Counts the errors of the page that begin before `until` and were not counted yet.
    fn count(&mut self, until: usize) {
        let lexicon = Lexicon::get();
        let hits = Hits::of(&self.page, lexicon);
        for met in occurrences(&self.page, &hits, lexicon) {
            if met.at >= self.counted && met.at < until {
                self.enter(met);
            }
        }
    }

    fn enter(&mut self, met: Occurrence) {
        if met.errors.is_empty() {
            self.unrecognised += 1;
        }
        for (error, matched) in met.errors {
            let order = self.tally.len();
            let new =
                || (order, Recognised { error, matched: Match::Candidate, count: 0, seen_in: Vec::new() });
            let (_, entry) = self.tally.entry(error.id).or_insert_with(new);
            entry.count += 1;
            entry.matched = entry.matched.min(matched);
            if let Some(operation) = met.operation.filter(|name| !entry.seen_in.contains(name)) {
                entry.seen_in.push(operation);
            }
        }
    }
}
