//! A snapshot file: what this program wrote, or what a person assembled from AWS CLI answers.

use super::{Fact, Snapshot, VERSION, secrets, shape, twice};
use serde_json::{Map, Value, json};
use thiserror::Error;

/// Why a text is no snapshot that can be judged.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Not JSON at all.
    #[error("is not JSON: {0}")]
    NotJson(serde_json::Error),
    /// JSON, but nothing in it looks like a snapshot.
    #[error("is JSON, but not a snapshot: {0}")]
    SomethingElse(String),
    /// Written by a newer program.
    #[error("has SnapshotVersion {0}; this build reads versions up to {VERSION}")]
    Newer(u64),
    /// A part that nothing can be judged without.
    #[error("lacks {part}, without which no factor can be judged")]
    Lacks {
        /// The member's name.
        part: &'static str,
        /// The AWS CLI command that gives it.
        command: String,
    },
    /// A member that its object has twice: which of the two counts, nobody can tell.
    #[error("has {0} twice, and nothing tells which of the two counts")]
    Twice(String),
    /// A member that AWS never answers in this form.
    #[error("{path} is {found}, where AWS answers {expected}")]
    Shape {
        /// Dotted path in the file.
        path: String,
        /// What stands there.
        found: String,
        /// What AWS answers there.
        expected: &'static str,
    },
}

impl ReadError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            ReadError::NotJson(_) | ReadError::SomethingElse(_) => Some(
                "write one with `mfa-doctor snapshot --pool ID -o FILE`, or assemble an object with the members \
                 UserPool (describe-user-pool) and MfaConfig (get-user-pool-mfa-config)"
                    .to_owned(),
            ),
            ReadError::Newer(_) => Some("update mfa-doctor, or take the snapshot again with this build".to_owned()),
            ReadError::Lacks { part, command } => Some(format!("add it as the member {part}: {command}")),
            ReadError::Twice(_) => Some("take one of the two out; AWS answers with every member once".to_owned()),
            ReadError::Shape { .. } => Some("paste the answer of the AWS CLI unchanged (--output json)".to_owned()),
        }
    }
}

impl Snapshot {
    /// The snapshot in `text`. Wrappers that the AWS CLI prints around an answer are taken off; secrets are dropped.
    ///
    /// # Errors
    /// When it is no JSON, something else, of a newer version, or lacks what nothing can be judged without.
    pub fn from_json(text: &str) -> Result<Snapshot, ReadError> {
        let text = text.trim_start_matches('\u{feff}');
        let value: Value = serde_json::from_str(text).map_err(ReadError::NotJson)?;
        if let Some(path) = twice::first(text) {
            return Err(ReadError::Twice(path));
        }
        let mut document = match value {
            Value::Object(members) => members,
            other => return Err(ReadError::SomethingElse(format!("it holds {}", shape::kind(&other)))),
        };
        check_version(&document)?;
        if !document.contains_key("UserPool") && !document.contains_key("MfaConfig") {
            return Err(something_else(&document));
        }
        document.insert("SnapshotVersion".to_owned(), json!(VERSION));
        let mut value = Value::Object(document);
        unwrap_answers(&mut value);
        secrets::drop_from(&mut value);
        shape::check(&value)?;
        let snapshot: Snapshot =
            serde_json::from_value(value).map_err(|error| ReadError::SomethingElse(error.to_string()))?;
        snapshot.check_indispensable()?;
        Ok(snapshot)
    }

    fn check_indispensable(&self) -> Result<(), ReadError> {
        let id = self.pool().map(|pool| pool.id()).ok().filter(|id| !id.is_empty()).unwrap_or("POOL_ID");
        let command = |name: &str| format!("aws cognito-idp {name} --user-pool-id {id}");
        if matches!(self.user_pool, Fact::NotAsked | Fact::Absent) {
            return Err(ReadError::Lacks { part: "UserPool", command: command("describe-user-pool") });
        }
        if matches!(self.mfa_config, Fact::NotAsked | Fact::Absent) {
            return Err(ReadError::Lacks { part: "MfaConfig", command: command("get-user-pool-mfa-config") });
        }
        Ok(())
    }
}

fn check_version(document: &Map<String, Value>) -> Result<(), ReadError> {
    match document.get("SnapshotVersion") {
        None => Ok(()),
        Some(version) => match version.as_u64() {
            Some(version) if version <= u64::from(VERSION) && version > 0 => Ok(()),
            Some(version) if version > 0 => Err(ReadError::Newer(version)),
            _ => Err(ReadError::SomethingElse(format!("SnapshotVersion is {version}, not a whole number"))),
        },
    }
}

fn something_else(document: &Map<String, Value>) -> ReadError {
    if document.contains_key("schema") && document.contains_key("pools") {
        return ReadError::SomethingElse("it is a report of this program (check --format json)".to_owned());
    }
    let members: Vec<&str> = document.keys().take(4).map(String::as_str).collect();
    ReadError::SomethingElse(match members.as_slice() {
        [] => "it is an empty object".to_owned(),
        _ => format!("it has neither UserPool nor MfaConfig (its members begin {})", members.join(", ")),
    })
}

/// Takes off the member that the AWS CLI prints around an answer, as in `{"UserPool": {"UserPool": {…}}}`.
fn unwrap_answers(value: &mut Value) {
    for (path, wrapper) in [
        ("/UserPool", "UserPool"),
        ("/SmsRole/Role", "Role"),
        ("/Ses/ServiceLinkedRole", "Role"),
        ("/WebAcl", "WebACL"),
        ("/LogDelivery", "LogDeliveryConfiguration"),
        ("/Risk/Pool", "RiskConfiguration"),
        ("/SmsRole/PermissionsBoundary", "PolicyVersion"),
    ] {
        if let Some(part) = value.pointer_mut(path) {
            unwrap(part, wrapper);
        }
    }
    for (path, wrapper) in [("/Clients", "UserPoolClient"), ("/SmsRole/AttachedPolicies", "PolicyVersion")] {
        let elements = value.pointer_mut(path).and_then(Value::as_array_mut);
        for element in elements.into_iter().flatten() {
            unwrap(element, wrapper);
        }
    }
    for (path, wrapper) in [
        ("/Clients", "UserPoolClients"),
        ("/SmsRole/AttachedPolicies", "AttachedPolicies"),
        ("/SmsRole/InlinePolicies", "PolicyNames"),
    ] {
        if let Some(part) = value.pointer_mut(path) {
            unwrap_list(part, wrapper);
        }
    }
    for user in value.get_mut("Users").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(devices) = user.get_mut("Devices") {
            unwrap_list(devices, "Devices");
        }
        if let Some(suppression) = user.get_mut("Suppression") {
            unwrap(suppression, "SuppressedDestination");
        }
    }
    let regions = value.get_mut("Sms").and_then(Value::as_object_mut);
    for region in regions.into_iter().flat_map(|regions| regions.values_mut()) {
        if let Some(attributes) = region.get_mut("Attributes") {
            unwrap(attributes, "attributes");
        }
        unread_as_a_whole(region);
    }
}

/// Takes the list out of the answer of a list operation, if it is the whole list: `{"UserPoolClients": […]}`. A bare
/// name becomes a policy whose document was not read.
fn unwrap_list(part: &mut Value, wrapper: &str) {
    let Some(object) = part.as_object_mut() else { return };
    let has_more = ["NextToken", "Marker", "PaginationToken"]
        .iter()
        .any(|token| object.get(*token).is_some_and(|next| !next.is_null()));
    if has_more || object.get("IsTruncated").is_some_and(|more| more != false) {
        return;
    }
    if let Some(Value::Array(mut elements)) = object.get_mut(wrapper).map(Value::take) {
        for element in elements.iter_mut().filter(|element| element.is_string()) {
            *element = json!({"PolicyName": element});
        }
        *part = Value::Array(elements);
    }
}

/// A Region of which nothing could be read: the same is true of each of its parts.
fn unread_as_a_whole(region: &mut Value) {
    let Some(members) = region.as_object_mut() else { return };
    if let Some(unread) = members.get("Unread").cloned() {
        for part in ["Attributes", "SandboxStatus"] {
            members.entry(part).or_insert_with(|| json!({"Unread": unread}));
        }
    }
}

/// Lifts the members of `wrapper` beside its siblings (a policy's ARN, say), and drops the wrapper.
fn unwrap(part: &mut Value, wrapper: &str) {
    let Some(object) = part.as_object_mut() else { return };
    if object.get(wrapper).is_some_and(Value::is_null) && object.len() == 1 {
        *part = Value::Null;
        return;
    }
    if !object.get(wrapper).is_some_and(Value::is_object) {
        return;
    }
    if let Some(Value::Object(inner)) = object.shift_remove(wrapper) {
        for (member, value) in inner {
            object.entry(member).or_insert(value);
        }
    }
}
