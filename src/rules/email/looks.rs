//! What stands at the places that rules about e-mail look at in Amazon SES.

use super::sender::Sender;
use crate::finding::Evidence;
use crate::rules::look::member;
use crate::rules::{Case, Look};
use crate::snapshot::{Fact, Gap, Ses, text};
use serde_json::Value;

/// What stands at `look`; empty where the pool has no sender of its own that could be asked about.
pub(in crate::rules) fn facts(case: &Case<'_>, look: &Look) -> Result<Vec<Evidence>, Gap> {
    let (operation, sender) = (look.operation, Sender::named(case));
    if sender.is_none() && case.pool.email_sending_account() != "DEVELOPER" {
        return Ok(Vec::new());
    }
    let not_asked = || Gap::not_asked(operation, false);
    if operation == "iam:GetRole" {
        let ses = case.snapshot.ses.get(operation, false)?.ok_or_else(not_asked)?;
        let role = ses.service_linked_role.get(operation, false)?;
        return Ok(vec![match role {
            Some(role) => Evidence::new(operation, look.path, text(role, "Arn")),
            None => Evidence::new(operation, look.path.trim_end_matches(".Arn"), Value::Null),
        }]);
    }
    let ses = match &sender {
        // Facts of another Region prove nothing.
        Some(sender) => sender.ses(operation)?,
        None => case.snapshot.ses.get(operation, false)?.ok_or_else(not_asked)?,
    };
    match operation {
        "ses:GetAccount" => Ok(vec![look.of(ses.account.get(operation, false)?.ok_or_else(not_asked)?)]),
        "ses:GetConfigurationSet" => of_configuration_set(case, ses, look),
        _ => of_identities(ses, look),
    }
}

fn of_configuration_set(case: &Case<'_>, ses: &Ses, look: &Look) -> Result<Vec<Evidence>, Gap> {
    let Some(set) = text(case.pool.described, "EmailConfiguration.ConfigurationSet") else {
        return Ok(Vec::new());
    };
    let answer = ses.configuration_set.get(look.operation, false)?;
    Ok(vec![of_named(set, answer, look)])
}

fn of_identities(ses: &Ses, look: &Look) -> Result<Vec<Evidence>, Gap> {
    if ses.identities.is_empty() {
        return Err(Gap::not_asked(look.operation, false));
    }
    let of =
        |(name, fact): (&String, &Fact<Value>)| Ok(of_named(name, fact.get(look.operation, false)?, look));
    ses.identities.iter().map(of).collect()
}

/// A member of the answer about `name`; the name alone where SES has nothing of that name.
fn of_named(name: &str, answer: Option<&Value>, look: &Look) -> Evidence {
    match answer {
        Some(answer) => {
            let value = match member(answer, look.path) {
                // The names of the policies; their text would fill the page.
                Value::Object(policies) if look.path == "Policies" => {
                    policies.into_iter().map(|(name, _)| name).collect()
                }
                value => value,
            };
            Evidence::new(look.operation, format!("{name} {}", look.path), value)
        }
        None => Evidence::new(look.operation, name, Value::Null),
    }
}
