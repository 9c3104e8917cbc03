//! Words of the API: what may be shown and kept, because it is the same for everybody.

/// Challenges, factors, flows and states. An answer to a challenge may be one of them.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>
const WORDS: &[&str] = &[
    "ADMIN_NO_SRP_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "Bearer",
    "CUSTOM_AUTH",
    "CUSTOM_CHALLENGE",
    "DEVICE_PASSWORD_VERIFIER",
    "DEVICE_SRP_AUTH",
    "EMAIL",
    "EMAIL_MFA",
    "EMAIL_OTP",
    "ERROR",
    "MFA_SETUP",
    "NEW_PASSWORD_REQUIRED",
    "NOMFA",
    "PASSWORD",
    "PASSWORD_SRP",
    "PASSWORD_VERIFIER",
    "PHONE_NUMBER",
    "REFRESH_TOKEN",
    "REFRESH_TOKEN_AUTH",
    "SELECT_CHALLENGE",
    "SELECT_MFA_TYPE",
    "SMS",
    "SMS_MFA",
    "SMS_OTP",
    "SOFTWARE_TOKEN_MFA",
    "SUCCESS",
    "TOTP",
    "USER_AUTH",
    "USER_PASSWORD_AUTH",
    "USER_SRP_AUTH",
    "WEB_AUTHN",
    "authorization_code",
    "client_credentials",
    "code",
    "refresh_token",
    "token",
];

/// The scopes that Cognito defines; all others are an app's own.
const SCOPES: &[&str] = &["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"];

/// Of what names of members are made. People invent some (`smsCode`), which a report must be able to name.
const PIECES: &[&str] = &[
    "a",
    "access",
    "answer",
    "app",
    "attempt",
    "attributes",
    "auth",
    "b",
    "block",
    "challenge",
    "claim",
    "client",
    "code",
    "confirmation",
    "credential",
    "device",
    "email",
    "enabled",
    "family",
    "flow",
    "given",
    "grant",
    "group",
    "hash",
    "id",
    "key",
    "locale",
    "medium",
    "mfa",
    "name",
    "new",
    "number",
    "one",
    "otp",
    "parameters",
    "passcode",
    "passkey",
    "password",
    "phone",
    "preferred",
    "previous",
    "proposed",
    "random",
    "refresh",
    "required",
    "response",
    "responses",
    "scope",
    "secret",
    "select",
    "session",
    "settings",
    "signature",
    "sms",
    "software",
    "srp",
    "time",
    "timestamp",
    "token",
    "totp",
    "type",
    "user",
    "username",
    "value",
    "verification",
    "verify",
    "web",
    "authn",
];

/// The longest name of a member that is shown.
const LONGEST_NAME: usize = 48;

/// `text`, where it is a word of the API.
pub(super) fn word(text: &str) -> Option<&'static str> {
    WORDS.binary_search(&text).ok().map(|at| WORDS[at])
}

/// Whether it is a scope that Cognito defines.
pub(super) fn is_scope(text: &str) -> bool {
    SCOPES.contains(&text)
}

/// Whether `name` is made of nothing but words that names of members are made of: `SOFTWARE_TOKEN_MFA_CODE`,
/// `userAttributes.phone_number`, `mfaCode`. Anything else might be a secret in the wrong place.
pub(super) fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME && pieces(name).all(|piece| PIECES.contains(&piece.as_str()))
}

/// The words of a name, in lower case.
fn pieces(name: &str) -> impl Iterator<Item = String> {
    let mut pieces = vec![String::new()];
    let mut before_lower = false;
    for c in name.chars() {
        let splits = matches!(c, '_' | '.' | '-');
        if splits || (c.is_ascii_uppercase() && before_lower) {
            pieces.push(String::new());
        }
        before_lower = c.is_ascii_lowercase();
        if let (false, Some(last)) = (splits, pieces.last_mut()) {
            last.push(c.to_ascii_lowercase());
        }
    }
    pieces.into_iter()
}

/// The members whose values are words of the API.
const WORDED: &[&str] = &[
    "ANSWER",
    "AuthFlow",
    "CODE_DELIVERY_DELIVERY_MEDIUM",
    "ChallengeName",
    "DeliveryMedium",
    "PREFERRED_CHALLENGE",
    "Status",
    "TokenType",
    "grant_type",
    "response_type",
    "token_type",
];

/// The errors of OAuth 2.0 and OpenID Connect.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>, RFC 6749 sections 4 and 5
const OAUTH_ERRORS: &[&str] = &[
    "access_denied",
    "consent_required",
    "interaction_required",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
];

/// `text`, where it stands under a name whose values are words of the API, and is one.
pub(super) fn word_of(name: &str, text: &str) -> Option<&'static str> {
    WORDED.contains(&name).then(|| word(text))?
}

/// Whether a tool wrote `text` in the place of a secret, the same for all: `***SensitiveInformation***` (the loggers of
/// the AWS SDK for JavaScript), `*** Sensitive Data Redacted ***` (Java), `[redacted]`, `****`. Nothing can be said of
/// what stood there, and least of all that two of them were equal.
pub(super) fn is_masked(text: &str) -> bool {
    const LONGEST: usize = 64;
    let plain = text.trim();
    let says = |word: &str| plain.len() <= LONGEST && plain.to_ascii_lowercase().contains(word);
    let filler = |c: char| matches!(c, '*' | '•' | '…' | 'x' | 'X' | '.' | '-' | '#');
    !plain.is_empty() && plain.chars().all(filler)
        || plain == "HIDDEN_DUE_TO_SECURITY_REASONS"
        || says("redacted")
        || says("sensitiveinformation")
        || says("masked")
}

/// The name of an exception or an OAuth error, without the namespace before `#` and what a header may append:
/// `com.amazonaws.cognito#NotAuthorizedException:http://internal/`. Empty where it is no such name.
pub(super) fn error_name(text: &str) -> &str {
    const LONGEST: usize = 80;
    const ENDS: [&str; 5] = ["Exception", "Error", "Failure", "Unavailable", "Fault"];
    let name = text.rsplit_once('#').map_or(text, |(_, name)| name);
    let name = name.split(':').next().unwrap_or_default().trim();
    let plain =
        name.bytes().all(|byte| byte.is_ascii_alphabetic()) && ENDS.iter().any(|end| name.ends_with(end));
    if OAUTH_ERRORS.contains(&name) || (plain && name.len() <= LONGEST) { name } else { "" }
}

/// Whether it looks like the name of an operation.
pub(super) fn is_operation(text: &str) -> bool {
    (3..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether it has the form of an app client's ID: 26 small letters and digits, formerly 25.
pub(super) fn is_client(text: &str) -> bool {
    (20..=30).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether it has the form of a pool's ID: `us-east-1_AbCdEf123`.
pub(super) fn is_pool(text: &str) -> bool {
    text.split_once('_').is_some_and(|(region, id)| {
        is_region(region)
            && (3..=20).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Whether it has the form of a Region's name: `us-gov-west-1`.
pub(super) fn is_region(text: &str) -> bool {
    let mut parts = text.split('-');
    let number = parts.next_back().unwrap_or_default();
    let words: Vec<&str> = parts.collect();
    (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (2..=4).contains(&words.len())
        && words
            .iter()
            .all(|word| (2..=12).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// The Region in the name of a host of AWS: `cognito-idp.us-east-1.amazonaws.com`, `cognito-idp-fips.…`,
/// `name.auth.us-east-1.amazoncognito.com`.
///
/// Source: <https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html>
pub(super) fn region(host: &str) -> Option<&str> {
    const ENDS: &[&str] =
        &[".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".amazoncognito.com", ".api.aws"];
    let is_aws = ENDS.iter().any(|end| host.ends_with(end));
    is_aws.then(|| host.split('.').find(|label| is_region(label)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_in_order() {
        assert!(WORDS.is_sorted());
        assert_eq!(word("SOFTWARE_TOKEN_MFA"), Some("SOFTWARE_TOKEN_MFA"));
        assert_eq!(word("123456"), None);
    }

    #[test]
    fn names_are_made_of_known_words() {
        for name in [
            "SOFTWARE_TOKEN_MFA_CODE",
            "userAttributes.phone_number",
            "mfaCode",
            "PASSWORD_CLAIM_SECRET_BLOCK",
            "SRP_A",
            "USER_ID_FOR_SRP".trim_end_matches("_FOR_SRP"),
        ] {
            assert!(is_name(name), "{name}");
        }
        for name in ["123456", "Hunter2", "hunterPassword", "eyJraWQiOiJh", "", "a b"] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn what_tools_write_over_secrets_is_known() {
        for text in [
            "***SensitiveInformation***",
            "*** Sensitive Data Redacted ***",
            "[session redacted]",
            "****",
            "xxxxxx",
            "…",
            "<MASKED>",
        ] {
            assert!(is_masked(text), "{text}");
        }
        for text in ["", "AYABe", "123456", "[s:1f2e3d4c5b6a7988:8]", "x1"] {
            assert!(!is_masked(text), "{text}");
        }
    }

    #[test]
    fn errors_are_named_as_the_documentation_names_them() {
        for (said, name) in [
            ("NotAuthorizedException", "NotAuthorizedException"),
            ("com.amazonaws.cognito.identity.idp.model#CodeMismatchException", "CodeMismatchException"),
            ("NotAuthorizedException:http://internal.amazon.com/coral/x/", "NotAuthorizedException"),
            ("aws.x#ForbiddenException:http://internal/", "ForbiddenException"),
            ("invalid_grant", "invalid_grant"),
            ("<b>", ""),
            ("hunter", ""),
            ("", ""),
        ] {
            assert_eq!(error_name(said), name);
        }
    }

    #[test]
    fn hosts_name_their_region() {
        for (host, named) in [
            ("cognito-idp.us-east-1.amazonaws.com", Some("us-east-1")),
            ("cognito-idp-fips.us-gov-west-1.amazonaws.com", Some("us-gov-west-1")),
            ("cognito-idp.cn-north-1.amazonaws.com.cn", Some("cn-north-1")),
            ("cognito-idp.eusc-de-east-1.amazonaws.eu", Some("eusc-de-east-1")),
            ("shop.auth.eu-central-1.amazoncognito.com", Some("eu-central-1")),
            ("auth.eu-central-1.example.com", None),
            ("localhost", None),
        ] {
            assert_eq!(region(host), named);
        }
        assert!(is_pool("us-east-1_AbCdEf123") && !is_pool("us-east-1") && !is_pool("a_b"));
        assert!(is_client("1example23456789abcdefghij") && !is_client("secretsecretsecretsecretse"));
    }
}
