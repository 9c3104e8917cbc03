//! The three requests that must restate what they do not change.

use super::patch::apply;
use crate::finding::Patch;
use crate::snapshot::{
    FACTOR_BLOCKS, Fact, MESSAGES, MFA_BLOCKS, ONLY_DESCRIBED, Snapshot, Unread, at, text,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What `DescribeUserPoolClient` answers, or a snapshot adds, and `UpdateUserPoolClient` does not take.
const NOT_IN_UPDATE_USER_POOL_CLIENT: &[&str] = &["HasClientSecret", "LastModifiedDate", "CreationDate"];

/// The pool's configuration as requests, with the changes made so far.
#[derive(Debug)]
pub(super) struct Requests {
    region: String,
    pool: Result<Value, String>,
    mfa: Result<Value, String>,
    clients: BTreeMap<String, Value>,
    /// Whether a step has changed the pool's SMS configuration.
    configured_sms: bool,
}

impl Requests {
    pub(super) fn of(snapshot: &Snapshot) -> Requests {
        let pool = snapshot.pool().ok();
        let id = pool.map(|pool| pool.id()).unwrap_or_default().to_owned();
        let elements = snapshot.clients.known().map(Vec::as_slice).unwrap_or_default();
        let read = elements.iter().filter(|client| Unread::in_place_of(client).is_none());
        Requests {
            region: pool.map(|pool| pool.region()).unwrap_or_default().to_owned(),
            pool: known(&snapshot.user_pool, "DescribeUserPool")
                .and_then(|pool| named(&id).map(|id| update_user_pool(pool, id))),
            mfa: known(&snapshot.mfa_config, "GetUserPoolMfaConfig")
                .and_then(|config| named(&id).map(|_| config))
                .map(|config| set_mfa_config(config, &id, pool.map_or("OFF", |pool| pool.mfa_mode()))),
            clients: read.map(|client| update_client(client, &id)).collect(),
            configured_sms: false,
        }
    }

    pub(super) fn region(&self) -> &str {
        &self.region
    }

    /// # Errors
    /// Why there is no safe request.
    pub(super) fn update_user_pool(&mut self, patches: &[Patch]) -> Result<Value, String> {
        let pool = self.pool.as_mut().map_err(|missing| missing.clone())?;
        patches.iter().for_each(|patch| apply(pool, patch));
        self.configured_sms |=
            patches.iter().any(|patch| patch.path.first().is_some_and(|member| member == "SmsConfiguration"));
        let request = pool.clone();
        // Both calls carry the SMS configuration: what one changed, the other must not change back.
        if let Ok(mfa) = &mut self.mfa {
            copy(&request, "SmsConfiguration", mfa, "SmsMfaConfiguration.SmsConfiguration");
            copy(&request, "SmsAuthenticationMessage", mfa, "SmsMfaConfiguration.SmsAuthenticationMessage");
        }
        Ok(request)
    }

    /// # Errors
    /// Why there is no safe request.
    pub(super) fn set_user_pool_mfa_config(&mut self, patches: &[Patch]) -> Result<Value, String> {
        let mfa = self.mfa.as_mut().map_err(|missing| missing.clone())?;
        patches.iter().for_each(|patch| apply(mfa, patch));
        // A step above may have given the pool an SMS configuration: while MFA is on, AWS refuses to leave it out.
        let is_on = text(mfa, "MfaConfiguration").is_some_and(|mode| mode != "OFF");
        if let Ok(pool) = &self.pool
            && self.configured_sms
            && is_on
            && at(mfa, "SmsMfaConfiguration.SmsConfiguration").is_none()
            && let Some(sms) = at(pool, "SmsConfiguration")
        {
            apply(mfa, &Patch::set("SmsMfaConfiguration.SmsConfiguration", sms.clone()));
        }
        let request = mfa.clone();
        // AWS refuses factors beside OFF, and leaving them out would remove them.
        if text(&request, "MfaConfiguration").is_none_or(|mode| mode == "OFF")
            && let Some(factor) = FACTOR_BLOCKS.iter().find(|factor| request.get(**factor).is_some())
        {
            return Err(format!("MFA is OFF and {factor} is set, which AWS refuses together"));
        }
        if let Ok(pool) = &mut self.pool {
            copy(&request, "MfaConfiguration", pool, "MfaConfiguration");
            // What this call configures, DescribeUserPool shows, and the next UpdateUserPool must restate.
            if let Some(sms) = at(&request, "SmsMfaConfiguration.SmsConfiguration") {
                apply(pool, &Patch::set("SmsConfiguration", sms.clone()));
            }
            copy(&request, "SmsMfaConfiguration.SmsAuthenticationMessage", pool, "SmsAuthenticationMessage");
        }
        Ok(request)
    }

    /// # Errors
    /// Why there is no safe request.
    pub(super) fn update_user_pool_client(&mut self, id: &str, patches: &[Patch]) -> Result<Value, String> {
        let client = self.clients.get_mut(id).ok_or_else(|| unread("DescribeUserPoolClient"))?;
        named(text(client, "UserPoolId").unwrap_or_default())?;
        patches.iter().for_each(|patch| apply(client, patch));
        Ok(client.clone())
    }
}

fn known<'a>(fact: &'a Fact<Value>, operation: &str) -> Result<&'a Value, String> {
    fact.known().ok_or_else(|| unread(operation))
}

/// The pool's ID, which no request can do without.
fn named(id: &str) -> Result<&str, String> {
    if id.is_empty() { Err("the snapshot does not say the pool's ID".to_owned()) } else { Ok(id) }
}

fn unread(operation: &str) -> String {
    format!("{operation} was not read, and the call resets what it is not told")
}

/// Sets `to_path` of `to` to what `from` has, where both have it: neither call may take away the other's member.
fn copy(from: &Value, from_path: &str, to: &mut Value, to_path: &str) {
    if let Some(value) = at(from, from_path).filter(|_| at(to, to_path).is_some()) {
        apply(to, &Patch::set(to_path, value.clone()));
    }
}

fn without(value: &Value, members: &[&str]) -> Map<String, Value> {
    let all = value.as_object().into_iter().flatten();
    let kept = all.filter(|(name, _)| !members.contains(&name.as_str()));
    kept.filter_map(|(name, value)| Some((name.clone(), set_members(value)?))).collect()
}

/// The value without members that are not set: SDKs write `null` or `""` for them, which no call takes.
fn set_members(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::Object(_) => Some(Value::Object(without(value, &[]))),
        Value::Array(elements) => Some(elements.iter().filter_map(set_members).collect()),
        other => Some(other.clone()),
    }
}

fn update_user_pool(described: &Value, id: &str) -> Value {
    let mut request = Map::new();
    request.insert("UserPoolId".to_owned(), json!(id));
    if let Some(name) = at(described, "Name") {
        request.insert("PoolName".to_owned(), name.clone());
    }
    // No answer of DescribeUserPool should hold the members of SetUserPoolMfaConfig.
    request.extend(without(described, &[&ONLY_DESCRIBED[..], &MFA_BLOCKS].concat()));
    // UpdateUserPool refuses both validities at once; the password policy's is the newer member.
    if at(described, "Policies.PasswordPolicy.TemporaryPasswordValidityDays").is_some()
        && let Some(Value::Object(admin)) = request.get_mut("AdminCreateUserConfig")
    {
        admin.shift_remove("UnusedAccountValidityDays");
    }
    // The older message members repeat what the template holds.
    for (older, in_template) in MESSAGES {
        if at(described, in_template).is_some() {
            request.shift_remove(older);
        }
    }
    // `{}` would switch the pool to legacy recovery; leaving the member out keeps it.
    let mechanisms = at(described, "AccountRecoverySetting.RecoveryMechanisms").and_then(Value::as_array);
    if mechanisms.is_none_or(Vec::is_empty) {
        request.shift_remove("AccountRecoverySetting");
    }
    // A trigger without its function is no trigger; the call refuses it.
    if let Some(Value::Object(triggers)) = request.get_mut("LambdaConfig") {
        for trigger in
            ["CustomSMSSender", "CustomEmailSender", "PreTokenGenerationConfig", "InboundFederation"]
        {
            if triggers.get(trigger).is_some_and(|found| text(found, "LambdaArn").is_none()) {
                triggers.shift_remove(trigger);
            }
        }
    }
    // Tags that begin with `aws:` belong to AWS and cannot be written.
    if let Some(Value::Object(tags)) = request.get_mut("UserPoolTags") {
        tags.retain(|key, _| !key.starts_with("aws:"));
    }
    Value::Object(request)
}

/// `mode` stands in for a mode that the answer does not tell: without one the call turns MFA off.
fn set_mfa_config(config: &Value, id: &str, mode: &str) -> Value {
    let mut request = Map::new();
    request.insert("UserPoolId".to_owned(), json!(id));
    request.extend(without(config, &["ResponseMetadata"]));
    request.entry("MfaConfiguration").or_insert_with(|| json!(mode));
    Value::Object(request)
}

fn update_client(client: &Value, pool_id: &str) -> (String, Value) {
    let mut request = without(client, NOT_IN_UPDATE_USER_POOL_CLIENT);
    request.entry("UserPoolId").or_insert_with(|| json!(pool_id));
    let id = client.get("ClientId").and_then(Value::as_str).unwrap_or_default().to_owned();
    (id, Value::Object(request))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn requests(pool: Value, mfa: Value) -> Requests {
        let mut snapshot = Snapshot::empty();
        snapshot.user_pool = Fact::Known(pool);
        snapshot.mfa_config = Fact::Known(mfa);
        Requests::of(&snapshot)
    }

    #[test]
    fn a_pool_is_restated_without_what_the_call_does_not_take() {
        let described = json!({
            "Id": "us-east-1_AbCdEf123", "Name": "customers", "CreationDate": 1, "EstimatedNumberOfUsers": 7,
            "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 7}},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true, "UnusedAccountValidityDays": 7},
            "EmailVerificationMessage": "x {####}", "VerificationMessageTemplate": {"EmailMessage": "x {####}"},
            "AccountRecoverySetting": {}, "UserPoolTags": {"aws:cloudformation:stack-name": "s", "team": "t"},
            "MemberOfTomorrow": {"Kept": true},
        });
        let request = requests(described, json!({})).update_user_pool(&[Patch::set("UserPoolTier", "PLUS")]);
        let expected = json!({
            "UserPoolId": "us-east-1_AbCdEf123", "PoolName": "customers",
            "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 7}},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true},
            "VerificationMessageTemplate": {"EmailMessage": "x {####}"},
            "UserPoolTags": {"team": "t"}, "MemberOfTomorrow": {"Kept": true}, "UserPoolTier": "PLUS",
        });
        assert_eq!(request, Ok(expected));
    }

    #[test]
    fn steps_in_order_do_not_undo_each_other() {
        let pool = json!({"Id": "us-east-1_a1", "MfaConfiguration": "OFF", "UserPoolTier": "LITE"});
        let mut requests = requests(pool, json!({"MfaConfiguration": "OFF"}));
        requests.update_user_pool(&[Patch::set("UserPoolTier", "ESSENTIALS")]).expect("the pool was read");
        requests.set_user_pool_mfa_config(&[Patch::set("MfaConfiguration", "OPTIONAL")]).expect("read");
        let last = requests.update_user_pool(&[Patch::set("DeletionProtection", "ACTIVE")]).expect("read");
        assert_eq!(last["UserPoolTier"], "ESSENTIALS");
        assert_eq!(last["MfaConfiguration"], "OPTIONAL");
    }

    #[test]
    fn what_was_not_read_makes_no_request() {
        let mut snapshot = Snapshot::empty();
        snapshot.user_pool = Fact::Known(json!({"Id": "us-east-1_a1"}));
        let request = Requests::of(&snapshot).set_user_pool_mfa_config(&[]);
        assert!(request.is_err_and(|reason| reason.contains("GetUserPoolMfaConfig was not read")));
    }

    #[test]
    fn a_pool_without_an_id_makes_no_request() {
        let mut requests = requests(json!({"Name": "customers"}), json!({"MfaConfiguration": "OFF"}));
        assert!(requests.update_user_pool(&[]).is_err_and(|reason| reason.contains("the pool's ID")));
        assert!(requests.set_user_pool_mfa_config(&[]).is_err_and(|reason| reason.contains("the pool's ID")));
    }

    #[test]
    fn a_mode_that_the_pool_alone_tells_is_restated() {
        let pool = json!({"Id": "us-east-1_a1", "MfaConfiguration": "OPTIONAL"});
        let mut requests = requests(pool, json!({"SoftwareTokenMfaConfiguration": {"Enabled": true}}));
        let request = requests.set_user_pool_mfa_config(&[]).expect("read");
        assert_eq!(request["MfaConfiguration"], "OPTIONAL");
    }

    #[test]
    fn factors_beside_off_make_no_request() {
        let mfa = json!({"MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": {"Enabled": false}});
        let mut requests = requests(json!({"Id": "us-east-1_a1"}), mfa);
        assert!(
            requests
                .set_user_pool_mfa_config(&[Patch::set("WebAuthnConfiguration.RelyingPartyId", "a")])
                .is_err()
        );
        assert!(requests.set_user_pool_mfa_config(&[Patch::set("MfaConfiguration", "OPTIONAL")]).is_ok());
    }
}
