//! JSON that keeps what `serde_json` silently drops: the second of two equal keys.
//!
//! IAM refuses a document that holds a key twice, and a reader that keeps the last one would judge
//! a policy nobody wrote.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::policy::Invalid;

/// Deeper than any policy (six levels), shallower than any stack.
const MAX_DEPTH: usize = 64;

/// A JSON value as it was written: members in order, equal keys kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as text.
    Number(String),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object; a key may stand twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads JSON text.
    ///
    /// # Errors
    /// The parser's sentence with line and column, when the text is not JSON or nests too deep.
    pub fn parse(text: &str) -> Result<Json, String> {
        serde_json::from_str(text).map_err(|e| e.to_string())
    }

    /// The same value, from a document that was already parsed (where equal keys are already lost).
    ///
    /// # Errors
    /// A document nested deeper than any policy.
    pub fn from_value(value: &serde_json::Value) -> Result<Json, Invalid> {
        convert(value, MAX_DEPTH).ok_or_else(|| Invalid::new("document", "it is nested too deep"))
    }

    /// The member of an object, the first of equal ones.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text of a string, number or boolean, as IAM compares it.
    pub fn scalar(&self) -> Option<String> {
        match self {
            Json::String(s) | Json::Number(s) => Some(s.clone()),
            Json::Bool(b) => Some(b.to_string()),
            _ => None,
        }
    }

    /// The characters of its shortest text, escapes aside.
    pub(super) fn length(&self) -> usize {
        let text = |s: &str| s.chars().count() + 2;
        match self {
            Json::Null | Json::Bool(true) => 4,
            Json::Bool(false) => 5,
            Json::Number(n) => n.len(),
            Json::String(s) => text(s),
            Json::Array(items) => items.iter().map(|v| v.length() + 1).sum::<usize>().max(1) + 1,
            Json::Object(members) => {
                members.iter().map(|(k, v)| text(k) + v.length() + 2).sum::<usize>().max(1) + 1
            }
        }
    }

    /// What kind of value this is, with its article, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "a list",
            Json::Object(_) => "an object",
        }
    }
}

fn convert(value: &serde_json::Value, depth: usize) -> Option<Json> {
    let depth = depth.checked_sub(1)?;
    Some(match value {
        serde_json::Value::Null => Json::Null,
        serde_json::Value::Bool(b) => Json::Bool(*b),
        serde_json::Value::Number(n) => Json::Number(number(n)),
        serde_json::Value::String(s) => Json::String(s.clone()),
        serde_json::Value::Array(items) => {
            Json::Array(items.iter().map(|v| convert(v, depth)).collect::<Option<_>>()?)
        }
        serde_json::Value::Object(members) => Json::Object(
            members.iter().map(|(k, v)| Some((k.clone(), convert(v, depth)?))).collect::<Option<_>>()?,
        ),
    })
}

/// The text of a number, without an exponent: that is how IAM's numeric operators read one.
fn number(n: &serde_json::Number) -> String {
    match (n.to_string(), n.as_f64()) {
        (text, Some(value)) if text.contains(['e', 'E']) => value.to_string(),
        (text, _) => text,
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Json, E> {
        Ok(Json::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Json, E> {
        Ok(Json::Number(v.to_string()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Json, E> {
        Ok(Json::Number(v.to_string()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Json, E> {
        Ok(serde_json::Number::from_f64(v).map_or(Json::Null, |n| Json::Number(number(&n))))
    }

    fn visit_str<E>(self, v: &str) -> Result<Json, E> {
        Ok(Json::String(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Json, E> {
        Ok(Json::String(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keeps_both_of_two_equal_keys() {
        let json = Json::parse(r#"{"a":1,"a":2}"#).unwrap();
        assert_eq!(
            json,
            Json::Object(vec![
                ("a".into(), Json::Number("1".into())),
                ("a".into(), Json::Number("2".into()))
            ])
        );
    }

    #[test]
    fn numbers_have_no_exponent() {
        for (written, text) in
            [("1e3", "1000.0"), ("1E20", "100000000000000000000"), ("2.5e-7", "0.00000025")]
        {
            assert_eq!(Json::parse(written).unwrap(), Json::Number(text.into()), "{written}");
            let value = serde_json::from_str(written).unwrap();
            assert_eq!(Json::from_value(&value).unwrap(), Json::Number(text.into()), "{written}");
        }
    }

    #[test]
    fn endless_nesting_is_an_error() {
        assert!(Json::parse(&"[".repeat(100_000)).is_err());
        let mut deep = serde_json::Value::Null;
        for _ in 0..100 {
            deep = serde_json::Value::Array(vec![deep]);
        }
        assert!(Json::from_value(&deep).is_err());
    }
}
