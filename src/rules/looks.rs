//! The facts that the rules look at, by the operation that tells them.

use super::look::Look;

macro_rules! looks {
    ($($operation:literal: $($name:ident = $path:literal,)+)+) => {
        $($(pub(super) const $name: Look = Look { operation: $operation, path: $path };)+)+
        /// What a rule about the reading itself looks at: whether there is an answer at all.
        pub(super) static ANSWERS: &[Look] = &[
            $(Look { operation: $operation, path: "" },)+
            // No rule looks into it; what awaits a user does.
            Look { operation: "cognito-idp:AdminListDevices", path: "" },
        ];
    };
}

looks! {
    "cognito-idp:DescribeUserPool":
        POOL_ARN = "Arn",
        PLAN = "UserPoolTier",
        SMS_ROLE = "SmsConfiguration.SnsCallerArn",
        EXTERNAL_ID = "SmsConfiguration.ExternalId",
        SMS_REGION = "SmsConfiguration.SnsRegion",
        MESSAGING_ROLE = "SmsConfiguration.EumsSms.CallerArn",
        ORIGINATION = "SmsConfiguration.EumsSms.OriginationIdentity",
        SMS_FAILURE = "SmsConfigurationFailure",
        SENDING_ACCOUNT = "EmailConfiguration.EmailSendingAccount",
        SOURCE_ARN = "EmailConfiguration.SourceArn",
        FROM = "EmailConfiguration.From",
        CONFIGURATION_SET = "EmailConfiguration.ConfigurationSet",
        EMAIL_FAILURE = "EmailConfigurationFailure",
        TEMPORARY_DAYS = "Policies.PasswordPolicy.TemporaryPasswordValidityDays",
        AUTO_VERIFIED = "AutoVerifiedAttributes",
        RECOVERY = "AccountRecoverySetting.RecoveryMechanisms[].Name",
        FIRST_FACTORS = "Policies.SignInPolicy.AllowedFirstAuthFactors",
        PHONE_REQUIRED = "SchemaAttributes.phone_number.Required",
        EMAIL_REQUIRED = "SchemaAttributes.email.Required",
        USERNAMES = "UsernameAttributes",
        KEPT_UNTIL_VERIFIED = "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate",
        DOMAIN = "Domain",
        CUSTOM_DOMAIN = "CustomDomain",
        DEVICE_CHALLENGE = "DeviceConfiguration.ChallengeRequiredOnNewDevice",
        DEVICE_ON_PROMPT = "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt",
        POOL_MODIFIED = "LastModifiedDate",
        THREAT_PROTECTION = "UserPoolAddOns.AdvancedSecurityMode",
        SMS_SENDER = "LambdaConfig.CustomSMSSender.LambdaArn",
        EMAIL_SENDER = "LambdaConfig.CustomEmailSender.LambdaArn",
        SENDER_KEY = "LambdaConfig.KMSKeyID",
        TOKEN_TRIGGER_VERSION = "LambdaConfig.PreTokenGenerationConfig.LambdaVersion",
        TOKEN_TRIGGER = "LambdaConfig.PreTokenGenerationConfig.LambdaArn",
        CUSTOM_AUTH = "LambdaConfig.DefineAuthChallenge",

    "cognito-idp:GetUserPoolMfaConfig":
        MODE = "MfaConfiguration",
        SMS_MFA = "SmsMfaConfiguration",
        TOTP = "SoftwareTokenMfaConfiguration.Enabled",
        EMAIL_MFA = "EmailMfaConfiguration",
        RELYING_PARTY = "WebAuthnConfiguration.RelyingPartyId",
        PASSKEYS_COUNT_AS = "WebAuthnConfiguration.FactorConfiguration",

    "cognito-idp:ListUserPoolClients":
        CLIENTS = "UserPoolClients[].ClientId",

    "cognito-idp:DescribeUserPoolClient":
        SESSION_VALIDITY = "AuthSessionValidity",
        AUTH_FLOWS = "ExplicitAuthFlows",
        OAUTH = "AllowedOAuthFlowsUserPoolClient",
        OAUTH_FLOWS = "AllowedOAuthFlows",
        OAUTH_SCOPES = "AllowedOAuthScopes",
        IDENTITY_PROVIDERS = "SupportedIdentityProviders",
        WRITABLE = "WriteAttributes",
        USER_EXISTENCE = "PreventUserExistenceErrors",
        TOKEN_ROTATION = "RefreshTokenRotation.Feature",

    "cognito-idp:DescribeRiskConfiguration":
        LOW_RISK = "AccountTakeoverRiskConfiguration.Actions.LowAction.EventAction",
        MEDIUM_RISK = "AccountTakeoverRiskConfiguration.Actions.MediumAction.EventAction",
        HIGH_RISK = "AccountTakeoverRiskConfiguration.Actions.HighAction.EventAction",
        SKIPPED_ADDRESSES = "RiskExceptionConfiguration.SkippedIPRangeList",

    "cognito-idp:AdminGetUser":
        USER_STATUS = "UserStatus",
        USER_ENABLED = "Enabled",
        USER_CREATED = "UserCreateDate",
        USER_MODIFIED = "UserLastModifiedDate",
        USER_FACTORS = "UserMFASettingList",
        USER_PREFERRED = "PreferredMfaSetting",
        USER_LEGACY = "MFAOptions",
        USER_PHONE = "UserAttributes.phone_number",
        USER_PHONE_VERIFIED = "UserAttributes.phone_number_verified",
        USER_EMAIL = "UserAttributes.email",
        USER_EMAIL_VERIFIED = "UserAttributes.email_verified",
        USER_IDENTITIES = "UserAttributes.identities",

    "cognito-idp:AdminGetUserAuthFactors":
        USER_AUTH_FACTORS = "ConfiguredUserAuthFactors",

    "cognito-idp:AdminListUserAuthEvents":
        SIGN_IN_RESULTS = "AuthEvents[].EventResponse",
        SIGN_IN_ANSWERS = "AuthEvents[].ChallengeResponses",
        SIGN_IN_TIMES = "AuthEvents[].CreationDate",

    "cognito-idp:GetLogDeliveryConfiguration":
        EXPORTED_EVENTS = "LogConfigurations[].EventSource",
        EXPORTED_LEVELS = "LogConfigurations[].LogLevel",

    "iam:GetRole":
        ROLE = "Role.Arn",
        ROLE_CREATED = "Role.CreateDate",
        BOUNDARY_ARN = "Role.PermissionsBoundary.PermissionsBoundaryArn",
        TRUST = "AssumeRolePolicyDocument.Statement",
        TRUSTED_ID = "AssumeRolePolicyDocument.Statement.Condition.sts:ExternalId",
        TRUSTED_POOL = "AssumeRolePolicyDocument.Statement.Condition.aws:SourceArn",
        TRUSTED_ACCOUNT = "AssumeRolePolicyDocument.Statement.Condition.aws:SourceAccount",
        EMAIL_SERVICE_ROLE = "AWSServiceRoleForAmazonCognitoIdpEmailService.Arn",

    "iam:ListRolePolicies":
        INLINE_NAMES = "PolicyNames",

    "iam:GetRolePolicy":
        INLINE_POLICIES = "PolicyDocument.Statement",

    "iam:ListAttachedRolePolicies":
        ATTACHED_NAMES = "AttachedPolicies",

    "iam:GetPolicyVersion":
        ATTACHED_POLICIES = "PolicyDocument.Statement",
        BOUNDARY = "PermissionsBoundary.PolicyDocument.Statement",

    "iam:SimulatePrincipalPolicy":
        SIMULATED = "EvaluationResults.EvalDecision",

    "organizations:DescribeOrganization":
        ORGANIZATION = "Organization.Id",

    "organizations:ListParents":
        PARENTS = "Parents",

    "organizations:ListPoliciesForTarget":
        SERVICE_CONTROL_NAMES = "SERVICE_CONTROL_POLICY.Policies",
        RESOURCE_CONTROL_NAMES = "RESOURCE_CONTROL_POLICY.Policies",

    "organizations:DescribePolicy":
        SERVICE_CONTROL = "SERVICE_CONTROL_POLICY.Content.Statement",
        RESOURCE_CONTROL = "RESOURCE_CONTROL_POLICY.Content.Statement",

    "sns:GetSMSSandboxAccountStatus":
        SMS_SANDBOX = "IsInSandbox",

    "sns:GetSMSAttributes":
        SPEND_LIMIT = "attributes.MonthlySpendLimit",

    "sns:ListOriginationNumbers":
        ORIGINATION_NUMBERS = "PhoneNumbers",

    "sns:CheckIfPhoneNumberIsOptedOut":
        OPTED_OUT = "isOptedOut",

    "ses:GetAccount":
        SES_PRODUCTION = "ProductionAccessEnabled",
        SES_REVIEW = "Details.ReviewDetails.Status",
        SES_SENDING = "SendingEnabled",
        SES_ENFORCEMENT = "EnforcementStatus",
        SES_SENT = "SendQuota.SentLast24Hours",
        SES_QUOTA = "SendQuota.Max24HourSend",
        SES_SUPPRESSED = "SuppressionAttributes.SuppressedReasons",

    "ses:GetEmailIdentity":
        IDENTITY_VERIFIED = "VerifiedForSendingStatus",
        IDENTITY_STATUS = "VerificationStatus",
        IDENTITY_POLICIES = "Policies",
        MAIL_FROM_DOMAIN = "MailFromAttributes.MailFromDomain",
        MAIL_FROM_STATUS = "MailFromAttributes.MailFromDomainStatus",
        MAIL_FROM_FAILURE = "MailFromAttributes.BehaviorOnMxFailure",

    "ses:GetSuppressedDestination":
        SUPPRESSION_REASON = "Reason",

    "ses:GetConfigurationSet":
        SET_SENDING = "SendingOptions.SendingEnabled",

    "wafv2:GetWebACLForResource":
        ACL_RULES = "Rules[].Name",
        ACL_ACTIONS = "Rules[].Action",
        ACL_STATEMENTS = "Rules[].Statement",
        ACL_DEFAULT = "DefaultAction",
}
