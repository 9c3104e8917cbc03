//! How the steps of a fix stand on a page.

use super::clean;
use super::page::Page;
use crate::finding::Step;
use std::io;

/// Documents up to this many characters are shown beside the command that reads them.
const SHORT_DOCUMENT: usize = 400;

impl Page<'_> {
    /// One step of a fix; `otherwise` says how to see a document that is too long for the page.
    pub(super) fn step(&mut self, step: &Step, otherwise: &str) -> io::Result<()> {
        self.line(12, &format!("- {}", step.why))?;
        if step.argv.is_empty() {
            return Ok(());
        }
        if !self.command(14, &step.argv)? {
            return Ok(());
        }
        let Some(input) = &step.input else { return Ok(()) };
        let Some(file) = step.argv.iter().find_map(|word| word.strip_prefix("file://")) else {
            return Ok(());
        };
        let document = input.to_string();
        if self.look.documents {
            let document = serde_json::to_string_pretty(input).unwrap_or(document);
            writeln!(self.out, "{:14}{} holds:", "", clean(file))?;
            document.lines().try_for_each(|line| writeln!(self.out, "{:16}{}", "", clean(line)))
        } else if document.chars().count() <= SHORT_DOCUMENT {
            writeln!(self.out, "{:14}{} holds: {}", "", clean(file), clean(&document))
        } else {
            writeln!(self.out, "{:14}{}: {otherwise}", "", clean(file))
        }
    }
}
