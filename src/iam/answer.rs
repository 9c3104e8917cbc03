//! What a decision says.

use std::fmt;

use super::context::{Known, Resource};
use super::policy::{Effect, Invalid};

/// The outcome of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Every layer allows it and none denies it.
    Allowed,
    /// A Deny statement matches.
    ExplicitDeny,
    /// No Deny matches, but some layer has no Allow that could.
    ImplicitDeny,
    /// It hangs on condition keys whose values are not known.
    Indeterminate,
    /// A policy cannot be evaluated, so nothing can be said.
    CannotEvaluate,
}

impl Decision {
    /// The name in the JSON-lines format (that of IAM's simulator where it has one).
    pub fn name(self) -> &'static str {
        match self {
            Decision::Allowed => "allowed",
            Decision::ExplicitDeny => "explicitDeny",
            Decision::ImplicitDeny => "implicitDeny",
            Decision::Indeterminate => "indeterminate",
            Decision::CannotEvaluate => "error",
        }
    }
}

/// One of the policy sets that all have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The role's inline and attached policies.
    Identity,
    /// The role's permissions boundary.
    Boundary,
    /// The service control policies of one level; 0 is the root.
    Scp(usize),
    /// The resource control policies of one level; 0 is the root.
    Rcp(usize),
    /// The role's trust policy.
    Trust,
}

impl Layer {
    /// How a sentence calls the policies of this layer.
    pub fn words(self) -> String {
        let at = |kind: &str, level: usize| match level {
            0 => format!("the {kind} control policies of the root"),
            _ => format!("the {kind} control policies of level {level}"),
        };
        match self {
            Layer::Identity => "the role's policies".to_owned(),
            Layer::Boundary => "the permissions boundary".to_owned(),
            Layer::Scp(level) => at("service", level),
            Layer::Rcp(level) => at("resource", level),
            Layer::Trust => "the trust policy".to_owned(),
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Layer::Identity => f.write_str("identity"),
            Layer::Boundary => f.write_str("boundary"),
            Layer::Scp(level) => write!(f, "scp:{level}"),
            Layer::Rcp(level) => write!(f, "rcp:{level}"),
            Layer::Trust => f.write_str("trust"),
        }
    }
}

/// Names one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRef {
    /// Where its policy stands.
    pub layer: Layer,
    /// The position of the policy in its layer, from 0.
    pub policy: usize,
    /// The name of the policy.
    pub policy_name: String,
    /// The position of the statement in the policy, from 1.
    pub index: usize,
    /// Its Sid, if it has one.
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
}

impl fmt::Display for StatementRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "policy {}, statement {}", self.policy_name, self.index)?;
        match &self.sid {
            Some(sid) => write!(f, " ({sid})"),
            None => Ok(()),
        }
    }
}

/// A statement that speaks about such requests but does not match this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The statement.
    pub statement: StatementRef,
    /// Every element that does not match; never empty.
    pub why: Vec<Mismatch>,
}

/// Why an element of a statement does not match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// `Action` does not list the action, or `NotAction` does.
    Action {
        /// The patterns as written.
        listed: Vec<String>,
        /// Whether they stand under `NotAction`.
        negated: bool,
        /// The action of the request.
        action: String,
    },
    /// `Resource` does not cover the resource, or `NotResource` does.
    Resource {
        /// The patterns as written.
        listed: Vec<String>,
        /// Whether they stand under `NotResource`.
        negated: bool,
        /// The resource of the request.
        resource: Resource,
        /// Whether it might have covered it if the policy's version had variables: a `${…}` is plain text.
        plain_variables: bool,
    },
    /// `Principal` names somebody else.
    Principal {
        /// Types and values, e.g. `Federated cognito-idp.amazonaws.com`.
        listed: String,
        /// The calling service.
        caller: Option<String>,
    },
    /// One key of `Condition` does not hold.
    Condition {
        /// The operator as written.
        operator: String,
        /// The key as written.
        key: String,
        /// The values as written.
        wanted: Vec<String>,
        /// What the request carries.
        actual: Known,
        /// What the statement would do if it matched.
        effect: Effect,
        /// Whether it might have held if the policy's version had variables: a `${…}` is plain text.
        plain_variables: bool,
    },
}

/// The decision about a request, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The decision.
    pub decision: Decision,
    /// Allowed: every matching Allow. Denied explicitly: every matching Deny. Indeterminate: the
    /// statements that might decide. Otherwise empty.
    pub statements: Vec<StatementRef>,
    /// Every statement that matches for certain, in whichever layer and with whichever effect.
    pub matched: Vec<StatementRef>,
    /// Denied implicitly: every layer without a matching Allow. Otherwise empty.
    pub blocked_by: Vec<Layer>,
    /// Indeterminate: the condition keys it hangs on, in lower case and sorted. Otherwise empty.
    pub unknown_keys: Vec<String>,
    /// Indeterminate: the layers of which some policy was not read. Otherwise empty.
    pub unread: Vec<Layer>,
    /// Allow statements of layers that lack one, and Deny statements, that almost matched.
    pub near_misses: Vec<NearMiss>,
    /// The policies that cannot be evaluated: layer, name and why.
    pub invalid: Vec<(Layer, String, Invalid)>,
    /// The points without AWS documentation that the decision hangs on, as sentences.
    pub readings: Vec<&'static str>,
}
