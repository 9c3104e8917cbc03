//! What the report says of a recording.

use super::super::{assemble, decode_token};
use crate::catalog;
use crate::fix::{Plan, Reach};
use crate::report::trace::{
    InputReport, SignInReport, SkippedReport, TraceError, TraceReport, TraceStep, TrailReport,
};
use crate::rules::{Failure, Selection, judge_trace};
use crate::snapshot::{Gap, Snapshot};
use crate::trace::{Links, Outcome, Part, Step, Timeline};
use std::collections::BTreeMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Everything that was read, before it is judged.
#[derive(Debug, Default)]
pub struct Recording {
    /// The calls, in order of time.
    pub timeline: Timeline,
    /// What was read.
    pub inputs: Vec<InputReport>,
    /// Secrets that were in it, by kind.
    pub held: BTreeMap<&'static str, u64>,
    /// What CloudTrail counts.
    pub trail: Option<TrailReport>,
    /// Whether something that decides could not be read.
    pub incomplete: bool,
    /// Whether Ctrl-C ended the reading.
    pub interrupted: bool,
}

/// Judges the recording.
///
/// # Errors
/// The gap, when a pool was given that was not read.
pub fn report(
    recording: Recording,
    snapshot: Option<&Snapshot>,
    selection: &Selection,
    reach: &Reach,
) -> Result<TraceReport, Gap> {
    let Recording { timeline, inputs, held, trail, incomplete, interrupted: _ } = recording;
    let links = Links::of(&timeline);
    let judged = judge_trace(&timeline, &links, snapshot, selection)?;
    let nothing = Snapshot::empty();
    let mut plan = Plan::new(snapshot.unwrap_or(&nothing), reach.clone());
    let failures: BTreeMap<usize, &Failure> =
        judged.failures.iter().map(|failure| (failure.at, failure)).collect();
    let steps = timeline.steps.iter().enumerate();
    let steps = steps.map(|(at, step)| told(at, step, &links, failures.get(&at).copied())).collect();
    let skipped = timeline.skipped.iter();
    let skipped = skipped.map(|one| SkippedReport {
        name: one.place.clone(),
        what: one.what.clone(),
        count: one.count,
    });
    Ok(TraceReport {
        schema: crate::report::SCHEMA,
        tool: assemble::tool(),
        generated_at: assemble::now(),
        complete: !incomplete,
        exit_code: 0,
        pool: snapshot.and_then(decode_token::presented_to),
        inputs,
        held,
        skipped: skipped.collect(),
        sign_ins: links.sign_ins.iter().map(|sign_in| of_sign_in(&timeline, sign_in)).collect(),
        steps,
        findings: judged
            .findings
            .into_iter()
            .map(|finding| assemble::finding_report(finding, &mut plan))
            .collect(),
        not_judged: judged.not_judged,
        trail,
    })
}

fn of_sign_in(timeline: &Timeline, sign_in: &crate::trace::SignIn) -> SignInReport {
    let steps = || sign_in.steps.iter().map(|at| &timeline.steps[*at]);
    let signed_in = steps().any(|step| step.reply().is_some_and(|reply| reply.tokens == Part::Known(true)));
    let failed = steps().next_back().is_some_and(|last| last.refusal().is_some());
    SignInReport {
        client: sign_in.client.clone(),
        user: sign_in.user.as_ref().map(|user| user.shown.clone()),
        result: match (signed_in, failed) {
            (true, _) => "signed-in",
            (false, true) => "failed",
            (false, false) => "open",
        },
        steps: sign_in.steps.iter().map(|at| at + 1).collect(),
    }
}

fn told(at: usize, step: &Step, links: &Links, failure: Option<&Failure>) -> TraceStep {
    let session_in = match &step.session {
        Part::Known(session) => Some(links.name(session)),
        Part::Hidden if step.responds() => Some("(hidden)".to_owned()),
        Part::Hidden | Part::Absent => None,
    };
    let id = failure.and_then(|failure| failure.error);
    TraceStep {
        number: at + 1,
        at: if step.timed { moment(step.at) } else { String::new() },
        took_ms: step.took,
        place: step.place.clone(),
        operation: step.operation.clone(),
        flow: step.flow.clone(),
        challenge: step.challenge.known().cloned(),
        session_in,
        session_out: step.given().map(|session| links.name(session)),
        outcome: outcome(step),
        next: step.reply().and_then(|reply| reply.challenge.known().cloned()),
        error: step.refusal().map(|refusal| TraceError {
            id,
            code: refusal.code.clone(),
            message: refusal.message.clone(),
            meaning: id.and_then(catalog::by_id).map(|error| error.meaning),
        }),
        explained_by: failure.map(|failure| failure.explained_by.clone()).unwrap_or_default(),
        made_good_by: failure.and_then(|failure| failure.made_good_by).map(|at| at + 1),
    }
}

fn outcome(step: &Step) -> &'static str {
    let reply = match &step.outcome {
        Outcome::Refused(_) => return "refused",
        Outcome::Unknown { .. } => return "unknown",
        Outcome::Answered(reply) => reply,
    };
    match (&reply.status, &reply.tokens, &reply.challenge, &reply.secret) {
        (Part::Known(status), ..) if status == "SUCCESS" => "verified",
        (Part::Known(_), ..) => "not-verified",
        (_, Part::Known(true), ..) => "tokens",
        (_, _, Part::Known(_), _) => "challenge",
        (.., Part::Known(_)) => "secret",
        _ => "answered",
    }
}

/// RFC 3339 with milliseconds, where there are any.
pub(super) fn moment(milliseconds: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000);
    time.ok().and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}
