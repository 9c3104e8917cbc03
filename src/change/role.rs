//! What `PutRolePolicy` and `UpdateAssumeRolePolicy` make of the SMS role.

use super::reset::put;
use super::state::caller;
use super::{Applied, Operation, Request};
use crate::snapshot::{Arn, Fact, SmsRole, Unread, text};
use serde_json::{Value, json};

pub(super) fn apply(request: &Request, applied: &mut Applied) {
    let name = request.text("RoleName").unwrap_or_default();
    let document = request.at("PolicyDocument").cloned().unwrap_or_default();
    let policy = request.text("PolicyName").unwrap_or_default();
    let trust = request.operation == Operation::UpdateAssumeRolePolicy;
    let found = applied.state.role_named(name, |role| {
        // IAM answered about the policies as they were.
        role.simulation = Fact::NotAsked;
        if trust { trusting(role, &document) } else { with_inline(role, policy, &document) }
    });
    let of_pool = caller(&applied.state.snapshot);
    let is_pools = of_pool.as_ref().is_some_and(|arn| found.contains(arn));
    match &of_pool {
        Some(_) if is_pools => {
            if let Fact::Known(pool) = &mut applied.state.snapshot.user_pool {
                forget_failure(pool);
            }
        }
        _ if !found.is_empty() => {}
        Some(arn) => {
            let own = Arn::parse(arn).map_or(arn.as_str(), |arn| arn.name()).to_owned();
            applied.remarks.push(format!(
                "{name} is not the role by which the pool sends SMS at this point (that is {own}), so nothing in the \
                 pool changes by it"
            ));
        }
        None => applied.remarks.push(format!(
            "the pool has no SMS role at this point, so nothing in the pool changes by what is written to {name}"
        )),
    }
    let unread = found.iter().any(|arn| applied.state.role(arn).is_none());
    if unread {
        applied
            .remarks
            .push(format!("the role {name} was not read; what it may do afterwards is not judged"));
    }
}

fn trusting(role: &mut SmsRole, document: &Value) {
    if let Fact::Known(described) = &mut role.role {
        put(described, "AssumeRolePolicyDocument", document.clone());
    }
}

fn with_inline(role: &mut SmsRole, name: &str, document: &Value) {
    let policy = json!({ "PolicyName": name, "PolicyDocument": document });
    match &mut role.inline_policies {
        Fact::Known(policies) => {
            match policies.iter_mut().find(|held| text(held, "PolicyName") == Some(name)) {
                Some(held) => *held = policy,
                None => policies.push(policy),
            }
        }
        // The others stay unread.
        Fact::Unread(unread) => {
            let others = json!({ "Unread": unread.clone() });
            role.inline_policies = Fact::Known(vec![policy, others]);
        }
        Fact::NotAsked => {
            let unread = Unread::new("iam:ListRolePolicies", "not in the snapshot", "");
            role.inline_policies = Fact::Known(vec![policy, json!({ "Unread": unread })]);
        }
        // IAM has no such role, and refuses the policy.
        Fact::Absent => {}
    }
}

/// Takes what AWS found of the role before out of the pool: it says nothing of the role as it is now.
pub(super) fn forget_failure(pool: &mut Value) {
    let path = "SmsConfigurationFailure";
    let Some(failure) = text(pool, path).map(str::to_owned) else { return };
    let kept: Vec<&str> = failure.split(',').map(str::trim).filter(|value| *value == "SNSSandbox").collect();
    put(pool, path, if kept.is_empty() { Value::Null } else { kept.join(",").into() });
}
