//! How fast calls may go: one gate for each quota, which a call passes before each attempt.
//!
//! Amazon Cognito counts requests by account, Region and category of operations, some by pool besides, and the
//! application in production draws on the same quotas; so a gate opens at half of the quota unless it is told
//! otherwise. A gate lets some calls through at once, as many as with those that follow in the same second make no more
//! than the quota, or four, and then one after the other, first come, first served. When AWS throttles a call all the same, that gate alone halves its pace, and takes it up again little by
//! little as calls get through.
//!
//! Quotas: <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html#category_operations>. What other
//! services allow is not published; their gates stand open until AWS throttles.

mod gate;
mod left;
#[cfg(test)]
mod tests;

pub(super) use gate::Gate;
pub use left::Standing;

use crate::permissions::Operation;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How much of the quotas to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// Percent of each quota, from 1 to 100.
    Share(u8),
    /// No pace until AWS throttles: for emulators, and for accounts with quotas of their own.
    Open,
}

impl Default for Rate {
    fn default() -> Rate {
        Rate::Share(50)
    }
}

impl Rate {
    /// Calls a second of a quota of `quota` a second; `None` for no limit.
    fn of(self, quota: f64) -> Option<f64> {
        match self {
            Rate::Share(percent) => Some(quota * f64::from(percent.clamp(1, 100)) / 100.0),
            Rate::Open => None,
        }
    }
}

/// A category of Amazon Cognito's quotas, as AWS names it.
struct Category {
    name: &'static str,
    /// Requests a second.
    quota: f64,
    /// By service and operation as IAM writes them.
    operations: &'static [&'static str],
}

/// Requests a second of one operation on one pool, in the categories that have such a limit.
const POOL_QUOTA: f64 = 5.0;
/// Calls that need not wait for each other: a pool with a few app clients is read without a pause. AWS counts in
/// buckets that hold more than that.
const BURST: f64 = 4.0;
/// Categories with a limit for each pool.
const BY_POOL: &[&str] = &["UserPoolResourceRead", "UserPoolClientRead"];

const CATEGORIES: &[Category] = &[
    Category {
        name: "UserPoolRead",
        quota: 15.0,
        operations: &["cognito-idp:DescribeUserPool", "cognito-idp:ListUserPools"],
    },
    Category {
        name: "UserPoolResourceRead",
        quota: 20.0,
        operations: &[
            "cognito-idp:GetUserPoolMfaConfig",
            "cognito-idp:DescribeRiskConfiguration",
            // AWS does not say where it counts; this is the likely place, and the careful one.
            "cognito-idp:GetLogDeliveryConfiguration",
        ],
    },
    Category {
        name: "UserPoolClientRead",
        quota: 15.0,
        operations: &["cognito-idp:ListUserPoolClients", "cognito-idp:DescribeUserPoolClient"],
    },
    Category {
        name: "UserRead",
        quota: 120.0,
        operations: &["cognito-idp:AdminGetUser", "cognito-idp:AdminGetUserAuthFactors"],
    },
    Category { name: "UserResourceRead", quota: 50.0, operations: &["cognito-idp:AdminListDevices"] },
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
    Category { name: "LookupEvents", quota: 2.0, operations: &["cloudtrail:LookupEvents"] },
];

/// Services with one quota for all Regions.
const GLOBAL: &[&str] = &["iam", "organizations"];

/// The gates of one account.
#[derive(Debug, Default)]
pub(super) struct Pace {
    rate: Rate,
    /// By category or service, and Region.
    gates: Mutex<BTreeMap<(&'static str, String), Arc<Gate>>>,
}

/// The gates of one pool.
#[derive(Debug, Default)]
pub(super) struct PoolPace {
    /// The pool's.
    pub id: String,
    /// By operation.
    gates: Mutex<BTreeMap<&'static str, Arc<Gate>>>,
}

impl PoolPace {
    /// Those of the pool of this ID.
    pub fn of(id: &str) -> PoolPace {
        PoolPace { id: id.to_owned(), gates: Mutex::default() }
    }
}

fn category(operation: Operation) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.operations.contains(&operation.iam_action))
}

/// The name of the quota by which the operation counts: that of its category, else its service.
pub(super) fn quota(operation: Operation) -> &'static str {
    let service = || operation.iam_action.split(':').next().unwrap_or_default();
    category(operation).map_or_else(service, |category| category.name)
}

impl Pace {
    /// Gates that open at this rate.
    pub fn at(rate: Rate) -> Pace {
        Pace { rate, gates: Mutex::default() }
    }

    /// Gates for another account, that open at the same rate.
    pub fn anew(&self) -> Pace {
        Pace::at(self.rate)
    }

    /// The gate of the operation's quota in `region`.
    pub fn gate(&self, operation: Operation, region: &str) -> Arc<Gate> {
        let name = quota(operation);
        let quota = category(operation).map(|category| category.quota);
        let rate = quota.and_then(|quota| self.rate.of(quota));
        let burst = rate.zip(quota).map(|(rate, quota)| (quota - rate).max(BURST).min(rate));
        let region = if GLOBAL.contains(&name) { "" } else { region };
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = gates.entry((name, region.to_owned())).or_insert_with(|| Arc::new(Gate::new(rate, burst)));
        gate.clone()
    }

    /// The gate of the operation on one pool, where AWS limits that.
    pub fn gate_of_pool(&self, operation: Operation, pool: &PoolPace) -> Option<Arc<Gate>> {
        category(operation).filter(|category| BY_POOL.contains(&category.name))?;
        let mut gates = pool.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Gate::new(self.rate.of(POOL_QUOTA), Some(BURST)));
        Some(gates.entry(operation.iam_action).or_insert_with(new).clone())
    }
}
