//! Account recovery beside message factors: one address may not get both the MFA code and the reset code.

use super::mfa::USER_POOL;
use super::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::snapshot::{Gap, Pool, at};
use serde_json::{Value, json};

const MECHANISMS: &str = "AccountRecoverySetting.RecoveryMechanisms";

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "MFA006",
        name: "email-mfa-with-email-recovery",
        factors: &[Factor::Email],
        severity: Severity::Error,
        errors: &[&catalog::EMAIL_MFA_WITH_EMAIL_RECOVERY],
        title: "E-mail MFA beside account recovery by e-mail alone, or by no setting at all",
        why: "One address may not get both the MFA code and the code that resets the password. Cognito refuses e-mail MFA unless the pool recovers accounts by phone too, or by administrators only; a pool without the setting is refused as well.",
        fix: "Add verified_phone_number to the recovery mechanisms, or recover by administrators only (admin_only).",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
        looks_at: &[looks::RECOVERY, looks::EMAIL_MFA, looks::MODE],
        silent: "Where e-mail MFA is neither offered nor required, or accounts are also recovered by phone, or by administrators only.",
        check: Check::Pool(email_mfa_with_email_recovery),
    },
    Rule {
        id: "MFA007",
        name: "sms-mfa-with-phone-recovery",
        factors: &[Factor::Sms],
        severity: Severity::Warning,
        errors: &[&catalog::RECOVERY_WITHOUT_VERIFIED_DESTINATION, &catalog::RECOVERY_BY_PHONE_WITH_SMS_MFA],
        title: "SMS MFA beside account recovery by phone alone",
        why: "A phone that gets a user's MFA codes gets no reset code, so users whose factor is SMS cannot reset a forgotten password.",
        fix: "Put verified_email first among the recovery mechanisms, and see that users have a verified e-mail address.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html",
        looks_at: &[looks::RECOVERY, looks::SMS_ROLE, looks::MODE],
        silent: "Where SMS is neither offered nor required, or e-mail is among the recovery mechanisms too.",
        check: Check::Pool(sms_mfa_with_phone_recovery),
    },
];

/// Whether Cognito takes e-mail MFA beside the pool's account recovery.
pub(super) fn admits_email_mfa(pool: &Pool<'_>) -> bool {
    // An absent or empty setting is the legacy recovery, which is refused as e-mail alone is.
    pool.recovery().iter().any(|mechanism| *mechanism != "verified_email")
}

fn mechanisms(pool: &Pool<'_>) -> Value {
    at(pool.described, MECHANISMS).cloned().unwrap_or(Value::Null)
}

fn recover_by(names: &[&str]) -> Patch {
    let listed: Vec<Value> =
        names.iter().zip(1..).map(|(name, priority)| json!({ "Priority": priority, "Name": name })).collect();
    Patch::set(MECHANISMS, listed)
}

fn email_mfa_with_email_recovery(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    if admits_email_mfa(pool) || !case.concerns(Factor::Email)? {
        return Verdicts::silent();
    }
    let fact = if pool.recovery().is_empty() {
        "has no AccountRecoverySetting"
    } else {
        "recovers accounts by verified_email alone"
    };
    let required = case.requires(Factor::Email);
    let outcome = if required {
        "AWS refuses e-mail MFA beside that: SetUserPoolMfaConfig answers InvalidParameterException"
    } else {
        "an address that gets MFA codes gets no reset code, and AWS refuses the next SetUserPoolMfaConfig that \
         restates e-mail MFA with InvalidParameterException"
    };
    let by_phone = pool.sms_path().is_some();
    let (fix, why, patch) = if by_phone {
        (
            format!("Recover accounts of pool {} by phone first, then by e-mail.", pool.name()),
            "lets users whose factor is e-mail reset their password by phone; one without a verified phone number needs an administrator",
            recover_by(&["verified_phone_number", "verified_email"]),
        )
    } else {
        (
            format!(
                "Recover accounts of pool {} by administrators only; or give the pool an SMS configuration first, and recover by verified_phone_number.",
                pool.name()
            ),
            "takes the reset of forgotten passwords from users and leaves it to administrators, the only other way in a pool without an SMS configuration",
            recover_by(&["admin_only"]),
        )
    };
    Verdicts::one(
        Draft::new(pool.arn(), format!("pool {} {fact}; {outcome}", pool.name()))
            .severity(if required { Severity::Error } else { Severity::Warning })
            .evidence(USER_POOL, MECHANISMS, mechanisms(pool))
            .fix(fix)
            .change(Change::UserPool { why: why.to_owned(), patches: vec![patch] }),
    )
}

fn sms_mfa_with_phone_recovery(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    if pool.recovery() != ["verified_phone_number"] || !case.concerns(Factor::Sms)? {
        return Verdicts::silent();
    }
    let message = format!(
        "pool {} recovers accounts by verified_phone_number alone, and a phone that gets MFA codes gets no reset code; for users whose \
         factor is SMS, ForgotPassword answers InvalidParameterException",
        pool.name()
    );
    Verdicts::one(
        Draft::new(pool.arn(), message)
            .false_alarm_if("no user's factor is SMS")
            .evidence(USER_POOL, MECHANISMS, mechanisms(pool))
            .fix(format!(
                "Recover accounts of pool {} by e-mail first, and see that users have a verified e-mail address.",
                pool.name()
            ))
            .change(Change::UserPool {
                why: "lets users whose factor is SMS reset their password by e-mail".to_owned(),
                patches: vec![recover_by(&["verified_email", "verified_phone_number"])],
            }),
    )
}
