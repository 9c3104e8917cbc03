//! What comes of the requests that were given with `--change`, in Markdown.

use super::fit::Part;
use crate::report::change::{ChangeReport, RequestReport};
use crate::report::markup::{code, text};
use crate::report::{PoolReport, words};

/// The section, behind the factors as they are afterwards.
pub(super) fn section(pool: &PoolReport) -> Option<Part> {
    let change = pool.change.as_ref()?;
    let mut lines = vec!["\n#### The change\n".to_owned()];
    for (number, request) in change.changes.iter().enumerate() {
        let standing = request.standing();
        let standing = if standing == "REFUSED" { "**REFUSED**" } else { standing };
        lines.push(format!(
            "{}. {} ({}): {standing}",
            number + 1,
            code(&request.operation),
            code(&request.file)
        ));
        lines.extend(told(request).into_iter().map(|line| format!("   - {line}")));
    }
    lines.extend(order(change));
    lines.push("\n| factor | before | afterwards |\n|---|---|---|".to_owned());
    for (factor, before) in &change.before.factors.0 {
        if let Some(after) = pool.factors.0.get(factor) {
            lines.push(format!("| {factor} | {} | {} |", words::verdict(before), words::verdict(after)));
        }
    }
    for (what, rules) in [("Solved", &change.solved), ("New", &change.new)] {
        if !rules.is_empty() {
            lines.push(format!("\n{what}: {}", text(&rules.join(", "))));
        }
    }
    Some(Part::fixed(lines.join("\n") + "\n"))
}

/// What is known of one request.
fn told(request: &RequestReport) -> Vec<String> {
    let mut lines: Vec<String> = request
        .refused
        .iter()
        .map(|refusal| format!("refused: {} ({})", code(&refusal.words()), text(&refusal.rule)))
        .collect();
    if !request.unsettled.is_empty() {
        let rules = text(&request.unsettled.join(", "));
        lines.push(format!("AWS may refuse it by {rules}, which could not be judged"));
    }
    let would = if request.refused.is_empty() { "" } else { "if AWS took it, " };
    if let Some(mode) = &request.mfa {
        lines.push(format!("{would}MFA: {} to {}", text(&mode.from), text(&mode.to)));
    }
    for (does, factors) in [("removes", &request.removes), ("adds", &request.adds)] {
        if !factors.is_empty() {
            lines.push(format!("{would}{does} {}", words::factors(factors)));
        }
    }
    lines.extend(request.resets.iter().map(|reset| format!("{would}resets {}", code(&reset.words()))));
    lines.extend(request.remarks.iter().map(|remark| text(remark)));
    let complete = request.complete.as_ref();
    lines.extend(complete.map(|file| format!("{} restates everything else", code(file))));
    lines
}

fn order(change: &ChangeReport) -> Vec<String> {
    let Some(works) = &change.order.works else { return Vec::new() };
    let mut lines = vec![format!("\n{} when they go like this:\n", change.order.outcome())];
    lines.extend(works.iter().enumerate().map(|(number, name)| format!("{}. {}", number + 1, text(name))));
    lines
}
