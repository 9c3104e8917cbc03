//! Keeps some of the events, the same ones whoever found them.

use super::event::Event;
use super::seen::hash;

/// So many of a kind are kept.
const MOST: usize = 100_000;

/// The events of the first users, in the order of their hashes: whole sign-ins stay together, and an error stays with
/// what came before.
#[derive(Debug, Default)]
pub(super) struct Kept {
    events: Vec<(u64, Event)>,
    left_out: u64,
    /// Nothing behind this is kept.
    limit: Option<u64>,
}

impl Kept {
    pub(super) fn add(&mut self, event: Event) {
        let rank = hash((event.sub.as_deref(), event.sub.is_none().then_some(&event.client)));
        self.insert(rank, event);
    }

    pub(super) fn merge(&mut self, other: Kept) {
        self.left_out += other.left_out;
        for (rank, event) in other.events {
            self.insert(rank, event);
        }
    }

    fn insert(&mut self, rank: u64, event: Event) {
        if self.limit.is_some_and(|limit| rank > limit) {
            self.left_out += 1;
            return;
        }
        self.events.push((rank, event));
        if self.events.len() >= 2 * MOST {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        if self.events.len() <= MOST {
            return;
        }
        self.events.sort_unstable_by(|(rank, one), (other_rank, other)| {
            (rank, one.time, &one.id).cmp(&(other_rank, other.time, &other.id))
        });
        self.left_out += (self.events.len() - MOST) as u64;
        self.events.truncate(MOST);
        self.limit = self.events.last().map(|(rank, _)| *rank);
    }

    /// The events, and how many more there were.
    pub(super) fn finish(mut self) -> (Vec<Event>, u64) {
        self.shrink();
        (self.events.into_iter().map(|(_, event)| event).collect(), self.left_out)
    }
}
