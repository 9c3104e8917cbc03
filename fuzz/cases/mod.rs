//! What must hold of any input, target by target: plain functions that panic where it does not. The fuzzer calls them,
//! and so does the test that replays `fixtures/fuzz`.

pub mod configuration;
pub mod error;
pub mod mutate;
pub mod policy;
pub mod recording;
mod shown;
pub mod snapshot;
pub mod token;

use mfa_doctor::commands::{Color, Common};
use mfa_doctor::snapshot::Snapshot;
use std::sync::LazyLock;

/// What a target does with an input.
pub type Case = fn(&[u8]);

/// Every target, by the name of its folder in `fixtures/fuzz`, and its case.
pub const TARGETS: [(&str, Case); 6] = [
    ("configuration", configuration::run),
    ("error", error::run),
    ("policy", policy::run),
    ("recording", recording::run),
    ("snapshot", snapshot::run),
    ("token", token::run),
];

/// A sound pool, to which inputs are edits.
const HEALTHY: &str = include_str!("../../fixtures/healthy.json");

/// The sound pool, read.
static SOUND: LazyLock<Snapshot> = LazyLock::new(|| Snapshot::from_json(HEALTHY).expect("a snapshot"));

/// A pool with faults, in which there is something to prove and to suppress.
static FAULTY: LazyLock<Snapshot> = LazyLock::new(|| {
    Snapshot::from_json(include_str!("../../fixtures/demo/broken-pool.json")).expect("a snapshot")
});

/// What commands take that were given no flags.
const COMMON: Common = Common {
    profile: None,
    region: None,
    endpoint_url: None,
    color: Color::Never,
    quiet: false,
    verbose: false,
};

/// A number that the input determines, to choose what costs too much to do each time.
fn choice(data: &[u8], of: usize) -> usize {
    data.iter().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte))) % of
}
