//! What is known about a request: its action, its resource and its condition keys.

use std::collections::BTreeMap;
use std::fmt;

/// The value of a condition key that is present.
///
/// The two forms differ: without `ForAllValues`/`ForAnyValue` an operator reads single values only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A single-valued key.
    Single(String),
    /// A multi-valued key, maybe with one value or none.
    Multi(Vec<String>),
}

/// What is known about a condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The request carries it, with this value.
    Present(Value),
    /// The request does not carry it.
    Absent,
    /// Nobody knows whether it is carried, or with which value.
    Unknown,
    /// The request carries it, with a value nobody knows.
    SomeValue,
    /// One of these, where `None` is "absent".
    OneOf(Vec<Option<Value>>),
}

impl Known {
    /// Present with a single value.
    pub fn one(value: impl Into<String>) -> Known {
        Known::Present(Value::Single(value.into()))
    }

    /// Present with several values, as the keys that AWS documents as multi-valued.
    pub fn many<I: IntoIterator<Item = S>, S: Into<String>>(values: I) -> Known {
        Known::Present(Value::Multi(values.into_iter().map(Into::into).collect()))
    }
}

impl Value {
    /// Whether it is an empty text or list, which IAM takes for no value at all.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Single(v) => v.is_empty(),
            Value::Multi(values) => values.is_empty(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Single(v) => write!(f, "{v:?}"),
            Value::Multi(values) => write!(f, "{values:?}"),
        }
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Known::Present(value) => value.fmt(f),
            Known::Absent => f.write_str("absent"),
            Known::Unknown => f.write_str("unknown"),
            Known::SomeValue => f.write_str("present with an unknown value"),
            Known::OneOf(candidates) => {
                for (i, candidate) in candidates.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" or ")?;
                    }
                    match candidate {
                        Some(value) => value.fmt(f)?,
                        None => f.write_str("absent")?,
                    }
                }
                Ok(())
            }
        }
    }
}

/// The condition keys of a request. Key names fold case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    keys: BTreeMap<String, Known>,
    prefixes: BTreeMap<String, Known>,
    rest: Known,
}

impl Context {
    /// A context whose keys are all listed: any other key is absent.
    pub fn closed() -> Context {
        Context::with_default(Known::Absent)
    }

    /// A context where nothing is known about a key that is not set.
    pub fn open() -> Context {
        Context::with_default(Known::Unknown)
    }

    /// A context with a given answer for keys that are not set.
    pub fn with_default(rest: Known) -> Context {
        Context { keys: BTreeMap::new(), prefixes: BTreeMap::new(), rest }
    }

    /// States what is known about one key.
    pub fn set(&mut self, key: &str, known: Known) {
        self.keys.insert(key.to_lowercase(), known);
    }

    /// States what is known about every key with this prefix (`aws:PrincipalTag/`) that is not set itself.
    pub fn set_prefix(&mut self, prefix: &str, known: Known) {
        self.prefixes.insert(prefix.to_lowercase(), known);
    }

    /// What is known about a key: its own entry, else that of its longest prefix, else the default.
    pub fn get(&self, key: &str) -> &Known {
        let key = key.to_lowercase();
        self.keys.get(&key).unwrap_or_else(|| {
            self.prefixes
                .iter()
                .filter(|(prefix, _)| key.starts_with(prefix.as_str()))
                .max_by_key(|(prefix, _)| prefix.len())
                .map_or(&self.rest, |(_, known)| known)
        })
    }

    /// The keys that were set one by one, in lower case.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &Known)> {
        self.keys.iter().map(|(key, known)| (key.as_str(), known))
    }
}

impl Default for Context {
    fn default() -> Context {
        Context::closed()
    }
}

/// What a request acts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// A resource with a full ARN.
    Arn(String),
    /// Something without an ARN, as a phone number: only `"*"` covers it.
    NotAnArn,
    /// Nothing that a policy could name.
    None,
}

impl Resource {
    /// An ARN with its six fields, or else a thing without an ARN.
    pub fn from_text(text: &str) -> Resource {
        if super::arn::is_arn(text) { Resource::Arn(text.to_owned()) } else { Resource::NotAnArn }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Resource::Arn(arn) => f.write_str(arn),
            Resource::NotAnArn => f.write_str("a phone number"),
            Resource::None => f.write_str("a request without a resource"),
        }
    }
}

/// A request to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `service:Name`, in any letter case.
    pub action: String,
    /// What it acts on.
    pub resource: Resource,
    /// The service principal that calls, for a question about a trust policy.
    pub principal: Option<String>,
    /// The condition keys.
    pub context: Context,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_beats_its_prefix_and_a_prefix_the_default() {
        let mut context = Context::open();
        context.set_prefix("aws:PrincipalTag/", Known::Absent);
        context.set("AWS:principaltag/Team", Known::one("sms"));
        assert_eq!(context.get("aws:PrincipalTag/TEAM"), &Known::one("sms"));
        assert_eq!(context.get("aws:principaltag/other"), &Known::Absent);
        assert_eq!(context.get("aws:SourceIp"), &Known::Unknown);
    }
}
