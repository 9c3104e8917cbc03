//! What `SetUserPoolMfaConfig` makes of a pool: it replaces the whole configuration.

use super::reset::{Known, Reset, is_nothing, lost, put, something};
use super::{Applied, Request};
use crate::snapshot::{FACTOR_BLOCKS, Fact, at};
use serde_json::{Map, Value, json};

const COUNTS: &str = "WebAuthnConfiguration.FactorConfiguration";

pub(super) fn apply(request: &Request, applied: &mut Applied) {
    let before = applied.state.snapshot.mfa_config.known().cloned();
    let mut after = Map::new();
    after.insert(
        "MfaConfiguration".to_owned(),
        request.at("MfaConfiguration").cloned().unwrap_or_else(|| json!("OFF")),
    );
    for block in FACTOR_BLOCKS {
        if let Some(value) = request.at(block) {
            after.insert(block.to_owned(), value.clone());
        }
    }
    let mut resets = Vec::new();
    // While MFA is off no factor is in use, and AWS takes none beside OFF.
    let off = applied.state.snapshot.pool().is_ok_and(|pool| pool.known_mfa_mode() == Some("OFF"));
    if let Some(before) = before.as_ref().filter(|_| !off) {
        blocks(request, before, &mut resets);
    }
    passkeys(request, before.as_ref(), &mut after, &mut resets);
    mode(request, applied, &mut resets);
    let mut after = Value::Object(after);
    if let Fact::Known(pool) = &mut applied.state.snapshot.user_pool {
        put(pool, "MfaConfiguration", after["MfaConfiguration"].clone());
        let inner = "SmsMfaConfiguration.SmsConfiguration";
        if let Some(sms) = request.at(inner) {
            put(pool, "SmsConfiguration", sms.clone());
        } else if request.has("SmsMfaConfiguration")
            && let Some(sms) = something(pool, "SmsConfiguration")
        {
            put(&mut after, inner, sms.clone());
        }
        if let Some(message) = request.at("SmsMfaConfiguration.SmsAuthenticationMessage") {
            put(pool, "SmsAuthenticationMessage", message.clone());
        }
    }
    applied.state.snapshot.mfa_config = Fact::Known(after);
    applied.resets.extend(resets);
}

/// The mode, where the request does not say it.
fn mode(request: &Request, applied: &Applied, resets: &mut Vec<Reset>) {
    let Ok(pool) = applied.state.snapshot.pool() else { return };
    let Some(mode) = pool.known_mfa_mode().filter(|mode| *mode != "OFF") else { return };
    if !request.has("MfaConfiguration") {
        resets.push(Reset::new("MfaConfiguration", &json!(mode), json!("OFF"), Known::Measured));
    }
}

fn blocks(request: &Request, before: &Value, resets: &mut Vec<Reset>) {
    for block in FACTOR_BLOCKS {
        let Some(was) = at(before, block) else { continue };
        match request.at(block) {
            // A block that switches nothing on is no loss.
            None if at(was, "Enabled") == Some(&json!(false)) => {}
            None => resets.push(Reset::new(block, was, Value::Null, Known::Measured)),
            // SMS is another matter: the pool's own configuration stands behind it.
            Some(value) if block == "SmsMfaConfiguration" => {
                let message = "SmsMfaConfiguration.SmsAuthenticationMessage";
                if at(value, "SmsAuthenticationMessage").is_none()
                    && let Some(text) = something(before, message)
                {
                    resets.push(Reset::new(message, text, Value::Null, Known::Possible));
                }
                sms(was, value, resets);
            }
            Some(value) => lost(block, was, Some(value), Known::Possible, resets),
        }
    }
}

/// What an SMS configuration that is given leaves out of the one that it replaces.
fn sms(was: &Value, value: &Value, resets: &mut Vec<Reset>) {
    let member = "SmsConfiguration";
    let (Some(was), Some(value)) = (something(was, member), at(value, member)) else { return };
    if at(was, "EumsSms").is_some() == at(value, "EumsSms").is_some() {
        lost("SmsMfaConfiguration.SmsConfiguration", was, Some(value), Known::Documented, resets);
    }
}

/// Passkeys count as one factor again where the request does not say otherwise; that the relying party goes too was
/// not measured.
fn passkeys(
    request: &Request,
    before: Option<&Value>,
    after: &mut Map<String, Value>,
    resets: &mut Vec<Reset>,
) {
    let block = "WebAuthnConfiguration";
    let was = before.and_then(|before| at(before, block)).cloned().unwrap_or_else(|| json!({}));
    let mut is = request.at(block).cloned().unwrap_or_else(|| json!({}));
    for (name, value) in was.as_object().into_iter().flatten().filter(|(_, value)| !is_nothing(value)) {
        if at(&is, name).is_some() {
            continue;
        }
        if name == "FactorConfiguration" {
            if value != "SINGLE_FACTOR" {
                resets.push(Reset::new(COUNTS, value, json!("SINGLE_FACTOR"), Known::Measured));
            }
        } else {
            resets.push(Reset::new(&format!("{block}.{name}"), value, Value::Null, Known::Possible));
            put(&mut is, name, value.clone());
        }
    }
    if !is_nothing(&is) {
        after.insert(block.to_owned(), is);
    }
}
