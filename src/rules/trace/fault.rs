//! What went wrong at a step: one cause at most, so that no two rules speak of the same failure.

use super::case::{Failed, TraceCase};
use super::doubled::doubled;
use super::foreign::{Foreign, foreign};
use super::keys;
use super::said::is_verified;
use crate::catalog::{
    AUTH_FLOW_NOT_ENABLED, CHALLENGE_CODE_MISSING, CODE_OR_AUTH_STATE_INVALID, DEVICE_KEY_INVALID,
    INCORRECT_USERNAME_OR_PASSWORD, REFRESH_TOKEN_INVALID, SECRET_HASH_MISSING, SECRET_HASH_WRONG,
    SESSION_EXPIRED, SESSION_INVALID, SESSION_MISSING, SESSION_USED_TWICE, TOTP_CODE_ALREADY_USED,
    TOTP_CODE_WRONG, TOTP_ENROLMENT_CODE_MISMATCH,
};
use crate::finding::Severity;
use crate::totp::{Algorithm, Fit, Form, Key, PERIOD, Verdict};
use crate::trace::{LONGEST_SESSION, Part, Session, Source, Step, UNLIKELY};

/// From how many milliseconds on the answer to PASSWORD_VERIFIER is not one of "a few seconds".
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
const SLOW: i64 = 10_000;

/// By how many milliseconds a clock may differ from that of AWS: the 30 seconds that Cognito bears, and what whole
/// seconds and the way of the answer hide.
const CLOCK: i64 = 32_000;

/// Why a step failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// SSN001: its Session was used before, by this step where the recording shows it.
    UsedTwice(Option<usize>),
    /// SSN002: its Session is too old.
    Expired,
    /// SSN003: its Session is none that this step may send.
    Foreign,
    /// SSN004: it carries no Session.
    Missing,
    /// SSN005: it answers another challenge than this step gave.
    OtherChallenge(usize),
    /// SSN005: it lacks the key of its challenge.
    OtherKey,
    /// SSN006: this step began the sign-in a second time.
    Doubled(usize),
    /// SSN007: it answers PASSWORD_VERIFIER late.
    Slow(usize),
    /// TOT007: the authenticator makes other codes than Cognito expects.
    OtherCodes,
    /// TOT008: its code is of another time, or the clock of the device is off by so many milliseconds.
    Clock(Option<i64>),
    /// TOT009: its code was used before, by this step where the recording shows it.
    CodeUsed(Option<usize>),
    /// TOT010: this step replaced the secret.
    Replaced(usize),
    /// TOT011: MFA_SETUP is answered without a verified authenticator, or not with the Session of this step that
    /// verified one.
    NotVerified(Option<usize>),
    /// CLI002: the client does not allow the flow.
    Flow,
    /// CLI003: SECRET_HASH is missing or wrong.
    SecretHash,
    /// DEV002: the request names no device, or one that Cognito does not know.
    Device,
}

impl Fault {
    /// The cause of the failure; `None` where the recording does not show one.
    pub(super) fn of(case: &TraceCase<'_>, failed: &Failed<'_>) -> Option<Fault> {
        let Failed { at, step, .. } = *failed;
        if failed.is(&SESSION_USED_TWICE) {
            return Some(Fault::UsedTwice(earlier_use(case, at)));
        }
        if failed.is(&SESSION_EXPIRED) {
            return Some(Fault::Expired);
        }
        if failed.is(&AUTH_FLOW_NOT_ENABLED) {
            return Some(Fault::Flow);
        }
        if failed.is(&SECRET_HASH_MISSING) || failed.is(&SECRET_HASH_WRONG) {
            return Some(Fault::SecretHash);
        }
        if failed.is(&DEVICE_KEY_INVALID) {
            return Some(Fault::Device);
        }
        if failed.is(&REFRESH_TOKEN_INVALID) {
            return step.answer("DEVICE_KEY").is_absent().then_some(Fault::Device);
        }
        if failed.is(&TOTP_CODE_ALREADY_USED) {
            return Some(Fault::CodeUsed(earlier_code(case, at)));
        }
        if failed.is(&SESSION_MISSING) || misses_session(case, failed) {
            return Some(Fault::Missing);
        }
        let of_chain = failed.is(&SESSION_INVALID) || failed.is(&CODE_OR_AUTH_STATE_INVALID);
        let refused = of_chain || failed.has_code("InvalidParameterException");
        if step.responds() && refused {
            let wrong = not_verified(case, failed)
                .or_else(|| other_challenge(case, at))
                .or_else(|| other_key(failed));
            if wrong.is_some() {
                return wrong;
            }
        }
        if failed.is(&CHALLENGE_CODE_MISSING) {
            return Some(Fault::OtherKey);
        }
        let foreign = failed.is(&SESSION_INVALID).then(|| foreign(case, at)).flatten();
        let ended = matches!(foreign, Some(Foreign::Ended(_) | Foreign::Spent(_)));
        if of_chain
            && !ended
            && let Some(second) = doubled(case, failed)
        {
            return Some(Fault::Doubled(second));
        }
        if failed.is(&SESSION_INVALID) {
            return foreign.map(|_| Fault::Foreign);
        }
        if is_wrong_totp(failed) {
            return wrong_code(case, failed);
        }
        slow(case, failed)
    }
}

/// Whether a code of an authenticator app was not accepted.
pub(super) fn is_wrong_totp(failed: &Failed<'_>) -> bool {
    let challenge = failed.step.challenge.known().map(String::as_str);
    match failed.step.operation.as_str() {
        "VerifySoftwareToken" => {
            failed.refusal.is_none()
                || failed.is(&TOTP_ENROLMENT_CODE_MISMATCH)
                || failed.has_code("EnableSoftwareTokenMFAException")
                || failed.has_code("CodeMismatchException")
        }
        _ => {
            challenge == Some("SOFTWARE_TOKEN_MFA")
                && (failed.is(&TOTP_CODE_WRONG) || failed.is(&CODE_OR_AUTH_STATE_INVALID))
        }
    }
}

/// The step before `at` that sent the same Session and was accepted, else the last that sent it.
fn earlier_use(case: &TraceCase<'_>, at: usize) -> Option<usize> {
    let mark = case.step(at).session.known()?.mark;
    let same = |step: &usize| case.step(*step).session.known().is_some_and(|sent| sent.mark == mark);
    let accepted = (0..at).rev().filter(same).find(|step| case.step(*step).reply().is_some());
    accepted.or_else(|| (0..at).rev().find(same))
}

/// The step before `at` that sent the same code of an authenticator app and was accepted.
fn earlier_code(case: &TraceCase<'_>, at: usize) -> Option<usize> {
    let code = |step: usize| {
        let step = case.step(step);
        let sent =
            ["SOFTWARE_TOKEN_MFA_CODE", "UserCode"].map(|key| step.answer(key).known().map(|code| code.mark));
        sent.into_iter().flatten().next()
    };
    let own = code(at)?;
    (0..at).rev().find(|step| code(*step) == Some(own) && case.step(*step).reply().is_some())
}

/// Whether the step lacks the Session that its challenge had given, where AWS's words are not shown. USER_SRP_AUTH gives
/// none with PASSWORD_VERIFIER.
fn misses_session(case: &TraceCase<'_>, failed: &Failed<'_>) -> bool {
    let Failed { at, step, .. } = *failed;
    let silent = failed.refusal.is_some_and(|refusal| refusal.message.is_empty());
    let given = || case.links.before(at).is_some_and(|before| case.step(before).given().is_some());
    let absent = step.responds() && step.session.is_absent();
    absent && silent && failed.has_code("InvalidParameterException") && given()
}

/// Whether MFA_SETUP was answered without the Session of a verified authenticator.
fn not_verified(case: &TraceCase<'_>, failed: &Failed<'_>) -> Option<Fault> {
    let Failed { at, step, .. } = *failed;
    if step.challenge.known().map(String::as_str) != Some("MFA_SETUP") {
        return None;
    }
    // Another factor than an authenticator app is set up by its address.
    let address = |key: &str| step.answer(key).known().is_some();
    if ["EMAIL", "PHONE_NUMBER", "email", "phone_number"].into_iter().any(address) {
        return None;
    }
    let verifier = |at: &usize| case.step(*at).operation == "VerifySoftwareToken";
    match case.links.giver[at] {
        // The chain is right: something else is wrong.
        Some(giver) if verifier(&giver) && is_verified(case.step(giver)) != Some(false) => return None,
        Some(_) => {}
        None if step.session.known().is_some() => {}
        // Where Sessions are hidden, any verification will do, also one whose success is not shown.
        None => {
            let of_sign_in = &case.links.sign_in_of(at).steps;
            // One that names nobody may be this user's.
            let may_be_own = |other: &usize| of_sign_in.contains(other) || case.step(*other).user.is_none();
            let recent = |earlier: &usize| step.at - case.step(*earlier).ended() <= LONGEST_SESSION;
            let mut verifications = (0..at).rev().take_while(recent).filter(verifier).filter(may_be_own);
            if verifications
                .any(|at| is_verified(case.step(at)) != Some(false) && case.step(at).reply().is_some())
            {
                return None;
            }
        }
    }
    let mut before = case.links.earlier(at).iter().copied();
    Some(Fault::NotVerified(before.rfind(|at| verifier(at) && is_verified(case.step(*at)) == Some(true))))
}

/// Whether the step names another challenge than the one that it was given.
fn other_challenge(case: &TraceCase<'_>, at: usize) -> Option<Fault> {
    let step = case.step(at);
    let giver = match (&step.session, step.source) {
        (Part::Known(_), _) => case.links.giver[at],
        (_, Source::CloudTrail) => case.links.before(at),
        _ => None,
    }?;
    let asked = |giver: usize| case.step(giver).reply()?.challenge.known();
    if step.challenge.known()? == asked(giver)? {
        return None;
    }
    // Where Sessions are hidden it may answer another sign-in of the user, that asked for just this.
    if step.session.known().is_none() {
        let recent = |earlier: &usize| step.at - case.step(*earlier).ended() <= LONGEST_SESSION;
        let own = case.links.sign_in[at];
        let same = case.links.of_same_user(own).into_iter().chain([own]);
        let steps = same.flat_map(|sign_in| case.links.sign_ins[sign_in].steps.iter().copied());
        let mut others = steps.filter(|earlier| *earlier < at).filter(recent);
        if others.any(|earlier| asked(earlier) == step.challenge.known()) {
            return None;
        }
    }
    let newest = newer(case, at, giver).map(|(newest, _)| newest);
    // The challenge is right, and the Session is that of one before it.
    let is_old = newest.is_some_and(|newest| asked(newest) == step.challenge.known());
    Some(if is_old { Fault::Foreign } else { Fault::OtherChallenge(newest.unwrap_or(giver)) })
}

/// The step between `giver` and `at`, of the same sign-in, that gave a newer Session.
pub(super) fn newer(case: &TraceCase<'_>, at: usize, giver: usize) -> Option<(usize, Session)> {
    let steps = &case.links.sign_in_of(giver).steps;
    let between = steps.iter().copied().filter(|step| *step > giver && *step < at);
    let mut given = between.filter_map(|step| Some((step, *case.step(step).given()?)));
    given.next_back().filter(|(_, given)| Some(given.mark) != case.step(giver).given().map(|own| own.mark))
}

/// Whether the step lacks a key of its challenge.
fn other_key(failed: &Failed<'_>) -> Option<Fault> {
    (!keys::lacking(failed.step).is_empty()).then_some(Fault::OtherKey)
}

/// Why a code of an authenticator app was not accepted.
fn wrong_code(case: &TraceCase<'_>, failed: &Failed<'_>) -> Option<Fault> {
    let Failed { at, step, .. } = *failed;
    let associated = associations(case, at);
    if let Some(fit) = fit(step) {
        let made = fit.hypothesis;
        if let Key::Earlier(_) = made.key {
            return associated.last().copied().map(Fault::Replaced);
        }
        let otherwise = made.algorithm != Algorithm::Sha1
            || made.period != PERIOD
            || made.form == Form::CutFromEight
            || made.key != Key::Newest;
        return Some(if otherwise { Fault::OtherCodes } else { Fault::Clock(None) });
    }
    if let ("VerifySoftwareToken", [_, .., last], None) =
        (step.operation.as_str(), associated.as_slice(), &step.code)
    {
        return Some(Fault::Replaced(*last));
    }
    let off = clock(case, at).filter(|off| off.abs() > CLOCK)?;
    Some(Fault::Clock(Some(off)))
}

/// How the code of an authenticator app was made, where the secret that the recording holds tells, and not by chance.
pub(super) fn fit(step: &Step) -> Option<&Fit> {
    match &step.code {
        Some(Verdict::Explained(fits)) => fits.first().filter(|fit| fit.chance <= UNLIKELY),
        _ => None,
    }
}

/// The steps of the same sign-in that gave a secret since the last one was verified.
fn associations(case: &TraceCase<'_>, at: usize) -> Vec<usize> {
    let mut given = Vec::new();
    for earlier in case.links.earlier(at).iter().copied() {
        let step = case.step(earlier);
        match step.operation.as_str() {
            "AssociateSoftwareToken" if step.reply().is_some() => given.push(earlier),
            "VerifySoftwareToken" if is_verified(step) == Some(true) => given.clear(),
            _ => {}
        }
    }
    given
}

/// By how many milliseconds the clock of the device is ahead of that of AWS. A log may be written in any time zone, and
/// by a server.
pub(super) fn clock(case: &TraceCase<'_>, at: usize) -> Option<i64> {
    let step = case.step(at);
    let shown = step.source == Source::Har;
    shown.then(|| Some(step.ended() - step.server_time? * 1000)).flatten()
}

/// Whether the answer to PASSWORD_VERIFIER took more than a few seconds.
fn slow(case: &TraceCase<'_>, failed: &Failed<'_>) -> Option<Fault> {
    let Failed { at, step, .. } = *failed;
    let late = step.names("PASSWORD_VERIFIER")
        && (failed.is(&INCORRECT_USERNAME_OR_PASSWORD)
            || failed.has_code("NotAuthorizedException") && failed.error.is_none());
    let before = || {
        let before = failed.is_of_trail().then(|| case.links.before(at)).flatten()?;
        let asked = case.step(before).reply()?.challenge.known();
        asked.is_none_or(|asked| asked == "PASSWORD_VERIFIER").then_some(before)
    };
    let giver = late.then(|| case.links.giver[at].or_else(before)).flatten()?;
    case.waited(giver, at).is_some_and(|waited| waited >= SLOW).then_some(Fault::Slow(giver))
}

impl Fault {
    /// The rule that speaks of it.
    pub(super) fn rule(&self) -> &'static str {
        match self {
            Fault::UsedTwice(_) => "SSN001",
            Fault::Expired => "SSN002",
            Fault::Foreign => "SSN003",
            Fault::Missing => "SSN004",
            Fault::OtherChallenge(_) | Fault::OtherKey => "SSN005",
            Fault::Doubled(_) => "SSN006",
            Fault::Slow(_) => "SSN007",
            Fault::OtherCodes => "TOT007",
            Fault::Clock(_) => "TOT008",
            Fault::CodeUsed(_) => "TOT009",
            Fault::Replaced(_) => "TOT010",
            Fault::NotVerified(_) => "TOT011",
            Fault::Flow => "CLI002",
            Fault::SecretHash => "CLI003",
            Fault::Device => "DEV002",
        }
    }
}

/// How sure a rule may be that rests on Sessions or codes: CloudTrail hides them.
pub(super) fn severity(failed: &Failed<'_>) -> Severity {
    if failed.is_of_trail() { Severity::Warning } else { Severity::Error }
}
