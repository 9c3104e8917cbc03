//! The codes of authenticator apps.

use super::case::{Failed, TraceCase, duration, label};
use super::fault::{Fault, clock, fit, is_wrong_totp};
use super::{each, of_trace};
use crate::catalog;
use crate::finding::{Factor, Severity};
use crate::rules::words::joined;
use crate::rules::{Check, Draft, Rule, Verdicts};
use crate::snapshot::Gap;
use crate::totp::{Algorithm, Fit, Form, Key, Misreading, PERIOD};
use crate::trace::Step;

const DOCS: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html";

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "TOT010",
        name: "secret-replaced-before-verification",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::TOTP_ENROLMENT_CODE_MISMATCH],
        title: "A newer AssociateSoftwareToken had replaced the secret of the code",
        why: "Each AssociateSoftwareToken makes a new secret, and only the last one counts. Where it is called again after the QR code was shown, by a page that renders twice for instance, the user's app holds an old one.",
        fix: "Call AssociateSoftwareToken once for each enrolment, and show exactly the SecretCode of its last answer.",
        docs: DOCS,
        looks_at: &[of_trace("SecretCode"), of_trace("UserCode"), of_trace("answer")],
        silent: "Where one secret only was given before the code.",
        check: Check::Trace(replaced),
    },
    Rule {
        id: "TOT007",
        name: "authenticator-makes-other-codes",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::TOTP_ENROLMENT_CODE_MISMATCH, &catalog::TOTP_CODE_WRONG],
        title: "The authenticator app makes its codes in another way than Cognito",
        why: "Cognito expects six digits by HMAC-SHA1 in steps of 30 seconds, of exactly the secret that it gave. Apps that use SHA-256, another period or a secret that was encoded twice make other codes.",
        fix: "Enrol again with an otpauth URI that leaves algorithm, digits and period at their defaults and carries SecretCode unchanged.",
        docs: DOCS,
        looks_at: &[of_trace("SecretCode"), of_trace("UserCode"), of_trace("answer")],
        silent: "Where the recording does not hold the secret: only the code and the secret together prove it.",
        check: Check::Trace(other_codes),
    },
    Rule {
        id: "TOT008",
        name: "clock-off",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[
            &catalog::TOTP_ENROLMENT_CODE_MISMATCH,
            &catalog::TOTP_CODE_WRONG,
            &catalog::CODE_OR_AUTH_STATE_INVALID,
        ],
        title: "The clock behind the authenticator's code is off by more than 30 seconds",
        why: "A code of an authenticator app is made of the time. Cognito takes that of the present 30 seconds, and of those before and after. A clock that is further off makes codes that never match.",
        fix: "Let the device with the authenticator app set its clock from the network, and try the next code.",
        docs: DOCS,
        looks_at: &[of_trace("UserCode"), of_trace("Date"), of_trace("answer")],
        silent: "Where the clock of the device agrees with that of AWS, and no secret in the recording tells more: the code was mistyped then, or the app is on another device.",
        check: Check::Trace(clock_off),
    },
    Rule {
        id: "TOT009",
        name: "code-sent-twice",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::TOTP_CODE_ALREADY_USED],
        title: "A code of an authenticator app was sent again after it had been accepted",
        why: "Cognito takes each code once. The code that finished the enrolment, sent again to sign in within the same 30 seconds, is refused as expired although the clock is right.",
        fix: "Wait for the next code of the app, and do not send the code of the enrolment again.",
        docs: DOCS,
        looks_at: &[of_trace("UserCode"), of_trace("ChallengeResponses"), of_trace("answer")],
        silent: "Where a code was only wrong.",
        check: Check::Trace(code_again),
    },
];

/// Where a code of an authenticator app is sent.
fn sends_code(step: &Step) -> bool {
    step.operation == "VerifySoftwareToken" || step.names("SOFTWARE_TOKEN_MFA")
}

fn replaced(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let looks_at = |step: &Step| step.operation == "VerifySoftwareToken";
    let verdicts = each(case, "TOT010", looks_at, |failed, fault| {
        let Failed { at, step, .. } = *failed;
        let Fault::Replaced(newest) = fault else { return None };
        let this = label(at, step);
        let newest = label(newest, case.step(newest));
        Some(match fit(step) {
            Some(fit) => {
                let message =
                    format!("the code of {this} is one of an earlier secret; {newest} had replaced it");
                proven(case, case.draft(at, message), fit, at)
            }
            None => {
                let message = format!(
                    "{this} did not accept the code, and the secret had been given more than once before, the last time by {newest}: most likely the app holds an earlier one"
                );
                let draft = case.draft(at, message).severity(Severity::Warning);
                draft.false_alarm_if(
                    "the app holds the last secret, and the code was mistyped or its clock is off",
                )
            }
        })
    });
    Ok(verdicts)
}

fn other_codes(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let mut verdicts = each(case, "TOT007", sends_code, |failed, _| {
        let Failed { at, step, .. } = *failed;
        let fit = fit(step)?;
        let message = format!("the code of {} was made {}", label(at, step), joined(&ways(fit)));
        Some(proven(case, case.draft(at, message), fit, at))
    });
    // Of a wrong code nothing can be said without the secret.
    let own = |failed: &Failed<'_>| {
        is_wrong_totp(failed) && failed.step.code.is_none() && case.fault(failed.at).is_none()
    };
    if let Some(failed) = case.failed().find(own) {
        let step = label(failed.at, failed.step);
        let reason = format!("the recording does not hold the secret that the code of {step} was made of");
        verdicts.gaps.push(Gap::extra(vec!["trace:SecretCode".to_owned()], reason));
    }
    Ok(verdicts)
}

fn clock_off(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let mut verdicts = each(case, "TOT008", sends_code, |failed, fault| {
        let Failed { at, step, .. } = *failed;
        let this = label(at, step);
        Some(match (fault, fit(step)) {
            (Fault::Clock(Some(off)), _) => {
                let (by, way) = (duration(off.abs()), if off > 0 { "fast" } else { "slow" });
                let message = format!(
                    "{this} did not accept the code, and the clock of the device that was recorded is {by} {way} by the Date of AWS's answer: an authenticator app on it makes codes of another time"
                );
                let draft = case.draft(at, message).proof(case.seen(at, "milliseconds ahead of Date", off));
                draft.severity(Severity::Warning).false_alarm_if("the authenticator app is on another device")
            }
            (_, Some(fit)) => {
                let message = format!(
                    "the code of {this} is right for another time: the clock of the authenticator app is {}",
                    by_clock(fit)
                );
                proven(case, case.draft(at, message), fit, at)
            }
            _ => return None,
        })
    });
    let own = |failed: &Failed<'_>| {
        let shown = failed.step.code.is_some() || clock(case, failed.at).is_some();
        is_wrong_totp(failed) && !shown && case.fault(failed.at).is_none()
    };
    if let Some(failed) = case.failed().find(own) {
        let step = label(failed.at, failed.step);
        let reason = format!(
            "the recording shows neither the clock of AWS (Date) nor the secret of the code at {step}"
        );
        verdicts.gaps.push(Gap::extra(vec!["trace:Date".to_owned()], reason));
    }
    Ok(verdicts)
}

fn code_again(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let verdicts = each(case, "TOT009", sends_code, |failed, fault| {
        let Failed { at, step, .. } = *failed;
        let this = label(at, step);
        let message = match fault {
            Fault::CodeUsed(Some(first)) => {
                let apart =
                    case.apart(first, at).map(|apart| format!(" {}", duration(apart))).unwrap_or_default();
                format!(
                    "{this} sent the same code as {}, which had accepted it{apart} before; each code works once",
                    label(first, case.step(first))
                )
            }
            _ => format!(
                "AWS refused {this} because its code had been accepted before; the recording does not show where"
            ),
        };
        Some(case.draft(at, message))
    });
    Ok(verdicts)
}

/// The finding, with what the code and the secret together say.
fn proven(case: &TraceCase<'_>, draft: Draft, fit: &Fit, at: usize) -> Draft {
    let enrols = case.step(at).operation == "VerifySoftwareToken";
    let sent = if enrols { "UserCode" } else { "SOFTWARE_TOKEN_MFA_CODE" };
    let made = joined(&[ways(fit), vec![format!("its clock {}", by_clock(fit))]].concat());
    draft.proof(case.seen(at, &format!("{sent} and SecretCode"), made))
}

/// What is unlike Cognito, in words.
fn ways(fit: &Fit) -> Vec<String> {
    let made = fit.hypothesis;
    let mut ways = Vec::new();
    match made.key {
        Key::Newest => {}
        Key::Earlier(number) => ways.push(format!("of the secret number {} of those given", number + 1)),
        Key::Misread(Misreading::Text | Misreading::LowerText | Misreading::PaddedText) => {
            ways.push(
                "of the text of the secret, which was not decoded from base32, or encoded twice".to_owned(),
            );
        }
        Key::Misread(_) => ways.push("of a secret that was decoded wrongly".to_owned()),
    }
    if made.algorithm != Algorithm::Sha1 {
        ways.push(format!("by HMAC-{} instead of HMAC-SHA1", made.algorithm.as_str()));
    }
    if made.period != PERIOD {
        ways.push(format!("in steps of {} seconds instead of {PERIOD}", made.period));
    }
    match made.form {
        Form::CutFromEight => ways.push("with eight digits, cut to six".to_owned()),
        Form::LostZeros => ways.push("with its first zeros lost".to_owned()),
        Form::Whole(digits) if digits != 6 => ways.push(format!("with {digits} digits")),
        Form::Whole(_) => {}
    }
    ways
}

/// By how much the clock of the authenticator is off, in words.
fn by_clock(fit: &Fit) -> String {
    let (least, most) = fit.clock;
    let (near, far, way) = if most <= 0 { (-most, -least, "slow") } else { (least, most, "fast") };
    if !fit.clock_is_off() {
        return "right".to_owned();
    }
    format!("{} to {} {way}", duration(near.max(0) * 1000), duration(far * 1000))
}
