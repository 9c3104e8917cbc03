//! The report for people: factors first, then findings worst first, then what was not judged.

use super::page::{HEADLINE, Page, short, style_of};
use super::words::{awaited, graded, offered, said};
use super::{FindingReport, Look, PoolReport, Report, Suppressed, clean, words};
use crate::finding::{Finding, NotJudged, Severity};
use std::io::{self, Write};

pub(super) fn render(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    for pool in &report.pools {
        Page { look, out: &mut *out }.pool(pool)?;
    }
    let mut page = Page { look, out };
    // That a user does not exist stands among the users.
    for unreadable in report.unreadable.iter().filter(|unreadable| unreadable.scope != "user") {
        page.line(0, &words::unreadable(unreadable))?;
    }
    for notice in &report.notices {
        page.wrapped("set-up: ", "        ", &notice.message)?;
    }
    page.line(0, &words::summary(report))
}

impl Page<'_> {
    fn pool(&mut self, pool: &PoolReport) -> io::Result<()> {
        let title = format!("{} {}", words::title(pool), words::standing(pool));
        self.styled(&clean(&title), HEADLINE)?;
        if let Some(comparison) = &pool.comparison {
            self.comparison(comparison)?;
            return self.found_besides(pool, comparison);
        }
        self.change(pool)?;
        self.factors(pool)?;
        self.users(pool)?;
        for reported in &pool.findings {
            match &reported.suppressed {
                _ if self.look.quiet && reported.finding.severity == Severity::Note => {}
                None => self.finding(reported)?,
                Some(suppressed) if !self.look.quiet => self.suppressed(reported, suppressed)?,
                Some(_) => {}
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
            let because = words::because(standing);
            table.add_row([factor.as_str(), offered(standing), words::verdict(standing), &because]);
        }
        writeln!(self.out, "{table}\n")
    }

    /// A finding of a command that can write its fixes.
    fn finding(&mut self, reported: &FindingReport) -> io::Result<()> {
        self.finding_with(reported, "--write-fixes DIR writes it, -v prints it")
    }

    /// A finding; `otherwise` says how to see a document that is too long for the page.
    pub(super) fn finding_with(&mut self, reported: &FindingReport, otherwise: &str) -> io::Result<()> {
        let FindingReport { finding, fix, .. } = reported;
        self.styled(&headline(finding), style_of(finding.severity))?;
        self.line(2, &finding.message)?;
        if let Some(graded) = graded(reported) {
            self.labelled("graded", &graded)?;
        }
        for evidence in &finding.evidence {
            let value = short(&evidence.value.to_string());
            self.labelled("read", &format!("{} {} = {value}", evidence.source, evidence.path))?;
        }
        for error in &finding.errors {
            self.labelled("AWS says", &said(error))?;
        }
        self.labelled("fix", &fix.summary)?;
        for step in &fix.steps {
            self.step(step, otherwise)?;
        }
        if let Some(condition) = &finding.false_alarm_if {
            self.labelled("unless", condition)?;
        }
        self.labelled("see", finding.docs)?;
        self.gap()
    }

    /// What is accepted, in short: `--format json` has all of it.
    fn suppressed(&mut self, reported: &FindingReport, suppressed: &Suppressed) -> io::Result<()> {
        let finding = &reported.finding;
        self.styled(&format!("suppressed {}", headline(finding)), HEADLINE)?;
        self.line(2, &finding.message)?;
        self.labelled("by", &words::suppressed(suppressed))?;
        if let Some(graded) = graded(reported) {
            self.labelled("graded", &graded)?;
        }
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
}

/// Severity, rule and factors of a finding.
fn headline(finding: &Finding) -> String {
    let factors = words::factors(&finding.factors);
    let about = if factors.is_empty() { String::new() } else { format!(" [{factors}]") };
    format!("{} {} {}{about}", finding.severity, finding.rule, finding.name)
}
