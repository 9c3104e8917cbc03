//! Account recovery where it meets MFA.

use super::{DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &RECOVERY_BY_PHONE_WITH_SMS_MFA,
    &RECOVERY_ADMIN_ONLY_NOT_ALONE,
    &RECOVERY_DUPLICATES,
    &RECOVERY_WITHOUT_VERIFIED_DESTINATION,
];

/// Recovery by phone in a pool with SMS MFA.
pub static RECOVERY_BY_PHONE_WITH_SMS_MFA: DocumentedError = DocumentedError {
    id: "recovery-by-phone-with-sms-mfa",
    code: Some("InvalidParameterException"),
    message: "Invalid account recovery setting parameter. Account Recovery Setting cannot use verified_phone_number as a recovery mechanism when SMS MFA is configured",
    variants: &[
        "Account Recovery Setting cannot use verified_phone_number as a recovery mechanism when SMS MFA is configured",
    ],
    operations: operations::WRITES_POOL,
    meaning: "One phone number may not get both the MFA code and the code that resets the password.",
    causes: &[proven_by("MFA007", "SMS MFA is configured and the phone number is a recovery mechanism.")],
    fix: "Make verified_email the first recovery mechanism and collect email addresses, or use admin_only.",
    docs: pages::MESSAGE_MFA,
    evidence: Evidence::Reported,
};

/// `admin_only` beside another recovery mechanism.
pub static RECOVERY_ADMIN_ONLY_NOT_ALONE: DocumentedError = DocumentedError {
    id: "recovery-admin-only-not-alone",
    code: Some("InvalidParameterException"),
    message: "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "admin_only means that users cannot recover by themselves, so it excludes every other mechanism.",
    causes: &[proven_by("OPS004", "RecoveryMechanisms holds admin_only and another entry.")],
    fix: "Keep either admin_only alone, or verified_email and verified_phone_number.",
    docs: pages::PASSWORDS,
    evidence: Evidence::Reported,
};

/// A recovery mechanism or a priority twice.
pub static RECOVERY_DUPLICATES: DocumentedError = DocumentedError {
    id: "recovery-duplicates",
    code: Some("InvalidParameterException"),
    message: "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "Each recovery mechanism and each priority may appear once.",
    causes: &[proven_by(
        "OPS004",
        "Two entries of RecoveryMechanisms have the same Name or the same Priority.",
    )],
    fix: "Give each mechanism once, with priorities 1 and 2.",
    docs: pages::PASSWORDS,
    evidence: Evidence::Reported,
};

/// A user whom no reset code can reach.
pub static RECOVERY_WITHOUT_VERIFIED_DESTINATION: DocumentedError = DocumentedError {
    id: "recovery-without-verified-destination",
    code: Some("InvalidParameterException"),
    message: "Cannot reset password for the user as there is no registered/verified email or phone_number",
    variants: &[],
    operations: &["ForgotPassword"],
    meaning: "The pool has no way to send this user a reset code: no verified address, or the only one already gets the user's MFA codes.",
    causes: &[
        proven_by(
            "USR005",
            "The user has one address, it serves MFA, and the pool recovers accounts through it.",
        ),
        proven_by("MFA007", "The pool recovers by phone only, and the user's phone gets the MFA codes."),
        proven_by(
            "USR003",
            "The address of the user is not verified: enough for MFA codes, not for recovery.",
        ),
        unseen(Sight::User, "The user has neither an email address nor a phone number."),
    ],
    fix: "Give the user a second, verified address, move the user to TOTP, or reset the password as an administrator with AdminSetUserPassword.",
    docs: pages::MESSAGE_MFA,
    evidence: Evidence::Reported,
};
