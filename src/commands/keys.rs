//! `--verify`: the keys that a token is checked against, and what the check gave.

use super::{Failure, live, terminal};
use crate::token::{Keys, KeysError, Refusal, Token, key_of, verify};
use std::collections::BTreeMap;
use std::path::Path;

/// Checks each token's signature; `None` of tokens that have none, as refresh tokens.
///
/// # Errors
/// When the key set cannot be read or fetched. A token that no key could save needs none.
pub(super) fn check(
    tokens: &[&Token],
    jwks: Option<&str>,
    token_file: Option<&Path>,
) -> Result<Vec<Option<Result<(), Refusal>>>, Failure> {
    let given = jwks.map(|place| from(place, token_file)).transpose()?;
    let mut fetched: BTreeMap<String, Keys> = BTreeMap::new();
    let mut checked = Vec::new();
    for token in tokens {
        let outcome = match (key_of(token), &given) {
            (Err(Refusal::NotSigned), _) => None,
            (Err(refusal), _) => Some(Err(refusal)),
            (Ok(_), Some(keys)) => Some(verify(token, keys)),
            (Ok(_), None) => Some(match issuer(token) {
                Err(refusal) => Err(refusal),
                Ok(url) => {
                    if !fetched.contains_key(&url) {
                        fetched.insert(url.clone(), fetch(&url)?);
                    }
                    fetched.get(&url).map_or(Err(Refusal::NoIssuer), |keys| verify(token, keys))
                }
            }),
        };
        checked.push(outcome);
    }
    Ok(checked)
}

/// Where the issuer's keys are, if it is a user pool: a token must not choose where its keys come from.
fn issuer(token: &Token) -> Result<String, Refusal> {
    if token.claim("iss").is_none() {
        return Err(Refusal::NoIssuer);
    }
    token.issuer().map(|issuer| issuer.keys_url()).ok_or(Refusal::ForeignIssuer)
}

fn from(place: &str, token_file: Option<&Path>) -> Result<Keys, Failure> {
    if place.starts_with("http://") || place.starts_with("https://") {
        return fetch(place);
    }
    let path = Path::new(place);
    if terminal::is_standard(path) && token_file.is_none_or(|file| file == path) {
        return Err(Failure::new("the token and the key set cannot both come from standard input")
            .hint("name a file for one of them"));
    }
    Keys::from_json(&terminal::read(path)?).map_err(|error| no_keys(&terminal::name_of(path), &error))
}

fn fetch(url: &str) -> Result<Keys, Failure> {
    Keys::from_json(&live::fetch_keys(url)?).map_err(|error| no_keys(url, &error))
}

fn no_keys(name: &str, error: &KeysError) -> Failure {
    Failure::new(format!("{name} {error}"))
        .hint("a pool has its keys at https://cognito-idp.REGION.amazonaws.com/POOL_ID/.well-known/jwks.json")
}
