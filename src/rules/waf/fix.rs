//! The change that takes operations out of the reach of rules of a web ACL.

use super::matching::decode_base64;
use super::walk::group_of;
use crate::finding::{Change, CommandInput};
use crate::rules::Case;
use crate::snapshot::{at, text};
use serde_json::{Map, Value, json};

/// Members of a web ACL that `UpdateWebACL` takes; it resets those that it is not told.
///
/// Source: <https://docs.aws.amazon.com/waf/latest/APIReference/API_UpdateWebACL.html>
const TAKEN: &[&str] = &[
    "Name",
    "Id",
    "Description",
    "DefaultAction",
    "Rules",
    "VisibilityConfig",
    "DataProtectionConfig",
    "CustomResponseBodies",
    "CaptchaConfig",
    "ChallengeConfig",
    "TokenDomains",
    "AssociationConfig",
    "OnSourceDDoSProtectionConfig",
    "ApplicationConfig",
    "MonetizationConfig",
];

/// The commands that exclude requests whose `header` names one of `operations` from each of `rules`, or what to do
/// by hand where the web ACL cannot be restated for sure.
pub(super) fn exclude_operations(
    case: &Case<'_>,
    acl: &Value,
    rules: &[&Value],
    header: &str,
    operations: &[&str],
) -> Vec<Change> {
    restated(case, acl, rules, header, operations).unwrap_or_else(|| {
        let names: Vec<&str> = rules.iter().filter_map(|rule| text(rule, "Name")).collect();
        vec![Change::by_hand(format!(
            "In web ACL {}, limit rule {} by a NOT statement to requests whose header {header} is neither {}.",
            text(acl, "Name").unwrap_or("of the pool"),
            names.join(" and "),
            operations.join(" nor "),
        ))]
    })
}

fn restated(
    case: &Case<'_>,
    acl: &Value,
    rules: &[&Value],
    header: &str,
    operations: &[&str],
) -> Option<Vec<Change>> {
    let (name, id) = (text(acl, "Name")?, text(acl, "Id")?);
    let members = acl.as_object()?;
    let known =
        ["ARN", "Capacity", "LabelNamespace", "ManagedByFirewallManager", "RetrofittedByFirewallManager"];
    let groups = ["PreProcessFirewallManagerRuleGroups", "PostProcessFirewallManagerRuleGroups"];
    let kept = |member: &str| TAKEN.contains(&member);
    // A member that this build does not know may be one that the call would reset.
    if !members.keys().all(|m| kept(m) || known.contains(&m.as_str()) || groups.contains(&m.as_str()))
        || !is_base64(acl)
    {
        return None;
    }
    let mut document: Map<String, Value> = members
        .iter()
        .filter(|(m, v)| kept(m) && **v != json!(""))
        .map(|(m, v)| (m.clone(), v.clone()))
        .collect();
    let list = document.get_mut("Rules")?.as_array_mut()?;
    for rule in rules {
        let place = list.iter_mut().find(|candidate| candidate == rule)?;
        *place.get_mut("Statement")? = narrowed(at(rule, "Statement")?, &none_of(header, operations)?)?;
    }
    document.insert("Scope".to_owned(), json!("REGIONAL"));
    document.insert("LockToken".to_owned(), json!("<LOCK_TOKEN>"));
    let read = ["aws", "wafv2", "get-web-acl", "--name", name, "--scope", "REGIONAL", "--id", id];
    let read =
        [&read[..], &["--region", case.pool.region(), "--query", "LockToken", "--output", "text"]].concat();
    // The AWS CLI can be set to take binary members as plain text; AWS answers them as base64.
    let update =
        ["aws", "wafv2", "update-web-acl", "--region", case.pool.region(), "--cli-binary-format", "base64"];
    Some(vec![
        Change::command("read the lock token of the web ACL as it is now", &read),
        Change::Command {
            why: format!(
                "exclude {} from the rule that asks for the CAPTCHA, with version 2 of the AWS CLI (version 1 would send \
                 search strings wrong, and refuses the command); put the token just read for <LOCK_TOKEN>. The rest \
                 of the web ACL is restated as it was when it was read: take the snapshot again if it was changed \
                 since, and check that no other resource relies on the rule for such requests",
                operations.join(" and ")
            ),
            argv: update.map(str::to_owned).to_vec(),
            input: Some(CommandInput {
                option: "--cli-input-json".to_owned(),
                stem: "web-acl".to_owned(),
                document: Value::Object(document),
            }),
        },
    ])
}

/// Whether every search string is base64, as AWS answers it and the command needs it.
fn is_base64(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.iter().all(is_base64),
        Value::Object(members) => members.iter().all(|(name, member)| match member {
            Value::String(text) if name == "SearchString" => decode_base64(text).is_some(),
            _ => is_base64(member),
        }),
        _ => true,
    }
}

/// `statement` and `besides`. A rate limit and a managed group take it as their scope; they stand in no other
/// statement.
fn narrowed(statement: &Value, besides: &Value) -> Option<Value> {
    let both = |statement: &Value| match at(statement, "AndStatement.Statements").and_then(Value::as_array) {
        Some(parts) => {
            let parts = [parts.as_slice(), std::slice::from_ref(besides)].concat();
            json!({"AndStatement": {"Statements": parts}})
        }
        None => json!({"AndStatement": {"Statements": [statement, besides]}}),
    };
    for kind in ["RateBasedStatement", "ManagedRuleGroupStatement"] {
        if let Some(body) = at(statement, kind) {
            let scope = at(body, "ScopeDownStatement").map_or_else(|| besides.clone(), both);
            let mut body = body.clone();
            body.as_object_mut()?.insert("ScopeDownStatement".to_owned(), scope);
            return Some(json!({kind: body}));
        }
    }
    let is_group = group_of(&json!({"Statement": statement})).is_some();
    (!is_group).then(|| both(statement))
}

fn none_of(header: &str, operations: &[&str]) -> Option<Value> {
    let names: Option<Vec<Value>> = operations
        .iter()
        .map(|operation| {
            let written = match *operation {
                "AssociateSoftwareToken" => "QXNzb2NpYXRlU29mdHdhcmVUb2tlbg==",
                "VerifySoftwareToken" => "VmVyaWZ5U29mdHdhcmVUb2tlbg==",
                _ => return None,
            };
            Some(json!({"ByteMatchStatement": {
                "SearchString": written,
                "FieldToMatch": {"SingleHeader": {"Name": header}},
                "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
                "PositionalConstraint": "EXACTLY",
            }}))
        })
        .collect();
    Some(json!({"NotStatement": {"Statement": {"OrStatement": {"Statements": names?}}}}))
}

#[cfg(test)]
mod tests {
    use super::super::reach::{Chance, OPERATION_HEADER, reach};
    use super::*;

    #[test]
    fn what_is_excluded_is_reached_no_more_and_nothing_else_changes() {
        let operations = ["AssociateSoftwareToken", "VerifySoftwareToken"];
        let besides = none_of(OPERATION_HEADER, &operations).expect("known operations");
        let geo = json!({"GeoMatchStatement": {"CountryCodes": ["US"]}});
        let statements = [
            json!({"AndStatement": {"Statements": [geo, {"NotStatement": {"Statement": geo}}]}}),
            json!({"OrStatement": {"Statements": [geo, geo]}}),
            json!({"RateBasedStatement": {"Limit": 100, "AggregateKeyType": "IP"}}),
            json!({"RateBasedStatement": {"Limit": 100, "AggregateKeyType": "IP", "ScopeDownStatement": geo}}),
            geo,
        ];
        for statement in &statements {
            let narrowed = narrowed(statement, &besides).expect("a statement that can be narrowed");
            for operation in operations {
                assert_eq!(reach(&narrowed, operation).hit, Chance::Never, "{narrowed}");
            }
            assert_eq!(reach(&narrowed, "InitiateAuth").hit, reach(statement, "InitiateAuth").hit);
        }
        assert_eq!(narrowed(&json!({"RuleGroupReferenceStatement": {"ARN": "arn"}}), &besides), None);
    }
}
