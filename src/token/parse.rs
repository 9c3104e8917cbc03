//! One token taken apart, without trust in it.

use super::opaque::{NotToken, Part, classify};
use super::secret::Secret;
use super::{Kind, Token};
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use serde_json::{Map, Value};

/// The last character of a signature that was cut off may hold bits that no byte takes.
const LENIENT: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));

/// Takes `text` apart: nothing but the token, without blanks.
///
/// # Errors
/// What it is instead.
pub(super) fn parse(text: &str) -> Result<Token, NotToken> {
    if text.is_empty() {
        return Err(NotToken::Empty);
    }
    if text.contains("...") || text.contains('…') {
        return Err(NotToken::Shortened);
    }
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        [header] if object(Part::Header, header).is_ok() => Err(NotToken::HeaderOnly),
        [opaque] => Err(classify(opaque)),
        [header, payload] => match (object(Part::Header, header)?, object(Part::Payload, payload)) {
            (_, Ok(_)) => Err(NotToken::TwoParts),
            (_, Err(NotToken::Length { .. } | NotToken::CutOff(_) | NotToken::EmptyPart(_))) => {
                Err(NotToken::CutInPayload)
            }
            (_, Err(problem)) => Err(problem),
        },
        [header, payload, signature] => signed(header, payload, signature),
        [header, ..] if parts.len() == 5 => encrypted(header),
        [header, ..] => {
            object(Part::Header, header)?;
            Err(NotToken::Parts(parts.len()))
        }
        [] => Err(NotToken::Empty),
    }
}

fn signed(header: &str, payload: &str, signature: &str) -> Result<Token, NotToken> {
    let members = object(Part::Header, header)?;
    if !members.get("alg").is_some_and(Value::is_string) {
        return Err(NotToken::NoAlgorithm);
    }
    let claims = object(Part::Payload, payload)?;
    characters(Part::Signature, signature)?;
    // A character too many is what is left of bytes that were cut off: the length of the signature shows it.
    let whole = if signature.len() % 4 == 1 { signature.get(..signature.len() - 1) } else { Some(signature) };
    let signature = LENIENT.decode(whole.unwrap_or_default()).unwrap_or_default();
    Ok(Token {
        kind: kind(&claims),
        header: members,
        claims,
        signed: Secret::new(format!("{header}.{payload}")),
        signature: Some(signature),
    })
}

/// Five parts: encrypted (RFC 7516), as the refresh tokens of Cognito are. The header alone can be read.
fn encrypted(header: &str) -> Result<Token, NotToken> {
    let header = object(Part::Header, header)?;
    if !header.contains_key("enc") {
        return Err(NotToken::Parts(5));
    }
    Ok(Token { kind: Kind::Refresh, header, claims: Map::new(), signed: Secret::default(), signature: None })
}

/// A refresh token that the answer around it names so, whatever its form.
pub(super) fn refresh(text: &str) -> Token {
    let header = text.split_once('.').and_then(|(header, _)| object(Part::Header, header).ok());
    Token {
        kind: Kind::Refresh,
        header: header.unwrap_or_default(),
        claims: Map::new(),
        signed: Secret::default(),
        signature: None,
    }
}

/// What claims make a token: <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html>
pub(super) fn kind(claims: &Map<String, Value>) -> Kind {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    // A program is its own subject, and has no user name.
    let of_program =
        || text("username").is_none() && text("sub").is_some() && text("sub") == text("client_id");
    match text("token_use") {
        Some("access") if of_program() => Kind::Machine,
        Some("access") => Kind::Access,
        Some("id") => Kind::Id,
        // Servers that stand in for Cognito sign theirs.
        Some("refresh") => Kind::Refresh,
        _ => Kind::Unknown,
    }
}

fn characters(part: Part, text: &str) -> Result<(), NotToken> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let Some(at) = text.chars().position(|c| !fits(c)) else { return Ok(()) };
    Err(match text.chars().nth(at) {
        Some('+' | '/') => NotToken::PlainBase64(part),
        Some('=') if text.trim_end_matches('=').chars().all(fits) => NotToken::Padding(part),
        _ => NotToken::Character { part, at: at + 1 },
    })
}

/// The JSON object that a part holds.
fn object(part: Part, text: &str) -> Result<Map<String, Value>, NotToken> {
    if text.is_empty() {
        return Err(NotToken::EmptyPart(part));
    }
    characters(part, text)?;
    if text.len() % 4 == 1 {
        return Err(NotToken::Length { part, length: text.len() });
    }
    let bytes = LENIENT.decode(text).map_err(|_| NotToken::NotJson(part))?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(members)) => Ok(members),
        Err(error) if error.is_eof() && bytes.first() == Some(&b'{') => Err(NotToken::CutOff(part)),
        _ => Err(NotToken::NotJson(part)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn part(json: &str) -> String {
        URL_SAFE_NO_PAD.encode(json)
    }

    #[test]
    fn what_is_no_token_is_called_what_it_is() {
        let header = part(r#"{"alg":"RS256","kid":"k"}"#);
        let payload = part(r#"{"token_use":"access","sub":"canary"}"#);
        let jwe = part(r#"{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}"#);
        for (text, words) in [
            (String::new(), "is empty"),
            (header.clone(), "only the header"),
            (format!("{header}.{payload}"), "two parts"),
            (format!("{header}.{}", &payload[..20]), "cut short"),
            (format!("{header}.{}", &payload[..21]), "cut short"),
            (format!("{header}.{payload}.a.b"), "has 4 parts"),
            (format!("{header}.{payload}.a.b.c"), "has 5 parts"),
            (format!("{header}.{payload}.a.b.c.d"), "has 6 parts"),
            (format!("{header}...{payload}"), "shortened"),
            (format!("{header}..c2ln"), "empty payload"),
            (format!(".{payload}.c2ln"), "empty header"),
            (format!("{header}.{payload}=.c2ln"), "padding"),
            (format!("{header}.{payload}+/.c2ln"), "plain base64"),
            (format!("{header}.{payload}.c2!ln"), "character 3"),
            (format!("{}.{payload}.c2ln", part("{}")), "without alg"),
            (format!("{}.{payload}.c2ln", part("[1]")), "no JSON object"),
            (format!("{header}.{}.c2ln", part("\u{0}\u{1}")), "no JSON object"),
            ("a.b.c".to_owned(), "characters are missing"),
        ] {
            let said = parse(&text).expect_err(&text).to_string();
            assert!(said.contains(words), "{said} for {text}");
            assert!(!said.contains("canary") && (text.len() < 9 || !said.contains(&text[..8])), "{said}");
        }
        assert_eq!(parse(&format!("{jwe}.a.b.c.d")).expect("encrypted").kind, Kind::Refresh);
        let token = parse(&format!("{header}.{payload}.c2ln")).expect("a token");
        assert_eq!((token.kind, token.signature_bytes()), (Kind::Access, Some(3)));
        assert!(!format!("{token:?}").contains(&payload));
    }

    #[test]
    fn kinds_are_told_by_their_claims() {
        for (claims, expected) in [
            (r#"{"token_use":"access","sub":"u","username":"ada","client_id":"c"}"#, Kind::Access),
            (r#"{"token_use":"access","scope":"openid","client_id":"c"}"#, Kind::Access),
            (r#"{"token_use":"access","sub":"c","client_id":"c"}"#, Kind::Machine),
            (r#"{"token_use":"id","aud":"c"}"#, Kind::Id),
            (r#"{"token_use":7}"#, Kind::Unknown),
            ("{}", Kind::Unknown),
        ] {
            assert_eq!(kind(&serde_json::from_str(claims).expect("JSON")), expected, "{claims}");
        }
    }
}
