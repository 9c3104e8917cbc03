//! Tokens that Cognito refuses for what they are: another kind, too old, of another pool, not signed by it.

use super::super::presented::Presented;
use super::super::{Draft, Verdicts};
use crate::catalog;
use crate::finding::{Change, Severity};
use crate::snapshot::{Gap, Pool};
use crate::token::{Issuer, Kind, Moment, ago, key_of, shown};
use serde_json::Value;

/// A clock that is further off makes TOTP codes fail, too.
const TOLERANCE: i64 = 30;

pub(super) fn wrong_token(presented: &Presented<'_>) -> Result<Verdicts, Gap> {
    let mut verdicts = Verdicts::default();
    if let Some(draft) = wrong_kind(presented) {
        verdicts.findings.push(draft);
        verdicts.findings.extend(presented.signature.and_then(|_| signature(presented)));
        return Ok(verdicts);
    }
    verdicts.findings.extend(signature(presented));
    match presented.pool()? {
        Some(pool) => of_pool(presented, &pool, &mut verdicts),
        None => verdicts.findings.extend(foreign_issuer(presented)),
    }
    verdicts.findings.extend(times(presented));
    Ok(verdicts)
}

/// Another kind of token. What else is wrong with it does not matter then.
fn wrong_kind(presented: &Presented<'_>) -> Option<Draft> {
    let calls = "MFA calls take the access token alone";
    let draft = |message: String| {
        presented.draft(message, &["token_use"]).part("kind").errors(&[&catalog::TOKEN_INVALID])
    };
    match presented.token.kind {
        Kind::Access => None,
        Kind::Id => Some(
            draft(format!("this is an ID token, which tells an application who signed in; {calls}, and answer this one with NotAuthorizedException"))
                .fix("Send the access token of the same sign-in.")
                .change(Change::by_hand(
                    "Take AccessToken of the same AuthenticationResult, or access_token of the same answer of the token endpoint",
                )),
        ),
        Kind::Refresh => {
            let encrypted = presented.token.is_encrypted();
            let form = if encrypted { " (five parts: it is encrypted, as those of Cognito are)" } else { "" };
            let message = format!(
                "this is a refresh token{form}, which Cognito takes for nothing but new tokens; {calls}, and answer this one with NotAuthorizedException"
            );
            let parts = if encrypted { 5.into() } else { Value::Null };
            let draft = Draft::new(presented.resource(), message).evidence("token", "parts", parts);
            Some(
                draft.part("kind").errors(&[&catalog::TOKEN_INVALID]).fix("Get a new access token with it, and send that.").change(
                    Change::by_hand(
                        "Call GetTokensFromRefreshToken, or InitiateAuth with REFRESH_TOKEN_AUTH, and take the AccessToken of its answer",
                    ),
                ),
            )
        }
        Kind::Machine => Some(
            presented
                .draft(
                    "this is the access token of a program (client_credentials): it belongs to no user, so there is nobody whose MFA a call could set",
                    &["sub", "client_id", "scope"],
                )
                .part("kind")
                .errors(&[])
                .fix("Sign in as the user, and send that access token; a program changes a user's MFA by AdminSetUserMFAPreference.")
                .change(Change::by_hand("Sign the user in, and send the access token of that sign-in")),
        ),
        Kind::Unknown => Some(
            draft(format!("the token says neither token_use access nor token_use id, as every token of a user pool does, so it is of another issuer; {calls}"))
                .fix("Send the access token that the user pool issued.")
                .change(Change::by_hand("Sign in to the user pool, and take AccessToken or access_token of its answer")),
        ),
    }
}

/// A signature that Cognito cannot have made, by what checking it gave, or by what can be seen without a key.
fn signature(presented: &Presented<'_>) -> Option<Draft> {
    let refused = match presented.signature {
        Some(Ok(())) => return None,
        Some(Err(refusal)) => Some(refusal.clone()),
        None => presented.token.signature_bytes().and_then(|_| key_of(presented.token).err()),
    };
    let errors = [&catalog::TOKEN_SIGNATURE_NOT_VERIFIED];
    let again = |draft: Draft| {
        draft
            .part("signature")
            .errors(&errors)
            .fix("Send the access token as Cognito issued it, whole and unchanged.")
            .change(Change::by_hand("Copy the token again from where it was issued, or sign in again"))
    };
    if let Some(refusal) = refused {
        let draft = presented.draft(format!("the token is not one that Cognito signed: {refusal}"), &[]);
        let header = presented.token.header.get("alg").map_or(Value::Null, |value| shown("alg", value));
        return Some(again(draft.evidence("token", "header alg", header)));
    }
    // RS256 signs with as many bytes as the key has, 256 at least.
    let bytes = presented.token.signature_bytes().filter(|bytes| ![256, 384, 512].contains(bytes))?;
    let draft = presented.draft(
        format!("the signature of the token has {bytes} bytes, and those of RS256 have 256, 384 or 512: the token was cut short or made up"),
        &[],
    );
    let draft = again(draft.evidence("token", "signature bytes", bytes));
    // A few bytes are a placeholder, as in examples; what was cut off is longer.
    Some(if bytes < 64 { draft.severity(Severity::Warning) } else { draft })
}

fn foreign_issuer(presented: &Presented<'_>) -> Option<Draft> {
    let named = presented.token.claim("iss").is_some();
    if presented.token.issuer().is_some() {
        return None;
    }
    let message = if named {
        format!(
            "the token is of the issuer {}, which is no Cognito user pool, so no user pool takes it",
            presented.words("iss")
        )
    } else {
        "the token names no issuer (iss), as every token of a user pool does, so Cognito cannot have made it as it stands".to_owned()
    };
    let draft = presented
        .draft(message, &["iss"])
        .part("issuer")
        .errors(&[&catalog::TOKEN_INVALID, &catalog::TOKEN_SIGNATURE_NOT_VERIFIED])
        .fix("Send the access token that the user pool issued.")
        .change(Change::by_hand(
            "Sign in to the user pool, and take AccessToken or access_token of its answer",
        ));
    // Claims that somebody shortened for an example are not refused for what was left out.
    Some(if named { draft } else { draft.severity(Severity::Warning) })
}

/// Whether issuer and client are those of the pool that was given.
fn of_pool(presented: &Presented<'_>, pool: &Pool<'_>, verdicts: &mut Verdicts) {
    let Some(Issuer { pool: id, region, .. }) = presented.token.issuer() else {
        verdicts.findings.extend(foreign_issuer(presented));
        return;
    };
    let errors = [&catalog::TOKEN_INVALID, &catalog::TOKEN_SIGNATURE_NOT_VERIFIED];
    if id != pool.id() {
        let place = if region == pool.region() { String::new() } else { format!(" in {region}") };
        let message = format!(
            "the token is of pool {id}{place}, and was presented to pool {} ({}) in {}, which refuses it",
            pool.name(),
            pool.id(),
            pool.region()
        );
        verdicts.findings.push(
            presented
                .draft(message, &["iss"])
                .evidence("cognito-idp:DescribeUserPool", "Id", pool.id())
                .part("issuer")
                .errors(&errors)
                .fix(format!("Send it to pool {id} in {region}, or sign in to {}.", pool.id()))
                .change(Change::by_hand(format!(
                    "See that the application signs in to the pool and the Region that it calls: {id} in {region} here, {} in {} there",
                    pool.id(),
                    pool.region()
                ))),
        );
        return;
    }
    match presented.is_of_own_client(pool) {
        Ok(Some(false)) => verdicts.findings.push(
            presented
                .draft(
                    format!(
                        "the token is of app client {}, which pool {} does not have (any more), so the pool refuses it",
                        presented.words("client_id"),
                        pool.name()
                    ),
                    &["client_id"],
                )
                .part("client")
                .errors(&[&catalog::TOKEN_INVALID])
                .fix("Sign in by an app client that the pool has.")
                .change(Change::command(
                    "lists the app clients that the pool has",
                    &["aws", "cognito-idp", "list-user-pool-clients", "--region", pool.region(), "--user-pool-id", pool.id()],
                )),
        ),
        Ok(_) => {}
        Err(gap) => verdicts.gaps.push(gap),
    }
}

/// Expired, not valid yet, or made in the future, as the clock here has it.
fn times(presented: &Presented<'_>) -> Vec<Draft> {
    let Presented { token, now, .. } = *presented;
    let mut drafts = Vec::new();
    let words = |name: &str, at: i64| Moment { at, now }.words(name);
    let renew = || {
        Change::by_hand(
            "Refresh the tokens with the refresh token, or sign in again, and send the new access token",
        )
    };
    match token.time("exp") {
        Some(exp) if exp <= now => drafts.push(
            presented
                .draft(
                    format!("the token {}, so every call with it answers NotAuthorizedException", words("exp", exp)),
                    &["exp"],
                )
                .part("expired")
                .errors(&[&catalog::TOKEN_EXPIRED])
                .false_alarm_if(format!("the clock of this machine is fast by more than {}", ago(now - exp)))
                .fix("Get a new access token.")
                .change(renew()),
        ),
        Some(_) => {}
        None => drafts.push(
            presented
                .draft("the token has no time at which it expires (exp), as every token of a user pool does, so Cognito cannot have made it as it stands", &["exp"])
                .part("expired")
                .severity(Severity::Warning)
                .errors(&[&catalog::TOKEN_INVALID])
                .change(renew()),
        ),
    }
    if let Some(nbf) = token.time("nbf").filter(|nbf| *nbf > now) {
        drafts.push(
            presented
                .draft(
                    format!("the token is {}, by the clock of this machine (nbf)", words("nbf", nbf)),
                    &["nbf"],
                )
                .part("not-before")
                .errors(&[])
                .false_alarm_if(format!("the clock of this machine is slow by more than {}", ago(nbf - now)))
                .fix("Wait until it is valid, or set the clock.")
                .change(Change::by_hand("Compare the clock of this machine with a time server")),
        );
    }
    if let Some(iat) = token.time("iat").filter(|iat| *iat > now + TOLERANCE) {
        drafts.push(
            presented
                .draft(
                    format!(
                        "the token was made {} from now, by the clock of this machine, so that clock is slow by at least as much; TOTP codes made here fail for the same reason",
                        ago(iat - now)
                    ),
                    &["iat"],
                )
                .part("clock")
                .severity(Severity::Warning)
                .errors(&[])
                .false_alarm_if("the token was made up, or authenticator codes come from another device than this one")
                .fix("Set the clock of this machine by a time server (NTP).")
                .change(Change::by_hand("Compare the clock of this machine with a time server")),
        );
    }
    drafts
}
