//! Amazon Cognito's request quotas.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations>; AWS does not say how
//! much may come at once, here it is what a second allows.

use std::collections::HashMap;
use std::time::Instant;

/// A category of operations that share a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Category {
    Pools,
    Resources,
    Clients,
}

/// Requests a second of one operation on one pool, in the categories of [`Category::by_pool`].
const OF_ONE_POOL: f64 = 5.0;
/// So many buckets are kept before those that are full again are dropped.
const MOST_BUCKETS: usize = 4096;

impl Category {
    pub const ALL: [Category; 3] = [Category::Pools, Category::Resources, Category::Clients];

    /// As AWS names it.
    pub const fn name(self) -> &'static str {
        match self {
            Category::Pools => "UserPoolRead",
            Category::Resources => "UserPoolResourceRead",
            Category::Clients => "UserPoolClientRead",
        }
    }

    /// Requests a second of an account in a Region, by default.
    pub const fn quota(self) -> f64 {
        match self {
            Category::Pools | Category::Clients => 15.0,
            Category::Resources => 20.0,
        }
    }

    const fn by_pool(self) -> bool {
        !matches!(self, Category::Pools)
    }
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    seen: Instant,
}

impl Bucket {
    /// Fills up to what a second allows.
    fn fill(&mut self, now: Instant, rate: f64) {
        let passed = now.saturating_duration_since(self.seen).as_secs_f64();
        self.tokens = (self.tokens + passed * rate).min(rate);
        self.seen = self.seen.max(now);
    }
}

/// Who draws on which quota.
type Key = (String, String, Category, Option<(&'static str, String)>);

/// What is left of every quota.
#[derive(Default)]
pub(super) struct Quotas(HashMap<Key, Bucket>);

impl Quotas {
    /// Takes one request out of the quota of the account, times `factor`, and out of that of the pool; out of neither
    /// where one of them has nothing left.
    pub fn take(
        &mut self,
        factor: f64,
        account: &str,
        region: &str,
        (category, operation): (Category, &'static str),
        pool: Option<&str>,
    ) -> bool {
        let now = Instant::now();
        let key = |pool| (account.to_owned(), region.to_owned(), category, pool);
        let mut drawn = vec![(key(None), category.quota() * factor)];
        if let Some(pool) = pool.filter(|_| category.by_pool()) {
            drawn.push((key(Some((operation, pool.to_owned()))), OF_ONE_POOL));
        }
        let mut left = true;
        for (key, rate) in &drawn {
            let full = Bucket { tokens: *rate, seen: now };
            let bucket = self.0.entry(key.clone()).or_insert(full);
            bucket.fill(now, *rate);
            left &= bucket.tokens >= 1.0;
        }
        if left {
            for (key, _) in &drawn {
                if let Some(bucket) = self.0.get_mut(key) {
                    bucket.tokens -= 1.0;
                }
            }
        }
        if self.0.len() > MOST_BUCKETS {
            // After a second a bucket is as good as new.
            self.0.retain(|_, bucket| now.saturating_duration_since(bucket.seen).as_secs_f64() < 1.0);
        }
        left
    }
}
