//! `snapshot`: writes down what `check` would read.

use super::source::{self, Source};
use super::{Common, Exit, Failure, terminal};
use crate::finding::Factor;
use crate::rules::{Selection, Wishes, judge};
use std::path::PathBuf;

/// What `snapshot` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// The pool by ID or ARN.
    pub pool: String,
    /// The file; standard output without it.
    pub output: Option<PathBuf>,
    /// Whether to replace what names people, accounts and keys.
    pub redact: bool,
}

/// Runs `snapshot`.
///
/// # Errors
/// When the pool could not be read, or the file not written.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    // Everything that any question could need: the file answers later ones too.
    let wishes = Wishes { required: Factor::ALL.to_vec(), clients: Vec::new() };
    let mut snapshot = source::read(&Source::Live(options.pool.clone()), &options.common, &wishes)?;
    let complete =
        judge(&snapshot, &Wishes::default(), &Selection::default()).is_ok_and(|judgement| judgement.complete);
    if options.redact {
        snapshot = snapshot.redacted();
    }
    let text = serde_json::to_string_pretty(&snapshot)
        .map_err(|error| Failure::new(format!("cannot write the snapshot: {error}")))?;
    let text = text + "\n";
    match &options.output {
        Some(path) => terminal::write_private(path, text.as_bytes())?,
        None => terminal::print(text.as_bytes())?,
    }
    if !complete {
        terminal::remark(
            &options.common,
            "some deciding facts could not be read; they stand as Unread in the file",
        );
        return Ok(Exit::Incomplete);
    }
    Ok(Exit::Clean)
}
