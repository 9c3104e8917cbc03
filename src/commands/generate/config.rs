//! `generate config`: a configuration file with every key, commented out.

use crate::commands::{Exit, Failure, terminal};
use crate::config::template;

/// Prints the file.
///
/// # Errors
/// When it cannot be printed.
pub fn run() -> Result<Exit, Failure> {
    terminal::print(template().as_bytes())?;
    Ok(Exit::Clean)
}
