//! The web ACL.

mod enrolment;
mod fix;
mod matching;
mod reach;
mod sign_in;
mod walk;

use self::reach::Chance;
use self::walk::{Effect, Step, walk};
use crate::catalog;
use crate::finding::{Evidence, Factor, Severity};
use crate::rules::trace::{captcha_in_recording, stopped_in_recording};
use crate::rules::{Case, Check, Draft, Look, Rule, looks};
use crate::snapshot::{Gap, at, text};
use serde_json::{Value, json};

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "WAF001",
        name: "captcha-over-totp-enrolment",
        factors: &[Factor::Totp],
        severity: Severity::Error,
        errors: &[&catalog::WAF_CAPTCHA],
        title: "A CAPTCHA rule covers the enrolment of authenticator apps",
        why: "Managed login itself calls AssociateSoftwareToken and VerifySoftwareToken in the background. When a rule of \
              the web ACL asks for a CAPTCHA there, nobody can solve it, and TOTP enrolment ends in an error.",
        fix: "Exclude both values of the header x-amzn-cognito-operation-name from the CAPTCHA rule.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html",
        looks_at: &[
            looks::ACL_RULES,
            looks::ACL_ACTIONS,
            looks::ACL_STATEMENTS,
            looks::DOMAIN,
            looks::CUSTOM_DOMAIN,
            looks::TOTP,
            looks::MODE,
        ],
        silent: "Where the pool has no web ACL, or TOTP is neither offered nor required; or both enrolment calls are excluded from every CAPTCHA rule.",
        check: Check::PoolAndTrace {
            pool: enrolment::captcha_over_enrolment,
            trace: captcha_in_recording,
            blocks: true,
        },
    },
    Rule {
        id: "WAF002",
        name: "web-acl-stops-api-sign-in",
        factors: &[Factor::Sms, Factor::Totp, Factor::Email, Factor::Passkey],
        severity: Severity::Error,
        errors: &[&catalog::WAF_BLOCK, &catalog::WAF_CAPTCHA, &catalog::WAF_CHALLENGE],
        title: "The web ACL stops sign-in through the API",
        why: "The web ACL inspects the calls of applications too. An application that signs in by an AWS SDK shows no \
              CAPTCHA and runs no browser challenge, and a bot rule takes it for an HTTP library: the call ends in \
              ForbiddenException before Cognito looks at it.",
        fix: "Set the rule to count, look at the requests that it matches, and narrow its scope.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html",
        looks_at: &[
            looks::ACL_RULES,
            looks::ACL_ACTIONS,
            looks::ACL_STATEMENTS,
            looks::ACL_DEFAULT,
            looks::AUTH_FLOWS,
            looks::OAUTH,
            looks::OAUTH_FLOWS,
            looks::CLIENTS,
            looks::FIRST_FACTORS,
            looks::MODE,
            looks::TOTP,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
        ],
        silent: "Where the pool has no web ACL, or no client signs users in through the unsigned API. A rule that blocks some of the requests does what it is for.",
        check: Check::PoolAndTrace {
            pool: sign_in::stops_sign_in,
            trace: stopped_in_recording,
            blocks: false,
        },
    },
];

const OPERATION: &str = "wafv2:GetWebACLForResource";

/// The web ACL; `None` where the pool has none. AWS asks for a permission of each service.
fn web_acl<'a>(case: &Case<'a>) -> Result<Option<&'a Value>, Gap> {
    case.snapshot.web_acl.get(OPERATION, false).map_err(|mut gap| {
        let other = "cognito-idp:GetWebACLForResource".to_owned();
        if !gap.needs.contains(&other) {
            gap.needs.push(other);
        }
        gap
    })
}

/// What stands at a place of the web ACL.
pub(in crate::rules) fn facts(case: &Case<'_>, look: &Look) -> Result<Vec<Evidence>, Gap> {
    Ok(vec![match web_acl(case)? {
        Some(acl) => look.of(acl),
        None => Evidence::new(OPERATION, "WebACL", Value::Null),
    }])
}

/// What the web ACL does to any of `operations`, each with the operations that it does it to.
fn steps<'a>(acl: &'a Value, operations: [&'static str; 2]) -> Vec<(Step<'a>, Vec<&'static str>)> {
    let mut merged: Vec<(Step<'a>, Vec<&'static str>)> = Vec::new();
    for operation in operations {
        for step in walk(acl, operation) {
            match merged.iter_mut().find(|(known, _)| known.path == step.path) {
                Some((known, _)) if known.reach.hit > step.reach.hit => {}
                Some((known, of)) if known.reach.hit == step.reach.hit => {
                    known.reach.miss = known.reach.miss.max(step.reach.miss);
                    of.push(operation);
                }
                Some(slot) => *slot = (step, vec![operation]),
                None => merged.push((step, vec![operation])),
            }
        }
    }
    merged
}

/// A gap where the web ACL does not tell whether a CAPTCHA or a challenge meets the requests.
fn unclear(step: &Step<'_>, effects: &[Effect]) -> Option<Gap> {
    let of_group = step.effect == Effect::Group;
    if step.reach.hit != Chance::Unclear || !(of_group || effects.contains(&step.effect)) {
        return None;
    }
    let mut needs = step.reach.needs.clone();
    needs.sort();
    needs.dedup();
    let reason = match (of_group, step.group) {
        (true, Some(group)) => {
            format!("rule {} of the web ACL uses rule group {group}, which is not read", step.name)
        }
        _ => format!(
            "whether rule {} of the web ACL covers these calls hangs on {}",
            step.name,
            conditions(step)
        ),
    };
    Some(Gap::extra(needs, reason))
}

fn conditions(step: &Step<'_>) -> String {
    let mut kinds = step.reach.conditions.clone();
    kinds.sort();
    kinds.dedup();
    if kinds.is_empty() { "its rule group".to_owned() } else { kinds.join(" and ") }
}

fn acl_name(acl: &Value) -> &str {
    text(acl, "Name").or_else(|| text(acl, "ARN")).unwrap_or("of the pool")
}

fn acl_arn(case: &Case<'_>, acl: &Value) -> String {
    text(acl, "ARN").map_or_else(|| case.pool.arn(), str::to_owned)
}

/// The action, and the statement that it hangs on.
fn evidence_of(draft: Draft, step: &Step<'_>) -> Draft {
    let path = step.path.trim_end_matches(".Action");
    let Some(rule) = step.rule else { return draft.evidence(OPERATION, path, json!({"Block": {}})) };
    if step.path.ends_with(".Action") {
        let action = at(rule, "Action").cloned().unwrap_or_default();
        let statement = at(rule, "Statement").cloned().unwrap_or_default();
        return draft.evidence(OPERATION, step.path.clone(), action).evidence(
            OPERATION,
            format!("{path}.Statement"),
            statement,
        );
    }
    draft.evidence(OPERATION, step.path.clone(), json!(step.effect.as_str()))
}
