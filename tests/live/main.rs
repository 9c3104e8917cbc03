//! Tests against real servers that we did not write: ministack and moto, installed by the tests.
#![allow(clippy::unwrap_used)] // a test says what it expects by failing

#[path = "../support/mod.rs"]
mod support;

mod diagnose;
mod fixes;
mod harness;
mod organizations;
mod permissions;
