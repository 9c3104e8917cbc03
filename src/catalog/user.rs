//! The state of a user.

use super::{ANY_MESSAGE, DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &MFA_METHOD_NOT_FOUND,
    &MFA_MUST_BE_SET_UP,
    &PASSWORD_ATTEMPTS_EXCEEDED,
    &INCORRECT_USERNAME_OR_PASSWORD,
    &USER_NOT_CONFIRMED,
    &PASSWORD_RESET_REQUIRED,
    &TEMPORARY_PASSWORD_EXPIRED,
    &USER_DISABLED,
    &ATTRIBUTE_NOT_WRITABLE,
    &SIGN_IN_BLOCKED_BY_RISK,
];

/// No factor can be used for the user.
pub static MFA_METHOD_NOT_FOUND: DocumentedError = DocumentedError {
    id: "mfa-method-not-found",
    code: Some("MFAMethodNotFoundException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &["AdminInitiateAuth", "RespondToAuthChallenge", "AdminRespondToAuthChallenge"],
    meaning: "Cognito found no MFA method that it could use for this user.",
    causes: &[
        proven_by(
            "USR001",
            "SMS is the user's factor or the pool's only one, and the user has no phone_number.",
        ),
        proven_by("USR004", "MFA is required, the user has no usable factor and cannot enrol one."),
    ],
    fix: "Give the user the attribute that the factor needs, or enable TOTP so that the user can enrol.",
    docs: pages::MESSAGE_MFA,
    evidence: Evidence::Aws,
};

/// The hosted page turns away a user without a factor.
pub static MFA_MUST_BE_SET_UP: DocumentedError = DocumentedError {
    id: "mfa-must-be-set-up",
    code: None,
    message: "You must have multi-factor authentication (MFA) set up to sign in. Please set up MFA and try again",
    variants: &[],
    operations: &[],
    meaning: "The hosted sign-in page turned away a user without a factor in a pool that requires MFA.",
    causes: &[
        proven_by(
            "TOT012",
            "The user did not register a factor with the one-time access token of the first sign-in; later ones end here.",
        ),
        proven_by("USR004", "The user has no usable factor and cannot enrol one."),
        proven_by(
            "MFA012",
            "MFA is required, one kind of message is the only factor, and the attribute that it goes to is optional.",
        ),
    ],
    fix: "Enrol the user through the API: sign in, answer MFA_SETUP with AssociateSoftwareToken and VerifySoftwareToken, or give the user the attribute that the factor needs.",
    docs: pages::TOTP,
    evidence: Evidence::Reported,
};

/// Locked out after wrong answers.
pub static PASSWORD_ATTEMPTS_EXCEEDED: DocumentedError = DocumentedError {
    id: "password-attempts-exceeded",
    code: Some("NotAuthorizedException"),
    message: "Password attempts exceeded",
    variants: &[],
    operations: operations::SIGNS_IN,
    meaning: "After five wrong answers Cognito locks the user out, for one second at first and up to about 15 minutes; each further failure doubles it.",
    causes: &[proven_by(
        "USR014",
        "Five or more passwords or codes were wrong, one after the other; of passwords, the events that threat protection keeps prove it.",
    )],
    fix: "Wait for the lock-out to end, and sign in with the right password: attempts before that are refused without lengthening it, and 15 minutes without any start the count anew.",
    docs: pages::AUTHENTICATION,
    evidence: Evidence::Reported,
};

/// Wrong password, or a state that is being hidden.
pub static INCORRECT_USERNAME_OR_PASSWORD: DocumentedError = DocumentedError {
    id: "incorrect-username-or-password",
    code: Some("NotAuthorizedException"),
    message: "Incorrect username or password",
    variants: &[],
    operations: operations::SIGNS_IN,
    meaning: "The password step failed; MFA was not reached. With PreventUserExistenceErrors the same text hides other causes.",
    causes: &[
        proven_by(
            "CLI004",
            "The app client masks whether a user exists, so that an unknown user looks the same: AdminGetUser tells.",
        ),
        proven_by(
            "SSN007",
            "The PASSWORD_VERIFIER challenge of SRP was answered too late; it must follow at once.",
        ),
        unseen(Sight::SignIn, "The password is wrong."),
    ],
    fix: "Look the user up with AdminGetUser, and compute the SRP answer right when the challenge arrives.",
    docs: pages::ERRORS,
    evidence: Evidence::Reported,
};

/// The sign-up was not confirmed.
pub static USER_NOT_CONFIRMED: DocumentedError = DocumentedError {
    id: "user-not-confirmed",
    code: Some("UserNotConfirmedException"),
    message: "User is not confirmed",
    variants: &[],
    operations: operations::NEEDS_CONFIRMED_USER,
    meaning: "The user signed up and never confirmed it, so that neither sign-in nor MFA is open.",
    causes: &[proven_by("USR008", "UserStatus is UNCONFIRMED.")],
    fix: "Confirm the user with ConfirmSignUp or AdminConfirmSignUp.",
    docs: pages::ERRORS,
    evidence: Evidence::Reported,
};

/// The user must choose a new password.
pub static PASSWORD_RESET_REQUIRED: DocumentedError = DocumentedError {
    id: "password-reset-required",
    code: Some("PasswordResetRequiredException"),
    message: "Password reset required for the user",
    variants: &[],
    operations: operations::NEEDS_VALID_PASSWORD,
    meaning: "An administrator or an import asked for a new password before the user may sign in.",
    causes: &[proven_by("USR010", "UserStatus is RESET_REQUIRED.")],
    fix: "Let the user go through ForgotPassword and ConfirmForgotPassword.",
    docs: pages::PASSWORDS,
    evidence: Evidence::Reported,
};

/// The temporary password is too old.
pub static TEMPORARY_PASSWORD_EXPIRED: DocumentedError = DocumentedError {
    id: "temporary-password-expired",
    code: Some("NotAuthorizedException"),
    message: "Temporary password has expired and must be reset by an administrator",
    variants: &[],
    operations: operations::SIGNS_IN,
    meaning: "The user never used the temporary password while it was valid (TemporaryPasswordValidityDays).",
    causes: &[proven_by(
        "USR009",
        "UserStatus is FORCE_CHANGE_PASSWORD and the password's days have passed.",
    )],
    fix: "Send a new one with AdminCreateUser and MessageAction=RESEND, or set a password with AdminSetUserPassword.",
    docs: pages::PASSWORDS,
    evidence: Evidence::Reported,
};

/// The user is disabled.
pub static USER_DISABLED: DocumentedError = DocumentedError {
    id: "user-disabled",
    code: Some("NotAuthorizedException"),
    message: "User is disabled",
    variants: &[],
    operations: operations::SIGNS_IN,
    meaning: "An administrator disabled the user.",
    causes: &[proven_by("USR011", "AdminGetUser says Enabled=false.")],
    fix: "Enable the user with AdminEnableUser, if that is wanted.",
    docs: pages::ERRORS,
    evidence: Evidence::Reported,
};

/// The app client may not write the attribute.
pub static ATTRIBUTE_NOT_WRITABLE: DocumentedError = DocumentedError {
    id: "attribute-not-writable",
    code: Some("NotAuthorizedException"),
    message: "A client attempted to write unauthorized attribute",
    variants: &[],
    operations: &["SignUp", "UpdateUserAttributes"],
    meaning: "The app client may not write an attribute of the request, such as the phone number or email address that a factor needs.",
    causes: &[proven_by("CLI005", "WriteAttributes of the app client is set and lacks the attribute.")],
    fix: "Add the attribute to WriteAttributes, with the rest of the client restated.",
    docs: pages::APP_CLIENT,
    evidence: Evidence::Reported,
};

/// Threat protection stopped the sign-in.
pub static SIGN_IN_BLOCKED_BY_RISK: DocumentedError = DocumentedError {
    id: "sign-in-blocked-by-risk",
    code: Some("NotAuthorizedException"),
    message: "Unable to login because of security reasons",
    variants: &[],
    operations: operations::SIGNS_IN,
    meaning: "Threat protection rated the sign-in as a risk and stopped it.",
    causes: &[
        proven_by(
            "RSK001",
            "The risk configuration demands MFA, and the user has no factor to answer with: such a sign-in is blocked.",
        ),
        unseen(
            Sight::Trail,
            "The action for this level of risk, or for compromised credentials, is to block: aws cognito-idp admin-list-user-auth-events tells which it was.",
        ),
    ],
    fix: "Let the user enrol a factor before it is demanded, or choose MFA_IF_CONFIGURED for the level of risk.",
    docs: pages::THREAT_PROTECTION,
    evidence: Evidence::Reported,
};
