//! The role by which Cognito sends SMS messages: whether it is there, whose it is, and how old.

use super::facts::{
    ARTICLE, Identity, SMS_DOCS, identity_of, pool_words, role_consequence, role_is_foreign, role_name,
    role_severity, sender, sending_path,
};
use super::fixes::{caller_member, create_role, own_role_arn};
use super::{permission, trust};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::rules::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::snapshot::{Gap, SmsPath, at, time_at};
use serde_json::Value;

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "SMS010",
        name: "sms-role-in-another-account",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_OF_OTHER_ACCOUNT, &catalog::SMS_ROLE_ARN_OF_OTHER_ACCOUNT],
        title: "The SMS role belongs to another account than the pool",
        why: "Cognito uses no role of another account and refuses every configuration that names one.",
        fix: "Create the role in the pool's account and name it in the SMS configuration.",
        docs: SMS_DOCS,
        looks_at: &[looks::SMS_ROLE, looks::POOL_ARN, looks::MODE],
        silent: "Where the pool sends no SMS: MFA is off or no SMS role is set, and no phone number is verified, used for recovery or for sign-in.",
        check: Check::Pool(in_another_account),
    },
    Rule {
        id: "SMS009",
        name: "sms-role-missing",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_NOT_TRUSTING],
        title: "The SMS role does not exist",
        why: "Cognito cannot assume a role that was deleted. The exception speaks of a trust relationship, and it \
              also meets every other change of the pool, since Cognito checks the role each time.",
        fix: "Create the role again under the same ARN, or name another role in the SMS configuration.",
        docs: ARTICLE,
        looks_at: &[looks::ROLE, looks::SMS_ROLE, looks::MODE],
        silent: "Where the pool sends no SMS, or the role belongs to another account (SMS010). A role that could not be read is not taken for missing.",
        check: Check::Pool(missing),
    },
    Rule {
        id: "SMS023",
        name: "sms-role-just-created",
        factors: &[Factor::Sms],
        severity: Severity::Note,
        errors: &[&catalog::SMS_ROLE_CANNOT_PUBLISH, &catalog::SMS_ROLE_NOT_TRUSTING],
        title: "The SMS role is minutes old, and IAM may not have spread it yet",
        why: "IAM takes a while to spread a new role and its policies. Until then Cognito may refuse a role whose \
              policies are right.",
        fix: "Wait a few minutes and try again; nothing has to change.",
        docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html",
        looks_at: &[looks::ROLE_CREATED, looks::SMS_ROLE, looks::MODE],
        silent: "Where the role is older than five minutes, or its policies already prove a fault, which no waiting mends.",
        check: Check::Pool(just_created),
    },
];

/// How long IAM may take to spread a new role, in seconds.
const SPREADING: i64 = 5 * 60;

fn in_another_account(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(path) = sending_path(case)? else { return Verdicts::silent() };
    if !role_is_foreign(case, &path)? {
        return Verdicts::silent();
    }
    let own = own_role_arn(case);
    let mut draft = Draft::new(
        path.caller(),
        format!(
            "role {} belongs to another account than {}, which is in {}; Cognito uses no such role and answers \
             InvalidParameterException",
            path.caller(),
            pool_words(case),
            case.pool.account()
        ),
    )
    .evidence("cognito-idp:DescribeUserPool", caller_member(&path), path.caller())
    .evidence("cognito-idp:DescribeUserPool", "Arn", case.pool.arn());
    draft.changes = create_role(case, &own, &path, case.pool.sms_external_id());
    Verdicts::one(draft.change(point_to(&path, &own)))
}

fn missing(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(path) = sending_path(case)? else { return Verdicts::silent() };
    if role_is_foreign(case, &path)? {
        return Verdicts::silent();
    }
    let role = match case.snapshot.sms_role.get("iam:GetRole", true)? {
        Some(facts) => facts.described()?,
        None => None,
    };
    let consequence = role_consequence(case, "InvalidSmsRoleTrustRelationshipException");
    let name = role_name(path.caller());
    let draft = match role.map(|role| identity_of(role, path.caller())) {
        None => {
            let message =
                format!("role {name} does not exist in account {}{consequence}", case.pool.account());
            let mut draft = Draft::new(path.caller(), message).evidence("iam:GetRole", "Role", Value::Null);
            draft.changes = create_role(case, path.caller(), &path, case.pool.sms_external_id());
            draft
        }
        Some(Identity::OtherPath(arn)) => {
            let message =
                format!("role {} does not exist: the role of that name is {arn}{consequence}", path.caller());
            Draft::new(path.caller(), message)
                .evidence("iam:GetRole", "Role.Arn", arn)
                .fix("Name the role's real ARN in the SMS configuration.")
                .change(point_to(&path, arn))
        }
        Some(Identity::OtherRole(_)) => {
            // Says that the snapshot holds another role.
            sender(case)?;
            return Verdicts::silent();
        }
        Some(Identity::Same) => return Verdicts::silent(),
    };
    let configured = draft.severity(role_severity(case)).evidence(
        "cognito-idp:DescribeUserPool",
        caller_member(&path),
        path.caller(),
    );
    Verdicts::one(configured)
}

fn point_to(path: &SmsPath<'_>, arn: &str) -> Change {
    Change::UserPool {
        why: format!("name {arn} as the role that sends"),
        patches: vec![Patch::set(caller_member(path), arn)],
    }
}

fn just_created(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = sender(case)? else { return Verdicts::silent() };
    let (created, now) = (time_at(sender.role, "CreateDate"), case.now);
    let spreads = created.zip(now).is_none_or(|(created, now)| (now - created).abs() < SPREADING);
    // What the policies' text proves is no matter of time; to find out takes longer than to read the date.
    if !spreads || matches!(standing(case), Standing::Broken(_)) {
        return Verdicts::silent();
    }
    // A note stands in no factor's way.
    let unknown = |reason: &str| Gap::never_read("iam:GetRole", reason).aside();
    created.ok_or_else(|| unknown("the role's CreateDate was not read"))?;
    now.ok_or_else(|| unknown("the snapshot does not say when it was taken (TakenAt)"))?;
    let message = format!(
        "role {} was created less than five minutes before it was read; until IAM has spread it, {} may get \
         InvalidSmsRoleTrustRelationshipException or InvalidSmsRoleAccessPolicyException although nothing is wrong",
        sender.name(),
        pool_words(case)
    );
    let created = at(sender.role, "CreateDate").cloned().unwrap_or_default();
    Verdicts::one(
        Draft::new(sender.arn(), message)
            .evidence("iam:GetRole", "Role.CreateDate", created)
            .change(Change::by_hand("Wait a few minutes, then try again.")),
    )
}

/// What the rules about the role say together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// These rules have proven a fault.
    Broken(Vec<&'static str>),
    /// Every rule was judged, and none spoke.
    Sound,
    /// No fault, but something could not be judged.
    Unproven,
}

/// Whether the role can send, as far as its policies tell.
pub(super) fn standing(case: &Case<'_>) -> Standing {
    let about_faults = |rule: &&Rule| !["SMS007", "SMS023"].contains(&rule.id);
    let mut broken = Vec::new();
    let mut unproven = false;
    for rule in RULES.iter().chain(trust::RULES).chain(permission::RULES).filter(about_faults) {
        let Check::Pool(check) = rule.check else { continue };
        match check(case) {
            Ok(verdicts) => {
                unproven |= !verdicts.gaps.is_empty();
                if !verdicts.findings.is_empty() {
                    broken.push(rule.id);
                }
            }
            Err(_) => unproven = true,
        }
    }
    match (broken.is_empty(), unproven) {
        (false, _) => Standing::Broken(broken),
        (true, true) => Standing::Unproven,
        (true, false) => Standing::Sound,
    }
}
