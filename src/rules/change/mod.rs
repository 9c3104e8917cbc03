//! Rules about a request that is to be sent, and which findings make AWS refuse it.

mod client;
mod email;
mod gate;
mod judge;
mod limits;
mod mfa;
mod ops;
mod passkey;
mod sms;
mod tier;
mod web_acl;

pub use judge::{ChangeJudgement, Refusal, judge_change};
pub(super) use mfa::without_factor;
pub(super) use sms::{block_without_configuration, left_out};

use super::{Case, Draft, Look, Rule};
use crate::change::{Operation, Request, Reset};
use crate::finding::Evidence;
use serde_json::Value;

/// The families.
pub(super) static RULES: &[&[Rule]] = &[
    tier::RULES,
    sms::RULES,
    email::RULES,
    mfa::RULES,
    passkey::RULES,
    limits::RULES,
    client::RULES,
    web_acl::RULES,
    ops::RULES,
];

/// A place that a rule reads in the request itself.
const REQUEST: Look = Look { operation: Look::REQUEST, path: "" };

/// One request, and the pool before it and as it would be after it.
#[derive(Debug, Clone)]
pub struct ChangeCase<'a> {
    /// What is to be sent.
    pub request: &'a Request,
    /// What it sets back by leaving it out.
    pub resets: &'a [Reset],
    /// The pool as the request finds it.
    pub before: Case<'a>,
    /// The pool as it would be if AWS took the request; of `CreateUserPool`, the new one.
    pub after: Case<'a>,
}

impl<'a> ChangeCase<'a> {
    /// Whether the request is of one of these operations.
    fn is(&self, operations: &[Operation]) -> bool {
        operations.contains(&self.request.operation)
    }

    /// Whether it writes a pool that exists: `UpdateUserPool` or `SetUserPoolMfaConfig`.
    fn writes_pool(&self) -> bool {
        self.is(&[Operation::UpdateUserPool, Operation::SetUserPoolMfaConfig])
    }

    /// Whether it makes a pool: nothing stood there before.
    fn makes_pool(&self) -> bool {
        self.is(&[Operation::CreateUserPool])
    }

    /// The pool's ARN; a new pool has none yet.
    fn arn(&self) -> String {
        if self.makes_pool() { self.pool_words() } else { self.after.pool.arn() }
    }

    /// How a sentence names the pool.
    fn pool_words(&self) -> String {
        let pool = self.after.pool;
        let kind = if self.makes_pool() { "the new pool" } else { "pool" };
        format!("{kind} {}", if pool.name().is_empty() { pool.id() } else { pool.name() })
    }

    /// How a sentence names the request.
    fn operation(&self) -> &'static str {
        self.request.operation.as_str()
    }
}

impl Draft {
    /// Adds what stands in the request at `path`; `null` where nothing does.
    fn requested(mut self, case: &ChangeCase<'_>, path: &str) -> Draft {
        let value = case.request.at(path).cloned().unwrap_or(Value::Null);
        self.evidence.push(Evidence::new(Look::REQUEST, format!("{} {path}", case.operation()), value));
        self
    }
}
