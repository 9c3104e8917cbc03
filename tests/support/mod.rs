//! What the live tests stand on: real servers that we did not write, a proxy that supplies what they
//! lack, pools seeded healthy or broken, the AWS CLI, and the program under test, all cut off from
//! whatever AWS configuration the developer has.
//!
//! A test starts with [`Lab::new`]: an account of its own, so tests run in parallel and never reset.
#![allow(dead_code, unused_imports)] // several test binaries may include this module; none uses all of it

pub mod aws;
pub mod breaks;
pub mod doctor;
pub mod fleet;
pub mod lab;
pub mod metadata;
pub mod proxy;
pub mod rules;
pub mod scripted;
pub mod seed;
pub mod servers;
pub mod terminal;
pub mod tls;
pub mod venv;
mod worker;

use std::path::{Path, PathBuf};
use std::process::Command;

pub use aws::{Aws, AwsError, Target, aws_cli, aws_cli_with};
pub use doctor::{Doctor, Run, doctor};
pub use lab::Lab;
pub use metadata::Metadata;
pub use proxy::{Call, Proxy};
pub use seed::{Seeded, healthy_pool};

/// A file of this directory.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support").join(name)
}

/// Leaves nothing of the developer's environment but what finds programs: no `AWS_*`, no proxies, no CI.
fn scrub(command: &mut Command) {
    command.env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
}
