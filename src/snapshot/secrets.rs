//! Secrets never enter a snapshot.

use serde_json::{Value, json};

/// Members that hold a secret wherever they stand in an answer of Amazon Cognito.
const SECRET_MEMBERS: &[&str] = &[
    "ClientSecret",
    "SecretCode",
    "SecretHash",
    "Session",
    "AccessToken",
    "IdToken",
    "RefreshToken",
    "Password",
    "TemporaryPassword",
];

/// Takes every secret out of `value`; of a client's secret only `HasClientSecret` stays.
pub fn drop_from(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(drop_from),
        Value::Object(members) => {
            let has_secret = members.get("ClientSecret").is_some_and(|secret| secret.as_str() != Some(""));
            // Identity providers keep theirs as `client_secret` among the provider's details.
            members.retain(|name, _| !SECRET_MEMBERS.contains(&name.as_str()) && name != "client_secret");
            if has_secret {
                members.insert("HasClientSecret".to_owned(), json!(true));
            }
            // The units of validity are named like the tokens that they measure.
            let values = members.iter_mut().filter(|(name, _)| *name != "TokenValidityUnits");
            values.for_each(|(_, value)| drop_from(value));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_units_of_validity_are_no_secrets() {
        let client = json!({"ClientId": "a", "TokenValidityUnits": {"AccessToken": "minutes", "RefreshToken": "days"}});
        let mut value = client.clone();
        drop_from(&mut value);
        assert_eq!(value, client);
    }

    #[test]
    fn a_client_secret_leaves_only_its_presence() {
        let mut value = json!({"Clients": [{"ClientId": "a", "ClientName": "b", "ClientSecret": "canary"}]});
        drop_from(&mut value);
        let client = json!({"ClientId": "a", "ClientName": "b", "HasClientSecret": true});
        assert_eq!(value, json!({"Clients": [client]}));
    }
}
