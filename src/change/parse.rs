//! A file with the JSON input of an AWS CLI command → the request.

use super::Operation;
use super::model::{Breach, Review, breaches, review};
use crate::snapshot::{ONLY_DESCRIBED, at, kind, twice};
use serde_json::{Map, Value};
use thiserror::Error;

/// A request that is to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What it asks for.
    pub operation: Operation,
    /// Its members. A policy is an object here, however the file writes it.
    pub members: Map<String, Value>,
    /// What the reader should know of how the file was taken.
    pub remarks: Vec<String>,
}

/// Why a text is no request that could be sent.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum RequestError {
    /// Not JSON.
    #[error("is not JSON: {0}")]
    NotJson(String),
    /// A clause that says what is wrong with it.
    #[error("{0}")]
    Wrong(String),
    /// A clause that says why the operation cannot be told.
    #[error("{0}")]
    Ambiguous(String),
    /// A member that the AWS CLI refuses.
    #[error(
        "has {path}, which is no member of {operation}, so the AWS CLI refuses it (Unknown parameter in input)"
    )]
    Unknown {
        /// Dotted path.
        path: String,
        /// The operation.
        operation: &'static str,
        /// What was meant, or what to do.
        hint: String,
    },
}

impl RequestError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            RequestError::NotJson(_) => {
                "a change is the JSON input of an AWS CLI command, the file that --cli-input-json would take"
                    .to_owned()
            }
            RequestError::Wrong(_) => {
                "`aws cognito-idp COMMAND --generate-cli-skeleton` prints the members of a command".to_owned()
            }
            RequestError::Ambiguous(_) => {
                let all: Vec<&str> = Operation::ALL.iter().map(|operation| operation.as_str()).collect();
                format!(
                    "say which operation it is for with --change OPERATION=FILE; there are {}",
                    all.join(", ")
                )
            }
            RequestError::Unknown { hint, .. } => hint.clone(),
        }
    }
}

/// What stands around the answers of the describing operations.
const AROUND_ANSWERS: [&str; 3] = ["UserPool", "UserPoolClient", "ResponseMetadata"];

impl Request {
    /// The request in `text`; its operation is recognised by its members where none is given.
    ///
    /// # Errors
    /// When it is no JSON object, its operation cannot be told, or the AWS CLI would refuse it.
    pub fn from_json(text: &str, operation: Option<Operation>) -> Result<Request, RequestError> {
        let text = text.trim_start_matches('\u{feff}');
        let value: Value =
            serde_json::from_str(text).map_err(|error| RequestError::NotJson(error.to_string()))?;
        if let Some(path) = twice(text) {
            return Err(RequestError::Wrong(format!(
                "has {path} twice, and nothing tells which of the two counts"
            )));
        }
        let Value::Object(members) = value else {
            return Err(RequestError::Wrong(format!("holds {}, where a request is an object", kind(&value))));
        };
        if let Some(wrapper) =
            ["UserPool", "UserPoolClient"].into_iter().find(|name| members.contains_key(*name))
        {
            return Err(RequestError::Wrong(format!(
                "is an answer of AWS (it has the member {wrapper}), not a request"
            )));
        }
        let operation = match operation {
            Some(operation) => operation,
            None => Operation::of(&members).map_err(RequestError::Ambiguous)?,
        };
        Request::of(operation, members)
    }

    /// A request of these members.
    ///
    /// # Errors
    /// When the AWS CLI would refuse it.
    pub fn of(operation: Operation, mut members: Map<String, Value>) -> Result<Request, RequestError> {
        let mut found = Review::default();
        review(&operation.shape(), &members, "", &mut found);
        let mut remarks = Vec::new();
        for (path, known) in &found.unknown {
            match misspelt(path, known) {
                Some(hint) => {
                    return Err(RequestError::Unknown {
                        path: path.clone(),
                        operation: operation.as_str(),
                        hint,
                    });
                }
                None => remarks.push(format!(
                    "this build does not know the member {path} of {}; what it changes is not judged",
                    operation.as_str()
                )),
            }
        }
        if let Some(wrong) = found.wrong {
            return Err(RequestError::Wrong(wrong));
        }
        if let Some(policy) = members.get_mut("PolicyDocument") {
            *policy = policy_in(policy).map_err(RequestError::Wrong)?;
        }
        Ok(Request { operation, members, remarks })
    }

    /// The member at the dotted `path`.
    pub fn at(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let value = self.members.get(first).filter(|value| !value.is_null())?;
        rest.map_or(Some(value), |rest| at(value, rest))
    }

    /// The text at the dotted `path`; an empty one counts as absent.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_str().filter(|text| !text.is_empty())
    }

    /// Whether it has the member at the dotted `path`.
    pub fn has(&self, path: &str) -> bool {
        self.at(path).is_some()
    }

    /// The SMS configuration that it gives, and its path.
    pub fn sms_configuration(&self) -> Option<(&'static str, &Value)> {
        ["SmsConfiguration", "SmsMfaConfiguration.SmsConfiguration"]
            .into_iter()
            .find_map(|path| Some((path, self.at(path)?)))
    }

    /// Whether it may be for this web ACL: its ID and name, as far as the request gives them, are the same.
    pub fn is_for_web_acl(&self, acl: &Value) -> bool {
        ["Id", "Name"].iter().all(|member| self.at(member).is_none_or(|given| at(acl, member) == Some(given)))
    }

    /// The members that break the bounds of the API model.
    pub fn breaches(&self) -> Vec<Breach> {
        let mut found = Vec::new();
        breaches(&self.operation.shape(), &Value::Object(self.members.clone()), "", &mut found);
        found
    }
}

/// What was meant by a member that is surely not one; `None` where it may be one of tomorrow.
fn misspelt(path: &str, known: &[&'static str]) -> Option<String> {
    let name = path.rsplit('.').next().unwrap_or(path);
    if let Some(exact) = known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return Some(format!("the member is {exact}"));
    }
    if name == "ClientSecret" {
        return Some("take it out; a client's secret is never sent back".to_owned());
    }
    if (ONLY_DESCRIBED.contains(&name) || AROUND_ANSWERS.contains(&name)) && !path.contains('.') {
        let instead = if name == "Name" { "the pool's name is PoolName here" } else { "take it out" };
        return Some(format!("AWS answers with it and does not take it back: {instead}"));
    }
    let likeness = |known: &&str| strsim::normalized_damerau_levenshtein(known, name);
    let nearest = known.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(nearest) > 0.8).then(|| format!("did you mean {nearest}?"))
}

fn policy_in(policy: &Value) -> Result<Value, String> {
    let document = match policy {
        Value::String(text) => serde_json::from_str(text).map_err(|error| {
            format!(
                "has a PolicyDocument that is no JSON ({error}), which IAM refuses (MalformedPolicyDocument)"
            )
        })?,
        other => other.clone(),
    };
    if at(&document, "Statement").is_none() {
        return Err(
            "has a PolicyDocument without Statement, which IAM refuses (MalformedPolicyDocument)".to_owned()
        );
    }
    Ok(document)
}
