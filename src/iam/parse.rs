//! From JSON to a policy, naming the place of whatever IAM would refuse.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use std::collections::BTreeSet;

use super::json::Json;
use super::operator::Operator;
use super::policy::{Clause, Effect, Invalid, Kind, Policy, Principal, PrincipalType, Statement};

type Members<'a> = &'a [(String, Json)];

pub(super) fn policy(json: &Json, kind: Kind) -> Result<Policy, Invalid> {
    let members = object(json, "document")?;
    known(members, &["Version", "Id", "Statement"], "document")?;
    let variables = match member(members, "Version") {
        None => false,
        Some(Json::String(v)) if v == "2012-10-17" => true,
        Some(Json::String(v)) if v == "2008-10-17" => false,
        Some(Json::String(v)) => {
            return fail("Version", format!("{v:?} is neither 2012-10-17 nor 2008-10-17"));
        }
        Some(other) => return fail("Version", format!("it must be a string, not {}", other.kind())),
    };
    if let Some(id) = member(members, "Id") {
        string(id, "Id")?;
    }
    let Some(written) = member(members, "Statement") else {
        return fail("document", "it has no Statement");
    };
    let statements = match written {
        Json::Object(_) => vec![statement(written, kind, "statement 1")?],
        Json::Array(items) => items
            .iter()
            .enumerate()
            .map(|(i, item)| statement(item, kind, &format!("statement {}", i + 1)))
            .collect::<Result<_, _>>()?,
        other => return fail("Statement", format!("it must be an object or a list, not {}", other.kind())),
    };
    Ok(Policy { variables, statements })
}

fn statement(json: &Json, kind: Kind, place: &str) -> Result<Statement, Invalid> {
    let members = object(json, place)?;
    known(
        members,
        &[
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
        ],
        place,
    )?;
    let at = |element: &str| format!("{place}, {element}");
    let sid = member(members, "Sid").map(|s| string(s, &at("Sid"))).transpose()?;
    let effect = match member(members, "Effect") {
        None => return fail(place, "it has no Effect"),
        Some(Json::String(e)) if e == "Allow" => Effect::Allow,
        Some(Json::String(e)) if e == "Deny" => Effect::Deny,
        Some(Json::String(e)) => return fail(at("Effect"), format!("{e:?} is neither Allow nor Deny")),
        Some(other) => return fail(at("Effect"), format!("it must be a string, not {}", other.kind())),
    };
    let principal = principal(members, kind, place)?;
    let Some((actions, not_action)) = either(members, "Action", "NotAction", place)? else {
        return fail(place, "it has neither Action nor NotAction");
    };
    let resources = either(members, "Resource", "NotResource", place)?;
    let (resources, not_resource) = match resources {
        Some(found) if kind.has_resource() => found,
        None if !kind.has_resource() => (Vec::new(), false),
        None => return fail(place, "it has neither Resource nor NotResource"),
        Some((_, not)) => {
            let name = if not { "NotResource" } else { "Resource" };
            return fail(at(name), format!("{} has no {name} element", kind.name()));
        }
    };
    let conditions = match member(members, "Condition") {
        None => Vec::new(),
        Some(json) => condition(json, &at("Condition"))?,
    };
    Ok(Statement { sid, effect, principal, actions, not_action, resources, not_resource, conditions })
}

fn principal(members: Members<'_>, kind: Kind, place: &str) -> Result<Option<Principal>, Invalid> {
    let at = format!("{place}, Principal");
    if member(members, "NotPrincipal").is_some() {
        return fail(
            format!("{place}, NotPrincipal"),
            format!("{} has no NotPrincipal element", kind.name()),
        );
    }
    let json = match member(members, "Principal") {
        Some(_) if !kind.has_principal() => {
            return fail(at, format!("{} has no Principal element", kind.name()));
        }
        None if kind.has_principal() => return fail(place, "it has no Principal"),
        None => return Ok(None),
        Some(json) => json,
    };
    match json {
        Json::String(s) if s == "*" => Ok(Some(Principal::Anyone)),
        Json::String(s) => {
            fail(at, format!("the text {s:?} stands without a type (AWS, Service, Federated, CanonicalUser)"))
        }
        // An empty list names nobody, as an empty object does: the statement has no effect.
        Json::Array(items) if items.is_empty() => Ok(Some(Principal::Typed(Vec::new()))),
        _ => {
            let members = object(json, &at)?;
            known(members, &PrincipalType::ALL.map(PrincipalType::name), &at)?;
            let mut types = Vec::new();
            for of in PrincipalType::ALL {
                if let Some(values) = member(members, of.name()) {
                    types.push((of, strings(values, &format!("{at}.{}", of.name()))?));
                }
            }
            Ok(Some(Principal::Typed(types)))
        }
    }
}

fn condition(json: &Json, place: &str) -> Result<Vec<Clause>, Invalid> {
    let operators = object(json, place)?;
    distinct(operators, place)?;
    let mut clauses = Vec::new();
    for (operator_text, keys) in operators {
        let at = format!("{place}.{operator_text}");
        let operator = Operator::parse(operator_text).map_err(|reason| Invalid::new(at.clone(), reason))?;
        let keys = object(keys, &at)?;
        distinct(keys, &at)?;
        let mut folded = BTreeSet::new();
        for (key, values) in keys {
            if !folded.insert(key.to_lowercase()) {
                return fail(at, format!("the key {key:?} stands twice, in different letter case"));
            }
            clauses.push(Clause {
                operator,
                operator_text: operator_text.clone(),
                key: key.clone(),
                values: scalars(values, &format!("{at}.{key}"))?,
            });
        }
    }
    Ok(clauses)
}

fn either(
    members: Members<'_>,
    plain: &str,
    negated: &str,
    place: &str,
) -> Result<Option<(Vec<String>, bool)>, Invalid> {
    match (member(members, plain), member(members, negated)) {
        (Some(_), Some(_)) => fail(place, format!("it has both {plain} and {negated}")),
        (Some(json), None) => Ok(Some((strings(json, &format!("{place}, {plain}"))?, false))),
        (None, Some(json)) => Ok(Some((strings(json, &format!("{place}, {negated}"))?, true))),
        (None, None) => Ok(None),
    }
}

fn strings(json: &Json, place: &str) -> Result<Vec<String>, Invalid> {
    match json {
        Json::Array(items) => items.iter().map(|item| string(item, place)).collect(),
        _ => Ok(vec![string(json, place)?]),
    }
}

fn scalars(json: &Json, place: &str) -> Result<Vec<String>, Invalid> {
    let one = |item: &Json| {
        item.scalar().ok_or_else(|| {
            Invalid::new(place, format!("a value must be a string, number or boolean, not {}", item.kind()))
        })
    };
    match json {
        Json::Array(items) => items.iter().map(one).collect(),
        _ => Ok(vec![one(json)?]),
    }
}

fn string(json: &Json, place: &str) -> Result<String, Invalid> {
    match json {
        Json::String(s) => Ok(s.clone()),
        other => fail(place, format!("it must be a string, not {}", other.kind())),
    }
}

fn object<'a>(json: &'a Json, place: &str) -> Result<Members<'a>, Invalid> {
    match json {
        Json::Object(members) => Ok(members),
        other => fail(place, format!("it must be an object, not {}", other.kind())),
    }
}

fn member<'a>(members: Members<'a>, name: &str) -> Option<&'a Json> {
    members.iter().find(|(k, _)| k == name).map(|(_, v)| v)
}

fn known(members: Members<'_>, names: &[&str], place: &str) -> Result<(), Invalid> {
    distinct(members, place)?;
    match members.iter().find(|(k, _)| !names.contains(&k.as_str())) {
        Some((k, _)) => fail(place, format!("the element {k:?} is unknown")),
        None => Ok(()),
    }
}

fn distinct(members: Members<'_>, place: &str) -> Result<(), Invalid> {
    let mut seen = BTreeSet::new();
    match members.iter().find(|(k, _)| !seen.insert(k)) {
        Some((k, _)) => fail(place, format!("the key {k:?} stands twice")),
        None => Ok(()),
    }
}

fn fail<T>(place: impl Into<String>, reason: impl Into<String>) -> Result<T, Invalid> {
    Err(Invalid::new(place, reason))
}
