//! Whether the SMS role may send: its policies, its boundary, and the organisation's.

use super::denials::denied;
use super::facts::{ARTICLE, SMS_DOCS, role_consequence, role_severity};
use super::fixes::allow_sending;
use super::policies::{Judged, OTHER_REGION, Permission, permission};
use super::simulated::confront;
use super::statements::{miss_evidence, misses};
use crate::catalog;
use crate::finding::{Evidence, Factor, Severity};
use crate::iam::{Decision, Effect, Mismatch, NearMiss};
use crate::rules::{Case, Check, Draft, Look, Rule, Verdicts, looks};
use crate::snapshot::{Gap, SmsPath};

/// What tells whether the role may publish, and under what.
const WHAT_IT_MAY_PUBLISH: &[Look] = &[
    looks::INLINE_POLICIES,
    looks::ATTACHED_POLICIES,
    looks::INLINE_NAMES,
    looks::ATTACHED_NAMES,
    looks::SIMULATED,
    looks::ROLE,
    looks::SMS_ROLE,
    looks::MODE,
];

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "SMS003",
        name: "sms-role-denied",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_CANNOT_PUBLISH],
        title: "A Deny, the permissions boundary or a service control policy keeps the SMS role from sending",
        why: "A Deny beats every Allow, and what the boundary or a service control policy does not allow is refused \
              whatever the role's own policies say.",
        fix: "Lift the Deny for the role, or allow sending in the boundary or service control policy.",
        docs: ARTICLE,
        looks_at: &[
            looks::INLINE_POLICIES,
            looks::ATTACHED_POLICIES,
            looks::BOUNDARY_ARN,
            looks::BOUNDARY,
            looks::SERVICE_CONTROL,
            looks::SERVICE_CONTROL_NAMES,
            looks::SIMULATED,
            looks::INLINE_NAMES,
            looks::ATTACHED_NAMES,
            looks::ORGANIZATION,
            looks::PARENTS,
            looks::ROLE,
            looks::SMS_ROLE,
            looks::MODE,
        ],
        silent: "Where the pool sends no SMS, nothing denies the call on a phone number, or a Deny hangs on keys that nothing read tells. A Deny of topic ARNs alone does not count.",
        check: Check::Pool(denied),
    },
    Rule {
        id: "SMS001",
        name: "sms-role-without-publish",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_CANNOT_PUBLISH],
        title: "No policy of the SMS role allows sns:Publish",
        why: "Cognito sends SMS by calling sns:Publish as this role. Without it no code leaves.",
        fix: "Give the role an inline policy that allows sns:Publish on every resource.",
        docs: ARTICLE,
        looks_at: WHAT_IT_MAY_PUBLISH,
        silent: "Where a policy allows sns:Publish, be it on ARNs only (SMS002) or under a condition (SMS004); a Deny decides (SMS003); or the pool sends through AWS End User Messaging (SMS019).",
        check: Check::Pool(|case| lacks(case, Lack::Nothing, false)),
    },
    Rule {
        id: "SMS002",
        name: "sms-role-publishes-to-topics-only",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_CANNOT_PUBLISH],
        title: "The SMS role allows sns:Publish only on ARNs, and a phone number has none",
        why: "A direct SMS has no topic: SNS authorises it on the phone number, which no ARN pattern covers, however \
              wide.",
        fix: "Allow sns:Publish on the resource \"*\".",
        docs: ARTICLE,
        looks_at: WHAT_IT_MAY_PUBLISH,
        silent: "Where a policy allows sns:Publish on a resource that covers a phone number, such as \"*\", or the pool sends through AWS End User Messaging (SMS020).",
        check: Check::Pool(|case| lacks(case, Lack::Resource, false)),
    },
    Rule {
        id: "SMS004",
        name: "sms-role-condition-never-holds",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_CANNOT_PUBLISH],
        title: "The SMS role allows sns:Publish under a condition that an SMS never meets",
        why: "Keys such as sns:Protocol, sns:Endpoint or aws:SourceAccount are not set when the role publishes, so an \
              Allow that asks for them never applies.",
        fix: "Allow sns:Publish without a condition.",
        docs: ARTICLE,
        looks_at: WHAT_IT_MAY_PUBLISH,
        silent: "Where the condition holds, or hangs on keys that nothing read tells: then the rule is not judged.",
        check: Check::Pool(|case| lacks(case, Lack::Condition, false)),
    },
    Rule {
        id: "SMS019",
        name: "sms-role-without-send-text-message",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_CANNOT_PUBLISH],
        title: "The role for AWS End User Messaging does not allow sms-voice:SendTextMessage",
        why: "A pool with EumsSms sends by sms-voice:SendTextMessage as this role; sns:Publish does not help there.",
        fix: "Give the role an inline policy that allows sms-voice:SendTextMessage.",
        docs: SMS_DOCS,
        looks_at: &[
            looks::MESSAGING_ROLE,
            looks::INLINE_POLICIES,
            looks::ATTACHED_POLICIES,
            looks::INLINE_NAMES,
            looks::ATTACHED_NAMES,
            looks::SIMULATED,
            looks::ROLE,
            looks::MODE,
        ],
        silent: "Where the pool sends through Amazon SNS (SMS001), or a policy allows the action for another OriginationIdentity (SMS020).",
        check: Check::Pool(|case| lacks(case, Lack::Nothing, true)),
    },
    Rule {
        id: "SMS020",
        name: "sms-role-origination-not-covered",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_CANNOT_PUBLISH],
        title: "sms-voice:SendTextMessage is allowed, but not for the pool's OriginationIdentity",
        why: "The call is authorised on OriginationIdentity as the pool writes it. An ARN in the policy covers neither \
              a phone number nor an absent identity.",
        fix: "Write the ARN of the policy into OriginationIdentity, or allow the action on every resource.",
        docs: SMS_DOCS,
        looks_at: &[
            looks::ORIGINATION,
            looks::INLINE_POLICIES,
            looks::ATTACHED_POLICIES,
            looks::INLINE_NAMES,
            looks::ATTACHED_NAMES,
            looks::SIMULATED,
            looks::ROLE,
            looks::MESSAGING_ROLE,
            looks::MODE,
        ],
        silent: "Where the pool sends through Amazon SNS (SMS002), or a policy allows the action on what OriginationIdentity holds.",
        check: Check::Pool(|case| lacks(case, Lack::Resource, true)),
    },
];

/// What the identity policies lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lack {
    /// No Allow names the action.
    Nothing,
    /// An Allow names it, but not the resource.
    Resource,
    /// An Allow names both, under a condition that does not hold.
    Condition,
}

fn lacks(case: &Case<'_>, lack: Lack, end_user_messaging: bool) -> Result<Verdicts, Gap> {
    let path = case.pool.sms_path();
    if matches!(path, Some(SmsPath::EndUserMessaging { .. })) != end_user_messaging {
        return Verdicts::silent();
    }
    let Some(permission) = permission(case)? else { return Verdicts::silent() };
    let identity = &permission.identity;
    let found = nearest(&identity.answer.near_misses);
    // End User Messaging has no rule of its own for conditions.
    let is_mine = found == lack || (end_user_messaging && lack == Lack::Nothing && found != Lack::Resource);
    let mut verdicts = Verdicts::default();
    match identity.answer.decision {
        Decision::ImplicitDeny if !identity.hidden.is_empty() => verdicts.gaps = identity.hidden.clone(),
        Decision::ImplicitDeny if is_mine => match identity.open.clone() {
            Some(open) => verdicts.gaps.push(open),
            None => {
                verdicts.findings.push(confront(finding(case, &permission, found), &permission));
                verdicts.gaps.extend(identity.region_gap());
            }
        },
        Decision::Indeterminate => {
            let about_conditions = if end_user_messaging { Lack::Nothing } else { Lack::Condition };
            let allow = identity.answer.statements.iter().any(|statement| statement.effect == Effect::Allow);
            if allow && lack == about_conditions {
                verdicts.gaps.extend(identity.open.clone());
            }
        }
        _ => {}
    }
    Ok(verdicts)
}

/// What is missing at the Allow that comes nearest.
fn nearest(near: &[NearMiss]) -> Lack {
    let lacks: Vec<Lack> = near.iter().filter_map(lack_of).collect();
    [Lack::Condition, Lack::Resource].into_iter().find(|lack| lacks.contains(lack)).unwrap_or(Lack::Nothing)
}

fn lack_of(miss: &NearMiss) -> Option<Lack> {
    let has = |wanted: fn(&Mismatch) -> bool| miss.why.iter().any(wanted);
    match miss.statement.effect {
        Effect::Deny => None,
        Effect::Allow if has(|why| matches!(why, Mismatch::Action { .. })) => Some(Lack::Nothing),
        Effect::Allow if has(|why| matches!(why, Mismatch::Resource { .. })) => Some(Lack::Resource),
        Effect::Allow => Some(Lack::Condition),
    }
}

fn finding(case: &Case<'_>, permission: &Permission<'_>, lack: Lack) -> Draft {
    let (role, action) = (permission.sender.name(), permission.action.as_str());
    let identity = &permission.identity;
    let near: Vec<&NearMiss> =
        identity.answer.near_misses.iter().filter(|miss| lack_of(miss) == Some(lack)).collect();
    let names: Vec<&str> = identity.texts.iter().map(|text| text.name).collect();
    let told = match (near.is_empty(), names.as_slice()) {
        (false, _) => format!(" ({})", misses(near.iter().copied())),
        (true, []) => " (it has none at all)".to_owned(),
        (true, [name]) => format!(" (its only policy is {name})"),
        (true, names) => format!(" (it has {} policies, {} among them)", names.len(), names[0]),
    };
    let fact = match (lack, &permission.sender.path) {
        (Lack::Nothing, _) => format!("role {role} has no policy that allows {action}{told}"),
        (Lack::Resource, SmsPath::Sns { .. }) => {
            format!("role {role} allows {action}, but an SMS goes to a phone number, which has no ARN{told}")
        }
        (Lack::Resource, SmsPath::EndUserMessaging { origination: Some(origination), .. }) => {
            format!(
                "role {role} allows {action}, but not from the pool's OriginationIdentity {origination}{told}"
            )
        }
        (Lack::Resource, SmsPath::EndUserMessaging { origination: None, .. }) => {
            format!(
                "role {role} allows {action} on ARNs only, and the pool names no OriginationIdentity{told}"
            )
        }
        (Lack::Condition, _) => {
            format!("role {role} allows {action} only under a condition that is never met{told}")
        }
    };
    let message = format!("{fact}{}", role_consequence(case, "InvalidSmsRoleAccessPolicyException"));
    let draft = Draft::new(permission.sender.arn(), message)
        .severity(role_severity(case))
        .with_evidence(evidence(identity, &near))
        .change(allow_sending(&permission.sender));
    match identity.by_region {
        true => draft.severity(Severity::Warning).false_alarm_if(OTHER_REGION),
        false => draft,
    }
}

fn evidence(identity: &Judged<'_>, near: &[&NearMiss]) -> Vec<Evidence> {
    let of_miss = |miss: &&NearMiss| {
        let policy = identity.texts.get(miss.statement.policy);
        policy.map(|policy| miss_evidence(miss, policy.source, policy.document)).unwrap_or_default()
    };
    let found: Vec<Evidence> = near.iter().flat_map(of_miss).collect();
    if !found.is_empty() {
        return found;
    }
    let names = |source: &str| -> Vec<&str> {
        identity.texts.iter().filter(|text| text.source == source).map(|text| text.name).collect()
    };
    vec![
        Evidence::new("iam:ListRolePolicies", "PolicyNames", names("iam:GetRolePolicy")),
        Evidence::new("iam:ListAttachedRolePolicies", "AttachedPolicies", names("iam:GetPolicyVersion")),
    ]
}
