//! Where the tokens are in what was pasted: bare, after `Bearer`, in an answer of Cognito, in an address.

use super::opaque::NotToken;
use super::parse::{parse, refresh};
use super::secret::Secret;
use super::{Kind, Token};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A token and where it stood.
#[derive(Debug, Clone)]
pub struct Found {
    /// The member or parameter that holds it: `AccessToken`; `None` of a bare token.
    pub place: Option<&'static str>,
    /// The token, or why it is none.
    pub token: Result<Token, NotToken>,
}

/// Members and parameters that hold tokens, as the API, the token endpoint and Amplify name them. The name tells
/// what is a refresh token, which may have any form.
const NAMES: &[&str] = &[
    "AccessToken",
    "IdToken",
    "RefreshToken",
    "access_token",
    "id_token",
    "refresh_token",
    "accessToken",
    "idToken",
    "refreshToken",
];

/// Every token in `text`, in order.
///
/// # Errors
/// What the text is, where it has none at all.
pub fn find(text: &str) -> Result<Vec<Found>, NotToken> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with(['{', '[', '"'])
        && let Some(found) = in_json(text)
    {
        return found;
    }
    if let Some(found) = in_address(text) {
        return found;
    }
    let bare = bare(text);
    let problem = match parse(&bare) {
        Ok(token) => return Ok(vec![Found { place: None, token: Ok(token) }]),
        Err(problem) => problem,
    };
    let several = embedded(text);
    if several.iter().any(|found| found.token.is_ok()) {
        return Ok(several);
    }
    let among_words = text.contains(char::is_whitespace);
    let inner = several.into_iter().next().and_then(|found| found.token.err());
    Err(match (problem, inner) {
        // What is wrong with the one token says more than that there are words around it.
        (NotToken::Character { .. } | NotToken::Text, Some(inner)) if among_words => inner,
        // Prose is not a token with a bad character.
        (
            NotToken::Character { .. } | NotToken::Parts(_) | NotToken::NotJson(_) | NotToken::Length { .. },
            _,
        ) if among_words && !bare.starts_with("eyJ") => NotToken::Text,
        (problem, _) => problem,
    })
}

/// The token without what shells, editors and headers put around it and into it.
fn bare(text: &str) -> String {
    const AROUND: &[char] =
        &['"', '\'', '`', ',', ';', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}', '\u{ab}', '\u{bb}'];
    let mut rest = text;
    loop {
        let before = rest;
        rest = rest.trim().trim_matches(AROUND);
        for word in ["authorization:", "bearer ", "bearer\n", "bearer\t", "bearer:"] {
            if rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
                rest = &rest[word.len()..];
            }
        }
        if rest == before {
            break;
        }
    }
    // A line that was broken on a screen, or escaped in a text.
    let unescaped = rest.replace("\\r", "").replace("\\n", "").replace(['\\', '\u{200b}'], "");
    unescaped.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Runs of a token's characters that begin as a token's header does.
fn embedded(text: &str) -> Vec<Found> {
    let inside = |c: char| c.is_ascii_alphanumeric() || "-_.=+/".contains(c);
    let runs = text.split(|c: char| !inside(c)).filter_map(|run| run.find("eyJ").map(|at| &run[at..]));
    // A full stop or an equals sign of the sentence around it.
    let runs = runs.map(|run| run.trim_end_matches('.')).filter(|run| run.contains('.'));
    runs.map(|run| Found { place: None, token: parse(run) }).collect()
}

/// The tokens of JSON; `None` where the text is no JSON after all.
fn in_json(text: &str) -> Option<Result<Vec<Found>, NotToken>> {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) if error.is_eof() && embedded(text).is_empty() => return Some(Err(NotToken::JsonCutOff)),
        Err(_) => return None,
    };
    if let Value::String(inner) = &value {
        return Some(find(inner));
    }
    let mut found = Vec::new();
    named(&value, &mut found);
    if found.is_empty() {
        strings(&value, &mut found);
    }
    if found.is_empty() {
        return Some(Err(NotToken::OtherJson(kind_of_json(&value))));
    }
    Some(Ok(found))
}

/// Members with the names of tokens, at any depth.
fn named(value: &Value, found: &mut Vec<Found>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match NAMES.iter().find(|known| **known == name) {
                    Some(place) => match text_of(member) {
                        Some(text) => found.push(of_name(place, text)),
                        None => named(member, found),
                    },
                    None => named(member, found),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| named(element, found)),
        _ => {}
    }
}

/// The text of a member: bare, or as Amplify keeps it (`{"jwtToken": …}`, `{"token": …}`).
fn text_of(member: &Value) -> Option<&str> {
    let inner = || ["jwtToken", "token"].iter().find_map(|name| member.get(name)?.as_str());
    member.as_str().or_else(inner).filter(|text| !text.trim().is_empty())
}

/// Texts that are whole tokens, whatever their members are called.
fn strings(value: &Value, found: &mut Vec<Found>) {
    match value {
        Value::String(text) => {
            found.extend(parse(&bare(text)).ok().map(|token| Found { place: None, token: Ok(token) }));
        }
        Value::Array(elements) => elements.iter().for_each(|element| strings(element, found)),
        Value::Object(members) => members.values().for_each(|member| strings(member, found)),
        _ => {}
    }
}

fn of_name(place: &'static str, text: &str) -> Found {
    let bare = bare(text);
    let is_refresh = place.to_ascii_lowercase().starts_with("refresh");
    let token = match parse(&bare) {
        Ok(token) if is_refresh && token.kind == Kind::Unknown => Ok(refresh(&bare)),
        Err(_) if is_refresh => Ok(refresh(&bare)),
        parsed => parsed,
    };
    Found { place: Some(place), token }
}

/// The tokens of an address, its fragment or query, or a form; `None` where the text is none of these.
fn in_address(text: &str) -> Option<Result<Vec<Found>, NotToken>> {
    let pairs: Vec<(&str, &str)> = text
        .split(['?', '#', '&'])
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .collect();
    let decoded = |value: &str| Secret::new(percent_decode_str(value).decode_utf8_lossy());
    let found: Vec<Found> = pairs
        .iter()
        .filter_map(|(name, value)| {
            let place = NAMES.iter().find(|known| *known == name)?;
            Some(of_name(place, decoded(value).text()))
        })
        .collect();
    if !found.is_empty() {
        return Some(Ok(found));
    }
    let has = |wanted: &str| pairs.iter().any(|(name, value)| *name == wanted && !value.is_empty());
    let is_address =
        text.starts_with("http://") || text.starts_with("https://") || text.starts_with(['?', '#']);
    match (is_address, has("code"), has("error")) {
        (true, true, _) => Some(Err(NotToken::CodeInUrl)),
        (true, _, true) => Some(Err(NotToken::ErrorInUrl)),
        _ => None,
    }
}

fn kind_of_json(value: &Value) -> &'static str {
    let has = |name: &str| value.get(name).is_some();
    if has("ChallengeName") {
        "it asks a challenge (ChallengeName), and tokens come once the last challenge is answered"
    } else if has("error") || has("__type") || has("Error") {
        "it is an answer with an error"
    } else if has("SecretCode") {
        "it is the answer of AssociateSoftwareToken"
    } else if has("AccessKeyId") || has("Credentials") {
        "it holds AWS credentials, which MFA calls of users do not take"
    } else if has("keys") {
        "it is a set of public keys (JWKS)"
    } else if has("token_use") || has("iss") {
        "it holds the claims of a token, not the token"
    } else {
        "no member of it is a token"
    }
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
