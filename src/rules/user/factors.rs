//! The factors of a user, and what the user needs for them.

use super::facts::{FACTORS, MESSAGE_PAGE, has, listed};
use super::{UserCase, destination, factor_called, noun, place_of};
use crate::catalog;
use crate::finding::{Change, Factor, Severity};
use crate::rules::mfa::{BY_MESSAGE, SWITCHED, with_mode};
use crate::rules::words::joined;
use crate::rules::{Check, Draft, Rule, Verdicts, looks};
use crate::snapshot::{Gap, Profile};

const PREFERENCE_PAGE: &str = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html";
const GIVEN_AT_SET_UP: &str = "the application answers MFA_SETUP with the e-mail address of the user";
const PREFERRED: &str = "PreferredMfaSetting";

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "USR001",
        name: "sms-user-without-phone-number",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::MFA_METHOD_NOT_FOUND, &catalog::SMS_PREFERENCE_WITHOUT_PHONE],
        title: "SMS is the user's factor, and the user has no phone number",
        why: "An SMS code goes to the attribute phone_number. Without it no code can be sent, and a request that names SMS in the user's MFA preference is refused.",
        fix: "Give the user a phone_number in E.164 form.",
        docs: MESSAGE_PAGE,
        looks_at: &[
            looks::USER_PHONE,
            looks::USER_FACTORS,
            looks::USER_PREFERRED,
            looks::MODE,
            looks::SMS_ROLE,
            looks::TOTP,
            looks::EMAIL_MFA,
        ],
        silent: "Where no user was asked for; the user has a phone number; or SMS is neither a factor of the user, nor required, nor the only factor of a pool that requires MFA.",
        check: Check::User(|user| without_attribute(user, Factor::Sms)),
    },
    Rule {
        id: "USR002",
        name: "email-user-without-email",
        factors: &[Factor::Email],
        severity: Severity::Error,
        errors: &[&catalog::EMAIL_PREFERENCE_WITHOUT_EMAIL],
        title: "E-mail is the user's factor, and the user has no e-mail address",
        why: "An e-mail code goes to the attribute email. Without it no code can be sent, and a request that names e-mail in the user's MFA preference is refused.",
        fix: "Give the user an e-mail address.",
        docs: MESSAGE_PAGE,
        looks_at: &[
            looks::USER_EMAIL,
            looks::USER_FACTORS,
            looks::USER_PREFERRED,
            looks::MODE,
            looks::EMAIL_MFA,
            looks::TOTP,
            looks::SMS_ROLE,
        ],
        silent: "Where no user was asked for; the user has an e-mail address; or e-mail is neither a factor of the user, nor required, nor the only factor of a pool that requires MFA.",
        check: Check::User(|user| without_attribute(user, Factor::Email)),
    },
    Rule {
        id: "USR004",
        name: "user-without-usable-factor",
        factors: SWITCHED,
        severity: Severity::Error,
        errors: &[&catalog::MFA_METHOD_NOT_FOUND, &catalog::MFA_MUST_BE_SET_UP],
        title: "MFA is required, and the user has no factor and no way to set one up",
        why: "Where MFA is required, every sign-in takes a factor. A user without one, without the attribute that a message goes to, and without TOTP in the pool to enrol in, cannot finish.",
        fix: "Give the user the attribute that the pool's factor needs, or enable TOTP in the pool.",
        docs: MESSAGE_PAGE,
        looks_at: &[
            looks::USER_FACTORS,
            looks::USER_PHONE,
            looks::USER_EMAIL,
            looks::MODE,
            looks::TOTP,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
        ],
        silent: "Where no user was asked for; MFA is not required; TOTP is offered, in which the user can enrol; or the user has a phone number or e-mail address that the pool sends codes to, as such a user is asked although UserMFASettingList is empty.",
        check: Check::User(without_usable_factor),
    },
    Rule {
        id: "USR006",
        name: "preferred-factor-not-offered",
        factors: BY_MESSAGE,
        severity: Severity::Warning,
        errors: &[],
        title: "The user prefers a factor that the pool no longer offers",
        why: "A factor that is taken from the pool stays in the user's preference. What a sign-in does then is documented for TOTP only, which goes on working.",
        fix: "Let the user prefer a factor that the pool offers, or offer the factor again.",
        docs: PREFERENCE_PAGE,
        looks_at: &[
            looks::USER_PREFERRED,
            looks::USER_FACTORS,
            looks::MODE,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
        ],
        silent: "Where no user was asked for; the pool offers the factor; MFA is off, of which MFA004 speaks; or the factor is TOTP, of which TOT013 speaks.",
        check: Check::User(preferred_not_offered),
    },
    Rule {
        id: "USR007",
        name: "factors-without-preference",
        factors: SWITCHED,
        severity: Severity::Note,
        errors: &[],
        title: "The user has several factors and prefers none",
        why: "Cognito then asks which one to use (SELECT_MFA_TYPE) before it asks for a code. A client that does not answer that challenge looks broken.",
        fix: "Set a preferred factor, or let the client answer SELECT_MFA_TYPE.",
        docs: PREFERENCE_PAGE,
        looks_at: &[looks::USER_FACTORS, looks::USER_PREFERRED, looks::MODE],
        silent: "Where no user was asked for, the user has fewer than two factors or prefers one, or MFA is off.",
        check: Check::User(without_preference),
    },
    Rule {
        id: "USR013",
        name: "legacy-sms-option-only",
        factors: &[Factor::Sms],
        severity: Severity::Warning,
        errors: &[],
        title: "The user has SMS only by the MFAOptions of earlier years",
        why: "MFAOptions is a setting that AWS no longer supports and that nothing can change any more; the user's factors are those of UserMFASettingList, which is empty.",
        fix: "Set the factor anew with AdminSetUserMFAPreference.",
        docs: PREFERENCE_PAGE,
        looks_at: &[looks::USER_LEGACY, looks::USER_FACTORS, looks::USER_PHONE, looks::MODE],
        silent: "Where no user was asked for, MFAOptions is empty, or UserMFASettingList is not; or MFA is off.",
        check: Check::User(legacy_only),
    },
];

fn without_attribute(user: &UserCase<'_>, factor: Factor) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    if destination(&profile, factor).is_some() {
        return Verdicts::silent();
    }
    let (name, noun, words) = (user.words(), noun(factor), factor.words());
    let preference: &[&'static catalog::DocumentedError] = match factor {
        Factor::Sms => &[&catalog::SMS_PREFERENCE_WITHOUT_PHONE],
        _ => &[&catalog::EMAIL_PREFERENCE_WITHOUT_EMAIL],
    };
    let paths = [place_of(factor), FACTORS, PREFERRED];
    let mode = user.case.mfa_mode()?;
    let draft = if mode != "OFF" && has(&profile, factor) {
        let message = format!("{name} has {words} as a factor, but no {noun}, so no code can be sent");
        let draft = user.draft(message, &paths);
        let others = listed(&profile).iter().any(|other| *other != factor);
        let asked_for = profile.preferred().and_then(factor_called) == Some(factor);
        if others && !asked_for { draft.severity(Severity::Warning) } else { draft }
    } else if mode == "ON" && listed(&profile).is_empty() && user.offered(SWITCHED)? == [factor] {
        let message = format!(
            "{name} has no {noun}, and the pool requires MFA and offers {words} alone, so the sign-in ends in MFA_SETUP"
        );
        let draft = with_mode(user.draft(message, &paths), &user.case);
        // An e-mail address can be given in the answer to that challenge; a phone number cannot.
        if factor == Factor::Email {
            draft.severity(Severity::Warning).false_alarm_if(GIVEN_AT_SET_UP)
        } else {
            draft
        }
    } else if user.case.requires(factor) {
        let message = format!("{name} has no {noun}, so AWS refuses to make {words} a factor of the user");
        user.draft(message, &paths).errors(preference)
    } else {
        return Verdicts::silent();
    };
    Verdicts::one(draft.change(user.giving(factor)))
}

fn without_usable_factor(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    if user.case.mfa_mode()? != "ON" || !profile.factors().is_empty() {
        return Verdicts::silent();
    }
    let offered = user.offered(SWITCHED)?;
    if offered.contains(&Factor::Totp) || !user.eligible(&profile)?.is_empty() {
        return Verdicts::silent();
    }
    let lacking: Vec<&str> = offered.iter().map(|factor| noun(*factor)).collect();
    let ability = if offered.contains(&Factor::Email) {
        "can finish a sign-in only where the application gives an e-mail address at MFA_SETUP"
    } else {
        "cannot finish a sign-in"
    };
    let fact = match lacking.as_slice() {
        [] => "the pool requires MFA and offers no factor".to_owned(),
        lacking => format!(
            "the pool requires MFA, and the user has no factor, no {}, and no TOTP in the pool to enrol in",
            lacking.join(" or ")
        ),
    };
    let message = format!("{} {ability}: {fact}", user.words());
    let mut draft = with_mode(
        user.draft(message, &[FACTORS, place_of(Factor::Sms), place_of(Factor::Email)]),
        &user.case,
    );
    // USR001 or USR002 says the same of the one factor that there is.
    if let [_] = offered.as_slice() {
        draft = draft.severity(Severity::Note);
    } else if offered.contains(&Factor::Email) {
        draft = draft.severity(Severity::Warning).false_alarm_if(GIVEN_AT_SET_UP);
    }
    if user.sms_is_uncertain() && profile.phone().is_some() {
        draft = draft
            .severity(Severity::Warning)
            .false_alarm_if("the custom SMS sender trigger alone lets the pool offer SMS");
    }
    draft = match offered.first() {
        Some(factor) => draft.change(user.giving(*factor)),
        None => draft.change(Change::by_hand("Enable a factor in the pool: MFA001 says how")),
    };
    Verdicts::one(draft)
}

fn preferred_not_offered(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let preferred = profile.preferred().and_then(factor_called);
    let Some(factor) = preferred.filter(|factor| BY_MESSAGE.contains(factor)) else {
        return Verdicts::silent();
    };
    if user.case.mfa_mode()? == "OFF" || user.case.offers(factor)? {
        return Verdicts::silent();
    }
    if factor == Factor::Sms && user.sms_is_uncertain() {
        return Verdicts::silent();
    }
    let message = format!(
        "{} prefers {}, which the pool no longer offers; AWS does not document what the sign-in does then",
        user.words(),
        factor.words()
    );
    let draft = with_mode(user.draft(message, &[PREFERRED, FACTORS]).factors(&[factor]), &user.case);
    Verdicts::one(draft.change(other_factor(user, &profile, factor)?))
}

/// Makes another factor of the user the preferred one; where there is none, says what to do.
fn other_factor(user: &UserCase<'_>, profile: &Profile<'_>, gone: Factor) -> Result<Change, Gap> {
    let offered = user.offered(SWITCHED)?;
    let mut others = listed(profile).into_iter();
    // An authenticator app goes on working even where the pool no longer offers TOTP.
    match others.find(|factor| *factor != gone && (*factor == Factor::Totp || offered.contains(factor))) {
        Some(other) => Ok(user.preferring(
            profile,
            other,
            &format!("makes {} the preferred factor, and keeps the others", other.words()),
        )),
        None => Ok(Change::by_hand(format!(
            "Give the user a factor that the pool offers, or offer {} again",
            gone.words()
        ))),
    }
}

fn without_preference(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let factors = listed(&profile);
    if factors.len() < 2 || profile.preferred().is_some() || user.case.mfa_mode()? == "OFF" {
        return Verdicts::silent();
    }
    let words: Vec<&str> = factors.iter().map(|factor| factor.words()).collect();
    let message = format!(
        "{} has {} as factors and prefers none, so Cognito asks which one to use (SELECT_MFA_TYPE) before it asks for a code",
        user.words(),
        joined(&words)
    );
    let draft: Draft = user
        .draft(message, &[FACTORS, PREFERRED])
        .factors(&factors)
        .false_alarm_if("the client answers SELECT_MFA_TYPE")
        .fix(format!(
            "Set a preferred factor for {}, or let the client answer SELECT_MFA_TYPE.",
            user.words()
        ));
    let preferred = if factors.contains(&Factor::Totp) { Factor::Totp } else { factors[0] };
    let why = format!("makes {} the preferred factor, and keeps the others", preferred.words());
    Verdicts::one(draft.change(user.preferring(&profile, preferred, &why)))
}

fn legacy_only(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    if !profile.has_legacy_options() || !profile.factors().is_empty() || user.case.mfa_mode()? == "OFF" {
        return Verdicts::silent();
    }
    let message = format!(
        "{} has SMS only in MFAOptions, which AWS no longer supports, and no factor in UserMFASettingList",
        user.words()
    );
    let draft = user.draft(message, &["MFAOptions", FACTORS]);
    let ready = profile.phone().is_some() && user.case.offers(Factor::Sms)?;
    Verdicts::one(draft.change(if ready {
        user.preferring(&profile, Factor::Sms, "makes SMS a factor of the user in the setting that AWS supports")
    } else {
        Change::by_hand("Give the user a phone number and the pool an SMS configuration first, then set SMS with AdminSetUserMFAPreference")
    }))
}
