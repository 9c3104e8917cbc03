//! Which events were read already: two trails over one account deliver each of them twice.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

/// How many sets share the work, so that threads seldom wait for each other.
const SHARDS: usize = 16;
/// So many events are remembered in each: 64 MB in all. Further ones count as often as they come.
const MOST: usize = 1 << 18;

/// The IDs of all events that matter, as far as they are remembered.
#[derive(Debug, Default)]
pub(super) struct Seen([Mutex<HashSet<u64, BuildHasherDefault<Same>>>; SHARDS]);

impl Seen {
    /// Whether `id` comes for the first time.
    pub(super) fn is_new(&self, id: &str) -> bool {
        let hash = hash(id);
        let shard = &self.0[(hash >> 60) as usize % SHARDS];
        let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST { known.insert(hash) } else { !known.contains(&hash) }
    }
}

/// The same in each run.
pub(super) fn hash(value: impl Hash) -> u64 {
    let mut hasher = std::collections::hash_map::DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Takes a hash as it is.
#[derive(Debug, Default)]
pub(super) struct Same(u64);

impl Hasher for Same {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash << 8) | u64::from(*byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_new_once() {
        let seen = Seen::default();
        assert!(seen.is_new("a"));
        assert!(seen.is_new("b"));
        assert!(!seen.is_new("a"));
    }
}
