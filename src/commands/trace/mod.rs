//! `trace`: what went wrong in real sign-ins, from what a browser, CloudTrail or a log recorded of them.

mod said;
pub mod trail;

pub use said::{Recording, report};

use super::source::{self, Source};
use super::users::Users;
use super::{Common, Exit, Failure, terminal};
use crate::finding::Severity;
use crate::report::trace::TraceReport;
use crate::rules::{Selection, Wishes};
use std::path::PathBuf;

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For tickets and chats.
    Markdown,
    /// For browsers.
    Html,
}

/// What `trace` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// What to read; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// The pool of the sign-ins.
    pub source: Option<Source>,
    /// Where to write a copy without secrets.
    pub redact: Option<PathBuf>,
    /// Only these rules.
    pub select: Vec<String>,
    /// Not these rules.
    pub ignore: Vec<String>,
    /// The format on standard output.
    pub format: Format,
}
