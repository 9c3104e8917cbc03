//! Which member of a snapshot holds what.

use super::names::{HOST, Names};
use super::{shape, words};
use serde_json::{Map, Number, Value};

/// Members whose texts are AWS's own words, whatever else has that name.
const ENUMS: &[&str] = &[
    "AdvancedSecurityMode",
    "AggregateKeyType",
    "AllowedFirstAuthFactors",
    "AllowedOAuthFlows",
    "AttributeDataType",
    "BehaviorOnMxFailure",
    "ChallengeName",
    "ChallengeResponse",
    "ComparisonOperator",
    "CountryCodes",
    "CustomAuthMode",
    "DefaultEmailOption",
    "DefaultSMSType",
    "ConfiguredUserAuthFactors",
    "DeletionProtection",
    "DeliveryMedium",
    "Effect",
    "EmailSendingAccount",
    "EnforcementStatus",
    "EvalActionName",
    "EvalDecision",
    "EventAction",
    "EventFilter",
    "EventResponse",
    "EventSource",
    "EventType",
    "ExplicitAuthFlows",
    "FactorConfiguration",
    "FallbackBehavior",
    "IdentityType",
    "LambdaVersion",
    "LogLevel",
    "MailFromDomainStatus",
    "MatchScope",
    "MfaConfiguration",
    "MissingContextValues",
    "OversizeHandling",
    "Partition",
    "PositionalConstraint",
    "PreferredMfaSetting",
    "PreventUserExistenceErrors",
    "RiskDecision",
    "RiskLevel",
    "SourcePolicyType",
    "Status",
    "Type",
    "UserMFASettingList",
    "UserPoolTier",
    "UserStatus",
    "UserVerification",
    "VendorName",
    "VerificationStatus",
    "Version",
];

/// Members that hold names, and how their tokens begin.
const STEMS: &[(&str, &str)] = &[
    ("ClientId", "clientid"),
    ("ClientName", "client-"),
    ("ConfigurationSet", "configuration-set-"),
    ("ConfigurationSetName", "configuration-set-"),
    ("DefaultSenderID", "sender-"),
    ("Domain", "prefix-"),
    ("ExternalId", "external-id-"),
    ("MetricName", "metric-"),
    ("OriginationIdentity", "origination-"),
    ("Path", "path-"),
    ("PolicyId", "policy-"),
    ("PolicyName", "policy-"),
    ("RoleName", "role-"),
    ("SourcePolicyId", "policy-"),
    ("UsageReportS3Bucket", "bucket-"),
    ("UserId", "session-"),
    ("Username", "user-"),
    ("CustomDomain", HOST),
    ("MailFromDomain", HOST),
    ("RelyingPartyId", HOST),
    ("TokenDomains", HOST),
    ("CallbackURLs", "url-"),
    ("DefaultRedirectURI", "url-"),
    ("LogoutURLs", "url-"),
];

/// Members that policies are compared with.
const COMPARED: &[&str] =
    &["Account", "Arn", "CallerArn", "ExternalId", "OriginationIdentity", "SnsCallerArn"];

const ATTRIBUTES: &[&str] = &[
    "AliasAttributes",
    "AttributeName",
    "AttributesRequireVerificationBeforeUpdate",
    "AutoVerifiedAttributes",
    "ReadAttributes",
    "UsernameAttributes",
    "WriteAttributes",
];

/// Members whose elements' `Name` is that of an attribute.
const NAME_ATTRIBUTES: &[&str] =
    &["DeviceAttributes", "RecoveryMechanisms", "SchemaAttributes", "UserAttributes"];

/// Attributes of a device whose values are AWS's own words.
const DEVICE_WORDS: &[&str] = &["device_status", "dev:device_remembered_status"];

impl Names {
    /// The whole snapshot.
    pub(super) fn walk(&mut self, snapshot: &Value) -> Value {
        self.value("", "", snapshot)
    }

    /// The value of `member`; `parent` is the member that it stands in.
    pub(super) fn value(&mut self, parent: &str, member: &str, value: &Value) -> Value {
        match (member, value) {
            ("Unread", Value::Object(unread)) => self.unread(unread),
            // In the place of a part that could not be read.
            (_, Value::Object(members)) if members.contains_key("Unread") => self.members(member, members),
            ("PolicyDocument" | "Document" | "AssumeRolePolicyDocument" | "Policy", _)
                if !value.is_null() =>
            {
                self.document(value)
            }
            ("Content", Value::Object(members)) if members.contains_key("Statement") => self.document(value),
            ("Policies", Value::Object(policies)) if policies.values().all(is_document) => {
                let policies = policies.iter().map(|(name, document)| {
                    (self.dictionary.token("policy-", name), self.document(document))
                });
                Value::Object(policies.collect())
            }
            ("Tags" | "UserPoolTags", Value::Object(tags)) => {
                let tags = tags.iter().map(|(key, value)| {
                    let key = self.tag(key);
                    (key, self.value("Tags", "Value", value))
                });
                Value::Object(tags.collect())
            }
            ("Identities", Value::Object(identities)) => self.named_members(HOST, identities),
            ("Clients", Value::Object(clients)) => self.named_members("clientid", clients),
            ("CustomResponseBodies", Value::Object(bodies)) => self.named_members("body-", bodies),
            ("ManagedRuleGroupStatement", Value::Object(group)) => self.managed_group(group),
            (_, Value::Object(members)) => self.members(member, members),
            (_, Value::Array(list)) => {
                list.iter().map(|element| self.element(parent, member, element)).collect()
            }
            (_, Value::String(text)) => Value::String(self.string(parent, member, text)),
            (_, Value::Number(number)) if shape::is_account(&number.to_string()) => {
                let account = self.numbers.account(&number.to_string());
                account.parse().map_or(Value::Null, |account: u64| Value::Number(Number::from(account)))
            }
            _ => value.clone(),
        }
    }

    /// An element of a list: never one of the maps that go by the same name.
    fn element(&mut self, parent: &str, list: &str, element: &Value) -> Value {
        match element {
            Value::Object(members) => self.members(list, members),
            other => self.value(parent, list, other),
        }
    }

    fn members(&mut self, parent: &str, members: &Map<String, Value>) -> Value {
        // Of a user's attribute, the name says what the value is.
        let name = members.get("Name").and_then(Value::as_str).unwrap_or_default();
        let own_word = match parent {
            "UserAttributes" => name.ends_with("_verified"),
            "DeviceAttributes" => DEVICE_WORDS.contains(&name),
            _ => false,
        };
        if own_word {
            return Value::Object(members.clone());
        }
        let redacted = members.iter().map(|(member, value)| {
            let key = self.key(member);
            (key, self.value(parent, member, value))
        });
        Value::Object(redacted.collect())
    }

    fn named_members(&mut self, stem: &str, members: &Map<String, Value>) -> Value {
        let redacted = members.iter().map(|(name, value)| {
            let key = self.text(stem, name);
            (key, self.value(stem, "", value))
        });
        Value::Object(redacted.collect())
    }

    /// The name of a member where AWS does not fix it.
    pub(super) fn key(&mut self, member: &str) -> String {
        let word = member.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let fixed = word && member.starts_with(|c: char| c.is_ascii_uppercase());
        if fixed && shape::unique_id(member).is_none() || shape::is_region(member) {
            return member.to_owned();
        }
        if word && member.starts_with(|c: char| c.is_ascii_lowercase()) && !self.dictionary.knows(member) {
            return member.to_owned();
        }
        self.text("member-", member)
    }

    fn string(&mut self, parent: &str, member: &str, text: &str) -> String {
        let in_tags = parent == "Tags" || parent == "UserPoolTags";
        match member {
            _ if text.trim().is_empty() => text.to_owned(),
            // Where a sign-in came from: a city may look like a word of AWS.
            _ if parent == "EventContextData" => self.text("value-", text),
            "Content" if is_policy_text(text) => self.policy_text(text),
            _ if (ENUMS.contains(&member) || parent == "TokenValidityUnits") && shape::is_term(text) => {
                text.to_owned()
            }
            // An amount names nobody, even where a tag has the same number for its value.
            "MonthlySpendLimit" if text.chars().all(|c| c.is_ascii_digit() || c == '.') => text.to_owned(),
            "Key" if in_tags => self.tag(text),
            "Value" if in_tags => self.compared("tag-value-", text),
            "Name" if NAME_ATTRIBUTES.contains(&parent) => self.attribute(text),
            "Name" if parent.starts_with("Single") => self.header(text),
            "Value" => self.text("value-", text),
            "HeaderName" => self.header(text),
            "SearchString" => self.search_text(text),
            "RegexString" => self.search_words(text),
            "Name" => self.text(&format!("{}-", stem_of(parent)), text),
            _ if ATTRIBUTES.contains(&member) => self.attribute(text),
            "AllowedOAuthScopes" | "SupportedIdentityProviders" | "ProviderName" => self.built_in(text),
            "SmsConfigurationFailure" | "EmailConfigurationFailure" => self.failure(text),
            "EvalResourceName" => self.policy_pattern(text),
            _ if is_free_text(member) => self.free_text(text),
            _ if COMPARED.contains(&member) => self.compared(stem(member), text),
            _ if STEMS.iter().any(|(name, _)| *name == member) => self.text(stem(member), text),
            _ => self.unknown(member, text),
        }
    }

    /// A text of which nothing is known: it stays only when it can be no name.
    fn unknown(&mut self, member: &str, text: &str) -> String {
        let names_something =
            ["Id", "ID", "Key", "Token", "Name", "Arn"].iter().any(|end| member.ends_with(end));
        let plain = shape::is_plain_scalar(text) || shape::is_enum_like(text);
        let own = shape::is_region(text) || shape::is_date(text);
        if own || (plain && !names_something && !self.dictionary.knows(text)) {
            return text.to_owned();
        }
        if text.starts_with("awswaf:managed:aws:") {
            return text.to_owned();
        }
        if shape::is_host(text) {
            return self.text(HOST, text);
        }
        self.text("value-", text)
    }

    fn unread(&mut self, unread: &Map<String, Value>) -> Value {
        let redacted = unread.iter().map(|(member, value)| {
            let redacted = match (member.as_str(), value) {
                ("Operation", Value::String(text)) if shape::is_action(text) => value.clone(),
                ("Code", Value::String(text)) if shape::is_letters(&text.replace(['.', '_'], "")) => {
                    value.clone()
                }
                ("Operation" | "Code" | "Message", Value::String(text)) => {
                    Value::String(self.error_message(text))
                }
                _ => self.value("Unread", member, value),
            };
            (member.clone(), redacted)
        });
        Value::Object(redacted.collect())
    }

    fn tag(&mut self, key: &str) -> String {
        // AWS's own tags begin so.
        if key.starts_with("aws:") { key.to_owned() } else { self.compared("tag-", key) }
    }

    fn attribute(&mut self, text: &str) -> String {
        if words::ATTRIBUTES.contains(&text) {
            return text.to_owned();
        }
        let plain = text.trim_start_matches("dev:").trim_start_matches("custom:");
        let prefix = &text[..text.len() - plain.len()];
        format!("{prefix}{}", self.dictionary.token("attribute-", plain))
    }

    fn built_in(&mut self, text: &str) -> String {
        if words::BUILT_IN.contains(&text) { text.to_owned() } else { self.text("name-", text) }
    }

    fn failure(&mut self, text: &str) -> String {
        let known = text.split(',').all(|part| shape::is_letters(part.trim()));
        if known { text.to_owned() } else { self.error_message(text) }
    }

    fn policy_pattern(&mut self, text: &str) -> String {
        let outside = std::mem::replace(&mut self.in_policy, true);
        let redacted = if text == "*" { text.to_owned() } else { self.text("resource-", text) };
        self.in_policy = outside;
        redacted
    }
}

fn is_document(value: &Value) -> bool {
    value.is_string() || value.get("Statement").is_some()
}

/// Whether a text begins as a policy document does, plain or percent-encoded.
fn is_policy_text(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('{') && text.contains("Statement") || text.starts_with("%7B") || text.starts_with("%7b")
}

fn is_free_text(member: &str) -> bool {
    let ends = ["Message", "Subject", "Description", "Body", "Comment", "Content", "ByLink"];
    ends.iter().any(|end| member.ends_with(end))
}

fn stem(member: &str) -> &'static str {
    STEMS.iter().find(|(name, _)| *name == member).map_or("name-", |(_, stem)| stem)
}

fn stem_of(parent: &str) -> &'static str {
    match parent {
        "UserPool" => "pool",
        "Rules" => "rule",
        "WebAcl" => "webacl",
        _ => "name",
    }
}
