//! The MFA configuration of a pool, refused when it is written.

use super::{ANY_MESSAGE, DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &MFA_WITHOUT_FACTOR,
    &MFA_OFF_WITH_FACTOR,
    &MFA_AT_CREATION_NEEDS_SMS,
    &MFA_CANNOT_BE_TURNED_ON,
    &OTP_FIRST_FACTOR_WITH_REQUIRED_MFA,
    &PASSWORD_MUST_BE_FIRST_FACTOR,
    &SMS_OTP_WITHOUT_SMS_CONFIGURATION,
    &MFA_CONFIGURATION_VALUE_INVALID,
    &CONSTRAINT_NOT_SATISFIED,
    &INVALID_PARAMETER,
];

/// MFA without any factor.
pub static MFA_WITHOUT_FACTOR: DocumentedError = DocumentedError {
    id: "mfa-without-factor",
    code: Some("InvalidParameterException"),
    message: "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled",
    variants: &[
        "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration",
    ],
    operations: &["SetUserPoolMfaConfig"],
    meaning: "MFA is asked to be ON or OPTIONAL and the request enables no factor. Passkeys do not count as one.",
    causes: &[
        proven_by("MFA001", "SMS, email and TOTP are all absent or disabled in the request."),
        proven_by(
            "OPS002",
            "The request left out the factors the pool has: SetUserPoolMfaConfig removes every block it is not given.",
        ),
    ],
    fix: "Name at least one of SMS, email and TOTP in the same SetUserPoolMfaConfig call, and restate the others you want to keep.",
    docs: pages::SET_POOL_MFA,
    evidence: Evidence::Reported,
};

/// A factor together with MFA OFF.
pub static MFA_OFF_WITH_FACTOR: DocumentedError = DocumentedError {
    id: "mfa-off-with-factor",
    code: Some("InvalidParameterException"),
    message: "Invalid MFA configuration given, can't turn off MFA and configure an MFA together",
    variants: &[],
    operations: &["SetUserPoolMfaConfig"],
    meaning: "The request holds a factor block while MfaConfiguration is OFF. An omitted MfaConfiguration means OFF, and a block with Enabled=false counts too.",
    causes: &[
        proven_by("MFA002", "MfaConfiguration is OFF in the request and a factor block stands beside it."),
        proven_by("OPS002", "MfaConfiguration was left out of the request."),
    ],
    fix: "Send MfaConfiguration as ON or OPTIONAL in the same call; to turn MFA off, send OFF without any factor block.",
    docs: pages::SET_POOL_MFA,
    evidence: Evidence::Reported,
};

/// A pool created with MFA and no SMS.
pub static MFA_AT_CREATION_NEEDS_SMS: DocumentedError = DocumentedError {
    id: "mfa-at-creation-needs-sms",
    code: Some("InvalidParameterException"),
    message: "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    variants: &[],
    operations: &["CreateUserPool"],
    meaning: "CreateUserPool knows no factor but SMS, so it refuses MFA ON or OPTIONAL without an SMS configuration.",
    causes: &[proven_by(
        "MFA003",
        "The pool is created with MFA on and no SmsConfiguration; in CloudFormation, without EnabledMfas.",
    )],
    fix: "Create the pool with MFA OFF and enable TOTP or email by SetUserPoolMfaConfig afterwards; in CloudFormation, declare EnabledMfas.",
    docs: pages::MFA,
    evidence: Evidence::Reported,
};

/// MFA set to ON by UpdateUserPool.
pub static MFA_CANNOT_BE_TURNED_ON: DocumentedError = DocumentedError {
    id: "mfa-cannot-be-turned-on",
    code: Some("InvalidParameterException"),
    message: "Cannot turn MFA functionality ON, once the user pool has been created",
    variants: &[],
    operations: &["UpdateUserPool"],
    meaning: "UpdateUserPool was asked to require MFA in a pool without an enabled factor. The pool need not be recreated, whatever the text suggests.",
    causes: &[
        proven_by("MFA001", "MFA is on in the pool and no factor is enabled."),
        unseen(
            Sight::Request,
            "Older releases of the service refused the change from OPTIONAL or OFF to ON in UpdateUserPool altogether.",
        ),
    ],
    fix: "Use SetUserPoolMfaConfig with MfaConfiguration ON and the factors in one call.",
    docs: pages::SET_POOL_MFA,
    evidence: Evidence::Reported,
};

/// One-time passwords as first factor where MFA is required.
pub static OTP_FIRST_FACTOR_WITH_REQUIRED_MFA: DocumentedError = DocumentedError {
    id: "otp-first-factor-with-required-mfa",
    code: Some("InvalidParameterException"),
    message: "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
    variants: &[],
    operations: operations::WRITES_POOL_OR_MFA,
    meaning: "A pool that requires MFA cannot allow sign-in by an emailed or texted one-time password.",
    causes: &[proven_by(
        "MFA008",
        "MfaConfiguration is ON and AllowedFirstAuthFactors holds EMAIL_OTP or SMS_OTP; OPTIONAL is accepted.",
    )],
    fix: "Remove EMAIL_OTP and SMS_OTP from AllowedFirstAuthFactors, or make MFA OPTIONAL.",
    docs: pages::MFA,
    evidence: Evidence::Reported,
};

/// First factors without the password.
pub static PASSWORD_MUST_BE_FIRST_FACTOR: DocumentedError = DocumentedError {
    id: "password-must-be-first-factor",
    code: Some("InvalidParameterException"),
    message: "Password should be configured as one of the allowed first auth factors",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "AllowedFirstAuthFactors must hold PASSWORD, also in a pool meant to be passwordless.",
    causes: &[proven_by("OPS004", "The request's SignInPolicy.AllowedFirstAuthFactors lacks PASSWORD.")],
    fix: "Add PASSWORD to AllowedFirstAuthFactors.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Reported,
};

/// SMS one-time passwords without an SMS configuration.
pub static SMS_OTP_WITHOUT_SMS_CONFIGURATION: DocumentedError = DocumentedError {
    id: "sms-otp-without-sms-configuration",
    code: Some("InvalidParameterException"),
    message: "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration",
    variants: &[],
    operations: &["UpdateUserPool"],
    meaning: "SMS_OTP is asked for as a first factor, and the pool has no SMS configuration to send it with.",
    causes: &[proven_by("SMS012", "The pool has no SmsConfiguration.")],
    fix: "Give the pool a working SmsConfiguration first, then allow SMS_OTP.",
    docs: pages::SMS,
    evidence: Evidence::Reported,
};

/// A value of MfaConfiguration that does not exist.
pub static MFA_CONFIGURATION_VALUE_INVALID: DocumentedError = DocumentedError {
    id: "mfa-configuration-value-invalid",
    code: Some("InvalidParameterException"),
    message: "1 validation error detected: Value '{value}' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
    variants: &[
        "1 validation error detected: Value '{value}' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set",
    ],
    operations: operations::WRITES_POOL_OR_MFA,
    meaning: "MfaConfiguration knows OFF, ON and OPTIONAL, in capitals, and nothing else.",
    causes: &[proven_by(
        "OPS004",
        "The value quoted in the message was sent, such as REQUIRED, Optional or a boolean.",
    )],
    fix: "Send ON (required), OPTIONAL or OFF.",
    docs: pages::SET_POOL_MFA,
    evidence: Evidence::Reported,
};

/// A member outside the bounds of the API model.
pub static CONSTRAINT_NOT_SATISFIED: DocumentedError = DocumentedError {
    id: "constraint-not-satisfied",
    code: Some("InvalidParameterException"),
    message: "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}",
    variants: &[
        "1 validation error detected: Value at '{member}' failed to satisfy constraint: {constraint}",
        "{number} validation errors detected: {errors}",
    ],
    operations: operations::WRITES_POOL_OR_MFA,
    meaning: "A member of the request is outside its documented length, pattern or list of values; the message names the member.",
    causes: &[
        proven_by(
            "MFA013",
            "The SMS or email message has no {####} where the code goes, or is too long: 6 to 140 characters for an SMS, 6 to 20000 for an email.",
        ),
        proven_by(
            "OPS004",
            "Another member breaks its constraint, such as AccountRecoverySetting with more than two mechanisms: read the member and the constraint in the message.",
        ),
    ],
    fix: "Correct the member that the message names.",
    docs: pages::SET_POOL_MFA,
    evidence: Evidence::Reported,
};

/// Any other refusal of a parameter.
pub static INVALID_PARAMETER: DocumentedError = DocumentedError {
    id: "invalid-parameter",
    code: Some("InvalidParameterException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: operations::WRITES_POOL_OR_MFA,
    meaning: "Cognito refused a parameter. The text says which; this entry stands for the refusals whose text AWS does not document.",
    causes: &[
        proven_by(
            "SMS021",
            "EumsSms.Region is not the Region of the pool, or SnsCallerArn and EumsSms are given together.",
        ),
        proven_by("EML008", "The SES identity in SourceArn belongs to another account."),
        unseen(Sight::Request, "Another parameter does not fit: read the text."),
    ],
    fix: "Correct the parameter that the text names, and restate the rest of the configuration in the same request.",
    docs: pages::ERRORS,
    evidence: Evidence::Aws,
};
