//! What the API model and documented refusals say of the members of a request by themselves.

use super::super::{Check, Draft, Rule, Verdicts};
use super::{ChangeCase, REQUEST};
use crate::catalog::{self, DocumentedError};
use crate::change::{Breach, Operation};
use crate::finding::{Factor, Severity};
use crate::snapshot::{Gap, text};
use serde_json::Value;

const API: &str =
    "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html";

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "MFA013",
        name: "message-without-code",
        factors: &[Factor::Sms, Factor::Email],
        severity: Severity::Error,
        errors: &[&catalog::CONSTRAINT_NOT_SATISFIED],
        title: "A message has no place for the code, or not the length of one",
        why: "Cognito puts the code in the place of {####} and refuses a message without it, an SMS of fewer than 6 or more than 140 characters, and an e-mail of more than 20000.",
        fix: "Put {####} where the code belongs, and keep to the length.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html",
        looks_at: &[REQUEST],
        silent: "Where no --change is given, or every message of the request has its place for the code.",
        check: Check::Change(message_without_code),
    },
    Rule {
        id: "OPS004",
        name: "request-outside-documented-bounds",
        factors: &[],
        severity: Severity::Error,
        errors: &[
            &catalog::CONSTRAINT_NOT_SATISFIED,
            &catalog::MFA_CONFIGURATION_VALUE_INVALID,
            &catalog::RECOVERY_ADMIN_ONLY_NOT_ALONE,
            &catalog::RECOVERY_DUPLICATES,
            &catalog::PASSWORD_MUST_BE_FIRST_FACTOR,
            &catalog::EMAIL_SOURCE_ARN_MISSING,
            &catalog::EMAIL_FROM_WITH_DEFAULT_SENDER,
        ],
        title: "A member of the request is outside what AWS takes",
        why: "AWS refuses a value that is not among those it documents, a text or list of the wrong length, and members that do not fit each other, and with them the whole call.",
        fix: "Correct the member that is named.",
        docs: API,
        looks_at: &[REQUEST],
        silent: "Where no --change is given, or every member that this build knows is within its bounds.",
        check: Check::Change(outside_bounds),
    },
];

fn message_without_code(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let breaches = case.request.breaches().into_iter().filter(|breach| breach.of_message);
    let findings = breaches.map(|breach| {
        let sms = breach.path.contains("Sms");
        let message = format!(
            "{} gives {} a {} that is not {}; AWS answers InvalidParameterException",
            case.operation(),
            case.pool_words(),
            breach.path,
            breach.takes
        );
        named(of_breach(case, &breach, message), &breach)
            .factors(if sms { &[Factor::Sms] } else { &[Factor::Email] })
            .errors(&[&catalog::CONSTRAINT_NOT_SATISFIED])
    });
    Ok(Verdicts { findings: findings.collect(), gaps: Vec::new() })
}

fn of_breach(case: &ChangeCase<'_>, breach: &Breach, message: String) -> Draft {
    Draft::new(case.arn(), message)
        .part(format!("{} {}", case.operation(), breach.path))
        .requested(case, breach.path.split('[').next().unwrap_or_default())
}

/// Fills in what AWS names of the breach: the member with a small first letter, and the constraint.
fn named(draft: Draft, breach: &Breach) -> Draft {
    let member: Vec<String> = breach.path.split('.').map(small).collect();
    let value = breach.value.as_str().map_or_else(|| breach.value.to_string(), str::to_owned);
    draft
        .fill("value", value)
        .fill("member", member.join("."))
        .fill("constraint", format!("it takes {}", breach.takes))
}

fn small(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| format!("{}{}", first.to_ascii_lowercase(), letters.as_str()))
        .unwrap_or_default()
}

fn outside_bounds(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let mut findings: Vec<Draft> = Vec::new();
    for breach in case.request.breaches().into_iter().filter(|breach| !breach.of_message) {
        let message = format!(
            "{} has {} at {}, where AWS takes {}",
            case.operation(),
            breach.value,
            breach.path,
            breach.takes
        );
        let error: &DocumentedError = if breach.path == "MfaConfiguration" {
            &catalog::MFA_CONFIGURATION_VALUE_INVALID
        } else {
            &catalog::CONSTRAINT_NOT_SATISFIED
        };
        // The article gives the error for Amazon Cognito's own operations.
        let errors: &[&'static DocumentedError] = if of_cognito(case) { &[error] } else { &[] };
        findings.push(named(of_breach(case, &breach, message), &breach).errors(errors));
    }
    findings.extend(recovery(case));
    findings.extend(first_factors(case));
    findings.extend(sender(case));
    Ok(Verdicts { findings, gaps: Vec::new() })
}

fn of_cognito(case: &ChangeCase<'_>) -> bool {
    case.writes_pool() || case.makes_pool()
}

fn misfit(case: &ChangeCase<'_>, path: &str, error: &'static DocumentedError, fact: &str) -> Draft {
    let message = format!(
        "{} gives {} {fact}; AWS answers InvalidParameterException",
        case.operation(),
        case.pool_words()
    );
    Draft::new(case.arn(), message)
        .part(format!("{path} {}", error.id))
        .errors(&[error])
        .requested(case, path)
}

fn recovery(case: &ChangeCase<'_>) -> Vec<Draft> {
    let path = "AccountRecoverySetting.RecoveryMechanisms";
    let mechanisms = case.request.at(path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let names: Vec<&str> = mechanisms.iter().filter_map(|mechanism| text(mechanism, "Name")).collect();
    let priorities: Vec<i64> =
        mechanisms.iter().filter_map(|mechanism| mechanism.get("Priority")?.as_i64()).collect();
    let mut found = Vec::new();
    if names.contains(&"admin_only") && names.iter().any(|name| *name != "admin_only") {
        let fact = "admin_only beside another recovery mechanism";
        found.push(misfit(case, path, &catalog::RECOVERY_ADMIN_ONLY_NOT_ALONE, fact));
    }
    if twice(&names) || twice(&priorities) {
        let fact = "the same recovery mechanism or priority twice";
        found.push(misfit(case, path, &catalog::RECOVERY_DUPLICATES, fact));
    }
    found
}

fn twice<T: PartialEq>(all: &[T]) -> bool {
    all.iter().enumerate().any(|(at, one)| all[..at].contains(one))
}

fn first_factors(case: &ChangeCase<'_>) -> Option<Draft> {
    let path = "Policies.SignInPolicy.AllowedFirstAuthFactors";
    let allowed = case.request.at(path)?.as_array()?;
    let lacks = !allowed.is_empty() && !allowed.iter().any(|factor| factor == "PASSWORD");
    let fact = "first factors without PASSWORD, which must stay among them";
    lacks.then(|| misfit(case, path, &catalog::PASSWORD_MUST_BE_FIRST_FACTOR, fact))
}

fn sender(case: &ChangeCase<'_>) -> Option<Draft> {
    let path = "EmailConfiguration";
    let given = case.request.at(path).filter(|_| !case.is(&[Operation::SetUserPoolMfaConfig]))?;
    let developer = text(given, "EmailSendingAccount") == Some("DEVELOPER");
    let source = text(given, "SourceArn").is_some();
    if developer && !source {
        let fact = "EmailSendingAccount DEVELOPER without the SourceArn of an SES identity";
        return Some(misfit(case, path, &catalog::EMAIL_SOURCE_ARN_MISSING, fact));
    }
    let from = text(given, "From").is_some();
    let fact = "a From address with Cognito's own sender, which has none to choose";
    (from && !developer && !source)
        .then(|| misfit(case, path, &catalog::EMAIL_FROM_WITH_DEFAULT_SENDER, fact))
}
