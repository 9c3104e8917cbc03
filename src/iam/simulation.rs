//! What IAM's policy simulator has to be told, for it to answer the question that is asked here.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use super::context::{Known, Request, Value};

/// A condition key with its value, in the form of `ContextEntries`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextEntry {
    /// `ContextKeyName`.
    pub name: String,
    /// `ContextKeyType`.
    pub kind: &'static str,
    /// `ContextKeyValues`.
    pub values: Vec<String>,
}

/// The global keys whose values are known of a call and which the simulator does not fill in.
const TOLD: &[(&str, &str)] = &[
    ("aws:PrincipalArn", "string"),
    ("aws:PrincipalIsAWSService", "boolean"),
    ("aws:ViaAWSService", "boolean"),
    ("aws:RequestedRegion", "string"),
    ("aws:SecureTransport", "boolean"),
    ("aws:CurrentTime", "date"),
    ("aws:EpochTime", "numeric"),
];

/// The keys that the simulator fills in by itself for the principal that it simulates.
#[cfg(test)]
const FILLED_IN: &[&str] = &[
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:userid",
];

/// The keys that `request` carries for certain, and the role's tags, which are keys too.
///
/// A key that is missing here is missing in the simulation, whether or not the real call carries it.
pub fn context_entries(request: &Request, role_tags: &[(String, String)]) -> Vec<ContextEntry> {
    let told = TOLD.iter().filter_map(|(name, kind)| {
        let Known::Present(value) = request.context.get(name) else { return None };
        let (kind, values) = match value {
            Value::Single(value) => (*kind, vec![value.clone()]),
            Value::Multi(values) => ("stringList", values.clone()),
        };
        Some(ContextEntry { name: (*name).to_owned(), kind, values })
    });
    let tags = role_tags.iter().map(|(key, value)| ContextEntry {
        name: format!("aws:PrincipalTag/{key}"),
        kind: "string",
        values: vec![value.clone()],
    });
    told.chain(tags).collect()
}

#[cfg(test)]
mod tests {
    use super::super::questions::{Organization, PublishFacts, publish_question};
    use super::*;

    #[test]
    fn every_key_that_the_call_carries_is_told_or_filled_in() {
        let tags = vec![("Team".to_owned(), "identity".to_owned())];
        let facts = PublishFacts {
            role_arn: "arn:aws:iam::111122223333:role/service-role/sms",
            account: "111122223333",
            region: Some("eu-west-1"),
            role_tags: tags.clone(),
            organization: Organization::Member { id: "o-a".to_owned(), path: Some("o-a/r-b/".to_owned()) },
            now: Some(time::OffsetDateTime::UNIX_EPOCH),
        };
        let request = publish_question(&facts);
        let told = context_entries(&request, &tags);
        assert!(told.contains(&ContextEntry {
            name: "aws:PrincipalTag/Team".to_owned(),
            kind: "string",
            values: vec!["identity".to_owned()],
        }));
        let carried = request.context.keys().filter(|(_, known)| matches!(known, Known::Present(_)));
        for (key, _) in carried {
            let named = |name: &str| name.eq_ignore_ascii_case(key);
            let told = told.iter().any(|entry| named(&entry.name));
            assert_ne!(told, FILLED_IN.iter().any(|name| named(name)), "{key}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_told() {
        let request = publish_question(&PublishFacts::default());
        let names: Vec<String> = context_entries(&request, &[]).into_iter().map(|entry| entry.name).collect();
        assert!(
            !names.iter().any(|name| name.ends_with("RequestedRegion") || name.ends_with("Time")),
            "{names:?}"
        );
    }
}
