//! The user's way back to a forgotten password, beside the codes of MFA.
//!
//! Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html>

use super::facts::{FACTORS, MESSAGE_PAGE, has};
use super::{UserCase, destination, noun, place_of};
use crate::catalog;
use crate::finding::{Change, Evidence, Factor, Severity};
use crate::rules::looks::{self, RECOVERY};
use crate::rules::mfa::{BY_MESSAGE, attribute, with_mode};
use crate::rules::words::joined;
use crate::rules::{Check, Rule, Verdicts};
use crate::snapshot::{Gap, Profile};

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "USR005",
        name: "only-address-serves-mfa-and-recovery",
        factors: BY_MESSAGE,
        severity: Severity::Error,
        errors: &[&catalog::RECOVERY_WITHOUT_VERIFIED_DESTINATION],
        title: "The user's only address gets MFA codes, and the pool recovers accounts through it",
        why: "One address may not get both the MFA code and the code that resets the password. Where MFA is required and the address is the first recovery mechanism, the sign-in ends in an error; elsewhere the user cannot reset a forgotten password.",
        fix: "Give the user a second, verified address, or let the user enrol in TOTP.",
        docs: MESSAGE_PAGE,
        looks_at: &[
            looks::USER_PHONE,
            looks::USER_EMAIL,
            looks::USER_FACTORS,
            looks::USER_PREFERRED,
            RECOVERY,
            looks::MODE,
            looks::TOTP,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
        ],
        silent: "Where no user was asked for; the user has both addresses, or TOTP; the address gets no MFA codes; or accounts are recovered otherwise, by administrators only, or by the legacy setting, which lets a phone serve both.",
        check: Check::User(one_address_for_both),
    },
    Rule {
        id: "USR003",
        name: "address-not-verified",
        factors: BY_MESSAGE,
        severity: Severity::Note,
        errors: &[&catalog::RECOVERY_WITHOUT_VERIFIED_DESTINATION],
        title: "The address of the user is not verified: enough for MFA codes, not for recovery",
        why: "Cognito sends MFA codes to an address that is not verified, and calls it verified once a code of it was right. A code that resets the password goes to verified addresses only.",
        fix: "Nothing for MFA. For recovery, let the user verify the address.",
        docs: MESSAGE_PAGE,
        looks_at: &[
            looks::USER_PHONE_VERIFIED,
            looks::USER_EMAIL_VERIFIED,
            looks::USER_PHONE,
            looks::USER_EMAIL,
            looks::USER_FACTORS,
            looks::USER_STATUS,
            RECOVERY,
            looks::MODE,
        ],
        silent: "Where no user was asked for; the user has not confirmed the sign-up yet; every address is verified; or one that is not serves neither MFA nor recovery.",
        check: Check::User(address_not_verified),
    },
];

/// How a recovery mechanism of the pool stands for a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A code can go there.
    Works,
    /// The user has no such address.
    Absent,
    /// The address is not verified.
    Unverified,
    /// The address gets the user's MFA codes.
    GetsMfaCodes,
    /// The user lists the factor in a pool whose MFA is off: whether that bars the address is not documented.
    Undocumented,
}

impl UserCase<'_> {
    /// The recovery mechanisms of the pool by the factor that shares their address, best first; none where only
    /// administrators recover accounts. Without the setting (legacy) Cognito takes the phone before the e-mail
    /// address, whether or not it gets MFA codes.
    ///
    /// # Errors
    /// The gap, when the MFA configuration was not read.
    pub(super) fn ways(&self, profile: &Profile<'_>) -> Result<Vec<(Factor, Way)>, Gap> {
        let recovery = self.case.pool.recovery();
        let legacy = recovery.is_empty();
        let mechanisms = if legacy { vec!["verified_phone_number", "verified_email"] } else { recovery };
        let mut ways = Vec::new();
        for mechanism in mechanisms {
            let factor = match mechanism {
                "verified_phone_number" => Factor::Sms,
                "verified_email" => Factor::Email,
                _ => continue,
            };
            let way = if destination(profile, factor).is_none() {
                Way::Absent
            } else if !legacy && self.gets_mfa_codes(profile, factor, ways.is_empty())? {
                Way::GetsMfaCodes
            } else if !profile.is_verified(attribute(factor)) {
                Way::Unverified
            } else if !legacy && self.case.mfa_mode()? == "OFF" && has(profile, factor) {
                Way::Undocumented
            } else {
                Way::Works
            };
            ways.push((factor, way));
        }
        Ok(ways)
    }

    /// Whether the address of `factor` gets the user's MFA codes. Where MFA is required and both addresses could, the
    /// one that the pool recovers by first is kept for that.
    fn gets_mfa_codes(&self, profile: &Profile<'_>, factor: Factor, is_first: bool) -> Result<bool, Gap> {
        if !self.is_asked_for(profile, factor)? {
            return Ok(false);
        }
        let free = !has(profile, factor) && is_first && self.eligible(profile)?.len() > 1;
        Ok(!free)
    }
}

fn recovery_evidence(user: &UserCase<'_>) -> Evidence {
    RECOVERY.of(user.case.pool.described)
}

fn one_address_for_both(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let present: Vec<Factor> =
        BY_MESSAGE.iter().copied().filter(|factor| destination(&profile, *factor).is_some()).collect();
    let [factor] = present.as_slice() else { return Verdicts::silent() };
    if has(&profile, Factor::Totp) {
        return Verdicts::silent();
    }
    let mechanism = format!("verified_{}", attribute(*factor));
    let recovery = user.case.pool.recovery();
    if !recovery.contains(&mechanism.as_str()) || !user.is_asked_for(&profile, *factor)? {
        return Verdicts::silent();
    }
    let is_first = recovery.first() == Some(&mechanism.as_str());
    let is_required = user.case.mfa_mode()? == "ON";
    let (severity, outcome) = match (is_first && is_required, user.case.offers(Factor::Totp)?) {
        (true, false) => (
            Severity::Error,
            "the sign-in ends in an error, and so does ForgotPassword (InvalidParameterException)",
        ),
        (true, true) => (
            Severity::Warning,
            "the sign-in may end in an error until the user enrols in TOTP, and ForgotPassword does (InvalidParameterException)",
        ),
        (false, _) => (
            Severity::Warning,
            "the user cannot reset a forgotten password: ForgotPassword answers InvalidParameterException",
        ),
    };
    let message = format!(
        "the only address of {} is the {}, which gets the MFA codes, and by which the pool {}recovers accounts; {outcome}",
        user.words(),
        noun(*factor),
        if is_first { "first " } else { "" },
    );
    let other = if *factor == Factor::Sms { Factor::Email } else { Factor::Sms };
    let mut draft = user
        .draft(message, &[place_of(Factor::Sms), place_of(Factor::Email), FACTORS])
        .severity(severity)
        .factors(&[*factor]);
    draft.evidence.push(recovery_evidence(user));
    Verdicts::one(
        with_mode(draft, &user.case)
            .change(user.giving(other))
            .change(Change::by_hand(
                "Let the user verify the new address; or let the user enrol in TOTP, which leaves the address free for recovery",
            )),
    )
}

fn address_not_verified(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    if profile.status() == Some("UNCONFIRMED") {
        return Verdicts::silent();
    }
    let ways = user.ways(&profile)?;
    let (mut open, mut for_mfa) = (Vec::new(), Vec::new());
    for factor in BY_MESSAGE.iter().copied() {
        if destination(&profile, factor).is_none() || profile.is_verified(attribute(factor)) {
            continue;
        }
        let asked_for = user.is_asked_for(&profile, factor)?;
        if asked_for {
            for_mfa.push(attribute(factor));
        }
        if asked_for || ways.iter().any(|(of, _)| *of == factor) {
            open.push(factor);
        }
    }
    if open.is_empty() {
        return Verdicts::silent();
    }
    let closed =
        !ways.is_empty() && ways.iter().all(|(_, way)| !matches!(way, Way::Works | Way::Undocumented));
    let barred = closed && ways.iter().any(|(_, way)| *way == Way::Unverified);
    let names: Vec<&str> = open.iter().map(|factor| attribute(*factor)).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let nouns: Vec<&str> = open.iter().map(|factor| noun(*factor)).collect();
    let mfa = if for_mfa.is_empty() { "" } else { ", which does not stop MFA codes" };
    let outcome = if barred {
        "; no code that resets the password can reach the user, so ForgotPassword answers InvalidParameterException"
    } else {
        "; a code that resets the password goes to verified addresses only"
    };
    let message = format!("the {} of {} {verb} not verified{mfa}{outcome}", joined(&nouns), user.words());
    let places: Vec<String> = names.iter().map(|name| format!("UserAttributes.{name}_verified")).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let mut draft = user
        .draft(message, &places)
        .factors(&open)
        .change(Change::by_hand(
            "For recovery, let the user verify the address with GetUserAttributeVerificationCode and VerifyUserAttribute; call it verified as an administrator only where you know that it is the user's",
        ));
    draft.evidence.push(recovery_evidence(user));
    Verdicts::one(if barred { draft } else { draft.errors(&[]) })
}
