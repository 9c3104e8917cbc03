//! Email MFA, the email configuration of the pool and SES.

use super::{ANY_MESSAGE, DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &EMAIL_MFA_WITH_DEFAULT_SENDER,
    &EMAIL_MFA_WITH_EMAIL_RECOVERY,
    &EMAIL_SOURCE_ARN_MISSING,
    &EMAIL_SOURCE_ARN_IN_OTHER_REGION,
    &EMAIL_FROM_INVALID,
    &EMAIL_IDENTITY_NOT_ALLOWED,
    &EMAIL_ROLE_ACCESS_DENIED,
    &EMAIL_IDENTITY_NOT_VERIFIED,
    &SES_ADDRESS_NOT_VERIFIED,
    &EMAIL_DAILY_LIMIT_EXCEEDED,
    &EMAIL_IDENTITY_OF_OTHER_ACCOUNT,
    &EMAIL_FROM_WITH_DEFAULT_SENDER,
];

/// Email MFA in a pool that sends through Cognito's own sender.
pub static EMAIL_MFA_WITH_DEFAULT_SENDER: DocumentedError = DocumentedError {
    id: "email-mfa-with-default-sender",
    code: Some("InvalidParameterException"),
    message: "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT",
    variants: &["Can't enable email MFA with email sending in Send email with Cognito configuration"],
    operations: &["SetUserPoolMfaConfig"],
    meaning: "Email MFA needs a pool that sends through SES, and this one uses Cognito's default sender. The second wording is the console's.",
    causes: &[
        proven_by(
            "EML001",
            "EmailConfiguration.EmailSendingAccount is COGNITO_DEFAULT; an absent EmailConfiguration means the same.",
        ),
        unseen(
            Sight::Request,
            "Terraform sets email MFA before it updates the pool: a plan that holds both changes must be applied in two steps.",
        ),
    ],
    fix: "UpdateUserPool with EmailSendingAccount=DEVELOPER, a SourceArn and a From address, and the rest of the pool restated; then SetUserPoolMfaConfig.",
    docs: pages::EMAIL_MFA_ARTICLE,
    evidence: Evidence::Aws,
};

/// Email MFA in a pool that recovers accounts by email alone.
pub static EMAIL_MFA_WITH_EMAIL_RECOVERY: DocumentedError = DocumentedError {
    id: "email-mfa-with-email-recovery",
    code: Some("InvalidParameterException"),
    message: "Cannot set EmailMfaConfiguration when user pool AccountRecoverySetting is not set or contains only verified_email in RecoveryMechanisms",
    variants: &[],
    operations: &["SetUserPoolMfaConfig"],
    meaning: "One email address may not get both the MFA code and the reset code. A pool without any AccountRecoverySetting is refused as well.",
    causes: &[
        proven_by("MFA006", "AccountRecoverySetting is absent, or verified_email is its only mechanism."),
        unseen(
            Sight::Request,
            "Terraform sets email MFA before it updates the pool: a plan that holds both changes must be applied in two steps.",
        ),
    ],
    fix: "Set RecoveryMechanisms to verified_phone_number first and verified_email second, or to admin_only, before email MFA.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Aws,
};

/// DEVELOPER sending without an SES identity.
pub static EMAIL_SOURCE_ARN_MISSING: DocumentedError = DocumentedError {
    id: "email-source-arn-missing",
    code: Some("InvalidParameterException"),
    message: "Source ARN is required to use DEVELOPER email sending owner",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "EmailSendingAccount=DEVELOPER means to send through an SES identity, and none was named.",
    causes: &[proven_by("OPS004", "EmailConfiguration of the request has no SourceArn.")],
    fix: "Give the ARN of a verified SES identity in SourceArn.",
    docs: pages::EMAIL,
    evidence: Evidence::Reported,
};

/// An SES identity in a Region that the pool cannot use.
pub static EMAIL_SOURCE_ARN_IN_OTHER_REGION: DocumentedError = DocumentedError {
    id: "email-source-arn-in-other-region",
    code: Some("InvalidParameterException"),
    message: "Invalid EmailConfiguration.SourceArn. Provided SourceArn must be in one of the following SES regions: {Regions}",
    variants: &["Provided SourceArn must be in one of the following SES regions: {Regions}"],
    operations: operations::WRITES_POOL,
    meaning: "The SES identity lies in a Region through which a pool of this Region cannot send.",
    causes: &[proven_by("EML007", "The Region in SourceArn is not among those that the message names.")],
    fix: "Verify the identity in a Region that the message names and give that ARN.",
    docs: pages::EMAIL,
    evidence: Evidence::Reported,
};

/// A From address that the identity does not cover.
pub static EMAIL_FROM_INVALID: DocumentedError = DocumentedError {
    id: "email-from-invalid",
    code: Some("InvalidParameterException"),
    message: "Provided From email address is invalid",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "The From address of EmailConfiguration is not one that the SES identity may send as.",
    causes: &[
        proven_by("EML009", "The address or domain in From is not covered by the identity in SourceArn."),
        unseen(Sight::Request, "From is not a well-formed address."),
    ],
    fix: "Use an address of the identity in From.",
    docs: pages::EMAIL,
    evidence: Evidence::Reported,
};

/// Cognito may not send as the identity.
pub static EMAIL_IDENTITY_NOT_ALLOWED: DocumentedError = DocumentedError {
    id: "email-identity-not-allowed",
    code: Some("InvalidParameterException"),
    message: "Cognito is not allowed to use your email identity",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "A SourceArn was given with Cognito's default sender, and the SES identity has no policy that lets Cognito send as it.",
    causes: &[proven_by(
        "EML012",
        "EmailSendingAccount is COGNITO_DEFAULT with a SourceArn, and no policy of the identity allows email.cognito-idp.amazonaws.com.",
    )],
    fix: "Add a sending authorization policy for email.cognito-idp.amazonaws.com to the identity, or switch to EmailSendingAccount=DEVELOPER, which needs none.",
    docs: pages::EMAIL,
    evidence: Evidence::Reported,
};

/// Cognito is not allowed to use the email identity.
pub static EMAIL_ROLE_ACCESS_DENIED: DocumentedError = DocumentedError {
    id: "email-role-access-denied",
    code: Some("InvalidEmailRoleAccessPolicyException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: operations::SENDS_EMAIL,
    meaning: "Cognito is not allowed to use the SES identity of the pool.",
    causes: &[
        proven_by(
            "EML011",
            "The pool sends through SES, and the service-linked role AWSServiceRoleForAmazonCognitoIdpEmailService is missing.",
        ),
        proven_by(
            "EML012",
            "The pool uses the default sender with a SourceArn, and the identity has no sending authorization policy for Cognito.",
        ),
        proven_by("EML008", "The identity belongs to another account."),
    ],
    fix: "Recreate the service-linked role (aws iam create-service-linked-role --aws-service-name email.cognito-idp.amazonaws.com), or add the policy to the identity.",
    docs: pages::SERVICE_LINKED_ROLES,
    evidence: Evidence::Aws,
};

/// SES refused an address, as Cognito tells it.
pub static EMAIL_IDENTITY_NOT_VERIFIED: DocumentedError = DocumentedError {
    id: "email-identity-not-verified",
    code: Some("InvalidParameterException"),
    message: "Cognito received the following error from Amazon SES when attempting to send email: Email address is not verified. The following identities failed the check in region {Region}: {identities}",
    variants: &[],
    operations: operations::SENDS_EMAIL,
    meaning: "Cognito tried to send and SES refused, because the sender or, in the sandbox, the recipient is not verified in that Region.",
    causes: &[
        proven_by(
            "EML002",
            "The identity of SourceArn is not verified for sending: it is the one in the message.",
        ),
        proven_by("EML003", "SourceArn names an address, and only its domain is an identity."),
        proven_by("EML004", "The account is in the SES sandbox, and the message names the recipient."),
        proven_by(
            "EML009",
            "The From address lies outside the identity of SourceArn: the message names that address.",
        ),
    ],
    fix: "Verify the identity in the Region of the message. Where only the domain is verified, put identity/<domain> in SourceArn and the address in From. Leave the sandbox to reach unverified recipients.",
    docs: pages::EMAIL,
    evidence: Evidence::Reported,
};

/// SES refused an address, in SES's own words.
pub static SES_ADDRESS_NOT_VERIFIED: DocumentedError = DocumentedError {
    id: "ses-address-not-verified",
    code: Some("MessageRejected"),
    message: "Email address is not verified. The following identities failed the check in region {Region}: {identities}",
    variants: &[],
    operations: &[],
    meaning: "SES itself refused to send: a sender or, in the sandbox, a recipient is not verified in that Region. It comes from code of yours that calls SES, or from a log of message delivery.",
    causes: &[
        proven_by(
            "EML004",
            "The account is in the SES sandbox of the Region, and the message names a recipient.",
        ),
        proven_by("EML002", "The sender's identity is not verified in the Region."),
        proven_by("LMB002", "The pool has a custom email sender, so a function of yours calls SES."),
    ],
    fix: "Verify the identities that the message names, or ask for production access in the Region.",
    docs: pages::EMAIL,
    evidence: Evidence::Reported,
};

/// The daily number of emails of the default sender is used up.
pub static EMAIL_DAILY_LIMIT_EXCEEDED: DocumentedError = DocumentedError {
    id: "email-daily-limit-exceeded",
    code: Some("LimitExceededException"),
    message: "Exceeded daily email limit for the operation or the account",
    variants: &[],
    operations: &["ForgotPassword", "GetUserAttributeVerificationCode", "ResendConfirmationCode", "SignUp"],
    meaning: "Cognito's default sender sends 50 emails a day, and they are used up.",
    causes: &[proven_by("EML015", "EmailSendingAccount is COGNITO_DEFAULT.")],
    fix: "Send through SES: EmailSendingAccount=DEVELOPER with a verified identity.",
    docs: pages::QUOTAS,
    evidence: Evidence::Reported,
};

/// The SES identity is not one of the pool's account.
pub static EMAIL_IDENTITY_OF_OTHER_ACCOUNT: DocumentedError = DocumentedError {
    id: "email-identity-of-other-account",
    code: Some("NotAuthorizedException"),
    message: "Email arn does not belong to your account",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "SourceArn of the email configuration is not an SES identity of the account of the pool.",
    causes: &[
        proven_by("EML008", "The account in EmailConfiguration.SourceArn is not the pool's."),
        unseen(
            Sight::Request,
            "The ARN in the request is cut off after identity/, or its account field is empty or wrong.",
        ),
    ],
    fix: "Verify the address or domain in Amazon SES of the pool's own account, and give the whole ARN of that identity.",
    docs: pages::EMAIL,
    evidence: Evidence::Reported,
};

/// A sender address with Cognito's own sender.
pub static EMAIL_FROM_WITH_DEFAULT_SENDER: DocumentedError = DocumentedError {
    id: "email-from-with-default-sender",
    code: Some("InvalidParameterException"),
    message: "Cannot configure From email address for default email configuration",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "EmailConfiguration.From was given while the pool sends with Cognito's own sender, which has no address to choose.",
    causes: &[proven_by(
        "OPS004",
        "The request has From without EmailSendingAccount DEVELOPER and without the SourceArn of an SES identity.",
    )],
    fix: "Give EmailSendingAccount DEVELOPER, SourceArn and From together, or leave From out.",
    docs: pages::EMAIL,
    evidence: Evidence::Reported,
};
