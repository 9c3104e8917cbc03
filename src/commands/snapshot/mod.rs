//! `snapshot`: writes down what `check` would read.

mod all;

pub use all::All;

use super::many::Limits;
use super::target::Target;
use super::users::Users;
use super::{Common, Exit, Failure, live, terminal};
use crate::finding::Factor;
use crate::rules::{Selection, Wishes, judge};
use crate::snapshot::Snapshot;
use std::path::PathBuf;

/// What `snapshot` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// The pool by ID or ARN; empty with `all`.
    pub pool: String,
    /// Every pool instead.
    pub all: Option<All>,
    /// Pace and time.
    pub limits: Limits,
    /// The file; standard output without it.
    pub output: Option<PathBuf>,
    /// Users to write down too.
    pub users: Users,
    /// Whether to replace what names people, accounts and keys.
    pub redact: bool,
}

/// Runs `snapshot`.
///
/// # Errors
/// When the pool could not be read, or the file not written.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    if let Some(all) = &options.all {
        return all::run(all, &options.common);
    }
    let wishes = wishes();
    let target = Target::parse(&options.pool)?;
    let (mut snapshots, _) = live::read(
        &options.common,
        std::slice::from_ref(&target),
        &wishes,
        &options.users.once(),
        options.limits,
    )?;
    let missing = options.users.missing(&snapshots)?;
    options.users.mask(&mut snapshots);
    let Some(mut snapshot) = snapshots.pop() else {
        return Err(Failure::new("the pool could not be read"));
    };
    let complete = is_complete(&snapshot);
    if options.redact {
        snapshot = snapshot.redacted();
    }
    let text = text_of(&snapshot)?;
    match &options.output {
        Some(path) => terminal::write_private(path, text.as_bytes())?,
        None => terminal::print(text.as_bytes())?,
    }
    for user in &missing {
        terminal::remark(&options.common, &format!("{}: {}", user.id, user.message));
    }
    if !complete || !missing.is_empty() {
        terminal::remark(
            &options.common,
            "some deciding facts could not be read; they stand as Unread in the file",
        );
        return Ok(Exit::Incomplete);
    }
    Ok(Exit::Clean)
}

/// Everything that any question could need: the file answers later ones too.
fn wishes() -> Wishes {
    Wishes { required: Factor::ALL.to_vec(), clients: Vec::new() }
}

/// Whether all deciding facts were read.
fn is_complete(snapshot: &Snapshot) -> bool {
    judge(snapshot, &Wishes::default(), &Selection::default()).is_ok_and(|judgement| judgement.complete)
}

fn text_of(snapshot: &Snapshot) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(snapshot)
        .map_err(|error| Failure::new(format!("cannot write the snapshot: {error}")))?;
    Ok(text + "\n")
}
