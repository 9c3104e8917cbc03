//! Users whose factors the pool's settings leave without effect, or make the only way in.

use super::facts::{FACTORS, listed};
use super::{SignIn, SignInOutcome, UserCase, outlook, place_of};
use crate::finding::{Change, Factor, Severity};
use crate::rules::mfa::{BY_MESSAGE, MFA_CONFIG, SWITCHED, USER_POOL, with_mode};
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
    Rule {
        id: "MFA014",
        name: "required-mfa-exempts-nobody",
        factors: BY_MESSAGE,
        severity: Severity::Note,
        errors: &[],
        title: "The user has no factor switched on, and is asked for a code all the same",
        why: "Where MFA is required, whoever has a phone number or e-mail address that the pool sends codes to is asked for one, also with an empty UserMFASettingList. SetUserMFAPreference with Enabled=false exempts nobody there: it only chooses among factors.",
        fix: "Nothing, where everyone is meant to be asked; else MFA must be OPTIONAL in the pool.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SMSMfaSettingsType.html",
        looks_at: &[
            looks::USER_FACTORS,
            looks::MODE,
            looks::USER_PHONE,
            looks::USER_EMAIL,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
            looks::USER_STATUS,
            looks::RECOVERY,
        ],
        silent: "Where no user was asked for; MFA is not required; the user has a factor, or SMS by the MFAOptions of earlier years; or the next sign-in asks for no code by message: it is refused, or sets a factor up, of which USR004, USR005 and TOT012 speak.",
        check: Check::User(exempts_nobody),
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

fn exempts_nobody(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let has_any =
        !profile.factors().is_empty() || profile.preferred().is_some() || profile.has_legacy_options();
    if has_any || user.case.mfa_mode()? != "ON" {
        return Verdicts::silent();
    }
    let eligible = user.eligible(&profile)?;
    let Some(asked) = asked_by_message(outlook(user).sign_in, &eligible) else { return Verdicts::silent() };
    let words: Vec<&str> = asked.iter().map(|factor| factor.words()).collect();
    let message = format!(
        "{} has no factor switched on, and is asked for a code by {} all the same: the pool requires MFA, and a preference \
         with Enabled=false exempts nobody from it",
        user.words(),
        words.join(" or ")
    );
    let paths: Vec<&str> =
        [FACTORS].into_iter().chain(asked.iter().map(|factor| place_of(*factor))).collect();
    let draft = user.draft(message, &paths).factors(&asked).false_alarm_if(
        "everyone is meant to be asked, or the user has not signed in yet: the first sign-in may pass without a code",
    );
    Verdicts::one(with_mode(draft, &user.case).change(Change::by_hand(
        "Decide whether everyone is to be asked; only MFA OPTIONAL leaves it to each user, and then who has no factor signs in with the password alone",
    )))
}

/// The message factors that a sign-in asks one of; `None` where it asks for none, or for what is not known.
fn asked_by_message(sign_in: SignIn, eligible: &[Factor]) -> Option<Vec<Factor>> {
    let mut last = sign_in;
    while let Some(then) = last.then {
        last = *then;
    }
    if last.outcome != SignInOutcome::Challenge || eligible.is_empty() {
        return None;
    }
    Some(last.factor.map_or_else(|| eligible.to_vec(), |factor| vec![factor]))
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
