//! Members of AWS's answers by their path.

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The member at the dotted `path`; `null` counts as absent, as AWS leaves out what is not set.
pub fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let found = path.split('.').try_fold(value, |value, member| value.get(member))?;
    (!found.is_null()).then_some(found)
}

/// Sets the member at `path`, given name by name, making objects on the way; `None` takes it out.
pub fn set<Name: AsRef<str>>(value: &mut Value, path: &[Name], member: Option<Value>) {
    let Some((last, parents)) = path.split_last() else { return };
    let mut place = value;
    for parent in parents.iter().map(AsRef::as_ref) {
        if member.is_none() && place.get(parent).is_none() {
            return;
        }
        let Some(members) = object(place) else { return };
        place = members.entry(parent).or_insert_with(|| Value::Object(Map::new()));
    }
    let Some(members) = object(place) else { return };
    match member {
        Some(member) => drop(members.insert(last.as_ref().to_owned(), member)),
        None => drop(members.shift_remove(last.as_ref())),
    }
}

/// The members of `value`, which becomes an object where it was none.
fn object(value: &mut Value) -> Option<&mut Map<String, Value>> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
}

/// The text at `path`. An empty text counts as absent: SDKs write `""` for a required member that is not there.
pub fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    at(value, path)?.as_str().filter(|text| !text.is_empty())
}

/// The truth value at `path`.
pub fn flag(value: &Value, path: &str) -> Option<bool> {
    at(value, path)?.as_bool()
}

/// The number at `path`; AWS writes some numbers as text.
pub fn number(value: &Value, path: &str) -> Option<f64> {
    let found = at(value, path)?;
    found.as_f64().or_else(|| found.as_str()?.trim().parse().ok())
}

/// The texts of the list at `path`; empty where there is none.
pub fn list<'a>(value: &'a Value, path: &str) -> Vec<&'a str> {
    let elements = at(value, path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    elements.iter().filter_map(Value::as_str).collect()
}

/// The time stamp at `path`, in seconds since 1970.
pub fn time_at(value: &Value, path: &str) -> Option<i64> {
    seconds(at(value, path)?)
}

/// A time stamp as epoch seconds (number) or ISO 8601 text, in seconds since 1970.
pub(super) fn seconds(value: &Value) -> Option<i64> {
    if let Some(number) = value.as_f64() {
        return Some(number as i64);
    }
    let text = value.as_str()?;
    OffsetDateTime::parse(text, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
}

/// A time in seconds since 1970, RFC 3339, UTC; `None` beyond the years that it can write.
pub fn rfc3339(seconds: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(seconds).ok()?.format(&Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn empty_and_null_are_absent() {
        let value = json!({"A": {"B": "", "C": null, "D": "x"}});
        assert_eq!(text(&value, "A.B"), None);
        assert_eq!(at(&value, "A.C"), None);
        assert_eq!(text(&value, "A.D"), Some("x"));
    }

    #[test]
    fn time_stamps_are_numbers_or_text() {
        let value =
            json!({"A": 1763805600.123, "B": "2025-11-22T10:00:00Z", "C": "2025-11-22T11:00:00.5+01:00"});
        for path in ["A", "B", "C"] {
            assert_eq!(time_at(&value, path), Some(1763805600), "{path}");
        }
    }
}
