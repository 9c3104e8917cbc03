//! Limits of requests and attempts, and changes that meet.

use super::{ANY_MESSAGE, DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] =
    &[&TOO_MANY_REQUESTS, &ATTEMPT_LIMIT_EXCEEDED, &LIMIT_EXCEEDED, &CONCURRENT_MODIFICATION];

/// The request rate is over the quota.
pub static TOO_MANY_REQUESTS: DocumentedError = DocumentedError {
    id: "too-many-requests",
    code: Some("TooManyRequestsException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &[
        "InitiateAuth",
        "AdminInitiateAuth",
        "RespondToAuthChallenge",
        "AdminRespondToAuthChallenge",
        "VerifySoftwareToken",
        "GetUser",
        "SignUp",
        "ForgotPassword",
        "SetUserPoolMfaConfig",
        "UpdateUserPool",
        "DescribeUserPool",
    ],
    meaning: "The account sent more requests per second than the quota of their category allows, or more than ten per second for one user. It says nothing about the configuration.",
    causes: &[
        proven_by(
            "OPS003",
            "A read of this tool was throttled, so that what it would have shown is unknown.",
        ),
        unseen(Sight::Trail, "Sign-ins, a bulk job or another tool used up the quota of the category."),
    ],
    fix: "Try again with growing, random pauses, and raise the quota where ordinary traffic reaches it.",
    docs: pages::QUOTAS,
    evidence: Evidence::Aws,
};

/// One user made too many attempts.
pub static ATTEMPT_LIMIT_EXCEEDED: DocumentedError = DocumentedError {
    id: "attempt-limit-exceeded",
    code: Some("LimitExceededException"),
    message: "Attempt limit exceeded, please try after some time",
    variants: &[],
    operations: &[
        "ForgotPassword",
        "ConfirmForgotPassword",
        "ConfirmSignUp",
        "ChangePassword",
        "ResendConfirmationCode",
        "GetUserAttributeVerificationCode",
        "VerifyUserAttribute",
    ],
    meaning: "One user asked for, or tried, too many codes or passwords in a short time.",
    causes: &[
        unseen(Sight::SignIn, "Codes were asked for again and again, often because they did not arrive."),
        unseen(Sight::SignIn, "A wrong code or password was tried too often."),
    ],
    fix: "Wait before trying again; if the codes do not arrive, find out why first.",
    docs: pages::QUOTAS,
    evidence: Evidence::Reported,
};

/// Another limit was reached.
pub static LIMIT_EXCEEDED: DocumentedError = DocumentedError {
    id: "limit-exceeded",
    code: Some("LimitExceededException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: operations::COUNTS_ATTEMPTS,
    meaning: "A limit on attempts, messages or resources was reached; the text says which.",
    causes: &[
        proven_by("EML015", "The pool uses Cognito's default sender, and its emails of the day are used up."),
        unseen(Sight::Trail, "A user made too many attempts, or the account reached a limit on resources."),
    ],
    fix: "Read in the text which limit it is, wait or raise it.",
    docs: pages::QUOTAS,
    evidence: Evidence::Aws,
};

/// Two changes at once.
pub static CONCURRENT_MODIFICATION: DocumentedError = DocumentedError {
    id: "concurrent-modification",
    code: Some("ConcurrentModificationException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: operations::MODIFIES,
    meaning: "Two changes of the same pool, client or user met; this one was not made.",
    causes: &[unseen(
        Sight::Trail,
        "Another request was changing the same resource: a deployment beside a script, or a call sent twice.",
    )],
    fix: "Send changes one after the other and repeat the refused one, from a freshly read configuration.",
    docs: pages::UPDATING,
    evidence: Evidence::Aws,
};
