//! Whether a forgotten password can be reset.
//!
//! Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html>

use super::super::recovery::Way;
use super::super::{UserCase, delivery, destination, noun};
use super::{Reset, ResetOutcome, not_read, read};
use crate::catalog;
use crate::finding::Factor;
use crate::rules::looks::RECOVERY;
use crate::snapshot::{Gap, Profile};

/// What `ForgotPassword` does for the user.
pub(super) fn forgot_password(user: &UserCase<'_>) -> Reset {
    let name = user.words();
    let unknown = |gap: Gap| {
        let text = format!("Whether {name} can reset the password cannot be told: {}.", not_read(&gap));
        Reset::new(ResetOutcome::Unknown, text)
    };
    let profile = match user.user.profile() {
        Ok(Some(profile)) => profile,
        Ok(None) => {
            let text = format!(
                "No code goes out, as the pool has no {name}; an app client that masks whether a user exists pretends that one does."
            );
            return Reset::new(ResetOutcome::Error, text);
        }
        Err(gap) => return unknown(gap),
    };
    let mut reset = of_status(user, &profile).unwrap_or_else(unknown);
    reset.because.extend(read(
        user,
        &["UserStatus", "UserAttributes.email_verified", "UserAttributes.phone_number_verified"],
    ));
    reset.because.push(RECOVERY.of(user.case.pool.described));
    reset
}

fn of_status(user: &UserCase<'_>, profile: &Profile<'_>) -> Result<Reset, Gap> {
    let name = user.words();
    let not_documented = |state: &str| {
        let text = format!("What ForgotPassword does for {name} is not documented: the user {state}.");
        Ok(Reset::new(ResetOutcome::Unknown, text))
    };
    if profile.is_disabled() {
        return not_documented("is disabled");
    }
    match profile.status() {
        Some("CONFIRMED" | "RESET_REQUIRED") => by_mechanism(user, profile),
        Some("EXTERNAL_PROVIDER") => {
            let text = format!("{name} has no password in the pool; the identity provider keeps it.")
                .replacen("user", "User", 1);
            Ok(Reset::new(ResetOutcome::Administrator, text))
        }
        Some("FORCE_CHANGE_PASSWORD") => {
            let text = format!(
                "{name} has a temporary password still; an administrator sends another (AdminCreateUser with MessageAction=RESEND)."
            )
            .replacen("user", "User", 1);
            Ok(Reset::new(ResetOutcome::Administrator, text))
        }
        Some("UNCONFIRMED") => not_documented("has not confirmed the sign-up"),
        Some(status) => not_documented(&format!("has the status {status}")),
        None => not_documented("has no UserStatus in the answer"),
    }
}

fn by_mechanism(user: &UserCase<'_>, profile: &Profile<'_>) -> Result<Reset, Gap> {
    let name = user.words();
    if user.case.pool.recovery().contains(&"admin_only") {
        let text = format!(
            "Only an administrator can set another password for {name}: the pool recovers accounts so (admin_only)."
        );
        return Ok(Reset::new(ResetOutcome::Administrator, text));
    }
    let ways = user.ways(profile)?;
    for (factor, way) in &ways {
        match way {
            Way::Works => return Ok(code(user, profile, *factor)),
            Way::Undocumented => {
                let text = format!(
                    "Whether a code goes to the {} of {name} is not documented: the user has it as a factor, and MFA of the pool is OFF.",
                    noun(*factor)
                );
                return Ok(Reset::new(ResetOutcome::Unknown, text));
            }
            Way::Absent | Way::Unverified | Way::GetsMfaCodes => {}
        }
    }
    let because: Vec<String> = ways.iter().map(|(factor, way)| why_not(*factor, *way)).collect();
    let text = format!("ForgotPassword is refused for {name}: {}.", because.join(", and "));
    let mut reset = Reset::new(ResetOutcome::Error, text);
    reset.error = Some(catalog::RECOVERY_WITHOUT_VERIFIED_DESTINATION.id);
    Ok(reset)
}

fn why_not(factor: Factor, way: Way) -> String {
    let name = noun(factor);
    match way {
        Way::Absent => format!("there is no {name}"),
        Way::Unverified => format!("the {name} is not verified"),
        _ => format!("the {name} gets the MFA codes"),
    }
}

fn code(user: &UserCase<'_>, profile: &Profile<'_>, factor: Factor) -> Reset {
    let name = user.words();
    let address = destination(profile, factor).unwrap_or_default();
    let (medium, word) = if factor == Factor::Sms { ("SMS", "SMS") } else { ("EMAIL", "e-mail") };
    if factor == Factor::Sms && user.case.pool.sms_path().is_none() && !user.case.pool.has_custom_sms_sender()
    {
        let text = format!(
            "The pool recovers {name} by phone, and has no SMS configuration to send a code with; how ForgotPassword ends is \
             not documented."
        );
        return Reset::new(ResetOutcome::Unknown, text);
    }
    let lost = delivery::lost(user, factor);
    let text = match &lost {
        Some(why) => format!("A code goes out by {word} to {address}, and never arrives: {why}."),
        None => format!("A code goes to {name} by {word} to {address}."),
    };
    let mut reset = Reset::new(ResetOutcome::Code, text);
    (reset.medium, reset.destination) = (Some(medium), Some(address.to_owned()));
    if lost.is_none() {
        reset.assumes.push(format!("the pool's {word} messages are delivered"));
    }
    reset
}
