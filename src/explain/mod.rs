//! From a pasted line or a whole log to the documented errors in it.
//!
//! A text is read as its letters and digits, so that no wrapper, quotation mark, escape or line break matters; the
//! wordings and exceptions of the catalogue are looked for in it, and what stands together is one error.

mod causes;
mod fold;
mod hits;
mod lexicon;
mod near;
mod occurrence;
mod record;
mod said;
mod scanner;

pub use causes::{CauseHere, Holds, Looked, causes_here, wishes_behind};
pub use scanner::Scanner;

use crate::catalog::DocumentedError;

/// How sure it is that an error was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// The exception and the message, or a message that comes without an exception.
    Exact,
    /// A message without its exception, or an exception without a message that is documented.
    Candidate,
}

impl Match {
    /// The word that reports print.
    pub const fn as_str(self) -> &'static str {
        match self {
            Match::Exact => "exact",
            Match::Candidate => "candidate",
        }
    }
}

/// A documented error that a text holds.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The error.
    pub error: &'static DocumentedError,
    /// The surest match.
    pub matched: Match,
    /// How often it was met.
    pub count: u64,
    /// The operations that the text names beside it, in the order in which they were met.
    pub seen_in: Vec<&'static str>,
}

/// What a text holds.
#[derive(Debug, Clone, Default)]
pub struct Recognition {
    /// Best match first: exact ones, then by count, then in the order of the text.
    pub errors: Vec<Recognised>,
    /// Named exceptions that are no documented errors; 1 for a text without any error.
    pub unrecognised: u64,
    /// Where nothing was recognised: documented errors with similar words.
    pub nearest: Vec<&'static DocumentedError>,
}

/// Recognises the documented errors of a text.
pub fn recognise(text: &str) -> Recognition {
    let mut scanner = Scanner::default();
    scanner.push(text.as_bytes());
    scanner.finish()
}
