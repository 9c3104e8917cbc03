//! A finding in plain lines, for consoles and messages of CI systems.

use super::page::{UNSHOWN, command};
use super::{FindingReport, clean, words};

/// What AWS says, what to do and when it is a false alarm: a line each, clean.
pub(super) fn advice(reported: &FindingReport) -> Vec<String> {
    let finding = &reported.finding;
    let mut lines: Vec<String> =
        finding.errors.iter().map(|error| format!("AWS says: {}", words::said(error))).collect();
    lines.extend(words::graded(reported).map(|graded| format!("Graded {graded}")));
    lines.push(format!("Fix: {}", reported.fix.summary));
    for step in &reported.fix.steps {
        lines.push(format!("- {}", step.why));
        if !step.argv.is_empty() {
            lines.push(command(&step.argv).unwrap_or_else(|| UNSHOWN.to_owned()));
        }
    }
    lines.extend(finding.false_alarm_if.iter().map(|condition| format!("Unless {condition}")));
    lines.push(format!("See {}", finding.docs));
    lines.iter().map(|line| clean(line).into_owned()).collect()
}
