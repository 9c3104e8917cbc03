//! How a run ends: its exit code, and the message of one that could not go on.

use crate::report::clean;
use crate::rules::UnknownRule;
use std::fmt;

/// The documented exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing reached `--fail-on`, and no core evidence was missing.
    Clean,
    /// A finding reached `--fail-on`; of other commands: the answer is no.
    Findings,
    /// Nothing could be judged.
    CannotRun,
    /// No failing finding, but core evidence was missing, or some pools could not be read.
    Incomplete,
    /// Interrupted.
    Interrupted,
}

impl Exit {
    /// The number that the process ends with.
    pub const fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::CannotRun => 2,
            Exit::Incomplete => 3,
            Exit::Interrupted => 130,
        }
    }
}

/// Why a run could not go on, and what to do next.
#[derive(Debug)]
pub struct Failure {
    /// What was wrong, and where.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// What the process ends with.
    pub exit: Exit,
}

impl Failure {
    /// A failure before anything could be judged.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hint: None, exit: Exit::CannotRun }
    }

    /// Ctrl-C, before anything could be judged.
    pub fn interrupted() -> Failure {
        Failure { message: "interrupted".to_owned(), hint: None, exit: Exit::Interrupted }
    }

    /// Adds what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }
}

impl From<UnknownRule> for Failure {
    fn from(error: UnknownRule) -> Failure {
        let nearest = error.nearest.map(|nearest| format!("did you mean {nearest}? "));
        let hint = format!("{}rules go by id (SMS001), prefix (SMS) or name", nearest.unwrap_or_default());
        Failure::new(error.to_string()).hint(hint)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", clean(&self.message))?;
        for line in self.hint.iter().flat_map(|hint| hint.lines()) {
            writeln!(f, " hint: {}", clean(line))?;
        }
        Ok(())
    }
}
