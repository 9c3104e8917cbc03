//! Whether one key under one operator holds.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>

use std::collections::BTreeSet;

use super::arn;
use super::compare;
use super::context::{Context, Known, Value};
use super::operator::{Base, Operator, SetPrefix};
use super::pattern::{self, Pattern, Token};
use super::policy::Clause;
use super::reading::{Reading, Readings};
use super::truth::{Finding, Truth};

/// Evaluates one clause; `variables` says whether the document's version has them.
pub(super) fn holds(clause: &Clause, variables: bool, context: &Context) -> Finding {
    let variables = variables && clause.operator.takes_variables();
    let clause = Prepared { operator: clause.operator, clause, variables, context };
    let unknown = || Finding::maybe(BTreeSet::from([clause.clause.key.to_lowercase()]));
    let finding = match context.get(&clause.clause.key) {
        Known::Present(value) => clause.concrete(Some(value)),
        Known::Absent => clause.concrete(None),
        _ if clause.constant().is_some() => clause.concrete(None),
        Known::SomeValue if clause.operator.base == Base::Null => {
            clause.concrete(Some(&Value::Single("some value".to_owned())))
        }
        Known::Unknown | Known::SomeValue => unknown(),
        Known::OneOf(candidates) => {
            let findings: Vec<Finding> = candidates.iter().map(|c| clause.concrete(c.as_ref())).collect();
            match findings.first() {
                Some(first) if findings.iter().all(|f| f.truth == first.truth) => {
                    // The same either way; open only if every candidate leaves it open.
                    let keys = findings.iter().flat_map(|f| f.keys.clone()).collect();
                    Finding { keys, ..first.clone() }
                }
                _ => unknown(),
            }
        }
    };
    if Operator::in_usual_case(&clause.clause.operator_text) {
        finding
    } else {
        finding.with(Reading::OperatorCase.into())
    }
}

/// A clause with what its values need to be read.
struct Prepared<'a> {
    operator: Operator,
    clause: &'a Clause,
    /// Whether `${…}` is replaced in its values.
    variables: bool,
    context: &'a Context,
}

impl Prepared<'_> {
    /// `ForAllValues:Null` is always true and `ForAnyValue:Null` always false, whatever the key.
    fn constant(&self) -> Option<bool> {
        match (self.operator.base, self.operator.set) {
            (Base::Null, Some(set)) => Some(set == SetPrefix::ForAllValues),
            _ => None,
        }
    }

    /// The answer for a key whose value (or absence) is known.
    fn concrete(&self, value: Option<&Value>) -> Finding {
        if let Some(constant) = self.constant() {
            return constant.into();
        }
        if self.operator.base == Base::Null {
            return self.null(value).into();
        }
        match (self.operator.set, value) {
            (Some(SetPrefix::ForAllValues), None) => self.absent_in_set(true),
            (Some(SetPrefix::ForAnyValue), None) => self.absent_in_set(false),
            (None, None) => (self.operator.if_exists || self.operator.negated).into(),
            // An empty text is a null data set: as if the request had no value at all.
            (Some(set), Some(value)) if value.is_empty() => (set == SetPrefix::ForAllValues).into(),
            (_, Some(Value::Single(v))) => self.one(v),
            (Some(SetPrefix::ForAllValues), Some(Value::Multi(values))) => {
                Finding::all(values.iter().map(|v| self.one(v)))
            }
            (Some(SetPrefix::ForAnyValue), Some(Value::Multi(values))) => {
                Finding::any(values.iter().map(|v| self.one(v)))
            }
            (None, Some(Value::Multi(_))) => {
                Finding::from(false).with(Reading::MultiWithoutSetOperator.into())
            }
        }
    }

    fn absent_in_set(&self, truth: bool) -> Finding {
        let finding = Finding::from(truth);
        if self.operator.if_exists && !truth {
            finding.with(Reading::SetOperatorIfExists.into())
        } else {
            finding
        }
    }

    fn null(&self, value: Option<&Value>) -> bool {
        let is_null = value.is_none_or(Value::is_empty);
        self.clause.values.iter().any(|written| compare::boolean(written) == Some(is_null))
    }

    /// One value of the request against all of the policy: any for a plain operator, none for a negated one.
    fn one(&self, actual: &str) -> Finding {
        let any = Finding::any(self.clause.values.iter().map(|written| self.pair(written, actual)));
        let finding = if self.operator.negated { !any } else { any };
        if self.clause.values.is_empty() { finding.with(Reading::NoValues.into()) } else { finding }
    }

    fn pair(&self, written: &str, actual: &str) -> Finding {
        match self.operator.base {
            Base::Numeric(order) => converted(compare::numbers(actual, written).map(|o| order.holds(o))),
            Base::Date(order) => converted(compare::dates(actual, written).map(|o| order.holds(o))),
            Base::Bool => {
                converted(compare::boolean(actual).zip(compare::boolean(written)).map(|(a, b)| a == b))
            }
            Base::IpAddress => converted(compare::in_range(written, actual)),
            Base::Binary => converted(compare::same_bytes(written, actual)),
            Base::Null => false.into(),
            Base::StringEquals | Base::StringEqualsIgnoreCase | Base::StringLike | Base::Arn => {
                match pattern::expand(written, self.variables, self.context) {
                    Pattern::Tokens(tokens) => self.text(&tokens, actual),
                    Pattern::Null => false.into(),
                    Pattern::Unknown(keys) => Finding::maybe(keys),
                }
            }
        }
    }

    fn text(&self, tokens: &[Token], actual: &str) -> Finding {
        match self.operator.base {
            Base::StringLike => pattern::matches(tokens, actual).into(),
            Base::Arn => self.arn(tokens, actual),
            base => pattern::equals(tokens, actual, base == Base::StringEqualsIgnoreCase).into(),
        }
    }

    /// What does not even begin as an ARN matches nothing; what the negated operators then say is open.
    fn arn(&self, tokens: &[Token], actual: &str) -> Finding {
        if arn::like(tokens, actual) {
            return true.into();
        }
        let open = self.operator.negated && !(arn::begins_as_arn(tokens) && actual.starts_with("arn:"));
        if open { Finding::from(Truth::Maybe).with(Reading::MalformedArn.into()) } else { false.into() }
    }
}

fn converted(result: Option<bool>) -> Finding {
    match result {
        Some(truth) => truth.into(),
        None => Finding::from(false).with(Readings::from(Reading::Unconvertible)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "condition_tests.rs"]
mod tests;
