//! Enrolling and using an authenticator app, and turning factors on for a user.

use super::{DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &TOTP_NOT_ENABLED_IN_POOL,
    &TOTP_NOT_SET_UP_FOR_USER,
    &TOTP_ENROLMENT_CODE_MISMATCH,
    &TOTP_CODE_ALREADY_USED,
    &TOTP_CODE_WRONG,
    &TOTP_PREFERENCE_WITHOUT_TOKEN,
    &SMS_PREFERENCE_WITHOUT_PHONE,
    &EMAIL_PREFERENCE_WITHOUT_EMAIL,
];

/// The pool does not offer TOTP.
pub static TOTP_NOT_ENABLED_IN_POOL: DocumentedError = DocumentedError {
    id: "totp-not-enabled-in-pool",
    code: Some("SoftwareTokenMFANotFoundException"),
    message: "Software Token MFA has not been enabled by the userPool",
    variants: &[],
    operations: &[
        "AssociateSoftwareToken",
        "VerifySoftwareToken",
        "RespondToAuthChallenge",
        "AdminRespondToAuthChallenge",
    ],
    meaning: "TOTP is not enabled in the pool. Users who enrolled before it was turned off keep using it, so not everyone meets the error.",
    causes: &[proven_by(
        "TOT001",
        "GetUserPoolMfaConfig has no SoftwareTokenMfaConfiguration, or its Enabled is false.",
    )],
    fix: "Enable TOTP by SetUserPoolMfaConfig and restate every other factor in the same call.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Aws,
};

/// The user has no authenticator app.
pub static TOTP_NOT_SET_UP_FOR_USER: DocumentedError = DocumentedError {
    id: "totp-not-set-up-for-user",
    code: Some("SoftwareTokenMFANotFoundException"),
    message: "Software Token MFA does not exist for the user",
    variants: &[],
    operations: &["VerifySoftwareToken", "RespondToAuthChallenge", "AdminRespondToAuthChallenge"],
    meaning: "The pool may offer TOTP, but this user has no authenticator app registered: another error than the one about the pool, under the same exception.",
    causes: &[
        proven_by(
            "TOT006",
            "The user's UserMFASettingList has no SOFTWARE_TOKEN_MFA: enrolment was never finished.",
        ),
        unseen(Sight::SignIn, "VerifySoftwareToken was called before AssociateSoftwareToken."),
    ],
    fix: "Enrol the user: AssociateSoftwareToken, VerifySoftwareToken until Status is SUCCESS, then SetUserMFAPreference.",
    docs: pages::TOTP,
    evidence: Evidence::Reported,
};

/// The first code of a new authenticator does not match.
pub static TOTP_ENROLMENT_CODE_MISMATCH: DocumentedError = DocumentedError {
    id: "totp-enrolment-code-mismatch",
    code: Some("EnableSoftwareTokenMFAException"),
    message: "Code mismatch and fail enable Software Token MFA",
    variants: &["Code mismatch"],
    operations: &["VerifySoftwareToken"],
    meaning: "The code sent to finish enrolment was not made from the secret that Cognito holds for this user at this time.",
    causes: &[
        proven_by(
            "TOT010",
            "AssociateSoftwareToken was called again after the QR code was shown: only the last SecretCode counts.",
        ),
        proven_by(
            "TOT008",
            "The clock of the phone is off: a code is accepted within about 30 seconds of its time.",
        ),
        proven_by(
            "TOT007",
            "The authenticator does not use HMAC-SHA1, six digits and 30 seconds, as its otpauth URI or the code shows.",
        ),
        unseen(Sight::SignIn, "The code was stale when it arrived."),
        unseen(
            Sight::Authenticator,
            "The QR code does not carry the SecretCode unchanged, for instance because it was base32-encoded a second time.",
        ),
    ],
    fix: "Call AssociateSoftwareToken once, show exactly its SecretCode with the default algorithm, digits and period, and send a fresh code with the clock synchronised.",
    docs: pages::TOTP,
    evidence: Evidence::Reported,
};

/// One TOTP code sent twice.
pub static TOTP_CODE_ALREADY_USED: DocumentedError = DocumentedError {
    id: "totp-code-already-used",
    code: Some("ExpiredCodeException"),
    message: "Your software token has already been used once",
    variants: &[],
    operations: operations::ANSWERS_CHALLENGE,
    meaning: "The same 30-second code was accepted before. The exception says expired, but the clock is fine.",
    causes: &[proven_by(
        "TOT009",
        "Two requests within one 30-second step carry the same code; often the code that finished enrolment is sent again to sign in.",
    )],
    fix: "Wait for the next code, and do not submit the enrolment code again at sign-in.",
    docs: pages::TOTP,
    evidence: Evidence::Reported,
};

/// A wrong TOTP code at sign-in.
pub static TOTP_CODE_WRONG: DocumentedError = DocumentedError {
    id: "totp-code-wrong",
    code: Some("CodeMismatchException"),
    message: "Invalid code received for user",
    variants: &[],
    operations: operations::ANSWERS_CHALLENGE,
    meaning: "The answer to a SOFTWARE_TOKEN_MFA challenge is not the user's current code.",
    causes: &[
        proven_by(
            "TOT008",
            "The clock of the device is off by more than 30 seconds: the code belongs to another step of the same secret.",
        ),
        proven_by("TOT007", "The authenticator uses another algorithm, number of digits or period."),
        unseen(
            Sight::Authenticator,
            "The code was mistyped, or it is of another account in the authenticator app.",
        ),
    ],
    fix: "Synchronise the clock and send the current code of the right account; enrol again if no code matches.",
    docs: pages::TOTP,
    evidence: Evidence::Reported,
};

/// TOTP set as a factor of a user who has not enrolled.
pub static TOTP_PREFERENCE_WITHOUT_TOKEN: DocumentedError = DocumentedError {
    id: "totp-preference-without-token",
    code: Some("InvalidParameterException"),
    message: "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
    variants: &["User has not set up software token mfa", "User has not verified software token mfa"],
    operations: operations::SETS_MFA_PREFERENCE,
    meaning: "The request names TOTP for a user who has no verified authenticator app. Naming it only to turn it off is refused too.",
    causes: &[
        proven_by(
            "TOT006",
            "The user never finished enrolment: UserMFASettingList has no SOFTWARE_TOKEN_MFA. Association alone is not enough.",
        ),
        unseen(
            Sight::SignIn,
            "VerifySoftwareToken answered Status ERROR with HTTP 200, and the client took it for success.",
        ),
    ],
    fix: "Enrol first: AssociateSoftwareToken, then VerifySoftwareToken with Status SUCCESS, then the preference. To turn other factors off, leave the TOTP settings out of the request.",
    docs: pages::SET_MFA_PREFERENCE,
    evidence: Evidence::Aws,
};

/// SMS set as a factor of a user without a phone number.
pub static SMS_PREFERENCE_WITHOUT_PHONE: DocumentedError = DocumentedError {
    id: "sms-preference-without-phone",
    code: Some("InvalidParameterException"),
    message: "User does not have a phone_number set to turn on SMS MFA",
    variants: &["User does not have delivery config set to turn on SMS_MFA"],
    operations: operations::SETS_MFA_PREFERENCE,
    meaning: "The request names SMS for a user without a phone number. It was also seen when the request only turned SMS off.",
    causes: &[proven_by("USR001", "The user has no phone_number attribute.")],
    fix: "Give the user a phone_number in E.164 form, or leave the SMS settings out of the request.",
    docs: pages::SET_MFA_PREFERENCE,
    evidence: Evidence::Reported,
};

/// Email set as a factor of a user without an email address.
pub static EMAIL_PREFERENCE_WITHOUT_EMAIL: DocumentedError = DocumentedError {
    id: "email-preference-without-email",
    code: Some("InvalidParameterException"),
    message: "User does not have delivery config set to turn on EMAIL_OTP",
    variants: &[],
    operations: operations::SETS_MFA_PREFERENCE,
    meaning: "The request names email for a user without an email address.",
    causes: &[proven_by("USR002", "The user has no email attribute.")],
    fix: "Give the user an email address, or leave the email settings out of the request.",
    docs: pages::SET_MFA_PREFERENCE,
    evidence: Evidence::Unverified,
};
