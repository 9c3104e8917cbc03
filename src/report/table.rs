//! The report for people: factors first, then findings worst first, then what was not judged.

use super::page::{HEADLINE, Page, count, short, style_of};
use super::words::{awaited, offered, said};
use super::{FactorReport, Look, PoolReport, Report, clean};
use crate::finding::{Factor, Finding, Fix, NotJudged, Severity};
use std::io::{self, Write};

pub(super) fn render(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    for pool in &report.pools {
        Page { look, out: &mut *out }.pool(pool)?;
    }
    let mut page = Page { look, out };
    // That a user does not exist stands among the users.
    for unreadable in report.unreadable.iter().filter(|unreadable| unreadable.scope != "user") {
        let said = [unreadable.code.as_str(), unreadable.message.as_str()].join(": ");
        page.line(0, &format!("could not read {} in {}: {said}", unreadable.id, unreadable.region))?;
    }
    page.summary(report)
}

impl Page<'_> {
    fn pool(&mut self, pool: &PoolReport) -> io::Result<()> {
        let title =
            if pool.name.is_empty() { pool.id.clone() } else { format!("{} ({})", pool.name, pool.id) };
        let account = if pool.account.is_empty() { "unknown" } else { &pool.account };
        let title = format!("{title} in {}, account {account}, MFA {}", pool.region, pool.mfa);
        self.styled(&clean(&title), HEADLINE)?;
        if let Some(comparison) = &pool.comparison {
            return self.comparison(comparison);
        }
        self.factors(pool)?;
        self.users(pool)?;
        for reported in &pool.findings {
            if !(self.look.quiet && reported.finding.severity == Severity::Note) {
                self.finding(&reported.finding, &reported.fix)?;
            }
        }
        if !(pool.not_judged.is_empty() || self.look.quiet) {
            self.not_judged(&pool.not_judged)?;
        }
        Ok(())
    }

    fn factors(&mut self, pool: &PoolReport) -> io::Result<()> {
        let mut table = self.table(["factor", "offered", "verdict", "because of"]);
        for (factor, standing) in &pool.factors.0 {
            let verdict = standing.verdict.unwrap_or("-");
            let verdict = if verdict == "blocked" { "BLOCKED" } else { verdict };
            table.add_row([factor.as_str(), offered(standing), verdict, &because(standing)]);
        }
        writeln!(self.out, "{table}\n")
    }

    pub(super) fn finding(&mut self, finding: &Finding, fix: &Fix) -> io::Result<()> {
        let factors: Vec<&str> = finding.factors.iter().map(|factor| factor.as_str()).collect();
        let about = if factors.is_empty() { String::new() } else { format!(" [{}]", factors.join(", ")) };
        let title = format!("{} {} {}{about}", finding.severity, finding.rule, finding.name);
        self.styled(&title, style_of(finding.severity))?;
        self.line(2, &finding.message)?;
        for evidence in &finding.evidence {
            let value = short(&evidence.value.to_string());
            self.labelled("read", &format!("{} {} = {value}", evidence.source, evidence.path))?;
        }
        for error in &finding.errors {
            self.labelled("AWS says", &said(error))?;
        }
        self.labelled("fix", &fix.summary)?;
        for step in &fix.steps {
            self.step(step, "--write-fixes DIR writes it, -v prints it")?;
        }
        if let Some(condition) = &finding.false_alarm_if {
            self.labelled("unless", condition)?;
        }
        self.labelled("see", finding.docs)?;
        self.gap()
    }

    fn not_judged(&mut self, entries: &[NotJudged]) -> io::Result<()> {
        self.styled("not judged", HEADLINE)?;
        let mut table = self.table(["rules", "would be settled by", "because"]);
        for ((needs, reason), rules) in awaited(entries) {
            table.add_row([rules.join(", "), clean(&needs).into_owned(), clean(&reason).into_owned()]);
        }
        writeln!(self.out, "{table}\n")
    }

    fn summary(&mut self, report: &Report) -> io::Result<()> {
        let summary = report.summary;
        let mut text = [
            count(summary.error, "error"),
            count(summary.warning, "warning"),
            count(summary.note, "note"),
            format!("{} not judged", summary.not_judged),
        ]
        .join(", ");
        if summary.suppressed > 0 {
            text.push_str(&format!(", {} suppressed", summary.suppressed));
        }
        match report.pools.as_slice() {
            [pool] => {
                let word = |(factor, standing): (&Factor, &FactorReport)| {
                    Some(format!("{factor} {}", standing.verdict?))
                };
                let verdicts: Vec<String> = pool.factors.0.iter().filter_map(word).collect();
                if !verdicts.is_empty() {
                    text = format!("{}: {text}", verdicts.join(", "));
                }
            }
            pools => text = format!("{text} in {}", count(pools.len(), "pool")),
        }
        if !report.complete {
            text.push_str("; incomplete: facts that decide were not read");
        }
        self.line(0, &text)
    }
}

fn because(standing: &FactorReport) -> String {
    match (standing.blocked_by.as_slice(), standing.unproven_by.as_slice()) {
        ([], []) => String::new(),
        ([], unproven) => {
            const SHOWN: usize = 6;
            let rest = unproven.len().saturating_sub(SHOWN);
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            format!(
                "not judged: {}{more}",
                unproven.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ")
            )
        }
        (blocked, _) => blocked.join(", "),
    }
}
