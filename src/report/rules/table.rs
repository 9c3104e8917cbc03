//! Rules for people: a table of them, or each whole.

use super::super::Look;
use super::super::page::{Page, count, style_of};
use super::{RuleReport, Rules};
use crate::catalog::ANY_MESSAGE;
use std::io::{self, Write};

pub(super) fn render(rules: &Rules, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    if rules.whole {
        return rules.rules.iter().try_for_each(|rule| page.rule(rule));
    }
    if rules.rules.is_empty() {
        return Ok(());
    }
    let mut table = page.table(["rule", "severity", "factors", "finds"]);
    for rule in &rules.rules {
        table.add_row([rule.id, rule.severity.as_str(), &rule.factor_words(), rule.title]);
    }
    writeln!(page.out, "{table}\n")?;
    let number = count(rules.rules.len(), "rule");
    page.line(0, &format!("{number}; `mfa-doctor rules {}` prints one whole", rules.rules[0].id))
}

impl Page<'_> {
    fn rule(&mut self, rule: &RuleReport) -> io::Result<()> {
        let about =
            if rule.factors.is_empty() { String::new() } else { format!(" [{}]", rule.factor_words()) };
        let title = format!("{} {} {}{about}", rule.severity, rule.id, rule.name);
        self.styled(&title, style_of(rule.severity))?;
        self.line(2, rule.title)?;
        self.labelled("why", rule.why)?;
        for (position, place) in rule.looks_at.iter().enumerate() {
            let label = if position == 0 { "looks at" } else { "" };
            self.labelled(label, &format!("{} {}", place.operation, place.path))?;
        }
        self.labelled("silent", rule.silent)?;
        for error in &rule.errors {
            let said = match (&error.code, error.message.as_str()) {
                (Some(code), ANY_MESSAGE) => format!("{code}, whatever its text"),
                (Some(code), message) => format!("{code}: {message}"),
                (None, message) => message.to_owned(),
            };
            self.labelled("AWS says", &said)?;
        }
        self.labelled("fix", rule.fix)?;
        if !rule.permissions.is_empty() {
            self.labelled("needs", &rule.permissions.join(", "))?;
        }
        self.labelled("severity", &format!("{} at most", rule.severity))?;
        self.labelled("see", rule.docs)?;
        self.gap()
    }
}
