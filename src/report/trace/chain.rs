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

/// Whose sign-in it is.
pub(in crate::report) fn title(sign_in: &SignInReport, number: usize) -> String {
    let user = sign_in.user.as_deref().map(|user| format!(" of {user}")).unwrap_or_default();
    let client = sign_in.client.as_deref().map(|client| format!(", app client {client}")).unwrap_or_default();
    let result = match sign_in.result {
        "signed-in" => "signed in",
        "failed" => "failed",
        _ => "not ended",
    };
    format!("sign-in {number}{user}{client}: {result}")
}
