//! What the report in Markdown is made of.

use super::fit::Part;
use crate::finding::{Finding, Step};
use crate::report::markup::{block, cell_code, code, text};
use crate::report::page::{UNSHOWN, command, count, short};
use crate::report::users::{NEXT_SIGN_IN, PASSWORD_RESET, in_words, stages};
use crate::report::{FindingReport, Notice, PoolReport, Unreadable, json, words};

/// The longest message of a finding that room is short for.
const SHORT: usize = 300;

pub(super) fn unreadable(unreadable: &Unreadable) -> Part {
    Part::fixed(format!("\n> **{}**\n", text(&words::unreadable(unreadable))))
}

pub(super) fn notice(notice: &Notice) -> Part {
    Part::fixed(format!("\n> {}: {}\n", code(notice.kind), text(&notice.message)))
}

/// The pool, its factors and its users.
pub(super) fn head(pool: &PoolReport) -> Part {
    let name = if pool.name.is_empty() { String::new() } else { format!("{} ", text(&pool.name)) };
    let file = pool.file.as_ref().map(|file| format!(", judged from {}", code(file))).unwrap_or_default();
    let mut lines = vec![
        format!("\n### {name}({})\n", code(&pool.id)),
        format!("{}{file}\n", text(&words::standing(pool)).replacen("in ", "In ", 1)),
    ];
    lines.push("| factor | offered | verdict | because of |\n|---|---|---|---|".to_owned());
    for (factor, standing) in &pool.factors.0 {
        let (offered, verdict) = (words::offered(standing), words::verdict(standing));
        let verdict = if verdict == "BLOCKED" { "**BLOCKED**" } else { verdict };
        lines.push(format!("| {factor} | {offered} | {verdict} | {} |", text(&words::because(standing))));
    }
    for user in &pool.users {
        lines.push(format!("\n**User {}**: {}\n", text(&user.name), text(&user.state())));
        for (label, outlook) in [(NEXT_SIGN_IN, &user.next_sign_in), (PASSWORD_RESET, &user.password_reset)] {
            for (place, (said, assumed)) in stages(outlook.as_ref()).into_iter().enumerate() {
                let label = if place == 0 { label } else { "then" };
                let assumed = assumed.join(", and ");
                let assumed =
                    if assumed.is_empty() { assumed } else { format!(" (provided that {assumed})") };
                lines.push(format!("- {label}: {}{}", text(said), text(&assumed)));
            }
        }
    }
    if let Some(comparison) = &pool.comparison {
        let [one, other] = comparison.users.each_ref().map(|user| text(user));
        match comparison.differences.as_slice() {
            [] => {
                lines.push(format!("\nBetween {one} and {other} nothing differs that bears on signing in."))
            }
            _ => lines.push(format!("\n| | {one} | {other} | |\n|---|---|---|---|")),
        }
        for difference in &comparison.differences {
            let [a, b] = [&difference.a, &difference.b].map(|value| text(&in_words(value)));
            lines.push(format!("| {} | {a} | {b} | {} |", difference.label(), text(&difference.matters)));
        }
    }
    Part::fixed(lines.join("\n") + "\n")
}

/// A finding with its fix.
pub(super) fn finding(reported: &FindingReport) -> Part {
    let finding = &reported.finding;
    let factors = words::factors(&finding.factors);
    let about = if factors.is_empty() { String::new() } else { format!(" ({factors})") };
    let title = format!("\n#### {}: {} {}{about}\n\n", finding.severity, finding.rule, code(finding.name));
    let brief = format!("{title}{}\n", text(&words::clip(&finding.message, SHORT)));
    let mut whole = format!("{title}{}\n\n", text(&finding.message));
    for error in &finding.errors {
        whole.push_str(&format!("- AWS says: {}\n", code(&words::said(error))));
    }
    if let Some(graded) = words::graded(reported) {
        whole.push_str(&format!("- Graded {graded}\n"));
    }
    whole.push_str(&format!("- Fix: {}\n", text(&reported.fix.summary)));
    if let Some(condition) = &finding.false_alarm_if {
        whole.push_str(&format!("- Unless {}\n", text(condition)));
    }
    whole.push_str(&format!("- See <{}>\n", finding.docs));
    if !reported.fix.steps.is_empty() {
        let steps: String = reported.fix.steps.iter().map(step).collect();
        whole.push_str(&details(&format!("Fix in {}", count(reported.fix.steps.len(), "step")), &steps));
    }
    whole.push_str(&details(&format!("Read: {}", count(finding.evidence.len(), "fact")), &evidence(finding)));
    Part::finding(finding.severity, whole, brief)
}

/// What opens at a click. Nothing of AWS may stand in `summary`, which is HTML.
fn details(summary: &str, inside: &str) -> String {
    format!("\n<details><summary>{summary}</summary>\n\n{}\n\n</details>\n", inside.trim_end())
}

fn step(step: &Step) -> String {
    let mut lines = format!("{}\n\n", text(&step.why));
    if step.argv.is_empty() {
        return lines;
    }
    let Some(command) = command(&step.argv) else {
        return format!("{lines}{}\n\n", text(UNSHOWN));
    };
    lines.push_str(&block("sh", &command));
    let file = step.argv.iter().find_map(|word| word.strip_prefix("file://"));
    if let (Some(file), Some(input)) = (file, &step.input) {
        // What cannot be written as JSON does not come out of JSON.
        let document = json::pretty(input).unwrap_or_default();
        lines.push_str(&format!("\nwhere {} holds\n\n{}", code(file), block("json", &document)));
    }
    lines + "\n"
}

fn evidence(finding: &Finding) -> String {
    let mut lines = format!("- resource {}\n", code(&finding.resource));
    for fact in &finding.evidence {
        let value = short(&fact.value.to_string());
        lines.push_str(&format!("- {}\n", code(&format!("{} {} = {value}", fact.source, fact.path))));
    }
    lines
}

/// Findings that are suppressed, where there are any.
pub(super) fn suppressed(pool: &PoolReport) -> Option<Part> {
    let mut lines = String::new();
    for reported in &pool.findings {
        if let Some(by) = &reported.suppressed {
            let finding = &reported.finding;
            lines.push_str(&format!(
                "- {} {} {}, suppressed by {}: {}\n",
                finding.severity,
                finding.rule,
                code(&finding.resource),
                text(&words::suppressed(by)),
                text(&words::clip(&finding.message, SHORT))
            ));
        }
    }
    (!lines.is_empty()).then(|| Part::fixed(format!("\n#### Suppressed\n\n{lines}")))
}

/// What could not be judged, where there is any.
pub(super) fn not_judged(pool: &PoolReport) -> Option<Part> {
    let rows = words::awaited(&pool.not_judged);
    let mut lines = "| rules | would be settled by | because |\n|---|---|---|\n".to_owned();
    for ((needs, reason), rules) in &rows {
        let needs = if needs.is_empty() { String::new() } else { cell_code(needs) };
        lines.push_str(&format!("| {} | {needs} | {} |\n", rules.join(", "), text(reason)));
    }
    (!rows.is_empty()).then(|| Part::fixed(format!("\n#### Not judged\n\n{lines}")))
}
