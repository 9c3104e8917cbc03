//! What a rule looks at, and what stood there.

use super::mfa::{MFA_CONFIG, USER_POOL};
use super::{Case, email, risk, sms, user, waf};
use crate::finding::Evidence;
use crate::snapshot::{Gap, LIST_AUTH_EVENTS, SmsPath, Unread, at, flag, text};
use serde_json::Value;

const LIST_CLIENTS: &str = "cognito-idp:ListUserPoolClients";

/// A place in an answer of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The operation as IAM writes it: `cognito-idp:DescribeUserPool`.
    pub operation: &'static str,
    /// The dotted path inside the answer; `[]` stands for every element of a list. Empty where the rule only asks
    /// whether there is an answer.
    pub path: &'static str,
}

impl Look {
    /// In the place of an operation: what is looked at stands in a token, which no operation gives again.
    pub const TOKEN: &'static str = "token";

    /// In the place of an operation: what is looked at stands in a request that is to be sent.
    pub const REQUEST: &'static str = "request";

    /// In the place of an operation: what is looked at stands in a recording of sign-ins.
    pub const TRACE: &'static str = "trace";

    /// Whether it stands in what was presented, which no operation gives again.
    pub(super) fn is_presented(&self) -> bool {
        matches!(self.operation, Look::TOKEN | Look::REQUEST | Look::TRACE)
    }

    /// The permissions that it takes: the operation's own, and those without which it cannot be asked.
    pub(super) fn permissions(&self) -> Vec<&'static str> {
        if self.is_presented() {
            return Vec::new();
        }
        let besides: &[&str] = match self.operation {
            "cognito-idp:DescribeUserPoolClient" => &[LIST_CLIENTS],
            "iam:GetRolePolicy" => &["iam:ListRolePolicies"],
            "iam:GetPolicyVersion" if self.path.starts_with("PermissionsBoundary") => &["iam:GetPolicy"],
            "iam:GetPolicyVersion" => &["iam:ListAttachedRolePolicies", "iam:GetPolicy"],
            "organizations:DescribePolicy" => &["organizations:ListPoliciesForTarget"],
            "wafv2:GetWebACLForResource" => &["cognito-idp:GetWebACLForResource"],
            _ => &[],
        };
        besides.iter().copied().chain([self.operation]).collect()
    }

    /// What stands there in `answer`.
    pub(super) fn of(&self, answer: &Value) -> Evidence {
        Evidence::new(self.operation, self.path, member(answer, self.path))
    }
}

/// The member at `path`; `null` where there is none.
pub(super) fn member(value: &Value, path: &str) -> Value {
    let Some((list, rest)) = path.split_once("[].") else {
        return at(value, path).cloned().unwrap_or_default();
    };
    match at(value, list).and_then(Value::as_array) {
        Some(elements) => elements.iter().map(|element| member(element, rest)).collect(),
        None => Value::Null,
    }
}

/// What stood at `look`, one piece of evidence for each client, policy, Region or identity that has the place.
/// Empty where the pool has nothing that could be asked about, or where only the answer itself counts.
///
/// # Errors
/// The gap, when the part was not read, or not wholly.
pub fn facts(case: &Case<'_>, look: &Look) -> Result<Vec<Evidence>, Gap> {
    if look.path.is_empty() || look.is_presented() {
        return Ok(Vec::new());
    }
    match look.operation {
        USER_POOL => Ok(vec![of_pool(case, look)]),
        MFA_CONFIG => of_mfa_config(case, look).map(|fact| vec![fact]),
        LIST_CLIENTS => client_ids(case).map(|ids| vec![Evidence::new(look.operation, look.path, ids)]),
        "cognito-idp:DescribeUserPoolClient" => of_clients(case, look),
        "cognito-idp:DescribeRiskConfiguration" => risk::facts(case, look),
        "cognito-idp:GetLogDeliveryConfiguration" => {
            let delivery = case.snapshot.log_delivery.get(look.operation, false)?;
            Ok(vec![look.of(delivery.unwrap_or(&Value::Null))])
        }
        "wafv2:GetWebACLForResource" => waf::facts(case, look),
        "cognito-idp:AdminGetUser"
        | "cognito-idp:AdminGetUserAuthFactors"
        | LIST_AUTH_EVENTS
        | "sns:CheckIfPhoneNumberIsOptedOut"
        | "ses:GetSuppressedDestination" => user::looks::facts(case, look),
        "sns:ListOriginationNumbers" => user::delivery::origination_facts(case, look),
        "iam:GetRole" if look.path.starts_with("AWSServiceRole") => email::looks::facts(case, look),
        operation if operation.starts_with("ses:") => email::looks::facts(case, look),
        _ => sms::looks::facts(case, look),
    }
}

fn of_pool(case: &Case<'_>, look: &Look) -> Evidence {
    if look.path == "Arn" {
        return Evidence::new(look.operation, look.path, case.pool.arn());
    }
    if let Some(member) = look.path.strip_prefix("SmsConfiguration.") {
        return of_sms_configuration(case, look, member);
    }
    if let Some(name) = look.path.strip_prefix("SchemaAttributes.") {
        let name = name.trim_end_matches(".Required");
        let attributes = at(case.pool.described, "SchemaAttributes").and_then(Value::as_array);
        let mut of_name = attributes.into_iter().flatten().filter(|found| text(found, "Name") == Some(name));
        let required = of_name.next().map(|attribute| flag(attribute, "Required") == Some(true));
        return Evidence::new(look.operation, look.path, required);
    }
    look.of(case.pool.described)
}

/// The SMS configuration may stand in either answer, and names role, external ID and Region in two ways.
fn of_sms_configuration(case: &Case<'_>, look: &Look, name: &str) -> Evidence {
    let Some((operation, place, configuration)) = case.pool.sms_configuration() else {
        return Evidence::new(look.operation, "SmsConfiguration", Value::Null);
    };
    let name = match (case.pool.sms_path(), name) {
        (Some(SmsPath::EndUserMessaging { .. }), "SnsCallerArn") => "EumsSms.CallerArn",
        (Some(SmsPath::EndUserMessaging { .. }), "ExternalId") => "EumsSms.ExternalId",
        (Some(SmsPath::EndUserMessaging { .. }), "SnsRegion") => "EumsSms.Region",
        _ => name,
    };
    Evidence::new(operation, format!("{place}.{name}"), member(configuration, name))
}

fn of_mfa_config(case: &Case<'_>, look: &Look) -> Result<Evidence, Gap> {
    // DescribeUserPool tells the mode too.
    let told = case.snapshot.mfa_config.known().is_some_and(|config| text(config, look.path).is_some());
    if look.path == "MfaConfiguration" && !told && text(case.pool.described, look.path).is_some() {
        return Ok(Look { operation: USER_POOL, ..*look }.of(case.pool.described));
    }
    Ok(look.of(case.pool.mfa_config()?))
}

fn client_ids<'a>(case: &Case<'a>) -> Result<Vec<&'a str>, Gap> {
    let elements = case.snapshot.clients.get(LIST_CLIENTS, true)?;
    let elements = elements.map(Vec::as_slice).unwrap_or_default();
    let id = |element: &'a Value| match (text(element, "ClientId"), Unread::in_place_of(element)) {
        (Some(id), _) => Ok(id),
        (None, Some(unread)) => Err(Gap::unread(&unread, true)),
        (None, None) => Ok(""),
    };
    elements.iter().map(id).collect()
}

fn of_clients(case: &Case<'_>, look: &Look) -> Result<Vec<Evidence>, Gap> {
    let (clients, gaps) = case.clients()?;
    match gaps.into_iter().next() {
        Some(gap) => Err(gap),
        None => Ok(clients
            .iter()
            .map(|client| {
                let path = format!("{}.{}", client.id(), look.path);
                Evidence::new(look.operation, path, member(client.0, look.path))
            })
            .collect()),
    }
}
