//! Passkeys in a pool that requires MFA.

use super::super::mfa::{MFA_CONFIG, USER_POOL};
use super::super::{Case, Check, Draft, Rule, Verdicts, looks};
use super::gate::begins;
use super::mfa::{with_first_factors, with_mode};
use super::{ChangeCase, REQUEST};
use crate::catalog;
use crate::change::Operation;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::snapshot::{Gap, text};
use serde_json::{Value, json};

const COUNTS: &str = looks::PASSKEYS_COUNT_AS.path;
const BOTH: &str = "MULTI_FACTOR_WITH_USER_VERIFICATION";

pub(super) static RULES: &[Rule] = &[Rule {
    id: "MFA009",
    name: "single-factor-passkeys-with-required-mfa",
    factors: &[Factor::Passkey],
    severity: Severity::Error,
    errors: &[&catalog::PASSKEY_SINGLE_FACTOR_WITH_REQUIRED_MFA, &catalog::PASSKEY_NOT_CONFIGURED_FOR_MFA],
    title: "Passkeys that count as one factor beside required MFA",
    why: "In a pool with MFA ON, a passkey may be a first factor only where it counts as two: FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION. A SetUserPoolMfaConfig that leaves WebAuthnConfiguration out sets it back to SINGLE_FACTOR.",
    fix: "Send SetUserPoolMfaConfig with FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION first, then allow WEB_AUTHN by UpdateUserPool.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
    looks_at: &[REQUEST, looks::MODE, looks::FIRST_FACTORS, looks::PASSKEYS_COUNT_AS],
    silent: "Where no --change is given, MFA is not required afterwards, WEB_AUTHN is no first factor, passkeys count as two factors, or the pool has all of it already.",
    check: Check::Change(single_factor),
}];

fn single_factor(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    if !case.writes_pool() {
        return Verdicts::silent();
    }
    let holds = |case: &Case<'_>| {
        Ok(case.pool.first_factors().contains(&"WEB_AUTHN")
            && case.mfa_mode()? == "ON"
            && text(case.pool.mfa_config()?, COUNTS) != Some(BOTH))
    };
    if !begins(case, holds)? {
        return Verdicts::silent();
    }
    let of_mfa = case.is(&[Operation::SetUserPoolMfaConfig]);
    let error = if of_mfa {
        &catalog::PASSKEY_SINGLE_FACTOR_WITH_REQUIRED_MFA
    } else {
        &catalog::PASSKEY_NOT_CONFIGURED_FOR_MFA
    };
    let counts = case.after.pool.mfa_config().ok().and_then(|config| text(config, COUNTS));
    let message = format!(
        "{} for {} leaves MFA required, WEB_AUTHN allowed as first factor and FactorConfiguration {}; AWS takes such \
         passkeys only where they count as two factors, and answers InvalidParameterException",
        case.operation(),
        case.pool_words(),
        counts.unwrap_or("SINGLE_FACTOR (the default)")
    );
    let mut draft = Draft::new(case.arn(), message).errors(&[error]);
    draft = if of_mfa {
        draft
            .requested(case, COUNTS)
            .evidence(USER_POOL, looks::FIRST_FACTORS.path, json!(case.after.pool.first_factors()))
            .fix("Name WebAuthnConfiguration with FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION in the same call.")
    } else {
        with_first_factors(draft, case)
            .evidence(MFA_CONFIG, COUNTS, counts.map_or(Value::Null, Value::from))
            .change(Change::MfaConfig {
                why: "makes a passkey count as two factors, before it may be allowed".to_owned(),
                patches: vec![Patch::set(COUNTS, BOTH)],
            })
    };
    Verdicts::one(with_mode(draft, case))
}
