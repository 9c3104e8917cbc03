//! A parsed policy document.

use std::fmt;

use serde_json::Value;

use super::document;
use super::json::Json;
use super::operator::Operator;
use super::parse;

/// Where a policy stands, and with it which elements it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An inline or managed policy of a role, or its permissions boundary: no principal.
    Identity,
    /// A role's trust policy: a principal, no resource.
    Trust,
    /// A service control policy of AWS Organizations: no principal.
    ServiceControl,
    /// A resource control policy of AWS Organizations: a principal and a resource.
    ResourceControl,
}

impl Kind {
    pub(super) fn has_principal(self) -> bool {
        matches!(self, Kind::Trust | Kind::ResourceControl)
    }

    pub(super) fn has_resource(self) -> bool {
        self != Kind::Trust
    }

    /// How messages call such a policy, with its article.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Identity => "an identity-based policy",
            Kind::Trust => "a role trust policy",
            Kind::ServiceControl => "a service control policy",
            Kind::ResourceControl => "a resource control policy",
        }
    }
}

/// Why a document gives no decision, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot evaluate this policy, because {reason} (at {place})")]
pub struct Invalid {
    /// The place in the document, e.g. `statement 2, Condition.StringEquals`.
    pub place: String,
    /// Half a sentence that follows "because".
    pub reason: String,
}

impl Invalid {
    /// A reason (half a sentence) at a place.
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Invalid {
        Invalid { place: place.into(), reason: reason.into() }
    }
}

/// What a statement does when it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The statement grants (or, in a boundary or control policy, lets through).
    Allow,
    /// The statement refuses, whatever else grants.
    Deny,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        })
    }
}

/// A policy document that can be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub(super) variables: bool,
    pub(super) statements: Vec<Statement>,
}

impl Policy {
    /// Reads a document from JSON text, plain or percent-encoded.
    ///
    /// # Errors
    /// The place and reason when IAM would not accept the document, or when this evaluator cannot
    /// know what it means.
    pub fn parse(text: &str, kind: Kind) -> Result<Policy, Invalid> {
        parse::policy(&document::decode(text)?, kind)
    }

    /// Reads an already parsed document, or a JSON string that holds its text.
    ///
    /// # Errors
    /// As [`Policy::parse`]; equal keys cannot be seen any more.
    pub fn from_value(value: &Value, kind: Kind) -> Result<Policy, Invalid> {
        match value {
            Value::String(text) => Policy::parse(text, kind),
            _ => parse::policy(document::within_limit(&Json::from_value(value)?)?, kind),
        }
    }

    /// Reads a document whose equal keys are still there, or a string that holds its text.
    ///
    /// # Errors
    /// As [`Policy::parse`].
    pub fn from_json(json: &Json, kind: Kind) -> Result<Policy, Invalid> {
        match json {
            Json::String(text) => Policy::parse(text, kind),
            _ => parse::policy(document::within_limit(json)?, kind),
        }
    }

    /// The statements in order; the statement number in messages is the position plus one.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Whether `${…}` is a variable: only under `"Version": "2012-10-17"`.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
    pub fn has_variables(&self) -> bool {
        self.variables
    }
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its name, if it has one.
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
    /// Who; only trust and resource control policies have one.
    pub principal: Option<Principal>,
    /// The patterns of `Action` or `NotAction`, as written.
    pub actions: Vec<String>,
    /// Whether they were written under `NotAction`.
    pub not_action: bool,
    /// The patterns of `Resource` or `NotResource`, as written; empty in a trust policy.
    pub resources: Vec<String>,
    /// Whether they were written under `NotResource`.
    pub not_resource: bool,
    /// Every operator and key of `Condition`; all must hold.
    pub conditions: Vec<Clause>,
}

/// The principal of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// `"*"`, written without a type.
    Anyone,
    /// Type and values in order; any of them may match.
    Typed(Vec<(PrincipalType, Vec<String>)>),
}

/// The type under which a principal is written. The same text under another type is another principal.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrincipalType {
    /// Accounts, users, roles and sessions.
    Aws,
    /// AWS services.
    Service,
    /// Identity providers.
    Federated,
    /// S3's canonical user ids.
    CanonicalUser,
}

impl PrincipalType {
    pub(super) const ALL: [PrincipalType; 4] =
        [PrincipalType::Aws, PrincipalType::Service, PrincipalType::Federated, PrincipalType::CanonicalUser];

    /// The name in a document.
    pub fn name(self) -> &'static str {
        match self {
            PrincipalType::Aws => "AWS",
            PrincipalType::Service => "Service",
            PrincipalType::Federated => "Federated",
            PrincipalType::CanonicalUser => "CanonicalUser",
        }
    }
}

/// One key under one condition operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The operator, read.
    pub operator: Operator,
    /// The operator as written, e.g. `ForAnyValue:StringLike`.
    pub operator_text: String,
    /// The condition key as written; it compares without regard to letter case.
    pub key: String,
    /// The values as written; numbers and booleans as their text.
    pub values: Vec<String>,
}

impl Clause {
    /// Whether this clause is about that condition key, in any letter case.
    pub fn is_about(&self, key: &str) -> bool {
        self.key.to_lowercase() == key.to_lowercase()
    }
}

impl Statement {
    /// Whether its `Action` or `NotAction` covers the action, in any letter case.
    pub fn covers_action(&self, action: &str) -> bool {
        self.actions.iter().any(|pattern| super::action::covers(pattern, action)) != self.not_action
    }

    /// Whether it makes no difference between resources: `"Resource": "*"`.
    pub fn covers_every_resource(&self) -> bool {
        !self.not_resource && self.resources.iter().any(|pattern| pattern == "*")
    }

    /// The clauses about a condition key, in any letter case.
    pub fn clauses_about<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Clause> {
        self.conditions.iter().filter(move |c| c.is_about(key))
    }

    /// The values written under a principal type; empty without that type.
    pub fn principals(&self, of: PrincipalType) -> Vec<&str> {
        match &self.principal {
            Some(Principal::Typed(types)) => types
                .iter()
                .filter(|(t, _)| *t == of)
                .flat_map(|(_, values)| values.iter().map(String::as_str))
                .collect(),
            _ => Vec::new(),
        }
    }
}
