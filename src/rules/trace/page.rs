//! What AWS WAF stopped before Cognito saw it.

use super::case::{Failed, TraceCase, label};
use super::{add, tell_of_others};
use crate::catalog::{self, DocumentedError};
use crate::finding::Severity;
use crate::rules::Verdicts;
use crate::snapshot::Gap;
use crate::trace::Step;

/// WAF001 in a recording.
pub(in crate::rules) fn captcha_in_recording(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    stopped(case, &[&catalog::WAF_CAPTCHA], enrols, |this| {
        format!(
            "a CAPTCHA rule of the web ACL stopped {this}, which enrols an authenticator app in the background: nobody can solve it there"
        )
    })
}

/// WAF002 in a recording.
pub(in crate::rules) fn stopped_in_recording(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let errors = [&catalog::WAF_BLOCK, &catalog::WAF_CAPTCHA, &catalog::WAF_CHALLENGE];
    stopped(
        case,
        &errors,
        |step| !enrols(step),
        |this| format!("a rule of the web ACL stopped {this} before Cognito looked at it"),
    )
}

fn stopped(
    case: &TraceCase<'_>,
    errors: &[&'static DocumentedError],
    concerns: impl Fn(&Step) -> bool,
    message: impl Fn(&str) -> String,
) -> Result<Verdicts, Gap> {
    let mut verdicts = Verdicts::default();
    for failed in case.failed() {
        let Failed { at, step, .. } = failed;
        let Some(error) = errors.iter().copied().find(|error| failed.is(error)).filter(|_| concerns(step))
        else {
            continue;
        };
        let draft = case.draft(at, message(&label(at, step))).errors(&[error]).severity(Severity::Error);
        add(&mut verdicts.findings, draft);
    }
    verdicts.findings.iter_mut().for_each(|draft| tell_of_others(case, draft));
    let silent = |failed: &Failed<'_>| {
        let refused = failed.has_code("ForbiddenException")
            || failed.refusal.is_some_and(|refusal| refusal.status == Some(403));
        refused && failed.error.is_none() && concerns(failed.step)
    };
    if let Some(failed) = case.failed().find(silent) {
        let step = label(failed.at, failed.step);
        let reason = format!("{step} was forbidden, and the recording does not show by what");
        verdicts.gaps.push(Gap::extra(vec!["trace:message".to_owned()], reason));
    }
    Ok(verdicts)
}

/// Whether the step registers an authenticator app, by the API or on a page of managed login.
fn enrols(step: &Step) -> bool {
    matches!(step.operation.as_str(), "AssociateSoftwareToken" | "VerifySoftwareToken")
        || step.operation.to_ascii_lowercase().contains("totp")
}
