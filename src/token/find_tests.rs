//! Every form in which tokens are pasted, and texts that are none.

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;

fn token(claims: &str) -> String {
    let part = |json: &str| URL_SAFE_NO_PAD.encode(json);
    format!("{}.{}.{}", part(r#"{"kid":"k","alg":"RS256"}"#), part(claims), URL_SAFE_NO_PAD.encode([7; 256]))
}

fn access() -> String {
    token(r#"{"sub":"canary-sub","token_use":"access","scope":"openid"}"#)
}

fn jwe() -> String {
    format!("{}.a.b.c.d", URL_SAFE_NO_PAD.encode(r#"{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}"#))
}

fn kinds(text: &str) -> Vec<Kind> {
    let found = find(text).unwrap_or_else(|problem| panic!("{problem}: {text}"));
    found
        .into_iter()
        .map(|found| found.token.unwrap_or_else(|problem| panic!("{problem}: {text}")).kind)
        .collect()
}

#[test]
fn a_bare_token_is_found_in_whatever_is_around_it() {
    let token = access();
    let (start, end) = token.split_at(70);
    let (left, right) = token.split_at(200);
    for text in [
        token.clone(),
        format!("\u{feff}  {token}\r\n\n"),
        format!("Bearer {token}"),
        format!("bearer   {token}"),
        format!("Authorization: Bearer {token}"),
        format!("\"{token}\""),
        format!("'Bearer {token}',"),
        format!("\u{201c}{token}\u{201d}"),
        format!("{start}\n{end}"),
        format!("{start}\r\n    {end}"),
        format!("{start}\\n{end}"),
        format!("{left} \\\n{right}"),
        format!("export TOKEN={token}"),
        format!("curl -H 'Authorization: Bearer {token}' https://api.example.com/"),
        format!("the token is {token}. It does not work."),
        format!("{{AccessToken: '{token}'}}"),
    ] {
        assert_eq!(kinds(&text), [Kind::Access], "{text}");
    }
    assert_eq!(
        kinds(&format!("{token}\n{}\n", self::token(r#"{"token_use":"id"}"#))),
        [Kind::Access, Kind::Id]
    );
}

#[test]
fn answers_of_cognito_give_each_of_their_tokens() {
    let (access, id, refresh) = (access(), token(r#"{"token_use":"id"}"#), jwe());
    let all = [Kind::Access, Kind::Id, Kind::Refresh];
    for text in [
        format!(
            r#"{{"access_token":"{access}","id_token":"{id}","refresh_token":"{refresh}","expires_in":3600}}"#
        ),
        format!(
            r#"{{"AuthenticationResult":{{"AccessToken":"{access}","IdToken":"{id}","RefreshToken":"{refresh}"}}}}"#
        ),
        format!(r#"{{"AccessToken":"{access}","IdToken":"{id}","RefreshToken":"opaque"}}"#),
        format!(
            r#"{{"accessToken":{{"jwtToken":"{access}"}},"idToken":{{"jwtToken":"{id}"}},"refreshToken":{{"token":"{refresh}"}}}}"#
        ),
        format!(
            "https://app.example.com/cb#access_token={access}&id_token={id}&refresh_token={refresh}&token_type=Bearer"
        ),
        format!("#access_token={access}&id_token={id}&refresh_token=opaque"),
        format!(
            "https://app.example.com/cb?access_token={access}&id_token={id}&refresh_token={}",
            refresh.replace('.', "%2E")
        ),
    ] {
        assert_eq!(kinds(&text), all, "{text}");
    }
    assert_eq!(kinds(&format!(r#"[{{"x":"{access}"}}]"#)), [Kind::Access]);
    let broken = find(&format!(r#"{{"AccessToken":"{}"}}"#, &access[..90])).expect("a member with a name");
    assert!(broken[0].token.is_err());
    assert_eq!(broken[0].place, Some("AccessToken"));
}

#[test]
fn what_holds_no_token_is_called_what_it_is() {
    let cut = access();
    for (text, words) in [
        ("", "is empty"),
        ("  \n ", "is empty"),
        ("\"\"", "is empty"),
        ("Bearer", "short text"),
        ("{\"ChallengeName\": \"MFA_SETUP\", \"Session\": \"canary\"}", "challenge"),
        ("{\"error\": \"invalid_grant\"}", "an error"),
        ("{\"keys\": []}", "public keys"),
        ("{\"token_use\": \"access\"}", "claims of a token"),
        ("{}", "no member"),
        ("[]", "no member"),
        ("{\"AccessToken\": \"eyJ", "cut short"),
        ("https://app.example.com/cb?code=canary&state=x", "authorization code"),
        ("https://app.example.com/cb?error=canary", "error of managed login"),
        ("An error occurred (NotAuthorizedException) when calling GetUser: Invalid.", "holds no token"),
        (&cut[..60], "cut short"),
        (&format!("Bearer {}", cut.rsplit_once('.').expect("a signature").0), "two parts"),
    ] {
        let said = find(text).map(|found| format!("{found:?}")).expect_err(text).to_string();
        assert!(said.contains(words), "{said} for {text}");
        assert!(!said.contains("canary"), "{said}");
    }
}

proptest! {
    #[test]
    fn no_text_panics_or_is_quoted(text in "\\PC{0,80}", at in 0usize..300, cut in 0usize..400) {
        let whole = access();
        let mut broken = whole.clone();
        broken.insert_str(at.min(whole.len()), &text);
        for input in [text.as_str(), &broken, &whole[cut.min(whole.len())..], &whole[..cut.min(whole.len())]] {
            let said = match find(input) {
                Ok(found) => format!("{:?}", found.iter().filter_map(|found| found.token.as_ref().err()).collect::<Vec<_>>()),
                Err(problem) => format!("{problem} {problem:?}"),
            };
            prop_assert!(!said.contains("canary") && !said.contains("eyJ"), "{}", said);
        }
    }
}
