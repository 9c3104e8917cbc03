//! The report for people.

use super::chain::{drawing, title};
use super::{ErrorCount, TraceReport, TraceStep, TrailReport, spark};
use crate::finding::Severity;
use crate::report::page::{HEADLINE, Page, count};
use crate::report::words::awaited;
use crate::report::{Look, clean};
use anstyle::AnsiColor;
use std::io::{self, Write};

/// Sign-ins without a failure that are drawn; of more, the rest are only counted.
const MOST_SOUND: usize = 3;

/// Sign-ins that failed that are drawn.
const MOST_FAILED: usize = 20;

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
        page.labelled("skipped", &format!("{}: {} {}", skipped.name, skipped.count, skipped.what))?;
    }
    page.gap()?;
    if let Some(trail) = &report.trail {
        page.trail(trail)?;
    }
    page.sign_ins(report)?;
    for reported in &report.findings {
        if !(look.quiet && reported.finding.severity == Severity::Note) {
            page.finding(reported)?;
        }
    }
    page.unexplained(report)?;
    if !(report.not_judged.is_empty() || look.quiet) {
        page.styled("not judged", HEADLINE)?;
        let mut table = page.table(["rules", "would be settled by", "because"]);
        for ((needs, reason), rules) in awaited(&report.not_judged) {
            let needs = settled_by(&needs);
            table.add_row([rules.join(", "), clean(&needs).into_owned(), clean(&reason).into_owned()]);
        }
        writeln!(page.out, "{table}\n")?;
    }
    page.line(0, &summary(report))
}

/// What is missing in a recording, in words.
pub(super) fn settled_by(needs: &str) -> String {
    needs
        .split(", ")
        .map(|need| match need.strip_prefix("trace:") {
            Some(member) => format!("a recording with the {member}"),
            None => need.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn summary(report: &TraceReport) -> String {
    let of = |severity: Severity| {
        let number = report.findings.iter().filter(|found| found.finding.severity == severity).count();
        (number > 0).then(|| count(number, severity.as_str()))
    };
    let mut parts: Vec<String> = Severity::ALL.into_iter().filter_map(of).collect();
    if parts.is_empty() {
        parts.push("no finding".to_owned());
    }
    parts.push(format!("{} not judged", report.not_judged.len()));
    parts.join(", ")
}

impl Page<'_> {
    fn sign_ins(&mut self, report: &TraceReport) -> io::Result<()> {
        let fails =
            |steps: &[usize]| steps.iter().filter_map(|step| report.step(*step)).any(TraceStep::failed);
        let (mut sound, mut failed, mut hidden) = (0, 0, 0);
        for (number, sign_in) in report.sign_ins.iter().enumerate() {
            let (drawn, most) =
                if fails(&sign_in.steps) { (&mut failed, MOST_FAILED) } else { (&mut sound, MOST_SOUND) };
            *drawn += 1;
            if *drawn > most && !self.look.documents {
                hidden += 1;
                continue;
            }
            self.styled(&clean(&title(sign_in, number + 1)), HEADLINE)?;
            for line in drawing(report, sign_in) {
                let style =
                    if line.broken { AnsiColor::Red.on_default().bold() } else { anstyle::Style::new() };
                self.styled(&format!("  {}", clean(&line.text)), style)?;
            }
            self.gap()?;
        }
        if hidden > 0 {
            self.line(
                0,
                &format!(
                    "{} more, not drawn: -v draws them, --format json has them\n",
                    count(hidden, "sign-in")
                ),
            )?;
        }
        Ok(())
    }

    /// Failures that nothing in the recording explains: what AWS documents of them.
    fn unexplained(&mut self, report: &TraceReport) -> io::Result<()> {
        let mut told: Vec<(&str, &str)> = Vec::new();
        for step in report.failures().filter(|step| step.explained_by.is_empty()) {
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
            writeln!(self.out, "  {}  {total} from {first} to {last}\n", spark::line(&bars))?;
        }
        if !trail.errors.is_empty() {
            let mut table =
                self.table(["count", "users", "error", "operation", "pool, client", "first", "last"]);
            for error in trail.errors.iter().take(MOST_ERRORS) {
                table.add_row([
                    error.count.to_string(),
                    error.users.to_string(),
                    clean(&said(error)).into_owned(),
                    clean(&error.operation).into_owned(),
                    clean(&whose(error)).into_owned(),
                    error.first.clone(),
                    error.last.clone(),
                ]);
            }
            writeln!(self.out, "{table}")?;
            if trail.errors.len() > MOST_ERRORS {
                self.line(0, &format!("{} more: --format json has them", trail.errors.len() - MOST_ERRORS))?;
            }
            self.gap()?;
        }
        for error in trail.errors.iter().take(MOST_ERRORS) {
            let Some(change) = error.preceded_by.and_then(|at| trail.changes.get(at)) else { continue };
            let of = change.target.as_deref().map(|target| format!(" of {target}")).unwrap_or_default();
            let by = change.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
            let text = format!(
                "the first {} of {} came at {}; the last change before it was {}{of} at {}{by}",
                error.code, error.operation, error.first, change.operation, change.at
            );
            self.labelled("before", &text)?;
        }
        self.gap()
    }
}

/// What AWS said.
pub(super) fn said(error: &ErrorCount) -> String {
    if error.message.is_empty() { error.code.clone() } else { format!("{}: {}", error.code, error.message) }
}

/// The pool and the app client.
pub(super) fn whose(error: &ErrorCount) -> String {
    let parts = [error.pool.as_deref(), error.client.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
