//! JSON Web Tokens of Amazon Cognito: found in what somebody pasted, taken apart, and verified.
//!
//! Nothing here prints: a token is a key to somebody's account, so the types keep its text to themselves, and what
//! describes a text that is no token never quotes it.

mod find;
mod issuer;
mod moment;
mod opaque;
mod parse;
mod secret;
mod verify;

pub use find::{Found, find};
pub use issuer::Issuer;
pub use moment::{Moment, ago, utc};
pub use opaque::{NotToken, Part};
pub use secret::{Secret, looks_random, looks_secret, shown, shown_members};
pub use verify::{Keys, KeysError, Refusal, key_of, verify};

use serde_json::{Map, Value};

/// The scope without which an access token may not touch its user's own settings.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html>
pub const ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";

/// The calls of a user that set up MFA with an access token. The first two also take the `Session` of an `MFA_SETUP`
/// challenge instead.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>
pub const MFA_CALLS: [&str; 4] =
    ["AssociateSoftwareToken", "VerifySoftwareToken", "SetUserMFAPreference", "GetUser"];

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An access token of a user (`token_use` is `access`).
    Access,
    /// An ID token (`token_use` is `id`).
    Id,
    /// A refresh token: encrypted, or named so by the answer it stands in.
    Refresh,
    /// An access token of a program (`client_credentials`), which belongs to no user.
    Machine,
    /// A JSON Web Token without a `token_use` that Cognito writes.
    Unknown,
}

impl Kind {
    /// The word of reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Access => "access",
            Kind::Id => "id",
            Kind::Refresh => "refresh",
            Kind::Machine => "machine",
            Kind::Unknown => "unknown",
        }
    }
}

/// One token, taken apart.
#[derive(Debug, Clone)]
pub struct Token {
    /// What it is for.
    pub kind: Kind,
    /// The header's members, in order; empty where a refresh token has none that can be read.
    pub header: Map<String, Value>,
    /// The claims, in order; empty of a refresh token.
    pub claims: Map<String, Value>,
    /// Header and claims as they were signed, with the dot between them.
    signed: Secret,
    /// The signature; `None` where there is none, as in a refresh token.
    signature: Option<Vec<u8>>,
}

impl Token {
    /// A token of these claims, without a signature: for judging claims that come without their token.
    pub fn of_claims(header: Map<String, Value>, claims: Map<String, Value>) -> Token {
        let kind = parse::kind(&claims);
        Token { kind, header, claims, signed: Secret::default(), signature: None }
    }

    /// The text of a claim; an empty one counts as absent.
    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// The time stamp of a claim (`exp`, `iat`, `nbf`, `auth_time`), in seconds since 1970.
    pub fn time(&self, name: &str) -> Option<i64> {
        let value = self.claims.get(name)?;
        // Beyond the years 0 to 9999 it is no time stamp.
        let seconds = value.as_i64().or_else(|| value.as_f64().map(|number| number as i64))?;
        (-62_167_219_200..=253_402_300_799).contains(&seconds).then_some(seconds)
    }

    /// The words of the scope claim.
    pub fn scopes(&self) -> Vec<&str> {
        self.claim("scope")
            .map(|scope| scope.split(' ').filter(|word| !word.is_empty()).collect())
            .unwrap_or_default()
    }

    /// Whether the scope list holds the whole word `aws.cognito.signin.user.admin`.
    pub fn has_admin_scope(&self) -> bool {
        self.scopes().contains(&ADMIN_SCOPE)
    }

    /// The app client that the token was made for: `client_id` of an access token, `aud` of an ID token.
    pub fn client(&self) -> Option<&str> {
        self.claim("client_id").or_else(|| self.claim("aud"))
    }

    /// The user pool that the `iss` claim names; `None` where it names none of Cognito's.
    pub fn issuer(&self) -> Option<Issuer<'_>> {
        Issuer::parse(self.claim("iss")?)
    }

    /// The algorithm of the header; empty where it names none.
    pub fn algorithm(&self) -> &str {
        self.header.get("alg").and_then(Value::as_str).unwrap_or("")
    }

    /// Whether it is encrypted (five parts), as the refresh tokens of Cognito are: its header alone can be read.
    pub fn is_encrypted(&self) -> bool {
        self.signature.is_none() && self.header.contains_key("enc")
    }

    /// How many bytes the signature has; `None` of claims that came without a token, and of refresh tokens.
    pub fn signature_bytes(&self) -> Option<usize> {
        self.signature.as_ref().map(Vec::len)
    }

    /// Which sign-in made it, as far as the claims tell; `None` where they tell nothing.
    pub fn sign_in(&self) -> Option<String> {
        let how = match self.kind {
            Kind::Machine => return Some("no sign-in: client_credentials gave it to a program".to_owned()),
            Kind::Access => self.sign_in_of_scopes(),
            Kind::Id if ["at_hash", "nonce"].iter().any(|claim| self.claims.contains_key(*claim)) => Some(
                "managed login or the token endpoint, as an ID token of the API has no at_hash and no nonce",
            ),
            _ => None,
        };
        let how = how.map(str::to_owned);
        let Some(provider) = self.identity_provider() else { return how };
        let how = how.unwrap_or_else(|| "managed login or the token endpoint".to_owned());
        Some(format!(
            "{how}; by the identity provider {provider}, whose users Cognito asks for no factor of its own"
        ))
    }

    fn sign_in_of_scopes(&self) -> Option<&'static str> {
        match self.scopes().as_slice() {
            [] => None,
            // The API never gives another scope, unless a trigger adds one.
            [ADMIN_SCOPE] => Some(
                "the API (InitiateAuth, as SDKs and Amplify call it), or managed login that was asked for this scope alone",
            ),
            _ => Some(
                "managed login or the token endpoint, as the API by itself gives no other scope than aws.cognito.signin.user.admin",
            ),
        }
    }

    /// The identity provider of a federated user: of the `identities` claim, or of the group that Cognito puts such
    /// users into (`us-east-1_AbCdEf123_Google` beside the user name `Google_1234`).
    fn identity_provider(&self) -> Option<&str> {
        let identity = || {
            let name = self.claims.get("identities")?.get(0)?.get("providerName")?;
            name.as_str().filter(|_| shown("", name) == *name)
        };
        let group = || {
            let (prefix, _) =
                self.claim("username").or_else(|| self.claim("cognito:username"))?.split_once('_')?;
            let pool = self.issuer()?.pool;
            let of = |group: &&str| {
                group
                    .strip_prefix(pool)
                    .and_then(|rest| rest.strip_prefix('_'))
                    .is_some_and(|name| name.eq_ignore_ascii_case(prefix))
            };
            let groups = self.claims.get("cognito:groups")?.as_array()?;
            let found = groups.iter().filter_map(Value::as_str).find(of)?;
            found.get(pool.len() + 1..).filter(|name| !secret::has_token(name))
        };
        identity().or_else(group)
    }
}
