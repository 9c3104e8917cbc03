//! The scope that MFA calls need, and why a token lacks it.

use super::super::presented::{Presented, TokenClient};
use super::super::totp::{TRIGGER_VERSION, access_token_trigger, allowing_scope, reading_trigger};
use super::super::words::{joined, label};
use super::super::{Draft, Verdicts};
use crate::finding::{Change, Severity};
use crate::snapshot::{Client, Gap, Pool, list, time_at};
use crate::token::{ADMIN_SCOPE as SCOPE, Kind, MFA_CALLS};
use serde_json::{Value, json};

const CLIENT: &str = "cognito-idp:DescribeUserPoolClient";

/// Why a token of one of the pool's clients lacks the scope.
enum Cause<'a> {
    /// The client does not allow it in managed login.
    ClientLacks(Client<'a>),
    /// The client allows it, and nothing takes it out.
    NotRequested(Client<'a>),
    /// The client allows it, and a trigger may have taken it out.
    MaybeTrigger(Client<'a>, Trigger<'a>),
    /// The token had it before a trigger ran.
    Trigger(Client<'a>, Trigger<'a>),
    /// Neither client nor trigger explains it any more.
    Changed(Client<'a>),
}

#[derive(Clone, Copy)]
struct Trigger<'a> {
    function: &'a str,
    version: &'a str,
}

/// The cause; `None` without a pool, and of a client that is none of its own.
fn cause<'a>(presented: &Presented<'a>) -> Result<Option<Cause<'a>>, Gap> {
    let Some(pool) = presented.own_pool()? else { return Ok(None) };
    let Some(TokenClient::Ours(client)) = presented.client(&pool)? else { return Ok(None) };
    Ok(Some(cause_in(presented, &pool, client)))
}

fn cause_in<'a>(presented: &Presented<'a>, pool: &Pool<'a>, client: Client<'a>) -> Cause<'a> {
    let trigger = access_token_trigger(pool).map(|(function, version)| Trigger { function, version });
    match (client.signs_in_by_managed_login(), client.allows_scope(SCOPE), trigger) {
        // The API gives the scope to every token, if this one is of the API.
        (false, _, Some(trigger)) if modified_since(presented, &client) => {
            Cause::MaybeTrigger(client, trigger)
        }
        (false, _, Some(trigger)) => Cause::Trigger(client, trigger),
        (false, _, None) => Cause::Changed(client),
        // A request for no scope gets all that the client allows, so that no token is without any.
        (true, true, Some(trigger)) if presented.token.scopes().is_empty() => Cause::Trigger(client, trigger),
        (true, true, Some(trigger)) => Cause::MaybeTrigger(client, trigger),
        (true, true, None) => Cause::NotRequested(client),
        (true, false, _) => Cause::ClientLacks(client),
    }
}

pub(super) fn token_without_admin_scope(presented: &Presented<'_>) -> Result<Verdicts, Gap> {
    // Of an ID token the missing scope is true and misleading: TOT005 says what it is.
    if presented.token.kind != Kind::Access || presented.token.has_admin_scope() {
        return Verdicts::silent();
    }
    let (cause, gaps) = match cause(presented) {
        Ok(cause) => (cause, Vec::new()),
        Err(gap) => (None, vec![gap]),
    };
    Ok(Verdicts { findings: vec![lacking(presented, cause)], gaps })
}

/// The finding, with the fix for its cause.
fn lacking(presented: &Presented<'_>, cause: Option<Cause<'_>>) -> Draft {
    let message = |why: &str| {
        format!(
            "the access token lacks {SCOPE} ({}), so {} answer NotAuthorizedException; {why}",
            held(presented),
            joined(&MFA_CALLS)
        )
    };
    let ask = Change::by_hand(format!(
        "Ask for it in the authorize request (scope=openid+{SCOPE}), and sign the user in again: tokens that exist do not change"
    ));
    let session = Change::by_hand(
        "Or, while a sign-in waits in the challenge MFA_SETUP, send its Session instead of an access token: that needs no scope",
    );
    let draft = |why: &str| presented.draft(message(why), &["scope"]);
    match cause {
        None => {
            let why = "its client does not allow the scope, or the authorize request did not ask for it, or a trigger took it out";
            let why = if presented.snapshot.is_none() {
                format!("{why}: --pool ID tells which")
            } else {
                why.to_owned()
            };
            draft(&why)
                .change(Change::by_hand(format!(
                    "See that the app client allows {SCOPE} (AllowedOAuthScopes)"
                )))
                .change(ask)
                .change(session)
        }
        Some(Cause::ClientLacks(client)) => {
            let why =
                format!("its client {} does not allow the scope in managed login (TOT002)", label(&client));
            let scopes = list(client.0, "AllowedOAuthScopes");
            with_scopes(draft(&why), &client)
                .fix(format!(
                    "Allow {SCOPE} in {}, ask for it in the authorize request, and sign in again.",
                    label(&client)
                ))
                .change(allowing_scope(&client, scopes))
                .change(ask)
                .change(session)
        }
        Some(Cause::NotRequested(client)) => {
            let wrongly =
                if asked_wrongly(presented) { "asked for it in a wrong form" } else { "did not ask for it" };
            let mut why =
                format!("its client {} allows the scope, so the authorize request {wrongly}", label(&client));
            if modified_since(presented, &client) {
                why.push_str(
                    " (unless the client did not allow it yet: it was changed after the token was made)",
                );
            }
            with_scopes(draft(&why), &client)
                .fix(format!(
                    "Ask for {SCOPE} in the authorize request, and sign in again; {} needs no change.",
                    label(&client)
                ))
                .change(ask)
                .change(session)
        }
        Some(Cause::MaybeTrigger(client, trigger)) => {
            let (client_is, function) = (label(&client), trigger.function);
            let why = if client.signs_in_by_managed_login() {
                format!(
                    "its client {client_is} allows the scope, so the authorize request did not ask for it, or {function} took it out (TOT004)"
                )
            } else {
                format!(
                    "its client {client_is} signs in by the API alone, whose tokens all have the scope, so {function} took it out (TOT004), unless the token is from before the client was changed"
                )
            };
            with_scopes(draft(&why), &client)
                .fix(format!("Ask for {SCOPE} in the authorize request, or, if it asks already, see TOT004."))
                .change(ask)
        }
        Some(Cause::Trigger(client, trigger)) => {
            draft(&format!("{} (TOT004)", proof(presented, &client, trigger)))
                .fix(format!("Let {} keep {SCOPE} in the token, and sign in again.", trigger.function))
                .change(reading_trigger(trigger.function))
        }
        Some(Cause::Changed(client)) => {
            let why = format!(
                "its client {} issues no tokens by managed login, and no trigger changes those of the API, which always have the scope: the settings are others than when the token was made",
                label(&client)
            );
            with_scopes(draft(&why), &client)
                .fix("Sign in again, and look at the new token.")
                .change(Change::by_hand("Sign the user in again, and decode the new access token"))
        }
    }
}

pub(in super::super) fn trigger_dropped_admin_scope(presented: &Presented<'_>) -> Result<Verdicts, Gap> {
    if presented.token.kind != Kind::Access || presented.token.has_admin_scope() {
        return Verdicts::silent();
    }
    if presented.snapshot.is_none() {
        let needs = ["cognito-idp:DescribeUserPool", CLIENT].map(str::to_owned).into();
        return Err(Gap::extra(
            needs,
            "no pool was given (--pool ID), so its clients and triggers are not known",
        ));
    }
    let (client, trigger, severity) = match cause(presented)? {
        Some(Cause::Trigger(client, trigger)) => (client, trigger, Severity::Error),
        Some(Cause::MaybeTrigger(client, trigger)) => (client, trigger, Severity::Warning),
        _ => return Verdicts::silent(),
    };
    let message = match severity {
        Severity::Error => {
            format!("{}; MFA calls refuse the token for it", proof(presented, &client, trigger))
        }
        _ => format!(
            "the pre-token-generation trigger {} ({}) can take {SCOPE} out of access tokens, and this one lacks it although tokens of its client {} can have it",
            trigger.function,
            trigger.version,
            label(&client)
        ),
    };
    let draft = presented.draft(message, &["scope"]).severity(severity);
    let draft = with_scopes(draft, &client)
        .evidence("cognito-idp:DescribeUserPool", TRIGGER_VERSION, trigger.version)
        .fix(format!("Take {SCOPE} out of the scopesToSuppress of {}, and sign in again.", trigger.function))
        .change(reading_trigger(trigger.function));
    Verdicts::one(match severity {
        Severity::Error => {
            draft.false_alarm_if("the client or the trigger was changed after the token was made")
        }
        _ => draft.false_alarm_if("the authorize request did not ask for the scope"),
    })
}

/// Why only the trigger can have done it.
fn proof(presented: &Presented<'_>, client: &Client<'_>, trigger: Trigger<'_>) -> String {
    let Trigger { function, version } = trigger;
    if client.signs_in_by_managed_login() {
        return format!(
            "no sign-in by client {} gives a token without any scope, so the pre-token-generation trigger {function} ({version}) took {SCOPE} out",
            label(client)
        );
    }
    let also = if presented.token.scopes().is_empty() { "" } else { ", and added others" };
    format!(
        "client {} signs in by the API alone, whose tokens all have {SCOPE}, so the pre-token-generation trigger {function} ({version}) took it out{also}",
        label(client)
    )
}

/// What the token has instead, and what was perhaps meant for the scope.
fn held(presented: &Presented<'_>) -> String {
    if presented.claim("scope").as_str() != presented.token.claims.get("scope").and_then(Value::as_str) {
        return "its scope is no list of scopes".to_owned();
    }
    let scopes = presented.token.scopes();
    let near = scopes.iter().find(|scope| scope.to_ascii_lowercase().contains(SCOPE));
    match (scopes.as_slice(), near) {
        ([], _) => "it has no scope".to_owned(),
        (_, Some(near)) if near.eq_ignore_ascii_case(SCOPE) => {
            format!("its scope {near} has another letter case")
        }
        (_, Some(near)) => {
            format!("it stands only inside the one word `{near}`; scopes are words between spaces")
        }
        ([scope], _) => format!("its one scope is {scope}"),
        (scopes, _) => format!("its scopes are {}", joined(scopes)),
    }
}

/// Whether the request asked for the scope, but joined it to others by something else than a space, or misspelt it.
fn asked_wrongly(presented: &Presented<'_>) -> bool {
    let words = presented.token.scopes();
    words
        .iter()
        .flat_map(|word| word.split([',', '+', ';', '|']))
        .any(|word| word.eq_ignore_ascii_case(SCOPE))
}

fn with_scopes(draft: Draft, client: &Client<'_>) -> Draft {
    let path = format!("{}.AllowedOAuthScopes", client.id());
    draft.evidence(CLIENT, path, json!(list(client.0, "AllowedOAuthScopes")))
}

/// Whether the client was changed after the token was made.
fn modified_since(presented: &Presented<'_>, client: &Client<'_>) -> bool {
    let made = presented.token.time("iat");
    made.zip(time_at(client.0, "LastModifiedDate")).is_some_and(|(made, modified)| modified > made)
}
