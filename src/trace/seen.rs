//! Users and tokens, taken for what may be told of them.

use super::{Key, SeenToken, User, stand_in, words};
use crate::contact;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

/// Base64url as tokens have it; padding is taken too.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The claims that say what a token is good for. All others may hold anything, even secrets, and are dropped.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html>
pub(super) const CLAIMS: &[&str] = &[
    "alg",
    "aud",
    "auth_time",
    "client_id",
    "cognito:username",
    "exp",
    "iat",
    "iss",
    "kid",
    "nbf",
    "scope",
    "sub",
    "token_use",
    "typ",
    "username",
    "version",
];

/// The digits of a user name that may be a phone number without `+`.
const FEWEST_DIGITS: usize = 7;

/// A token, and whom it belongs to.
#[derive(Debug)]
pub(super) struct Bearer {
    pub(super) token: SeenToken,
    pub(super) user: Option<User>,
    pub(super) pool: Option<String>,
    pub(super) client: Option<String>,
}

/// A user by the name that was sent.
pub(super) fn user(name: &str, key: &Key) -> User {
    User { mark: key.mark(name), shown: shown(name) }
}

/// A user's name with addresses and numbers masked.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 128;
    let number = name.bytes().all(|byte| byte.is_ascii_digit() || b"+-(). ".contains(&byte));
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    match stand_in::parse(name) {
        Some(_) => name.to_owned(),
        None if number && digits >= FEWEST_DIGITS => contact::mask_phone(name),
        None => contact::mask(&name.chars().take(LONGEST).collect::<String>()),
    }
}

/// What a token says, without what makes it one.
pub(super) fn token(text: &str, key: &Key) -> Bearer {
    let (header, mut claims) = parts(text).unwrap_or_default();
    let claim = |name: &str| claims.get(name).and_then(Value::as_str);
    let user = claim("username").or_else(|| claim("cognito:username")).map(|name| user(name, key));
    let pool = claim("iss").and_then(pool).map(str::to_owned);
    let client = claim("client_id").or_else(|| claim("aud")).map(str::to_owned);
    for name in ["username", "cognito:username"] {
        if let Some(Value::String(name)) = claims.get_mut(name) {
            *name = shown(name);
        }
    }
    Bearer { token: SeenToken { mark: key.mark(text), header, claims }, user, pool, client }
}

/// The header and the claims of a JSON Web Token, as far as they may be kept.
pub(super) fn parts(text: &str) -> Option<(Map<String, Value>, Map<String, Value>)> {
    let text = text.trim();
    let text = text.strip_prefix("Bearer ").unwrap_or(text);
    let mut parts = text.split('.');
    let (header, claims) = (decoded(parts.next()?)?, decoded(parts.next()?)?);
    (parts.count() == 1).then_some((header, claims))
}

fn decoded(part: &str) -> Option<Map<String, Value>> {
    let mut members: Map<String, Value> = serde_json::from_slice(&BASE64URL.decode(part).ok()?).ok()?;
    members.retain(|name, value| {
        CLAIMS.contains(&name.as_str()) && (value.is_string() || value.is_number() || value.is_null())
    });
    Some(members)
}

/// A token that says the same, and is none: nobody can sign it. For files that are given away.
pub(super) fn rewritten(text: &str, key: &Key) -> Option<String> {
    let (header, mut claims) = parts(text)?;
    let mut header = header;
    for (name, value) in header.iter_mut().chain(claims.iter_mut()) {
        if let Value::String(text) = value {
            *text = claim(name, text, key);
        }
    }
    let part = |members: Map<String, Value>| BASE64URL.encode(Value::Object(members).to_string());
    let part = |members| part(members).trim_end_matches('=').to_owned();
    Some(format!("{}.{}.{}", part(header), part(claims), stand_in::of(text, key)))
}

fn claim(name: &str, text: &str, key: &Key) -> String {
    let harmless = match name {
        "scope" => return scopes(text, key),
        "token_use" => matches!(text, "access" | "id"),
        "alg" => text == "RS256",
        "typ" => text == "JWT",
        "client_id" | "aud" => words::is_client(text),
        "iss" => pool(text).is_some(),
        _ => false,
    };
    if harmless || text.is_empty() { text.to_owned() } else { stand_in::of(text, key) }
}

/// Scopes, those of apps covered.
pub(super) fn scopes(text: &str, key: &Key) -> String {
    let scope =
        |scope: &str| if words::is_scope(scope) { scope.to_owned() } else { stand_in::of(scope, key) };
    text.split(' ').filter(|scope| !scope.is_empty()).map(scope).collect::<Vec<_>>().join(" ")
}

/// The pool's ID in an issuer: `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123`.
fn pool(issuer: &str) -> Option<&str> {
    let (host, pool) = issuer.strip_prefix("https://")?.split_once('/')?;
    let region = words::region(host)?;
    (host.starts_with("cognito-idp")
        && host.split('.').count() <= 5
        && pool.starts_with(region)
        && words::is_pool(pool))
    .then_some(pool)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn jwt(claims: &Value) -> String {
        let part = |value: &Value| BASE64URL.encode(value.to_string()).trim_end_matches('=').to_owned();
        format!("{}.{}.c2lnbmF0dXJl", part(&json!({"kid": "k", "alg": "RS256"})), part(claims))
    }

    #[test]
    fn a_token_tells_what_it_is_good_for() {
        let claims = json!({
            "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123", "token_use": "access",
            "client_id": "1example23456789abcdefghij", "username": "ann@example.com", "scope": "openid shop/read",
            "custom:pin": "4711", "exp": 1_795_341_600,
        });
        let text = jwt(&claims);
        let key = Key::new(&[1; 32]);
        let bearer = token(&text, &key);
        assert_eq!(bearer.pool.as_deref(), Some("us-east-1_AbCdEf123"));
        assert_eq!(bearer.client.as_deref(), Some("1example23456789abcdefghij"));
        assert_eq!(bearer.user.as_ref().map(|user| user.shown.as_str()), Some("a•••@e•••.com"));
        assert_eq!(bearer.token.claims["username"], "a•••@e•••.com");
        assert!(bearer.token.claims.get("custom:pin").is_none());
        let given = rewritten(&text, &key).unwrap();
        let again = token(&given, &key);
        assert_eq!(again.pool, bearer.pool);
        assert_eq!(again.token.claims["exp"], 1_795_341_600);
        assert!(again.token.claims["scope"].as_str().unwrap().starts_with("openid [s:"));
        assert!(!given.contains("c2lnbmF0dXJl"));
    }

    #[test]
    fn what_is_no_token_has_no_claims() {
        let key = Key::new(&[1; 32]);
        for text in ["", ".", "..", "a.b.c", "e30.e30", "e30.W10.x", "ey.ey.ey.ey.ey"] {
            let bearer = token(text, &key);
            assert!(bearer.token.claims.is_empty() && bearer.user.is_none(), "{text}");
        }
    }

    #[test]
    fn names_are_masked_where_they_reach_somebody() {
        for (name, masked) in [
            ("alice", "alice"),
            ("alice@example.com", "a•••@e•••.com"),
            ("+15555550100", "+1••••••••00"),
            ("15555550100", "•••••••••00"),
            ("[s:1f2e3d4c5b6a7988:5]", "[s:1f2e3d4c5b6a7988:5]"),
        ] {
            assert_eq!(shown(name), masked);
        }
    }
}
