//! The pool's MFA mode, and what it asks of users.

use super::change::without_factor;
use super::words::joined;
use super::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::snapshot::{FACTOR_BLOCKS, Gap, at, list, text};
use serde_json::{Value, json};

pub(super) const USER_POOL: &str = "cognito-idp:DescribeUserPool";
pub(super) const MFA_CONFIG: &str = "cognito-idp:GetUserPoolMfaConfig";

/// The factors that `MfaConfiguration` switches.
pub(super) const SWITCHED: &[Factor] = &[Factor::Sms, Factor::Totp, Factor::Email];

/// The factors whose codes go to an attribute of the user.
pub(super) const BY_MESSAGE: &[Factor] = &[Factor::Sms, Factor::Email];

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "MFA001",
        name: "mfa-without-factor",
        factors: SWITCHED,
        severity: Severity::Error,
        errors: &[&catalog::MFA_WITHOUT_FACTOR, &catalog::MFA_CANNOT_BE_TURNED_ON],
        title: "MFA is required or optional, and no factor is enabled",
        why: "With MfaConfiguration ON or OPTIONAL, at least one of SMS, TOTP and e-mail must be enabled. SetUserPoolMfaConfig replaces the whole configuration, so a call that names the mode alone drops the factors. Passkeys do not count.",
        fix: "Enable a factor in the same SetUserPoolMfaConfig that names the mode.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html",
        looks_at: &[
            looks::MODE,
            looks::TOTP,
            looks::EMAIL_MFA,
            looks::SMS_MFA,
            looks::SMS_ROLE,
            looks::SMS_SENDER,
        ],
        silent: "Where MFA is off, or at least one of SMS, TOTP and e-mail can be used. Passkeys do not count.",
        check: Check::PoolAndChange { pool: mfa_without_factor, change: without_factor, blocks: true },
    },
    Rule {
        id: "MFA005",
        name: "managed-login-offers-no-enrolment",
        factors: SWITCHED,
        severity: Severity::Note,
        errors: &[],
        title: "MFA is optional, and managed login asks nobody to set it up",
        why: "In a pool with MFA OPTIONAL, whether a user has a factor is up to the application; managed login signs users in without offering them to register one.",
        fix: "Let the application register the factor, or require MFA.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
        looks_at: &[
            looks::MODE,
            looks::DOMAIN,
            looks::CUSTOM_DOMAIN,
            looks::TOTP,
            looks::EMAIL_MFA,
            looks::SMS_ROLE,
        ],
        silent: "Where MFA is required or off, or the pool has no domain and so no managed login.",
        check: Check::Pool(managed_login_offers_no_enrolment),
    },
    Rule {
        id: "MFA012",
        name: "required-mfa-hangs-on-optional-attribute",
        factors: BY_MESSAGE,
        severity: Severity::Warning,
        errors: &[&catalog::MFA_MUST_BE_SET_UP],
        title: "MFA is required, and its only factor needs an attribute that users may lack",
        why: "Where every user must have a factor and the only one is a message, a user without the phone number or e-mail address has nowhere to get it, and the sign-in ends in MFA_SETUP.",
        fix: "Enable TOTP as well, so that every user can register a factor.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html",
        looks_at: &[
            looks::MODE,
            looks::PHONE_REQUIRED,
            looks::EMAIL_REQUIRED,
            looks::USERNAMES,
            looks::TOTP,
            looks::EMAIL_MFA,
            looks::SMS_ROLE,
        ],
        silent: "Where MFA is not required, a second factor or TOTP is offered, or every user has the attribute because the pool requires it or signs in with it.",
        check: Check::Pool(required_mfa_hangs_on_optional_attribute),
    },
    Rule {
        id: "MFA015",
        name: "changed-attribute-gets-codes-at-once",
        factors: BY_MESSAGE,
        severity: Severity::Note,
        errors: &[],
        title: "A changed phone number or e-mail address gets the MFA codes before it is verified",
        why: "Unless the pool keeps the old value until the new one is verified, whoever holds a user's access token with the scope aws.cognito.signin.user.admin can turn the user's codes to an address of their own.",
        fix: "List the attribute in UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserAttributeUpdateSettingsType.html",
        looks_at: &[looks::KEPT_UNTIL_VERIFIED, looks::SMS_ROLE, looks::EMAIL_MFA, looks::MODE],
        silent: "Where neither SMS nor e-mail is offered as a factor, or the old value stays until the new one is verified.",
        check: Check::Pool(changed_attribute_gets_codes_at_once),
    },
];

/// The attribute that a message factor sends to.
pub(super) const fn attribute(factor: Factor) -> &'static str {
    if matches!(factor, Factor::Sms) { "phone_number" } else { "email" }
}

/// Adds the MFA mode to the evidence, from the answer that decides it.
pub(super) fn with_mode(draft: Draft, case: &Case<'_>) -> Draft {
    let (source, answer) = match case.snapshot.mfa_config.known() {
        Some(config) if text(config, "MfaConfiguration").is_some() => (MFA_CONFIG, config),
        _ => (USER_POOL, case.pool.described),
    };
    draft.evidence(
        source,
        "MfaConfiguration",
        text(answer, "MfaConfiguration").map_or(Value::Null, Value::from),
    )
}

/// A change to the MFA configuration that AWS takes: while MFA is on, a pool with an SMS configuration must name it.
pub(super) fn changing(case: &Case<'_>, why: impl Into<String>, mut patches: Vec<Patch>) -> Change {
    let Some(config) = case.snapshot.mfa_config.known() else {
        return Change::by_hand(
            "Read the pool's MFA configuration first (GetUserPoolMfaConfig), as SetUserPoolMfaConfig removes what it is not told.",
        );
    };
    let is_on =
        case.pool.mfa_mode() != "OFF" || patches.iter().any(|patch| patch.path == ["MfaConfiguration"]);
    let unnamed = case.pool.sms_configuration().filter(|(source, ..)| is_on && *source == USER_POOL);
    if let (Some((_, _, configuration)), None) = (unnamed, at(config, "SmsMfaConfiguration.SmsConfiguration"))
    {
        patches.push(Patch::set("SmsMfaConfiguration.SmsConfiguration", configuration.clone()));
        if let Some(message) = text(case.pool.described, "SmsAuthenticationMessage") {
            patches.push(Patch::set("SmsMfaConfiguration.SmsAuthenticationMessage", message));
        }
    }
    Change::MfaConfig { why: why.into(), patches }
}

/// A change that offers `factor` and keeps the others. No factor can be set while MFA is OFF.
pub(super) fn offering(case: &Case<'_>, factor: Factor, mut patches: Vec<Patch>) -> Change {
    let mut why = format!("offers {}, and keeps every other factor", factor.words());
    if case.pool.mfa_mode() == "OFF" {
        patches.push(Patch::set("MfaConfiguration", "OPTIONAL"));
        if factor != Factor::Sms && case.pool.sms_path().is_some() {
            why = format!("offers {}, and SMS with it, as the pool has an SMS configuration", factor.words());
        }
    }
    changing(case, why, patches)
}

/// The change that enables TOTP, the factor that needs nothing outside the pool.
pub(super) fn enabling_totp(case: &Case<'_>) -> Change {
    offering(case, Factor::Totp, vec![Patch::set("SoftwareTokenMfaConfiguration.Enabled", true)])
}

fn mfa_without_factor(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    let mode = case.mfa_mode()?;
    if mode == "OFF" || case.offers(Factor::Sms)? {
        return Verdicts::silent();
    }
    let config = pool.mfa_config()?;
    if case.offers(Factor::Totp)? || case.offers(Factor::Email)? {
        return Verdicts::silent();
    }
    let block = ["SoftwareTokenMfaConfiguration", "SmsMfaConfiguration"]
        .into_iter()
        .find(|block| at(config, block).is_some());
    let fact = match block {
        None => "no factor is configured",
        Some("SoftwareTokenMfaConfiguration") => "its only factor, TOTP, has Enabled=false",
        Some(_) => "its only factor, SMS, has no SMS configuration",
    };
    let required: Vec<Factor> = SWITCHED.iter().copied().filter(|factor| case.requires(*factor)).collect();
    let mut draft = Draft::new(
        pool.arn(),
        format!("pool {} has MFA {mode}, but {fact}, so no user can set up MFA", pool.name()),
    )
    .factors(&required)
    .errors(&[&catalog::MFA_WITHOUT_FACTOR]);
    draft = with_mode(draft, case);
    for block in FACTOR_BLOCKS {
        draft = draft.evidence(MFA_CONFIG, block, at(config, block).cloned().unwrap_or(Value::Null));
    }
    if pool.has_custom_sms_sender() {
        draft = draft.false_alarm_if("the custom SMS sender trigger alone lets the pool offer SMS");
    }
    if block.is_some() || pool.has_custom_sms_sender() {
        draft = draft.severity(Severity::Warning);
    }
    Verdicts::one(
        draft
            .fix(format!("Enable a factor in pool {}, TOTP for one, or turn MFA off.", pool.name()))
            .change(enabling_totp(case)),
    )
}

fn managed_login_offers_no_enrolment(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    let Some(domain) = pool.domain() else { return Verdicts::silent() };
    if case.mfa_mode()? != "OPTIONAL" {
        return Verdicts::silent();
    }
    let (factors, gaps) = case.offered(SWITCHED);
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let member = if text(pool.described, "CustomDomain").is_some() { "CustomDomain" } else { "Domain" };
    let draft = Draft::new(
        pool.arn(),
        format!(
            "pool {} has MFA OPTIONAL, and managed login at its domain {domain} asks nobody to set it up, so users \
             get a factor only through your application or an administrator",
            pool.name()
        ),
    )
    .factors(&factors)
    .evidence(USER_POOL, member, domain);
    let draft = with_mode(draft, case).change(Change::by_hand(
        "In the application, register the factor (TOTP with AssociateSoftwareToken and VerifySoftwareToken) and switch it on with SetUserMFAPreference; or set MfaConfiguration ON once users can have a factor.",
    ));
    Ok(Verdicts { findings: vec![draft], gaps })
}

fn required_mfa_hangs_on_optional_attribute(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    if case.mfa_mode()? != "ON" || case.offers(Factor::Totp)? {
        return Verdicts::silent();
    }
    let factor = match (case.offers(Factor::Sms)?, case.offers(Factor::Email)?) {
        (true, false) => Factor::Sms,
        (false, true) => Factor::Email,
        _ => return Verdicts::silent(),
    };
    let name = attribute(factor);
    // A user who signs in with the attribute has it.
    let is_username = list(pool.described, "UsernameAttributes") == [name];
    // DescribeUserPool always lists the schema; a file made by hand may not.
    at(pool.described, "SchemaAttributes").ok_or_else(|| Gap::not_asked(USER_POOL, true))?;
    if is_username || pool.requires_attribute(name) {
        return Verdicts::silent();
    }
    let draft = Draft::new(
        pool.arn(),
        format!(
            "pool {} requires MFA and offers {} alone, but does not require the attribute {name}; a user without it \
             cannot get a code, and the sign-in ends in MFA_SETUP",
            pool.name(),
            factor.words()
        ),
    )
    .factors(&[factor])
    .false_alarm_if(format!("the application gives every user the attribute {name}"))
    .evidence(USER_POOL, format!("SchemaAttributes.{name}.Required"), false)
    .fix(format!("Enable TOTP in pool {} as well, so that every user can register a factor.", pool.name()))
    .change(enabling_totp(case));
    Verdicts::one(with_mode(draft, case))
}

fn changed_attribute_gets_codes_at_once(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    let path = "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate";
    let kept = list(pool.described, path);
    let open: Vec<Factor> =
        BY_MESSAGE.iter().copied().filter(|factor| !kept.contains(&attribute(*factor))).collect();
    let (factors, gaps) = case.offered(&open);
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let names: Vec<&str> = factors.iter().map(|factor| attribute(*factor)).collect();
    let words = joined(&names);
    let mut draft = Draft::new(
        pool.arn(),
        format!(
            "pool {} takes a new {words} at once, so whoever holds a user's access token can turn the user's MFA \
             codes to an address of their own",
            pool.name()
        ),
    )
    .factors(&factors)
    .false_alarm_if("no app client may write the attribute, or no token carries aws.cognito.signin.user.admin")
    .evidence(USER_POOL, path, json!(kept))
    .fix(format!("Let pool {} keep the old {words} until the new value is verified.", pool.name()));
    // Only an attribute that the pool verifies can wait for its verification.
    let (verified, unverified): (Vec<&str>, Vec<&str>) =
        names.into_iter().partition(|name| pool.auto_verified().contains(name));
    if !unverified.is_empty() {
        draft = draft.change(Change::by_hand(format!(
            "{} must be in AutoVerifiedAttributes before it can wait for its verification; decide whether Cognito is to send a code at sign-up too.",
            joined(&unverified)
        )));
    }
    if !verified.is_empty() {
        let all: Vec<&str> = kept.into_iter().chain(verified).collect();
        draft = draft.change(Change::UserPool {
            why: "keeps the old value until the user confirms the new one".to_owned(),
            patches: vec![Patch::set(path, json!(all))],
        });
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Wishes;
    use crate::snapshot::{Fact, Snapshot, Unread};

    /// What enabling TOTP changes in the healthy pool with this MFA configuration.
    fn enabling(config: Fact<Value>) -> Change {
        let text = include_str!("../../fixtures/healthy.json");
        let mut snapshot = Snapshot::from_json(text).expect("the healthy pool");
        snapshot.mfa_config = config;
        let wishes = Wishes::default();
        enabling_totp(&Case::at(None, &snapshot, &wishes).expect("a pool"))
    }

    fn paths(change: Change) -> Vec<String> {
        let Change::MfaConfig { patches, .. } = change else { return Vec::new() };
        patches.into_iter().map(|patch| patch.path.join(".")).collect()
    }

    #[test]
    fn a_pool_with_mfa_off_gets_a_mode_and_names_its_sms() {
        let sms = ["SmsMfaConfiguration.SmsConfiguration", "SmsMfaConfiguration.SmsAuthenticationMessage"];
        let totp = "SoftwareTokenMfaConfiguration.Enabled";
        let off = enabling(Fact::Known(json!({ "MfaConfiguration": "OFF" })));
        assert_eq!(paths(off), [totp, "MfaConfiguration", sms[0], sms[1]]);
        let optional = enabling(Fact::Known(json!({ "MfaConfiguration": "OPTIONAL" })));
        assert_eq!(paths(optional), [totp, sms[0], sms[1]]);
    }

    #[test]
    fn what_could_not_be_read_is_not_replaced() {
        let unread = Fact::Unread(Unread::new(MFA_CONFIG, "AccessDenied", ""));
        assert!(matches!(enabling(unread), Change::ByHand { .. }));
    }
}
