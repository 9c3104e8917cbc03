//! The chain of Sessions and challenges of a sign-in, and its codes.

use super::{DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &SESSION_USED_TWICE,
    &SESSION_EXPIRED,
    &SESSION_INVALID,
    &SESSION_MISSING,
    &CODE_OR_AUTH_STATE_INVALID,
    &VERIFICATION_CODE_WRONG,
    &VERIFICATION_CODE_EXPIRED,
    &CHALLENGE_CODE_MISSING,
];

/// One Session sent twice.
pub static SESSION_USED_TWICE: DocumentedError = DocumentedError {
    id: "session-used-twice",
    code: Some("NotAuthorizedException"),
    message: "Invalid session for the user, session can only be used once",
    variants: &["Invalid session for the use, session can only be used once"],
    operations: operations::TAKES_SESSION,
    meaning: "The Session was accepted before, and each works once. A wrong code does not use it up.",
    causes: &[proven_by(
        "SSN001",
        "Two requests carry the same Session: a double click, a retry after a time-out, or a page that renders twice.",
    )],
    fix: "Start again with InitiateAuth, and always carry on with the Session of the newest response.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Aws,
};

/// The Session is too old.
pub static SESSION_EXPIRED: DocumentedError = DocumentedError {
    id: "session-expired",
    code: Some("NotAuthorizedException"),
    message: "Invalid session for the user, session is expired",
    variants: &["Invalid session for the use, session is expired"],
    operations: operations::TAKES_SESSION,
    meaning: "More time passed between the challenge and its answer than AuthSessionValidity of the app client allows. SMS and email codes live as long.",
    causes: &[
        proven_by("SSN002", "The answer came later than AuthSessionValidity after the challenge."),
        proven_by(
            "CLI001",
            "The app client has the default of 3 minutes, short for a code that must arrive or an app that must be set up.",
        ),
        unseen(Sight::SignIn, "Managed login gives MFA codes 3 minutes, whatever the client says."),
    ],
    fix: "Start again with InitiateAuth, and raise AuthSessionValidity of the app client (3 to 15 minutes) with the rest of the client restated.",
    docs: pages::AUTHENTICATION,
    evidence: Evidence::Aws,
};

/// A Session of another chain, or none that Cognito gave.
pub static SESSION_INVALID: DocumentedError = DocumentedError {
    id: "session-invalid",
    code: Some("NotAuthorizedException"),
    message: "Invalid session for the user",
    variants: &["Invalid session for the use"],
    operations: operations::TAKES_SESSION,
    meaning: "The Session is not the one that this step expects.",
    causes: &[
        proven_by(
            "SSN003",
            "The Session belongs to an earlier step, or to another user, app client, pool or Region.",
        ),
        proven_by(
            "SSN006",
            "A second InitiateAuth for the same user ran in between, and the two chains were mixed.",
        ),
        proven_by(
            "TOT011",
            "MFA_SETUP was answered with another Session than the one that VerifySoftwareToken gave when it accepted a code.",
        ),
        unseen(
            Sight::SignIn,
            "The Session was shortened or altered on its way: it has 20 to 2048 characters.",
        ),
        unseen(
            Sight::SignIn,
            "InitiateAuth was called again between AssociateSoftwareToken and VerifySoftwareToken.",
        ),
    ],
    fix: "Send the Session of the response just before: InitiateAuth to AssociateSoftwareToken, its Session to VerifySoftwareToken, and that one to RespondToAuthChallenge.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Aws,
};

/// A challenge answered without its Session.
pub static SESSION_MISSING: DocumentedError = DocumentedError {
    id: "session-missing",
    code: Some("InvalidParameterException"),
    message: "Missing required parameter Session",
    variants: &[],
    operations: operations::ANSWERS_CHALLENGE,
    meaning: "The answer to a challenge came without the Session that the challenge gave.",
    causes: &[
        proven_by("SSN004", "The request has a ChallengeName and no Session."),
        unseen(
            Sight::SignIn,
            "The application lost the Session, for instance when the page was loaded again between the two steps.",
        ),
    ],
    fix: "Keep the Session of the last response and send it with the answer.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Reported,
};

/// The code, or the state of the sign-in, is wrong.
pub static CODE_OR_AUTH_STATE_INVALID: DocumentedError = DocumentedError {
    id: "code-or-auth-state-invalid",
    code: Some("CodeMismatchException"),
    message: "Invalid code or auth state for the user",
    variants: &[],
    operations: &["RespondToAuthChallenge", "AdminRespondToAuthChallenge"],
    meaning: "The code is wrong or old, or the step does not fit the state of the sign-in.",
    causes: &[
        proven_by(
            "TOT011",
            "MFA_SETUP was answered without a VerifySoftwareToken that returned SUCCESS and the Session it gave.",
        ),
        proven_by("SSN006", "Each InitiateAuth sends a new code: the code of an earlier one was entered."),
        proven_by(
            "SSN005",
            "The challenge name or the answer's key is wrong, such as SMS_MFA_CODE for an authenticator app.",
        ),
        proven_by("TOT008", "The clock of the authenticator is off by more than 30 seconds."),
        proven_by(
            "LMB003",
            "A custom authentication flow asks for an authenticator code without a password step before it.",
        ),
        unseen(Sight::SignIn, "The input field cuts the code to six digits, and an email code has eight."),
        unseen(Sight::Authenticator, "The code was mistyped."),
    ],
    fix: "Answer the newest challenge with its own key and code; for MFA_SETUP, finish AssociateSoftwareToken and VerifySoftwareToken first. Synchronise the clock.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Aws,
};

/// A wrong code of sign-up, verification or reset.
pub static VERIFICATION_CODE_WRONG: DocumentedError = DocumentedError {
    id: "verification-code-wrong",
    code: Some("CodeMismatchException"),
    message: "Invalid verification code provided, please try again",
    variants: &[],
    operations: &["ConfirmForgotPassword", "ConfirmSignUp", "VerifyUserAttribute"],
    meaning: "The code of a sign-up, an attribute verification or a password reset is wrong. It is not an MFA code.",
    causes: &[
        unseen(Sight::SignIn, "The code was mistyped, or a newer one was sent since."),
        unseen(
            Sight::SignIn,
            "The code was meant for another step: a sign-up code does not answer an MFA challenge.",
        ),
    ],
    fix: "Enter the newest code in the step that sent it, or ask for another.",
    docs: pages::ERRORS,
    evidence: Evidence::Reported,
};

/// An expired code of sign-up, verification or reset.
pub static VERIFICATION_CODE_EXPIRED: DocumentedError = DocumentedError {
    id: "verification-code-expired",
    code: Some("ExpiredCodeException"),
    message: "Invalid code provided, please request a code again",
    variants: &[],
    operations: &["ConfirmForgotPassword", "ConfirmSignUp", "VerifyUserAttribute"],
    meaning: "The code of a sign-up, an attribute verification or a password reset is no longer valid. It is not an MFA code.",
    causes: &[unseen(Sight::SignIn, "The code is too old, or was replaced by a newer one.")],
    fix: "Ask for a new code (ResendConfirmationCode, ForgotPassword or GetUserAttributeVerificationCode).",
    docs: pages::ERRORS,
    evidence: Evidence::Reported,
};

/// A challenge answered without its code.
pub static CHALLENGE_CODE_MISSING: DocumentedError = DocumentedError {
    id: "challenge-code-missing",
    code: Some("InvalidParameterException"),
    message: "Missing required parameter SMS_MFA_CODE",
    variants: &[
        "Missing required parameter SOFTWARE_TOKEN_MFA_CODE",
        "Missing required parameter EMAIL_OTP_CODE",
    ],
    operations: operations::ANSWERS_CHALLENGE,
    meaning: "ChallengeResponses lacks the code under the key that belongs to the challenge.",
    causes: &[
        proven_by(
            "SSN005",
            "The code was sent under the key of another challenge, such as SMS_MFA_CODE for an authenticator app.",
        ),
        unseen(
            Sight::SignIn,
            "The input field was empty, or the application sent the answer before it was filled.",
        ),
    ],
    fix: "Send SMS_MFA_CODE for SMS_MFA, SOFTWARE_TOKEN_MFA_CODE for SOFTWARE_TOKEN_MFA and EMAIL_OTP_CODE for EMAIL_OTP.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Reported,
};
