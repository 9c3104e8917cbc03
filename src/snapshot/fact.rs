//! A fact that was read, is absent, could not be read, or was never asked for.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Why a part could not be read, in AWS's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Unread {
    /// The operation as IAM writes it: `iam:GetRole`.
    pub operation: String,
    /// AWS's error code, or ours for what is no AWS answer (`Timeout`, `NoAnswer`, `Unparseable`).
    #[serde(default)]
    pub code: String,
    /// AWS's message.
    #[serde(default)]
    pub message: String,
}

impl Unread {
    /// An operation that failed with `code` and `message`.
    pub fn new(operation: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Unread {
        Unread { operation: operation.into(), code: code.into(), message: message.into() }
    }

    /// The `Unread` member of a value that stands in the place of a fact, or of one element of a list.
    pub fn in_place_of(value: &Value) -> Option<Unread> {
        Unread::deserialize(value.as_object()?.get("Unread")?).ok()
    }
}

/// One part of a snapshot. In JSON: the value, `null`, `{"Unread": …}`, or no member at all.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Fact<T> {
    /// What AWS answered.
    Known(T),
    /// AWS answered that there is none.
    Absent,
    /// AWS did not answer, or refused.
    Unread(Unread),
    /// Nobody asked.
    #[default]
    NotAsked,
}

/// Why a rule cannot be judged: a fact that is missing, and what would settle it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Permissions as IAM writes them.
    pub needs: Vec<String>,
    /// AWS's error code, `not in the snapshot`, or a clause that says what cannot be told.
    pub reason: String,
    /// Whether it is core evidence (DescribeUserPool, GetUserPoolMfaConfig, clients, the SMS role).
    pub core: bool,
    /// Whether no factor's verdict waits for it, although the rule does.
    pub aside: bool,
}

impl Gap {
    /// A fact that the program does not read at all.
    pub fn never_read(needs: &str, reason: impl Into<String>) -> Gap {
        Gap::extra(vec![needs.to_owned()], reason)
    }

    /// Extra evidence that would settle it.
    pub fn extra(needs: Vec<String>, reason: impl Into<String>) -> Gap {
        Gap { needs, reason: reason.into(), core: false, aside: false }
    }

    /// A fact that could not be read.
    pub fn unread(unread: &Unread, core: bool) -> Gap {
        let reason = if unread.code.is_empty() { "unread".to_owned() } else { unread.code.clone() };
        Gap { needs: vec![unread.operation.clone()], reason, core, aside: false }
    }

    /// A fact that nobody asked for; `operation` would give it.
    pub fn not_asked(operation: &str, core: bool) -> Gap {
        Gap {
            needs: vec![operation.to_owned()],
            reason: "not in the snapshot".to_owned(),
            core,
            aside: false,
        }
    }
}

impl Gap {
    /// The same gap, for which no factor's verdict waits.
    pub fn aside(self) -> Gap {
        Gap { aside: true, ..self }
    }
}

impl<T> Fact<T> {
    /// The value, or `None` where AWS says there is none.
    ///
    /// # Errors
    /// The gap, when it was not read; `operation` is what would have read it.
    pub fn get(&self, operation: &str, core: bool) -> Result<Option<&T>, Gap> {
        match self {
            Fact::Known(value) => Ok(Some(value)),
            Fact::Absent => Ok(None),
            Fact::Unread(unread) => Err(Gap::unread(unread, core)),
            Fact::NotAsked => Err(Gap::not_asked(operation, core)),
        }
    }

    /// The value when it was read.
    pub fn known(&self) -> Option<&T> {
        if let Fact::Known(value) = self { Some(value) } else { None }
    }

    /// Whether nobody asked; such a part is left out of the file.
    pub fn is_not_asked(&self) -> bool {
        matches!(self, Fact::NotAsked)
    }
}

impl<T: Serialize> Serialize for Fact<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct InPlace<'a> {
            unread: &'a Unread,
        }
        match self {
            Fact::Known(value) => value.serialize(serializer),
            Fact::Unread(unread) => InPlace { unread }.serialize(serializer),
            Fact::Absent | Fact::NotAsked => serializer.serialize_none(),
        }
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Fact<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_null() {
            return Ok(Fact::Absent);
        }
        if let Some(unread) = value.as_object().and_then(|object| object.get("Unread")) {
            return Unread::deserialize(unread).map(Fact::Unread).map_err(D::Error::custom);
        }
        serde_json::from_value(value).map(Fact::Known).map_err(D::Error::custom)
    }
}

impl<T: JsonSchema> JsonSchema for Fact<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Fact_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut known = generator.subschema_for::<T>();
        let unread = generator.subschema_for::<Unread>();
        if let Some(items) = known.get_mut("items") {
            match items.get_mut("items") {
                Some(inner) => *inner = json!({"type": "object"}),
                None => *items = json!({"type": "object"}),
            }
            let list = items.clone();
            // The AWS CLI prints a list as a member of an object, which a file may hold as it is.
            return json_schema!({"type": ["array", "object", "null"], "items": list,
                                 "properties": {"Unread": unread}});
        }
        // An answer of AWS, of which nothing more is fixed here, is an object.
        if known.as_bool() == Some(true) {
            return json_schema!({"type": ["object", "null"], "properties": {"Unread": unread}});
        }
        json_schema!({"anyOf": [
            known,
            {"type": "object", "properties": {"Unread": unread}, "required": ["Unread"],
             "description": "It could not be read."},
            {"type": "null", "description": "AWS says that there is none."},
        ]})
    }
}
