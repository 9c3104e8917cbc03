//! Whether one statement matches a request.

use super::context::Request;
use super::policy::{Kind, Policy, Statement};
use super::reading::Reading;
use super::truth::{Finding, Truth};
use super::{arn, condition, principal};

/// The answer of each element of a statement.
pub(super) struct Match {
    pub(super) principal: Finding,
    pub(super) action: Finding,
    pub(super) resource: Finding,
    /// One per clause, in order.
    pub(super) clauses: Vec<Finding>,
}

impl Match {
    pub(super) fn of(statement: &Statement, policy: &Policy, kind: Kind, request: &Request) -> Match {
        Match {
            principal: match &statement.principal {
                Some(p) => principal::names(p, request.principal.as_deref(), statement.effect, kind),
                None => true.into(),
            },
            action: statement.covers_action(&request.action).into(),
            resource: resource(statement, policy, kind, request),
            clauses: statement
                .conditions
                .iter()
                .map(|clause| condition::holds(clause, policy.variables, &request.context))
                .collect(),
        }
    }

    /// All elements together. What is decided by a documented element hangs on no reading.
    pub(super) fn total(&self) -> Finding {
        let parts = [&self.principal, &self.action, &self.resource].into_iter().chain(&self.clauses);
        let false_ones: Vec<&Finding> = parts.clone().filter(|p| p.truth == Truth::False).collect();
        match false_ones.iter().find(|p| p.readings == Default::default()).or(false_ones.first()) {
            Some(decisive) => (*decisive).clone(),
            None => Finding::all(parts.cloned()),
        }
    }
}

fn resource(statement: &Statement, policy: &Policy, kind: Kind, request: &Request) -> Finding {
    if !kind.has_resource() {
        return true.into();
    }
    let any = Finding::any(statement.resources.iter().map(|written| {
        let (truth, keys) = arn::covers(written, &request.resource, policy.variables, &request.context);
        let finding = Finding { truth, keys, readings: Default::default() };
        let refused = written != "*" && !written.starts_with("arn:");
        if refused { finding.with(Reading::NotAnArnPattern.into()) } else { finding }
    }));
    if statement.not_resource { !any } else { any }
}
