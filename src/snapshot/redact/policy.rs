//! Policy documents: their structure, actions, operators and service principals stay.

use super::names::{ACCOUNT, HOST, Names};
use super::{glob, shape};
use serde_json::{Map, Value};

impl Names {
    /// A document as an object, or as text, which may be percent-encoded.
    pub(super) fn document(&mut self, document: &Value) -> Value {
        let outside = std::mem::replace(&mut self.in_policy, true);
        let redacted = match document {
            Value::Object(members) => self.policy(members),
            Value::String(text) => Value::String(self.policy_text(text)),
            other => self.value("", "Statement", other),
        };
        self.in_policy = outside;
        redacted
    }

    /// A document in text.
    pub(super) fn policy_text(&mut self, text: &str) -> String {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        let readable = [text, decoded.as_ref()].into_iter().find_map(|json| {
            let value: Value = serde_json::from_str(json).ok()?;
            // A key that stands twice is an error of the policy, and would be lost on the way.
            (value.is_object() && strings_written(json) == strings_held(&value)).then_some(value)
        });
        match readable {
            Some(value) => self.document(&value).to_string(),
            None => self.dictionary.token("Unreadable policy ", text),
        }
    }

    fn policy(&mut self, members: &Map<String, Value>) -> Value {
        let redacted = members.iter().map(|(member, value)| {
            let redacted = match (member.as_str(), value) {
                ("Statement", Value::Array(statements)) => {
                    statements.iter().map(|s| self.statement(s)).collect()
                }
                ("Statement", statement) => self.statement(statement),
                ("Id", Value::String(id)) => Value::String(self.dictionary.token("policy-", id)),
                _ => self.value("Policy", member, value),
            };
            (self.key(member), redacted)
        });
        Value::Object(redacted.collect())
    }

    fn statement(&mut self, statement: &Value) -> Value {
        let Value::Object(members) = statement else { return self.value("", "Statement", statement) };
        let redacted = members.iter().map(|(member, value)| {
            let redacted = match (member.as_str(), value) {
                ("Sid", Value::String(sid)) if !sid.is_empty() => {
                    Value::String(self.dictionary.token("Sid", sid))
                }
                ("Action" | "NotAction", _) => value.clone(),
                ("Principal" | "NotPrincipal", Value::Object(types)) => {
                    let types = types.iter().map(|(kind, who)| (kind.clone(), self.principal(kind, who)));
                    Value::Object(types.collect())
                }
                ("Principal" | "NotPrincipal", _) => self.texts("principal-", value),
                ("Resource" | "NotResource", _) => self.texts("resource-", value),
                ("Condition", Value::Object(operators)) => self.condition(operators),
                _ => self.value("Statement", member, value),
            };
            (self.key(member), redacted)
        });
        Value::Object(redacted.collect())
    }

    fn principal(&mut self, kind: &str, who: &Value) -> Value {
        match (kind, who) {
            (_, Value::Array(list)) => list.iter().map(|who| self.principal(kind, who)).collect(),
            // A misspelt service of AWS is what a finding is about.
            ("Service", Value::String(name)) if name.contains("amazon") && !name.contains('/') => who.clone(),
            ("Service" | "Federated", _) => self.texts(HOST, who),
            _ => self.texts("principal-", who),
        }
    }

    fn condition(&mut self, operators: &Map<String, Value>) -> Value {
        let operators = operators.iter().map(|(operator, keys)| {
            let Value::Object(keys) = keys else { return (operator.clone(), self.value("", operator, keys)) };
            let kind = operator.to_lowercase();
            let plain = ["bool", "null", "numeric", "date"].iter().any(|plain| kind.contains(plain));
            let keys = keys.iter().map(|(key, values)| {
                let redacted = self.condition_values(key, plain, values);
                (self.condition_key(key), redacted)
            });
            (operator.clone(), Value::Object(keys.collect()))
        });
        Value::Object(operators.collect())
    }

    fn condition_values(&mut self, key: &str, plain: bool, values: &Value) -> Value {
        let lower = key.to_lowercase();
        match values {
            Value::Array(list) => list.iter().map(|value| self.condition_values(key, plain, value)).collect(),
            Value::String(text) => {
                let kept = (plain && (shape::is_plain_scalar(text) || shape::is_date(text)))
                    || (lower.ends_with("region") && shape::is_region_pattern(text))
                    || (lower == "sns:protocol" && shape::is_letters(text))
                    || (of_aws(&lower) && (shape::is_enum_like(text) || shape::is_plain_scalar(text)));
                if kept { values.clone() } else { Value::String(self.text(stem(&lower), text)) }
            }
            Value::Number(_) | Value::Bool(_) if !plain && !of_aws(&lower) => {
                let text = values.to_string();
                let redacted = self.text(stem(&lower), &text);
                if redacted == text { values.clone() } else { Value::String(redacted) }
            }
            other => self.value("Condition", "Value", other),
        }
    }

    /// A text, or a list of texts, where a wildcard alone stays.
    fn texts(&mut self, stem: &str, value: &Value) -> Value {
        match value {
            Value::Array(list) => list.iter().map(|value| self.texts(stem, value)).collect(),
            Value::String(text) if glob::is_all_wild(text) => value.clone(),
            Value::String(text) => Value::String(self.text(stem, text)),
            other => self.value("", "Value", other),
        }
    }
}

/// Keys whose values AWS sets from its own words.
fn of_aws(key: &str) -> bool {
    key.starts_with("aws:")
        && !["tag", "source", "user", "arn", "account", "org"].iter().any(|named| key.contains(named))
}

fn stem(key: &str) -> &'static str {
    match key {
        "sts:externalid" => "external-id-",
        _ if key.ends_with("account") => ACCOUNT,
        _ if key.contains("tag/") => "tag-value-",
        _ if key.ends_with("tagkeys") => "tag-",
        _ => "value-",
    }
}

fn strings_held(value: &Value) -> usize {
    match value {
        Value::String(_) => 1,
        Value::Array(list) => list.iter().map(strings_held).sum(),
        Value::Object(members) => members.values().map(|value| 1 + strings_held(value)).sum(),
        _ => 0,
    }
}

fn strings_written(json: &str) -> usize {
    let (mut quotes, mut escaped) = (0, false);
    for c in json.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quotes += 1,
            _ => {}
        }
    }
    quotes / 2
}
