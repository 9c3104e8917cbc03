//! The MFA mode and the factors, as a request gives them together.

use super::super::mfa::{MFA_CONFIG, SWITCHED, USER_POOL};
use super::super::{Check, Draft, Rule, Verdicts, looks};
use super::gate::begins;
use super::{ChangeCase, REQUEST};
use crate::catalog;
use crate::change::Operation;
use crate::finding::{Change, Factor, Severity};
use crate::rules::words::joined;
use crate::snapshot::{Gap, flag, text};
use serde_json::{Value, json};

const BLOCKS: &[(&str, Factor)] = &[
    ("SmsMfaConfiguration", Factor::Sms),
    ("SoftwareTokenMfaConfiguration", Factor::Totp),
    ("EmailMfaConfiguration", Factor::Email),
];

const FIRST_FACTORS: &str = looks::FIRST_FACTORS.path;

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "MFA002",
        name: "factors-beside-mfa-off",
        factors: SWITCHED,
        severity: Severity::Error,
        errors: &[&catalog::MFA_OFF_WITH_FACTOR],
        title: "A SetUserPoolMfaConfig names factors while MFA is OFF, or does not say the mode",
        why: "SetUserPoolMfaConfig reads a MfaConfiguration that is left out as OFF, and refuses a factor block beside OFF, even one with Enabled false. WebAuthnConfiguration is no factor block.",
        fix: "Name MfaConfiguration, OPTIONAL or ON, in the same call; to turn MFA off, leave the factor blocks out.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html",
        looks_at: &[REQUEST],
        silent: "Where no --change is given, the request names ON or OPTIONAL, or names no factor.",
        check: Check::Change(factors_beside_off),
    },
    Rule {
        id: "MFA003",
        name: "pool-made-with-mfa-and-no-sms",
        factors: SWITCHED,
        severity: Severity::Error,
        errors: &[&catalog::MFA_AT_CREATION_NEEDS_SMS],
        title: "A CreateUserPool turns MFA on and has no SMS configuration",
        why: "CreateUserPool knows no factor but SMS. TOTP and e-mail MFA are switched on afterwards, by SetUserPoolMfaConfig; CloudFormation does both where the template has EnabledMfas.",
        fix: "Create the pool with MfaConfiguration OFF, then send SetUserPoolMfaConfig with the mode and the factors.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
        looks_at: &[REQUEST],
        silent: "Where no --change is given, the request creates no pool, leaves MFA off, or gives an SMS configuration.",
        check: Check::Change(made_without_sms),
    },
    Rule {
        id: "MFA008",
        name: "otp-first-factor-with-required-mfa",
        factors: &[Factor::Sms, Factor::Email],
        severity: Severity::Error,
        errors: &[&catalog::OTP_FIRST_FACTOR_WITH_REQUIRED_MFA],
        title: "MFA becomes required in a pool that allows one-time passwords as first factor, or the other way round",
        why: "Where MFA is required, the first factor may be a password, or a passkey that counts as two factors. Cognito refuses EMAIL_OTP and SMS_OTP beside MfaConfiguration ON; with OPTIONAL it takes them.",
        fix: "Take EMAIL_OTP and SMS_OTP out of AllowedFirstAuthFactors first, or make MFA OPTIONAL.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
        looks_at: &[REQUEST, looks::MODE, looks::FIRST_FACTORS],
        silent: "Where no --change is given, MFA is not required afterwards, no one-time password is allowed as first factor, or the pool has both already.",
        check: Check::Change(otp_first_factor),
    },
];

fn factors_beside_off(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    if !case.is(&[Operation::SetUserPoolMfaConfig]) {
        return Verdicts::silent();
    }
    let mode = case.request.text("MfaConfiguration");
    let named: Vec<&(&str, Factor)> = BLOCKS.iter().filter(|(block, _)| case.request.has(block)).collect();
    if named.is_empty() || mode.is_some_and(|mode| mode != "OFF") {
        return Verdicts::silent();
    }
    let blocks: Vec<&str> = named.iter().map(|(block, _)| *block).collect();
    let factors: Vec<Factor> = named.iter().map(|(_, factor)| *factor).collect();
    let fact = if mode.is_some() {
        "has MfaConfiguration OFF"
    } else {
        "leaves MfaConfiguration out, which AWS reads as OFF,"
    };
    let message = format!(
        "SetUserPoolMfaConfig for {} {fact} and names {}; AWS answers InvalidParameterException",
        case.pool_words(),
        joined(&blocks)
    );
    let mut draft = Draft::new(case.arn(), message).factors(&factors).requested(case, "MfaConfiguration");
    for block in blocks {
        draft = draft.requested(case, block);
    }
    Verdicts::one(draft)
}

fn made_without_sms(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let mode = case.request.text("MfaConfiguration").unwrap_or("OFF");
    if !case.makes_pool() || mode == "OFF" || case.after.pool.sms_path().is_some() {
        return Verdicts::silent();
    }
    let message = format!(
        "CreateUserPool makes {} with MFA {mode} and no SMS configuration, the only factor that it can give a pool; \
         AWS answers InvalidParameterException",
        case.pool_words()
    );
    Verdicts::one(
        Draft::new(case.arn(), message)
            .requested(case, "MfaConfiguration")
            .requested(case, "SmsConfiguration")
            .change(Change::by_hand(
                "Send CreateUserPool with MfaConfiguration OFF, then SetUserPoolMfaConfig with the mode and the \
                 factors, such as SoftwareTokenMfaConfiguration Enabled true; in CloudFormation give EnabledMfas.",
            )),
    )
}

fn otp_first_factor(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    if !(case.writes_pool() || case.makes_pool()) {
        return Verdicts::silent();
    }
    let otp = |factor: &&str| matches!(*factor, "EMAIL_OTP" | "SMS_OTP");
    let holds = |case: &crate::rules::Case<'_>| {
        Ok(case.pool.first_factors().iter().any(&otp) && case.mfa_mode()? == "ON")
    };
    if !begins(case, holds)? {
        return Verdicts::silent();
    }
    let allowed = case.after.pool.first_factors();
    let otps: Vec<&str> = allowed.iter().copied().filter(otp).collect();
    let factors: Vec<Factor> =
        otps.iter().map(|otp| if *otp == "SMS_OTP" { Factor::Sms } else { Factor::Email }).collect();
    let message = format!(
        "{} for {} leaves MFA required and {} allowed as first factor; AWS takes only PASSWORD and WEB_AUTHN there \
         and answers InvalidParameterException",
        case.operation(),
        case.pool_words(),
        joined(&otps)
    );
    let draft = Draft::new(case.arn(), message).factors(&factors);
    Verdicts::one(with_mode(with_first_factors(draft, case), case))
}

/// Adds which first factors are allowed to the evidence: of the request, else of the pool.
pub(super) fn with_first_factors(draft: Draft, case: &ChangeCase<'_>) -> Draft {
    if case.request.has(FIRST_FACTORS) {
        return draft.requested(case, FIRST_FACTORS);
    }
    draft.evidence(USER_POOL, FIRST_FACTORS, json!(case.after.pool.first_factors()))
}

/// Adds the mode to the evidence: of the request, else of the pool.
pub(super) fn with_mode(draft: Draft, case: &ChangeCase<'_>) -> Draft {
    if case.request.has("MfaConfiguration") || case.is(&[Operation::SetUserPoolMfaConfig]) {
        return draft.requested(case, "MfaConfiguration");
    }
    let told = case.before.snapshot.mfa_config.known().and_then(|config| text(config, "MfaConfiguration"));
    match told {
        Some(mode) => draft.evidence(MFA_CONFIG, "MfaConfiguration", mode),
        None => draft,
    }
}

/// MFA001 of a request: it turns MFA on and leaves no factor.
pub(in crate::rules) fn without_factor(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let request = case.request;
    let mode = request.text("MfaConfiguration").unwrap_or("OFF");
    if mode == "OFF" || case.makes_pool() {
        return Verdicts::silent();
    }
    match request.operation {
        Operation::SetUserPoolMfaConfig => {
            if BLOCKS.iter().any(|(block, _)| request.has(block)) {
                return Verdicts::silent();
            }
            let message = format!(
                "SetUserPoolMfaConfig for {} sets MFA {mode} and names no factor, which takes all factors away; AWS \
                 answers InvalidParameterException",
                case.pool_words()
            );
            let draft = Draft::new(case.arn(), message)
                .factors(&[])
                .part(case.operation())
                .errors(&[&catalog::MFA_WITHOUT_FACTOR])
                .requested(case, "MfaConfiguration");
            Verdicts::one(BLOCKS.iter().fold(draft, |draft, (block, _)| draft.requested(case, block)))
        }
        // That UpdateUserPool refuses OPTIONAL, too, nobody has reported.
        Operation::UpdateUserPool if mode == "ON" => {
            if case.before.pool.known_mfa_mode() == Some("ON") || case.after.pool.sms_path().is_some() {
                return Verdicts::silent();
            }
            let config = case.after.pool.mfa_config()?;
            let totp = flag(config, "SoftwareTokenMfaConfiguration.Enabled") == Some(true);
            if totp || config.get("EmailMfaConfiguration").is_some_and(|block| !block.is_null()) {
                return Verdicts::silent();
            }
            let message = format!(
                "UpdateUserPool sets MFA ON in {}, which has no factor enabled; AWS answers InvalidParameterException, \
                 and SetUserPoolMfaConfig must come first",
                case.pool_words()
            );
            let draft = Draft::new(case.arn(), message)
                .factors(&[])
                .part(case.operation())
                .errors(&[&catalog::MFA_CANNOT_BE_TURNED_ON])
                .requested(case, "MfaConfiguration");
            let held = |block: &str| config.get(block).cloned().unwrap_or(Value::Null);
            let draft = BLOCKS
                .iter()
                .fold(draft, |draft, (block, _)| draft.evidence(MFA_CONFIG, *block, held(block)));
            Verdicts::one(draft.fix(
                "Send SetUserPoolMfaConfig with MfaConfiguration ON and the factors; this member then needs no UpdateUserPool.",
            ))
        }
        _ => Verdicts::silent(),
    }
}
