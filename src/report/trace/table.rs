//! The report for people.

use super::chain::{drawing, drawn, title};
use super::{ChangeSeen, ErrorCount, TraceReport, TrailReport, spark};
use crate::finding::Severity;
use crate::report::page::{HEADLINE, Page, count};
use crate::report::words::awaited;
use crate::report::{Look, clean};
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

/// Sign-ins that are drawn.
const MOST: usize = 20;

/// Errors that are listed.
const MOST_ERRORS: usize = 20;

/// Bars of the line of errors over time.
const BARS: usize = 48;

pub(super) fn render(report: &TraceReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    page.styled(&clean(&report.headline()), HEADLINE)?;
    if !look.quiet {
        for input in &report.inputs {
            let of = match input.kind {
                "har" => "HAR, entries",
                "cloudtrail" => "CloudTrail, records",
                "results" => "answer to a query, errors",
                _ => "log, read as well as it can be; calls",
            };
            let text = format!("{} ({of}: {}, of user pools: {})", input.name, input.records, input.calls);
            page.labelled("read", &text)?;
        }
        if !report.held.is_empty() {
            let held: Vec<String> =
                report.held.iter().map(|(kind, number)| format!("{number} {kind}")).collect();
            page.labelled("it held", &format!("{}; none is printed or kept. Whoever has the file has them: --redact OUT.har makes a copy without", held.join(", ")))?;
        }
    }
    for skipped in &report.skipped {
        page.labelled("skipped", &format!("{}: {} ({})", skipped.name, skipped.what, skipped.count))?;
    }
    page.gap()?;
    if let Some(trail) = &report.trail {
        page.trail(trail)?;
    }
    page.sign_ins(report)?;
    for reported in &report.findings {
        if !(look.quiet && reported.finding.severity == Severity::Note) {
            page.finding_with(reported, "-v prints it")?;
        }
    }
    page.unexplained(report)?;
    if !(report.not_judged.is_empty() || look.quiet) {
        page.styled("not judged", HEADLINE)?;
        let mut table = page.table(["rules", "would be settled by", "because"]);
        for ((needs, reason), rules) in awaited(&report.not_judged) {
            table.add_row([rules.join(", "), clean(&needs).into_owned(), clean(&reason).into_owned()]);
        }
        writeln!(page.out, "{table}\n")?;
    }
    page.line(0, &report.summary())
}

impl Page<'_> {
    fn sign_ins(&mut self, report: &TraceReport) -> io::Result<()> {
        let all = || (0..report.sign_ins.len()).collect();
        let shown = if self.look.documents { all() } else { drawn(report, MOST) };
        for number in &shown {
            self.styled(&clean(&title(report, *number)), HEADLINE)?;
            for line in drawing(report, &report.sign_ins[*number]) {
                let style = if line.broken { AnsiColor::Red.on_default().bold() } else { Style::new() };
                self.styled(&format!("  {}", clean(&line.text)), style)?;
            }
            self.gap()?;
        }
        let more = report.sign_ins.len() - shown.len();
        if more > 0 {
            self.line(0, &format!("{more} more are not drawn: -v draws them, --format json has them"))?;
            self.gap()?;
        }
        Ok(())
    }

    /// Failures that nothing in the recording explains: what AWS documents of them.
    fn unexplained(&mut self, report: &TraceReport) -> io::Result<()> {
        let mut told: Vec<(&str, &str)> = Vec::new();
        for step in report.unexplained() {
            let Some(error) = &step.error else { continue };
            let same = (error.code.as_str(), error.message.as_str());
            if told.contains(&same) {
                continue;
            }
            told.push(same);
            self.styled(
                &clean(&format!("not explained: step {} ({})", step.number, step.asked())),
                HEADLINE,
            )?;
            self.labelled("AWS says", &step.came())?;
            if let Some(meaning) = error.meaning {
                self.labelled("means", meaning)?;
            }
            if error.id.is_some() {
                self.labelled(
                    "causes",
                    "mfa-doctor explain, with the message, lists them; --pool ID tells which of them holds",
                )?;
            }
            self.gap()?;
        }
        Ok(())
    }

    fn trail(&mut self, trail: &TrailReport) -> io::Result<()> {
        let bars = spark::hours(&trail.errors, BARS);
        if let (Some((first, _)), Some((last, _))) = (bars.first(), bars.last()) {
            self.styled("errors over time", HEADLINE)?;
            let total: u64 = bars.iter().map(|(_, count)| count).sum();
            self.line(2, &format!("{}  {total}, the hours from {first} to {last}", spark::line(&bars)))?;
            self.gap()?;
        }
        if trail.errors.is_empty() {
            return Ok(());
        }
        self.styled(
            "errors, and the change before the first of each (which came before, and need not be the cause)",
            HEADLINE,
        )?;
        for error in trail.errors.iter().take(MOST_ERRORS) {
            self.wrapped(&format!("{:>8}  ", error.count), &" ".repeat(10), &said(error))?;
            let users = if error.users == 0 { String::new() } else { format!(", {}", users(error.users)) };
            self.line(10, &format!("{}{users}, {}", error.operation, whose(error)))?;
            self.line(10, &format!("from {} to {}", error.first, error.last))?;
            if let Some(change) = error.preceded_by.and_then(|at| trail.changes.get(at)) {
                self.line(10, &format!("before: {}", changed(change)))?;
            }
        }
        if trail.errors.len() > MOST_ERRORS {
            self.line(2, &format!("{} more: --format json has them", trail.errors.len() - MOST_ERRORS))?;
        }
        self.gap()
    }
}

fn users(number: u64) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), "user")
}

/// A change in one line.
pub(super) fn changed(change: &ChangeSeen) -> String {
    let of = change.target.as_deref().map(|target| format!(" of {target}")).unwrap_or_default();
    let by = change.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
    format!("{}{of} at {}{by}", change.operation, change.at)
}

/// What AWS said.
pub(super) fn said(error: &ErrorCount) -> String {
    if error.message.is_empty() { error.code.clone() } else { format!("{}: {}", error.code, error.message) }
}

/// The pool and the app client.
pub(super) fn whose(error: &ErrorCount) -> String {
    let client = error.client.as_deref().map(|client| format!("app client {client}"));
    let parts = [error.pool.clone(), client];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "neither pool nor app client named".to_owned() } else { parts.join(", ") }
}
