//! What the API model says of a member: its form, which the AWS CLI checks, and its bounds, which AWS checks.

use crate::snapshot::kind;
use serde_json::{Map, Value};

/// The form of one member.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A text of so many characters, at least and at most.
    Text(usize, usize),
    /// A message with `{####}` in the place of the code; characters at least and at most.
    Code(usize, usize),
    /// A message with `{##…##}` in the place of the link; characters at least and at most.
    Link(usize, usize),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// True or false.
    Flag,
    /// A whole number, at least and at most.
    Number(i64, i64),
    /// A list of so many elements, at least and at most.
    List(&'static Shape, usize, usize),
    /// An object whose members are the caller's own, or are not looked at.
    Map,
    /// An object of these members; the last list names those that the AWS CLI insists on.
    Object(&'static [(&'static str, Shape)], &'static [&'static str]),
    /// A policy: text that holds one, or the object itself.
    Policy,
}

/// A text without bounds that matter.
pub(super) const TEXT: Shape = Shape::Text(0, usize::MAX);

/// A member that breaks the bounds that the API model sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Dotted path in the request: `AccountRecoverySetting.RecoveryMechanisms`.
    pub path: String,
    /// What stands there.
    pub value: Value,
    /// What AWS takes there: `6 to 140 characters`.
    pub takes: String,
    /// Whether a message lacks the place of its code or link, or has not the length of one.
    pub of_message: bool,
}

impl Shape {
    /// How a sentence names the form.
    const fn words(&self) -> &'static str {
        match self {
            Shape::Text(..) | Shape::Code(..) | Shape::Link(..) | Shape::Choice(_) => "a text",
            Shape::Flag => "true or false",
            Shape::Number(..) => "a whole number",
            Shape::List(..) => "a list",
            Shape::Map | Shape::Object(..) => "an object",
            Shape::Policy => "a policy, as text or as an object",
        }
    }

    const fn admits(&self, value: &Value) -> bool {
        match self {
            Shape::Text(..) | Shape::Code(..) | Shape::Link(..) | Shape::Choice(_) => {
                matches!(value, Value::String(_))
            }
            Shape::Flag => matches!(value, Value::Bool(_)),
            Shape::Number(..) => matches!(value, Value::Number(_)),
            Shape::List(..) => matches!(value, Value::Array(_)),
            Shape::Map | Shape::Object(..) => matches!(value, Value::Object(_)),
            Shape::Policy => matches!(value, Value::String(_) | Value::Object(_)),
        }
    }

    /// The members of an object.
    pub(super) const fn members(&self) -> &'static [(&'static str, Shape)] {
        match self {
            Shape::Object(members, _) => members,
            _ => &[],
        }
    }
}

/// What the AWS CLI would refuse before it sends anything, and the members that the model does not have.
#[derive(Debug, Default)]
pub(super) struct Review {
    /// The first member of a wrong form, as a clause.
    pub(super) wrong: Option<String>,
    /// Paths of unknown members, each with the names that stand beside it in the model.
    pub(super) unknown: Vec<(String, Vec<&'static str>)>,
}

/// Reviews `members` against the members of `shape`, below `path`.
pub(super) fn review(shape: &Shape, members: &Map<String, Value>, path: &str, review_of: &mut Review) {
    let Shape::Object(known, required) = shape else { return };
    for (name, value) in members {
        let inner = below(path, name);
        match known.iter().find(|(known, _)| known == name) {
            None => review_of.unknown.push((inner, known.iter().map(|(name, _)| *name).collect())),
            Some((_, shape)) => of_value(shape, value, &inner, review_of),
        }
    }
    for name in required.iter().filter(|name| !members.contains_key(**name)) {
        wrong(review_of, || format!("lacks {}, which the AWS CLI insists on", below(path, name)));
    }
}

fn of_value(shape: &Shape, value: &Value, path: &str, review_of: &mut Review) {
    if value.is_null() {
        return wrong(review_of, || {
            format!("has null at {path}; the AWS CLI takes no null: leave the member out")
        });
    }
    let whole = !matches!(shape, Shape::Number(..)) || value.is_i64() || value.is_u64();
    if !shape.admits(value) || !whole {
        return wrong(review_of, || {
            format!("has {} at {path}, where {} belongs", kind(value), shape.words())
        });
    }
    match (shape, value) {
        (Shape::Object(..), Value::Object(members)) => review(shape, members, path, review_of),
        (Shape::List(element, ..), Value::Array(elements)) => {
            for (number, value) in elements.iter().enumerate() {
                of_value(element, value, &format!("{path}[{number}]"), review_of);
            }
        }
        _ => {}
    }
}

fn wrong(review_of: &mut Review, clause: impl FnOnce() -> String) {
    if review_of.wrong.is_none() {
        review_of.wrong = Some(clause());
    }
}

pub(super) fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Every member that breaks the bounds of the model.
pub(super) fn breaches(shape: &Shape, value: &Value, path: &str, found: &mut Vec<Breach>) {
    let mut add = |takes: String, of_message: bool| {
        found.push(Breach { path: path.to_owned(), value: value.clone(), takes, of_message });
    };
    match (shape, value) {
        (Shape::Text(least, most), Value::String(text)) => {
            if let Some(takes) = length(text, *least, *most) {
                add(takes, false);
            }
        }
        (Shape::Code(least, most), Value::String(text)) => {
            if !text.contains("{####}") {
                add("a text with {####} in the place of the code".to_owned(), true);
            } else if let Some(takes) = length(text, *least, *most) {
                add(takes, true);
            }
        }
        (Shape::Link(least, most), Value::String(text)) => {
            let linked = text.split_once("{##").is_some_and(|(_, rest)| rest.contains("##}"));
            if !linked {
                add("a text with {##…##} around the words of the link".to_owned(), true);
            } else if let Some(takes) = length(text, *least, *most) {
                add(takes, true);
            }
        }
        (Shape::Choice(words), Value::String(text)) if !words.contains(&text.as_str()) => {
            add(words.join(", "), false);
        }
        (Shape::Number(least, most), Value::Number(number)) => {
            let fits = number.as_i64().is_some_and(|number| (*least..=*most).contains(&number));
            if !fits {
                add(format!("{least} to {most}"), false);
            }
        }
        (Shape::List(element, least, most), Value::Array(elements)) => {
            if !(*least..=*most).contains(&elements.len()) {
                add(format!("{} elements", range(*least, *most)), false);
            }
            for (number, value) in elements.iter().enumerate() {
                breaches(element, value, &format!("{path}[{number}]"), found);
            }
        }
        (Shape::Object(members, _), Value::Object(given)) => {
            for (name, value) in given {
                if let Some((_, shape)) = members.iter().find(|(known, _)| known == name) {
                    breaches(shape, value, &below(path, name), found);
                }
            }
        }
        _ => {}
    }
}

/// What AWS takes, where the text is not of that length.
fn length(text: &str, least: usize, most: usize) -> Option<String> {
    let characters = text.chars().count();
    (!(least..=most).contains(&characters)).then(|| format!("{} characters", range(least, most)))
}

fn range(least: usize, most: usize) -> String {
    match (least, most) {
        (least, usize::MAX) => format!("at least {least}"),
        (0, most) => format!("at most {most}"),
        (least, most) => format!("{least} to {most}"),
    }
}
