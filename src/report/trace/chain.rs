//! A sign-in as a person would draw it: the calls one below the other, the Sessions between them, the broken link marked.

use super::{SignInReport, TraceReport, TraceStep};

/// One line of the drawing.
pub(in crate::report) struct Line {
    /// What stands there.
    pub text: String,
    /// Whether the link breaks here.
    pub broken: bool,
}

/// The drawing of one sign-in.
pub(in crate::report) fn drawing(report: &TraceReport, sign_in: &SignInReport) -> Vec<Line> {
    let steps: Vec<&TraceStep> = sign_in.steps.iter().filter_map(|number| report.step(*number)).collect();
    let widest = steps.iter().map(|step| step.number.to_string().len()).max().unwrap_or(1);
    let mut lines = Vec::new();
    let mut carried: Option<&str> = None;
    for step in steps {
        let broken = step.failed();
        let session = match (step.session_in.as_deref(), carried) {
            // What every step of a right sign-in does needs no words of its own.
            (Some(sent), Some(expected)) if sent == expected => format!("({sent}) "),
            (Some(sent), Some(expected)) if sent != "(hidden)" => format!("({sent}, not {expected}) "),
            (Some(sent), _) if sent != "(hidden)" => format!("({sent}) "),
            _ => String::new(),
        };
        let given = step.session_out.as_deref().map(|given| format!(" ({given})")).unwrap_or_default();
        let arrow = if broken { "─✗" } else { "─▶" };
        lines.push(Line {
            text: format!(
                "{:>widest$}  {}  {} {session}{arrow} {}{given}",
                step.number,
                step.clock(),
                step.asked(),
                step.came()
            ),
            broken,
        });
        // A refused code leaves the Session as it is.
        if step.session_out.is_some() {
            carried = step.session_out.as_deref();
        }
    }
    lines
}

/// Whose sign-in it is, and of which day.
pub(in crate::report) fn title(report: &TraceReport, number: usize) -> String {
    let Some(sign_in) = report.sign_ins.get(number) else { return String::new() };
    let day = sign_in.steps.first().and_then(|step| report.step(*step)).and_then(|step| step.at.get(..10));
    let day = day.map(|day| format!(" on {day}")).unwrap_or_default();
    let user = sign_in.user.as_deref().map(|user| format!(" of {user}")).unwrap_or_default();
    let client = sign_in.client.as_deref().map(|client| format!(", app client {client}")).unwrap_or_default();
    let result = match sign_in.result {
        "signed-in" => "signed in",
        "failed" => "failed",
        _ => "not ended",
    };
    format!("sign-in {}{user}{day}{client}: {result}", number + 1)
}

/// The sign-ins to draw, by their places: all of a few, and of many one for each thing that went wrong, at most `most`.
pub(in crate::report) fn drawn(report: &TraceReport, most: usize) -> Vec<usize> {
    /// So many are all drawn.
    const FEW: usize = 6;
    if report.sign_ins.len() <= FEW {
        return (0..report.sign_ins.len()).collect();
    }
    let mut errors: Vec<(&str, &str)> = Vec::new();
    let mut steps: Vec<usize> =
        report.findings.iter().filter_map(|found| found.finding.steps.first().copied()).collect();
    for step in report.unexplained() {
        let error = step.error.as_ref().map(|error| (error.code.as_str(), error.message.as_str()));
        let error = error.unwrap_or(("", step.outcome));
        if !errors.contains(&error) {
            errors.push(error);
            steps.push(step.number);
        }
    }
    let holds = |at: &usize| steps.iter().any(|step| report.sign_ins[*at].steps.contains(step));
    (0..report.sign_ins.len()).filter(holds).take(most).collect()
}
