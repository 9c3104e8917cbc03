//! The answer for tickets and chats.

use super::{CauseExplained, ErrorExplained, Explained};
use crate::report::markup::{code, text};
use std::io::{self, Write};

pub(super) fn render(answer: &Explained, out: &mut dyn Write) -> io::Result<()> {
    if let Some(pool) = &answer.pool {
        writeln!(out, "Causes in pool {} ({})\n", text(&pool.name), code(&pool.id))?;
    }
    for error in &answer.errors {
        section(error, out)?;
    }
    if answer.errors.is_empty() {
        writeln!(out, "This is not an MFA error that is documented.")?;
        if !answer.nearest.is_empty() {
            writeln!(out, "\nNearest:\n")?;
        }
        for near in &answer.nearest {
            let exception = near.code.as_deref().map(|code| format!("{code}: ")).unwrap_or_default();
            writeln!(out, "- {}", code(&format!("{exception}{}", near.message)))?;
        }
    } else if answer.unrecognised > 0 {
        writeln!(out, "Exceptions that no documented MFA error has: {}", answer.unrecognised)?;
    }
    Ok(())
}

fn section(error: &ErrorExplained, out: &mut dyn Write) -> io::Result<()> {
    let exception = error.code.map(|code| format!("{code}: ")).unwrap_or_default();
    writeln!(
        out,
        "### {}\n",
        code(format!("{exception}{}", error.message.unwrap_or_default()).trim_end_matches(": "))
    )?;
    let seen = error.seen_in.join(", ");
    let seen = if seen.is_empty() { seen } else { format!(", in {seen}") };
    writeln!(out, "{} match, count {}{seen}. {}\n", error.matched, error.count, text(error.meaning))?;
    for cause in &error.causes {
        entry(cause, out)?;
    }
    writeln!(out, "\n**Fix:** {}\n\n<{}>\n", text(error.fix), error.docs)
}

fn entry(cause: &CauseExplained, out: &mut dyn Write) -> io::Result<()> {
    let holds = if cause.holds == "not-checked" { String::new() } else { format!("**{}** ", cause.holds) };
    let rule = cause.rule.filter(|_| cause.in_table).map(|id| format!("{id}: ")).unwrap_or_default();
    writeln!(out, "- {holds}{rule}{}", text(cause.text))?;
    for message in &cause.messages {
        writeln!(out, "  - {}", text(message))?;
    }
    for evidence in &cause.evidence {
        let fact = format!("{} {} = {}", evidence.source, evidence.path, evidence.value);
        writeln!(out, "  - read {}", code(&fact))?;
    }
    for gap in &cause.gaps {
        match gap.needs.join(", ") {
            needs if needs.is_empty() => writeln!(out, "  - {}", text(&gap.reason))?,
            needs => writeln!(out, "  - not read: {} (settled by {})", text(&gap.reason), text(&needs))?,
        }
    }
    for fix in &cause.fixes {
        writeln!(out, "  - fix: {}", text(&fix.summary))?;
        for step in fix.steps.iter().filter(|step| !step.argv.is_empty()) {
            if let Ok(command) = shlex::try_join(step.argv.iter().map(String::as_str)) {
                writeln!(out, "    - {}", code(&command))?;
            }
        }
    }
    match cause.shown_by {
        Some(sight) if cause.holds != "ruled-out" => writeln!(out, "  - would show it: {}", text(sight)),
        _ => Ok(()),
    }
}
