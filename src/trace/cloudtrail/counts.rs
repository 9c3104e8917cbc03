//! How often which error came, when, and to how many.

use super::event::{Event, Words};
use super::seen::hash;
use super::users::Users;
use std::collections::BTreeMap;

/// So many kinds of errors are counted. Messages that differ each time could be as many as the events.
const MOST: usize = 20_000;
const HOUR: i64 = 3600;

/// What errors are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind {
    /// The account.
    pub account: Option<Words>,
    /// The Region.
    pub region: Option<Words>,
    /// The pool's ID; many calls name only the app client.
    pub pool: Option<Words>,
    /// The app client's ID.
    pub client: Option<Words>,
    /// `eventName`.
    pub operation: Words,
    /// `errorCode`.
    pub code: Words,
    /// `errorMessage`, with what users typed covered; empty where there is none.
    pub message: Words,
}

/// All errors of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What they have in common.
    pub kind: Kind,
    /// How many.
    pub count: u64,
    /// The first, in seconds since 1970.
    pub first: i64,
    /// The last, in seconds since 1970.
    pub last: i64,
    /// How many in each hour that has some; an hour is its first second since 1970.
    pub hours: BTreeMap<i64, u64>,
    /// Who met them, as far as the events name a user.
    pub users: Users,
    /// How many of them name no user.
    pub nameless: u64,
}

/// All errors, by kind.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// In the order of the kinds' hashes: the first ones are kept, whichever came first.
    series: BTreeMap<(u64, Kind), Series>,
    uncounted: u64,
}

impl Counts {
    /// Counts `event`, if AWS refused it.
    pub(super) fn add(&mut self, event: &Event) {
        let Some((code, message)) = &event.refusal else { return };
        let kind = Kind {
            account: event.account.clone(),
            region: event.region.clone(),
            pool: event.pool.clone(),
            client: event.client.clone(),
            operation: event.name.clone(),
            code: code.clone(),
            message: message.clone(),
        };
        let mut one = Series::new(kind);
        one.count = 1;
        (one.first, one.last) = (event.time, event.time);
        one.hours.insert(event.time - event.time.rem_euclid(HOUR), 1);
        match &event.sub {
            Some(sub) => one.users.add(sub),
            None => one.nameless = 1,
        }
        self.join(one);
    }

    pub(super) fn join(&mut self, series: Series) {
        let key = (hash(&series.kind), series.kind.clone());
        if let Some(known) = self.series.get_mut(&key) {
            known.join(series);
            return;
        }
        self.series.insert(key, series);
        if self.series.len() > MOST
            && let Some((_, last)) = self.series.pop_last()
        {
            self.uncounted += last.count;
        }
    }

    pub(super) fn merge(&mut self, other: Counts) {
        self.uncounted += other.uncounted;
        other.series.into_values().for_each(|series| self.join(series));
    }

    /// What comes most often first; and how many errors are in no series.
    pub(super) fn finish(self) -> (Vec<Series>, u64) {
        let mut list: Vec<_> = self.series.into_values().collect();
        list.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.kind.cmp(&other.kind)));
        (list, self.uncounted)
    }
}

impl Series {
    pub(super) fn new(kind: Kind) -> Series {
        let users = Users::default();
        Series { kind, count: 0, first: i64::MAX, last: i64::MIN, hours: BTreeMap::new(), users, nameless: 0 }
    }

    pub(super) fn join(&mut self, other: Series) {
        self.count += other.count;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.nameless += other.nameless;
        self.users.merge(&other.users);
        for (hour, count) in other.hours {
            *self.hours.entry(hour).or_default() += count;
        }
    }
}
