//! Markdown, for comments on pull requests and for job summaries: readable also as it is.

mod change;
mod fit;
mod parts;

use self::fit::{LIMIT, Part};
use super::{FindingReport, Look, Report, words};
use crate::finding::Severity;
use crate::report::markup::text;
use std::io::{self, Write};

/// A line that no reader sees, by which a workflow finds its own comment again.
const MARK: &str = "<!-- mfa-doctor -->";

/// One finding with its fix.
pub(super) fn finding_text(reported: &FindingReport) -> String {
    parts::finding(reported).into_whole()
}

pub(super) fn render(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut written = vec![Part::fixed(format!(
        "{MARK}\n## {}\n\n**{}**\n",
        report.tool.name,
        text(&words::summary(report))
    ))];
    // That a user does not exist stands among the users.
    let unread = report.unreadable.iter().filter(|unreadable| unreadable.scope != "user");
    written.extend(unread.map(parts::unreadable));
    written.extend(report.notices.iter().map(parts::notice));
    for pool in &report.pools {
        written.push(parts::head(pool));
        written.extend(change::section(pool));
        let shown = pool.findings.iter().filter(|reported| {
            reported.suppressed.is_none() && !(look.quiet && reported.finding.severity == Severity::Note)
        });
        written.extend(shown.map(parts::finding));
        written.extend(parts::suppressed(pool));
        if !look.quiet {
            written.extend(parts::not_judged(pool));
        }
    }
    let foot =
        format!("\n---\n{} {}, {}\n", report.tool.name, report.tool.version, text(&report.generated_at));
    write!(out, "{}{foot}", fit::fit(&written, LIMIT - foot.chars().count()))
}
