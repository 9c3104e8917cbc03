//! The status of a user, which decides before any factor is asked for.

use super::UserCase;
use super::temporary::Temporary;
use crate::catalog;
use crate::finding::{Change, Severity};
use crate::rules::mfa::USER_POOL;
use crate::rules::{Check, Rule, Verdicts, looks};
use crate::snapshot::{Gap, Profile};

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "USR011",
        name: "user-disabled",
        factors: &[],
        severity: Severity::Error,
        errors: &[&catalog::USER_DISABLED],
        title: "The user is disabled",
        why: "An administrator disabled the user: every sign-in is refused, whatever the password and the factor.",
        fix: "Enable the user with AdminEnableUser, if the user is to sign in.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html",
        looks_at: &[looks::USER_ENABLED],
        silent: "Where no user was asked for, or the pool has no such user.",
        check: Check::User(disabled),
    },
    Rule {
        id: "USR008",
        name: "user-not-confirmed",
        factors: &[],
        severity: Severity::Error,
        errors: &[&catalog::USER_NOT_CONFIRMED],
        title: "The user signed up and is not confirmed",
        why: "Until the sign-up is confirmed, neither sign-in nor MFA is open to the user.",
        fix: "Let the user enter the code of the sign-up (ConfirmSignUp), or confirm the user as an administrator.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html",
        looks_at: &[looks::USER_STATUS],
        silent: "Where no user was asked for, or the pool has no such user.",
        check: Check::User(not_confirmed),
    },
    Rule {
        id: "USR009",
        name: "temporary-password-pending",
        factors: &[],
        severity: Severity::Error,
        errors: &[&catalog::TEMPORARY_PASSWORD_EXPIRED],
        title: "The user never replaced the temporary password, which may have expired",
        why: "A user whom an administrator made must choose a password at the first sign-in (NEW_PASSWORD_REQUIRED). The temporary one is valid for TemporaryPasswordValidityDays only.",
        fix: "Send a new temporary password with AdminCreateUser and MessageAction=RESEND.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html",
        looks_at: &[looks::USER_STATUS, looks::USER_MODIFIED, looks::TEMPORARY_DAYS],
        silent: "Where no user was asked for. The day on which the password was given is not told: an age is counted from the last change of the user, so a password may expire earlier than this rule says.",
        check: Check::User(temporary_password),
    },
    Rule {
        id: "USR010",
        name: "password-reset-required",
        factors: &[],
        severity: Severity::Error,
        errors: &[&catalog::PASSWORD_RESET_REQUIRED],
        title: "The user must reset the password before signing in",
        why: "An administrator or an import asked for a new password. Until then every sign-in ends before any factor is asked for.",
        fix: "Let the user go through ForgotPassword and ConfirmForgotPassword.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html",
        looks_at: &[looks::USER_STATUS],
        silent: "Where no user was asked for, or the pool has no such user.",
        check: Check::User(reset_required),
    },
    Rule {
        id: "USR012",
        name: "federated-user-is-never-asked",
        factors: &[],
        severity: Severity::Note,
        errors: &[],
        title: "The user signs in through another identity provider, and Cognito never asks for MFA",
        why: "Authentication of a federated user is the business of the identity provider; Cognito adds no factor to it, even where the pool requires MFA.",
        fix: "Enforce MFA at the identity provider.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
        looks_at: &[looks::USER_STATUS, looks::USER_IDENTITIES],
        silent: "Where no user was asked for, or the user is one of the pool itself and linked to no provider.",
        check: Check::User(federated),
    },
];

/// The user, where the pool has one of this status.
fn of_status<'a>(user: &UserCase<'a>, status: &str) -> Result<Option<Profile<'a>>, Gap> {
    Ok(user.user.profile()?.filter(|profile| profile.status() == Some(status)))
}

fn disabled(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    if user.user.profile()?.is_none_or(|profile| !profile.is_disabled()) {
        return Verdicts::silent();
    }
    let message = format!("{} is disabled, so every sign-in is refused", user.words());
    Verdicts::one(
        user.draft(message, &["Enabled"])
            .fix(format!("Enable {}, if the user is to sign in.", user.words()))
            .change(user.command("lets the user sign in again", "admin-enable-user", &[])),
    )
}

fn not_confirmed(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(_) = of_status(user, "UNCONFIRMED")? else { return Verdicts::silent() };
    let message = format!("{} signed up and never confirmed it, so every sign-in is refused", user.words());
    Verdicts::one(
        user.draft(message, &["UserStatus"])
            .fix(format!(
                "Let {} enter the code of the sign-up, or confirm the user as an administrator.",
                user.words()
            ))
            .change(user.command(
                "confirms the user without a code; the address stays unverified",
                "admin-confirm-sign-up",
                &[],
            )),
    )
}

fn temporary_password(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = of_status(user, "FORCE_CHANGE_PASSWORD")? else { return Verdicts::silent() };
    let name = user.words();
    let paths = ["UserStatus", "UserLastModifiedDate"];
    let pending = |until: &str| {
        let message = format!(
            "{name} has not replaced the temporary password{until}; the next sign-in asks for a new one \
             (NEW_PASSWORD_REQUIRED) before it asks for a factor"
        );
        user.draft(message, &paths)
            .severity(Severity::Note)
            .errors(&[])
            .fix(format!("Nothing, while {name} knows the temporary password; the application must answer NEW_PASSWORD_REQUIRED."))
    };
    match user.temporary(&profile) {
        Temporary::Expired { days: (place, days) } => {
            let message = format!(
                "{name} has not replaced the temporary password within the {days} days that the pool gives it, so the \
                 sign-in is refused until an administrator sends another"
            );
            Verdicts::one(
                user.draft(message, &paths)
                    .evidence(USER_POOL, place, days)
                    .fix(format!("Send {name} a new temporary password."))
                    .change(user.command(
                        "sends the invitation again, with a new temporary password",
                        "admin-create-user",
                        &["--message-action", "RESEND"],
                    )),
            )
        }
        Temporary::Pending { days: (place, days) } => {
            let until = format!(", which is valid for {days} days from when it was given");
            Verdicts::one(pending(&until).evidence(USER_POOL, place, days))
        }
        Temporary::Unknown(gap) => Ok(Verdicts { findings: vec![pending("")], gaps: vec![gap] }),
    }
}

fn reset_required(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(_) = of_status(user, "RESET_REQUIRED")? else { return Verdicts::silent() };
    let name = user.words();
    let message = format!(
        "{name} must choose a new password first, so every sign-in is refused before any factor is asked for"
    );
    Verdicts::one(user.draft(message, &["UserStatus"]).change(Change::by_hand(format!(
        "Let {name} go through ForgotPassword and ConfirmForgotPassword; where no code can reach the user, set a \
         password as an administrator with admin-set-user-password"
    ))))
}

fn federated(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.user.profile()? else { return Verdicts::silent() };
    let name = user.words();
    let message = if profile.is_federated() {
        format!("{name} signs in through another identity provider, so Cognito never asks for MFA")
    } else if profile.has_identities() {
        format!(
            "{name} is linked to another identity provider; a sign-in through it is never asked for MFA, one with the \
             password of the pool is"
        )
    } else {
        return Verdicts::silent();
    };
    Verdicts::one(
        user.draft(message, &["UserStatus"])
            .change(Change::by_hand("Enforce MFA at the identity provider, where that is wanted")),
    )
}
