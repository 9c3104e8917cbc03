//! What a rule about a recording is given, and the words that all of them share.

use super::fault::Fault;
use super::said::{self, documented};
use crate::catalog::DocumentedError;
use crate::finding::{Evidence, Factor};
use crate::rules::{Draft, Look, words};
use crate::snapshot::{Client, Gap, Pool, Snapshot};
use crate::trace::{Links, Part, Refusal, Session, Source, Step, Timeline};
use serde_json::Value;
use std::collections::HashMap;

/// What a rule about a recording is given.
#[derive(Debug, Clone, Copy)]
pub struct TraceCase<'a> {
    /// The recording.
    pub timeline: &'a Timeline,
    /// How its steps hang together.
    pub links: &'a Links,
    /// The pool, where one was given.
    pub snapshot: Option<&'a Snapshot>,
    /// Every step that failed, with its cause where the recording shows one; in order of time.
    pub(super) failures: &'a [(Failed<'a>, Option<Fault>)],
}

/// A step that did not do what it was for.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Failed<'a> {
    /// Its place in the timeline.
    pub at: usize,
    pub step: &'a Step,
    /// The refusal; `None` of a VerifySoftwareToken whose `Status` is not `SUCCESS`.
    pub refusal: Option<&'a Refusal>,
    /// The documented error that it is.
    pub error: Option<&'static DocumentedError>,
}

impl<'a> TraceCase<'a> {
    /// The step at a place.
    pub(super) fn step(&self, at: usize) -> &'a Step {
        &self.timeline.steps[at]
    }

    /// Every step that failed.
    pub(super) fn failed(&self) -> impl Iterator<Item = Failed<'a>> + use<'a> {
        self.failures.iter().map(|(failed, _)| *failed)
    }

    /// Why the step at a place failed; `None` where it did not, or the recording does not show why.
    pub(super) fn fault(&self, at: usize) -> Option<Fault> {
        let place = self.failures.binary_search_by_key(&at, |(failed, _)| failed.at).ok()?;
        self.failures[place].1
    }

    /// Every step that failed, and why; of `self`, which does not know them yet.
    pub(super) fn find_failures(&self) -> Vec<(Failed<'a>, Option<Fault>)> {
        // Of thousands of failures most say the same.
        let mut known: HashMap<(&str, &str), Option<&'static DocumentedError>> = HashMap::new();
        let mut failures = Vec::new();
        for (at, step) in self.timeline.steps.iter().enumerate() {
            let refusal = step.refusal();
            if refusal.is_none() && !said::is_unverified(step) {
                continue;
            }
            let error = refusal.and_then(|refusal| {
                let words = (refusal.code.as_str(), refusal.message.as_str());
                *known.entry(words).or_insert_with(|| documented(refusal))
            });
            let failed = Failed { at, step, refusal, error };
            failures.push((failed, Fault::of(self, &failed)));
        }
        failures
    }

    /// The pool that was given; `None` where none was, or where the step is another's.
    pub(super) fn pool(&self, step: &Step) -> Option<Pool<'a>> {
        let pool = self.snapshot?.pool().ok()?;
        let other = step.pool.as_deref().is_some_and(|id| id != pool.id());
        (!other).then_some(pool)
    }

    /// The app client of the step, as the pool that was given has it; `None` where that is not known.
    ///
    /// # Errors
    /// The gap, when the pool was given, and its clients, or this one, were not read.
    pub(super) fn client(&self, at: usize) -> Result<Option<Client<'a>>, Gap> {
        let (Some(pool), Some(id)) = (self.pool(self.step(at)), self.client_id(at)) else { return Ok(None) };
        pool.client(id)
    }

    /// The ID of the app client that the step, or another of its sign-in, names.
    fn client_id(&self, at: usize) -> Option<&'a str> {
        self.step(at).client.as_deref().or(self.links.sign_in_of(at).client.as_deref())
    }

    /// How a sentence names the app client of a step.
    pub(super) fn client_words(&self, at: usize) -> String {
        match (self.client(at), self.client_id(at)) {
            (Ok(Some(client)), _) => format!("app client {}", words::label(&client)),
            (_, Some(id)) => format!("app client {id}"),
            _ => "the app client".to_owned(),
        }
    }

    /// How many milliseconds `later` was sent after the answer to `earlier`; `None` where the recording has no times.
    pub(super) fn waited(&self, earlier: usize, later: usize) -> Option<i64> {
        let (earlier, later) = (self.step(earlier), self.step(later));
        (earlier.timed && later.timed).then(|| later.at - earlier.ended())
    }

    /// How many milliseconds `later` was sent after `earlier`; `None` where the recording has no times.
    pub(super) fn apart(&self, earlier: usize, later: usize) -> Option<i64> {
        let (earlier, later) = (self.step(earlier), self.step(later));
        (earlier.timed && later.timed).then(|| later.at - earlier.at)
    }

    /// `0.3 s after`, or `after` where the recording has no times.
    pub(super) fn after(&self, earlier: usize, later: usize) -> String {
        self.apart(earlier, later)
            .map_or_else(|| "after".to_owned(), |apart| format!("{} after", duration(apart)))
    }

    /// What a report calls the Session.
    pub(super) fn name(&self, session: &Session) -> String {
        self.links.name(session)
    }

    /// A finding about the step at `at`: several of the same kind become one.
    pub(super) fn draft(&self, at: usize, message: String) -> Draft {
        let (step, client) = (self.step(at), self.client_id(at));
        let resource = match (self.pool(step), &step.pool, client) {
            (Some(pool), _, _) => pool.arn(),
            (None, Some(id), _) => id.clone(),
            (None, None, Some(client)) => format!("app client {client}"),
            (None, None, None) => "recording".to_owned(),
        };
        let challenge = step.challenge.known().map(String::as_str).unwrap_or_default();
        let part = [client.unwrap_or_default(), &step.operation, challenge].join("\n");
        let mut draft = Draft::new(resource, message).part(part).step(at);
        if let Some(factor) = factor(step) {
            draft = draft.factors(&[factor]);
        }
        if let Some(refusal) = step.refusal() {
            let said = format!("{}: {}", refusal.code, refusal.message);
            draft = draft.evidence(Look::TRACE, path(at, "answer"), said);
        }
        draft
    }

    /// What stood in a member of the step at `at`.
    pub(super) fn seen(&self, at: usize, member: &str, value: impl Into<Value>) -> Evidence {
        Evidence::new(Look::TRACE, path(at, member), value)
    }

    /// The Session that the step sent, as evidence.
    pub(super) fn sent(&self, at: usize) -> Evidence {
        let value = match &self.step(at).session {
            Part::Known(session) => Value::from(self.name(session)),
            Part::Absent => Value::Null,
            Part::Hidden => Value::from("(hidden)"),
        };
        self.seen(at, "Session", value)
    }
}

impl Failed<'_> {
    /// Whether it failed with the error.
    pub(super) fn is(&self, error: &'static DocumentedError) -> bool {
        self.error.is_some_and(|own| own.id == error.id)
    }

    /// Whether AWS refused it with the exception, whatever it said.
    pub(super) fn has_code(&self, code: &str) -> bool {
        self.refusal.is_some_and(|refusal| refusal.code == code)
    }

    /// Whether the recording shows too little of it to prove what CloudTrail hides.
    pub(super) fn is_of_trail(&self) -> bool {
        self.step.source == Source::CloudTrail
    }
}

/// The factor that the step is about; `None` where it is about the sign-in as a whole.
fn factor(step: &Step) -> Option<Factor> {
    match (step.operation.as_str(), step.challenge.known().map(String::as_str)) {
        ("AssociateSoftwareToken" | "VerifySoftwareToken", _) => Some(Factor::Totp),
        (_, Some("SOFTWARE_TOKEN_MFA")) => Some(Factor::Totp),
        (_, Some("SMS_MFA" | "SMS_OTP")) => Some(Factor::Sms),
        (_, Some("EMAIL_OTP")) => Some(Factor::Email),
        (_, Some("WEB_AUTHN")) => Some(Factor::Passkey),
        _ => None,
    }
}

/// `step 3 Session`; steps are counted from 1.
fn path(at: usize, member: &str) -> String {
    format!("step {} {member}", at + 1)
}

/// `step 3 (RespondToAuthChallenge SMS_MFA)`
pub(super) fn label(at: usize, step: &Step) -> String {
    match step.challenge.known() {
        Some(challenge) => format!("step {} ({} {challenge})", at + 1, step.operation),
        None => format!("step {} ({})", at + 1, step.operation),
    }
}

/// `0.4 s`, `75 s`, `4 min 12 s`
pub(super) fn duration(milliseconds: i64) -> String {
    let milliseconds = milliseconds.max(0);
    match milliseconds {
        0..10_000 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        10_000..120_000 => format!("{} s", milliseconds / 1000),
        _ => match (milliseconds / 60_000, milliseconds / 1000 % 60) {
            (minutes, 0) => format!("{minutes} min"),
            (minutes, seconds) => format!("{minutes} min {seconds} s"),
        },
    }
}
