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
    clap_complete::generate(shell, &mut command, &name, &mut script);
    if shell == Shell::Bash {
        script = mended(&name, &String::from_utf8_lossy(&script)).into_bytes();
    }
    terminal::print(&script)?;
    Ok(Exit::Clean)
}

/// The script for bash, with the hyphens of the program's own name written in one way.
///
/// clap_complete sets `mfa__doctor__subcmd__check` and looks for `mfa__subcmd__doctor__subcmd__check`, so that nothing
/// would be offered after a subcommand: <https://github.com/clap-rs/clap/issues/6421>.
fn mended(name: &str, script: &str) -> String {
    script.replace(&name.replace('-', "__subcmd__"), &name.replace('-', "__"))
}
