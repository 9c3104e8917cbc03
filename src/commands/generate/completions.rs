//! `generate completions`: what a shell needs to complete the command line.

use crate::commands::{Exit, Failure, terminal};
use clap::Command;
pub use clap_complete::Shell;

/// Prints the completions of `command` for `shell`.
///
/// # Errors
/// When they cannot be printed.
pub fn run(mut command: Command, shell: Shell) -> Result<Exit, Failure> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    terminal::print(&script)?;
    Ok(Exit::Clean)
}
