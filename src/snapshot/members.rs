//! Names of members that more than one room must know.

/// The blocks of the MFA configuration that stand for factors; `WebAuthnConfiguration` is none.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html>
pub const FACTOR_BLOCKS: [&str; 3] =
    ["SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration"];

/// The members that only the MFA configuration has.
pub const MFA_BLOCKS: [&str; 4] =
    [FACTOR_BLOCKS[0], FACTOR_BLOCKS[1], FACTOR_BLOCKS[2], "WebAuthnConfiguration"];

/// Members of a pool that name the same text twice: the older one, and its place in the template.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html>
pub const MESSAGES: [(&str, &str); 3] = [
    ("SmsVerificationMessage", "VerificationMessageTemplate.SmsMessage"),
    ("EmailVerificationMessage", "VerificationMessageTemplate.EmailMessage"),
    ("EmailVerificationSubject", "VerificationMessageTemplate.EmailSubject"),
];

/// What `DescribeUserPool` answers and `UpdateUserPool` does not take.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html>
pub const ONLY_DESCRIBED: [&str; 15] = [
    "Id",
    "Name",
    "Arn",
    "Status",
    "LastModifiedDate",
    "CreationDate",
    "SchemaAttributes",
    "AliasAttributes",
    "UsernameAttributes",
    "UsernameConfiguration",
    "EstimatedNumberOfUsers",
    "SmsConfigurationFailure",
    "EmailConfigurationFailure",
    "Domain",
    "CustomDomain",
];
