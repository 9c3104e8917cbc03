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

/// What calls that hang together are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Somebody signs in.
    SignIn,
    /// Tokens are renewed, and nobody is asked for anything.
    Renewal,
    /// Settings, passwords that were forgotten and the like.
    Other,
}

impl Kind {
    pub(super) fn of(report: &TraceReport, sign_in: &SignInReport) -> Kind {
        let mut steps = sign_in.steps.iter().filter_map(|number| report.step(*number));
        let renews = |step: &TraceStep| {
            step.operation == "GetTokensFromRefreshToken"
                || step.flow.as_deref().is_some_and(|flow| flow.starts_with("REFRESH_TOKEN"))
        };
        // Pages of managed login have names like `POST /login` and `login_POST`.
        let signs_in = |step: &TraceStep| {
            let of_api =
                ["InitiateAuth", "RespondToAuthChallenge", "AssociateSoftwareToken", "VerifySoftwareToken"];
            of_api.iter().any(|operation| step.operation.ends_with(operation))
                || step.operation.contains(['/', '_'])
        };
        if steps.clone().all(renews) {
            Kind::Renewal
        } else if steps.any(signs_in) {
            Kind::SignIn
        } else {
            Kind::Other
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Kind::SignIn => "sign-in",
            Kind::Renewal => "renewal of tokens",
            Kind::Other => "other calls",
        }
    }
}

/// Whose sign-in it is, and of which day.
pub(in crate::report) fn title(report: &TraceReport, number: usize) -> String {
    let Some(sign_in) = report.sign_ins.get(number) else { return String::new() };
    let day = sign_in.steps.first().and_then(|step| report.step(*step)).and_then(|step| step.at.get(..10));
    let day = day.map(|day| format!(" on {day}")).unwrap_or_default();
    let user = sign_in.user.as_deref().map(|user| format!(" of {user}")).unwrap_or_default();
    let client = sign_in.client.as_deref().map(|client| format!(", app client {client}")).unwrap_or_default();
    let kind = Kind::of(report, sign_in);
    let result = match (kind, sign_in.result) {
        (Kind::SignIn, "signed-in") => ": signed in",
        (_, "failed") => ": failed",
        (Kind::SignIn, _) => ": not ended",
        (Kind::Renewal, "signed-in") => ": renewed",
        (Kind::Renewal | Kind::Other, _) => "",
    };
    format!("{} {}{user}{day}{client}{result}", kind.name(), number + 1)
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
