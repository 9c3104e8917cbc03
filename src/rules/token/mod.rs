//! Tokens: what keeps Cognito from taking one for MFA calls.

mod scope;
mod wrong;

pub(super) use scope::trigger_dropped_admin_scope;

use super::{Check, Look, Rule, looks};
use crate::catalog;
use crate::finding::{Factor, Severity};

/// What stands in the token that was presented.
const fn of_token(path: &'static str) -> Look {
    Look { operation: Look::TOKEN, path }
}

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "TOT005",
        name: "wrong-token-presented",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::TOKEN_INVALID, &catalog::TOKEN_EXPIRED, &catalog::TOKEN_SIGNATURE_NOT_VERIFIED],
        title: "The token presented is not a valid access token of this pool",
        why: "MFA calls take an access token that this very pool gave to a user and that is still valid. An ID token, a refresh token, a token of a program, an expired one, or one of another pool is refused.",
        fix: "Send the access token of the newest sign-in to the Region of its pool.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html",
        looks_at: &[
            of_token("token_use"),
            of_token("iss"),
            of_token("client_id"),
            of_token("exp"),
            of_token("nbf"),
            of_token("iat"),
            looks::POOL_ARN,
            looks::CLIENTS,
        ],
        silent: "Where no token was presented. Revocation and, unless the signature is verified, forgery show in no token.",
        check: Check::Token(wrong::wrong_token),
    },
    Rule {
        id: "TOT003",
        name: "token-without-admin-scope",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::TOKEN_WITHOUT_SCOPE],
        title: "The access token presented lacks the scope that MFA calls need",
        why: "AssociateSoftwareToken, VerifySoftwareToken, SetUserMFAPreference and GetUser take an access token only with the scope aws.cognito.signin.user.admin. Tokens of InitiateAuth have it; those of managed login only when the client allows it and the authorize request asks for it.",
        fix: "Allow aws.cognito.signin.user.admin in the app client, ask for it in the authorize request, and sign in again.",
        docs: "https://repost.aws/knowledge-center/cognito-mfa-errors",
        looks_at: &[
            of_token("scope"),
            of_token("client_id"),
            looks::OAUTH_SCOPES,
            looks::TOKEN_TRIGGER_VERSION,
        ],
        silent: "Where no token was presented, or one that is no access token of a user: TOT005 says that then.",
        check: Check::Token(scope::token_without_admin_scope),
    },
];
