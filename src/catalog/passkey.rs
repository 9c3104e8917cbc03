//! Passkeys (WebAuthn).

use super::{ANY_MESSAGE, DocumentedError, Evidence, Sight, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &PASSKEY_SINGLE_FACTOR_WITH_REQUIRED_MFA,
    &PASSKEY_NOT_CONFIGURED_FOR_MFA,
    &WEBAUTHN_NOT_ENABLED,
    &WEBAUTHN_CONFIGURATION_MISSING,
    &WEBAUTHN_RELYING_PARTY_MISMATCH,
    &WEBAUTHN_ORIGIN_NOT_ALLOWED,
    &WEBAUTHN_CHALLENGE_NOT_FOUND,
    &WEBAUTHN_CLIENT_MISMATCH,
    &WEBAUTHN_CREDENTIAL_NOT_SUPPORTED,
];

/// Single-factor passkeys in a pool that requires MFA.
pub static PASSKEY_SINGLE_FACTOR_WITH_REQUIRED_MFA: DocumentedError = DocumentedError {
    id: "passkey-single-factor-with-required-mfa",
    code: Some("InvalidParameterException"),
    message: "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
    variants: &[],
    operations: &["SetUserPoolMfaConfig"],
    meaning: "Where MFA is required and passkeys may start a sign-in, a passkey must count as two factors.",
    causes: &[
        proven_by("MFA009", "WebAuthnConfiguration.FactorConfiguration is SINGLE_FACTOR in the request."),
        proven_by(
            "OPS002",
            "WebAuthnConfiguration was left out of the request, which sets it back to SINGLE_FACTOR.",
        ),
    ],
    fix: "Restate WebAuthnConfiguration with FactorConfiguration=MULTI_FACTOR_WITH_USER_VERIFICATION.",
    docs: pages::MFA,
    evidence: Evidence::Reported,
};

/// Passkeys allowed in a pool with MFA before they count as MFA.
pub static PASSKEY_NOT_CONFIGURED_FOR_MFA: DocumentedError = DocumentedError {
    id: "passkey-not-configured-for-mfa",
    code: Some("InvalidParameterException"),
    message: "WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA",
    variants: &[],
    operations: &["UpdateUserPool"],
    meaning: "WEB_AUTHN is to become a first factor of a pool that requires MFA, and its passkeys count as one factor only.",
    causes: &[proven_by(
        "MFA009",
        "FactorConfiguration of the pool is not MULTI_FACTOR_WITH_USER_VERIFICATION.",
    )],
    fix: "Set FactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION by SetUserPoolMfaConfig first, then allow WEB_AUTHN.",
    docs: pages::MFA,
    evidence: Evidence::Reported,
};

/// The pool does not offer passkeys.
pub static WEBAUTHN_NOT_ENABLED: DocumentedError = DocumentedError {
    id: "webauthn-not-enabled",
    code: Some("WebAuthnNotEnabledException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &["StartWebAuthnRegistration", "CompleteWebAuthnRegistration"],
    meaning: "The pool does not offer passkeys.",
    causes: &[proven_by(
        "MFA016",
        "AllowedFirstAuthFactors of the pool's SignInPolicy does not hold WEB_AUTHN.",
    )],
    fix: "Allow WEB_AUTHN as a first factor and set WebAuthnConfiguration.RelyingPartyId.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Aws,
};

/// The pool has no relying party.
pub static WEBAUTHN_CONFIGURATION_MISSING: DocumentedError = DocumentedError {
    id: "webauthn-configuration-missing",
    code: Some("WebAuthnConfigurationMissingException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &["StartWebAuthnRegistration"],
    meaning: "The pool has neither a relying party id nor a domain that could stand for one.",
    causes: &[proven_by(
        "MFA011",
        "WebAuthnConfiguration.RelyingPartyId is absent and the pool has no domain.",
    )],
    fix: "Set RelyingPartyId: the custom domain, where managed login uses one.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Aws,
};

/// The passkey belongs to another relying party.
pub static WEBAUTHN_RELYING_PARTY_MISMATCH: DocumentedError = DocumentedError {
    id: "webauthn-relying-party-mismatch",
    code: Some("WebAuthnRelyingPartyMismatchException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &["CompleteWebAuthnRegistration"],
    meaning: "The passkey was made for another relying party id than the pool's.",
    causes: &[
        proven_by("MFA011", "RelyingPartyId is not the custom domain that managed login uses."),
        unseen(Sight::SignIn, "The application made the passkey with a relying party id of its own."),
    ],
    fix: "Make RelyingPartyId, the domain users sign in at and the id in the application's request agree.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Aws,
};

/// The page that registered the passkey is foreign to the relying party.
pub static WEBAUTHN_ORIGIN_NOT_ALLOWED: DocumentedError = DocumentedError {
    id: "webauthn-origin-not-allowed",
    code: Some("WebAuthnOriginNotAllowedException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &["CompleteWebAuthnRegistration"],
    meaning: "The origin of the page that registered the passkey does not fit the relying party id of the pool.",
    causes: &[
        proven_by("MFA011", "RelyingPartyId does not fit the domain users sign in at."),
        unseen(
            Sight::SignIn,
            "The page runs on another host than the relying party id or a subdomain of it, such as localhost.",
        ),
    ],
    fix: "Register passkeys from a page whose host is the relying party id or below it, or change RelyingPartyId.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Aws,
};

/// The registration took too long or was never started.
pub static WEBAUTHN_CHALLENGE_NOT_FOUND: DocumentedError = DocumentedError {
    id: "webauthn-challenge-not-found",
    code: Some("WebAuthnChallengeNotFoundException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &["CompleteWebAuthnRegistration"],
    meaning: "The challenge that StartWebAuthnRegistration gave has expired.",
    causes: &[unseen(
        Sight::SignIn,
        "Too much time passed between StartWebAuthnRegistration and CompleteWebAuthnRegistration.",
    )],
    fix: "Start the registration again and complete it promptly.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Aws,
};

/// The registration was completed through another app client.
pub static WEBAUTHN_CLIENT_MISMATCH: DocumentedError = DocumentedError {
    id: "webauthn-client-mismatch",
    code: Some("WebAuthnClientMismatchException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &["CompleteWebAuthnRegistration"],
    meaning: "The access token belongs to another app client than the one that started the registration.",
    causes: &[unseen(Sight::Token, "The client_id claims of the tokens in the two calls differ.")],
    fix: "Use one access token for both calls.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Aws,
};

/// The device or provider of the passkey is not supported.
pub static WEBAUTHN_CREDENTIAL_NOT_SUPPORTED: DocumentedError = DocumentedError {
    id: "webauthn-credential-not-supported",
    code: Some("WebAuthnCredentialNotSupportedException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &["CompleteWebAuthnRegistration"],
    meaning: "The passkey comes from a device or provider that Cognito does not support.",
    causes: &[unseen(
        Sight::Authenticator,
        "The user's authenticator makes credentials of a kind that Cognito does not take.",
    )],
    fix: "Let the user register a passkey with another device or provider.",
    docs: pages::AUTHENTICATION_FLOW,
    evidence: Evidence::Aws,
};
