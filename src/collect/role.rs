//! What IAM says of the SMS role: trust, policies, boundary; shaped as the AWS CLI prints it.
//!
//! The role and its two lists are asked for at once, then all its policies at once, and IAM's simulator beside them.

use super::call::{Call, fact, maybe, unread_element};
use super::connect::Connection;
use super::pages::Pages;
use super::policy::document;
use super::reading::{named, put};
use super::simulation::{self, Sending};
use crate::permissions::{
    GET_POLICY, GET_POLICY_VERSION, GET_ROLE, GET_ROLE_POLICY, LIST_ATTACHED_POLICIES, LIST_ROLE_POLICIES,
    Operation,
};
use crate::snapshot::{Fact, SmsRole, Unread, text};
use aws_sdk_iam::Client;
use aws_sdk_iam::types::{AttachedPolicy, PolicyVersion, Role};
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

const NO_SUCH_ENTITY: &str = "NoSuchEntity";

/// How to ask IAM.
#[derive(Clone, Copy)]
pub(super) struct Iam<'a> {
    pub connection: &'a Connection,
    pub client: &'a Client,
}

impl Iam<'_> {
    /// The answer to a call.
    pub async fn ask<T>(
        &self,
        operation: Operation,
        send: impl AsyncFn(&Call) -> Result<T, Unread>,
    ) -> Result<T, Unread> {
        // IAM is one for all Regions.
        self.connection.send(operation, "", None, send).await
    }
}

/// Everything about the role `name`, by which `sending` goes. What does not hang on the pool is read once for all.
pub(super) async fn read(iam: Iam<'_>, name: &str, sending: &Sending) -> SmsRole {
    let policies = iam.connection.shared.roles.get(name.to_owned(), with_policies(iam, name));
    let simulation = async {
        // Of a role that is absent there is nothing more to ask, of one that is unread nothing that could be judged.
        let Fact::Known(role) = shared_role(iam, name).await else { return Fact::NotAsked };
        let key = (sending.role_arn.clone(), sending.key());
        iam.connection.shared.simulations.get(key, simulation::read(iam, sending, &role)).await
    };
    let (policies, simulation) = tokio::join!(policies, simulation);
    SmsRole { simulation, ..policies }
}

async fn with_policies(iam: Iam<'_>, name: &str) -> SmsRole {
    let described = async {
        let role = shared_role(iam, name).await;
        let boundary = match &role {
            Fact::Known(role) => boundary(iam, role).await,
            Fact::Absent => Fact::Absent,
            Fact::Unread(_) | Fact::NotAsked => Fact::NotAsked,
        };
        (role, boundary)
    };
    let ((role, permissions_boundary), inline_policies, attached_policies) =
        tokio::join!(described, inline(iam, name), attached(iam, name));
    SmsRole { role, inline_policies, attached_policies, permissions_boundary, ..SmsRole::default() }
}

/// The permissions boundary's policy; absent where the role has none.
async fn boundary(iam: Iam<'_>, role: &Value) -> Fact<Value> {
    let Some(arn) = text(role, "PermissionsBoundary.PermissionsBoundaryArn") else { return Fact::Absent };
    fact(shared_policy(iam, arn).await.map(|version| policy(named("PolicyArn", arn), version)))
}

/// `GetRole.Role`, read once for all; absent where IAM knows none of that name.
pub(super) async fn shared_role(iam: Iam<'_>, name: &str) -> Fact<Value> {
    iam.connection.shared.described.get(name.to_owned(), described(iam, name)).await
}

async fn described(iam: Iam<'_>, name: &str) -> Fact<Value> {
    let read = iam.ask(GET_ROLE, async |call| {
        let request = iam.client.get_role().role_name(name);
        let sent = request.customize().interceptor(call.capture()).send().await;
        match call.xml(sent, &["RoleName", "Arn", "CreateDate"]).map(|answer| answer.role) {
            Ok(Some(role)) => Ok(Some(shown_role(&role))),
            Ok(None) => Err(call.unparseable("the answer has no Role".to_owned())),
            Err(unread) if unread.code == NO_SUCH_ENTITY => Ok(None),
            Err(unread) => Err(unread),
        }
    });
    maybe(read.await)
}

fn shown_role(role: &Role) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "Path", Some(role.path()));
    put(&mut shown, "RoleName", Some(role.role_name()));
    put(&mut shown, "RoleId", Some(role.role_id()));
    put(&mut shown, "Arn", Some(role.arn()));
    put(&mut shown, "CreateDate", role.create_date().fmt(Format::DateTime).ok());
    put(&mut shown, "AssumeRolePolicyDocument", role.assume_role_policy_document().map(document));
    put(&mut shown, "Description", role.description());
    put(&mut shown, "MaxSessionDuration", role.max_session_duration());
    put(
        &mut shown,
        "PermissionsBoundary",
        role.permissions_boundary().map(|boundary| {
            let mut shown = Map::new();
            let kind = boundary.permissions_boundary_type().map(|kind| kind.as_str());
            put(&mut shown, "PermissionsBoundaryType", kind);
            put(&mut shown, "PermissionsBoundaryArn", boundary.permissions_boundary_arn());
            Value::Object(shown)
        }),
    );
    let tags = role.tags().iter().map(|tag| json!({"Key": tag.key(), "Value": tag.value()}));
    put(&mut shown, "Tags", role.tags.as_ref().map(|_| tags.collect::<Value>()));
    Value::Object(shown)
}

async fn inline(iam: Iam<'_>, role: &str) -> Fact<Vec<Value>> {
    let mut names: Vec<String> = Vec::new();
    let mut marker: Option<String> = None;
    let mut pages = Pages::of(LIST_ROLE_POLICIES);
    let later = loop {
        let page = iam.ask(LIST_ROLE_POLICIES, async |call| {
            let request = iam.client.list_role_policies().role_name(role).set_marker(marker.clone());
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.xml(sent, &["PolicyNames"])
        });
        match page.await {
            Ok(page) => {
                if let Err(unread) = pages.turn(&page.policy_names, page.marker()) {
                    break Some(unread);
                }
                names.extend(page.policy_names);
                match next_page(page.is_truncated, page.marker, &mut marker, LIST_ROLE_POLICIES) {
                    Ok(true) => {}
                    Ok(false) => break None,
                    Err(unread) => break Some(unread),
                }
            }
            Err(unread) if unread.code == NO_SUCH_ENTITY => return Fact::Absent,
            Err(unread) if names.is_empty() => return Fact::Unread(unread),
            Err(unread) => break Some(unread),
        }
    };
    let mut policies = join_all(names.iter().map(|name| inline_policy(iam, role, name))).await;
    policies.extend(later.map(|unread| unread_element(Map::new(), &unread)));
    Fact::Known(policies)
}

async fn inline_policy(iam: Iam<'_>, role: &str, name: &str) -> Value {
    let read = iam.ask(GET_ROLE_POLICY, async |call| {
        let request = iam.client.get_role_policy().role_name(role).policy_name(name);
        let sent = request.customize().interceptor(call.capture()).send().await;
        call.xml(sent, &["PolicyDocument"])
    });
    match read.await {
        Ok(answer) => {
            let mut shown = named("RoleName", answer.role_name());
            put(&mut shown, "PolicyName", Some(answer.policy_name()));
            put(&mut shown, "PolicyDocument", Some(document(answer.policy_document())));
            Value::Object(shown)
        }
        Err(unread) => unread_element(named("PolicyName", name), &unread),
    }
}

async fn attached(iam: Iam<'_>, role: &str) -> Fact<Vec<Value>> {
    let mut listed: Vec<AttachedPolicy> = Vec::new();
    let mut marker: Option<String> = None;
    let mut pages = Pages::of(LIST_ATTACHED_POLICIES);
    let later = loop {
        let page = iam.ask(LIST_ATTACHED_POLICIES, async |call| {
            let request = iam.client.list_attached_role_policies().role_name(role).set_marker(marker.clone());
            let sent = request.customize().interceptor(call.capture()).send().await;
            let page = call.xml(sent, &["AttachedPolicies"])?;
            let named = page.attached_policies().iter().all(|policy| policy.policy_arn().is_some());
            if named { Ok(page) } else { Err(call.lacks(&["PolicyArn"])) }
        });
        match page.await {
            Ok(page) => {
                if let Err(unread) = pages.turn(page.attached_policies(), page.marker()) {
                    break Some(unread);
                }
                listed.extend(page.attached_policies.unwrap_or_default());
                match next_page(page.is_truncated, page.marker, &mut marker, LIST_ATTACHED_POLICIES) {
                    Ok(true) => {}
                    Ok(false) => break None,
                    Err(unread) => break Some(unread),
                }
            }
            Err(unread) if unread.code == NO_SUCH_ENTITY => return Fact::Absent,
            Err(unread) if listed.is_empty() => return Fact::Unread(unread),
            Err(unread) => break Some(unread),
        }
    };
    let read = listed.iter().map(|attached| async move {
        let arn = attached.policy_arn().unwrap_or_default();
        let mut shown = named("PolicyArn", arn);
        put(&mut shown, "PolicyName", attached.policy_name());
        match shared_policy(iam, arn).await {
            Ok(version) => policy(shown, version),
            Err(unread) => unread_element(shown, &unread),
        }
    });
    let mut policies = join_all(read).await;
    policies.extend(later.map(|unread| unread_element(Map::new(), &unread)));
    Fact::Known(policies)
}

/// Moves `marker` on; whether there is a next page.
pub(super) fn next_page(
    truncated: bool,
    next: Option<String>,
    marker: &mut Option<String>,
    operation: Operation,
) -> Result<bool, Unread> {
    if next.is_none() && !truncated {
        return Ok(false);
    }
    if next.is_none() {
        let said = "the list goes on, but the answer does not say where";
        return Err(Call::new(operation).unparseable(said.to_owned()));
    }
    *marker = next;
    Ok(true)
}

/// The version of a managed policy that is in force, read once for all.
async fn shared_policy(iam: Iam<'_>, arn: &str) -> Result<PolicyVersion, Unread> {
    iam.connection.shared.policies.get(arn.to_owned(), managed(iam, arn)).await
}

/// The version of a managed policy that is in force.
///
/// Most policies of a customer are at their first version, so that one is asked for beside the policy itself; its
/// answer says whether it is the default.
async fn managed(iam: Iam<'_>, arn: &str) -> Result<PolicyVersion, Unread> {
    let described = iam.ask(GET_POLICY, async |call| {
        let request = iam.client.get_policy().policy_arn(arn);
        let sent = request.customize().interceptor(call.capture()).send().await;
        let answer = call.xml(sent, &["DefaultVersionId"])?;
        let id = answer.policy.and_then(|policy| policy.default_version_id);
        id.ok_or_else(|| call.unparseable("the answer has no DefaultVersionId".to_owned()))
    });
    let (default, first) = tokio::join!(described, version(iam, arn, "v1"));
    match first {
        Ok(first) if first.is_default_version => return Ok(first),
        // What refuses the first version refuses the others too, unless that one is gone.
        Err(unread) if unread.code != NO_SUCH_ENTITY => return Err(unread),
        Err(unread) if default.as_deref() == Ok("v1") => return Err(unread),
        _ => {}
    }
    version(iam, arn, &default?).await
}

async fn version(iam: Iam<'_>, arn: &str, id: &str) -> Result<PolicyVersion, Unread> {
    let read = iam.ask(GET_POLICY_VERSION, async |call| {
        let request = iam.client.get_policy_version().policy_arn(arn).version_id(id);
        let sent = request.customize().interceptor(call.capture()).send().await;
        let answer = call.xml(sent, &["Document"])?;
        let version = answer.policy_version.filter(|version| version.document().is_some());
        version.ok_or_else(|| call.unparseable("the answer has no policy document".to_owned()))
    });
    read.await
}

fn policy(mut shown: Map<String, Value>, version: PolicyVersion) -> Value {
    put(&mut shown, "VersionId", version.version_id());
    put(&mut shown, "PolicyDocument", version.document().map(document));
    Value::Object(shown)
}
