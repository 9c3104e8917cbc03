//! The comparison for tickets and chats.

use super::table::fixes;
use super::{DiffReport, SettingReport, line};
use crate::report::markup::{code, text};
use std::io::{self, Write};

pub(super) fn render(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "- **A**: {}\n- **B**: {}\n", text(&report.a.words()), text(&report.b.words()))?;
    if !report.verdicts.is_empty() {
        writeln!(out, "| factor | A | B |\n|---|---|---|")?;
        for verdict in &report.verdicts {
            writeln!(out, "| {} | {} | {} |", verdict.factor, verdict.a.words(), verdict.b.words())?;
        }
        writeln!(out)?;
    }
    for finding in &report.findings {
        writeln!(out, "### {} {} {}: {}\n", finding.severity, finding.rule, finding.name, finding.place())?;
        writeln!(out, "- A: {}\n- B: {}", text(&finding.a.words()), text(&finding.b.words()))?;
        finding.settings.iter().try_for_each(|setting| entry(setting, out))?;
        for fix in fixes(&finding.a, &finding.b) {
            writeln!(out, "- **fix:** {}", text(fix))?;
        }
        writeln!(out, "\n<{}>\n", finding.docs)?;
    }
    if !report.settings.is_empty() {
        writeln!(out, "### Also different\n")?;
        report.settings.iter().try_for_each(|setting| entry(setting, out))?;
        writeln!(out)?;
    }
    if !report.not_compared.is_empty() {
        writeln!(out, "### Not compared\n\n| would be settled by | A | B |\n|---|---|---|")?;
        for entry in &report.not_compared {
            let why = |reason: &Option<String>| text(reason.as_deref().unwrap_or("read"));
            writeln!(out, "| {} | {} | {} |", text(&entry.needs.join(", ")), why(&entry.a), why(&entry.b))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", text(&report.summary()))
}

fn entry(setting: &SettingReport, out: &mut dyn Write) -> io::Result<()> {
    for (label, facts, other) in [("A", &setting.a, &setting.b), ("B", &setting.b, &setting.a)] {
        for fact in facts {
            writeln!(out, "- {label} reads {}", code(&line(fact)))?;
        }
        if facts.is_empty() && !other.is_empty() {
            writeln!(out, "- {label} reads none of that")?;
        }
    }
    Ok(())
}
