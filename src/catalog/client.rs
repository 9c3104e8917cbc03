//! The app client: flows, secret hash, features of the Region.

use super::{ANY_MESSAGE, DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &AUTH_FLOW_NOT_ENABLED,
    &AUTH_FLOW_NAMES_MIXED,
    &SECRET_HASH_MISSING,
    &SECRET_HASH_WRONG,
    &RESOURCE_NOT_FOUND,
    &OPERATION_UNSUPPORTED,
    &OPERATION_NOT_ENABLED,
];

/// The flow is not allowed for the app client.
pub static AUTH_FLOW_NOT_ENABLED: DocumentedError = DocumentedError {
    id: "auth-flow-not-enabled",
    code: Some("InvalidParameterException"),
    message: "{flow} flow not enabled for this client",
    variants: &["Auth flow not enabled for this client", "{flow} is not enabled for the client"],
    operations: operations::STARTS_SIGN_IN,
    meaning: "The app client does not allow the AuthFlow that the application uses.",
    causes: &[proven_by("CLI002", "ExplicitAuthFlows of the client lacks the flow named in the request.")],
    fix: "Add the matching ALLOW_ name to ExplicitAuthFlows, with the rest of the client restated, or use a flow the client allows.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Reported,
};

/// Old and new flow names together.
pub static AUTH_FLOW_NAMES_MIXED: DocumentedError = DocumentedError {
    id: "auth-flow-names-mixed",
    code: Some("InvalidParameterException"),
    message: "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names",
    variants: &[],
    operations: operations::WRITES_CLIENT,
    meaning: "ExplicitAuthFlows mixes the names that begin with ALLOW_ with the older ones.",
    causes: &[proven_by("CLI007", "The list holds names of both kinds.")],
    fix: "Use names that begin with ALLOW_ only.",
    docs: pages::APP_CLIENT,
    evidence: Evidence::Reported,
};

/// A client with a secret was used without it.
pub static SECRET_HASH_MISSING: DocumentedError = DocumentedError {
    id: "secret-hash-missing",
    code: Some("NotAuthorizedException"),
    message: "Client {id} is configured with secret but SECRET_HASH was not received",
    variants: &["Client {id} is configured for secret but secret was not received"],
    operations: operations::CHECKS_SECRET_HASH,
    meaning: "The app client has a secret, and the request has no SECRET_HASH. Each challenge answer needs one too.",
    causes: &[
        proven_by("CLI003", "The client has a secret and the request carries no SECRET_HASH."),
        unseen(
            Sight::SignIn,
            "The hash was sent with InitiateAuth only, and left out of the challenge answers.",
        ),
    ],
    fix: "Send SECRET_HASH in every request of the sign-in, or use a client without a secret where the secret cannot be kept.",
    docs: pages::APP_CLIENT,
    evidence: Evidence::Reported,
};

/// The secret hash does not match.
pub static SECRET_HASH_WRONG: DocumentedError = DocumentedError {
    id: "secret-hash-wrong",
    code: Some("NotAuthorizedException"),
    message: "Unable to verify secret hash for client {id}",
    variants: &[],
    operations: operations::CHECKS_SECRET_HASH,
    meaning: "SECRET_HASH is not the HMAC-SHA256 of username and client id under the secret of this client.",
    causes: &[
        proven_by("CLI003", "The hash sent does not fit the client."),
        unseen(
            Sight::SignIn,
            "A challenge answer hashed the email alias: it must hash the real username, given as USER_ID_FOR_SRP.",
        ),
        unseen(Sight::SignIn, "The secret is of another client, or the client has none."),
    ],
    fix: "Compute the hash from the real username followed by the client id, with the secret of this client.",
    docs: pages::APP_CLIENT,
    evidence: Evidence::Reported,
};

/// The pool or the app client does not exist.
pub static RESOURCE_NOT_FOUND: DocumentedError = DocumentedError {
    id: "resource-not-found",
    code: Some("ResourceNotFoundException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: operations::SIGNS_IN,
    meaning: "The pool or the app client named in the request does not exist in this Region.",
    causes: &[
        unseen(Sight::SignIn, "The client id is wrong, or is of another pool or Region."),
        unseen(
            Sight::SignIn,
            "The pool or the client was deleted and created again, and the application still holds the old id.",
        ),
    ],
    fix: "Give the application the id of the pool and client as they are, and their Region.",
    docs: pages::ERRORS,
    evidence: Evidence::Aws,
};

/// The operation is not enabled for the app client.
pub static OPERATION_UNSUPPORTED: DocumentedError = DocumentedError {
    id: "operation-unsupported",
    code: Some("UnsupportedOperationException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &["InitiateAuth", "AdminInitiateAuth", "RevokeToken"],
    meaning: "The operation is not enabled for the app client, or not in this Region.",
    causes: &[
        unseen(Sight::Request, "The app client does not have the feature, such as token revocation."),
        unseen(Sight::Request, "The request went to a secondary Region of a replicated pool."),
    ],
    fix: "Enable the feature on the app client, or send the request to the primary Region.",
    docs: pages::ERRORS,
    evidence: Evidence::Aws,
};

/// The operation is not available in this Region or for this pool.
pub static OPERATION_NOT_ENABLED: DocumentedError = DocumentedError {
    id: "operation-not-enabled",
    code: Some("OperationNotEnabledException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: operations::TAKES_SESSION,
    meaning: "The operation is not available in this Region or for the configuration of the pool, as in a secondary Region of a replicated pool.",
    causes: &[unseen(
        Sight::Request,
        "The request went to a secondary Region of the pool, which does not offer the operation.",
    )],
    fix: "Send the request to the primary Region of the pool.",
    docs: pages::ERRORS,
    evidence: Evidence::Aws,
};
