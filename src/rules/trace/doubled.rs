//! Two sign-ins of one user that get into each other's way.

use super::case::{Failed, TraceCase};
use super::keys;
use crate::catalog::SESSION_INVALID;
use crate::trace::{Part, Source};

/// Within how many milliseconds two beginnings may be one user's doubled one, where no Session proves it.
const DOUBLED: i64 = 60_000;

/// The second beginning of the same user's sign-in, where the step carries what the first one gave.
pub(super) fn doubled(case: &TraceCase<'_>, failed: &Failed<'_>) -> Option<usize> {
    let Failed { at, step, .. } = *failed;
    let by_message = step.challenge.known().is_some_and(|challenge| keys::takes_message_code(challenge));
    let by_session = failed.is(&SESSION_INVALID);
    // An authenticator's code, say, does not depend on the sign-in.
    if !by_message && !by_session {
        return None;
    }
    let own = case.links.sign_in[at];
    let begun = |sign_in: usize| {
        let first = *case.links.sign_ins[sign_in].steps.first()?;
        let step = case.step(first);
        // One that was refused changes nothing.
        (step.begins() && step.refusal().is_none()).then_some(first)
    };
    // A wrong code is explained only by another message with another code.
    let counts = |sign_in: &usize| by_session || sends_message(case, *sign_in, at);
    let mine = begun(own)?;
    let same = case.links.of_same_user(own);
    let begun_meanwhile =
        || same.iter().copied().filter(|other| *other > own).filter(&counts).filter_map(begun);
    // An old Session, or the old one's code: the user was sent another since.
    if step.session.known().is_some()
        && let Some(second) = begun_meanwhile().find(|second| (mine..at).contains(second))
    {
        return Some(second);
    }
    // A new Session, and the code of the old one, maybe; or what Sessions there were is hidden.
    let hidden = step.session.known().is_none();
    if !(by_message || hidden) {
        return None;
    }
    let near = |first: &usize| case.apart(*first, mine).is_some_and(|apart| apart <= DOUBLED);
    let before = same.iter().rev().copied().filter(|other| *other < own);
    let first = before.filter(counts).filter_map(begun).find(near)?;
    // Whoever failed and begins again does right.
    let of_first = &case.links.sign_in_of(first).steps;
    let waits =
        |step: &usize| case.step(*step).reply().is_some_and(|reply| reply.tokens != Part::Known(true));
    of_first.iter().all(waits).then_some(mine)
}

/// Whether the sign-in came so far that a message with a code was sent, before the step at `at`; also where the
/// recording does not show what was asked for.
fn sends_message(case: &TraceCase<'_>, sign_in: usize, at: usize) -> bool {
    let steps = case.links.sign_ins[sign_in].steps.iter().filter(|step| **step < at);
    steps.map(|step| case.step(*step)).filter(|step| step.begins() || step.responds()).any(|step| match step
        .reply()
        .map(|reply| &reply.challenge)
    {
        Some(Part::Known(challenge)) => keys::takes_message_code(challenge),
        Some(Part::Hidden) => true,
        Some(Part::Absent) => step.source == Source::CloudTrail,
        None => step.refusal().is_none(),
    })
}
