//! Authenticator apps.

use super::mfa::{MFA_CONFIG, USER_POOL, enabling_totp, with_mode};
use super::token::trigger_dropped_admin_scope;
use super::words::{counted, named};
use super::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::snapshot::{Client, Gap, Pool, at, list, text};
use crate::token::ADMIN_SCOPE as SCOPE;
use serde_json::{Value, json};

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "TOT001",
        name: "totp-not-enabled",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::TOTP_NOT_ENABLED_IN_POOL],
        title: "TOTP is not enabled in the pool",
        why: "AssociateSoftwareToken and VerifySoftwareToken fail for every user of a pool that does not offer TOTP.",
        fix: "Set SoftwareTokenMfaConfiguration.Enabled=true by a SetUserPoolMfaConfig that restates every other factor, as what it leaves out is removed.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html",
        looks_at: &[looks::TOTP, looks::MODE, looks::SMS_ROLE, looks::EMAIL_MFA],
        silent: "Where TOTP is not required, and no other factor is offered: of such a pool MFA001 speaks, or MFA is simply off.",
        check: Check::Pool(totp_not_enabled),
    },
    Rule {
        id: "TOT002",
        name: "client-without-admin-scope",
        factors: &[Factor::Totp],
        severity: Severity::Warning,
        errors: &[&catalog::TOKEN_WITHOUT_SCOPE],
        title: "Tokens from managed login cannot register TOTP",
        why: "A token from managed login carries only the scopes that its client allows and the authorize request asks for. Without aws.cognito.signin.user.admin it may not call AssociateSoftwareToken, VerifySoftwareToken or SetUserMFAPreference. Tokens of InitiateAuth always carry the scope.",
        fix: "Allow aws.cognito.signin.user.admin in the app client, and ask for it in the authorize request.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
        looks_at: &[
            looks::OAUTH_SCOPES,
            looks::OAUTH,
            looks::OAUTH_FLOWS,
            looks::IDENTITY_PROVIDERS,
            looks::CLIENTS,
            looks::TOTP,
            looks::MODE,
        ],
        silent: "Where TOTP is neither offered nor required; or the client issues no tokens of managed login to users of the pool itself. Whether the application asks for the scope cannot be seen in the pool.",
        check: Check::Pool(client_without_admin_scope),
    },
    Rule {
        id: "TOT004",
        name: "trigger-may-drop-admin-scope",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::TOKEN_WITHOUT_SCOPE],
        title: "A trigger can take the scope that TOTP enrolment needs out of access tokens, or took it out of this one",
        why: "From event version V2_0 on, a pre-token-generation trigger can suppress scopes of the access token. Without aws.cognito.signin.user.admin the token cannot register TOTP.",
        fix: "See that the function does not list aws.cognito.signin.user.admin in scopesToSuppress.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html",
        looks_at: &[looks::TOKEN_TRIGGER_VERSION, looks::TOKEN_TRIGGER, looks::TOTP, looks::MODE],
        silent: "Where the trigger has version V1_0, which cannot touch access tokens, or TOTP is neither offered nor required.",
        check: Check::PoolAndToken { pool: trigger_may_drop_admin_scope, token: trigger_dropped_admin_scope },
    },
];

fn totp_not_enabled(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    if case.offers(Factor::Totp)? {
        return Verdicts::silent();
    }
    let required = case.requires(Factor::Totp);
    // In a pool without any factor MFA001 says enough.
    if !required && !case.offers(Factor::Sms)? && !case.offers(Factor::Email)? {
        return Verdicts::silent();
    }
    let fact = if pool.mfa_mode() == "OFF" { "has MFA OFF" } else { "does not have TOTP enabled" };
    let message = format!(
        "pool {} {fact}, so no user can register an authenticator app; AssociateSoftwareToken answers \
         SoftwareTokenMFANotFoundException",
        pool.name()
    );
    let mut draft = with_mode(Draft::new(pool.arn(), message), case);
    if let Some(config) = case.snapshot.mfa_config.known() {
        let member = "SoftwareTokenMfaConfiguration";
        draft = draft.evidence(MFA_CONFIG, member, at(config, member).cloned().unwrap_or(Value::Null));
    }
    let draft = draft
        .severity(if required { Severity::Error } else { Severity::Note })
        .fix(format!("Enable TOTP in pool {}, restating its other factors.", pool.name()))
        .change(enabling_totp(case));
    Verdicts::one(draft)
}

fn client_without_admin_scope(case: &Case<'_>) -> Result<Verdicts, Gap> {
    if !case.concerns(Factor::Totp)? {
        return Verdicts::silent();
    }
    let pool = &case.pool;
    let (mut clients, gaps) = case.clients()?;
    clients.retain(|client| client.signs_in_pool_users_by_managed_login() && !client.allows_scope(SCOPE));
    if clients.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let message = format!(
        "pool {} has {} whose tokens from managed login cannot carry {SCOPE}: {}; with such a token, \
         AssociateSoftwareToken answers NotAuthorizedException",
        pool.name(),
        counted(&clients),
        named(&clients)
    );
    let harmless = match pool.domain() {
        Some(_) => {
            "the application gets its tokens from InitiateAuth, or users register TOTP only in managed login"
        }
        None => "nobody signs in by managed login, which needs a domain, and the pool has none",
    };
    let mut draft = Draft::new(pool.arn(), message)
        .false_alarm_if(harmless)
        .fix(format!("Allow {SCOPE} in each client, and ask for it in the authorize request."));
    for client in clients {
        let path = format!("{}.AllowedOAuthScopes", client.id());
        let scopes = list(client.0, "AllowedOAuthScopes");
        draft = draft
            .evidence("cognito-idp:DescribeUserPoolClient", path, json!(scopes))
            .change(allowing_scope(&client, scopes));
    }
    let draft = draft.change(Change::by_hand(format!(
        "Add {SCOPE} to the scope parameter of the authorize request, and sign users in again: allowing the scope does not put it into tokens."
    )));
    Ok(Verdicts { findings: vec![draft], gaps })
}

/// Lets tokens of `client` carry the scope, beside the `scopes` that it allows.
pub(super) fn allowing_scope(client: &Client<'_>, mut scopes: Vec<&str>) -> Change {
    scopes.push(SCOPE);
    Change::Client {
        why: format!(
            "lets tokens of {} read and change the user's own attributes and MFA settings",
            client.name()
        ),
        client_id: client.id().to_owned(),
        patches: vec![Patch::set("AllowedOAuthScopes", json!(scopes))],
    }
}

fn trigger_may_drop_admin_scope(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    let Some((function, version)) = access_token_trigger(pool) else { return Verdicts::silent() };
    if !case.concerns(Factor::Totp)? {
        return Verdicts::silent();
    }
    let message = format!(
        "pool {} runs {function} as a pre-token-generation trigger of version {version}, which can take {SCOPE} out of \
         access tokens; where it does, AssociateSoftwareToken answers NotAuthorizedException",
        pool.name()
    );
    Verdicts::one(
        Draft::new(pool.arn(), message)
            .severity(Severity::Note)
            .false_alarm_if(format!("the function never lists {SCOPE} in scopesToSuppress"))
            .evidence(USER_POOL, TRIGGER_VERSION, version)
            .change(reading_trigger(function)),
    )
}

/// Where the event version of the pre-token-generation trigger stands.
pub(super) const TRIGGER_VERSION: &str = "LambdaConfig.PreTokenGenerationConfig.LambdaVersion";

/// The function and event version of a pre-token-generation trigger that may change access tokens.
pub(super) fn access_token_trigger<'a>(pool: &Pool<'a>) -> Option<(&'a str, &'a str)> {
    let version =
        text(pool.described, TRIGGER_VERSION).filter(|version| ["V2_0", "V3_0"].contains(version))?;
    let function = text(pool.described, "LambdaConfig.PreTokenGenerationConfig.LambdaArn");
    Some((function.unwrap_or("its function"), version))
}

/// What nobody but the function's owner can do.
pub(super) fn reading_trigger(function: &str) -> Change {
    Change::by_hand(format!(
        "Read the code of {function}, and see that scopesToSuppress never holds {SCOPE}."
    ))
}
