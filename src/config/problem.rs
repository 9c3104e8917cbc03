//! What is wrong with a configuration, and where.

use std::ops::Range;

/// What is wrong, where it stands, and what is allowed there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// One clause: the key, what stands there, what it takes.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

/// A problem, with the bytes that it is about.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Found {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Found {
        Found { span, message: message.into(), hint: None }
    }

    pub(super) fn hint(mut self, hint: Option<String>) -> Found {
        self.hint = hint;
        self
    }

    /// The same, by line and column of `text`.
    pub(super) fn in_text(self, text: &str) -> Problem {
        let (line, column) = place(text, self.span.start);
        Problem { line, column, message: self.message, hint: self.hint }
    }
}

/// Line and column of the byte at `offset`, both from 1.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// `did you mean X?`, where a candidate is near.
pub(super) fn did_you_mean<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    crate::rules::nearest(word, candidates).map(|nearest| format!("did you mean {nearest}?"))
}
