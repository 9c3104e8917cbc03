//! What `UpdateUserPoolClient` makes of an app client.

use super::reset::{Known, Reset, default_of, is_nothing, lost, put, something};
use super::{Applied, Request};
use crate::snapshot::{Client, Fact, at, text};
use serde_json::{Value, json};

/// Members that are set back when left out, with what a client has that never set them
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html>).
const RESET: &[(&str, &str)] = &[
    ("RefreshTokenValidity", "30"),
    ("AccessTokenValidity", "null"),
    ("IdTokenValidity", "null"),
    ("TokenValidityUnits", "null"),
    ("ReadAttributes", "null"),
    ("WriteAttributes", "null"),
    ("ExplicitAuthFlows", r#"["ALLOW_REFRESH_TOKEN_AUTH","ALLOW_USER_SRP_AUTH","ALLOW_CUSTOM_AUTH"]"#),
    ("SupportedIdentityProviders", "null"),
    ("CallbackURLs", "null"),
    ("LogoutURLs", "null"),
    ("DefaultRedirectURI", "null"),
    ("AllowedOAuthFlows", "null"),
    ("AllowedOAuthScopes", "null"),
    ("AllowedOAuthFlowsUserPoolClient", "false"),
    ("AnalyticsConfiguration", "null"),
    ("PreventUserExistenceErrors", "\"LEGACY\""),
    ("EnableTokenRevocation", "true"),
    ("EnablePropagateAdditionalUserContextData", "false"),
    ("AuthSessionValidity", "3"),
    ("RefreshTokenRotation", "null"),
];

pub(super) fn apply(request: &Request, applied: &mut Applied) {
    let id = request.text("ClientId").unwrap_or_default();
    let Fact::Known(clients) = &mut applied.state.snapshot.clients else {
        applied.remarks.push("the app clients were not read, so what it resets is not judged".to_owned());
        return;
    };
    let Some(client) = clients.iter_mut().find(|client| text(client, "ClientId") == Some(id)) else {
        return;
    };
    if Client(client).described().is_err() {
        applied.remarks.push(format!("the app client {id} was not read, so what it resets is not judged"));
        return;
    }
    let before = client.clone();
    for (name, value) in
        request.members.iter().filter(|(name, _)| *name != "UserPoolId" && *name != "ClientId")
    {
        put(client, name, value.clone());
        if let Some(was) = something(&before, name).filter(|was| was.is_object() && value.is_object()) {
            lost(name, was, Some(value), Known::Documented, &mut applied.resets);
        }
    }
    for (name, default) in RESET.iter().filter(|(name, _)| !request.has(name)) {
        put(client, name, Value::Null);
        let default: Value = serde_json::from_str(default).unwrap_or_default();
        match something(&before, name) {
            Some(value) if value.is_object() => {
                lost(name, value, None, Known::Documented, &mut applied.resets)
            }
            Some(value) if !is_default(&before, name, value, &default) => {
                applied.resets.push(Reset::new(name, value, default, Known::Documented));
            }
            _ => {}
        }
    }
    // A unit without its validity changes nothing that the loss of the validity does not say.
    let lost_validity = |unit: &str| format!("{}Validity", unit.trim_start_matches("TokenValidityUnits."));
    let given = |path: &str| request.has(&lost_validity(path));
    applied.resets.retain(|reset| !reset.path.starts_with("TokenValidityUnits.") || given(&reset.path));
}

fn is_default(client: &Value, name: &str, value: &Value, default: &Value) -> bool {
    if is_nothing(value) || value == default {
        return true;
    }
    let unit = |name: &str| {
        let path = format!("TokenValidityUnits.{name}");
        at(client, &path).cloned().unwrap_or_else(|| default_of(&path))
    };
    match name {
        "AccessTokenValidity" | "IdTokenValidity" => {
            let unit = unit(name.trim_end_matches("Validity"));
            (unit == "hours" && *value == json!(1))
                || (unit == "minutes" && *value == json!(60))
                || (unit == "seconds" && *value == json!(3600))
        }
        // Zero stands for the default.
        "RefreshTokenValidity" => *value == json!(0),
        "ExplicitAuthFlows" => {
            let sorted = |value: &Value| {
                let words = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                let mut words: Vec<String> = words.map(str::to_owned).collect();
                words.sort();
                words
            };
            sorted(value) == sorted(default)
        }
        _ => false,
    }
}
