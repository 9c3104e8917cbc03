//! Which requests a statement of a web ACL covers, as far as the web ACL tells.

use super::matching::{byte_match, regex_match};
use crate::snapshot::{at, text};
use serde_json::Value;

/// How sure it is that some of the requests in question are covered; ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Chance {
    /// None is.
    Never,
    /// The web ACL does not tell.
    Unclear,
    /// Those that meet a condition which ordinary requests seldom meet: too many, a listed address, a label.
    Seldom,
    /// Those of ordinary users, or all.
    Sure,
}

/// What a statement does to the requests of one API operation.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    /// Whether some match.
    pub hit: Chance,
    /// Whether some do not.
    pub miss: Chance,
    /// The statements that it hangs on.
    pub conditions: Vec<String>,
    /// Permissions that would settle what is unclear.
    pub needs: Vec<String>,
}

/// Deeper nesting than anybody writes; beyond it nothing is claimed.
const DEPTH: usize = 12;

impl Reach {
    /// Matches every request.
    pub(super) fn all() -> Reach {
        Reach { hit: Chance::Sure, miss: Chance::Never, conditions: Vec::new(), needs: Vec::new() }
    }

    fn known(matches: bool) -> Reach {
        if matches { Reach::all() } else { Reach::all().negated() }
    }

    fn on(kind: &str, hit: Chance, miss: Chance) -> Reach {
        Reach { hit, miss, conditions: vec![kind.to_owned()], needs: Vec::new() }
    }

    fn unclear(kind: &str, needs: &str) -> Reach {
        Reach { needs: vec![needs.to_owned()], ..Reach::on(kind, Chance::Unclear, Chance::Unclear) }
    }

    fn negated(self) -> Reach {
        Reach { hit: self.miss, miss: self.hit, ..self }
    }

    /// Both must match. That two conditions never meet in one request is not looked for.
    pub(super) fn and(mut self, other: Reach) -> Reach {
        self.hit = self.hit.min(other.hit);
        self.miss = self.miss.max(other.miss);
        self.conditions.extend(other.conditions);
        self.needs.extend(other.needs);
        self
    }

    fn or(self, other: Reach) -> Reach {
        self.negated().and(other.negated()).negated()
    }
}

/// What `statement` covers of the requests for `operation`.
pub(super) fn reach(statement: &Value, operation: &str) -> Reach {
    within(statement, operation, DEPTH)
}

fn within(statement: &Value, operation: &str, depth: usize) -> Reach {
    let sampled = "wafv2:GetSampledRequests";
    let member = statement.as_object().and_then(|members| members.iter().find(|(_, body)| !body.is_null()));
    let Some((kind, body)) = member else { return Reach::unclear("Statement", sampled) };
    if depth == 0 {
        return Reach::unclear(kind, sampled);
    }
    let inner = |statement: &Value| within(statement, operation, depth - 1);
    let parts = at(body, "Statements").and_then(Value::as_array).into_iter().flatten().map(inner);
    match kind.as_str() {
        "AndStatement" => parts.reduce(Reach::and).unwrap_or_else(|| Reach::unclear(kind, sampled)),
        "OrStatement" => parts.reduce(Reach::or).unwrap_or_else(|| Reach::unclear(kind, sampled)),
        "NotStatement" => {
            at(body, "Statement").map_or_else(|| Reach::unclear(kind, sampled), inner).negated()
        }
        "ByteMatchStatement" => known_or_unclear(kind, body, operation, byte_match),
        "RegexMatchStatement" => known_or_unclear(kind, body, operation, regex_match),
        "RegexPatternSetReferenceStatement" => Reach::unclear(kind, "wafv2:GetRegexPatternSet"),
        "GeoMatchStatement" => Reach::on(kind, Chance::Sure, Chance::Sure),
        // A list names few addresses of many; outside of it are ordinary users.
        "IPSetReferenceStatement" | "AsnMatchStatement" => Reach::on(kind, Chance::Seldom, Chance::Sure),
        "RateBasedStatement" => {
            let scope = at(body, "ScopeDownStatement").map_or_else(Reach::all, inner);
            scope.and(Reach::on(kind, Chance::Seldom, Chance::Sure))
        }
        // Which requests an earlier rule labelled, nobody knows from here; that it may label some is its purpose.
        "LabelMatchStatement" => Reach::on(kind, Chance::Seldom, Chance::Seldom),
        _ => Reach::unclear(kind, sampled),
    }
}

fn known_or_unclear(
    kind: &str,
    body: &Value,
    operation: &str,
    matches: fn(&Value, &str) -> Option<bool>,
) -> Reach {
    let matched = at(body, "FieldToMatch").and_then(|field| known_value(field, operation));
    match matched.and_then(|value| matches(body, value)) {
        Some(matched) => Reach::known(matched),
        None => Reach::unclear(&format!("{kind} on {}", field_name(body)), "wafv2:GetSampledRequests"),
    }
}

/// `SingleHeader user-agent`, `Body`, …
fn field_name(body: &Value) -> String {
    let field = at(body, "FieldToMatch").and_then(Value::as_object).and_then(|field| field.iter().next());
    let Some((kind, inner)) = field else { return "an unnamed field".to_owned() };
    text(inner, "Name").map_or_else(|| kind.clone(), |name| format!("{kind} {name}"))
}

/// The header in which Cognito tells AWS WAF the operation of a request.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html>
pub(super) const OPERATION_HEADER: &str = "x-amzn-cognito-operation-name";

/// What is known of an API request: its operation, and that it is a POST to `/` as the API model has it.
fn known_value<'a>(field: &Value, operation: &'a str) -> Option<&'a str> {
    let header = text(field, "SingleHeader.Name");
    if header.is_some_and(|name| name.eq_ignore_ascii_case(OPERATION_HEADER)) {
        return Some(operation);
    }
    if field.get("UriPath").is_some() {
        return Some("/");
    }
    field.get("Method").map(|_| "POST")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names(operation: &str) -> Value {
        json!({"ByteMatchStatement": {"SearchString": operation, "PositionalConstraint": "EXACTLY",
            "FieldToMatch": {"SingleHeader": {"Name": "X-Amzn-Cognito-Operation-Name"}},
            "TextTransformations": [{"Priority": 0, "Type": "NONE"}]}})
    }

    fn hit(statement: &Value) -> Chance {
        reach(statement, "VerifySoftwareToken").hit
    }

    #[test]
    fn not_swaps_and_and_takes_the_least() {
        let verify = names("VerifySoftwareToken");
        let geo = json!({"GeoMatchStatement": {"CountryCodes": ["US"]}});
        let set = json!({"IPSetReferenceStatement": {"ARN": "arn"}});
        let not = |statement: &Value| json!({"NotStatement": {"Statement": statement}});
        let and = |a: &Value, b: &Value| json!({"AndStatement": {"Statements": [a, b]}});
        let or = |a: &Value, b: &Value| json!({"OrStatement": {"Statements": [a, b]}});
        assert_eq!(hit(&verify), Chance::Sure);
        assert_eq!(hit(&not(&verify)), Chance::Never);
        assert_eq!(hit(&and(&geo, &not(&verify))), Chance::Never);
        assert_eq!(hit(&and(&geo, &verify)), Chance::Sure);
        assert_eq!(hit(&and(&geo, &set)), Chance::Seldom);
        assert_eq!(hit(&not(&set)), Chance::Sure);
        assert_eq!(hit(&or(&set, &names("AssociateSoftwareToken"))), Chance::Seldom);
        assert_eq!(reach(&or(&geo, &verify), "VerifySoftwareToken").miss, Chance::Never);
    }

    #[test]
    fn what_is_new_or_too_deep_is_unclear() {
        assert_eq!(hit(&json!({"TeaLeavesStatement": {}})), Chance::Unclear);
        assert_eq!(hit(&json!({})), Chance::Unclear);
        let deep = (0..40)
            .fold(names("VerifySoftwareToken"), |inner, _| json!({"NotStatement": {"Statement": inner}}));
        assert_eq!(hit(&deep), Chance::Unclear);
    }
}
