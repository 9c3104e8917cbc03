//! What one thread found, and all of them together.

use super::change::{Change, Service, preceding};
use super::counts::{Counts, Series};
use super::event::{Event, Words};
use super::kept::Kept;
use super::record::Raw;
use super::seen::Seen;
use super::skipped::Skips;
use super::turn;
use super::words::Interner;
use crate::trace::Skipped;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many changes are kept.
const MOST_CHANGES: usize = 50_000;
/// Of so many app clients the pool is known.
const MOST_CLIENTS: usize = 50_000;

const NAMELESS: &str = "records without a name or a time that can be read";

/// What one thread found.
#[derive(Debug, Default)]
pub struct Trail {
    seen: Arc<Seen>,
    words: Interner,
    refused: Kept,
    answered: Kept,
    counts: Counts,
    changes: Vec<Change>,
    changes_left_out: u64,
    pools: BTreeMap<Words, Words>,
    skips: Skips,
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) records: u64,
    cognito: u64,
    repeated: u64,
    span: Option<(i64, i64)>,
}

/// What all of them found, the same whoever read which file when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The events of Cognito, in order of time, without calls that only look something up.
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
    /// Which pool an app client is of, as far as an event named both.
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
        Trail { seen: Arc::clone(&self.seen), ..Trail::default() }
    }

    /// About how many records there were so far.
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// The time of the first event of Cognito so far, in seconds since 1970.
    pub fn first(&self) -> Option<i64> {
        self.span.map(|(first, _)| first)
    }

    /// Notes something that could not be used: what, in words, and where.
    pub fn skip(&mut self, place: &str, what: &str) {
        self.skips.add(place, what);
    }

    /// Takes in a record.
    pub(super) fn take(&mut self, raw: &Raw<'_>) -> Result<(), &'static str> {
        let Some(service) = raw.event_source.get().and_then(Service::of) else { return Ok(()) };
        let name = raw.event_name.get();
        let is_change = name.is_some_and(|name| service.changes().contains(&name));
        if service != Service::Cognito && !is_change {
            return Ok(());
        }
        let Some(event) = Event::of(raw, &mut self.words) else {
            // Something in a list of another record, that only has a member of this name, is no event.
            return if raw.event_id.get().is_some() { Err(NAMELESS) } else { Ok(()) };
        };
        if event.id.as_ref().is_some_and(|id| !self.seen.is_new(id)) {
            self.repeated += 1;
            return Ok(());
        }
        if is_change {
            self.changes.extend(Change::of(raw, service, &mut self.words));
            if self.changes.len() >= 2 * MOST_CHANGES {
                self.shrink();
            }
        }
        if service == Service::Cognito {
            self.event(event);
        }
        Ok(())
    }

    fn event(&mut self, event: Event) {
        self.cognito += 1;
        self.span = spanned(self.span, Some((event.time, event.time)));
        self.counts.add(&event);
        if let (Some(client), Some(pool)) = (&event.client, &event.pool) {
            belongs(&mut self.pools, client, pool);
        }
        if event.refusal.is_some() {
            self.refused.add(event);
        } else if event.is_step() {
            self.answered.add(event);
        }
    }

    fn shrink(&mut self) {
        if self.changes.len() > MOST_CHANGES {
            self.changes.sort_by_cached_key(Change::rank);
            self.changes_left_out += (self.changes.len() - MOST_CHANGES) as u64;
            self.changes.truncate(MOST_CHANGES);
        }
    }

    /// Takes over what another thread found.
    pub fn merge(&mut self, other: Trail) {
        self.refused.merge(other.refused);
        self.answered.merge(other.answered);
        self.counts.merge(other.counts);
        self.changes.extend(other.changes);
        self.changes_left_out += other.changes_left_out;
        self.shrink();
        for (client, pool) in &other.pools {
            belongs(&mut self.pools, client, pool);
        }
        self.skips.merge(other.skips);
        self.files += other.files;
        self.bytes += other.bytes;
        self.records += other.records;
        self.cognito += other.cognito;
        self.repeated += other.repeated;
        self.span = spanned(self.span, other.span);
    }

    /// What was found.
    pub fn finish(mut self) -> Found {
        let (mut events, refused_left_out) = self.refused.finish();
        let (answered, answered_left_out) = self.answered.finish();
        events.extend(answered);
        events.sort_unstable_by(|one, other| one.order().cmp(&other.order()));
        turn::in_turn(&mut events);
        if self.changes.len() > MOST_CHANGES {
            self.changes.sort_by_cached_key(Change::rank);
            self.changes_left_out += (self.changes.len() - MOST_CHANGES) as u64;
            self.changes.truncate(MOST_CHANGES);
        }
        self.changes.sort_unstable();
        let (series, uncounted) = self.counts.finish();
        Found {
            events,
            left_out: refused_left_out + answered_left_out,
            series,
            uncounted,
            changes: self.changes,
            changes_left_out: self.changes_left_out,
            pools: self.pools,
            skipped: self.skips.list(),
            files: self.files,
            bytes: self.bytes,
            records: self.records,
            cognito: self.cognito,
            repeated: self.repeated,
            span: self.span,
        }
    }
}

impl Found {
    /// Leaves out what is known to be of another pool than `pool`, whose app clients are `clients`.
    pub fn keep_pool(&mut self, pool: &str, clients: &[&str]) {
        let pools = std::mem::take(&mut self.pools);
        let is_ours = |named: Option<&Words>, client: Option<&Words>| {
            let of_client = client.and_then(|client| pools.get(client));
            match (named.or(of_client), client) {
                (Some(named), _) => &**named == pool,
                // A client that no event joined to a pool.
                (None, Some(client)) => clients.is_empty() || clients.contains(&&**client),
                (None, None) => true,
            }
        };
        self.events.retain(|event| is_ours(event.pool.as_ref(), event.client.as_ref()));
        self.series.retain(|series| is_ours(series.kind.pool.as_ref(), series.kind.client.as_ref()));
        self.changes.retain(|change| {
            change.service != Service::Cognito || is_ours(change.pool.as_ref(), change.client.as_ref())
        });
        self.pools = pools;
    }

    /// The place of the change before the first of `series` that may have to do with it; see [`preceding`].
    pub fn preceding(&self, series: &Series) -> Option<usize> {
        let pool = series.kind.client.as_ref().and_then(|client| self.pools.get(client));
        preceding(series, pool.map(|pool| &**pool), &self.changes)
    }
}

/// Notes that `client` is of `pool`.
fn belongs(pools: &mut BTreeMap<Words, Words>, client: &Words, pool: &Words) {
    match pools.get_mut(client) {
        // IDs are unique. Should two pools claim one, it is the same one in each run.
        Some(known) if pool < known => *known = pool.clone(),
        Some(_) => {}
        None => {
            pools.insert(client.clone(), pool.clone());
            if pools.len() > MOST_CLIENTS {
                pools.pop_last();
            }
        }
    }
}

fn spanned(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}
