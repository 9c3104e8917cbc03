//! A web ACL that stops sign-in through the API.

use super::reach::{Chance, OPERATION_HEADER};
use super::walk::{BOT_CONTROL, Effect, Step, block_no_more, group_of};
use super::{OPERATION, acl_arn, acl_name, evidence_of, steps, unclear, web_acl};
use crate::catalog;
use crate::finding::{Change, Factor, Severity};
use crate::rules::{Case, Draft, Verdicts};
use crate::snapshot::{Client, Fact, Gap, at, text};
use serde_json::Value;

const SIGN_IN: [&str; 2] = ["InitiateAuth", "RespondToAuthChallenge"];

/// WAF002.
pub(super) fn stops_sign_in(case: &Case<'_>) -> Result<Verdicts, Gap> {
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
    let stopping: Vec<&(Step<'_>, _)> = steps.iter().filter(|(step, _)| stops(step)).collect();
    let bots = bot_rules(acl);
    if stopping.is_empty() && bots.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let bot_named = (!bots.is_empty()).then(|| {
        let names: Vec<&str> = bots.iter().map(|(name, _)| *name).collect();
        format!("blocks what looks like an HTTP library (rule {}, {BOT_CONTROL})", names.join(", "))
    });
    let named: Vec<String> = [Effect::Captcha, Effect::Challenge, Effect::Block]
        .into_iter()
        .filter_map(|effect| what(effect, &stopping))
        .chain(bot_named)
        .collect();
    let all = stopping.iter().any(|(step, _)| step.effect == Effect::Block);
    let stopping: Vec<&Step<'_>> = stopping.into_iter().map(|(step, _)| step).collect();
    let rules = stopping.iter().filter(|step| step.rule.is_some()).map(|step| step.name.as_str());
    let rules: Vec<&str> = rules.chain(bots.iter().map(|(name, _)| *name)).collect();
    let mut draft = Draft::new(
        acl_arn(case, acl),
        format!(
            "web ACL {} {}; {}",
            acl_name(acl),
            named.join(", and "),
            if all {
                "sign-in through the API ends in ForbiddenException"
            } else {
                "an application that signs in through the API without a browser cannot answer that, so its calls that \
                 match end in ForbiddenException"
            },
        ),
    )
    .severity(Severity::Warning)
    .factors(&factors)
    .errors(&errors_of(&stopping, !bots.is_empty()))
    .false_alarm_if(
        "users sign in only through managed login, or every application handles the answer with the AWS WAF SDK",
    );
    if !rules.is_empty() {
        draft = draft.change(Change::by_hand(format!(
            "In web ACL {}, let {} only count, look at the sampled requests of your applications (header \
             {OPERATION_HEADER}), and narrow the scope before it acts again.",
            acl_name(acl),
            rules.join(" and "),
        )));
    }
    if stopping.iter().any(|step| step.rule.is_none()) {
        draft = draft.change(Change::by_hand(format!(
            "In web ACL {}, add a rule that allows requests whose header {OPERATION_HEADER} is {}.",
            acl_name(acl),
            SIGN_IN.join(" or "),
        )));
    }
    for step in stopping {
        draft = evidence_of(draft, step);
    }
    for (name, body) in bots {
        draft =
            draft.evidence(OPERATION, format!("{name}: Statement.ManagedRuleGroupStatement"), body.clone());
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}

/// What the web ACL does by `effect`, to which calls, by which rules.
fn what(effect: Effect, stopping: &[&(Step<'_>, Vec<&str>)]) -> Option<String> {
    let steps: Vec<_> = stopping.iter().filter(|(step, _)| step.effect == effect).collect();
    let calls = SIGN_IN.into_iter().filter(|operation| steps.iter().any(|(_, of)| of.contains(operation)));
    let calls = calls.collect::<Vec<_>>().join(" and ");
    let rules: Vec<&str> = steps.iter().map(|(step, _)| step.name.as_str()).collect();
    let rules = rules.join(", ");
    let sentence = match effect {
        Effect::Captcha => format!("asks {calls} calls for a CAPTCHA (rule {rules})"),
        Effect::Challenge => format!("asks {calls} calls for a browser challenge (rule {rules})"),
        _ => format!("blocks every {calls} call ({rules})"),
    };
    (!steps.is_empty()).then_some(sentence)
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
        let counts = at(rule, "OverrideAction.Count").is_some() || block_no_more(body, &against_sdks);
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
    let seen = |client: &Client<'_>| {
        client.auth_flows().iter().any(|flow| !flow.contains("REFRESH") && !flow.contains("ADMIN"))
    };
    !gaps.is_empty() || clients.iter().any(|client| client.signs_in_by_api() && seen(client))
}
