//! The comparison for people.

use super::{DiffReport, Said, SettingReport, SpeaksReport, line};
use crate::finding::Severity;
use crate::report::page::{HEADLINE, Page, style_of};
use crate::report::{Look, clean};
use std::io::{self, Write};

pub(super) fn render(report: &DiffReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    page.labelled("A", &report.a.words())?;
    page.labelled("B", &report.b.words())?;
    page.gap()?;
    page.verdicts(report)?;
    for finding in &report.findings {
        if !(look.quiet && finding.severity == Severity::Note) {
            page.speaks(finding)?;
        }
    }
    page.settings(&report.settings)?;
    page.not_compared(report)?;
    page.line(0, &report.summary())
}

impl Page<'_> {
    fn verdicts(&mut self, report: &DiffReport) -> io::Result<()> {
        if report.verdicts.is_empty() {
            return Ok(());
        }
        let mut table = self.table(["factor", "A", "B"]);
        for verdict in &report.verdicts {
            table.add_row([verdict.factor.as_str(), &verdict.a.words(), &verdict.b.words()]);
        }
        writeln!(self.out, "{table}\n")
    }

    fn speaks(&mut self, finding: &SpeaksReport) -> io::Result<()> {
        let title = format!("{} {} {}: {}", finding.severity, finding.rule, finding.name, finding.place());
        self.styled(&title, style_of(finding.severity))?;
        for (label, said) in [("A", &finding.a), ("B", &finding.b)] {
            self.labelled(label, &said.words())?;
        }
        for setting in &finding.settings {
            self.setting(setting)?;
        }
        for fix in fixes(&finding.a, &finding.b) {
            self.labelled("fix", fix)?;
        }
        self.labelled("see", finding.docs)?;
        self.gap()
    }

    fn settings(&mut self, settings: &[SettingReport]) -> io::Result<()> {
        if settings.is_empty() || self.look.quiet {
            return Ok(());
        }
        self.styled("also different", HEADLINE)?;
        for setting in settings {
            self.setting(setting)?;
        }
        self.gap()
    }

    fn setting(&mut self, setting: &SettingReport) -> io::Result<()> {
        for (label, facts, other) in
            [("A reads", &setting.a, &setting.b), ("B reads", &setting.b, &setting.a)]
        {
            for fact in facts {
                self.labelled(label, &line(fact))?;
            }
            if facts.is_empty() && !other.is_empty() {
                self.labelled(label, "none of that")?;
            }
        }
        Ok(())
    }

    fn not_compared(&mut self, report: &DiffReport) -> io::Result<()> {
        if report.not_compared.is_empty() || self.look.quiet {
            return Ok(());
        }
        self.styled("not compared", HEADLINE)?;
        let mut table = self.table(["would be settled by", "A", "B"]);
        for entry in &report.not_compared {
            let why = |reason: &Option<String>| match reason {
                Some(reason) => clean(reason).into_owned(),
                None => "read".to_owned(),
            };
            table.add_row([clean(&entry.needs.join(", ")).into_owned(), why(&entry.a), why(&entry.b)]);
        }
        writeln!(self.out, "{table}\n")
    }
}

/// What to do, each thing once.
pub(super) fn fixes<'a>(a: &'a Said, b: &'a Said) -> Vec<&'a String> {
    let mut fixes: Vec<&String> = Vec::new();
    for fix in a.fixes.iter().chain(&b.fixes) {
        if !fixes.contains(&fix) {
            fixes.push(fix);
        }
    }
    fixes
}
