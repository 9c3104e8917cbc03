//! Tokens: what keeps Cognito from taking one for MFA calls.

mod scope;
mod wrong;

pub(super) use scope::trigger_dropped_admin_scope;

use super::{Check, Rule};
use crate::catalog;
use crate::finding::{Factor, Severity};

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
        check: Check::Token(scope::token_without_admin_scope),
    },
];
