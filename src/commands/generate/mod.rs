//! `generate`: what goes along with the program. One file per target.

pub mod completions;
pub mod config;
pub mod iam_policy;
pub mod man;
pub mod schema;
