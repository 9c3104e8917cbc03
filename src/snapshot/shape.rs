//! The form of the members that rules read: what a hand-made file must not get wrong unnoticed.

use super::{ReadError, Unread};
use serde_json::Value;

/// What AWS answers at a path.
#[derive(Debug, Clone, Copy)]
enum Form {
    Text,
    Flag,
    Number,
    /// SNS writes amounts as text.
    Amount,
    Object,
    Texts,
    Objects,
}

impl Form {
    fn words(self) -> &'static str {
        match self {
            Form::Text => "a text",
            Form::Flag => "true or false",
            Form::Number | Form::Amount => "a number",
            Form::Object => "an object",
            Form::Texts => "a list of texts",
            Form::Objects => "a list of objects",
        }
    }

    fn fits(self, value: &Value) -> bool {
        let all = |fits: fn(&Value) -> bool| value.as_array().is_some_and(|list| list.iter().all(fits));
        match self {
            Form::Text => value.is_string(),
            Form::Flag => value.is_boolean(),
            Form::Number => value.is_number(),
            Form::Amount => {
                value.is_number() || value.as_str().is_some_and(|text| text.trim().parse::<f64>().is_ok())
            }
            Form::Object => value.is_object(),
            Form::Texts => all(Value::is_string),
            Form::Objects => all(Value::is_object),
        }
    }
}

/// Paths from the top; `*` stands for every element of a list or every member of an object.
const FORMS: &[(&str, Form)] = &[
    ("UserPool", Form::Object),
    ("UserPool.Id", Form::Text),
    ("UserPool.Arn", Form::Text),
    ("UserPool.Name", Form::Text),
    ("UserPool.MfaConfiguration", Form::Text),
    ("UserPool.UserPoolTier", Form::Text),
    ("UserPool.SmsConfigurationFailure", Form::Text),
    ("UserPool.EmailConfigurationFailure", Form::Text),
    ("UserPool.AutoVerifiedAttributes", Form::Texts),
    ("UserPool.SchemaAttributes", Form::Objects),
    ("UserPool.SchemaAttributes.*.Name", Form::Text),
    ("UserPool.SchemaAttributes.*.Required", Form::Flag),
    ("UserPool.UsernameAttributes", Form::Texts),
    ("UserPool.SmsAuthenticationMessage", Form::Text),
    ("UserPool.SmsConfiguration", Form::Object),
    ("UserPool.SmsConfiguration.SnsCallerArn", Form::Text),
    ("UserPool.SmsConfiguration.ExternalId", Form::Text),
    ("UserPool.SmsConfiguration.SnsRegion", Form::Text),
    ("UserPool.SmsConfiguration.EumsSms", Form::Object),
    ("UserPool.SmsConfiguration.EumsSms.CallerArn", Form::Text),
    ("UserPool.SmsConfiguration.EumsSms.ExternalId", Form::Text),
    ("UserPool.SmsConfiguration.EumsSms.OriginationIdentity", Form::Text),
    ("UserPool.EmailConfiguration", Form::Object),
    ("UserPool.EmailConfiguration.EmailSendingAccount", Form::Text),
    ("UserPool.EmailConfiguration.SourceArn", Form::Text),
    ("UserPool.EmailConfiguration.From", Form::Text),
    ("UserPool.EmailConfiguration.ConfigurationSet", Form::Text),
    ("UserPool.AccountRecoverySetting", Form::Object),
    ("UserPool.AccountRecoverySetting.RecoveryMechanisms", Form::Objects),
    ("UserPool.AccountRecoverySetting.RecoveryMechanisms.*.Name", Form::Text),
    ("UserPool.AccountRecoverySetting.RecoveryMechanisms.*.Priority", Form::Number),
    ("UserPool.Policies", Form::Object),
    ("UserPool.Policies.SignInPolicy", Form::Object),
    ("UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors", Form::Texts),
    ("UserPool.DeviceConfiguration", Form::Object),
    ("UserPool.DeviceConfiguration.ChallengeRequiredOnNewDevice", Form::Flag),
    ("UserPool.DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt", Form::Flag),
    ("UserPool.UserPoolAddOns", Form::Object),
    ("UserPool.UserPoolAddOns.AdvancedSecurityMode", Form::Text),
    ("UserPool.LambdaConfig", Form::Object),
    ("UserPool.LambdaConfig.KMSKeyID", Form::Text),
    ("UserPool.LambdaConfig.PreTokenGeneration", Form::Text),
    ("UserPool.LambdaConfig.DefineAuthChallenge", Form::Text),
    ("UserPool.LambdaConfig.CreateAuthChallenge", Form::Text),
    ("UserPool.LambdaConfig.VerifyAuthChallengeResponse", Form::Text),
    ("UserPool.LambdaConfig.CustomSMSSender", Form::Object),
    ("UserPool.LambdaConfig.CustomSMSSender.LambdaArn", Form::Text),
    ("UserPool.LambdaConfig.CustomSMSSender.LambdaVersion", Form::Text),
    ("UserPool.LambdaConfig.CustomEmailSender", Form::Object),
    ("UserPool.LambdaConfig.CustomEmailSender.LambdaArn", Form::Text),
    ("UserPool.LambdaConfig.CustomEmailSender.LambdaVersion", Form::Text),
    ("UserPool.LambdaConfig.PreTokenGenerationConfig", Form::Object),
    ("UserPool.LambdaConfig.PreTokenGenerationConfig.LambdaArn", Form::Text),
    ("UserPool.LambdaConfig.PreTokenGenerationConfig.LambdaVersion", Form::Text),
    ("UserPool.UserAttributeUpdateSettings", Form::Object),
    ("UserPool.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate", Form::Texts),
    ("UserPool.Domain", Form::Text),
    ("UserPool.CustomDomain", Form::Text),
    ("MfaConfig", Form::Object),
    ("MfaConfig.MfaConfiguration", Form::Text),
    ("MfaConfig.SmsMfaConfiguration", Form::Object),
    ("MfaConfig.SmsMfaConfiguration.SmsConfiguration", Form::Object),
    ("MfaConfig.SmsMfaConfiguration.SmsConfiguration.SnsCallerArn", Form::Text),
    ("MfaConfig.SmsMfaConfiguration.SmsConfiguration.ExternalId", Form::Text),
    ("MfaConfig.SmsMfaConfiguration.SmsConfiguration.SnsRegion", Form::Text),
    ("MfaConfig.SmsMfaConfiguration.SmsConfiguration.EumsSms", Form::Object),
    ("MfaConfig.SmsMfaConfiguration.SmsConfiguration.EumsSms.CallerArn", Form::Text),
    ("MfaConfig.SmsMfaConfiguration.SmsConfiguration.EumsSms.ExternalId", Form::Text),
    ("MfaConfig.SmsMfaConfiguration.SmsConfiguration.EumsSms.OriginationIdentity", Form::Text),
    ("MfaConfig.SoftwareTokenMfaConfiguration", Form::Object),
    ("MfaConfig.SoftwareTokenMfaConfiguration.Enabled", Form::Flag),
    ("MfaConfig.EmailMfaConfiguration", Form::Object),
    ("MfaConfig.WebAuthnConfiguration", Form::Object),
    ("MfaConfig.WebAuthnConfiguration.RelyingPartyId", Form::Text),
    ("MfaConfig.WebAuthnConfiguration.FactorConfiguration", Form::Text),
    ("Clients", Form::Objects),
    ("Clients.*.ClientId", Form::Text),
    ("Clients.*.ClientName", Form::Text),
    ("Clients.*.PreventUserExistenceErrors", Form::Text),
    ("Clients.*.SupportedIdentityProviders", Form::Texts),
    ("Clients.*.AuthSessionValidity", Form::Number),
    ("Clients.*.ExplicitAuthFlows", Form::Texts),
    ("Clients.*.AllowedOAuthFlows", Form::Texts),
    ("Clients.*.AllowedOAuthScopes", Form::Texts),
    ("Clients.*.AllowedOAuthFlowsUserPoolClient", Form::Flag),
    ("Clients.*.WriteAttributes", Form::Texts),
    ("SmsRole", Form::Object),
    ("SmsRole.Role", Form::Object),
    ("SmsRole.Role.Arn", Form::Text),
    ("SmsRole.Role.PermissionsBoundary", Form::Object),
    ("SmsRole.Role.PermissionsBoundary.PermissionsBoundaryArn", Form::Text),
    ("SmsRole.Role.Tags", Form::Objects),
    ("SmsRole.Role.Tags.*.Key", Form::Text),
    ("SmsRole.Role.Tags.*.Value", Form::Text),
    ("SmsRole.InlinePolicies", Form::Objects),
    ("SmsRole.InlinePolicies.*.PolicyName", Form::Text),
    ("SmsRole.AttachedPolicies", Form::Objects),
    ("SmsRole.AttachedPolicies.*.PolicyArn", Form::Text),
    ("SmsRole.AttachedPolicies.*.PolicyName", Form::Text),
    ("SmsRole.PermissionsBoundary", Form::Object),
    ("SmsRole.PermissionsBoundary.PolicyArn", Form::Text),
    ("SmsRole.Simulation", Form::Object),
    ("SmsRole.Simulation.EvaluationResults", Form::Objects),
    ("SmsRole.Simulation.EvaluationResults.*.EvalActionName", Form::Text),
    ("SmsRole.Simulation.EvaluationResults.*.EvalDecision", Form::Text),
    ("SmsRole.Simulation.EvaluationResults.*.MatchedStatements", Form::Objects),
    ("SmsRole.Simulation.EvaluationResults.*.MissingContextValues", Form::Texts),
    ("SmsRole.Simulation.EvaluationResults.*.OrganizationsDecisionDetail", Form::Object),
    ("SmsRole.Simulation.EvaluationResults.*.OrganizationsDecisionDetail.AllowedByOrganizations", Form::Flag),
    ("Sms", Form::Object),
    ("Sms.*", Form::Object),
    ("Sms.*.Attributes", Form::Object),
    ("Sms.*.Attributes.MonthlySpendLimit", Form::Amount),
    ("Sms.*.SandboxStatus", Form::Object),
    ("Sms.*.SandboxStatus.IsInSandbox", Form::Flag),
    ("Sms.*.OriginationNumbers", Form::Objects),
    ("Sms.*.OriginationNumbers.*.Iso2CountryCode", Form::Text),
    ("Sms.*.OriginationNumbers.*.NumberCapabilities", Form::Texts),
    ("Ses", Form::Object),
    ("Ses.Region", Form::Text),
    ("Ses.Account", Form::Object),
    ("Ses.Account.ProductionAccessEnabled", Form::Flag),
    ("Ses.Account.SendingEnabled", Form::Flag),
    ("Ses.Account.EnforcementStatus", Form::Text),
    ("Ses.Identities", Form::Object),
    ("Ses.Identities.*", Form::Object),
    ("Ses.Identities.*.VerifiedForSendingStatus", Form::Flag),
    ("Ses.Identities.*.VerificationStatus", Form::Text),
    ("Ses.Identities.*.MailFromAttributes", Form::Object),
    ("Ses.Identities.*.MailFromAttributes.MailFromDomain", Form::Text),
    ("Ses.Identities.*.MailFromAttributes.MailFromDomainStatus", Form::Text),
    ("Ses.Identities.*.MailFromAttributes.BehaviorOnMxFailure", Form::Text),
    ("Ses.Identities.*.Policies", Form::Object),
    ("Ses.ConfigurationSet", Form::Object),
    ("Ses.ConfigurationSet.SendingOptions", Form::Object),
    ("Ses.ConfigurationSet.SendingOptions.SendingEnabled", Form::Flag),
    ("Ses.ServiceLinkedRole", Form::Object),
    ("WebAcl", Form::Object),
    ("WebAcl.Rules", Form::Objects),
    ("WebAcl.ARN", Form::Text),
    ("WebAcl.Name", Form::Text),
    ("WebAcl.Id", Form::Text),
    ("WebAcl.DefaultAction", Form::Object),
    ("WebAcl.Rules.*.Name", Form::Text),
    ("WebAcl.Rules.*.Statement", Form::Object),
    ("WebAcl.Rules.*.Action", Form::Object),
    ("WebAcl.Rules.*.OverrideAction", Form::Object),
    ("LogDelivery", Form::Object),
    ("LogDelivery.LogConfigurations", Form::Objects),
    ("LogDelivery.LogConfigurations.*.EventSource", Form::Text),
    ("LogDelivery.LogConfigurations.*.LogLevel", Form::Text),
    ("Risk", Form::Object),
    ("Risk.Pool", Form::Object),
    ("Risk.Clients", Form::Object),
    ("Risk.Clients.*", Form::Object),
    ("Risk.Pool.AccountTakeoverRiskConfiguration", Form::Object),
    ("Risk.Pool.AccountTakeoverRiskConfiguration.Actions", Form::Object),
    ("Risk.Pool.AccountTakeoverRiskConfiguration.Actions.*", Form::Object),
    ("Risk.Pool.AccountTakeoverRiskConfiguration.Actions.*.EventAction", Form::Text),
    ("Risk.Pool.RiskExceptionConfiguration", Form::Object),
    ("Risk.Pool.RiskExceptionConfiguration.SkippedIPRangeList", Form::Texts),
    ("Risk.Clients.*.AccountTakeoverRiskConfiguration", Form::Object),
    ("Risk.Clients.*.AccountTakeoverRiskConfiguration.Actions", Form::Object),
    ("Risk.Clients.*.AccountTakeoverRiskConfiguration.Actions.*", Form::Object),
    ("Risk.Clients.*.AccountTakeoverRiskConfiguration.Actions.*.EventAction", Form::Text),
    ("Risk.Clients.*.RiskExceptionConfiguration", Form::Object),
    ("Risk.Clients.*.RiskExceptionConfiguration.SkippedIPRangeList", Form::Texts),
    ("Organizations", Form::Object),
    ("Organizations.Organization", Form::Object),
    ("Organizations.Organization.Id", Form::Text),
    ("Organizations.Organization.FeatureSet", Form::Text),
    ("Organizations.Organization.MasterAccountId", Form::Text),
    ("Organizations.Targets", Form::Objects),
    ("Organizations.Targets.*.Id", Form::Text),
    ("Organizations.Targets.*.Type", Form::Text),
    ("Users", Form::Objects),
    ("Users.*.Username", Form::Text),
    ("Users.*.User", Form::Object),
    ("Users.*.User.Username", Form::Text),
    ("Users.*.User.UserAttributes", Form::Objects),
    ("Users.*.User.UserAttributes.*.Name", Form::Text),
    ("Users.*.User.UserAttributes.*.Value", Form::Text),
    ("Users.*.User.Enabled", Form::Flag),
    ("Users.*.User.UserStatus", Form::Text),
    ("Users.*.User.MFAOptions", Form::Objects),
    ("Users.*.User.PreferredMfaSetting", Form::Text),
    ("Users.*.User.UserMFASettingList", Form::Texts),
    ("Users.*.AuthFactors", Form::Object),
    ("Users.*.AuthFactors.ConfiguredUserAuthFactors", Form::Texts),
    ("Users.*.Devices", Form::Objects),
    ("Users.*.Devices.*.DeviceAttributes", Form::Objects),
    ("Users.*.AuthEvents", Form::Object),
    ("Users.*.AuthEvents.AuthEvents", Form::Objects),
    ("Users.*.AuthEvents.AuthEvents.*.EventType", Form::Text),
    ("Users.*.AuthEvents.AuthEvents.*.EventResponse", Form::Text),
    ("Users.*.AuthEvents.AuthEvents.*.EventRisk", Form::Object),
    ("Users.*.AuthEvents.AuthEvents.*.EventRisk.RiskDecision", Form::Text),
    ("Users.*.AuthEvents.AuthEvents.*.ChallengeResponses", Form::Objects),
    ("Users.*.AuthEvents.AuthEvents.*.ChallengeResponses.*.ChallengeName", Form::Text),
    ("Users.*.AuthEvents.AuthEvents.*.ChallengeResponses.*.ChallengeResponse", Form::Text),
    ("Users.*.OptOut", Form::Object),
    ("Users.*.OptOut.*", Form::Object),
    ("Users.*.OptOut.*.isOptedOut", Form::Flag),
    ("Users.*.Suppression", Form::Object),
    ("Users.*.Suppression.EmailAddress", Form::Text),
    ("Users.*.Suppression.Reason", Form::Text),
    // The answer of AdminGetUser itself, in the place of an element.
    ("Users.*.UserAttributes", Form::Objects),
    ("Users.*.UserAttributes.*.Name", Form::Text),
    ("Users.*.UserAttributes.*.Value", Form::Text),
    ("Users.*.Enabled", Form::Flag),
    ("Users.*.UserStatus", Form::Text),
    ("Users.*.MFAOptions", Form::Objects),
    ("Users.*.PreferredMfaSetting", Form::Text),
    ("Users.*.UserMFASettingList", Form::Texts),
];

/// Refuses a file in which a member that rules read has a form that AWS never answers.
pub(super) fn check(document: &Value) -> Result<(), ReadError> {
    for (path, form) in FORMS {
        let members: Vec<&str> = path.split('.').collect();
        visit(document, &members, "", *form)?;
    }
    unread_by_name(document, "")
}

/// Refuses a member `Unread` that does not say which operation was not answered.
fn unread_by_name(value: &Value, so_far: &str) -> Result<(), ReadError> {
    match value {
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .try_for_each(|(index, element)| unread_by_name(element, &format!("{so_far}[{index}]"))),
        Value::Object(members) => members.iter().try_for_each(|(name, member)| {
            let path = format!("{so_far}.{name}").trim_start_matches('.').to_owned();
            if name == "Unread" && Unread::in_place_of(value).is_none() {
                let found = kind(member).to_owned();
                let expected = "nothing, and mfa-doctor an object with the texts Operation, Code and Message";
                return Err(ReadError::Shape { path, found, expected });
            }
            unread_by_name(member, &path)
        }),
        _ => Ok(()),
    }
}

fn visit(value: &Value, rest: &[&str], so_far: &str, form: Form) -> Result<(), ReadError> {
    let Some((member, rest)) = rest.split_first() else {
        if value.is_null() || form.fits(value) || Unread::in_place_of(value).is_some() {
            return Ok(());
        }
        let path = so_far.trim_start_matches('.').to_owned();
        return Err(ReadError::Shape { path, found: kind(value).to_owned(), expected: form.words() });
    };
    match (*member, value) {
        ("*", Value::Array(elements)) => elements
            .iter()
            .enumerate()
            .try_for_each(|(index, element)| visit(element, rest, &format!("{so_far}[{index}]"), form)),
        ("*", Value::Object(members)) => members
            .iter()
            .try_for_each(|(name, element)| visit(element, rest, &format!("{so_far}.{name}"), form)),
        (name, Value::Object(members)) => match members.get(name) {
            Some(found) => visit(found, rest, &format!("{so_far}.{name}"), form),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// What kind of JSON a value is, as a sentence names it.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_wrong_form_is_named_with_its_path() {
        let file = json!({"Clients": [{"ClientId": "a"}, {"ClientId": 7}]});
        let error = check(&file).expect_err("a number is no client ID");
        assert_eq!(error.to_string(), "Clients[1].ClientId is a number, where AWS answers a text");
    }

    #[test]
    fn unread_null_and_unknown_members_pass() {
        let unread = json!({"Unread": {"Operation": "cognito-idp:ListUserPoolClients"}});
        assert!(check(&json!({"Clients": unread, "SmsRole": {"InlinePolicies": unread}})).is_ok());
        let file =
            json!({"UserPool": {"SmsConfiguration": null, "New": 7}, "Ses": {"Identities": {"a": null}}});
        assert!(check(&file).is_ok());
    }
}
