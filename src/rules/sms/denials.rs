//! What takes the permission to send away: a Deny, the permissions boundary, the organisation.

use super::facts::{role_consequence, role_severity};
use super::fixes::sending_policy;
use super::policies::{Judged, OTHER_REGION, Permission, is_member, permission};
use super::simulated::{confront, disagreement};
use super::statements::{misses, places, raw_statement, statement_evidence};
use crate::finding::{Change, Evidence, Severity};
use crate::iam::{Decision, Effect, StatementRef};
use crate::rules::{Case, Draft, Verdicts};
use crate::snapshot::Gap;
use serde_json::Value;

/// One thing that keeps the role from sending, and what mends it.
struct Cause {
    words: String,
    evidence: Vec<Evidence>,
    changes: Vec<Change>,
    /// It comes from a service control policy.
    organizational: bool,
    /// Open, because it hangs on the Region that Cognito calls.
    open: Option<Gap>,
}

/// SMS003.
pub(super) fn denied(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(permission) = permission(case)? else { return Verdicts::silent() };
    let mut verdicts = Verdicts::default();
    let mut causes = Vec::new();
    by_identity(&permission, &mut causes, &mut verdicts.gaps);
    match &permission.boundary {
        Ok(None) => {}
        Ok(Some(boundary)) => by_boundary(&permission, boundary, &mut causes, &mut verdicts.gaps),
        Err(gap) => verdicts.gaps.push(gap.clone()),
    }
    for (place, judged) in &permission.scps {
        by_organization(&permission, place, judged, &mut causes, &mut verdicts.gaps);
    }
    verdicts.gaps.extend(permission.scp_gaps.iter().cloned());
    let unseen = permission.organization_refuses && !causes.iter().any(|cause| cause.organizational);
    if unseen {
        causes.push(unseen_scp(&permission));
    }
    if causes.is_empty() {
        verdicts.gaps.extend(disagreement(&permission));
        return Ok(verdicts);
    }
    let told: Vec<&str> = causes.iter().map(|cause| cause.words.as_str()).collect();
    let message = format!(
        "role {} may not call {}: {}{}",
        permission.sender.name(),
        permission.action,
        told.join("; "),
        role_consequence(case, "InvalidSmsRoleAccessPolicyException")
    );
    let mut draft = Draft::new(permission.sender.arn(), message).severity(role_severity(case));
    verdicts.gaps.extend(causes.iter().filter_map(|cause| cause.open.clone()));
    if causes.iter().all(|cause| cause.open.is_some()) {
        draft = draft.severity(Severity::Warning).false_alarm_if(OTHER_REGION);
    } else if unseen && causes.len() == 1 {
        draft = draft.false_alarm_if(
            "the service control policy is about a condition key that the simulator cannot be told, such as \
             aws:SourceIp",
        );
    } else if causes.iter().all(|cause| cause.organizational) && !is_member(case) {
        draft = draft.false_alarm_if(
            "the account is the organization's management account, which service control policies do not bind",
        );
    }
    for cause in causes {
        draft.evidence.extend(cause.evidence);
        draft.changes.extend(cause.changes);
    }
    verdicts.findings.push(confront(draft, &permission));
    Ok(verdicts)
}

fn is_proven_deny(judged: &Judged<'_>) -> bool {
    judged.answer.decision == Decision::ExplicitDeny && judged.answer.readings.is_empty()
}

fn by_identity(permission: &Permission<'_>, causes: &mut Vec<Cause>, gaps: &mut Vec<Gap>) {
    let judged = &permission.identity;
    gaps.extend(judged.hidden.iter().cloned());
    if is_proven_deny(judged) {
        let denies: Vec<&StatementRef> = judged.answer.statements.iter().collect();
        causes.push(Cause {
            organizational: false,
            open: judged.region_gap(),
            words: format!("it is denied by {}{}", places(&denies), under_condition(judged)),
            evidence: statements_of(judged),
            changes: denies.iter().map(|deny| lift(permission, judged, deny)).collect(),
        });
        return;
    }
    let denies = judged.answer.statements.iter().any(|statement| statement.effect == Effect::Deny);
    // Of a missing Allow the other rules speak.
    if denies || judged.answer.decision == Decision::Allowed {
        gaps.extend(judged.open.clone());
    }
}

/// Says that a condition of the Deny holds: it often reads as if it could not.
fn under_condition(judged: &Judged<'_>) -> &'static str {
    let conditional = |evidence: &Evidence| evidence.value.get("Condition").is_some();
    if statements_of(judged).iter().any(conditional) { ", whose condition holds on this call" } else { "" }
}

/// Takes a Deny of the role's own policies away: by a command only where nothing else goes with it.
fn lift(permission: &Permission<'_>, judged: &Judged<'_>, deny: &StatementRef) -> Change {
    let (role, action) = (permission.sender.name(), permission.action.as_str());
    let alone = judged.texts.get(deny.policy).is_some_and(|policy| {
        let statement = raw_statement(policy.document, 1).unwrap_or_default();
        let actions = match statement.get("Action") {
            Some(Value::Array(actions)) => actions.clone(),
            Some(action) => vec![action.clone()],
            None => Vec::new(),
        };
        policy.source == "iam:GetRolePolicy"
            && raw_statement(policy.document, 2).is_none()
            && !actions.is_empty()
            && actions
                .iter()
                .all(|found| found.as_str().is_some_and(|found| found.eq_ignore_ascii_case(action)))
    });
    if !alone {
        return Change::by_hand(format!(
            "Except {action} from the Deny ({deny}), or take the statement out; it may deny other things on purpose."
        ));
    }
    // What else relies on the Deny cannot be seen from here, so it is the reader who takes it away.
    Change::by_hand(format!(
        "Delete the policy {} of {role}, which holds nothing but the Deny of {action}, if nobody needs it.",
        deny.policy_name
    ))
}

fn by_boundary(
    permission: &Permission<'_>,
    judged: &Judged<'_>,
    causes: &mut Vec<Cause>,
    gaps: &mut Vec<Gap>,
) {
    if !judged.hidden.is_empty() {
        gaps.extend(judged.hidden.iter().cloned());
        return;
    }
    let Some(policy) = judged.texts.first() else { return };
    let action = &permission.action;
    if is_proven_deny(judged) {
        let denies: Vec<&StatementRef> = judged.answer.statements.iter().collect();
        causes.push(Cause {
            organizational: false,
            open: judged.region_gap(),
            words: format!("its permissions boundary denies it ({})", places(&denies)),
            evidence: statements_of(judged),
            changes: vec![Change::by_hand(format!(
                "Except {action} from the Deny of the permissions boundary ({}); it may bound other roles too.",
                places(&denies)
            ))],
        });
    } else if judged.answer.decision == Decision::ImplicitDeny && judged.open.is_none() {
        let near: Vec<_> =
            judged.answer.near_misses.iter().filter(|m| m.statement.effect == Effect::Allow).collect();
        let told = if near.is_empty() { String::new() } else { format!(" ({})", misses(near)) };
        let statement = sending_policy(&permission.sender.path)["Statement"][0].clone();
        causes.push(Cause {
            organizational: false,
            open: judged.region_gap(),
            words: format!("its permissions boundary {} does not allow it{told}", policy.name),
            evidence: vec![
                Evidence::new("iam:GetRole", "Role.PermissionsBoundary.PermissionsBoundaryArn", policy.name),
                Evidence::new(
                    policy.source,
                    format!("{} Statement", policy.name),
                    statements_in(policy.document),
                ),
            ],
            changes: vec![Change::by_hand(format!(
                "Add the statement {statement} to the permissions boundary {}; it may bound other roles too.",
                policy.name
            ))],
        });
    } else {
        gaps.extend(judged.open.clone());
    }
}

fn by_organization(
    permission: &Permission<'_>,
    place: &str,
    judged: &Judged<'_>,
    causes: &mut Vec<Cause>,
    gaps: &mut Vec<Gap>,
) {
    let role = permission.sender.arn();
    if is_proven_deny(judged) {
        let denies: Vec<&StatementRef> = judged.answer.statements.iter().collect();
        causes.push(Cause {
            organizational: true,
            open: judged.region_gap(),
            words: format!("it is denied {place} ({})", places(&denies)),
            evidence: statements_of(judged),
            changes: vec![Change::by_hand(format!(
                "In the organization's management account, except {role} from the Deny ({}).",
                places(&denies)
            ))],
        });
    } else if judged.answer.decision == Decision::ImplicitDeny && !judged.hidden.is_empty() {
        // What was not read may allow it; the gap is told once for the organization.
    } else if judged.answer.decision == Decision::ImplicitDeny && judged.open.is_none() {
        let names: Vec<&str> = judged.texts.iter().map(|text| text.name).collect();
        causes.push(Cause {
            organizational: true,
            open: judged.region_gap(),
            words: format!("no service control policy {place} allows it ({})", names.join(", ")),
            evidence: vec![Evidence::new(
                "organizations:ListPoliciesForTarget",
                format!("policies {place}"),
                names,
            )],
            changes: vec![Change::by_hand(format!(
                "In the organization's management account, allow {} {place}.",
                permission.action
            ))],
        });
    } else {
        gaps.extend(judged.open.clone());
    }
}

fn unseen_scp(permission: &Permission<'_>) -> Cause {
    Cause {
        organizational: true,
        open: None,
        words: "a service control policy refuses it (IAM's simulator says so; the statement cannot be seen)"
            .to_owned(),
        evidence: Vec::new(),
        changes: vec![Change::by_hand(format!(
            "In the organization's management account, find the service control policy that refuses {} and except {} \
             from it.",
            permission.action,
            permission.sender.arn()
        ))],
    }
}

fn statements_of(judged: &Judged<'_>) -> Vec<Evidence> {
    let evidence = |statement: &StatementRef| {
        let policy = judged.texts.get(statement.policy)?;
        Some(statement_evidence(statement, policy.source, policy.document))
    };
    judged.answer.statements.iter().filter_map(evidence).collect()
}

fn statements_in(written: &Value) -> Value {
    let document = super::statements::document(written);
    document.and_then(|document| document.get("Statement").cloned()).unwrap_or_default()
}
