//! The page that a report for people is written on: its width, its colours, its tables.

use super::{Look, clean};
use crate::finding::Severity;
use anstyle::{AnsiColor, Style};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use std::io::{self, Write};

/// The longest value that is shown whole beside its path, in characters.
const LONGEST: usize = 300;

/// Where the text behind a label begins.
const BEHIND_LABEL: usize = 12;

/// A page, and how it looks.
pub(super) struct Page<'a> {
    pub(super) look: Look,
    pub(super) out: &'a mut dyn Write,
}

impl Page<'_> {
    /// A table as wide as the page.
    pub(super) fn table<const N: usize>(&self, header: [&str; N]) -> Table {
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(self.look.width).unwrap_or(u16::MAX)).set_header(header);
        table
    }

    /// `text` behind a label, which an empty one leaves blank.
    pub(super) fn labelled(&mut self, label: &str, text: &str) -> io::Result<()> {
        let width = BEHIND_LABEL - 2;
        self.wrapped(&format!("  {label:<width$}"), &" ".repeat(BEHIND_LABEL), text)
    }

    /// `text`, indented.
    pub(super) fn line(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.wrapped(&" ".repeat(indent), &" ".repeat(indent), text)
    }

    /// A paragraph whose first line begins with `first`, and every other with `next`.
    pub(super) fn wrapped(&mut self, first: &str, next: &str, text: &str) -> io::Result<()> {
        let options = textwrap::Options::new(self.look.width)
            .initial_indent(first)
            .subsequent_indent(next)
            // An ARN or a URL that is cut cannot be copied.
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::wrap(&clean(text), options).iter().try_for_each(|line| writeln!(self.out, "{line}"))
    }

    /// One line in a style, where the page has colours.
    pub(super) fn styled(&mut self, text: &str, style: Style) -> io::Result<()> {
        let style = if self.look.color { style } else { Style::new() };
        writeln!(self.out, "{style}{text}{style:#}")
    }

    /// A command, never wrapped: it must survive being copied.
    pub(super) fn command(&mut self, indent: usize, argv: &[String]) -> io::Result<bool> {
        match command(argv) {
            Some(command) => writeln!(self.out, "{:indent$}{command}", "").map(|()| true),
            None => self.line(indent, UNSHOWN).map(|()| false),
        }
    }

    /// An empty line.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}

/// What stands in place of a command that would not survive being shown.
pub(super) const UNSHOWN: &str = "(a name in the command cannot be shown; --format json has it)";

/// The command as a shell takes it; `None` where a name in it cannot be shown as it is.
pub(super) fn command(argv: &[String]) -> Option<String> {
    let command = shlex::try_join(argv.iter().map(String::as_str)).ok()?;
    (clean(&command) == command.as_str()).then_some(command)
}

/// The style of a headline about something of this severity.
pub(super) fn style_of(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    color.on_default().bold()
}

/// The style of a headline about anything else.
pub(super) const HEADLINE: Style = Style::new().bold();

/// `text`, or its beginning where it is too long for a page.
pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}… (whole in --format json)")
}

/// `1 error`, `2 errors`.
pub(super) fn count(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}
