//! Factors that were asked for and that the pool does not offer.

use super::mfa::{MFA_CONFIG, USER_POOL, changing, offering, with_mode};
use super::passkey::lacks_relying_party;
use super::recovery::admits_email_mfa;
use super::words::joined;
use super::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::snapshot::{Gap, at, text};
use serde_json::{Value, json};

const FIRST_FACTORS: &str = "Policies.SignInPolicy.AllowedFirstAuthFactors";

/// The family.
pub(super) static RULES: &[Rule] = &[Rule {
    id: "MFA016",
    name: "required-factor-not-offered",
    factors: &[Factor::Sms, Factor::Email, Factor::Passkey],
    severity: Severity::Error,
    errors: &[&catalog::WEBAUTHN_NOT_ENABLED],
    title: "A factor was asked for, and the pool does not offer it",
    why: "The pool must offer a factor before users can register it or sign in with it: SMS, TOTP and e-mail by the MFA configuration, passkeys by the sign-in policy.",
    fix: "Switch the factor on, and restate everything else in the same call.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
    looks_at: &[
        looks::FIRST_FACTORS,
        looks::EMAIL_MFA,
        looks::MODE,
        looks::SMS_ROLE,
        looks::PLAN,
        looks::SENDING_ACCOUNT,
        looks::RECOVERY,
        looks::RELYING_PARTY,
        looks::DOMAIN,
    ],
    silent: "Where no factor was asked for with --require. A TOTP that is not offered has TOT001, and SMS without an SMS configuration SMS012.",
    check: Check::Pool(required_factor_not_offered),
}];

fn required_factor_not_offered(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let mut verdicts = Verdicts::default();
    for factor in Factor::ALL {
        if !case.requires(factor) {
            continue;
        }
        match unoffered(case, factor) {
            Ok(draft) => {
                verdicts.findings.extend(draft.map(|draft| draft.factors(&[factor]).part(factor.as_str())))
            }
            Err(gap) => verdicts.gaps.push(gap),
        }
    }
    Ok(verdicts)
}

fn unoffered(case: &Case<'_>, factor: Factor) -> Result<Option<Draft>, Gap> {
    // A TOTP that is not offered has its own rule, TOT001.
    if factor == Factor::Totp || case.offers(factor)? {
        return Ok(None);
    }
    match factor {
        Factor::Totp => Ok(None),
        // Without an SMS configuration SMS012 says it.
        Factor::Sms => Ok(case.pool.sms_path().map(|_| sms(case))),
        Factor::Email => Ok(Some(email(case))),
        Factor::Passkey => passkey(case).map(Some),
    }
}

fn sms(case: &Case<'_>) -> Draft {
    let pool = &case.pool;
    let message = format!(
        "pool {} has an SMS configuration, but MFA is OFF, so no sign-in asks for a code",
        pool.name()
    );
    with_mode(Draft::new(pool.arn(), message), case)
        .errors(&[])
        .fix(format!("Turn MFA of pool {} on; OPTIONAL asks only users who set it up.", pool.name()))
        .change(offering(case, Factor::Sms, Vec::new()))
}

fn email(case: &Case<'_>) -> Draft {
    let pool = &case.pool;
    let mut faults = Vec::new();
    if pool.tier() == "LITE" {
        faults.push("the plan (TIR001)");
    }
    if pool.email_sending_account() == "COGNITO_DEFAULT" {
        faults.push("the e-mail sender (EML001)");
    }
    if !admits_email_mfa(pool) {
        faults.push("account recovery (MFA006)");
    }
    let fact = if pool.mfa_mode() == "OFF" { "has MFA OFF" } else { "has no EmailMfaConfiguration" };
    let mut draft = with_mode(after(case, &faults, fact, "so it does not offer e-mail MFA"), case)
        .errors(&[])
        .fix(format!("{}Switch on e-mail MFA of pool {}.", once(&faults), pool.name()));
    let mut patches = Vec::new();
    if let Some(config) = case.snapshot.mfa_config.known() {
        let member = "EmailMfaConfiguration";
        let configured = at(config, member);
        if configured.is_none() {
            // An empty block is refused.
            let texts =
                json!({ "Message": "Your verification code is {####}", "Subject": "Your verification code" });
            patches.push(Patch::set(member, texts));
        }
        draft = draft.evidence(MFA_CONFIG, member, configured.cloned().unwrap_or(Value::Null));
    }
    draft.change(offering(case, Factor::Email, patches))
}

fn passkey(case: &Case<'_>) -> Result<Draft, Gap> {
    let pool = &case.pool;
    let mut faults = Vec::new();
    if pool.tier() == "LITE" {
        faults.push("the plan (TIR001)");
    }
    if lacks_relying_party(case)? {
        faults.push("the relying party (MFA011)");
    }
    let fact = "does not allow WEB_AUTHN as a first factor";
    let mut draft = after(case, &faults, fact, "so no user can register a passkey or sign in with one")
        .evidence(USER_POOL, FIRST_FACTORS, at(pool.described, FIRST_FACTORS).cloned().unwrap_or(Value::Null))
        .fix(format!("{}Allow WEB_AUTHN as a first factor of pool {}.", once(&faults), pool.name()));
    let counts = "WebAuthnConfiguration.FactorConfiguration";
    let both = "MULTI_FACTOR_WITH_USER_VERIFICATION";
    if case.mfa_mode()? == "ON" && text(pool.mfa_config()?, counts) != Some(both) {
        draft = draft.change(changing(
            case,
            "MFA is required, so a passkey must count as two factors before it may be allowed",
            vec![Patch::set(counts, both)],
        ));
    }
    // PASSWORD must stay among them; it is the default where the pool has no sign-in policy.
    let mut allowed = pool.first_factors();
    if !allowed.contains(&"PASSWORD") {
        allowed.insert(0, "PASSWORD");
    }
    allowed.push("WEB_AUTHN");
    Ok(draft
        .change(Change::UserPool {
            why: "allows passkeys beside the first factors that the pool allows".to_owned(),
            patches: vec![Patch::set(FIRST_FACTORS, json!(allowed))],
        })
        .change(Change::by_hand(
            "Passkeys come with choice-based sign-in: put ALLOW_USER_AUTH into ExplicitAuthFlows of the app clients that are to use them.",
        )))
}

/// An error where nothing stands in the way; else a note, as the rules named say what must be mended first.
fn after(case: &Case<'_>, faults: &[&str], fact: &str, outcome: &str) -> Draft {
    let pool = &case.pool;
    if faults.is_empty() {
        return Draft::new(pool.arn(), format!("pool {} {fact}, {outcome}", pool.name()));
    }
    let first = joined(faults);
    Draft::new(
        pool.arn(),
        format!(
            "pool {} {fact}, {outcome}; AWS takes that only once nothing is wrong with {first}",
            pool.name()
        ),
    )
    .severity(Severity::Note)
}

fn once(faults: &[&str]) -> String {
    if faults.is_empty() { String::new() } else { format!("First mend {}. ", joined(faults)) }
}
