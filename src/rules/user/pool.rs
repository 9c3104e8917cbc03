//! Users whose factors the pool's settings leave without effect, or make the only way in.

use super::UserCase;
use super::facts::{FACTORS, listed};
use crate::finding::{Change, Severity};
use crate::rules::mfa::{MFA_CONFIG, SWITCHED, USER_POOL, with_mode};
use crate::rules::words::joined;
use crate::rules::{Check, Rule, Verdicts, looks};
use crate::snapshot::{Gap, text};
use serde_json::json;

const PAGE: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html";
const FIRST_FACTORS: &str = "Policies.SignInPolicy.AllowedFirstAuthFactors";
const PASSKEYS_COUNT_AS: &str = "WebAuthnConfiguration.FactorConfiguration";

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "MFA010",
        name: "enrolled-user-loses-passwordless",
        factors: SWITCHED,
        severity: Severity::Warning,
        errors: &[],
        title: "The user has a factor, and so can no longer sign in without a password",
        why: "In a pool with MFA OPTIONAL, a user with an MFA factor is offered the password as the only first factor: one-time passwords and passkeys that the pool allows disappear from the choice, without an error. Passkeys stay where they count as two factors.",
        fix: "Decide for each user: MFA, or signing in without a password; or let passkeys count as two factors.",
        docs: PAGE,
        looks_at: &[looks::FIRST_FACTORS, looks::USER_FACTORS, looks::MODE, looks::PASSKEYS_COUNT_AS],
        silent: "Where no user was asked for, the user has no factor, MFA is not OPTIONAL, or the pool allows nothing but passwords.",
        check: Check::User(loses_passwordless),
    },
    Rule {
        id: "MFA004",
        name: "factors-of-user-unused",
        factors: SWITCHED,
        severity: Severity::Note,
        errors: &[],
        title: "MFA is off, and the user has factors",
        why: "With MFA off nobody is asked for a second factor, whatever a user enrolled in.",
        fix: "Turn MFA on with OPTIONAL or ON and every factor in the same SetUserPoolMfaConfig, if that is wanted.",
        docs: PAGE,
        looks_at: &[looks::MODE, looks::USER_FACTORS],
        silent: "Where no user was asked for, the user has no factor, or MFA is not off.",
        check: Check::User(factors_unused),
    },
];

fn factors_unused(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let factors = listed(&profile);
    if factors.is_empty() || user.case.mfa_mode()? != "OFF" {
        return Verdicts::silent();
    }
    let words: Vec<&str> = factors.iter().map(|factor| factor.words()).collect();
    let message = format!(
        "{} has {}, but MFA of the pool is OFF, so no sign-in asks for it",
        user.words(),
        joined(&words)
    );
    let draft = with_mode(user.draft(message, &[FACTORS]).factors(&factors), &user.case);
    Verdicts::one(draft.change(Change::by_hand(
        "Decide whether MFA is to be on; mfa-doctor check --require FACTOR says what that takes and prints the whole request",
    )))
}

fn loses_passwordless(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let pool = &user.case.pool;
    let mut lost = pool.first_factors();
    lost.retain(|factor| !factor.starts_with("PASSWORD"));
    let factors = listed(&profile);
    if lost.is_empty() || factors.is_empty() || user.case.mfa_mode()? != "OPTIONAL" {
        return Verdicts::silent();
    }
    let mut counts = None;
    if lost.contains(&"WEB_AUTHN") {
        counts = Some(text(pool.mfa_config()?, PASSKEYS_COUNT_AS));
        if counts == Some(Some("MULTI_FACTOR_WITH_USER_VERIFICATION")) {
            lost.retain(|factor| *factor != "WEB_AUTHN");
        }
    }
    if lost.is_empty() {
        return Verdicts::silent();
    }
    let words: Vec<&str> = factors.iter().map(|factor| factor.words()).collect();
    let message = format!(
        "{} has {} as a factor, so a sign-in no longer offers {}, which the pool allows, but the password alone",
        user.words(),
        joined(&words),
        joined(&lost)
    );
    let mut draft = user
        .draft(message, &[FACTORS])
        .factors(&factors)
        .evidence(USER_POOL, FIRST_FACTORS, json!(pool.first_factors()))
        .false_alarm_if("the user is to sign in with a password and a factor");
    if let Some(counts) = counts {
        draft = draft.evidence(MFA_CONFIG, PASSKEYS_COUNT_AS, super::or_null(counts));
    }
    Verdicts::one(with_mode(draft, &user.case).change(Change::by_hand(
        "Decide whether the user is to use MFA or to sign in without a password; a factor is turned off with AdminSetUserMFAPreference, which lowers the user's protection",
    )))
}
