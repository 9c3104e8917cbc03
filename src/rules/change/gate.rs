//! What AWS checks of a pool when it takes a request, and by which rules that is told.

use super::super::{Case, Wishes, looks};
use super::ChangeCase;
use crate::change::Operation;
use crate::finding::{Factor, Finding, Severity};
use crate::snapshot::{Fact, Snapshot, at, list, text};

/// Rules whose finding says that Cognito cannot use the SMS role.
const SMS_ROLE: &[&str] = &[
    "SMS001", "SMS002", "SMS003", "SMS004", "SMS005", "SMS006", "SMS008", "SMS009", "SMS010", "SMS019",
    "SMS020",
];

/// The documented errors about the SMS role.
const SMS_ERRORS: &[&str] = &[
    "sms-role-cannot-publish",
    "sms-role-not-trusting",
    "sms-role-of-other-account",
    "sms-role-arn-of-other-account",
];

/// Rules about the e-mail sender, with the documented error by which AWS refuses to store it.
const SENDER: &[(&str, &[&str])] = &[
    ("EML002", &["email-identity-not-verified"]),
    ("EML008", &["email-identity-of-other-account"]),
    ("EML009", &["email-from-invalid"]),
    ("EML012", &["email-identity-not-allowed"]),
];

/// A pool to judge for what AWS would refuse of it, and the rules that tell.
pub(super) struct Asked {
    pub(super) snapshot: Snapshot,
    pub(super) wishes: Wishes,
    gates: Vec<(&'static str, &'static [&'static str])>,
}

impl Asked {
    /// Whether AWS refuses the request with this error, where the rule speaks.
    pub(super) fn refuses(&self, rule: &str, error: &str) -> bool {
        self.gates.iter().any(|(id, errors)| *id == rule && errors.contains(&error))
    }

    pub(super) fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.gates.iter().map(|(id, _)| *id)
    }

    /// Whether the finding proves the fault, and not only a risk of it. What these rules say of a pool as it is may be
    /// less than an error, as codes still go out; a request that restates it is refused all the same.
    pub(super) fn is_proven(&self, finding: &Finding) -> bool {
        finding.severity == Severity::Error
            || matches!(finding.rule, "MFA006" | "EML001" | "SMS012" | "LMB001")
    }
}

/// Rules about a request whose finding is not that AWS refuses it.
const AS_A_WHOLE: &[&str] = &["OPS001", "OPS002"];

/// Whether a finding about a request says that AWS refuses it.
pub(super) fn is_refusal(finding: &Finding) -> bool {
    finding.severity == Severity::Error && refuses_by_itself(finding.rule)
}

/// Whether the rule is one about what AWS refuses.
pub(super) fn refuses_by_itself(rule: &str) -> bool {
    !AS_A_WHOLE.contains(&rule)
}

/// What to judge of the pool as it would be; empty where AWS checks nothing of it.
pub(super) fn asked(case: &ChangeCase<'_>) -> Vec<Asked> {
    let request = case.request;
    let snapshot = case.after.snapshot;
    let mut asked = Asked { snapshot: snapshot.clone(), wishes: Wishes::default(), gates: Vec::new() };
    match request.operation {
        Operation::UpdateUserPool | Operation::CreateUserPool => of_pool(case, &mut asked),
        Operation::SetUserPoolMfaConfig => of_mfa_config(case, &mut asked),
        Operation::UpdateUserPoolClient => {
            asked.wishes.clients = request.text("ClientId").map(str::to_owned).into_iter().collect();
            asked.gates.push(("CLI006", &["tier-lacks-feature"]));
        }
        Operation::PutRolePolicy | Operation::UpdateAssumeRolePolicy | Operation::UpdateWebAcl => {}
    }
    let role = role(case);
    [Some(asked), role].into_iter().flatten().filter(|asked| !asked.gates.is_empty()).collect()
}

fn of_pool(case: &ChangeCase<'_>, asked: &mut Asked) {
    let request = case.request;
    let first_factors = looks::FIRST_FACTORS.path;
    if let Some(attributes) = request.at("AutoVerifiedAttributes")
        && attributes.as_array().is_some_and(|all| all.iter().any(|name| name == "phone_number"))
    {
        asked.gates.push(("SMS012", &["sms-configuration-required-for-verification"]));
    }
    if list(case.after.pool.described, first_factors).contains(&"SMS_OTP") && request.has(first_factors) {
        asked.gates.push(("SMS012", &["sms-otp-without-sms-configuration"]));
    }
    if request.has("EmailConfiguration") {
        asked.wishes.required.push(Factor::Email);
        asked.gates.extend(SENDER);
    }
    if request.has("LambdaConfig") {
        asked.gates.push(("LMB001", &["custom-sender-without-kms-key"]));
    }
    let tiered = ["UserPoolTier", "UserPoolAddOns", first_factors].iter().any(|path| request.has(path));
    if tiered && !super::tier::is_lowered(case) {
        asked.gates.push(("TIR001", &["tier-lacks-feature", "tier-features-must-be-disabled"]));
    }
}

fn of_mfa_config(case: &ChangeCase<'_>, asked: &mut Asked) {
    let request = case.request;
    if request.has("EmailMfaConfiguration") {
        asked.wishes.required.push(Factor::Email);
        asked.gates.extend([
            ("EML001", &["email-mfa-with-default-sender"] as &[_]),
            ("MFA006", &["email-mfa-with-email-recovery"]),
            ("TIR001", &["tier-lacks-feature"]),
        ]);
    }
    let without = case.after.pool.sms_path().is_none();
    if without && case.after.pool.auto_verified().contains(&"phone_number") {
        asked.gates.push(("SMS012", &["sms-configuration-required-for-verification"]));
    }
}

/// The SMS role, where AWS assumes it to check it: whenever the pool is written, whatever is changed, and when the MFA
/// configuration gives it. It is checked as one that has to send, even where a trigger sends in its place or nothing is
/// sent yet.
fn role(case: &ChangeCase<'_>) -> Option<Asked> {
    let request = case.request;
    let checked = match request.operation {
        Operation::UpdateUserPool | Operation::CreateUserPool => case.after.pool.sms_path().is_some(),
        Operation::SetUserPoolMfaConfig => request.has("SmsMfaConfiguration.SmsConfiguration"),
        _ => false,
    };
    // Of two roles given at once, neither is checked: the request is refused for that.
    let two = request
        .sms_configuration()
        .is_some_and(|(_, given)| text(given, "SnsCallerArn").is_some() && at(given, "EumsSms").is_some());
    if !checked || two {
        return None;
    }
    let mut snapshot = case.after.snapshot.clone();
    if let Fact::Known(pool) = &mut snapshot.user_pool
        && let Some(triggers) = pool.get_mut("LambdaConfig").and_then(|config| config.as_object_mut())
    {
        triggers.shift_remove("CustomSMSSender");
    }
    let wishes = Wishes { required: vec![Factor::Sms], ..Wishes::default() };
    let mut gates: Vec<(&str, &[&str])> = SMS_ROLE.iter().map(|rule| (*rule, SMS_ERRORS)).collect();
    // Which pool the trust policy must name is not known before there is one.
    gates.retain(|(rule, _)| !(case.makes_pool() && *rule == "SMS008"));
    Some(Asked { snapshot, wishes, gates })
}

/// Whether something holds of the pool that the request leaves and did not hold of the one that it found.
pub(super) fn begins<E>(
    case: &ChangeCase<'_>,
    holds: impl Fn(&Case<'_>) -> Result<bool, E>,
) -> Result<bool, E> {
    if !holds(&case.after)? {
        return Ok(false);
    }
    Ok(case.makes_pool() || !holds(&case.before).unwrap_or(false))
}
