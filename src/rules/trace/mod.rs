//! Recordings of sign-ins: what went wrong between the calls, which no configuration shows.

mod case;
mod codes;
mod doubled;
mod fault;
mod foreign;
mod judge;
mod keys;
mod order;
mod page;
mod requests;
mod said;
mod sessions;

pub use case::TraceCase;
pub use judge::{Failure, TraceJudgement, judge_trace};
pub(super) use page::{captcha_in_recording, stopped_in_recording};
pub use said::documented as documented_error;

use self::case::{Failed, label};
use self::fault::Fault;
use super::{Draft, Look, Rule, Verdicts, find};
use crate::catalog::DocumentedError;
use crate::snapshot::Gap;
use crate::trace::{Outcome, Refusal, Step};

/// The families.
pub(super) static RULES: &[&[Rule]] = &[sessions::RULES, order::RULES, codes::RULES, requests::RULES];

/// What stands in the recording.
const fn of_trace(path: &'static str) -> Look {
    Look { operation: Look::TRACE, path }
}

/// What a rule says of the failures that are its own, nothing where what it would say is not shown; and what it cannot
/// tell of the steps that it looks at.
fn each<'a>(
    case: &TraceCase<'a>,
    rule: &str,
    looks_at: impl Fn(&Step) -> bool,
    draft: impl Fn(&Failed<'a>, Fault) -> Option<Draft>,
) -> Verdicts {
    let mut verdicts = Verdicts { gaps: hidden(case, rule, looks_at), ..Verdicts::default() };
    for failed in case.failed() {
        let Some(fault) = case.fault(failed.at).filter(|fault| fault.rule() == rule) else { continue };
        if let Some(draft) = draft(&failed, fault) {
            add(&mut verdicts.findings, of_error(rule, &failed, draft));
        }
    }
    verdicts.findings.iter_mut().for_each(|draft| tell_of_others(case, draft));
    verdicts
}

/// The finding, which leads to no other error than the one that came.
fn of_error(rule: &str, failed: &Failed<'_>, draft: Draft) -> Draft {
    let leads_to = find(rule).map(|rule| rule.errors).unwrap_or_default();
    match failed.error.filter(|error| leads_to.iter().any(|one| one.id == error.id)) {
        Some(error) => draft.errors(&[error]),
        None => draft,
    }
}

/// The same failure of the same app client is one finding, however often it happened.
fn add(findings: &mut Vec<Draft>, draft: Draft) {
    let same = |found: &&mut Draft| found.resource == draft.resource && found.part == draft.part;
    match findings.iter_mut().find(same) {
        Some(found) => {
            found.severity = found.severity.max(draft.severity);
            found.steps.extend(draft.steps);
        }
        None => findings.push(draft),
    }
}

/// Says how often it happened besides.
fn tell_of_others(case: &TraceCase<'_>, draft: &mut Draft) {
    // A finding may name a step beside those that failed.
    let failed: Vec<usize> = draft
        .steps
        .iter()
        .copied()
        .filter(|at| case.step(*at).refusal().is_some() || said::is_unverified(case.step(*at)))
        .collect();
    let [_, others @ ..] = failed.as_slice() else { return };
    let Some(last) = others.last() else { return };
    let times =
        if others.len() == 1 { "once more".to_owned() } else { format!("{} times more", others.len()) };
    draft.message.push_str(&format!(
        "; the same happened {times}, the last time at {}",
        label(*last, case.step(*last))
    ));
}

/// What a rule cannot tell of the steps that it looks at, because the recording hides how they ended, or with what
/// words.
fn hidden(case: &TraceCase<'_>, rule: &str, looks_at: impl Fn(&Step) -> bool) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let steps = || case.timeline.steps.iter().enumerate().filter(|(_, step)| looks_at(step));
    let mut note = |need: &str, what: &str, mut hidden: Vec<usize>| {
        let count = hidden.len();
        if let Some(first) = hidden.drain(..).next() {
            let step = label(first, case.step(first));
            let reason = match count {
                1 => format!("the recording does not show {what} of {step}"),
                _ => format!("the recording does not show {what} of {count} steps, the first of them {step}"),
            };
            gaps.push(Gap::extra(vec![need.to_owned()], reason));
        }
    };
    let unknown = steps().filter(|(_, step)| matches!(step.outcome, Outcome::Unknown { .. }));
    note("trace:answer", "the answer", unknown.map(|(at, _)| at).collect());
    let errors = find(rule).map(|rule| rule.errors).unwrap_or_default();
    let may_be = |refusal: &Refusal| {
        // The exception alone may rule it out.
        let has_code = |error: &&DocumentedError| error.code == Some(refusal.code.as_str());
        refusal.message.is_empty()
            && (refusal.code.is_empty() || errors.iter().copied().any(|error| has_code(&error)))
    };
    let silent = steps().filter(|(_, step)| step.refusal().is_some_and(may_be));
    note("trace:message", "the message of the error", silent.map(|(at, _)| at).collect());
    gaps
}

/// Whether the step hands on a Session.
fn takes_session(step: &Step) -> bool {
    let enrols = matches!(step.operation.as_str(), "AssociateSoftwareToken" | "VerifySoftwareToken");
    step.responds() || enrols && step.token.known().is_none()
}
