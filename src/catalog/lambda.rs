//! Lambda triggers.

use super::{ANY_MESSAGE, DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &CUSTOM_SENDER_WITHOUT_KMS_KEY,
    &UNEXPECTED_LAMBDA_FAILURE,
    &INVALID_LAMBDA_RESPONSE,
    &REFUSED_BY_LAMBDA,
];

/// A custom sender without a key.
pub static CUSTOM_SENDER_WITHOUT_KMS_KEY: DocumentedError = DocumentedError {
    id: "custom-sender-without-kms-key",
    code: Some("InvalidParameterException"),
    message: "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "Cognito encrypts the codes it hands to a custom sender, and the pool names no KMS key for that.",
    causes: &[proven_by("LMB001", "LambdaConfig has CustomSMSSender or CustomEmailSender and no KMSKeyID.")],
    fix: "Set LambdaConfig.KMSKeyID to a symmetric KMS key whose policy lets Cognito create grants.",
    docs: pages::CUSTOM_SMS_SENDER,
    evidence: Evidence::Reported,
};

/// A trigger could not be run.
pub static UNEXPECTED_LAMBDA_FAILURE: DocumentedError = DocumentedError {
    id: "unexpected-lambda-failure",
    code: Some("UnexpectedLambdaException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: operations::CALLS_LAMBDA,
    meaning: "Cognito could not run a Lambda trigger of the pool.",
    causes: &[
        proven_by(
            "LMB001",
            "A custom sender cannot be used: no permission for cognito-idp.amazonaws.com to invoke it, or a disabled key.",
        ),
        unseen(
            Sight::FunctionLogs,
            "Another trigger was deleted, lacks that permission, or timed out: look at its logs.",
        ),
    ],
    fix: "Allow lambda:InvokeFunction to cognito-idp.amazonaws.com with the ARN of the pool as source, and see the logs of the function.",
    docs: pages::ERRORS,
    evidence: Evidence::Aws,
};

/// A trigger answered something else than Cognito expects.
pub static INVALID_LAMBDA_RESPONSE: DocumentedError = DocumentedError {
    id: "invalid-lambda-response",
    code: Some("InvalidLambdaResponseException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &[
        "AdminConfirmSignUp",
        "AdminCreateUser",
        "AdminInitiateAuth",
        "AdminResetUserPassword",
        "AdminRespondToAuthChallenge",
        "AdminUpdateUserAttributes",
        "ConfirmDevice",
        "ConfirmForgotPassword",
        "ConfirmSignUp",
        "ForgotPassword",
        "GetDerivedToken",
        "GetTokensFromRefreshToken",
        "GetUserAttributeVerificationCode",
        "InitiateAuth",
        "ResendConfirmationCode",
        "RespondToAuthChallenge",
        "SignUp",
        "UpdateUserAttributes",
    ],
    meaning: "A Lambda trigger ran and returned something that Cognito does not understand.",
    causes: &[
        unseen(
            Sight::FunctionLogs,
            "The triggers of a custom authentication flow answer with a challenge that does not fit the flow.",
        ),
        unseen(
            Sight::FunctionLogs,
            "The function does not return the event it was given, or returns it with unknown members.",
        ),
    ],
    fix: "Return the event with its response filled in, as the page of the trigger describes it.",
    docs: pages::CUSTOM_CHALLENGE,
    evidence: Evidence::Aws,
};

/// A trigger refused the request.
pub static REFUSED_BY_LAMBDA: DocumentedError = DocumentedError {
    id: "refused-by-lambda",
    code: Some("UserLambdaValidationException"),
    message: "{trigger} failed with error {text}",
    variants: &[],
    operations: operations::CALLS_LAMBDA,
    meaning: "A Lambda trigger of the pool refused the request on purpose or failed; the text after \"error\" is its own. It has nothing to do with MFA unless that code has.",
    causes: &[
        unseen(Sight::FunctionLogs, "The function threw the error that the message quotes."),
        unseen(Sight::FunctionLogs, "The function failed by a fault of its own: see its logs."),
    ],
    fix: "Read the code and the logs of the trigger that the message names.",
    docs: pages::ERRORS,
    evidence: Evidence::Reported,
};
