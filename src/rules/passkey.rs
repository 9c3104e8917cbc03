//! Passkeys.

use super::mfa::{MFA_CONFIG, USER_POOL, changing};
use super::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::catalog;
use crate::finding::{Factor, Patch, Severity};
use crate::snapshot::{Gap, text};
use serde_json::{Value, json};

/// The family.
pub(super) static RULES: &[Rule] = &[Rule {
    id: "MFA011",
    name: "passkey-without-relying-party",
    factors: &[Factor::Passkey],
    severity: Severity::Error,
    errors: &[
        &catalog::WEBAUTHN_CONFIGURATION_MISSING,
        &catalog::WEBAUTHN_RELYING_PARTY_MISMATCH,
        &catalog::WEBAUTHN_ORIGIN_NOT_ALLOWED,
    ],
    title: "Passkeys have no relying party, or another than the custom domain",
    why: "A passkey belongs to one domain, the relying party: the pool's RelyingPartyId, else its domain. Without either nothing can be registered. Managed login on a custom domain takes only passkeys of that domain.",
    fix: "Set WebAuthnConfiguration.RelyingPartyId to the domain at which users sign in.",
    docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnConfigurationType.html",
    looks_at: &[
        looks::RELYING_PARTY,
        looks::CUSTOM_DOMAIN,
        looks::DOMAIN,
        looks::FIRST_FACTORS,
        looks::OAUTH,
        looks::OAUTH_FLOWS,
        looks::IDENTITY_PROVIDERS,
        looks::CLIENTS,
    ],
    silent: "Where passkeys are neither allowed nor required; or the relying party is the prefix domain, or differs from the custom domain and no client signs users in by managed login.",
    check: Check::Pool(passkey_without_relying_party),
}];

/// Whether the pool lacks anything that could be the relying party of a passkey.
///
/// # Errors
/// The gap, when the MFA configuration was not read and the answer hangs on it.
pub(super) fn lacks_relying_party(case: &Case<'_>) -> Result<bool, Gap> {
    let has_domain = case.pool.domain().is_some();
    Ok(!has_domain && text(case.pool.mfa_config()?, "WebAuthnConfiguration.RelyingPartyId").is_none())
}

fn passkey_without_relying_party(case: &Case<'_>) -> Result<Verdicts, Gap> {
    if !case.concerns(Factor::Passkey)? {
        return Verdicts::silent();
    }
    if lacks_relying_party(case)? {
        return Verdicts::one(without(case));
    }
    let Some(custom) = text(case.pool.described, "CustomDomain") else { return Verdicts::silent() };
    match text(case.pool.mfa_config()?, "WebAuthnConfiguration.RelyingPartyId") {
        Some(id) if !id.eq_ignore_ascii_case(custom) && !is_prefix_domain(case, id) => {
            of_other_domain(case, id, custom)
        }
        _ => Verdicts::silent(),
    }
}

/// AWS documents it as the way to keep the passkeys of a prefix domain when a custom domain is added.
fn is_prefix_domain(case: &Case<'_>, relying_party: &str) -> bool {
    text(case.pool.described, "Domain").is_some_and(|prefix| {
        let host = relying_party.strip_prefix(prefix).unwrap_or_default();
        host.starts_with(".auth") && host.ends_with(".amazoncognito.com")
    })
}

fn without(case: &Case<'_>) -> Draft {
    let pool = &case.pool;
    let message = format!(
        "pool {} has no RelyingPartyId and no domain, so a passkey has nothing to belong to; \
         StartWebAuthnRegistration answers WebAuthnConfigurationMissingException",
        pool.name()
    );
    Draft::new(pool.arn(), message)
        .errors(&[&catalog::WEBAUTHN_CONFIGURATION_MISSING])
        .evidence(USER_POOL, "Policies.SignInPolicy.AllowedFirstAuthFactors", json!(pool.first_factors()))
        .evidence(USER_POOL, "Domain", Value::Null)
        .evidence(USER_POOL, "CustomDomain", Value::Null)
        .evidence(MFA_CONFIG, "WebAuthnConfiguration.RelyingPartyId", Value::Null)
        .fix(format!("Name the domain at which users of pool {} sign in as its relying party.", pool.name()))
        .change(changing(
            case,
            "names the relying party; put the domain of your sign-in page, such as example.com, for <DOMAIN>",
            vec![Patch::set("WebAuthnConfiguration.RelyingPartyId", "<DOMAIN>")],
        ))
}

/// Only managed login needs the custom domain: an application of one's own registers passkeys for its own domain.
fn of_other_domain(case: &Case<'_>, relying_party: &str, custom: &str) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    let (clients, gaps) = case.clients()?;
    if !clients.iter().any(|client| client.signs_in_pool_users_by_managed_login()) {
        return Verdicts::only_gaps(gaps);
    }
    // A browser lets a page use passkeys of its own domain and of those above it; AWS documents its own alone.
    let above = custom.to_ascii_lowercase().ends_with(&format!(".{}", relying_party.to_ascii_lowercase()));
    let (severity, consequence) = if above {
        (
            Severity::Warning,
            "managed login there is documented to take passkeys of that domain only, so registering or using one may fail",
        )
    } else {
        (
            Severity::Error,
            "managed login there takes passkeys of that domain only, so nobody can register or use one there",
        )
    };
    let message = format!(
        "pool {} has the relying party {relying_party} and the custom domain {custom}; {consequence}",
        pool.name()
    );
    let draft = Draft::new(pool.arn(), message)
        .severity(severity)
        .errors(&[&catalog::WEBAUTHN_RELYING_PARTY_MISMATCH])
        .false_alarm_if(format!(
            "users register and use passkeys only in an application of your own at {relying_party}, never in managed login"
        ))
        .evidence(MFA_CONFIG, "WebAuthnConfiguration.RelyingPartyId", relying_party)
        .evidence(USER_POOL, "CustomDomain", custom)
        .fix(format!(
            "If users of pool {} sign in with passkeys in managed login, make {custom} the relying party; passkeys registered for {relying_party} stop working.",
            pool.name()
        ))
        .change(changing(
            case,
            format!("makes passkeys belong to {custom}; those registered for {relying_party} stop working"),
            vec![Patch::set("WebAuthnConfiguration.RelyingPartyId", custom)],
        ));
    Ok(Verdicts { findings: vec![draft], gaps })
}
