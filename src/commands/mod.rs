//! One file per subcommand: read, call pure code, write.

pub mod assemble;
mod baseline;
pub mod change;
pub mod check;
pub mod configuration;
pub mod decode_token;
mod delivery;
pub mod diff;
pub mod explain;
mod failure;
mod fixes;
pub mod generate;
mod judging;
mod keys;
mod live;
#[cfg(feature = "aws")]
pub mod log;
pub mod many;
mod outputs;
mod prompt;
pub mod rules;
pub mod sign_in;
pub mod snapshot;
pub mod source;
mod status;
mod target;
mod terminal;
pub mod totp;
pub mod trace;
mod user_reports;
pub mod users;

pub use failure::{Exit, Failure};

use crate::fix::Reach;
use ring::rand::{SecureRandom as _, SystemRandom};
use std::io::Write as _;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What every command takes.
#[derive(Debug, Clone)]
pub struct Common {
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--endpoint-url`.
    pub endpoint_url: Option<String>,
    /// `--color`.
    pub color: Color,
    /// `--quiet`.
    pub quiet: bool,
    /// `--verbose`, once or more.
    pub verbose: bool,
}

impl Common {
    /// What the commands of a fix must repeat to reach the same account.
    fn reach(&self) -> Reach {
        Reach { profile: self.profile.clone(), endpoint_url: self.endpoint_url.clone() }
    }
}

/// Fills `bytes` with numbers that nobody can guess.
///
/// # Errors
/// When the system gives none.
fn fill_at_random(bytes: &mut [u8]) -> Result<(), Failure> {
    SystemRandom::new().fill(bytes).map_err(|_| Failure::new("the system gives no random numbers"))
}

/// Prints a failure, if there was one, and gives the exit code.
pub fn finish(result: Result<Exit, Failure>) -> Exit {
    result.unwrap_or_else(|failure| {
        let _ = write!(anstream::stderr(), "{failure}");
        failure.exit
    })
}
