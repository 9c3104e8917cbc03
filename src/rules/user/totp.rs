//! The authenticator app of a user.

use super::facts::{FACTORS, has, listed};
use super::{UserCase, factor_called, name_of};
use crate::catalog;
use crate::finding::{Change, Factor, Severity};
use crate::rules::mfa::{MFA_CONFIG, enabling_totp, with_mode};
use crate::rules::{Check, Draft, Rule, Verdicts, looks};
use crate::snapshot::{Gap, at, flag};
use serde_json::{Value, json};

const PAGE: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html";
const ENABLED: &str = "SoftwareTokenMfaConfiguration.Enabled";

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "TOT006",
        name: "user-without-verified-totp",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::TOTP_PREFERENCE_WITHOUT_TOKEN, &catalog::TOTP_NOT_SET_UP_FOR_USER],
        title: "TOTP is preferred or required, and it is not a factor of the user",
        why: "An authenticator app counts once VerifySoftwareToken answered Status SUCCESS; association alone is not enough. Until then AWS refuses every preference that names TOTP, even one that turns it off.",
        fix: "Enrol the user: AssociateSoftwareToken, VerifySoftwareToken until Status is SUCCESS, then the preference.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html",
        looks_at: &[looks::USER_FACTORS, looks::USER_PREFERRED, looks::USER_AUTH_FACTORS],
        silent: "Where no user was asked for; the user lists TOTP; or it is neither preferred by the user nor required.",
        check: Check::User(without_verified_totp),
    },
    Rule {
        id: "TOT012",
        name: "required-mfa-user-must-enrol",
        factors: &[Factor::Totp],
        severity: Severity::Warning,
        errors: &[&catalog::MFA_MUST_BE_SET_UP],
        title: "MFA is required, and the user has yet to enrol in TOTP, the only factor left",
        why: "Such a user gets tokens once, at the first sign-in; later ones end in MFA_SETUP, and managed login is closed to the user until a factor is registered through the API.",
        fix: "Finish the enrolment through the API: sign in, and answer MFA_SETUP with AssociateSoftwareToken and VerifySoftwareToken.",
        docs: PAGE,
        looks_at: &[
            looks::USER_FACTORS,
            looks::USER_STATUS,
            looks::USER_PHONE,
            looks::USER_EMAIL,
            looks::MODE,
            looks::TOTP,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
        ],
        silent: "Where no user was asked for; MFA is not required; the user is not CONFIRMED, has a factor, or has an address that the pool sends codes to; or TOTP is not offered, of which USR004 speaks. Whether the first sign-in has happened is not told.",
        check: Check::User(must_enrol),
    },
    Rule {
        id: "TOT013",
        name: "totp-user-in-pool-without-totp",
        factors: &[Factor::Totp],
        severity: Severity::Warning,
        errors: &[],
        title: "The pool no longer offers TOTP, and the user still has it",
        why: "Users who enrolled before TOTP was turned off go on using it, while nobody can enrol or change the app any more: a lost phone then locks the user out.",
        fix: "Enable TOTP again, or move the user to a factor that the pool offers.",
        docs: PAGE,
        looks_at: &[looks::USER_FACTORS, looks::USER_PREFERRED, looks::TOTP, looks::MODE],
        silent: "Where no user was asked for, the user has no TOTP, the pool offers it, or MFA is off, of which MFA004 speaks.",
        check: Check::User(totp_not_offered),
    },
    Rule {
        id: "TOT014",
        name: "totp-is-the-only-factor",
        factors: &[Factor::Totp],
        severity: Severity::Note,
        errors: &[],
        title: "TOTP is the user's only factor: a lost authenticator locks the user out",
        why: "Whoever lost the authenticator app gets past the password and no further, as Cognito asks for its code alone. A new app is registered in a session that is signed in, which such a user cannot start.",
        fix: "Once the authenticator is lost: turn TOTP off for the user where MFA is OPTIONAL; where it is required, delete the user's software token with AdminDeleteSoftwareToken.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html",
        looks_at: &[
            looks::USER_FACTORS,
            looks::USER_PREFERRED,
            looks::MODE,
            looks::TOTP,
            looks::DEVICE_CHALLENGE,
        ],
        silent: "Where no user was asked for; the user has another factor, or not TOTP; MFA is off; or the pool no longer offers TOTP, of which TOT013 speaks.",
        check: Check::User(only_factor),
    },
];

fn without_verified_totp(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let preferred = profile.preferred().and_then(factor_called) == Some(Factor::Totp);
    if listed(&profile).contains(&Factor::Totp) || !(preferred || user.case.requires(Factor::Totp)) {
        return Verdicts::silent();
    }
    let name = user.words();
    let draft = |message: String| {
        let draft = user.draft(message, &[FACTORS, "PreferredMfaSetting"]);
        match user.auth_factors_of_answer() {
            Some(factors) => {
                draft.evidence("cognito-idp:AdminGetUserAuthFactors", "ConfiguredUserAuthFactors", factors)
            }
            None => draft,
        }
    };
    // What AdminGetUserAuthFactors lists for an app that is verified and not enabled is not documented.
    if user.user.auth_factors().is_ok_and(|factors| factors.contains(&"SOFTWARE_TOKEN")) {
        let message = format!(
            "{name} has an authenticator app that is not among the factors, so no sign-in asks for it"
        );
        return Verdicts::one(
            draft(message).errors(&[]).fix(format!("Make TOTP a factor of {name}.")).change(user.preferring(
                &profile,
                Factor::Totp,
                "enables TOTP, and keeps the other factors",
            )),
        );
    }
    let message = format!(
        "{name} does not have TOTP among the factors, so no sign-in asks for it; unless an app was verified and only turned \
         off, AWS refuses a preference that names TOTP with InvalidParameterException"
    );
    // Whether an app was verified shows, if anywhere, in AdminGetUserAuthFactors.
    let (gaps, errors) = match user.user.auth_factors() {
        Ok(_) => (Vec::new(), None),
        Err(gap) => (vec![gap], Some(Vec::new())),
    };
    let draft = Draft { errors, ..draft(message) };
    let findings = vec![
        draft
            .false_alarm_if("TOTP is to be used only once the user has enrolled")
            .change(Change::by_hand(format!(
                "Let {name} enrol: AssociateSoftwareToken, VerifySoftwareToken until Status is SUCCESS, then SetUserMFAPreference"
            ))),
    ];
    Ok(Verdicts { findings, gaps })
}

fn must_enrol(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    if profile.status() != Some("CONFIRMED") || !profile.factors().is_empty() || user.case.mfa_mode()? != "ON"
    {
        return Verdicts::silent();
    }
    if !user.case.offers(Factor::Totp)? || !user.eligible(&profile)?.is_empty() {
        return Verdicts::silent();
    }
    if user.sms_is_uncertain() && profile.phone().is_some() {
        return Verdicts::silent();
    }
    let message = format!(
        "{} has no factor in a pool that requires MFA; unless this is the first sign-in, it ends in MFA_SETUP, and managed \
         login turns the user away",
        user.words()
    );
    let draft =
        user.draft(message, &[FACTORS, "UserStatus", "UserAttributes.phone_number", "UserAttributes.email"]);
    Verdicts::one(
        with_mode(draft, &user.case)
            .false_alarm_if("the user has not signed in yet, or the application enrols users at MFA_SETUP")
            .change(Change::by_hand(
                "Let the application answer MFA_SETUP: AssociateSoftwareToken with its Session, VerifySoftwareToken, then RespondToAuthChallenge with the Session of that answer",
            )),
    )
}

fn totp_not_offered(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    if !has(&profile, Factor::Totp) || user.case.mfa_mode()? == "OFF" || user.case.offers(Factor::Totp)? {
        return Verdicts::silent();
    }
    let enabled = at(user.case.pool.mfa_config()?, ENABLED).cloned().unwrap_or(Value::Null);
    let message = format!(
        "{} has TOTP, which the pool no longer offers; the app goes on working, but it cannot be replaced once it is lost",
        user.words()
    );
    Verdicts::one(
        user.draft(message, &[FACTORS, "PreferredMfaSetting"])
            .evidence(MFA_CONFIG, ENABLED, enabled)
            .change(enabling_totp(&user.case)),
    )
}

fn only_factor(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let totp = name_of(Factor::Totp);
    if profile.factors() != [totp] || profile.preferred().is_some_and(|preferred| preferred != totp) {
        return Verdicts::silent();
    }
    let mode = user.case.mfa_mode()?;
    if mode == "OFF" || !user.case.offers(Factor::Totp)? {
        return Verdicts::silent();
    }
    let name = user.words();
    let (way_out, change) = if mode == "ON" {
        ("deletes the software token of the user", user.deleting_software_token())
    } else {
        ("turns TOTP off for the user", user.turning_totp_off())
    };
    let message = format!(
        "{name} has TOTP as the only factor: once the authenticator is lost, no sign-in with the password can be finished \
         until an administrator {way_out}"
    );
    let remembers = "DeviceConfiguration.ChallengeRequiredOnNewDevice";
    let device = if flag(user.case.pool.described, remembers) == Some(true) {
        ", signs in from a remembered device"
    } else {
        ""
    };
    let draft = user.draft(message, &[FACTORS, "PreferredMfaSetting"]);
    Verdicts::one(
        with_mode(draft, &user.case)
            .false_alarm_if(format!(
                "the user has the same secret in a second authenticator{device}, or is still signed in where the application \
                 registers a new one"
            ))
            .fix(format!("Nothing while {name} has the authenticator; once it is lost, take the step below."))
            .change(change),
    )
}

impl UserCase<'_> {
    fn auth_factors_of_answer(&self) -> Option<Value> {
        self.user.auth_factors().ok().map(|factors| json!(factors))
    }
}
