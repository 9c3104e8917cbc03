//! What `UpdateUserPool` makes of a pool.

use super::reset::{Known, Reset, default_of, is_nothing, lost, put, something};
use super::role::forget_failure;
use super::{Applied, Request};
use crate::snapshot::{Fact, MESSAGES, at, text};
use serde_json::{Value, json};

/// Members that are set back when left out, and how that is known. Of an object each member is told by itself.
const RESET: &[(&str, Known)] = &[
    ("AutoVerifiedAttributes", Known::Measured),
    ("LambdaConfig", Known::Measured),
    ("UserPoolAddOns", Known::Measured),
    ("AdminCreateUserConfig", Known::Documented),
    ("VerificationMessageTemplate", Known::Measured),
    ("SmsAuthenticationMessage", Known::Measured),
    ("DeviceConfiguration", Known::Measured),
    ("UserAttributeUpdateSettings", Known::Documented),
    ("SmsVerificationMessage", Known::Documented),
    ("EmailVerificationMessage", Known::Documented),
    ("EmailVerificationSubject", Known::Documented),
    ("KeyConfiguration", Known::Possible),
    ("IssuerConfiguration", Known::Possible),
];

/// The one member of `AdminCreateUserConfig` that was measured.
const ADMIN_ONLY: &str = "AdminCreateUserConfig.AllowAdminCreateUserOnly";

pub(super) fn apply(request: &Request, applied: &mut Applied) {
    let Fact::Known(before) = applied.state.snapshot.user_pool.clone() else { return };
    let mut after = before.clone();
    for (name, value) in &request.members {
        match name.as_str() {
            "UserPoolId" => {}
            "PoolName" => put(&mut after, "Name", value.clone()),
            "Policies" => {
                for (part, policy) in value.as_object().into_iter().flatten() {
                    put(&mut after, &format!("Policies.{part}"), policy.clone());
                }
            }
            _ => put(&mut after, name, value.clone()),
        }
    }
    let mut resets = Vec::new();
    for (name, known) in RESET.iter().filter(|(name, _)| !request.has(name)) {
        left_out(request, &before, name, *known, &mut resets);
        if *known != Known::Possible {
            put(&mut after, name, Value::Null);
        }
    }
    sender_left_out(request, &before, &mut resets);
    for (name, value) in &request.members {
        within(name, &before, value, &mut resets);
    }
    // Whatever AWS found of the role before, it looks again.
    forget_failure(&mut after);
    // AWS makes the service-linked role with this very call, where the caller may make it.
    if request.text("EmailConfiguration.EmailSendingAccount") == Some("DEVELOPER")
        && let Fact::Known(ses) = &mut applied.state.snapshot.ses
        && matches!(ses.service_linked_role, Fact::Absent)
    {
        ses.service_linked_role = Fact::NotAsked;
    }
    if let Fact::Known(config) = &mut applied.state.snapshot.mfa_config {
        if let Some(mode) = request.at("MfaConfiguration") {
            put(config, "MfaConfiguration", mode.clone());
        }
        if at(config, "SmsMfaConfiguration").is_some() {
            if let Some(sms) = request.at("SmsConfiguration") {
                put(config, "SmsMfaConfiguration.SmsConfiguration", sms.clone());
            }
            let message = request.at("SmsAuthenticationMessage").cloned().unwrap_or_default();
            put(config, "SmsMfaConfiguration.SmsAuthenticationMessage", message);
        }
    }
    applied.state.snapshot.user_pool = Fact::Known(after);
    applied.resets.extend(resets);
}

fn left_out(request: &Request, before: &Value, name: &str, known: Known, resets: &mut Vec<Reset>) {
    let value = if name == "DeviceConfiguration" { at(before, name) } else { something(before, name) };
    let Some(value) = value else { return };
    // Its presence alone makes Cognito remember devices.
    if name == "DeviceConfiguration" {
        return resets.push(Reset::new(name, value, Value::Null, known));
    }
    // A text that the request gives in its other place is not lost.
    if MESSAGES.iter().any(|(older, in_template)| *older == name && request.has(in_template)) {
        return;
    }
    let mut found = Vec::new();
    lost(name, value, None, known, &mut found);
    found.retain(|reset| {
        !MESSAGES.iter().any(|(older, in_template)| reset.path == *in_template && request.has(older))
    });
    for reset in &mut found {
        if reset.path == ADMIN_ONLY {
            reset.known = Known::Measured;
        }
        if name == "AutoVerifiedAttributes" {
            reset.to = json!([]);
        }
    }
    // The other validity of the same thing stays with the password policy.
    found.retain(|reset| {
        reset.path != "AdminCreateUserConfig.UnusedAccountValidityDays"
            || at(before, "Policies.PasswordPolicy.TemporaryPasswordValidityDays").is_none()
    });
    resets.extend(found);
}

/// That an e-mail configuration is kept was measured with Cognito's own sender only.
fn sender_left_out(request: &Request, before: &Value, resets: &mut Vec<Reset>) {
    let path = "EmailConfiguration.EmailSendingAccount";
    if request.has("EmailConfiguration") || text(before, path) != Some("DEVELOPER") {
        return;
    }
    resets.push(Reset::new(path, &json!("DEVELOPER"), default_of(path), Known::Possible));
}

/// What a member that the request does give leaves out of what stands in it.
fn within(name: &str, before: &Value, value: &Value, resets: &mut Vec<Reset>) {
    let Some(was) = something(before, name).filter(|was| was.is_object() && value.is_object()) else {
        return;
    };
    match name {
        // Tags are replaced as a whole, and nothing about MFA hangs on them.
        "UserPoolTags" => {}
        // The two ways of sending exclude each other, and so do the two senders of e-mail.
        "SmsConfiguration" if at(was, "EumsSms").is_some() != at(value, "EumsSms").is_some() => {}
        "EmailConfiguration" if text(value, "EmailSendingAccount") != Some("DEVELOPER") => {
            let path = "EmailConfiguration.EmailSendingAccount";
            let silently = at(value, "EmailSendingAccount").is_none();
            if silently && text(was, "EmailSendingAccount") == Some("DEVELOPER") {
                resets.push(Reset::new(path, &json!("DEVELOPER"), default_of(path), Known::Documented));
            }
        }
        "Policies" => {
            for (part, policy) in value.as_object().into_iter().flatten() {
                if let Some(was) = at(was, part) {
                    lost(&format!("Policies.{part}"), was, Some(policy), Known::Documented, resets);
                }
            }
        }
        "AdminCreateUserConfig" => {
            let mut found = Vec::new();
            lost(name, was, Some(value), Known::Documented, &mut found);
            found.retain(|reset| reset.path != "AdminCreateUserConfig.UnusedAccountValidityDays");
            resets.extend(found);
        }
        // Taking every trigger or the whole setting away is said aloud.
        _ if is_nothing(value) => {}
        _ => lost(name, was, Some(value), Known::Documented, resets),
    }
}
