//! Near misses, and everything in words.

use std::fmt;

use super::action;
use super::answer::{Answer, Decision, Layer, Mismatch, NearMiss, StatementRef};
use super::context::{Known, Request, Resource, Value};
use super::evaluate::Seen;
use super::operator::{Base, Operator};
use super::pattern;
use super::policy::{Effect, Principal, Statement};
use super::truth::Truth;

/// The statements that speak about such requests but do not match: Allows of layers that lack one,
/// and Denies of which one element alone stands apart.
pub(super) fn near_misses(seen: &[Seen<'_>], lacking: &[Layer], request: &Request) -> Vec<NearMiss> {
    let mut misses = Vec::new();
    for s in seen.iter().filter(|s| s.total.truth == Truth::False) {
        let about_the_action = s.parts.action.truth == Truth::True;
        let speaks = match s.statement.effect {
            Effect::Allow => {
                let about_the_service =
                    s.statement.actions.iter().any(|p| action::same_service(p, &request.action));
                lacking.contains(&s.layer)
                    && (about_the_action || about_the_service || s.layer == Layer::Trust)
            }
            Effect::Deny => about_the_action && failing_elements(s) == 1,
        };
        if speaks {
            misses.push(NearMiss { statement: s.reference(), why: mismatches(s, request) });
        }
    }
    misses
}

fn failing_elements(s: &Seen<'_>) -> usize {
    let conditions = s.parts.clauses.iter().any(|c| c.truth == Truth::False);
    [s.parts.principal.truth == Truth::False, s.parts.resource.truth == Truth::False, conditions]
        .into_iter()
        .filter(|failed| *failed)
        .count()
}

fn mismatches(s: &Seen<'_>, request: &Request) -> Vec<Mismatch> {
    let statement = s.statement;
    let mut why = Vec::new();
    if s.parts.principal.truth == Truth::False {
        why.push(Mismatch::Principal { listed: listed(statement), caller: request.principal.clone() });
    }
    if s.parts.action.truth == Truth::False {
        why.push(Mismatch::Action {
            listed: statement.actions.clone(),
            negated: statement.not_action,
            action: request.action.clone(),
        });
    }
    if s.parts.resource.truth == Truth::False {
        why.push(Mismatch::Resource {
            listed: statement.resources.clone(),
            negated: statement.not_resource,
            resource: request.resource.clone(),
            // A variable would not help a pattern to cover what has no ARN.
            plain_variables: matches!(request.resource, Resource::Arn(_))
                && !s.variables
                && !statement.not_resource
                && has_variable(&statement.resources),
        });
    }
    for (clause, finding) in statement.conditions.iter().zip(&s.parts.clauses) {
        if finding.truth == Truth::False {
            why.push(Mismatch::Condition {
                operator: clause.operator_text.clone(),
                key: clause.key.clone(),
                wanted: clause.values.clone(),
                actual: request.context.get(&clause.key).clone(),
                effect: statement.effect,
                plain_variables: !s.variables
                    && !clause.operator.negated
                    && clause.operator.takes_variables()
                    && has_variable(&clause.values),
            });
        }
    }
    why
}

fn has_variable(texts: &[String]) -> bool {
    texts.iter().any(|text| pattern::has_variable(text))
}

fn listed(statement: &Statement) -> String {
    match &statement.principal {
        Some(Principal::Typed(types)) if types.iter().any(|(_, v)| !v.is_empty()) => types
            .iter()
            .flat_map(|(of, values)| values.iter().map(move |v| format!("{} {v}", of.name())))
            .collect::<Vec<_>>()
            .join(", "),
        Some(Principal::Anyone) => "*".to_owned(),
        _ => "nobody".to_owned(),
    }
}

/// A list for a sentence; long ones are cut.
fn list(items: &[String]) -> String {
    const SHOWN: usize = 5;
    // Blanks at an end would not be seen.
    let visible = |item: &String| if item.trim() == item { item.clone() } else { format!("{item:?}") };
    let shown: Vec<String> = items.iter().take(SHOWN).map(visible).collect();
    match items.len() {
        0 => "(empty)".to_owned(),
        n if n > SHOWN => format!("{} and {} more", shown.join(", "), n - SHOWN),
        _ => shown.join(", "),
    }
}

fn quoted(items: &[String]) -> String {
    list(&items.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>())
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mismatch::Action { listed, negated: false, action } => {
                write!(f, "Action {} does not cover {action}", list(listed))?;
                match listed.iter().find(|p| !p.contains(':') && *p != "*") {
                    Some(odd) => write!(f, " (an action is written service:Name, which {odd} is not)"),
                    None => Ok(()),
                }
            }
            Mismatch::Action { listed, negated: true, action } => {
                write!(f, "NotAction {} leaves out {action}", list(listed))
            }
            Mismatch::Resource { listed, negated: false, resource, plain_variables } => {
                write!(f, "Resource {} does not cover {resource}", list(listed))?;
                f.write_str(if *plain_variables { PLAIN_VARIABLES } else { "" })
            }
            Mismatch::Resource { listed, negated: true, resource, .. } => {
                write!(f, "NotResource {} leaves out {resource}", list(listed))
            }
            Mismatch::Principal { listed, caller } => match caller {
                Some(caller) => write!(f, "Principal {listed} is not Service {caller}"),
                None => write!(f, "Principal {listed} is not the caller"),
            },
            Mismatch::Condition { operator, key, wanted, actual, effect, plain_variables } => {
                condition(f, operator, key, wanted, actual, *effect)?;
                let compared = !matches!(actual, Known::Absent);
                f.write_str(if compared && *plain_variables { PLAIN_VARIABLES } else { "" })
            }
        }
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
const PLAIN_VARIABLES: &str = " (${…} is plain text there, as the policy's Version is not 2012-10-17)";

fn condition(
    f: &mut fmt::Formatter<'_>,
    operator: &str,
    key: &str,
    wanted: &[String],
    actual: &Known,
    effect: Effect,
) -> fmt::Result {
    let wanted_text = quoted(wanted);
    let Ok(read) = Operator::parse(operator) else {
        return write!(f, "{key} does not satisfy {operator} {wanted_text}");
    };
    match actual {
        Known::Absent => write!(f, "{key} is never set on this call, so this {effect} never applies"),
        _ if read.base == Base::Null && read.set.is_some() => {
            write!(f, "{operator} is never true, so this {effect} never applies")
        }
        Known::Present(value) if value.is_empty() && (read.base == Base::Null || read.set.is_some()) => {
            write!(f, "{key} is {value} in the request, which is empty and so counts as no value")
        }
        _ if read.base == Base::Null => write!(f, "{key} is set on this call, and Null asks that it is not"),
        Known::Present(Value::Multi(_)) if read.set.is_none() => write!(
            f,
            "{key} has a list of values, which {operator} cannot match without ForAnyValue or ForAllValues"
        ),
        _ if read.negated => {
            write!(f, "{key} is {actual} in the request, which {operator} {wanted_text} rules out")
        }
        Known::Present(Value::Single(v)) => {
            let hint = hint(read.base, wanted, v);
            match read.base {
                Base::StringEquals | Base::StringEqualsIgnoreCase | Base::Arn | Base::Bool => {
                    write!(f, "{key} is {actual} in the request and {wanted_text} in the policy{hint}")
                }
                _ => write!(
                    f,
                    "{key} is {actual} in the request, which does not satisfy {operator} {wanted_text}"
                ),
            }
        }
        _ => write!(f, "{key} is {actual} in the request, which does not satisfy {operator} {wanted_text}"),
    }
}

/// The usual slips.
fn hint(base: Base, wanted: &[String], actual: &str) -> &'static str {
    let any = |test: &dyn Fn(&String) -> bool| wanted.iter().any(test);
    match base {
        Base::StringEquals if any(&|w| w.eq_ignore_ascii_case(actual)) => {
            " (they differ in letter case only)"
        }
        Base::StringEquals | Base::StringEqualsIgnoreCase
            if any(&|w| pattern::matches(&pattern::plain(w), actual)) =>
        {
            " (only StringLike takes * and ? as wildcards)"
        }
        Base::Arn if any(&|w| w.starts_with("arn:") && w.split(':').count() < 6) => {
            " (all six fields of an ARN must be written)"
        }
        _ => "",
    }
}

impl fmt::Display for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.statement)?;
        for (i, why) in self.why.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            why.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statements = || {
            let named = |s: &StatementRef| format!("{s} of {}", s.layer.words());
            self.statements.iter().map(named).collect::<Vec<_>>().join("; ")
        };
        match self.decision {
            Decision::Allowed => write!(f, "allowed by {}", statements())?,
            Decision::ExplicitDeny => write!(f, "denied by {}", statements())?,
            Decision::ImplicitDeny => {
                let layers: Vec<String> = self.blocked_by.iter().map(|layer| layer.words()).collect();
                write!(f, "no statement of {} allows it", layers.join(" and of "))?;
                for miss in self.near_misses.iter().filter(|m| self.blocked_by.contains(&m.statement.layer)) {
                    write!(f, "; {miss}")?;
                }
            }
            Decision::Indeterminate => {
                let unread =
                    self.unread.iter().map(|layer| format!("{}, not all of which were read", layer.words()));
                let mut hooks: Vec<String> = self.unknown_keys.iter().cloned().chain(unread).collect();
                if hooks.is_empty() {
                    hooks.push("a point that AWS does not document".to_owned());
                }
                write!(f, "it hangs on {}", hooks.join(", "))?;
                if !self.statements.is_empty() {
                    write!(f, ": {}", statements())?;
                }
            }
            Decision::CannotEvaluate => {
                for (i, (layer, name, why)) in self.invalid.iter().enumerate() {
                    let separator = if i > 0 { "; " } else { "" };
                    write!(f, "{separator}policy {name} of {}: {why}", layer.words())?;
                }
            }
        }
        self.readings.iter().try_for_each(|reading| write!(f, "; {reading}"))
    }
}
