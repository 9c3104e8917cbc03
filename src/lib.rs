//! Diagnoses multi-factor authentication of Amazon Cognito user pools.
//!
//! Readers fill a [`snapshot`], pure [`rules`] judge it with the policy evaluator in [`iam`] and the documented
//! errors in [`catalog`], [`fix`] turns what must change into whole, safe requests, and [`report`] writes it down.

pub mod catalog;
pub mod change;
pub mod cli;
#[cfg(feature = "aws")]
pub mod collect;
pub mod commands;
pub mod config;
pub mod contact;
pub mod diff;
pub mod explain;
pub mod finding;
pub mod fix;
pub mod iam;
pub mod permissions;
pub mod preflight;
pub mod report;
pub mod rules;
pub mod sign_in;
pub mod snapshot;
pub mod token;
pub mod totp;
pub mod trace;
