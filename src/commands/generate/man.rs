//! `generate man`: manual pages.

use crate::commands::{Exit, Failure, terminal};
use clap::Command;
use clap_mangen::Man;
use std::fs;
use std::path::Path;

/// Prints the page of the program, or writes that page and one of each command into `folder`.
///
/// # Errors
/// When they cannot be written.
pub fn run(command: Command, folder: Option<&Path>) -> Result<Exit, Failure> {
    let command = command.disable_help_subcommand(true);
    let Some(folder) = folder else {
        terminal::print_rendered("manual page", |out| Man::new(command).render(out))?;
        return Ok(Exit::Clean);
    };
    let failed = |error| Failure::new(format!("cannot write manual pages to {}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(command, folder).map_err(failed)?;
    Ok(Exit::Clean)
}
