//! What could not be used, by what and where.

use crate::trace::Skipped;
use std::collections::BTreeMap;

/// So many places are named for each thing; a folder may hold a million files of another kind.
const MOST_PLACES: usize = 20;

#[derive(Debug, Default)]
pub(super) struct Skips(BTreeMap<String, Places>);

#[derive(Debug, Default)]
struct Places {
    named: BTreeMap<String, u64>,
    others: u64,
}

impl Skips {
    pub(super) fn add(&mut self, place: &str, what: &str) {
        if !self.0.contains_key(what) {
            self.0.insert(what.to_owned(), Places::default());
        }
        if let Some(places) = self.0.get_mut(what) {
            places.add(place, 1);
        }
    }

    pub(super) fn merge(&mut self, other: Skips) {
        for (what, places) in other.0 {
            let ours = self.0.entry(what).or_default();
            ours.others += places.others;
            for (place, count) in places.named {
                ours.add(&place, count);
            }
        }
    }

    pub(super) fn list(self) -> Vec<Skipped> {
        let mut list = Vec::new();
        for (what, places) in self.0 {
            for (place, count) in places.named {
                list.push(Skipped { place, what: what.clone(), count });
            }
            if places.others > 0 {
                list.push(Skipped { place: "other files".to_owned(), what, count: places.others });
            }
        }
        list
    }
}

impl Places {
    /// The first places by name stay, whichever came first.
    fn add(&mut self, place: &str, count: u64) {
        match self.named.get_mut(place) {
            Some(known) => *known += count,
            None => {
                self.named.insert(place.to_owned(), count);
            }
        }
        if self.named.len() > MOST_PLACES
            && let Some((_, count)) = self.named.pop_last()
        {
            self.others += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_places_does_not_matter() {
        let places: Vec<_> = (0..50).map(|number| format!("{number:02}")).collect();
        let list = |order: Vec<&String>| {
            let mut skips = Skips::default();
            order.iter().for_each(|place| skips.add(place, "files that are odd"));
            skips.list()
        };
        let (there, back) = (list(places.iter().collect()), list(places.iter().rev().collect()));
        assert_eq!(there, back);
        assert_eq!(there.len(), MOST_PLACES + 1);
        assert_eq!(there.iter().map(|skipped| skipped.count).sum::<u64>(), 50);
    }
}
