//! A request that leaves things out → the request that restates them.

use super::request::Requests;
use crate::change::{Operation, Request};
use crate::finding::Patch;
use crate::snapshot::{FACTOR_BLOCKS, MESSAGES, Snapshot, at, text};
use serde_json::{Map, Value, json};

/// A request with everything in it that AWS would otherwise set back.
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// The request, as the AWS CLI takes it.
    pub document: Value,
    /// What was decided on the way.
    pub remarks: Vec<String>,
}

/// Makes `request` whole: the configuration that `snapshot` has, with the members of the request set in it.
///
/// # Errors
/// Why there is no such request, as a clause.
pub fn complete(snapshot: &Snapshot, request: &Request) -> Result<Completed, String> {
    let mut requests = Requests::of(snapshot);
    let mut remarks = Vec::new();
    let document = match request.operation {
        Operation::UpdateUserPool => requests.update_user_pool(&patches(snapshot, request))?,
        Operation::SetUserPoolMfaConfig => {
            requests.set_user_pool_mfa_config(&of_mfa(snapshot, request, &mut remarks))?
        }
        Operation::UpdateUserPoolClient => {
            let id = request.text("ClientId").unwrap_or_default();
            requests.update_user_pool_client(id, &patches(snapshot, request))?
        }
        // These leave nothing out; a policy goes to IAM as text.
        Operation::PutRolePolicy | Operation::UpdateAssumeRolePolicy => {
            let mut members = request.members.clone();
            if let Some(policy) = members.get_mut("PolicyDocument") {
                *policy = Value::String(policy.to_string());
            }
            Value::Object(members)
        }
        Operation::CreateUserPool | Operation::UpdateWebAcl => Value::Object(request.members.clone()),
    };
    Ok(Completed { document: named_first(document, request), remarks })
}

/// The identifiers before the rest.
fn named_first(document: Value, request: &Request) -> Value {
    let Value::Object(mut members) = document else { return document };
    let mut ordered = Map::new();
    for name in ["UserPoolId", "ClientId"] {
        // A snapshot made by hand may leave the pool's ID out; the request then has the only one.
        let held = members.shift_remove(name);
        let named = request.at(name).cloned().or(held);
        ordered.extend(named.map(|value| (name.to_owned(), value)));
    }
    ordered.extend(members);
    Value::Object(ordered)
}

fn patches(snapshot: &Snapshot, request: &Request) -> Vec<Patch> {
    let mut found = Vec::new();
    for (name, value) in &request.members {
        match name.as_str() {
            "UserPoolId" | "ClientId" => {}
            name if excludes(snapshot, name, value) => found.push(Patch::set(name, value.clone())),
            name => inside(vec![name.to_owned()], value, &mut found),
        }
    }
    // Of the two members for one trigger the request names one; the other would contradict it.
    for (one, other) in [
        ("PreTokenGeneration", "PreTokenGenerationConfig"),
        ("PreTokenGenerationConfig", "PreTokenGeneration"),
    ] {
        if request.has(&format!("LambdaConfig.{one}")) && !request.has(&format!("LambdaConfig.{other}")) {
            found.push(Patch::unset(&format!("LambdaConfig.{other}")));
        }
    }
    // An older message beside a new one in the template would contradict it, and the other way round.
    for (older, in_template) in MESSAGES {
        match (request.has(older), request.has(in_template)) {
            (true, false) => found.push(Patch::unset(in_template)),
            (false, true) => found.push(Patch::unset(older)),
            _ => {}
        }
    }
    found
}

/// Whether what stands in the pool cannot stay beside what the request gives: the two ways of sending SMS exclude each
/// other, and a sender address belongs to Amazon SES alone.
fn excludes(snapshot: &Snapshot, name: &str, value: &Value) -> bool {
    let Ok(pool) = snapshot.pool() else { return false };
    match name {
        "SmsConfiguration" => {
            let was = pool.sms_configuration().map(|(_, _, configuration)| configuration);
            was.is_some_and(|was| at(was, "EumsSms").is_some() != at(value, "EumsSms").is_some())
        }
        "EmailConfiguration" => text(value, "EmailSendingAccount") == Some("COGNITO_DEFAULT"),
        // An empty object takes everything away that stands in it.
        _ => value.as_object().is_some_and(Map::is_empty),
    }
}

/// One patch for each member inside an object; lists and everything else are replaced.
fn inside(path: Vec<String>, value: &Value, found: &mut Vec<Patch>) {
    match value {
        Value::Object(members) if !members.is_empty() && path[0] != "UserPoolTags" => {
            for (name, value) in members {
                inside([path.clone(), vec![name.clone()]].concat(), value, found);
            }
        }
        value => found.push(Patch { path, value: Some(value.clone()) }),
    }
}

fn of_mfa(snapshot: &Snapshot, request: &Request, remarks: &mut Vec<String>) -> Vec<Patch> {
    let is_off = snapshot.pool().is_ok_and(|pool| pool.mfa_mode() == "OFF");
    let mut found = Vec::new();
    match request.text("MfaConfiguration") {
        // AWS takes no factor beside OFF.
        Some("OFF") => found.extend(FACTOR_BLOCKS.map(Patch::unset)),
        None if is_off && !FACTOR_BLOCKS.iter().any(|block| request.has(block)) => {
            found.extend(FACTOR_BLOCKS.map(Patch::unset));
        }
        None if is_off => {
            found.push(Patch::set("MfaConfiguration", "OPTIONAL"));
            remarks.push(
                "MFA is OFF and the change names a factor; the complete request makes MFA OPTIONAL"
                    .to_owned(),
            );
        }
        _ => {}
    }
    let sms = "SmsMfaConfiguration.SmsConfiguration";
    let holds = |path: &str| snapshot.mfa_config.known().is_some_and(|config| at(config, path).is_some());
    for (name, value) in &request.members {
        match name.as_str() {
            "UserPoolId" => {}
            "SmsMfaConfiguration" => {
                let replaced =
                    at(value, "SmsConfiguration").filter(|sms| excludes(snapshot, "SmsConfiguration", sms));
                if let Some(configuration) = replaced {
                    found.push(Patch::set(sms, configuration.clone()));
                    if let Some(message) = at(value, "SmsAuthenticationMessage") {
                        found.push(Patch::set(
                            "SmsMfaConfiguration.SmsAuthenticationMessage",
                            message.clone(),
                        ));
                    }
                } else {
                    inside(vec![name.clone()], value, &mut found);
                }
            }
            // An empty block asks for the factor, and not for other texts.
            _ if value == &json!({}) && holds(name) => {}
            _ => inside(vec![name.clone()], value, &mut found),
        }
    }
    let mode = found.iter().rev().find(|patch| patch.path == ["MfaConfiguration"]);
    let mode = mode.and_then(|patch| patch.value.as_ref()?.as_str());
    let on = mode.map_or(!is_off, |mode| mode != "OFF");
    // While MFA is on, AWS refuses to leave out an SMS configuration that the pool has.
    if on
        && !holds(sms)
        && !request.has(sms)
        && let Some((_, _, configuration)) = snapshot.pool().ok().and_then(|pool| pool.sms_configuration())
    {
        found.push(Patch::set(sms, configuration.clone()));
    }
    found
}
