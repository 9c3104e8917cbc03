//! A HAR file: what a browser or a proxy recorded of a sign-in.
//!
//! Whole files are read that Chrome, Edge, Firefox, Safari, mitmproxy, Charles and Fiddler write, and the whole entries
//! of one that was cut off. What other sites sent is passed over and never kept.

pub(super) mod api;
pub(super) mod entry;
pub(super) mod managed;
pub(super) mod pick;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
pub(super) mod url;

use super::exchange::Read;
use super::held::Held;
use super::text::{self, TextError};
use super::{Key, Skipped, Timeline, codes};
use entry::Entry;
use pick::{Class, Picked};
use std::collections::HashSet;

/// What a file held.
#[derive(Debug)]
pub struct HarRead {
    /// The calls, in order of time.
    pub timeline: Timeline,
    /// The secrets that stand in the file, by number.
    pub held: Held,
    /// Entries of other sites, and of Cognito what is no call: they are not looked at.
    pub others: u64,
}

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HarError {
    /// It is no text.
    #[error("{0}")]
    Text(#[from] TextError),
    /// There is no list of entries.
    #[error("is no HAR: it has no list `log.entries`")]
    NoEntries,
    /// There is such a list, and nothing in it can be read.
    #[error("is a HAR none of whose entries can be read")]
    Broken,
}

/// Reads a HAR; `place` is the file's name.
///
/// # Errors
/// Where that is none, or nothing of it can be read.
pub fn read(bytes: &[u8], place: &str, key: &Key) -> Result<HarRead, HarError> {
    let text = text::read(bytes)?;
    let Picked { entries, others, broken, cut, nameless, mut held } = pick::pick(&text.text, key)?;
    let mut reads: Vec<(Read, bool)> = Vec::new();
    let (mut broken, mut twice) = (broken, 0);
    let mut answered = HashSet::new();
    for found in &entries {
        let Ok(value) = serde_json::from_str(&text.text[found.range.clone()]) else {
            broken += 1;
            continue;
        };
        let entry = Entry(value);
        let Some((at, zoned)) = entry.started() else {
            broken += 1;
            continue;
        };
        // Chrome records a call once for the page and once for the service worker that makes it; AWS gave it one number.
        let number = entry.given("x-amzn-requestid").filter(|number| !number.is_empty());
        if number.is_some_and(|number| !answered.insert(number.to_owned())) {
            twice += 1;
            continue;
        }
        let place = format!("{place} entry {}", found.number);
        let read = match &found.class {
            Class::Api(operation) => api::read(&entry, operation, place, at, key, &mut held),
            Class::Managed => Read::plain(managed::read(&entry, place, at, key, &mut held)),
        };
        reads.push((read, zoned));
    }
    in_zone(&mut reads);
    let mut skipped: Vec<Skipped> = Vec::new();
    let mut skip = |what: &str, count: u64| {
        if count > 0 {
            skipped.push(Skipped { place: place.to_owned(), what: what.to_owned(), count });
        }
    };
    text.lost.iter().for_each(|(what, count)| skip(what, *count));
    skip("entries that cannot be read", broken);
    skip("entries behind the place where the file is cut off", cut);
    skip("calls that were recorded twice", twice);
    skip("calls of Cognito without the header X-Amz-Target", nameless);
    let timeline = codes::timeline(reads.into_iter().map(|(read, _)| read).collect(), skipped);
    Ok(HarRead { timeline, held, others })
}

/// Some tools write local times without saying of which zone: the clock of AWS tells, as zones lie a multiple of a
/// quarter of an hour apart.
fn in_zone(reads: &mut [(Read, bool)]) {
    const QUARTER: i64 = 15 * 60 * 1000;
    let off = reads.iter().filter(|(_, zoned)| !zoned).find_map(|(read, _)| {
        let ahead = read.step.server_time?.saturating_mul(1000) - read.step.at;
        Some((ahead + QUARTER / 2).div_euclid(QUARTER) * QUARTER)
    });
    for (read, _) in reads.iter_mut().filter(|(_, zoned)| !zoned) {
        read.step.at += off.unwrap_or(0);
    }
}
