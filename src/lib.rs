//! Diagnoses multi-factor authentication of Amazon Cognito user pools.
//!
//! Readers fill a snapshot, pure rules judge it, writers show the report.

pub mod catalog;
#[cfg(feature = "aws")]
pub mod collect;
pub mod finding;
pub mod iam;
pub mod rules;
pub mod snapshot;
