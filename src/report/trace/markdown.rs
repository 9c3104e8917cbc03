//! The report for tickets and chats.

use super::chain::{drawing, drawn, title};
use super::table::{changed, said, whose};
use super::{TraceReport, spark};
use crate::report::clean;
use crate::report::markdown::finding_text;
use crate::report::markup::{block, cell_code, code, text};
use crate::report::words::awaited;
use std::io::{self, Write};

/// Sign-ins that are drawn.
const MOST: usize = 20;

/// Bars of the line of errors over time.
const BARS: usize = 48;

pub(super) fn render(report: &TraceReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}\n", text(&report.headline()))?;
    for skipped in &report.skipped {
        writeln!(out, "> skipped in {}: {} ({})\n", code(&skipped.name), text(&skipped.what), skipped.count)?;
    }
    if let Some(trail) = &report.trail {
        let bars = spark::hours(&trail.errors, BARS);
        if let (Some((first, _)), Some((last, _))) = (bars.first(), bars.last()) {
            writeln!(out, "Errors from {first} to {last}: {}\n", spark::line(&bars))?;
            writeln!(out, "| count | users | error | operation | pool, client | first | last | before it |")?;
            writeln!(out, "|---|---|---|---|---|---|---|---|")?;
        }
        for error in trail.errors.iter().take(MOST) {
            let before = error.preceded_by.and_then(|at| trail.changes.get(at));
            let before = before.map(changed);
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                error.count,
                error.users,
                cell_code(&said(error)),
                text(&error.operation),
                text(&whose(error)),
                error.first,
                error.last,
                text(&before.unwrap_or_default())
            )?;
        }
        writeln!(out)?;
    }
    for number in drawn(report, MOST) {
        writeln!(out, "#### {}\n", text(&title(report, number)))?;
        let lines = drawing(report, &report.sign_ins[number]);
        let lines: Vec<_> = lines.iter().map(|line| clean(&line.text)).collect();
        writeln!(out, "{}", block("text", &lines.join("\n")))?;
    }
    for reported in &report.findings {
        writeln!(out, "{}", finding_text(reported))?;
    }
    for step in report.unexplained().take(MOST) {
        writeln!(out, "- step {} is not explained by the recording: {}", step.number, code(&step.came()))?;
    }
    let rows = awaited(&report.not_judged);
    if !rows.is_empty() {
        writeln!(out, "\n#### Not judged\n\n| rules | would be settled by | because |\n|---|---|---|")?;
        for ((needs, reason), rules) in rows {
            writeln!(out, "| {} | {} | {} |", rules.join(", "), text(&needs), text(&reason))?;
        }
    }
    Ok(())
}
