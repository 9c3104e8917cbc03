//! `generate schema`: the JSON Schema of what the program reads and writes.

use crate::commands::{Exit, Failure, terminal};
use crate::{config, report, snapshot};
use serde_json::{Map, Value};

/// What is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// `mfa-doctor.toml`.
    Config,
    /// `check --format json`.
    Report,
    /// A snapshot file.
    Snapshot,
    /// `trace --format json`.
    Trace,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Subject; 4] = [Subject::Config, Subject::Report, Subject::Snapshot, Subject::Trace];

    /// The word of the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Subject::Config => "config",
            Subject::Report => "report",
            Subject::Snapshot => "snapshot",
            Subject::Trace => "trace",
        }
    }
}

/// What it is stands first, and the details last.
fn in_order(mut schema: Value) -> Value {
    let mut ordered = Map::new();
    for member in ["$schema", "title", "description"] {
        ordered.extend(schema.get_mut(member).map(|value| (member.to_owned(), value.take())));
    }
    for (member, value) in schema.as_object_mut().map(std::mem::take).into_iter().flatten() {
        ordered.entry(member).or_insert(value);
    }
    Value::Object(ordered)
}

/// Prints the schema, 2020-12.
///
/// # Errors
/// When it cannot be printed.
pub fn run(subject: Subject) -> Result<Exit, Failure> {
    let schema = match subject {
        Subject::Config => config::schema(),
        Subject::Report => report::schema(),
        Subject::Snapshot => snapshot::schema(),
        Subject::Trace => report::trace::schema(),
    };
    terminal::print(format!("{:#}\n", in_order(schema.to_value())).as_bytes())?;
    Ok(Exit::Clean)
}
