//! Why a Session is not the one that a step may send.

use super::case::TraceCase;
use super::fault::newer;
use super::said::documented;
use crate::catalog::SESSION_INVALID;
use crate::trace::Session;

/// What is wrong with a Session that AWS calls invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foreign {
    /// The recording hides it.
    Hidden,
    /// No step of the recording was given it.
    NeverGiven,
    /// This step gave a newer one since.
    Older(usize, Session),
    /// It is of another sign-in than the secret, which came with this step and this Session.
    OfOtherSecret(usize, Session),
    /// It was given to another app client.
    OfOtherClient,
    /// It was given in another Region.
    OfOtherRegion,
    /// This step had sent it, and was refused: no more answers are taken.
    Ended(usize),
    /// This step had sent it, and was not refused.
    Spent(usize),
    /// Its giver gives none that this operation takes.
    OfOtherKind,
}

/// What is wrong with the Session of the step at `at`; `None` where the recording does not show it.
pub(super) fn foreign(case: &TraceCase<'_>, at: usize) -> Option<Foreign> {
    let step = case.step(at);
    let Some(sent) = step.session.known() else { return Some(Foreign::Hidden) };
    let Some(giver) = case.links.giver[at] else { return Some(Foreign::NeverGiven) };
    let given = case.step(giver);
    if let Some((newer, session)) = newer(case, at, giver) {
        return Some(Foreign::Older(newer, session));
    }
    if let Some((associate, session)) = of_secret(case, at, giver) {
        return Some(Foreign::OfOtherSecret(associate, session));
    }
    if step.client.is_some() && given.client.is_some() && step.client != given.client {
        return Some(Foreign::OfOtherClient);
    }
    if step.region.is_some() && given.region.is_some() && step.region != given.region {
        return Some(Foreign::OfOtherRegion);
    }
    let sends = |step: &usize| case.step(*step).session.known().is_some_and(|one| one.mark == sent.mark);
    // What is refused for the same reason explains nothing, and a wrong code does not use the Session up.
    let explains = |step: &usize| {
        let refusal = case.step(*step).refusal();
        refusal.is_none_or(|refusal| {
            refusal.code != "CodeMismatchException"
                && documented(refusal).is_none_or(|error| error.id != SESSION_INVALID.id)
        })
    };
    if let Some(before) = (0..at).rev().filter(sends).find(explains) {
        let refused = case.step(before).refusal().is_some();
        return Some(if refused { Foreign::Ended(before) } else { Foreign::Spent(before) });
    }
    let sets_up = |giver: usize| {
        let reply = case.step(giver).reply();
        reply.and_then(|reply| reply.challenge.known()).is_none_or(|challenge| challenge == "MFA_SETUP")
    };
    let enrols = |giver: usize| {
        let operation = case.step(giver).operation.as_str();
        matches!(operation, "AssociateSoftwareToken" | "VerifySoftwareToken")
    };
    let fits = match step.operation.as_str() {
        "AssociateSoftwareToken" => sets_up(giver) || enrols(giver),
        "VerifySoftwareToken" => enrols(giver),
        _ => true,
    };
    (!fits).then_some(Foreign::OfOtherKind)
}

/// Of a VerifySoftwareToken, the AssociateSoftwareToken of another sign-in that gave the secret, and its Session.
fn of_secret(case: &TraceCase<'_>, at: usize, giver: usize) -> Option<(usize, Session)> {
    if case.step(at).operation != "VerifySoftwareToken" {
        return None;
    }
    let gave_secret = |step: &usize| case.step(*step).operation == "AssociateSoftwareToken";
    let associate = (0..at).rev().filter(gave_secret).find(|step| case.step(*step).given().is_some())?;
    let other = case.links.sign_in[associate] != case.links.sign_in[giver];
    other.then_some((associate, *case.step(associate).given()?))
}
