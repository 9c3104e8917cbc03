//! What a request says, whatever protocol it came by: names and values.

use percent_encoding::percent_decode;
use serde_json::Value;

/// Members of a request. What is nested has its path, `Attributes.Category`; what is listed its place,
/// `Filter.member.1` in the query protocol, `Filter.0` in JSON.
#[derive(Debug, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// `Action=GetRole&RoleName=x`
    pub fn of_query(body: &[u8]) -> Form {
        let decode = |text: &[u8]| {
            let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
            percent_decode(&spaced).decode_utf8_lossy().into_owned()
        };
        let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
            let middle = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            (decode(&pair[..middle]), decode(pair.get(middle + 1..).unwrap_or_default()))
        });
        Form(pairs.collect())
    }

    /// `{"UserPoolId": "x"}`
    pub fn of_json(body: &[u8]) -> Form {
        let mut form = Form::default();
        if let Ok(value) = serde_json::from_slice(body) {
            form.add("", &value);
        }
        form
    }

    /// One member.
    pub fn of(name: &str, value: &str) -> Form {
        Form(vec![(name.to_owned(), value.to_owned())])
    }

    fn add(&mut self, path: &str, value: &Value) {
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| self.add(&below(name), value)),
            Value::Array(elements) => {
                let numbered = elements.iter().enumerate();
                numbered.for_each(|(number, value)| self.add(&below(&number.to_string()), value));
            }
            Value::String(text) => self.0.push((path.to_owned(), text.clone())),
            Value::Null => {}
            other => self.0.push((path.to_owned(), other.to_string())),
        }
    }

    /// The member of this name.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The member of this name as a number.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.text(name)?.parse().ok()
    }

    /// The elements of a list.
    pub fn list<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let element = move |found: &str| found.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.0.iter().filter(move |(found, _)| element(found)).map(|(_, value)| value.as_str())
    }
}
