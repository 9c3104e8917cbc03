//! How a place that rules look at is compared.

use crate::rules::Look;
use serde_json::{Value, json};

/// How what stands at a place is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Not at all: it is the pool's identity, changes by itself, or is told by another place.
    Skip,
    /// Whether anything is there; of an ARN also the service, and whether Region and account are the pool's own.
    Presence,
    /// The values themselves.
    Value,
    /// The same, in the order in which they stand.
    Ordered,
    /// Statements, whatever policy holds them.
    Statements,
}

/// Places that are not compared.
const SKIPPED: &[&str] = &[
    "Arn",
    "UserPoolClients[].ClientId",
    "Role.Arn",
    "Role.CreateDate",
    // The statements of policies are compared, whatever the policies are called.
    "PolicyNames",
    "AttachedPolicies",
    "SERVICE_CONTROL_POLICY.Policies",
    "RESOURCE_CONTROL_POLICY.Policies",
    "Parents",
    // Parts of the trust policy, which is compared whole.
    "AssumeRolePolicyDocument.Statement.Condition.sts:ExternalId",
    "AssumeRolePolicyDocument.Statement.Condition.aws:SourceArn",
    "AssumeRolePolicyDocument.Statement.Condition.aws:SourceAccount",
    "SendQuota.SentLast24Hours",
    "Rules[].Name",
];

/// Places that hold names, or texts that users read.
const NAMED: &[&str] = &[
    "SmsConfiguration.SnsCallerArn",
    "SmsConfiguration.ExternalId",
    "SmsConfiguration.EumsSms.CallerArn",
    "SmsConfiguration.EumsSms.OriginationIdentity",
    "SmsMfaConfiguration",
    "EmailMfaConfiguration",
    "EmailConfiguration.SourceArn",
    "EmailConfiguration.From",
    "EmailConfiguration.ConfigurationSet",
    "EmailConfigurationFailure",
    "Domain",
    "CustomDomain",
    "WebAuthnConfiguration.RelyingPartyId",
    "LambdaConfig.CustomSMSSender.LambdaArn",
    "LambdaConfig.CustomEmailSender.LambdaArn",
    "LambdaConfig.KMSKeyID",
    "LambdaConfig.PreTokenGenerationConfig.LambdaArn",
    "LambdaConfig.DefineAuthChallenge",
    "Role.PermissionsBoundary.PermissionsBoundaryArn",
    "AWSServiceRoleForAmazonCognitoIdpEmailService.Arn",
    "Organization.Id",
    "Policies",
    "MailFromAttributes.MailFromDomain",
];

/// Lists whose order decides: what comes first is tried first.
const ORDERED: &[&str] =
    &["AccountRecoverySetting.RecoveryMechanisms[].Name", "Rules[].Action", "Rules[].Statement"];

/// What AWS takes a member for that is not there
/// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>,
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html>).
pub(super) fn default_of(path: &str) -> Value {
    match path {
        "AuthSessionValidity" => json!(3),
        "PreventUserExistenceErrors" => json!("LEGACY"),
        "EmailConfiguration.EmailSendingAccount" => json!("COGNITO_DEFAULT"),
        "WebAuthnConfiguration.FactorConfiguration" => json!("SINGLE_FACTOR"),
        "MfaConfiguration" | "UserPoolAddOns.AdvancedSecurityMode" => json!("OFF"),
        _ => Value::Null,
    }
}

impl Treatment {
    pub(super) fn of(look: &Look) -> Treatment {
        let among = |places: &[&str]| places.contains(&look.path);
        if look.path.is_empty() || look.operation == Look::TOKEN || among(SKIPPED) {
            Treatment::Skip
        } else if among(NAMED) {
            Treatment::Presence
        } else if among(ORDERED) {
            Treatment::Ordered
        } else if look.path.ends_with(".Statement") && look.path != "AssumeRolePolicyDocument.Statement" {
            Treatment::Statements
        } else {
            Treatment::Value
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::all;
    use std::collections::BTreeSet;

    #[test]
    fn every_place_that_is_listed_is_one_that_a_rule_looks_at() {
        let looked_at: BTreeSet<&str> =
            all().flat_map(|rule| rule.looks_at.iter().map(|look| look.path)).collect();
        for place in SKIPPED.iter().chain(NAMED).chain(ORDERED) {
            assert!(looked_at.contains(place), "{place}");
        }
    }
}
