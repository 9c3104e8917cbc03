//! One case as one line of JSON: the form in which cases are exchanged with other evaluators.
//!
//! In: `{"id", "request": {"action", "resource", "principal", "context": {key: value | [values] | null}},
//! "identityPolicies": [document…], "permissionBoundary": [document…] | null, "scps": [[document…]…],
//! "rcps": [[document…]…], "resourcePolicy": document | null}`. A document is an object or its text,
//! plain or percent-encoded. A context key of `null` is unknown; one that is not listed is absent; a
//! list makes it multi-valued. With a resource policy the question is whether the service `principal`
//! may assume the role: then identity policies, boundary and service control policies do not count.
//!
//! Out: `{"id", "decision": "allowed" | "explicitDeny" | "implicitDeny" | "indeterminate" | "error",
//! "statements": [{"layer", "policy", "index", "effect"}], "blockedBy", "unknownKeys", "reason"}`.

use serde::Deserialize;
use serde_json::{Map, json};

use super::answer::{Answer, Layer};
use super::context::{Context, Known, Request, Resource, Value};
use super::evaluate::{Named, decide_in};
use super::json::Json;
use super::policy::{Kind, Policy};

/// Decides one line. A line that cannot be read gives the decision `error` with a reason.
pub fn answer(line: &[u8]) -> serde_json::Value {
    let read = std::str::from_utf8(line).map_err(|e| e.to_string()).and_then(Json::parse);
    let case = match read {
        Ok(case) => case,
        Err(why) => return error(id_alone(line), &format!("the line is not JSON: {why}")),
    };
    let id = case.get("id").map_or(serde_json::Value::Null, plain);
    match evaluate(&case) {
        Ok(answer) => written(id, &answer),
        Err(why) => error(id, &why),
    }
}

/// The id of a line that cannot be read as a whole, as when it is nested too deep.
fn id_alone(line: &[u8]) -> serde_json::Value {
    #[derive(Deserialize)]
    struct Identified {
        id: serde_json::Value,
    }
    serde_json::from_slice(line).map_or(serde_json::Value::Null, |found: Identified| found.id)
}

fn written(id: serde_json::Value, answer: &Answer) -> serde_json::Value {
    let statements: Vec<_> = answer
        .statements
        .iter()
        .map(|s| {
            json!({"layer": s.layer.to_string(), "policy": s.policy, "index": s.index,
                   "effect": s.effect.to_string()})
        })
        .collect();
    let blocked_by: Vec<_> = answer.blocked_by.iter().map(Layer::to_string).collect();
    json!({"id": id, "decision": answer.decision.name(), "statements": statements, "blockedBy": blocked_by,
           "unknownKeys": answer.unknown_keys, "reason": answer.to_string()})
}

fn error(id: serde_json::Value, why: &str) -> serde_json::Value {
    json!({"id": id, "decision": "error", "statements": [], "blockedBy": [], "unknownKeys": [], "reason": why})
}

fn evaluate(case: &Json) -> Result<Answer, String> {
    let mut request = request(case.get("request").ok_or("there is no request")?)?;
    let trust = case.get("resourcePolicy").filter(|p| **p != Json::Null);
    let mut layers: Vec<(Layer, Vec<Named>)> = Vec::new();
    let asks_about_trust = trust.is_some()
        || (request.action.eq_ignore_ascii_case("sts:AssumeRole") && request.principal.is_some());
    if asks_about_trust {
        if request.principal.is_none() {
            return Err("a resource policy is decided for a service principal only".to_owned());
        }
        let policies = trust.map(|p| named(p, Kind::Trust, "resourcePolicy".to_owned()));
        layers.push((Layer::Trust, policies.into_iter().collect()));
    } else {
        if request.resource == Resource::None {
            // An action without a resource is authorised on "*", as one on a thing without an ARN is.
            request.resource = Resource::NotAnArn;
        }
        layers.push((Layer::Identity, policies(case, "identityPolicies", Kind::Identity)?));
        let boundary = policies(case, "permissionBoundary", Kind::Identity)?;
        if !boundary.is_empty() {
            layers.push((Layer::Boundary, boundary));
        }
        for (level, list) in list(case, "scps")?.iter().enumerate() {
            layers
                .push((Layer::Scp(level), documents(list, Kind::ServiceControl, &format!("scps[{level}]"))?));
        }
    }
    for (level, list) in list(case, "rcps")?.iter().enumerate() {
        layers.push((Layer::Rcp(level), documents(list, Kind::ResourceControl, &format!("rcps[{level}]"))?));
    }
    let layers: Vec<(Layer, &[Named])> = layers.iter().map(|(l, p)| (*l, p.as_slice())).collect();
    Ok(decide_in(&request, &layers, &[]))
}

fn request(json: &Json) -> Result<Request, String> {
    let Some(Json::String(action)) = json.get("action") else {
        return Err("request.action must be a string".to_owned());
    };
    let resource = match json.get("resource") {
        None | Some(Json::Null) => Resource::None,
        Some(Json::String(text)) => Resource::from_text(text),
        Some(other) => return Err(format!("request.resource must be a string, not {}", other.kind())),
    };
    let principal = match json.get("principal") {
        None | Some(Json::Null) => None,
        // Users and roles are judged by their own policies, which are given.
        Some(Json::String(text)) => Some(text.clone()).filter(|p| !p.starts_with("arn:")),
        Some(other) => return Err(format!("request.principal must be a string, not {}", other.kind())),
    };
    let mut context = Context::closed();
    match json.get("context") {
        None | Some(Json::Null) => {}
        Some(Json::Object(keys)) => {
            for (key, value) in keys {
                context.set(key, known(key, value)?);
            }
        }
        Some(other) => return Err(format!("request.context must be an object, not {}", other.kind())),
    }
    Ok(Request { action: action.clone(), resource, principal, context })
}

fn known(key: &str, json: &Json) -> Result<Known, String> {
    let scalar = |v: &Json| {
        v.scalar().ok_or_else(|| format!("request.context[{key:?}] holds {} where a value belongs", v.kind()))
    };
    Ok(match json {
        Json::Null => Known::Unknown,
        Json::Array(items) => {
            Known::Present(Value::Multi(items.iter().map(scalar).collect::<Result<_, _>>()?))
        }
        _ => Known::Present(Value::Single(scalar(json)?)),
    })
}

fn list<'a>(case: &'a Json, name: &str) -> Result<&'a [Json], String> {
    match case.get(name) {
        None | Some(Json::Null) => Ok(&[]),
        Some(Json::Array(items)) => Ok(items),
        Some(other) => Err(format!("{name} must be a list, not {}", other.kind())),
    }
}

fn policies(case: &Json, name: &str, kind: Kind) -> Result<Vec<Named>, String> {
    match case.get(name) {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(listed) => documents(listed, kind, name),
    }
}

fn documents(list: &Json, kind: Kind, name: &str) -> Result<Vec<Named>, String> {
    match list {
        Json::Array(items) => {
            Ok(items.iter().enumerate().map(|(i, d)| named(d, kind, format!("{name}[{i}]"))).collect())
        }
        other => Err(format!("{name} must be a list, not {}", other.kind())),
    }
}

fn named(document: &Json, kind: Kind, name: String) -> Named {
    Named { name, policy: Policy::from_json(document, kind) }
}

/// The id, to be written back as it came.
fn plain(json: &Json) -> serde_json::Value {
    match json {
        Json::Null => serde_json::Value::Null,
        Json::Bool(b) => (*b).into(),
        Json::Number(n) => serde_json::from_str(n).unwrap_or_else(|_| n.clone().into()),
        Json::String(s) => s.clone().into(),
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Object(members) => {
            members.iter().map(|(k, v)| (k.clone(), plain(v))).collect::<Map<_, _>>().into()
        }
    }
}
