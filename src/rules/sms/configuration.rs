//! The pool's SMS configuration: missing, reported as failing, and what it makes of SMS as a factor.

use super::delivery::in_sandbox;
use super::facts::{SMS_DOCS, pool_words, sending_path};
use super::fixes::configure_sms;
use super::role::{Standing, standing};
use crate::catalog::{self, DocumentedError};
use crate::finding::{Change, Factor, Patch, Severity};
use crate::rules::change::{block_without_configuration, left_out};
use crate::rules::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::snapshot::{Gap, at, text};
use serde_json::Value;

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "SMS012",
        name: "sms-not-configured",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[
            &catalog::SMS_CONFIGURATION_MISSING,
            &catalog::SMS_CONFIGURATION_REQUIRED_FOR_VERIFICATION,
            &catalog::SMS_OTP_WITHOUT_SMS_CONFIGURATION,
        ],
        title: "SMS is wanted, but the pool has no SMS configuration",
        why: "Without an SMS configuration Cognito has no role to send with: SMS cannot be a factor, and phone numbers \
              cannot be verified or used for recovery.",
        fix: "Create the SMS role and give the pool an SmsConfiguration with its ARN and external ID.",
        docs: SMS_DOCS,
        looks_at: &[
            looks::SMS_ROLE,
            looks::AUTO_VERIFIED,
            looks::RECOVERY,
            looks::FIRST_FACTORS,
            looks::SMS_MFA,
        ],
        silent: "Where nothing in the pool wants SMS, and SMS was not required; or the MFA configuration holds the SMS configuration.",
        check: Check::PoolAndChange {
            pool: not_configured,
            change: block_without_configuration,
            blocks: true,
        },
    },
    Rule {
        id: "SMS011",
        name: "sms-configuration-failure",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_CANNOT_PUBLISH, &catalog::SNS_SANDBOX],
        title: "The pool itself reports SmsConfigurationFailure",
        why: "Cognito records in the pool why its SMS configuration cannot reach users.",
        fix: "Mend what the other findings show; then write the SMS configuration again, so that Cognito checks it anew.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html",
        looks_at: &[
            looks::SMS_FAILURE,
            looks::SMS_SANDBOX,
            looks::ROLE,
            looks::TRUST,
            looks::INLINE_POLICIES,
            looks::ATTACHED_POLICIES,
            looks::BOUNDARY,
            looks::SMS_SENDER,
            looks::MODE,
        ],
        silent: "Where the pool sends no SMS, or the field is absent, which proves nothing: Cognito fills it only when the SMS configuration is written by somebody who may read SNS.",
        check: Check::Pool(reported_failure),
    },
    Rule {
        id: "SMS022",
        name: "sms-cannot-be-removed",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_MFA_CANNOT_BE_REMOVED, &catalog::MFA_CANNOT_BE_TURNED_OFF_WITH_SMS_ROLE],
        title: "SMS stays a factor as long as SMS is configured",
        why: "An SMS configuration makes SMS a factor wherever MFA is on, whether or not it was listed; \
              SetUserPoolMfaConfig refuses to leave it out.",
        fix: "Accept SMS as a factor, or build the pool anew without SmsConfiguration.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
        looks_at: &[looks::SMS_ROLE, looks::SMS_MFA, looks::MODE],
        silent: "Where MFA is off, or SMS is listed as a factor and nobody asked for other factors in its place.",
        check: Check::PoolAndChange { pool: cannot_be_removed, change: left_out, blocks: false },
    },
];

const DESCRIBE: &str = "cognito-idp:DescribeUserPool";

fn not_configured(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = case.pool;
    if pool.sms_path().is_some() {
        return Verdicts::silent();
    }
    let required = case.requires(Factor::Sms);
    let uses = uses_of_sms(case);
    if uses.is_empty() && !required {
        return Verdicts::silent();
    }
    // The MFA configuration may hold one too.
    pool.mfa_config()?;
    let asked = required.then_some("SMS is required");
    let wanted: Vec<&str> = asked.into_iter().chain(uses.iter().map(|(words, _, _)| *words)).collect();
    let (severity, consequence) = match (required, pool.has_custom_sms_sender()) {
        // A factor needs the configuration even where a function sends its messages.
        (true, _) => (Severity::Error, "so SMS cannot be a factor"),
        (false, true) => {
            (Severity::Note, "which AWS does not document to work with a custom SMS sender alone")
        }
        (false, false) => (Severity::Warning, "so Cognito can send no SMS"),
    };
    let message = format!(
        "{} has no SMS configuration, although {}, {consequence}",
        pool_words(case),
        wanted.join(" and ")
    );
    let mut errors: Vec<&'static DocumentedError> = vec![&catalog::SMS_CONFIGURATION_MISSING];
    if pool.auto_verified().contains(&"phone_number") {
        errors.push(&catalog::SMS_CONFIGURATION_REQUIRED_FOR_VERIFICATION);
    }
    if pool.first_factors().contains(&"SMS_OTP") {
        errors.push(&catalog::SMS_OTP_WITHOUT_SMS_CONFIGURATION);
    }
    let mut draft = Draft::new(pool.arn(), message).severity(severity).errors(&errors).evidence(
        DESCRIBE,
        "SmsConfiguration",
        Value::Null,
    );
    for (_, path, value) in uses {
        draft = draft.evidence(DESCRIBE, path, value);
    }
    if !required {
        draft = or_do_without(case, draft);
    }
    draft.changes.extend(configure_sms(case, required));
    Verdicts::one(draft)
}

/// Where SMS is no factor that was asked for, doing without it is the other way, and the only one that can be taken
/// back while MFA is on.
fn or_do_without(case: &Case<'_>, draft: Draft) -> Draft {
    let places: Vec<&str> = uses_of_sms(case).into_iter().map(|(_, path, _)| path).collect();
    let places = places.join(" and ");
    let mode = case.pool.mfa_mode();
    let lasting = match mode {
        "OFF" => String::new(),
        _ => format!(", and with MFA {mode} it makes SMS a factor that cannot be taken out again"),
    };
    draft
        .fix(format!("If users are to get SMS, create the SMS role and give the pool an SmsConfiguration; else take SMS out of {places}."))
        .change(Change::by_hand(format!(
            "Decide whether users are to get SMS at all: the steps below give the pool an SMS configuration{lasting}. \
             If they are not, take SMS out of {places} instead"
        )))
}

/// What in the pool wants SMS messages: in words, where it stands, and what stands there.
fn uses_of_sms(case: &Case<'_>) -> Vec<(&'static str, &'static str, Value)> {
    let pool = case.pool;
    let mut uses: Vec<(&str, &str, Value)> = Vec::new();
    if pool.auto_verified().contains(&"phone_number") {
        let words = "AutoVerifiedAttributes holds phone_number";
        uses.push((words, "AutoVerifiedAttributes", pool.auto_verified().into()));
    }
    if pool.recovery().contains(&"verified_phone_number") {
        let path = "AccountRecoverySetting.RecoveryMechanisms";
        uses.push(("account recovery uses verified_phone_number", path, pool.recovery().into()));
    }
    if pool.first_factors().contains(&"SMS_OTP") {
        let path = "Policies.SignInPolicy.AllowedFirstAuthFactors";
        uses.push(("SMS_OTP is an allowed first factor", path, pool.first_factors().into()));
    }
    uses
}

fn reported_failure(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(path) = sending_path(case)? else { return Verdicts::silent() };
    let Some(reported) = text(case.pool.described, "SmsConfigurationFailure") else {
        return Verdicts::silent();
    };
    let mut verdicts = Verdicts::default();
    for value in reported.split(',').map(str::trim).filter(|value| !value.is_empty()) {
        let about_sandbox = value == "SNSSandbox";
        let (severity, fact) = if about_sandbox { sandbox_reported(case) } else { role_reported(case) };
        let severity = if case.pool.has_custom_sms_sender() { Severity::Note } else { severity };
        let resource = if about_sandbox { case.pool.arn() } else { path.caller().to_owned() };
        let errors: &[&'static DocumentedError] =
            if about_sandbox { &[&catalog::SNS_SANDBOX] } else { &[&catalog::SMS_ROLE_CANNOT_PUBLISH] };
        let message = format!("{} reports SmsConfigurationFailure {value}: {fact}", pool_words(case));
        let mut draft = Draft::new(resource, message).severity(severity).errors(errors).evidence(
            DESCRIBE,
            "SmsConfigurationFailure",
            reported,
        );
        if severity >= Severity::Warning {
            draft = draft.false_alarm_if(
                "it was mended after the SMS configuration was last written; the pool may keep the old verdict until then",
            );
        }
        if let Some(configuration) = at(case.pool.described, "SmsConfiguration") {
            draft = draft.change(Change::UserPool {
                why: "once the cause is mended, write the same SMS configuration again, so that Cognito checks it anew"
                    .to_owned(),
                patches: vec![Patch::set("SmsConfiguration", configuration.clone())],
            });
        }
        verdicts.findings.push(draft);
    }
    Ok(verdicts)
}

fn sandbox_reported(case: &Case<'_>) -> (Severity, String) {
    match in_sandbox(case) {
        Some(true) => (Severity::Note, "SNS says the same, see SMS015".to_owned()),
        Some(false) => {
            let fact =
                "SNS says by now that the account has left the sandbox, so the pool shows an old verdict";
            (Severity::Note, fact.to_owned())
        }
        None => {
            let fact = "when the SMS configuration was last written, AWS found the account in the SMS sandbox, where codes \
                        reach only numbers that are verified there; whether it still is, was not read";
            (Severity::Warning, fact.to_owned())
        }
    }
}

fn role_reported(case: &Case<'_>) -> (Severity, String) {
    match standing(case) {
        Standing::Broken(rules) => {
            (Severity::Note, format!("AWS says the same as the finding {}", rules.join(", ")))
        }
        Standing::Sound => (
            Severity::Error,
            "AWS found that the role cannot send, although its policies, as read, allow it now; either they were \
             mended since, or something that cannot be read stands in the way"
                .to_owned(),
        ),
        Standing::Unproven => (
            Severity::Error,
            "AWS found that the role cannot send; its policies could not all be judged here".to_owned(),
        ),
    }
}

fn cannot_be_removed(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = case.pool;
    let described = at(pool.described, "SmsConfiguration").filter(|_| pool.sms_path().is_some());
    if described.is_none() || !case.offers(Factor::Sms)? {
        return Verdicts::silent();
    }
    let others: Vec<&str> = case.wishes.required.iter().map(|factor| factor.words()).collect();
    let without_sms = case.requires(Factor::Totp) || case.requires(Factor::Email);
    let name = pool_words(case);
    let (message, listed) = if without_sms && !case.requires(Factor::Sms) {
        let message = format!(
            "{name} has an SMS configuration, so SMS stays a factor beside the required {}; a change that leaves it \
             out is refused with InvalidParameterException",
            others.join(" and ")
        );
        (message, None)
    } else if at(pool.mfa_config()?, "SmsMfaConfiguration").is_none() {
        let message = format!(
            "{name} lists no SMS MFA, but has an SMS configuration and MFA {}, so users can choose SMS all the same",
            pool.mfa_mode()
        );
        (message, Some(Value::Null))
    } else {
        return Verdicts::silent();
    };
    let errors = &[&catalog::SMS_MFA_CANNOT_BE_REMOVED];
    let mut draft = Draft::new(pool.arn(), message).severity(Severity::Note).errors(errors).evidence(
        DESCRIBE,
        "SmsConfiguration",
        described.cloned().unwrap_or_default(),
    );
    if let Some(listed) = listed {
        draft = draft.evidence("cognito-idp:GetUserPoolMfaConfig", "SmsMfaConfiguration", listed);
    }
    Verdicts::one(draft.change(Change::by_hand(
        "Keep SMS as a factor and see that its role works. To be rid of it, create a new pool without \
         SmsConfiguration and move the users there.",
    )))
}
