//! The SMS role, the SMS configuration and the sending of SMS.

use super::{ANY_MESSAGE, DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &SMS_ROLE_CANNOT_PUBLISH,
    &SMS_ROLE_NOT_TRUSTING,
    &SMS_ROLE_OF_OTHER_ACCOUNT,
    &SMS_CONFIGURATION_MISSING,
    &SMS_CONFIGURATION_REQUIRED_FOR_VERIFICATION,
    &SMS_REGION_NOT_ALLOWED,
    &SMS_MFA_CANNOT_BE_REMOVED,
    &MFA_CANNOT_BE_TURNED_OFF_WITH_SMS_ROLE,
    &SNS_SANDBOX,
    &SNS_PUBLISH_NOT_AUTHORIZED,
    &CODE_DELIVERY_FAILURE,
    &SMS_ROLE_ARN_OF_OTHER_ACCOUNT,
];

/// The SMS role may not send.
pub static SMS_ROLE_CANNOT_PUBLISH: DocumentedError = DocumentedError {
    id: "sms-role-cannot-publish",
    code: Some("InvalidSmsRoleAccessPolicyException"),
    message: "Role does not have permission to publish with SNS",
    variants: &[],
    operations: operations::SENDS_SMS,
    meaning: "Cognito assumed the SMS role of the pool, but the role may not send an SMS. The exception's name also appears in the pool's SmsConfigurationFailure.",
    causes: &[
        proven_by(
            "SMS001",
            "No policy of the role allows sns:Publish: look at its inline and attached policies. A read-only SNS policy does not help.",
        ),
        proven_by(
            "SMS002",
            "sns:Publish is allowed on topic ARNs only. The resource of a direct SMS is a phone number, which no ARN matches.",
        ),
        proven_by(
            "SMS003",
            "A Deny in the role, its permissions boundary or a service control policy blocks sns:Publish. The boundary must also allow it.",
        ),
        proven_by(
            "SMS004",
            "sns:Publish is allowed under a condition that a direct SMS does not meet, such as sns:Protocol or sns:Endpoint.",
        ),
        proven_by(
            "SMS019",
            "The pool sends through AWS End User Messaging, and the role does not allow sms-voice:SendTextMessage.",
        ),
        proven_by(
            "SMS020",
            "sms-voice:SendTextMessage is allowed on one ARN, but OriginationIdentity is absent or written in another form, such as a number.",
        ),
        proven_by(
            "SMS023",
            "The role was created or changed minutes ago and IAM has not spread the change yet: the same call succeeds a little later.",
        ),
        proven_by(
            "SMS011",
            "The pool recorded the failure itself when its SMS configuration was last written.",
        ),
    ],
    fix: "Give the role a policy that allows sns:Publish on resource \"*\" (or sms-voice:SendTextMessage where the pool sends through End User Messaging), without conditions, and lift any Deny above it.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Aws,
};

/// Cognito may not assume the SMS role.
pub static SMS_ROLE_NOT_TRUSTING: DocumentedError = DocumentedError {
    id: "sms-role-not-trusting",
    code: Some("InvalidSmsRoleTrustRelationshipException"),
    message: "Role does not have a trust relationship allowing Cognito to assume the role",
    variants: &[],
    operations: operations::SENDS_SMS,
    meaning: "Cognito could not assume the SMS role. AWS says the same for a wrong trust policy, a wrong external ID and a role that no longer exists.",
    causes: &[
        proven_by(
            "SMS009",
            "The role was deleted, or recreated under another ARN: iam:GetRole answers NoSuchEntity. The trust policy is then not to blame.",
        ),
        proven_by(
            "SMS005",
            "The trust policy does not allow sts:AssumeRole to cognito-idp.amazonaws.com. Often it names cognito-identity.amazonaws.com (identity pools), sns, lambda or a federated principal instead.",
        ),
        proven_by(
            "SMS006",
            "The sts:ExternalId of the trust policy differs from the ExternalId of the pool, perhaps in letter case only.",
        ),
        proven_by(
            "SMS008",
            "aws:SourceArn or aws:SourceAccount of the trust policy names another pool or account.",
        ),
        proven_by(
            "SMS023",
            "The role was created or changed minutes ago and IAM has not spread the change yet: the same call succeeds a little later.",
        ),
    ],
    fix: "Set the documented trust policy: service cognito-idp.amazonaws.com, sts:AssumeRole, sts:ExternalId equal to the pool's ExternalId, and aws:SourceArn and aws:SourceAccount of this pool. For a deleted role, recreate it under the same ARN or point the pool at another.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Aws,
};

/// The SMS role lives in another account.
pub static SMS_ROLE_OF_OTHER_ACCOUNT: DocumentedError = DocumentedError {
    id: "sms-role-of-other-account",
    code: Some("InvalidParameterException"),
    message: "Cross-account pass role is not allowed",
    variants: &[],
    operations: operations::WRITES_POOL_OR_MFA,
    meaning: "The ARN of the SMS role belongs to another account than the pool; Cognito does not use roles across accounts.",
    causes: &[proven_by("SMS010", "The account in SnsCallerArn or EumsSms.CallerArn is not the pool's.")],
    fix: "Create the role in the account of the pool and give its ARN.",
    docs: pages::SMS,
    evidence: Evidence::Reported,
};

/// The pool must send an SMS and has no SMS configuration.
pub static SMS_CONFIGURATION_MISSING: DocumentedError = DocumentedError {
    id: "sms-configuration-missing",
    code: Some("InvalidParameterException"),
    message: "User pool does not have SMS configuration to send messages",
    variants: &[
        "Invalid phone number provided/Unable to send the message. User pool does not have SMS configuration to send messages",
    ],
    operations: operations::SENDS_SMS,
    meaning: "The request needs an SMS, and the pool has no SMS configuration.",
    causes: &[proven_by(
        "SMS012",
        "The pool has no SmsConfiguration, or SmsMfaConfiguration was given without its SmsConfiguration member.",
    )],
    fix: "Give SmsMfaConfiguration a whole SmsConfiguration: SnsCallerArn, ExternalId and SnsRegion.",
    docs: pages::SMS,
    evidence: Evidence::Reported,
};

/// Phone numbers are to be verified without an SMS configuration.
pub static SMS_CONFIGURATION_REQUIRED_FOR_VERIFICATION: DocumentedError = DocumentedError {
    id: "sms-configuration-required-for-verification",
    code: Some("InvalidParameterException"),
    message: "SMS configuration is required when phone_number is selected for auto verification",
    variants: &[],
    operations: operations::WRITES_POOL_OR_MFA,
    meaning: "AutoVerifiedAttributes holds phone_number, and the pool has no SMS configuration to send the code with.",
    causes: &[
        proven_by("SMS012", "The pool, or the request, has no SmsConfiguration."),
        unseen(
            Sight::Request,
            "A Terraform plan that rotates external_id on every apply fails so in the provider's MFA call, although the pool itself is sound.",
        ),
    ],
    fix: "Give the pool an SmsConfiguration in the same request, or take phone_number out of AutoVerifiedAttributes.",
    docs: pages::SMS,
    evidence: Evidence::Reported,
};

/// The pool's Region may not send through that Region.
pub static SMS_REGION_NOT_ALLOWED: DocumentedError = DocumentedError {
    id: "sms-region-not-allowed",
    code: Some("InvalidParameterException"),
    message: "Invalid snsRegion. Allowed SNS region for {Region} is {Regions}",
    variants: &[],
    operations: operations::WRITES_POOL_OR_MFA,
    meaning: "SnsRegion is not one of those that a pool in this Region can send SMS through.",
    causes: &[proven_by(
        "SMS013",
        "SnsRegion is outside the list that AWS documents for the Region of the pool; the message names the list.",
    )],
    fix: "Set SnsRegion to a Region that the message names.",
    docs: pages::SMS,
    evidence: Evidence::Reported,
};

/// SMS stays a factor while SMS is configured.
pub static SMS_MFA_CANNOT_BE_REMOVED: DocumentedError = DocumentedError {
    id: "sms-mfa-cannot-be-removed",
    code: Some("InvalidParameterException"),
    message: "Can't turn off SMS_MFA when SMS configuration is set for the user pool",
    variants: &[],
    operations: &["SetUserPoolMfaConfig"],
    meaning: "The request leaves SMS out of the factors while the pool keeps its SmsConfiguration: an SMS configuration makes SMS a factor wherever MFA is on.",
    causes: &[
        proven_by(
            "SMS022",
            "The pool has an SmsConfiguration and the wanted factors are TOTP or email only.",
        ),
        proven_by(
            "OPS002",
            "The request left SmsMfaConfiguration out by mistake: SetUserPoolMfaConfig removes every block it is not given.",
        ),
    ],
    fix: "Restate SmsMfaConfiguration and accept SMS as a factor. A pool without SMS must be created without SmsConfiguration.",
    docs: pages::MFA,
    evidence: Evidence::Reported,
};

/// The console keeps MFA on while an SMS role is set.
pub static MFA_CANNOT_BE_TURNED_OFF_WITH_SMS_ROLE: DocumentedError = DocumentedError {
    id: "mfa-cannot-be-turned-off-with-sms-role",
    code: None,
    message: "MFA cannot be turned off if an SMS role is configured",
    variants: &[],
    operations: &[],
    meaning: "The console of earlier years refused to turn MFA off while the pool had an SMS role.",
    causes: &[proven_by("SMS022", "The pool has an SmsConfiguration.")],
    fix: "Send SetUserPoolMfaConfig with MfaConfiguration OFF and no factor blocks; without SMS altogether, the pool must be created without SmsConfiguration.",
    docs: pages::MFA,
    evidence: Evidence::Reported,
};

/// The account may send SMS to verified numbers only.
pub static SNS_SANDBOX: DocumentedError = DocumentedError {
    id: "sns-sandbox",
    code: None,
    message: "SNSSandbox",
    variants: &[],
    operations: &["DescribeUserPool"],
    meaning: "A value of the pool's SmsConfigurationFailure: the account was in the SMS sandbox of the sending Region, where only verified numbers get an SMS.",
    causes: &[
        proven_by("SMS015", "sns:GetSMSSandboxAccountStatus still says so in the sending Region."),
        proven_by(
            "SMS011",
            "The pool recorded it when its SMS configuration was last written; the field is filled only if the writer could read SNS.",
        ),
    ],
    fix: "Ask AWS Support for production access in the sending Region, or verify the numbers you test with.",
    docs: pages::SMS,
    evidence: Evidence::Aws,
};

/// SNS refused a principal; not necessarily the pool's SMS role.
pub static SNS_PUBLISH_NOT_AUTHORIZED: DocumentedError = DocumentedError {
    id: "sns-publish-not-authorized",
    code: None,
    message: "is not authorized to perform: SNS:Publish on resource: {number} because no identity-based policy allows the SNS:Publish action",
    variants: &["is not authorized to perform: SNS:Publish on resource: {number}"],
    operations: &[],
    meaning: "SNS refused the principal named before the text. It comes from code that calls SNS itself, such as a Lambda function, and says nothing about the SMS role of the pool.",
    causes: &[
        unseen(
            Sight::FunctionRole,
            "The execution role of the function that sends the SMS does not allow sns:Publish: the principal in the message is that role.",
        ),
        unseen(
            Sight::FunctionRole,
            "The execution role allows sns:Publish on topic ARNs only; the resource in the message is a phone number.",
        ),
        proven_by(
            "LMB002",
            "The pool has a custom sender trigger, so a function of yours sends its codes, not the SMS role.",
        ),
    ],
    fix: "Allow sns:Publish on \"*\" in the role that the message names.",
    docs: pages::CUSTOM_SMS_SENDER,
    evidence: Evidence::Reported,
};

/// A code was not delivered.
pub static CODE_DELIVERY_FAILURE: DocumentedError = DocumentedError {
    id: "code-delivery-failure",
    code: Some("CodeDeliveryFailureException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: operations::DELIVERS_CODES,
    meaning: "A verification or reset code could not be delivered. The operations of a sign-in do not declare it: an MFA code that does not arrive fails without an error.",
    causes: &[
        proven_by("EML002", "The SES identity of the pool is not verified for sending."),
        proven_by("EML005", "SES has paused sending for the account."),
        proven_by("EML010", "The SES configuration set of the pool is missing, or its sending is off."),
        proven_by(
            "SMS015",
            "The account is in the SMS sandbox of the sending Region and the number is not verified there.",
        ),
    ],
    fix: "Repair the channel the code goes through, and switch on the userNotification log of the pool: it says why a message was not delivered.",
    docs: pages::ERRORS,
    evidence: Evidence::Aws,
};

/// The ARN given as SMS role is none of this account.
pub static SMS_ROLE_ARN_OF_OTHER_ACCOUNT: DocumentedError = DocumentedError {
    id: "sms-role-arn-of-other-account",
    code: Some("NotAuthorizedException"),
    message: "Role arn does not belong to your account",
    variants: &[],
    operations: operations::WRITES_POOL_OR_MFA,
    meaning: "SnsCallerArn does not name a role of the account that the pool is in.",
    causes: &[
        proven_by("SMS010", "The account in SnsCallerArn or EumsSms.CallerArn is not the pool's."),
        unseen(
            Sight::Request,
            "The request gives a placeholder, or the ARN of a topic or user instead of that of a role.",
        ),
    ],
    fix: "Give the ARN of an IAM role in the account of the pool, one that Cognito may assume.",
    docs: pages::SMS,
    evidence: Evidence::Reported,
};
