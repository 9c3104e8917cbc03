//! The SMS configuration, as a request gives it.

use super::super::{Check, Draft, Rule, Verdicts};
use super::{ChangeCase, REQUEST};
use crate::catalog;
use crate::change::Operation;
use crate::finding::{Factor, Severity};
use crate::rules::looks;
use crate::rules::words::joined;
use crate::snapshot::{Gap, at, sms_regions, text};
use serde_json::Value;

const DOCS: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html";

/// Regions without Amazon SNS for SMS of their own, for which the text of the page says otherwise than its table.
const DOUBTFUL: &[&str] = &["ap-east-1", "ap-southeast-5", "ap-southeast-7"];

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "SMS013",
        name: "sms-region-not-allowed",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_REGION_NOT_ALLOWED],
        title: "The SMS configuration names a Region through which the pool cannot send",
        why: "Cognito sends SMS through Amazon SNS of the pool's Region, or of one other that AWS documents for it; any other SnsRegion is refused.",
        fix: "Name a Region in SnsRegion that AWS documents for the Region of the pool.",
        docs: DOCS,
        looks_at: &[REQUEST, looks::POOL_ARN, looks::SMS_REGION],
        silent: "Where no --change is given, the request names no SnsRegion, an allowed one, or the one that the pool has.",
        check: Check::Change(region_not_allowed),
    },
    Rule {
        id: "SMS021",
        name: "end-user-messaging-misplaced",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::INVALID_PARAMETER],
        title: "The SMS configuration names both services, or End User Messaging of another Region",
        why: "SMS goes either through Amazon SNS (SnsCallerArn) or through AWS End User Messaging SMS (EumsSms), and through the latter only in the pool's own Region.",
        fix: "Give SnsCallerArn or EumsSms, not both; leave EumsSms.Region out or name the pool's Region.",
        docs: DOCS,
        looks_at: &[REQUEST, looks::POOL_ARN],
        silent: "Where no --change is given, or the request gives no EumsSms, or gives it alone and for the pool's Region.",
        check: Check::Change(end_user_messaging_misplaced),
    },
];

fn region_not_allowed(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let Some((path, configuration)) = case.request.sms_configuration() else { return Verdicts::silent() };
    let Some(region) = text(configuration, "SnsRegion") else { return Verdicts::silent() };
    let held = case.before.pool.sms_configuration().and_then(|(_, _, held)| text(held, "SnsRegion"));
    if held == Some(region) && !case.makes_pool() {
        return Verdicts::silent();
    }
    let pool_region = case.after.pool.region();
    let Some(allowed) = sms_regions(pool_region) else {
        let words = if pool_region.is_empty() {
            "the pool's Region is not known"
        } else {
            "AWS documents no SMS Regions for the pool's Region"
        };
        return Err(Gap::never_read("cognito-idp:DescribeUserPool", words));
    };
    if allowed.contains(&region) {
        return Verdicts::silent();
    }
    let doubtful = DOUBTFUL.contains(&pool_region) && region == pool_region;
    let consequence = if doubtful {
        "which the table of AWS does not list, while its text says that the pool's own Region may send"
    } else {
        "so AWS answers InvalidParameterException"
    };
    let message = format!(
        "{} gives {} the SnsRegion {region}; a pool in {pool_region} sends through {}, {consequence}",
        case.operation(),
        case.pool_words(),
        allowed.join(" or ")
    );
    let mut draft = Draft::new(case.arn(), message)
        .fill("Region", pool_region)
        .fill("Regions", allowed.join(", "))
        .requested(case, &format!("{path}.SnsRegion"))
        .fix(format!("Set SnsRegion to {}.", allowed.join(" or ")));
    if doubtful {
        draft = draft.severity(Severity::Note);
    }
    Verdicts::one(draft)
}

fn end_user_messaging_misplaced(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let Some((path, configuration)) = case.request.sms_configuration() else { return Verdicts::silent() };
    if at(configuration, "EumsSms").is_none() {
        return Verdicts::silent();
    }
    let mut verdicts = Verdicts::default();
    let draft = |part: &str, message: String| Draft::new(case.arn(), message).part(part);
    if text(configuration, "SnsCallerArn").is_some() {
        let message = format!(
            "{} gives {} both SnsCallerArn and EumsSms; SMS goes one way, and AWS answers InvalidParameterException",
            case.operation(),
            case.pool_words()
        );
        let both = draft("both", message)
            .requested(case, &format!("{path}.SnsCallerArn"))
            .requested(case, &format!("{path}.EumsSms"));
        verdicts.findings.push(both);
    }
    let own = case.after.pool.region();
    let region = text(configuration, "EumsSms.Region");
    if own.is_empty() {
        let reason = "the pool's Region is not known";
        verdicts.gaps.push(Gap::never_read("cognito-idp:DescribeUserPool", reason));
        return Ok(verdicts);
    }
    if let Some(region) = region.filter(|region| *region != own) {
        let message = format!(
            "{} sends SMS of {} through End User Messaging in {region}; it must be the pool's own Region {own}, so \
             AWS answers InvalidParameterException",
            case.operation(),
            case.pool_words()
        );
        verdicts.findings.push(draft("region", message).requested(case, &format!("{path}.EumsSms.Region")));
    } else if DOUBTFUL.contains(&own) {
        let message = format!(
            "{} sends SMS of {} through End User Messaging, which AWS does not offer to pools in {own}",
            case.operation(),
            case.pool_words()
        );
        let offered = draft("offer", message)
            .requested(case, &format!("{path}.EumsSms"))
            .fix("Send through Amazon SNS: SnsCallerArn and SnsRegion.");
        verdicts.findings.push(offered);
    }
    Ok(verdicts)
}

/// SMS012 of a request: SMS MFA without an SMS configuration anywhere, or an SMS configuration left out that the
/// verification of phone numbers needs.
pub(in crate::rules) fn block_without_configuration(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let block = "SmsMfaConfiguration";
    if let Some(draft) = left_out_with_verification(case) {
        return Verdicts::one(draft);
    }
    let inner = "SmsMfaConfiguration.SmsConfiguration";
    let off = case.request.text("MfaConfiguration").is_none_or(|mode| mode == "OFF");
    if !case.is(&[Operation::SetUserPoolMfaConfig])
        || off
        || !case.request.has(block)
        || case.after.pool.sms_path().is_some()
    {
        return Verdicts::silent();
    }
    let message = format!(
        "SetUserPoolMfaConfig for {} asks for SMS MFA, and neither the request nor the pool has an SMS configuration; \
         AWS answers InvalidParameterException",
        case.pool_words()
    );
    Verdicts::one(
        Draft::new(case.arn(), message)
            .part(case.operation())
            .errors(&[&catalog::SMS_CONFIGURATION_MISSING])
            .requested(case, block)
            .evidence("cognito-idp:DescribeUserPool", "SmsConfiguration", Value::Null)
            .fix(format!("Give {inner} with SnsCallerArn, ExternalId and SnsRegion in the same call.")),
    )
}

/// Terraform has met this where it turned MFA off without the block; the pool's configuration was there.
fn left_out_with_verification(case: &ChangeCase<'_>) -> Option<Draft> {
    let block = "SmsMfaConfiguration";
    let verified = case.before.pool.auto_verified();
    let off = case.request.text("MfaConfiguration").is_none_or(|mode| mode == "OFF");
    let found = off
        && case.is(&[Operation::SetUserPoolMfaConfig])
        && !case.request.has(block)
        && verified.contains(&"phone_number")
        && case.before.pool.sms_path().is_some();
    let message = format!(
        "SetUserPoolMfaConfig for {} turns MFA off and leaves {block} out, while the pool verifies phone numbers by SMS; \
         AWS has answered such a call with InvalidParameterException",
        case.pool_words()
    );
    found.then(|| {
        Draft::new(case.arn(), message)
            .part(case.operation())
            .severity(Severity::Warning)
            .errors(&[&catalog::SMS_CONFIGURATION_REQUIRED_FOR_VERIFICATION])
            .false_alarm_if("AWS takes the call after all: one refusal is on record, by Terraform")
            .requested(case, block)
            .evidence("cognito-idp:DescribeUserPool", "AutoVerifiedAttributes", serde_json::json!(verified))
            .fix("If AWS refuses it, take phone_number out of AutoVerifiedAttributes first, by an UpdateUserPool that restates the pool.")
    })
}

/// SMS022 of a request: it leaves SMS out while the pool has an SMS configuration.
pub(in crate::rules) fn left_out(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let block = "SmsMfaConfiguration";
    let held =
        at(case.before.pool.described, "SmsConfiguration").filter(|_| case.before.pool.sms_path().is_some());
    let Some(held) = held.filter(|_| case.is(&[Operation::SetUserPoolMfaConfig]) && !case.request.has(block))
    else {
        return Verdicts::silent();
    };
    let mode = case.request.text("MfaConfiguration").unwrap_or("OFF");
    if mode == "OFF" {
        return Verdicts::silent();
    }
    let others: Vec<&str> = ["SoftwareTokenMfaConfiguration", "EmailMfaConfiguration"]
        .into_iter()
        .filter(|block| case.request.has(block))
        .collect();
    let named = if others.is_empty() { "no factor".to_owned() } else { format!("only {}", joined(&others)) };
    let message = format!(
        "SetUserPoolMfaConfig for {} names {named} with MFA {mode} and leaves {block} out, while the pool has an SMS \
         configuration, which makes SMS a factor; AWS answers InvalidParameterException",
        case.pool_words()
    );
    Verdicts::one(
        Draft::new(case.arn(), message)
            .part(case.operation())
            .severity(Severity::Error)
            .requested(case, block)
            .evidence("cognito-idp:DescribeUserPool", "SmsConfiguration", held.clone())
            .errors(&[&catalog::SMS_MFA_CANNOT_BE_REMOVED])
            .fix("Restate SmsMfaConfiguration in the same call, and accept SMS as a factor."),
    )
}
