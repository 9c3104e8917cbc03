//! The web ACL.

use super::waf_fix::exclude_operations;
use super::waf_reach::{Chance, OPERATION_HEADER};
use super::waf_walk::{BOT_CONTROL, Effect, Step, are_harmless, group_of, walk};
use super::{Case, Check, Draft, Rule, Verdicts};
use crate::catalog;
use crate::finding::{Change, Factor, Severity};
use crate::snapshot::{Fact, Gap, at, text};
use serde_json::{Value, json};

/// The family.
pub(super) static RULES: &[Rule] = &[
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
        check: Check::Pool(captcha_over_enrolment),
    },
    Rule {
        id: "WAF002",
        name: "web-acl-stops-api-sign-in",
        factors: &[Factor::Sms, Factor::Totp, Factor::Email, Factor::Passkey],
        severity: Severity::Warning,
        errors: &[&catalog::WAF_BLOCK, &catalog::WAF_CAPTCHA, &catalog::WAF_CHALLENGE],
        title: "The web ACL stops sign-in through the API",
        why: "The web ACL inspects the calls of applications too. An application that signs in by an AWS SDK shows no \
              CAPTCHA and runs no browser challenge, and a bot rule takes it for an HTTP library: the call ends in \
              ForbiddenException before Cognito looks at it.",
        fix: "Set the rule to count, look at the requests that it matches, and narrow its scope.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html",
        check: Check::Pool(stops_sign_in),
    },
];

const OPERATION: &str = "wafv2:GetWebACLForResource";
const ENROLMENT: [&str; 2] = ["AssociateSoftwareToken", "VerifySoftwareToken"];
const SIGN_IN: [&str; 2] = ["InitiateAuth", "RespondToAuthChallenge"];

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
    Some(Gap { needs, reason, core: false })
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

fn captcha_over_enrolment(case: &Case<'_>) -> Result<Verdicts, Gap> {
    if matches!(case.snapshot.web_acl, Fact::Absent) || !case.concerns(Factor::Totp)? {
        return Verdicts::silent();
    }
    let Some(acl) = web_acl(case)? else { return Verdicts::silent() };
    let steps = steps(acl, ENROLMENT);
    let gaps = steps.iter().filter_map(|(step, _)| unclear(step, &[Effect::Captcha])).collect();
    let reached =
        |(step, _): &&(Step<'_>, _)| step.effect == Effect::Captcha && step.reach.hit >= Chance::Seldom;
    let captchas: Vec<_> = steps.iter().filter(reached).collect();
    let Some((worst, operations)) = captchas.iter().max_by_key(|(step, _)| step.reach.hit) else {
        return Verdicts::only_gaps(gaps);
    };
    let domain = case.pool.domain();
    let who = match (domain, worst.reach.miss) {
        (Some(_), Chance::Never) => "so no user can enrol an authenticator app there".to_owned(),
        (Some(_), _) => format!(
            "so a user whose requests meet its condition ({}) cannot enrol an authenticator app there",
            conditions(worst)
        ),
        (None, _) => "so enrolment would fail there; the pool has no domain for managed login now, but an application's \
                      own calls meet the CAPTCHA too"
            .to_owned(),
    };
    let rules: Vec<&str> = captchas.iter().map(|(step, _)| step.name.as_str()).collect();
    let sure = domain.is_some() && worst.reach.hit == Chance::Sure;
    let mut draft = Draft::new(
        acl_arn(case, acl),
        format!(
            "web ACL {} asks for a CAPTCHA by rule {}, also of {} calls; managed login makes them in the background, where \
             nobody can solve it, {who}",
            acl_name(acl),
            rules.join(" and "),
            operations.join(" and "),
        ),
    )
    .severity(if sure { Severity::Error } else { Severity::Warning })
    .false_alarm_if(
        "no user enrols an authenticator app in managed login, or none of their requests meets the conditions of the rule",
    )
    .evidence("cognito-idp:DescribeUserPool", "Domain", json!(domain));
    for (step, _) in &captchas {
        draft = evidence_of(draft, step);
    }
    let rules = captchas.iter().filter_map(|(step, _)| step.rule).collect::<Vec<_>>();
    for change in exclude_operations(case, acl, &rules, OPERATION_HEADER, &ENROLMENT) {
        draft = draft.change(change);
    }
    Ok(Verdicts { findings: vec![draft], gaps })
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

fn stops_sign_in(case: &Case<'_>) -> Result<Verdicts, Gap> {
    if matches!(case.snapshot.web_acl, Fact::Absent) || !signs_in_by_api(case) {
        return Verdicts::silent();
    }
    let (factors, mut gaps) = case.concerned(&Factor::ALL);
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let Some(acl) = web_acl(case)? else { return Verdicts::silent() };
    let steps = steps(acl, SIGN_IN);
    gaps.extend(steps.iter().filter_map(|(step, _)| unclear(step, &[Effect::Captcha, Effect::Challenge])));
    let stopping: Vec<&Step<'_>> = steps.iter().map(|(step, _)| step).filter(|step| stops(step)).collect();
    let bots = bot_rules(acl);
    if stopping.is_empty() && bots.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let named = stopping.iter().map(|step| match step.rule {
        Some(_) => format!("rule {} ({})", step.name, step.effect.as_str()),
        None => format!("{} (Block)", step.name),
    });
    let bot_named = bots.iter().map(|(name, _)| format!("rule {name} ({BOT_CONTROL})"));
    let named: Vec<String> = named.chain(bot_named).collect();
    let mut draft = Draft::new(
        acl_arn(case, acl),
        format!(
            "web ACL {} covers sign-in through the API by {}; an application that is no browser cannot answer it, so its \
             calls that match end in ForbiddenException",
            acl_name(acl),
            named.join(" and "),
        ),
    )
    .factors(&factors)
    .errors(&errors_of(&stopping, !bots.is_empty()))
    .false_alarm_if(
        "users sign in only through managed login, or every application integrates the AWS WAF SDK or runs in a browser",
    )
    .change(Change::by_hand(format!(
        "In web ACL {}, set {} to Count, look at the sampled requests with the label or header {OPERATION_HEADER} of your \
         applications, and narrow its scope before it acts again.",
        acl_name(acl),
        named.join(" and "),
    )));
    for step in stopping {
        draft = evidence_of(draft, step);
    }
    for (name, body) in bots {
        draft =
            draft.evidence(OPERATION, format!("{name}: Statement.ManagedRuleGroupStatement"), body.clone());
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}

/// A CAPTCHA or challenge that requests can meet, or a block that no request gets past: a block of some is what
/// blocks are for.
fn stops(step: &Step<'_>) -> bool {
    match step.effect {
        Effect::Captcha | Effect::Challenge => step.reach.hit >= Chance::Seldom,
        Effect::Block => step.reach.hit == Chance::Sure && step.reach.miss == Chance::Never,
        Effect::Group => false,
    }
}

fn errors_of(steps: &[&Step<'_>], bots: bool) -> Vec<&'static catalog::DocumentedError> {
    let has = |effect: Effect| steps.iter().any(|step| step.effect == effect);
    let mut errors = Vec::new();
    if has(Effect::Block) || bots {
        errors.push(&catalog::WAF_BLOCK);
    }
    if has(Effect::Captcha) {
        errors.push(&catalog::WAF_CAPTCHA);
    }
    if has(Effect::Challenge) {
        errors.push(&catalog::WAF_CHALLENGE);
    }
    errors
}

/// Rules that use Bot Control, whose rules against HTTP libraries block what an SDK outside a browser looks like.
///
/// Source: <https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-bot.html>
fn bot_rules(acl: &Value) -> Vec<(&str, &Value)> {
    let against_sdks = ["CategoryHttpLibrary", "SignalNonBrowserUserAgent"];
    let rules = at(acl, "Rules").and_then(Value::as_array).into_iter().flatten();
    let uses = rules.filter_map(|rule| {
        let (_, body) = group_of(rule)?;
        let counts = at(rule, "OverrideAction.Count").is_some() || are_harmless(body, &against_sdks);
        // With a scope of its own the group is not said to cover sign-in.
        let narrowed = at(body, "ScopeDownStatement").is_some();
        let acts = text(body, "Name") == Some(BOT_CONTROL) && !counts && !narrowed;
        acts.then(|| (text(rule, "Name").unwrap_or("(unnamed)"), body))
    });
    uses.collect()
}

/// Whether an app client may sign in through the API; assumed where the clients were not read.
fn signs_in_by_api(case: &Case<'_>) -> bool {
    let Ok((clients, gaps)) = case.clients() else { return true };
    // AWS WAF does not see calls that are signed with AWS credentials (ADMIN flows).
    let by_api = |flow: &&str| !flow.contains("REFRESH_TOKEN") && !flow.contains("ADMIN");
    !gaps.is_empty() || clients.iter().any(|client| client.auth_flows().iter().any(by_api))
}
