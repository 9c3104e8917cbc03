//! What one thread found, and all of them together.

use super::change::Change;
use super::counts::Series;
use super::event::Event;
use super::event::Words;
use crate::trace::{Key, Skipped, Timeline};
use std::collections::BTreeMap;

/// What one thread found.
#[derive(Debug, Default)]
pub struct Trail {}

/// What all of them found, the same whoever read which file when.
#[derive(Debug, Default)]
pub struct Found {
    /// The events of Cognito, in order of time.
    pub events: Vec<Event>,
    /// How many more there were than are kept.
    pub left_out: u64,
    /// The errors, by what they have in common; those that came most come first.
    pub series: Vec<Series>,
    /// How many errors are in no series, because there were too many kinds.
    pub uncounted: u64,
    /// The changes, in order of time.
    pub changes: Vec<Change>,
    /// How many more changes there were than are kept.
    pub changes_left_out: u64,
    /// Which pool a client is of, as far as an event named both.
    pub pools: BTreeMap<Words, Words>,
    /// What could not be used.
    pub skipped: Vec<Skipped>,
    /// How many files were read.
    pub files: u64,
    /// How many bytes these are, unpacked.
    pub bytes: u64,
    /// About how many records: as many as name an event source.
    pub records: u64,
    /// How many of them are of Cognito.
    pub cognito: u64,
    /// How many came a second time (two trails over one account, a file given twice) and were not counted again.
    pub repeated: u64,
    /// The time of the first and of the last event of Cognito, in seconds since 1970.
    pub span: Option<(i64, i64)>,
}

impl Trail {
    /// A trail for another thread, to be merged into this one: an event that both find counts once.
    pub fn beside(&self) -> Trail {
        Trail {}
    }

    /// Notes something that could not be used.
    pub fn skip(&mut self, place: &str, what: &str) {
        let _ = (place, what);
    }

    /// Takes over what another thread found.
    pub fn merge(&mut self, other: Trail) {
        let _ = other;
    }

    /// What was found.
    pub fn finish(self) -> Found {
        Found::default()
    }
}

impl Found {
    /// The events as steps of a timeline.
    pub fn timeline(&self, key: &Key) -> Timeline {
        let _ = key;
        Timeline::default()
    }
}
