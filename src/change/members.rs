//! The members of the requests, as the API model declares them; what a request must name as a whole is not here, as
//! the AWS CLI takes it from the command line too.
//!
//! Source: `cognito-idp/2016-04-18/service-2.json` of botocore, 7 August 2026
//! (<https://github.com/boto/botocore>), the model by which the AWS CLI refuses what it does not know.

use super::model::{Shape, TEXT};

const PASSWORD_POLICY: Shape = Shape::Object(
    &[
        ("MinimumLength", Shape::Number(6, 99)),
        ("RequireUppercase", Shape::Flag),
        ("RequireLowercase", Shape::Flag),
        ("RequireNumbers", Shape::Flag),
        ("RequireSymbols", Shape::Flag),
        ("PasswordHistorySize", Shape::Number(0, 24)),
        ("TemporaryPasswordValidityDays", Shape::Number(0, 365)),
    ],
    &[],
);

const SIGN_IN_POLICY: Shape = Shape::Object(
    &[(
        "AllowedFirstAuthFactors",
        Shape::List(
            &Shape::Choice(&["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"]),
            1,
            5,
        ),
    )],
    &[],
);

const USER_POOL_POLICY: Shape =
    Shape::Object(&[("PasswordPolicy", PASSWORD_POLICY), ("SignInPolicy", SIGN_IN_POLICY)], &[]);

const PRE_TOKEN_GENERATION_VERSION_CONFIG: Shape = Shape::Object(
    &[("LambdaVersion", Shape::Choice(&["V1_0", "V2_0", "V3_0"])), ("LambdaArn", TEXT)],
    &["LambdaVersion", "LambdaArn"],
);

const CUSTOM_SMS_TRIGGER: Shape = Shape::Object(
    &[("LambdaVersion", Shape::Choice(&["V1_0"])), ("LambdaArn", TEXT)],
    &["LambdaVersion", "LambdaArn"],
);

const CUSTOM_EMAIL_TRIGGER: Shape = Shape::Object(
    &[("LambdaVersion", Shape::Choice(&["V1_0"])), ("LambdaArn", TEXT)],
    &["LambdaVersion", "LambdaArn"],
);

const INBOUND_FEDERATION_LAMBDA: Shape = Shape::Object(
    &[("LambdaVersion", Shape::Choice(&["V1_0"])), ("LambdaArn", TEXT)],
    &["LambdaVersion", "LambdaArn"],
);

const LAMBDA_CONFIG: Shape = Shape::Object(
    &[
        ("PreSignUp", TEXT),
        ("CustomMessage", TEXT),
        ("PostConfirmation", TEXT),
        ("PreAuthentication", TEXT),
        ("PostAuthentication", TEXT),
        ("DefineAuthChallenge", TEXT),
        ("CreateAuthChallenge", TEXT),
        ("VerifyAuthChallengeResponse", TEXT),
        ("PreTokenGeneration", TEXT),
        ("UserMigration", TEXT),
        ("PreTokenGenerationConfig", PRE_TOKEN_GENERATION_VERSION_CONFIG),
        ("CustomSMSSender", CUSTOM_SMS_TRIGGER),
        ("CustomEmailSender", CUSTOM_EMAIL_TRIGGER),
        ("KMSKeyID", TEXT),
        ("InboundFederation", INBOUND_FEDERATION_LAMBDA),
    ],
    &[],
);

const VERIFICATION_MESSAGE_TEMPLATE: Shape = Shape::Object(
    &[
        ("SmsMessage", Shape::Code(6, 140)),
        ("EmailMessage", Shape::Code(6, 20000)),
        ("EmailSubject", Shape::Text(1, 140)),
        ("EmailMessageByLink", Shape::Link(6, 20000)),
        ("EmailSubjectByLink", Shape::Text(1, 140)),
        ("DefaultEmailOption", Shape::Choice(&["CONFIRM_WITH_LINK", "CONFIRM_WITH_CODE"])),
    ],
    &[],
);

const USER_ATTRIBUTE_UPDATE_SETTINGS: Shape = Shape::Object(
    &[(
        "AttributesRequireVerificationBeforeUpdate",
        Shape::List(&Shape::Choice(&["phone_number", "email"]), 0, usize::MAX),
    )],
    &[],
);

const DEVICE_CONFIGURATION: Shape = Shape::Object(
    &[("ChallengeRequiredOnNewDevice", Shape::Flag), ("DeviceOnlyRememberedOnUserPrompt", Shape::Flag)],
    &[],
);

const EMAIL_CONFIGURATION: Shape = Shape::Object(
    &[
        ("SourceArn", TEXT),
        ("ReplyToEmailAddress", TEXT),
        ("EmailSendingAccount", Shape::Choice(&["COGNITO_DEFAULT", "DEVELOPER"])),
        ("From", TEXT),
        ("ConfigurationSet", Shape::Text(1, 64)),
    ],
    &[],
);

const EUMS_SMS_CONFIGURATION: Shape = Shape::Object(
    &[
        ("CallerArn", TEXT),
        ("ExternalId", TEXT),
        ("OriginationIdentity", TEXT),
        ("ConfigurationSetName", TEXT),
        ("InEntityId", TEXT),
        ("InTemplateId", TEXT),
        ("Region", Shape::Text(5, 32)),
    ],
    &["CallerArn"],
);

const SMS_CONFIGURATION: Shape = Shape::Object(
    &[
        ("SnsCallerArn", TEXT),
        ("ExternalId", TEXT),
        ("SnsRegion", Shape::Text(5, 32)),
        ("EumsSms", EUMS_SMS_CONFIGURATION),
    ],
    &[],
);

const MESSAGE_TEMPLATE: Shape = Shape::Object(
    &[
        ("SMSMessage", Shape::Text(6, 140)),
        ("EmailMessage", Shape::Text(6, 20000)),
        ("EmailSubject", Shape::Text(1, 140)),
    ],
    &[],
);

const ADMIN_CREATE_USER_CONFIG: Shape = Shape::Object(
    &[
        ("AllowAdminCreateUserOnly", Shape::Flag),
        ("UnusedAccountValidityDays", Shape::Number(0, 365)),
        ("InviteMessageTemplate", MESSAGE_TEMPLATE),
    ],
    &[],
);

const ADVANCED_SECURITY_ADDITIONAL_FLOWS: Shape =
    Shape::Object(&[("CustomAuthMode", Shape::Choice(&["AUDIT", "ENFORCED"]))], &[]);

const USER_POOL_ADD_ONS: Shape = Shape::Object(
    &[
        ("AdvancedSecurityMode", Shape::Choice(&["OFF", "AUDIT", "ENFORCED"])),
        ("AdvancedSecurityAdditionalFlows", ADVANCED_SECURITY_ADDITIONAL_FLOWS),
    ],
    &["AdvancedSecurityMode"],
);

const RECOVERY_OPTION: Shape = Shape::Object(
    &[
        ("Priority", Shape::Number(1, 2)),
        ("Name", Shape::Choice(&["verified_email", "verified_phone_number", "admin_only"])),
    ],
    &["Priority", "Name"],
);

const ACCOUNT_RECOVERY_SETTING: Shape =
    Shape::Object(&[("RecoveryMechanisms", Shape::List(&RECOVERY_OPTION, 1, 2))], &[]);

const KEY_CONFIGURATION: Shape = Shape::Object(
    &[
        ("KeyType", Shape::Choice(&["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KEY"])),
        ("KmsKeyArn", Shape::Text(20, 2048)),
    ],
    &[],
);

const ISSUER_CONFIGURATION: Shape = Shape::Object(&[("Type", Shape::Choice(&["ORIGINAL", "UPDATED"]))], &[]);

pub(super) const UPDATE_USER_POOL: Shape = Shape::Object(
    &[
        ("UserPoolId", Shape::Text(1, 55)),
        ("Policies", USER_POOL_POLICY),
        ("DeletionProtection", Shape::Choice(&["ACTIVE", "INACTIVE"])),
        ("LambdaConfig", LAMBDA_CONFIG),
        ("AutoVerifiedAttributes", Shape::List(&Shape::Choice(&["phone_number", "email"]), 0, usize::MAX)),
        ("SmsVerificationMessage", Shape::Code(6, 140)),
        ("EmailVerificationMessage", Shape::Code(6, 20000)),
        ("EmailVerificationSubject", Shape::Text(1, 140)),
        ("VerificationMessageTemplate", VERIFICATION_MESSAGE_TEMPLATE),
        ("SmsAuthenticationMessage", Shape::Code(6, 140)),
        ("UserAttributeUpdateSettings", USER_ATTRIBUTE_UPDATE_SETTINGS),
        ("MfaConfiguration", Shape::Choice(&["OFF", "ON", "OPTIONAL"])),
        ("DeviceConfiguration", DEVICE_CONFIGURATION),
        ("EmailConfiguration", EMAIL_CONFIGURATION),
        ("SmsConfiguration", SMS_CONFIGURATION),
        ("UserPoolTags", Shape::Map),
        ("AdminCreateUserConfig", ADMIN_CREATE_USER_CONFIG),
        ("UserPoolAddOns", USER_POOL_ADD_ONS),
        ("AccountRecoverySetting", ACCOUNT_RECOVERY_SETTING),
        ("PoolName", Shape::Text(1, 128)),
        ("UserPoolTier", Shape::Choice(&["LITE", "ESSENTIALS", "PLUS"])),
        ("KeyConfiguration", KEY_CONFIGURATION),
        ("IssuerConfiguration", ISSUER_CONFIGURATION),
    ],
    &[],
);

const SMS_MFA_CONFIG: Shape = Shape::Object(
    &[("SmsAuthenticationMessage", Shape::Code(6, 140)), ("SmsConfiguration", SMS_CONFIGURATION)],
    &[],
);

const SOFTWARE_TOKEN_MFA_CONFIG: Shape = Shape::Object(&[("Enabled", Shape::Flag)], &[]);

const EMAIL_MFA_CONFIG: Shape = Shape::Object(&[("Message", Shape::Code(6, 20000)), ("Subject", TEXT)], &[]);

const WEB_AUTHN_CONFIGURATION: Shape = Shape::Object(
    &[
        ("RelyingPartyId", Shape::Text(1, 127)),
        ("UserVerification", Shape::Choice(&["required", "preferred"])),
        ("FactorConfiguration", Shape::Choice(&["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"])),
    ],
    &[],
);

pub(super) const SET_USER_POOL_MFA_CONFIG: Shape = Shape::Object(
    &[
        ("UserPoolId", Shape::Text(1, 55)),
        ("SmsMfaConfiguration", SMS_MFA_CONFIG),
        ("SoftwareTokenMfaConfiguration", SOFTWARE_TOKEN_MFA_CONFIG),
        ("EmailMfaConfiguration", EMAIL_MFA_CONFIG),
        ("MfaConfiguration", Shape::Choice(&["OFF", "ON", "OPTIONAL"])),
        ("WebAuthnConfiguration", WEB_AUTHN_CONFIGURATION),
    ],
    &[],
);

const TOKEN_VALIDITY_UNITS: Shape = Shape::Object(
    &[
        ("AccessToken", Shape::Choice(&["seconds", "minutes", "hours", "days"])),
        ("IdToken", Shape::Choice(&["seconds", "minutes", "hours", "days"])),
        ("RefreshToken", Shape::Choice(&["seconds", "minutes", "hours", "days"])),
    ],
    &[],
);

const ANALYTICS_CONFIGURATION: Shape = Shape::Object(
    &[
        ("ApplicationId", TEXT),
        ("ApplicationArn", TEXT),
        ("RoleArn", TEXT),
        ("ExternalId", TEXT),
        ("UserDataShared", Shape::Flag),
    ],
    &[],
);

const REFRESH_TOKEN_ROTATION: Shape = Shape::Object(
    &[
        ("Feature", Shape::Choice(&["ENABLED", "DISABLED"])),
        ("RetryGracePeriodSeconds", Shape::Number(0, 60)),
    ],
    &["Feature"],
);

pub(super) const UPDATE_USER_POOL_CLIENT: Shape = Shape::Object(
    &[
        ("UserPoolId", Shape::Text(1, 55)),
        ("ClientId", Shape::Text(1, 128)),
        ("ClientName", Shape::Text(1, 128)),
        ("RefreshTokenValidity", Shape::Number(0, 315360000)),
        ("AccessTokenValidity", Shape::Number(1, 86400)),
        ("IdTokenValidity", Shape::Number(1, 86400)),
        ("TokenValidityUnits", TOKEN_VALIDITY_UNITS),
        ("ReadAttributes", Shape::List(&Shape::Text(1, 2048), 0, usize::MAX)),
        ("WriteAttributes", Shape::List(&Shape::Text(1, 2048), 0, usize::MAX)),
        (
            "ExplicitAuthFlows",
            Shape::List(
                &Shape::Choice(&[
                    "ADMIN_NO_SRP_AUTH",
                    "CUSTOM_AUTH_FLOW_ONLY",
                    "USER_PASSWORD_AUTH",
                    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                    "ALLOW_CUSTOM_AUTH",
                    "ALLOW_USER_PASSWORD_AUTH",
                    "ALLOW_USER_SRP_AUTH",
                    "ALLOW_REFRESH_TOKEN_AUTH",
                    "ALLOW_USER_AUTH",
                ]),
                0,
                usize::MAX,
            ),
        ),
        ("SupportedIdentityProviders", Shape::List(&Shape::Text(1, 32), 0, usize::MAX)),
        ("CallbackURLs", Shape::List(&Shape::Text(1, 1024), 0, 100)),
        ("LogoutURLs", Shape::List(&Shape::Text(1, 1024), 0, 100)),
        ("DefaultRedirectURI", Shape::Text(1, 1024)),
        ("AllowedOAuthFlows", Shape::List(&Shape::Choice(&["code", "implicit", "client_credentials"]), 0, 3)),
        ("AllowedOAuthScopes", Shape::List(&Shape::Text(1, 256), 0, 50)),
        ("AllowedOAuthFlowsUserPoolClient", Shape::Flag),
        ("AnalyticsConfiguration", ANALYTICS_CONFIGURATION),
        ("PreventUserExistenceErrors", Shape::Choice(&["LEGACY", "ENABLED"])),
        ("EnableTokenRevocation", Shape::Flag),
        ("EnablePropagateAdditionalUserContextData", Shape::Flag),
        ("AuthSessionValidity", Shape::Number(3, 15)),
        ("RefreshTokenRotation", REFRESH_TOKEN_ROTATION),
    ],
    &[],
);

const NUMBER_ATTRIBUTE_CONSTRAINTS: Shape = Shape::Object(&[("MinValue", TEXT), ("MaxValue", TEXT)], &[]);

const STRING_ATTRIBUTE_CONSTRAINTS: Shape = Shape::Object(&[("MinLength", TEXT), ("MaxLength", TEXT)], &[]);

const SCHEMA_ATTRIBUTE: Shape = Shape::Object(
    &[
        ("Name", Shape::Text(1, 20)),
        ("AttributeDataType", Shape::Choice(&["String", "Number", "DateTime", "Boolean"])),
        ("DeveloperOnlyAttribute", Shape::Flag),
        ("Mutable", Shape::Flag),
        ("Required", Shape::Flag),
        ("NumberAttributeConstraints", NUMBER_ATTRIBUTE_CONSTRAINTS),
        ("StringAttributeConstraints", STRING_ATTRIBUTE_CONSTRAINTS),
    ],
    &[],
);

const USERNAME_CONFIGURATION: Shape = Shape::Object(&[("CaseSensitive", Shape::Flag)], &["CaseSensitive"]);

pub(super) const CREATE_USER_POOL: Shape = Shape::Object(
    &[
        ("PoolName", Shape::Text(1, 128)),
        ("Policies", USER_POOL_POLICY),
        ("DeletionProtection", Shape::Choice(&["ACTIVE", "INACTIVE"])),
        ("LambdaConfig", LAMBDA_CONFIG),
        ("AutoVerifiedAttributes", Shape::List(&Shape::Choice(&["phone_number", "email"]), 0, usize::MAX)),
        (
            "AliasAttributes",
            Shape::List(&Shape::Choice(&["phone_number", "email", "preferred_username"]), 0, usize::MAX),
        ),
        ("UsernameAttributes", Shape::List(&Shape::Choice(&["phone_number", "email"]), 0, usize::MAX)),
        ("SmsVerificationMessage", Shape::Code(6, 140)),
        ("EmailVerificationMessage", Shape::Code(6, 20000)),
        ("EmailVerificationSubject", Shape::Text(1, 140)),
        ("VerificationMessageTemplate", VERIFICATION_MESSAGE_TEMPLATE),
        ("SmsAuthenticationMessage", Shape::Code(6, 140)),
        ("MfaConfiguration", Shape::Choice(&["OFF", "ON", "OPTIONAL"])),
        ("UserAttributeUpdateSettings", USER_ATTRIBUTE_UPDATE_SETTINGS),
        ("DeviceConfiguration", DEVICE_CONFIGURATION),
        ("EmailConfiguration", EMAIL_CONFIGURATION),
        ("SmsConfiguration", SMS_CONFIGURATION),
        ("UserPoolTags", Shape::Map),
        ("AdminCreateUserConfig", ADMIN_CREATE_USER_CONFIG),
        ("Schema", Shape::List(&SCHEMA_ATTRIBUTE, 1, 50)),
        ("UserPoolAddOns", USER_POOL_ADD_ONS),
        ("UsernameConfiguration", USERNAME_CONFIGURATION),
        ("AccountRecoverySetting", ACCOUNT_RECOVERY_SETTING),
        ("UserPoolTier", Shape::Choice(&["LITE", "ESSENTIALS", "PLUS"])),
        ("KeyConfiguration", KEY_CONFIGURATION),
        ("IssuerConfiguration", ISSUER_CONFIGURATION),
    ],
    &[],
);
