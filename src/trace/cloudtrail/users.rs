//! How many users, in memory that does not grow with them.

use super::seen::hash;

/// How many users: counted exactly up to [`Users::EXACT`], by a sample of their hashes beyond.
///
/// The sample is the least hashes of all, so that it is the same in whatever order they came. Where the greatest of `k`
/// least hashes lies among all numbers tells how many there are, with an error of about one in the root of `k`: 3 %.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Users {
    sample: Vec<u64>,
    /// As somebody else counted.
    counted: u64,
}

impl Users {
    /// Up to so many are counted exactly.
    pub const EXACT: usize = 1024;

    /// As somebody else counted them.
    pub(super) const fn counted(count: u64) -> Users {
        Users { sample: Vec::new(), counted: count }
    }

    pub(super) fn add(&mut self, user: &str) {
        self.insert(hash(user));
    }

    fn insert(&mut self, hash: u64) {
        let Err(place) = self.sample.binary_search(&hash) else { return };
        if place <= Users::EXACT {
            self.sample.insert(place, hash);
            self.sample.truncate(Users::EXACT + 1);
        }
    }

    pub(super) fn merge(&mut self, other: &Users) {
        self.counted = self.counted.max(other.counted);
        other.sample.iter().for_each(|hash| self.insert(*hash));
    }

    /// How many; about how many where [`Users::is_exact`] says no.
    pub fn count(&self) -> u64 {
        let known = self.sample.len() as u64;
        match self.sample.last() {
            Some(greatest) if !self.is_exact() => {
                let all = u128::from(known - 1) << 64;
                u64::try_from(all / u128::from((*greatest).max(1))).unwrap_or(u64::MAX)
            }
            _ => known.max(self.counted),
        }
    }

    /// Whether [`Users::count`] is exact.
    pub const fn is_exact(&self) -> bool {
        self.sample.len() <= Users::EXACT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(range: std::ops::Range<u32>) -> Users {
        let mut users = Users::default();
        range.for_each(|number| users.add(&format!("user {number}")));
        users
    }

    #[test]
    fn few_are_counted_and_many_are_estimated() {
        assert_eq!(users(0..0).count(), 0);
        assert!(users(0..1024).is_exact());
        assert_eq!(users(0..1024).count(), 1024);
        let many = users(0..100_000);
        assert!(!many.is_exact());
        assert!((95_000..105_000).contains(&many.count()), "{}", many.count());
    }

    #[test]
    fn who_counted_what_does_not_matter() {
        let mut one = users(0..3000);
        one.merge(&users(2000..5000));
        assert_eq!(one, users(0..5000));
    }
}
