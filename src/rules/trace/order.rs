//! The order of a sign-in's calls, and what each challenge asks for.

use super::case::{Failed, TraceCase, duration, label};
use super::fault::{Fault, severity};
use super::keys;
use super::{each, of_trace};
use crate::catalog;
use crate::finding::{Factor, Severity};
use crate::rules::words::joined;
use crate::rules::{Check, Draft, Rule, Verdicts};
use crate::snapshot::Gap;
use crate::trace::{Answer, Outcome, Part, Step};

const EVERY: &[Factor] = &Factor::ALL;

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "TOT011",
        name: "setup-answered-before-verification",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::CODE_OR_AUTH_STATE_INVALID, &catalog::SESSION_INVALID],
        title: "MFA_SETUP was answered without an authenticator that was verified",
        why: "The challenge MFA_SETUP is answered with the Session that VerifySoftwareToken gives when it accepts a code (Status SUCCESS). With any other Session, or after a Status of ERROR, the sign-in ends there.",
        fix: "AssociateSoftwareToken with the Session of the challenge, VerifySoftwareToken with the Session of that answer, and, when its Status is SUCCESS, RespondToAuthChallenge MFA_SETUP with the Session that it gives.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html",
        looks_at: &[of_trace("Session"), of_trace("ChallengeName"), of_trace("Status")],
        silent: "Where an address is set up instead of an authenticator app.",
        check: Check::Trace(not_verified),
    },
    Rule {
        id: "SSN005",
        name: "challenge-answered-wrongly",
        factors: EVERY,
        severity: Severity::Error,
        errors: &[&catalog::CODE_OR_AUTH_STATE_INVALID, &catalog::CHALLENGE_CODE_MISSING],
        title: "The answer names another challenge, or lacks the key of its own",
        why: "ChallengeName must repeat the challenge of the last response, and ChallengeResponses must hold the key that belongs to it: SMS_MFA_CODE for SMS_MFA, SOFTWARE_TOKEN_MFA_CODE for an authenticator app, EMAIL_OTP_CODE for e-mail. Libraries that assume SMS answer an authenticator's challenge wrongly.",
        fix: "Take ChallengeName from the last response, and send the code under the key that belongs to it.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html",
        looks_at: &[of_trace("ChallengeName"), of_trace("ChallengeResponses"), of_trace("answer")],
        silent: "Where AWS took the answer. Where the recording hides ChallengeResponses, as CloudTrail does, it looks at ChallengeName alone.",
        check: Check::Trace(answered_wrongly),
    },
    Rule {
        id: "SSN006",
        name: "sign-in-begun-twice",
        factors: EVERY,
        severity: Severity::Warning,
        errors: &[&catalog::CODE_OR_AUTH_STATE_INVALID, &catalog::SESSION_INVALID],
        title: "A second sign-in of the same user began before the first was answered",
        why: "Each InitiateAuth is a sign-in of its own, with its own Session, and sends a message of its own. A click handler that begins a sign-in and also answers it, or one that fires twice, mixes the two: the user enters the code of the first, or the application sends the Session of the first.",
        fix: "Begin one sign-in and answer that one: disable the button while a request runs, and keep the Session of the newest InitiateAuth.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html",
        looks_at: &[of_trace("Session"), of_trace("answer")],
        silent: "Where the sign-in succeeded all the same, the second InitiateAuth was refused, or the first had sent no message yet. The code of an authenticator app does not depend on the sign-in, so a wrong one is not explained by this.",
        check: Check::Trace(begun_twice),
    },
    Rule {
        id: "SSN007",
        name: "password-proof-too-late",
        factors: EVERY,
        severity: Severity::Warning,
        errors: &[&catalog::INCORRECT_USERNAME_OR_PASSWORD],
        title: "PASSWORD_VERIFIER was answered late, and refused",
        why: "Cognito wants the answer to PASSWORD_VERIFIER within a few seconds, and says no otherwise. An application that asks for the password only then, or computes the proof slowly, is refused although the password is right.",
        fix: "Ask for the password before InitiateAuth, and answer PASSWORD_VERIFIER at once.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html",
        looks_at: &[of_trace("ChallengeName"), of_trace("answer")],
        silent: "Where the answer came within 10 seconds: the password is wrong then.",
        check: Check::Trace(too_late),
    },
];

fn not_verified(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let looks_at = |step: &Step| step.names("MFA_SETUP");
    let verdicts = each(case, "TOT011", looks_at, |failed, fault| {
        let Failed { at, step, .. } = *failed;
        let this = label(at, step);
        let message = match fault {
            Fault::NotVerified(Some(verifier)) => {
                let given = case.step(verifier).given().map(|given| case.name(given));
                let sent = step.session.known().map(|sent| case.name(sent));
                format!(
                    "{this} sent Session {} instead of {}, which {} had given when it accepted the code",
                    sent.as_deref().unwrap_or("(hidden)"),
                    given.as_deref().unwrap_or("the one"),
                    label(verifier, case.step(verifier))
                )
            }
            _ => format!(
                "{this} came without a VerifySoftwareToken before it that accepted a code: {}",
                why_not(case, at)
            ),
        };
        Some(case.draft(at, message).proof(case.sent(at)).severity(severity(failed)))
    });
    Ok(verdicts)
}

/// What stands in the place of the verification.
fn why_not(case: &TraceCase<'_>, at: usize) -> String {
    let mut before = case.links.earlier(at).iter().copied();
    match before.rfind(|step| case.step(*step).operation == "VerifySoftwareToken") {
        Some(verifier) => {
            let step = case.step(verifier);
            let said = match (&step.outcome, step.reply().map(|reply| &reply.status)) {
                (Outcome::Refused(refusal), _) => refusal.code.clone(),
                (_, Some(Part::Known(status))) => format!("Status {status}"),
                _ => "an answer that is not shown".to_owned(),
            };
            format!("{} ended with {said}", label(verifier, step))
        }
        None => "the sign-in has none".to_owned(),
    }
}

fn answered_wrongly(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let mut verdicts =
        each(case, "SSN005", Step::responds, |failed, fault| Some(wrongly(case, failed, fault)));
    let own = |failed: &Failed<'_>| {
        let code = failed.is(&catalog::CODE_OR_AUTH_STATE_INVALID) && failed.step.responds();
        code && failed.step.answers.is_hidden() && case.fault(failed.at).is_none()
    };
    if let Some(failed) = case.failed().find(own) {
        let step = label(failed.at, failed.step);
        let reason = format!("the recording does not show under which key {step} sent its code");
        verdicts.gaps.push(Gap::extra(vec!["trace:ChallengeResponses".to_owned()], reason));
    }
    Ok(verdicts)
}

fn wrongly(case: &TraceCase<'_>, failed: &Failed<'_>, fault: Fault) -> Draft {
    let Failed { at, step, .. } = *failed;
    let this = label(at, step);
    let sent = step.challenge.known().map(String::as_str).unwrap_or_default();
    if let Fault::OtherChallenge(giver) = fault {
        let given = case.step(giver).reply().and_then(|reply| reply.challenge.known());
        let given = given.map(String::as_str).unwrap_or_default();
        let after = label(giver, case.step(giver));
        let message = format!("{this} answers {sent}, but {after} had asked for {given}");
        let draft = case.draft(at, message).proof(case.seen(at, "ChallengeName", sent));
        let draft =
            draft.proof(case.seen(giver, "ChallengeName of the answer", given)).severity(severity(failed));
        return if failed.is_of_trail() {
            draft.false_alarm_if("another sign-in of the same user ran at the same time")
        } else {
            draft
        };
    }
    let required = keys::required_of(step);
    let lacking = keys::lacking(step);
    let Some(answers) = step.answers.known().filter(|_| !lacking.is_empty()) else {
        let message = format!(
            "{this} did not carry the code under the key that belongs to its challenge{}",
            if required.is_empty() { String::new() } else { format!(" ({})", joined(&required)) }
        );
        return case.draft(at, message).severity(severity(failed));
    };
    let held: Vec<&str> = answers.iter().map(|answer: &Answer| answer.key.as_str()).collect();
    let has = if held.is_empty() { "nothing besides".to_owned() } else { joined(&held) };
    let chosen = step.answer("ANSWER").known().and_then(|answer| answer.word.as_deref());
    let chosen = chosen.map(|word| format!(" with ANSWER {word}")).unwrap_or_default();
    let message =
        format!("{this} lacks {}, which {sent}{chosen} is answered by; it has {has}", joined(&lacking));
    case.draft(at, message).proof(case.seen(at, "keys of ChallengeResponses", held))
}

fn begun_twice(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let verdicts = each(case, "SSN006", Step::responds, |failed, fault| {
        let Failed { at, step, .. } = *failed;
        let Fault::Doubled(second) = fault else { return None };
        let begun = label(second, case.step(second));
        let this = label(at, step);
        let first = first_of(case, at, second);
        let apart = first.map_or_else(String::new, |first| {
            format!(", {} {}", case.after(first, second), label(first, case.step(first)))
        });
        let old = step.session.known().is_some_and(|_| case.links.sign_in[at] != case.links.sign_in[second]);
        let message = if old {
            format!(
                "{begun} began a second sign-in of the same user{apart}, and {this} carries on the first one, with its Session"
            )
        } else {
            format!(
                "{begun} began a second sign-in of the same user{apart}, and {this} was refused: most likely it brings the code of the first message, or its Session"
            )
        };
        let draft = case.draft(at, message).proof(case.sent(at)).step(second);
        Some(draft.false_alarm_if("the user mistyped the code of the newest message"))
    });
    Ok(verdicts)
}

/// The beginning that the second one doubled.
fn first_of(case: &TraceCase<'_>, at: usize, second: usize) -> Option<usize> {
    let own = case.links.sign_in_of(at).steps.first().copied();
    if own.is_some_and(|own| own != second) {
        return own;
    }
    let same = |step: &Step| {
        step.begins() && step.user == case.step(second).user && step.client == case.step(second).client
    };
    (0..second).rev().find(|step| same(case.step(*step)))
}

fn too_late(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let looks_at = |step: &Step| step.names("PASSWORD_VERIFIER");
    let verdicts = each(case, "SSN007", looks_at, |failed, fault| {
        let Failed { at, step, .. } = *failed;
        let Fault::Slow(giver) = fault else { return None };
        let waited = case.waited(giver, at).unwrap_or_default();
        let message = format!(
            "{} came {} after {} had asked for it, and was refused; Cognito wants it within a few seconds",
            label(at, step),
            duration(waited),
            label(giver, case.step(giver))
        );
        let draft = case.draft(at, message).proof(case.seen(at, "milliseconds since the challenge", waited));
        Some(draft.false_alarm_if("the password is wrong: AWS says the same then"))
    });
    Ok(verdicts)
}
