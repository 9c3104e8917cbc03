//! The Session that each step of a sign-in hands to the next.

use super::case::{Failed, TraceCase, duration, label};
use super::fault::{Fault, severity};
use super::foreign::{Foreign, foreign};
use super::{each, of_trace, takes_session};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::rules::{Check, Draft, Rule, Verdicts, looks};
use crate::snapshot::{Client, Gap};
use crate::trace::{LONGEST_SESSION, Outcome, Part, Session, Step};
use serde_json::Value;

const EVERY: &[Factor] = &Factor::ALL;

/// Minutes that suffice for a message to arrive and an authenticator app to be set up; no client can give more than 15.
const ENOUGH: i64 = 10;

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "SSN001",
        name: "session-used-twice",
        factors: EVERY,
        severity: Severity::Error,
        errors: &[&catalog::SESSION_USED_TWICE],
        title: "A Session was sent again after it had been accepted",
        why: "Each Session works once. A double click, a retry after a time-out or a page that renders twice sends the same answer again, and the second is refused.",
        fix: "Send each answer once, carry on with the Session of the newest response, and begin again with InitiateAuth where it was used up.",
        docs: "https://repost.aws/knowledge-center/cognito-mfa-errors",
        looks_at: &[of_trace("Session"), of_trace("answer")],
        silent: "Where a code was only wrong: that does not use the Session up. Of CloudTrail, which hides Sessions, it says no more than AWS's own message does.",
        check: Check::Trace(used_twice),
    },
    Rule {
        id: "SSN002",
        name: "session-expired",
        factors: EVERY,
        severity: Severity::Error,
        errors: &[&catalog::SESSION_EXPIRED],
        title: "An answer came after its Session had expired",
        why: "A Session, and the code of a message with it, lives for AuthSessionValidity of the app client: 3 minutes by default, 15 at most. Setting up an authenticator app or waiting for a message can take longer.",
        fix: "Raise AuthSessionValidity of the app client (3 to 15 minutes) with the rest of the client restated, and begin again with InitiateAuth.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html",
        looks_at: &[of_trace("Session"), of_trace("answer"), looks::SESSION_VALIDITY],
        silent: "Where the answer came late and was taken all the same.",
        check: Check::Trace(expired),
    },
    Rule {
        id: "SSN003",
        name: "session-of-another-step",
        factors: EVERY,
        severity: Severity::Error,
        errors: &[&catalog::SESSION_INVALID],
        title: "A Session was sent that is not the one this step was given",
        why: "Every response brings a new Session, and only that one may go with the next request of the same sign-in. One of an earlier step or of another sign-in, one that was altered on its way, or one after which the sign-in was refused for good, is not taken.",
        fix: "Send the Session of the response just before, unchanged.",
        docs: "https://repost.aws/knowledge-center/cognito-mfa-errors",
        looks_at: &[of_trace("Session"), of_trace("answer")],
        silent: "Where a second InitiateAuth explains it: SSN006 says that then. MFA_SETUP answered without a verified authenticator is TOT011's. Where the recording shows the right Session, and nothing that tells why it is refused.",
        check: Check::Trace(of_another),
    },
    Rule {
        id: "SSN004",
        name: "session-missing",
        factors: EVERY,
        severity: Severity::Error,
        errors: &[&catalog::SESSION_MISSING],
        title: "A challenge was answered without its Session",
        why: "The answer to a challenge must carry the Session that came with it. It is lost where a page is loaded again between the two steps, or where the application keeps it in a place that the next step does not see.",
        fix: "Keep the Session of the last response and send it with the answer.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html",
        looks_at: &[of_trace("Session"), of_trace("answer")],
        silent: "Where the answer without a Session was taken.",
        check: Check::Trace(missing),
    },
];

fn used_twice(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let verdicts = each(case, "SSN001", takes_session, |failed, fault| Some(again(case, failed, fault)));
    Ok(verdicts)
}

fn again(case: &TraceCase<'_>, failed: &Failed<'_>, fault: Fault) -> Draft {
    let Failed { at, step, .. } = *failed;
    let this = label(at, step);
    let draft = match (fault, step.session.known()) {
        (Fault::UsedTwice(Some(first)), Some(session)) => {
            let before = case.step(first);
            let after = case.after(first, at);
            let name = case.name(session);
            let outcome = match &before.outcome {
                Outcome::Answered(_) => "which had been accepted".to_owned(),
                Outcome::Refused(refusal) => format!("which had been refused ({})", refusal.code),
                Outcome::Unknown { .. } => "whose answer is not shown".to_owned(),
            };
            let message = format!(
                "{this} sent Session {name} {after} {} had sent it, {outcome}; each Session works once, so AWS refused the second",
                label(first, before)
            );
            case.draft(at, message).proof(case.sent(first))
        }
        (_, Some(session)) => {
            let message = format!(
                "{this} sent Session {}, and AWS says that it had been used; the recording does not show the first use, which was before it began or in another window",
                case.name(session)
            );
            case.draft(at, message)
        }
        (_, None) => {
            let before =
                case.links.before(at).filter(|before| case.step(*before).operation == step.operation);
            let likely = before.map_or_else(String::new, |before| {
                let apart = case.apart(before, at);
                let apart = apart.map(|apart| format!(", {} before", duration(apart))).unwrap_or_default();
                format!("; most likely by {}{apart}", label(before, case.step(before)))
            });
            let message = format!(
                "AWS refused {this} because its Session had been used before{likely}; the recording hides Sessions, so which step used it is not proven"
            );
            case.draft(at, message)
        }
    };
    draft.proof(case.sent(at)).severity(severity(failed))
}

fn expired(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let mut verdicts = each(case, "SSN002", takes_session, |failed, _| Some(late(case, failed)));
    let expired = case.failed().filter(|failed| failed.is(&catalog::SESSION_EXPIRED));
    verdicts.gaps.extend(expired.filter_map(|failed| case.client(failed.at).err()));
    Ok(verdicts)
}

fn late(case: &TraceCase<'_>, failed: &Failed<'_>) -> Draft {
    let Failed { at, step, .. } = *failed;
    let giver = case.links.giver[at];
    // Where Sessions are hidden, the step before in the same sign-in most likely gave it.
    let likely =
        giver.or_else(|| case.links.before(at).filter(|before| case.step(*before).reply().is_some()));
    let waited = likely.and_then(|giver| case.waited(giver, at));
    let client = case.client(at).ok().flatten();
    let this = label(at, step);
    let fact = match (giver, likely, waited) {
        (Some(giver), _, Some(waited)) => {
            format!(
                "{this} came {} after {} had given its Session",
                duration(waited),
                label(giver, case.step(giver))
            )
        }
        (Some(giver), _, None) => format!(
            "{this} was refused because its Session, which {} had given, had expired; the recording does not show when they were sent",
            label(giver, case.step(giver))
        ),
        (None, Some(before), Some(waited)) => format!(
            "{this} was refused because its Session had expired; it came {} after {}, which most likely gave it",
            duration(waited),
            label(before, case.step(before))
        ),
        _ => format!(
            "{this} was refused because its Session had expired; the recording does not show which step gave it"
        ),
    };
    let limit = match (&client, waited) {
        (Some(client), Some(waited)) if waited < client.auth_session_validity() * 60_000 => format!(
            "{} lets Sessions live {} min (AuthSessionValidity), which is longer: it was changed since, or a page of managed login gave the Session, where 3 minutes are fixed",
            case.client_words(at),
            client.auth_session_validity()
        ),
        (Some(client), _) => {
            format!(
                "{} lets Sessions live {} min (AuthSessionValidity)",
                case.client_words(at),
                client.auth_session_validity()
            )
        }
        (None, _) => format!(
            "how long {} lets Sessions live (AuthSessionValidity, 3 min by default) is not in the recording: --pool ID tells",
            case.client_words(at)
        ),
    };
    let mut draft = case.draft(at, format!("{fact}; {limit}")).proof(case.sent(at));
    if let Some(waited) = waited {
        draft = draft.proof(case.seen(at, "milliseconds since its Session was given", waited));
    }
    if let Some(client) = &client {
        let path = format!("{}.AuthSessionValidity", client.id());
        draft = draft.evidence("cognito-idp:DescribeUserPoolClient", path, client.auth_session_validity());
    }
    raised(draft, client, waited)
}

/// The change that gives users the time that they took, where a Session can live so long.
fn raised(draft: Draft, client: Option<Client<'_>>, waited: Option<i64>) -> Draft {
    let again =
        Change::by_hand("Begin the sign-in again with InitiateAuth: an expired Session cannot be renewed");
    let (Some(client), Some(waited)) = (client, waited) else { return draft.change(again) };
    if waited < client.auth_session_validity() * 60_000 {
        return draft
            .fix("Begin the sign-in again with InitiateAuth; the app client gives enough time now.")
            .change(again);
    }
    if waited >= LONGEST_SESSION {
        return draft
            .fix("Begin the sign-in again with InitiateAuth: no Session can live so long (15 minutes at most).")
            .change(again);
    }
    // The next user may take longer than this one.
    let minutes = (waited / 60_000 + 1).max(ENOUGH);
    draft
        .fix(format!("Raise AuthSessionValidity of the app client to {minutes} minutes, and begin again with InitiateAuth."))
        .change(Change::Client {
            why: format!("The answer took {}", duration(waited)),
            client_id: client.id().to_owned(),
            patches: vec![Patch::set("AuthSessionValidity", Value::from(minutes))],
        })
        .change(again)
}

fn of_another(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let verdicts = each(case, "SSN003", takes_session, |failed, _| Some(wrong(case, failed)));
    Ok(verdicts)
}

fn wrong(case: &TraceCase<'_>, failed: &Failed<'_>) -> Draft {
    let Failed { at, step, .. } = *failed;
    let this = label(at, step);
    let Some(session) = step.session.known() else {
        let message = format!(
            "AWS refused {this} because its Session is not the one that it expects; the recording hides Sessions, so which one it was is not proven"
        );
        return case.draft(at, message).severity(severity(failed));
    };
    let (name, giver) = (case.name(session), case.links.giver[at]);
    let given = giver.map(|giver| label(giver, case.step(giver))).unwrap_or_default();
    let message = match foreign(case, at) {
        Some(Foreign::Older(newer, session)) => format!(
            "{this} sent Session {name}, which {given} had given; {} gave the newer {} since",
            label(newer, case.step(newer)),
            case.name(&session)
        ),
        Some(Foreign::OfOtherSecret(associate, session)) => format!(
            "{this} sent Session {name} of {given}, another sign-in; the secret came with {}, so its Session {} belongs there",
            label(associate, case.step(associate)),
            case.name(&session)
        ),
        Some(Foreign::OfOtherClient) => {
            format!("{this} sent Session {name} of {given}, which was given to another app client")
        }
        Some(Foreign::OfOtherRegion) => {
            format!("{this} sent Session {name} of {given}, which was given in another Region")
        }
        Some(Foreign::Ended(before)) => return ended(case, at, before, severity(failed)),
        Some(Foreign::Spent(before)) => format!(
            "{this} sent Session {name} again, {} {} had sent it; each Session works once",
            case.after(before, at),
            label(before, case.step(before))
        ),
        Some(Foreign::OfOtherKind) => format!(
            "{this} sent Session {name} of {given}; it takes that of {}",
            if step.operation == "VerifySoftwareToken" {
                "AssociateSoftwareToken"
            } else {
                "the challenge MFA_SETUP"
            }
        ),
        Some(Foreign::NeverGiven | Foreign::Hidden) | None => {
            let altered = altered(case, at, session);
            let why = altered.unwrap_or_else(|| {
                "it comes from another sign-in, from before the recording began, or it was altered".to_owned()
            });
            format!("{this} sent Session {name}, which no step of the recording was given; {why}")
        }
    };
    case.draft(at, message).proof(case.sent(at)).severity(severity(failed))
}

/// Of a step that tries once more after a refusal that ended the sign-in.
fn ended(case: &TraceCase<'_>, at: usize, before: usize, severity: Severity) -> Draft {
    let (step, first) = (case.step(at), case.step(before));
    let name = step.session.known().map(|session| case.name(session)).unwrap_or_default();
    let said = first.refusal().map(|refusal| refusal.code.as_str()).unwrap_or_default();
    let message = format!(
        "{} sent Session {name} again, which {} had sent before; that was refused ({said}), and since then AWS takes no answer with it",
        label(at, step),
        label(before, first)
    );
    let again = "Begin the sign-in again with InitiateAuth after such a refusal.";
    let fix = match step.challenge.known().map(String::as_str) {
        Some("CUSTOM_CHALLENGE") => format!(
            "{again} To give several tries, let DefineAuthChallenge answer a wrong one with another CUSTOM_CHALLENGE, not with failAuthentication, and carry on with the Session that comes with it."
        ),
        _ => again.to_owned(),
    };
    case.draft(at, message).proof(case.sent(before)).proof(case.sent(at)).fix(fix).severity(severity)
}

/// How a Session that was given may have become the one that was sent.
fn altered(case: &TraceCase<'_>, at: usize, sent: &Session) -> Option<String> {
    (0..at).rev().find_map(|step| {
        let given = case.step(step).given()?;
        let name = case.name(given);
        if given.letters == sent.letters {
            return Some(format!(
                "it is {name} with other signs between the letters, as a form or an address alters them (+ becomes a space)"
            ));
        }
        (given.head == sent.head && given.length != sent.length).then(|| {
            format!("it begins like {name}, but has {} characters instead of {}", sent.length, given.length)
        })
    })
}

/// Whoever enrols with an access token is signed in already.
fn of_settings(case: &TraceCase<'_>, at: usize) -> String {
    let before = case.links.before(at).filter(|before| {
        let step = case.step(*before);
        step.operation == "VerifySoftwareToken" && step.token.known().is_some()
    });
    before.map_or_else(String::new, |before| {
        format!(
            "; {} enrolled with an access token, of a user who is signed in: no challenge is left to answer",
            label(before, case.step(before))
        )
    })
}

fn missing(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let verdicts = each(case, "SSN004", Step::responds, |failed, _| {
        let Failed { at, step, .. } = *failed;
        let before = case.links.before(at).map(|before| (before, case.step(before)));
        let which = match before.and_then(|(at, step)| Some((label(at, step), &step.reply()?.session))) {
            Some((before, Part::Known(session))) => format!("; {before} had given {}", case.name(session)),
            // Emulators forget it.
            Some((before, Part::Absent)) if !before.contains("SoftwareToken") => {
                format!("; {before} had given none")
            }
            _ => String::new(),
        };
        let message = format!(
            "{} answers a challenge and carries no Session{which}{}",
            label(at, step),
            of_settings(case, at)
        );
        Some(case.draft(at, message).proof(case.sent(at)))
    });
    Ok(verdicts)
}
