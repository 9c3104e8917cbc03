//! Rules in Markdown.

use super::{RuleReport, Rules};
use crate::catalog::ANY_MESSAGE;
use crate::report::markup::{code, text};
use std::io::{self, Write};

pub(super) fn render(rules: &Rules, out: &mut dyn Write) -> io::Result<()> {
    if rules.whole {
        return rules.rules.iter().enumerate().try_for_each(|(position, rule)| {
            let gap = if position == 0 { "" } else { "\n" };
            write!(out, "{gap}")?;
            whole(rule, out)
        });
    }
    if rules.rules.is_empty() {
        return Ok(());
    }
    writeln!(out, "| rule | severity | factors | finds |\n|---|---|---|---|")?;
    rules.rules.iter().try_for_each(|rule| {
        let title = text(rule.title);
        let factors = rule.factor_words();
        writeln!(out, "| [{}]({}) | {} | {factors} | {title} |", rule.id, rule.docs, rule.severity)
    })
}

/// Everything about one rule.
pub(in crate::report) fn whole(rule: &RuleReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {} {}\n", rule.id, code(rule.name))?;
    writeln!(out, "**{}**\n", text(rule.title))?;
    writeln!(out, "{} at most, factors: {}\n", rule.severity, rule.factor_words())?;
    writeln!(out, "{}\n", text(rule.why))?;
    writeln!(out, "Looks at:\n")?;
    for place in &rule.looks_at {
        let path = if place.path.is_empty() { String::new() } else { format!(" {}", code(place.path)) };
        writeln!(out, "- {}{path}", code(place.operation))?;
    }
    writeln!(out, "\nSilent: {}\n", text(rule.silent))?;
    if !rule.errors.is_empty() {
        writeln!(out, "AWS says:\n")?;
    }
    for error in &rule.errors {
        match (&error.code, error.message.as_str()) {
            (Some(exception), ANY_MESSAGE) => writeln!(out, "- {}, whatever its text", code(exception))?,
            (Some(exception), message) => writeln!(out, "- {}: {}", code(exception), code(message))?,
            (None, message) => writeln!(out, "- {}", code(message))?,
        }
    }
    if !rule.errors.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "Fix: {}\n", text(rule.fix))?;
    let permissions: Vec<String> = rule.permissions.iter().map(|name| code(name)).collect();
    if !permissions.is_empty() {
        writeln!(out, "Needs: {}\n", permissions.join(", "))?;
    }
    writeln!(out, "See: <{}>", rule.docs)
}
