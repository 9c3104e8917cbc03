//! The tokens that MFA calls take.

use super::{DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &TOKEN_WITHOUT_SCOPE,
    &TOKEN_INVALID,
    &TOKEN_EXPIRED,
    &TOKEN_REVOKED,
    &TOKEN_SIGNATURE_NOT_VERIFIED,
    &REFRESH_TOKEN_INVALID,
    &DEVICE_KEY_INVALID,
];

/// The access token lacks the scope of self-service calls.
pub static TOKEN_WITHOUT_SCOPE: DocumentedError = DocumentedError {
    id: "token-without-scope",
    code: Some("NotAuthorizedException"),
    message: "Access Token does not have required scopes",
    variants: &[],
    operations: operations::TAKES_ACCESS_TOKEN,
    meaning: "The scope claim of the access token lacks aws.cognito.signin.user.admin, which every self-service call wants. Tokens of InitiateAuth always have it; those of managed login only when it was asked for.",
    causes: &[
        proven_by("TOT003", "The token presented does not hold the scope."),
        proven_by(
            "TOT002",
            "The app client does not allow the scope in managed login, so no such token can hold it.",
        ),
        proven_by(
            "TOT004",
            "A pre-token-generation trigger (V2_0 or V3_0) suppresses the scope: the client allows it, the application asked for it, the token lacks it.",
        ),
        unseen(Sight::Token, "The client allows the scope, but the authorize request did not ask for it."),
        unseen(
            Sight::Token,
            "The scopes of the authorize request were joined by something else than a space.",
        ),
    ],
    fix: "Allow aws.cognito.signin.user.admin on the app client and ask for it in the authorize request, then sign in again. During MFA_SETUP, send the Session instead of an access token.",
    docs: pages::APP_CLIENT,
    evidence: Evidence::Aws,
};

/// Not an access token of this pool.
pub static TOKEN_INVALID: DocumentedError = DocumentedError {
    id: "token-invalid",
    code: Some("NotAuthorizedException"),
    message: "Invalid Access Token",
    variants: &[],
    operations: operations::TAKES_ACCESS_TOKEN,
    meaning: "What was sent as access token is not one that this endpoint takes.",
    causes: &[
        proven_by("TOT005", "It is an ID token (token_use is id), or it is of another pool or Region."),
        unseen(
            Sight::Token,
            "The token was shortened or altered on its way, or still carries a Bearer prefix.",
        ),
    ],
    fix: "Send the access token of the newest sign-in to the Region of its pool.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Reported,
};

/// The access token is too old.
pub static TOKEN_EXPIRED: DocumentedError = DocumentedError {
    id: "token-expired",
    code: Some("NotAuthorizedException"),
    message: "Access Token has expired",
    variants: &[],
    operations: operations::TAKES_ACCESS_TOKEN,
    meaning: "The exp claim of the access token has passed.",
    causes: &[proven_by("TOT005", "The exp claim lies in the past.")],
    fix: "Refresh the tokens or sign in again.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Reported,
};

/// The access token was revoked.
pub static TOKEN_REVOKED: DocumentedError = DocumentedError {
    id: "token-revoked",
    code: Some("NotAuthorizedException"),
    message: "Access Token has been revoked",
    variants: &[],
    operations: operations::TAKES_ACCESS_TOKEN,
    meaning: "The token is well formed and was revoked, which the token itself does not show.",
    causes: &[
        unseen(
            Sight::Trail,
            "The user was signed out everywhere by GlobalSignOut or AdminUserGlobalSignOut, perhaps by a trigger during the sign-in.",
        ),
        unseen(Sight::Trail, "The refresh token behind it was revoked."),
    ],
    fix: "Sign in again, and look for a sign-out that runs right after or during the sign-in.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Reported,
};

/// The signature is not the pool's.
pub static TOKEN_SIGNATURE_NOT_VERIFIED: DocumentedError = DocumentedError {
    id: "token-signature-not-verified",
    code: Some("NotAuthorizedException"),
    message: "Could not verify signature for Access Token",
    variants: &[],
    operations: operations::TAKES_ACCESS_TOKEN,
    meaning: "The signature of the token does not verify against the keys of the pool.",
    causes: &[
        proven_by("TOT005", "The token is of another pool or Region, as its iss claim shows."),
        unseen(Sight::Token, "The token was altered, or was made by something else than Cognito."),
    ],
    fix: "Send an access token of this pool, unchanged, to the Region of the pool.",
    docs: pages::MFA_ERRORS_ARTICLE,
    evidence: Evidence::Reported,
};

/// The refresh token is refused.
pub static REFRESH_TOKEN_INVALID: DocumentedError = DocumentedError {
    id: "refresh-token-invalid",
    code: Some("NotAuthorizedException"),
    message: "Invalid Refresh Token",
    variants: &[],
    operations: &["InitiateAuth", "AdminInitiateAuth", "GetTokensFromRefreshToken"],
    meaning: "The refresh token does not fit the request.",
    causes: &[
        proven_by(
            "DEV002",
            "The pool tracks devices, and the request lacks the DEVICE_KEY of the device that signed in: it often appears once MFA is set up.",
        ),
        unseen(Sight::SignIn, "The refresh token is of another app client or pool, or was revoked."),
    ],
    fix: "Send DEVICE_KEY with the refresh and confirm the device after sign-in, or switch device tracking off.",
    docs: pages::DEVICES,
    evidence: Evidence::Reported,
};

/// The device key is refused.
pub static DEVICE_KEY_INVALID: DocumentedError = DocumentedError {
    id: "device-key-invalid",
    code: Some("NotAuthorizedException"),
    message: "Invalid device key given",
    variants: &[],
    operations: operations::SIGNS_IN,
    meaning: "The DEVICE_KEY of the request is not one that Cognito holds for this user.",
    causes: &[
        proven_by(
            "DEV002",
            "The pool tracks devices, and the application sends no DEVICE_KEY or that of a device it never confirmed.",
        ),
        unseen(Sight::SignIn, "The device was forgotten since, or the key is of another user or pool."),
    ],
    fix: "Confirm the device with ConfirmDevice and send its key; drop the stored key when Cognito refuses it, or switch device tracking off.",
    docs: pages::DEVICES,
    evidence: Evidence::Reported,
};
