//! What a value is to its own pool: names replaced by what they name.

use super::clients::Named;
use super::treatment::{Treatment, default_of};
use crate::rules::Case;
use crate::snapshot::{Arn, text};
use serde_json::Value;

/// The names of one pool, and what stands for them.
#[derive(Debug)]
pub(super) struct Own {
    /// Longest first, so that no name is cut by a shorter one in it.
    names: Vec<(String, String)>,
}

impl Own {
    pub(super) fn of(case: &Case<'_>, clients: &[Named]) -> Own {
        let pool = case.pool;
        let mut names = vec![
            (pool.arn(), "<pool>".to_owned()),
            (pool.id().to_owned(), "<pool>".to_owned()),
            (pool.account().to_owned(), "<account>".to_owned()),
            (pool.region().to_owned(), "<region>".to_owned()),
        ];
        if let Some((_, _, sms)) = pool.sms_configuration() {
            let places = ["SnsCallerArn", "EumsSms.CallerArn", "ExternalId", "EumsSms.ExternalId"];
            for (place, what) in
                places.into_iter().zip(["<role>", "<role>", "<external ID>", "<external ID>"])
            {
                names.extend(text(sms, place).map(|name| (name.to_owned(), what.to_owned())));
            }
        }
        let set = text(pool.described, "EmailConfiguration.ConfigurationSet");
        names.extend(set.map(|name| (name.to_owned(), "<configuration set>".to_owned())));
        let identities = case.snapshot.ses.known().map(|ses| ses.identities.keys());
        names.extend(identities.into_iter().flatten().map(|name| {
            let kind = if name.contains('@') { "<address>" } else { "<domain>" };
            (name.clone(), kind.to_owned())
        }));
        let shared = clients.iter().filter_map(|client| Some((&client.id, client.shared.as_ref()?)));
        names.extend(shared.map(|(id, name)| (id.clone(), format!("client {name}"))));
        names.retain(|(name, _)| !name.is_empty());
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Own { names }
    }

    /// The text with the pool's own names replaced.
    pub(super) fn text(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, what)| text.replace(name, what))
    }

    /// What is compared in the place of `value`, which stands at `path`.
    pub(super) fn value(&self, path: &str, value: &Value, treatment: Treatment) -> Value {
        let value = if is_nothing(value) { &default_of(path) } else { value };
        match treatment {
            Treatment::Presence => self.presence(value),
            Treatment::Ordered => self.replaced(value, false),
            _ => self.replaced(value, true),
        }
    }

    fn presence(&self, value: &Value) -> Value {
        match value {
            Value::Null => Value::Null,
            Value::String(text) => match Arn::parse(text) {
                Some(arn) => {
                    let is_foreign = |account: &str| !account.is_empty() && !account.starts_with('<');
                    let region = self.text(arn.region);
                    let account = match self.text(arn.account) {
                        account if is_foreign(&account) => "<another account>".to_owned(),
                        account => account,
                    };
                    let kind = arn.resource.split(['/', ':']).next().unwrap_or_default();
                    format!("{}:{region}:{account}:{kind}", arn.service).into()
                }
                None => true.into(),
            },
            _ => true.into(),
        }
    }

    fn replaced(&self, value: &Value, sort: bool) -> Value {
        match value {
            Value::String(text) => self.text(text).into(),
            Value::Array(elements) => {
                let mut elements: Vec<Value> =
                    elements.iter().map(|element| self.replaced(element, sort)).collect();
                if sort && elements.iter().all(Value::is_string) {
                    elements.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
                }
                elements.into()
            }
            Value::Object(members) => {
                // What a statement is called says nothing of what it allows.
                let told = members.iter().filter(|(name, _)| *name != "Sid");
                let mut members: Vec<(String, Value)> =
                    told.map(|(name, value)| (self.text(name), self.replaced(value, sort))).collect();
                members.sort_by(|(a, _), (b, _)| a.cmp(b));
                Value::Object(members.into_iter().collect())
            }
            other => other.clone(),
        }
    }
}

/// What AWS writes for a member that is not set, or leaves out.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Number(_) | Value::Bool(true) => false,
    }
}
