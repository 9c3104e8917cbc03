//! What stands at the places that rules about SMS look at: the role, its policies, the organization, SNS.

use super::facts::{Identity, identity_of, of_other_role, sending_regions};
use super::policies::{SIMULATE, control_levels};
use super::simulated::Simulated;
use super::statements::{document, raw_statement};
use crate::finding::Evidence;
use crate::iam::{Kind, Policy};
use crate::rules::look::member;
use crate::rules::{Case, Look};
use crate::snapshot::{Gap, PolicyText, SmsPath, SmsRole, Unread, text};
use serde_json::Value;

const ROLE: &str = "iam:GetRole";

/// What stands at `look`; empty where the pool has no SMS role that could be asked about.
pub(in crate::rules) fn facts(case: &Case<'_>, look: &Look) -> Result<Vec<Evidence>, Gap> {
    let Some(path) = case.pool.sms_path() else { return Ok(Vec::new()) };
    let action = match path {
        SmsPath::Sns { .. } => "sns:Publish",
        SmsPath::EndUserMessaging { .. } => "sms-voice:SendTextMessage",
    };
    if look.operation.starts_with("sns:") {
        return of_regions(case, look, &path);
    }
    if look.operation.starts_with("organizations:") {
        return of_organization(case, look, action);
    }
    let absent = || Evidence::new(ROLE, "Role", Value::Null);
    let Some(facts) = case.snapshot.sms_role.get(ROLE, true)? else { return Ok(vec![absent()]) };
    let Some(role) = facts.described()? else { return Ok(vec![absent()]) };
    if let Identity::OtherRole(arn) = identity_of(role, path.caller()) {
        return Err(of_other_role(arn));
    }
    match look.operation {
        ROLE => of_role(role, look),
        "iam:ListRolePolicies" => {
            let named = facts.inline_policies.get(look.operation, true)?;
            Ok(vec![Evidence::new(look.operation, look.path, names(named, "PolicyName"))])
        }
        "iam:ListAttachedRolePolicies" => {
            let named = facts.attached_policies.get(look.operation, true)?;
            Ok(vec![Evidence::new(look.operation, look.path, names(named, "PolicyArn"))])
        }
        "iam:GetRolePolicy" => whole(facts.inline()).map(|texts| about(action, &texts, Kind::Identity)),
        "iam:GetPolicyVersion" => of_managed(facts, look, action),
        _ => {
            let simulation = facts.simulation.get(SIMULATE, false)?;
            Ok(Simulated::of(simulation, action).map(|said| said.evidence()).unwrap_or_default())
        }
    }
}

fn whole((texts, gaps): (Vec<PolicyText<'_>>, Vec<Gap>)) -> Result<Vec<PolicyText<'_>>, Gap> {
    gaps.into_iter().next().map_or(Ok(texts), Err)
}

fn names<'a>(elements: Option<&'a Vec<Value>>, name: &str) -> Vec<&'a str> {
    elements.into_iter().flatten().filter_map(|element| text(element, name)).collect()
}

fn of_managed(facts: &SmsRole, look: &Look, action: &str) -> Result<Vec<Evidence>, Gap> {
    if look.path.starts_with("PermissionsBoundary.") {
        let boundary = facts.boundary()?;
        return Ok(boundary.map(|text| about(action, &[text], Kind::Identity)).unwrap_or_default());
    }
    whole(facts.attached()).map(|texts| about(action, &texts, Kind::Identity))
}

/// The statements about `action`; of a policy that cannot be understood, the whole.
fn about(action: &str, texts: &[PolicyText<'_>], kind: Kind) -> Vec<Evidence> {
    let mut found = Vec::new();
    for text in texts {
        let Ok(policy) = Policy::from_value(text.document, kind) else {
            found.push(Evidence::new(text.source, text.name, text.document.clone()));
            continue;
        };
        for (statement, index) in policy.statements().iter().zip(1..) {
            if statement.covers_action(action) {
                let path = format!("{} statement {index}", text.name);
                let value = raw_statement(text.document, index).unwrap_or_default();
                found.push(Evidence::new(text.source, path, value));
            }
        }
    }
    match (found.is_empty(), texts.first()) {
        (true, Some(text)) => {
            vec![Evidence::new(text.source, format!("statements about {action}"), Value::Null)]
        }
        _ => found,
    }
}

fn of_role(role: &Value, look: &Look) -> Result<Vec<Evidence>, Gap> {
    if let Some(path) = look.path.strip_prefix("Role.") {
        return Ok(vec![Evidence::new(ROLE, look.path, member(role, path))]);
    }
    let policy = "AssumeRolePolicyDocument";
    let written = role.get(policy).filter(|written| !written.is_null());
    let written = written.ok_or_else(|| Gap::not_asked(ROLE, true))?;
    let statements = match document(written).and_then(|document| document.get("Statement").cloned()) {
        Some(Value::Array(statements)) => statements,
        Some(statement) => vec![statement],
        None => return Ok(vec![Evidence::new(ROLE, policy, written.clone())]),
    };
    let statements = statements.into_iter().zip(1..);
    let Some((_, key)) = look.path.split_once(".Condition.") else {
        let whole =
            |(statement, index)| Evidence::new(ROLE, format!("{policy} statement {index}"), statement);
        return Ok(statements.map(whole).collect());
    };
    let mut found = Vec::new();
    for (statement, index) in statements {
        for (operator, key, value) in asked(&statement, key) {
            let path = format!("{policy} statement {index} Condition {operator} {key}");
            found.push(Evidence::new(ROLE, path, value.clone()));
        }
    }
    if found.is_empty() {
        found.push(Evidence::new(ROLE, format!("{policy} Condition {key}"), Value::Null));
    }
    Ok(found)
}

/// What a statement asks of a condition key: operator, key as it is written, values.
fn asked<'s>(statement: &'s Value, key: &str) -> Vec<(&'s String, &'s String, &'s Value)> {
    let condition = statement.get("Condition").and_then(Value::as_object);
    let clauses =
        condition.into_iter().flatten().filter_map(|(operator, keys)| Some((operator, keys.as_object()?)));
    let each =
        clauses.flat_map(|(operator, keys)| keys.iter().map(move |(key, value)| (operator, key, value)));
    each.filter(|(_, written, _)| written.eq_ignore_ascii_case(key)).collect()
}

fn of_organization(case: &Case<'_>, look: &Look, action: &str) -> Result<Vec<Evidence>, Gap> {
    let Some(found) = case.snapshot.organizations.get(look.operation, false)? else {
        return Ok(vec![Evidence::new("organizations:DescribeOrganization", "Organization", Value::Null)]);
    };
    match look.operation {
        "organizations:DescribeOrganization" => {
            let organization = found.organization.get(look.operation, false)?;
            let id = organization.and_then(|organization| text(organization, "Id"));
            return Ok(vec![Evidence::new(look.operation, look.path, id)]);
        }
        "organizations:ListParents" => {
            let targets = found.targets.get(look.operation, false)?.map(Vec::as_slice).unwrap_or_default();
            if let Some(unread) = targets.iter().find_map(Unread::in_place_of) {
                return Err(Gap::unread(&unread, false));
            }
            let ids: Vec<&str> = targets.iter().filter_map(|target| text(target, "Id")).collect();
            return Ok(vec![Evidence::new(look.operation, look.path, ids)]);
        }
        _ => {}
    }
    // What refuses Cognito the role is a resource control policy, what refuses the role the sending a service one.
    let (kind, action, what) = match look.path.starts_with("RESOURCE_CONTROL_POLICY") {
        true => (Kind::ResourceControl, "sts:AssumeRole", "resource control policies"),
        false => (Kind::ServiceControl, action, "policies"),
    };
    let control = control_levels(case, kind);
    if let Some(gap) = control.gaps.into_iter().next() {
        return Err(gap);
    }
    if look.operation == "organizations:DescribePolicy" {
        return Ok(control.levels.iter().flat_map(|level| about(action, &level.texts, kind)).collect());
    }
    let listed = control.levels.iter().map(|level| {
        let names: Vec<&str> = level.texts.iter().map(|text| text.name).collect();
        Evidence::new(look.operation, format!("{what} {}", level.place), names)
    });
    Ok(listed.collect())
}

fn of_regions<'a>(case: &Case<'a>, look: &Look, path: &SmsPath<'a>) -> Result<Vec<Evidence>, Gap> {
    let SmsPath::Sns { .. } = path else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for region in sending_regions(case, path) {
        let unread = || Gap::not_asked(look.operation, false);
        let standing = case.snapshot.sms.get(region).ok_or_else(unread)?;
        let (fact, name) = match look.path.strip_prefix("attributes.") {
            Some(name) => (&standing.attributes, name),
            None => (&standing.sandbox_status, look.path),
        };
        let answer = fact.get(look.operation, false)?.ok_or_else(unread)?;
        found.push(Evidence::new(look.operation, format!("{} in {region}", look.path), member(answer, name)));
    }
    Ok(found)
}
