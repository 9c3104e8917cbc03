//! What rules of a web ACL look for.

use super::names::Names;
use super::words;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// The members of `ManagedRuleGroupStatement` that name rules of the group.
const RULES_OF_GROUP: &[&str] = &["RuleActionOverrides", "ExcludedRules"];

impl Names {
    /// Text that a rule searches for, plain or in base64 as AWS answers: Cognito's own terms stay.
    pub(super) fn search_text(&mut self, text: &str) -> String {
        let readable = |text: &String| text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        let decoded =
            STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok()).filter(readable);
        match decoded {
            Some(decoded) => STANDARD.encode(self.search_words(&decoded)),
            None => self.search_words(text),
        }
    }

    /// A text or regular expression, word by word: what stands between the words is what it matches by.
    pub(super) fn search_words(&mut self, text: &str) -> String {
        if is_web_term(text) {
            return text.to_owned();
        }
        let between = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '-' && c != '_';
        let mut redacted = String::new();
        for part in text.split_inclusive(between) {
            let word = part.trim_end_matches(between);
            redacted += &if is_web_term(word) { word.to_owned() } else { self.part("search-", word) };
            redacted += &part[word.len()..];
        }
        redacted
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

/// Whether a text is part of what Cognito's requests hold, or too short to name anything.
fn is_web_term(text: &str) -> bool {
    let text = text.to_lowercase();
    let known = words::WEB_TERMS.iter().chain(words::HEADERS).any(|term| term.contains(&text));
    known || text.chars().count() < 3
}
