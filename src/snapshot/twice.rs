//! Members that stand twice in one object: a reader that keeps the last one would judge what nobody wrote.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;

/// The dotted path of the first member of `text` that its object has twice; `None` where every member stands once.
pub fn first(text: &str) -> Option<String> {
    let mut found = None;
    let mut reader = serde_json::Deserializer::from_str(text);
    // What ends the reading is the discovery, or an error that the reading of values has already told.
    let _ended = Place { path: String::new(), found: &mut found }.deserialize(&mut reader);
    found
}

struct Place<'f> {
    path: String,
    found: &'f mut Option<String>,
}

impl Place<'_> {
    fn inner(&mut self, step: &str) -> Place<'_> {
        let path = format!("{}{step}", self.path).trim_start_matches('.').to_owned();
        Place { path, found: &mut *self.found }
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<(), A::Error> {
        let mut index = 0;
        while elements.next_element_seed(self.inner(&format!("[{index}]")))?.is_some() {
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let mut inner = self.inner(&format!(".{name}"));
            if !names.insert(name) {
                *inner.found = Some(std::mem::take(&mut inner.path));
                members.next_value::<IgnoredAny>()?;
                return Err(A::Error::custom("twice"));
            }
            members.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn the_second_of_two_equal_members_is_found_with_its_place() {
        assert_eq!(first(r#"{"a": {"a": [1, 2.5, -3, null, true, "a"]}, "b": [{"a": 1}, {"a": 1}]}"#), None);
        assert_eq!(first(r#"{"a": 1, "a": 2}"#).as_deref(), Some("a"));
        let policy = r#"{"SmsRole": {"InlinePolicies": [{}, {"Statement": {"Effect": "Deny", "\u0045ffect": "Allow"}}]}}"#;
        assert_eq!(first(policy).as_deref(), Some("SmsRole.InlinePolicies[1].Statement.Effect"));
    }
}
