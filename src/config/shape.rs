//! Whether a configuration has the form that the schema tells: known keys, all that are needed, values of the right
//! kind.

use super::problem::{Found, did_you_mean};
use serde_json::{Map, Value};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Checks a table against a schema; `root` holds the definitions that the schema refers to.
///
/// # Errors
/// The first key or value, in the order of the file, that does not fit.
pub(super) fn check(table: &Spanned<DeTable<'_>>, schema: &Value) -> Result<(), Found> {
    let mut found = Vec::new();
    Check { root: schema }.table(table.get_ref(), &table.span(), schema, "", &mut found);
    found.sort_by_key(|problem| problem.span.start);
    found.into_iter().next().map_or(Ok(()), Err)
}

struct Check<'a> {
    root: &'a Value,
}

impl Check<'_> {
    fn table(
        &self,
        table: &DeTable<'_>,
        span: &Range<usize>,
        schema: &Value,
        path: &str,
        found: &mut Vec<Found>,
    ) {
        let none = Map::new();
        let known = schema["properties"].as_object().unwrap_or(&none);
        for (key, value) in table {
            let inner = join(path, key.get_ref());
            let others = schema.get("additionalProperties").filter(|others| others.is_object());
            match known.get(key.get_ref().as_ref()).or(others) {
                Some(schema) => self.value(value, schema, &inner, found),
                None => found.push(unknown(key.span(), key.get_ref(), path, known)),
            }
        }
        for needed in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !table.contains_key(needed) {
                let what = known.get(needed).and_then(|schema| schema["description"].as_str());
                found.push(
                    Found::new(span.clone(), format!("`{path}` lacks `{needed}`"))
                        .hint(what.map(|what| format!("{needed}: {what}"))),
                );
            }
        }
    }

    fn value(&self, value: &Spanned<DeValue<'_>>, schema: &Value, path: &str, found: &mut Vec<Found>) {
        let schema = self.resolved(schema);
        let wrong = || {
            let said = format!("`{path}` is {}, and takes {}", shown(value.get_ref()), self.takes(schema));
            let word = value.get_ref().as_str().unwrap_or_default();
            let near = if word.is_empty() { None } else { did_you_mean(word, words(schema).into_iter()) };
            Found::new(value.span(), said).hint(near)
        };
        match (value.get_ref(), schema["type"].as_str()) {
            (DeValue::String(word), _) if !words(schema).is_empty() => {
                if !words(schema).contains(&word.as_ref()) {
                    found.push(wrong());
                }
            }
            (DeValue::String(text), Some("string")) => {
                if text.trim().is_empty() {
                    found.push(Found::new(value.span(), format!("`{path}` is empty")));
                }
            }
            (DeValue::Datetime(_), Some("string")) if schema["format"] == "date" => {}
            (DeValue::Boolean(_), Some("boolean")) => {}
            (DeValue::Array(elements), Some("array")) => {
                for (position, element) in elements.iter().enumerate() {
                    self.value(element, &schema["items"], &format!("{path}[{position}]"), found);
                }
            }
            (DeValue::Table(table), Some("object")) => self.table(table, &value.span(), schema, path, found),
            _ => found.push(wrong()),
        }
    }

    /// What a schema refers to, where it does.
    fn resolved<'b>(&'b self, schema: &'b Value) -> &'b Value {
        let pointer = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        pointer.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(schema)
    }

    /// What is allowed, in words.
    fn takes(&self, schema: &Value) -> String {
        let schema = self.resolved(schema);
        let words: Vec<String> = words(schema).iter().map(|word| format!("\"{word}\"")).collect();
        if let Some((last, others)) = words.split_last() {
            return if others.is_empty() { last.clone() } else { format!("{} or {last}", others.join(", ")) };
        }
        match schema["type"].as_str() {
            Some("boolean") => "true or false".to_owned(),
            Some("array") => format!("a list, each element {}", self.takes(&schema["items"])),
            Some("object") => "a table".to_owned(),
            _ if schema["format"] == "date" => "a date, such as 2027-06-30".to_owned(),
            _ => "text in quotes".to_owned(),
        }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn unknown(span: Range<usize>, key: &str, path: &str, known: &Map<String, Value>) -> Found {
    let place = if path.is_empty() { String::new() } else { format!(" in `{path}`") };
    let names: Vec<&str> = known.keys().map(String::as_str).collect();
    let near = did_you_mean(key, names.iter().copied()).map(|near| format!("{near} ")).unwrap_or_default();
    let hint = format!("{near}known here: {}", names.join(", "));
    Found::new(span, format!("there is no key `{key}`{place}")).hint(Some(hint))
}

/// The words that a schema allows; none where it allows any.
fn words(schema: &Value) -> Vec<&str> {
    let listed = schema["enum"].as_array().into_iter().flatten();
    let single = schema["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
    listed.chain(single).filter_map(Value::as_str).collect()
}

/// What stands in a file, in words.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => format!("the number {}", number.as_str()),
        DeValue::Float(number) => format!("the number {}", number.as_str()),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(time) => format!("the time {time}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
