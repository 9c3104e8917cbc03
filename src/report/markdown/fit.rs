//! As much of a report as a comment takes.

use crate::finding::Severity;
use crate::report::page::count;

/// GitHub takes 65,536 characters of a comment, and a job summary of 1 MiB.
pub(super) const LIMIT: usize = 65_000;

/// Room for the line about what was left out.
const RESERVE: usize = 300;

/// A part of the report.
pub(super) struct Part {
    /// As it should be.
    whole: String,
    /// As it can be where room is short.
    short: String,
    /// What it is a finding of; `None` of everything else.
    severity: Option<Severity>,
}

impl Part {
    /// A part that cannot be any shorter.
    pub(super) fn fixed(whole: String) -> Part {
        Part { short: whole.clone(), whole, severity: None }
    }

    /// It as it should be, where there is room.
    pub(super) fn into_whole(self) -> String {
        self.whole
    }

    /// A finding.
    pub(super) fn finding(severity: Severity, whole: String, short: String) -> Part {
        Part { whole, short, severity: Some(severity) }
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// The parts in their order, in `limit` characters: whole where they fit, the worst findings before all others, then
/// short, and what does not even fit so is counted.
pub(super) fn fit(parts: &[Part], limit: usize) -> String {
    if parts.iter().map(|part| length(&part.whole)).sum::<usize>() <= limit {
        return parts.iter().map(|part| part.whole.as_str()).collect();
    }
    // Everything but findings comes first, then findings, worst first.
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&at| (parts[at].severity.is_some(), std::cmp::Reverse(parts[at].severity)));
    let mut left = limit.saturating_sub(RESERVE);
    let mut chosen: Vec<Option<&str>> = vec![None; parts.len()];
    for &at in &order {
        let short = length(&parts[at].short);
        if short <= left {
            left -= short;
            chosen[at] = Some(&parts[at].short);
        }
    }
    for &at in &order {
        let more = length(&parts[at].whole).saturating_sub(length(&parts[at].short));
        if chosen[at].is_some() && more <= left {
            left -= more;
            chosen[at] = Some(&parts[at].whole);
        }
    }
    let mut text: String = chosen.iter().flatten().copied().collect();
    text.push_str(&left_out(parts, &chosen));
    text
}

fn left_out(parts: &[Part], chosen: &[Option<&str>]) -> String {
    let missing = |severity| {
        parts.iter().zip(chosen).filter(|(part, text)| text.is_none() && part.severity == severity).count()
    };
    let findings: Vec<String> = Severity::ALL
        .into_iter()
        .map(|severity| (missing(Some(severity)), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| count(number, severity.as_str()))
        .collect();
    let mut text = Vec::new();
    if !findings.is_empty() {
        text.push(format!("{} more", findings.join(", ")));
    }
    if missing(None) > 0 {
        text.push(count(missing(None), "other part"));
    }
    let told = if text.is_empty() { String::new() } else { format!("Left out: {}. ", text.join(" and ")) };
    format!("\n> {told}This was shortened to what a comment takes; `--format json` has all of it.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A head of 5 characters and findings of 1,000, or 9 where short; the last is the worst.
    fn parts(findings: usize) -> Vec<Part> {
        let mut parts = vec![Part::fixed("head\n".to_owned())];
        for at in 0..findings {
            let severity = if at == findings - 1 { Severity::Error } else { Severity::Note };
            let (whole, short) = (format!("whole{at:03}{}\n", "é".repeat(991)), format!("short{at:03}\n"));
            parts.push(Part::finding(severity, whole, short));
        }
        parts
    }

    #[test]
    fn what_fits_is_whole() {
        assert_eq!(length(&fit(&parts(9), 9_005)), 9_005);
    }

    #[test]
    fn the_worst_stay_whole_and_the_others_become_short() {
        let text = fit(&parts(9), 9_004);
        assert!(length(&text) <= 9_004 && text.contains("whole008") && text.starts_with("head"), "{text}");
        assert!(text.contains("short007") && !text.contains("Left out"), "{text}");
        assert_eq!(text.matches("whole").count() + text.matches("short").count() - 1, 9, "{text}");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let text = fit(&parts(900), 1_000);
        assert!(length(&text) <= 1_000 && text.contains("short899"), "{text}");
        let told = 900 - text.matches("short0").count() - text.matches("short8").count();
        assert!(text.contains(&format!("Left out: {told} notes more.")), "{text}");
    }
}
