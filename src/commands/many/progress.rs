//! How far a run over many pools has come, on a terminal.

use super::super::status::Line;
use super::super::{Common, terminal};
use super::desk::Desk;
use anstyle::{AnsiColor, Style};
use std::time::Duration;

/// What the line counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// Pools that came to their end.
    pub done: usize,
    /// Pools altogether, as far as lists were read.
    pub known: usize,
    /// Whether lists are still being read.
    pub more: bool,
    /// Pools in which something fails.
    pub broken: usize,
    /// Pools of which something that decides could not be read.
    pub incomplete: usize,
    /// What the pools that are known will still take.
    pub left: Option<Duration>,
}

/// One line on standard error; nothing where that is no terminal, or one pool is read.
pub(super) struct Progress {
    line: Option<Line>,
    broken: Style,
}

impl Progress {
    pub(super) fn begin(common: &Common, many: bool) -> Progress {
        let color = terminal::colors_errors(common);
        Progress {
            line: (many && terminal::shows_progress(common)).then(Line::begin),
            broken: if color { AnsiColor::Red.on_default().bold() } else { Style::new() },
        }
    }

    pub(super) fn show(&self, desk: &Desk<'_>) {
        if let Some(line) = &self.line {
            line.say(text(&desk.counts(), self.broken));
        }
    }
}

fn text(counts: &Counts, style: Style) -> String {
    let Counts { done, known, more, broken, incomplete, left } = *counts;
    if known == 0 {
        return "reading the lists of pools".to_owned();
    }
    let (done, known) = (grouped(done), grouped(known));
    let mut text = format!("{done} of {known}{} pools", if more { "+" } else { "" });
    if broken > 0 {
        text.push_str(&format!(", {style}{} broken{style:#}", grouped(broken)));
    }
    if incomplete > 0 {
        text.push_str(&format!(", {} incomplete", grouped(incomplete)));
    }
    if let Some(left) = left.filter(|left| !left.is_zero()) {
        text.push_str(&format!(", {} {} left", if more { "more than" } else { "about" }, rough(left)));
    }
    text
}

/// `1,200`
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A time as exactly as an estimate can be: rounded up to five seconds, then to minutes.
fn rough(time: Duration) -> String {
    let seconds = time.as_secs_f64().ceil() as u64;
    match (seconds.div_ceil(5) * 5, seconds.div_ceil(60)) {
        (seconds, _) if seconds < 60 => format!("{} s", seconds.max(5)),
        (_, minutes) if minutes < 60 => format!("{minutes} min"),
        (_, minutes) => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(counts: Counts) -> String {
        text(&counts, Style::new())
    }

    #[test]
    fn the_line_says_what_is_known_and_no_more() {
        let mut counts = Counts { more: true, ..Counts::default() };
        assert_eq!(line(counts), "reading the lists of pools");
        counts.known = 1200;
        assert_eq!(line(counts), "0 of 1,200+ pools");
        counts = Counts { done: 60, incomplete: 1005, ..counts };
        assert_eq!(line(counts), "60 of 1,200+ pools, 1,005 incomplete");
        counts = Counts { incomplete: 0, broken: 4, left: Some(Duration::from_secs(170)), ..counts };
        assert_eq!(line(counts), "60 of 1,200+ pools, 4 broken, more than 3 min left");
        counts = Counts { known: 1_234_567, more: false, ..counts };
        assert_eq!(line(counts), "60 of 1,234,567 pools, 4 broken, about 3 min left");
        let over = Counts { left: Some(Duration::ZERO), ..counts };
        assert_eq!(line(over), "60 of 1,234,567 pools, 4 broken");
        let red = text(&counts, AnsiColor::Red.on_default());
        assert!(red.contains("\u{1b}[31m4 broken\u{1b}[0m, "), "{red:?}");
    }

    #[test]
    fn a_time_is_as_rough_as_an_estimate() {
        for (seconds, shown) in
            [(0.1, "5 s"), (31.0, "35 s"), (56.0, "1 min"), (60.1, "2 min"), (3541.0, "1 h 0 min")]
        {
            assert_eq!(rough(Duration::from_secs_f64(seconds)), shown);
        }
    }
}
