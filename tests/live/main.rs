//! Tests against real servers that we did not write: ministack and moto, installed by the tests.
#![allow(clippy::unwrap_used)] // a test says what it expects by failing

#[path = "../support/mod.rs"]
mod support;

#[path = "../judging/fixture.rs"]
#[allow(dead_code)]
mod fixture;
#[path = "../judging/recording.rs"]
#[allow(dead_code)]
mod recording;

mod bad_input;
mod commands;
mod credentials;
mod critical_path;
mod diagnose;
mod diff;
mod explain;
mod faults;
mod fixes;
mod fleet;
mod harness;
mod log;
mod many;
mod network;
mod organizations;
mod permissions;
mod policy;
mod preflight;
mod process;
mod progress;
mod sign_in;
mod tokens;
mod trace;
mod trail_query;
mod users;
