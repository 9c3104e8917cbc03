//! What rules of a web ACL look for.

use super::names::Names;
use super::words;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// The members of `ManagedRuleGroupStatement` that name rules of the group.
const RULES_OF_GROUP: &[&str] = &["RuleActionOverrides", "ExcludedRules"];

impl Names {
    /// Text that a rule searches for, plain or in base64 (as the AWS CLI prints it): Cognito's own terms stay.
    pub(super) fn search_text(&mut self, text: &str) -> String {
        let decoded = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        if is_web_term(text) || decoded.as_deref().is_some_and(is_web_term) {
            return text.to_owned();
        }
        let token = self.text("search-", text);
        if decoded.is_some() { STANDARD.encode(token) } else { token }
    }

    /// A regular expression stays when every word in it is Cognito's.
    pub(super) fn search_pattern(&mut self, text: &str) -> String {
        let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '/' && c != '-');
        if parts.filter(|part| part.len() > 1).all(is_web_term) {
            return text.to_owned();
        }
        self.dictionary.token("pattern-", text)
    }

    /// A header or argument, by name.
    pub(super) fn header(&mut self, text: &str) -> String {
        if words::HEADERS.contains(&text.to_lowercase().as_str()) {
            return text.to_owned();
        }
        self.text("header-", text)
    }

    /// `ManagedRuleGroupStatement`: AWS's own groups and their rules keep their names.
    pub(super) fn managed_group(&mut self, group: &Map<String, Value>) -> Value {
        let of_aws = group.get("VendorName").and_then(Value::as_str) == Some("AWS");
        let members = group.iter().map(|(member, value)| {
            let redacted = match value {
                Value::String(_) if of_aws && member == "Name" => value.clone(),
                Value::Array(rules) if of_aws && RULES_OF_GROUP.contains(&member.as_str()) => {
                    rules.iter().map(|rule| self.rule_of_aws(rule)).collect()
                }
                _ => self.value("ManagedRuleGroupStatement", member, value),
            };
            (member.clone(), redacted)
        });
        Value::Object(members.collect())
    }

    fn rule_of_aws(&mut self, rule: &Value) -> Value {
        let mut redacted = self.value("ManagedRuleGroupStatement", "Rule", rule);
        if let (Some(name), Some(slot)) = (rule.get("Name"), redacted.get_mut("Name")) {
            *slot = name.clone();
        }
        redacted
    }
}

fn is_web_term(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c == '.' || c == '/').to_lowercase();
    text.len() >= 3
        && text
            .split('.')
            .all(|part| words::WEB_TERMS.iter().any(|term| term.contains(part)) || part == "well-known")
        || words::HEADERS.contains(&text.as_str())
}
