//! The report for people: factors first, then findings worst first, then what was not judged.

use super::page::{HEADLINE, Page, short, style_of};
use super::words::{awaited, offered, said};
use super::{Look, PoolReport, Report, clean, words};
use crate::finding::{Finding, Fix, NotJudged, Severity};
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
    page.line(0, &words::summary(report))
}

impl Page<'_> {
    fn pool(&mut self, pool: &PoolReport) -> io::Result<()> {
        let title = format!("{} {}", words::title(pool), words::standing(pool));
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
            let because = words::because(standing);
            table.add_row([factor.as_str(), offered(standing), words::verdict(standing), &because]);
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
}
