//! How often which error came, when, and to how many.

use super::event::Words;
use std::collections::BTreeMap;

/// What errors are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind {
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
    /// Who met them.
    pub users: Users,
}

/// How many users: counted exactly up to [`Users::EXACT`], by a sample of their hashes beyond.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Users {
    /// The least hashes of all.
    sample: Vec<u64>,
    /// As somebody else counted.
    counted: u64,
}

impl Users {
    /// Up to so many are counted exactly.
    pub const EXACT: usize = 1024;

    /// How many; about how many where that is more than [`Users::EXACT`].
    pub fn count(&self) -> u64 {
        (self.sample.len() as u64).max(self.counted)
    }

    /// Whether [`Users::count`] is exact.
    pub fn is_exact(&self) -> bool {
        self.sample.len() < Users::EXACT
    }
}
