//! The IAM policy language: parse, match, evaluate, explain.
//!
//! [`decide`] answers whether a request is allowed by the policies of a role, of its boundary and of
//! its organisation, or by a trust policy. Condition keys may be unknown: then the answer is definite
//! only if it holds whatever they turn out to be. Every answer names the statements that decided.
//!
//! ```
//! use mfa_doctor::iam::{Decision, Kind, Layers, Named, Policy, Request, Resource, decide};
//!
//! let text = r#"{"Statement": {"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:*:*"}}"#;
//! let layers = Layers {
//!     identity: vec![Named { name: "sms".into(), policy: Policy::parse(text, Kind::Identity) }],
//!     ..Layers::default()
//! };
//! let request = Request {
//!     action: "sns:Publish".into(),
//!     resource: Resource::NotAnArn,
//!     principal: None,
//!     context: Default::default(),
//! };
//! let answer = decide(&request, &layers);
//! assert_eq!(answer.decision, Decision::ImplicitDeny);
//! assert_eq!(
//!     answer.near_misses[0].why[0].to_string(),
//!     "Resource arn:aws:sns:*:*:* does not cover a phone number"
//! );
//! ```

mod action;
mod answer;
mod arn;
mod compare;
mod condition;
mod context;
mod document;
mod evaluate;
mod explain;
mod json;
pub mod lines;
mod operator;
mod parse;
mod pattern;
mod policy;
mod principal;
#[cfg(test)]
mod properties;
pub mod questions;
mod reading;
mod simulation;
mod statement;
mod truth;

pub use answer::{Answer, Decision, Layer, Mismatch, NearMiss, StatementRef};
pub use context::{Context, Known, Request, Resource, Value};
pub use document::MAX_TEXT;
pub use evaluate::{Layers, Named, decide, decide_in};
pub use json::Json;
pub use operator::{Base, Operator, Order, SetPrefix};
pub use pattern::covers;
pub use policy::{Clause, Effect, Invalid, Kind, Policy, Principal, PrincipalType, Statement};
pub use simulation::{ContextEntry, context_entries};
