//! What AWS Organizations says: the control policies of every level above the pool's account.
//!
//! Only the management account and delegated administrators are answered; every other account learns its
//! organization's ID and management account, and that the rest is denied. The calls follow the account's parents
//! upwards; what is attached to a level is asked for as soon as the level is known.

use super::call::{Call, fact, page_of, unread_element};
use super::connect::Connection;
use super::pages::Pages;
use super::policy::document;
use super::reading::{Reading, named, put};
use super::shared::Once;
use crate::permissions::{
    DESCRIBE_ORGANIZATION, DESCRIBE_POLICY, LIST_PARENTS, LIST_POLICIES_FOR_TARGET, Operation,
};
use crate::snapshot::{Fact, Organizations, Unread, text};
use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::PolicyType;
use futures_util::future::{FutureExt, LocalBoxFuture, join_all};
use serde_json::{Map, Value, json};

/// The account is in no organization.
const NOT_IN_USE: &str = "AWSOrganizationsNotInUseException";
/// The organization does not use this type of policy.
const TYPE_NOT_ENABLED: &str = "PolicyTypeNotEnabledException";
/// More levels than organizational units can be nested.
const MOST_LEVELS: usize = 16;

impl Reading<'_> {
    /// The organization and its control policies, where an SMS role is judged.
    pub async fn organizations(&self) -> Result<Fact<Organizations>, &Unread> {
        let Some(sending) = self.sending().await? else { return Ok(Fact::NotAsked) };
        let account = sending.account;
        let read = async {
            let client = self.clients.organizations().clone();
            let organization =
                Organization { connection: self.connection, client, documents: Once::default() };
            organization.read(&account).await
        };
        Ok(self.connection.shared.organizations.get(account.clone(), read).await)
    }
}

struct Organization<'a> {
    connection: &'a Connection,
    client: Client,
    /// A policy's document by its ID, read once however many levels it is attached to.
    documents: Once<String, Result<Value, Unread>>,
}

/// What one level has.
struct Level {
    /// `{"Id", "Type"}`, or `Unread` for all that lies above.
    target: Value,
    scps: Vec<Value>,
    rcps: Vec<Value>,
}

impl Organization<'_> {
    async fn ask<T>(
        &self,
        operation: Operation,
        send: impl AsyncFn(&Call) -> Result<T, Unread>,
    ) -> Result<T, Unread> {
        self.connection.send(operation, "", None, send).await
    }

    async fn read(&self, account: &str) -> Fact<Organizations> {
        let (organization, parent) = tokio::join!(self.described(), self.parent(account));
        let in_none = |unread: &Unread| unread.code == NOT_IN_USE;
        if matches!(&organization, Fact::Unread(unread) if in_none(unread))
            || parent.as_ref().is_err_and(in_none)
        {
            return Fact::Absent;
        }
        let known = Organizations { organization, ..Organizations::default() };
        if known.organization.known().is_some_and(|organization| is_unbound(organization, account)) {
            return Fact::Known(Organizations { scps: Fact::Absent, rcps: Fact::Absent, ..known });
        }
        let parent = match parent {
            Ok(parent) => parent,
            Err(unread) => {
                let (scps, rcps) = (Fact::Unread(unread.clone()), Fact::Unread(unread));
                return Fact::Known(Organizations { scps, rcps, ..known });
            }
        };
        let (mut levels, own) =
            tokio::join!(self.upwards(parent, 1), self.level(json!({"Id": account, "Type": "ACCOUNT"})));
        levels.push(own);
        let (mut targets, mut scps, mut rcps) = (Vec::new(), Vec::new(), Vec::new());
        for level in levels {
            targets.push(level.target);
            scps.push(level.scps);
            rcps.push(level.rcps);
        }
        let (targets, scps, rcps) = (Fact::Known(targets), Fact::Known(scps), Fact::Known(rcps));
        Fact::Known(Organizations { targets, scps, rcps, ..known })
    }

    /// `DescribeOrganization.Organization`, without the e-mail address of its owner.
    async fn described(&self) -> Fact<Value> {
        let read = self.ask(DESCRIBE_ORGANIZATION, async |call| {
            let request = self.client.describe_organization();
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.known_member(sent, "Organization")
        });
        fact(read.await.map(|mut organization| {
            if let Value::Object(members) = &mut organization {
                members.shift_remove("MasterAccountEmail");
            }
            organization
        }))
    }

    /// The one parent of an account or organizational unit.
    async fn parent(&self, child: &str) -> Result<Value, Unread> {
        let mut token: Option<String> = None;
        let mut pages = Pages::of(LIST_PARENTS);
        loop {
            let page = self.ask(LIST_PARENTS, async |call| {
                let request = self.client.list_parents().child_id(child).set_next_token(token.clone());
                let sent = request.customize().interceptor(call.capture()).send().await;
                call.json(sent).and_then(|page| page_of(&page, "Parents", call))
            });
            let (parents, next) = page.await?;
            pages.turn(&parents, next.as_deref())?;
            let parent = parents.into_iter().find(|parent| text(parent, "Id").is_some());
            match parent {
                Some(parent) => return Ok(parent),
                None if next.is_none() => {
                    return Err(Call::new(LIST_PARENTS).unparseable(format!("{child} has no parent")));
                }
                None => token = next,
            }
        }
    }

    /// `target` and what lies above it, root first.
    fn upwards(&self, target: Value, depth: usize) -> LocalBoxFuture<'_, Vec<Level>> {
        async move {
            let above = async {
                if text(&target, "Type") == Some("ROOT") {
                    return Vec::new();
                }
                let parent = match depth < MOST_LEVELS {
                    true => self.parent(text(&target, "Id").unwrap_or_default()).await,
                    false => Err(Call::new(LIST_PARENTS).unparseable("the parents never end".to_owned())),
                };
                match parent {
                    Ok(parent) => self.upwards(parent, depth + 1).await,
                    Err(unread) => vec![Level::unread(&unread)],
                }
            };
            let (mut levels, own) = tokio::join!(above, self.level(target.clone()));
            levels.push(own);
            levels
        }
        .boxed_local()
    }

    async fn level(&self, target: Value) -> Level {
        let id = text(&target, "Id").unwrap_or_default();
        let (scps, rcps) = tokio::join!(
            self.attached(id, PolicyType::ServiceControlPolicy),
            self.attached(id, PolicyType::ResourceControlPolicy)
        );
        Level { scps, rcps, target }
    }

    /// The policies of one type that are attached to `target` itself.
    async fn attached(&self, target: &str, kind: PolicyType) -> Vec<Value> {
        let mut listed = Vec::new();
        let mut token: Option<String> = None;
        let mut pages = Pages::of(LIST_POLICIES_FOR_TARGET);
        // A page may be empty and not the last.
        let later = loop {
            let page = self.ask(LIST_POLICIES_FOR_TARGET, async |call| {
                let request = self.client.list_policies_for_target().target_id(target).filter(kind.clone());
                let request = request.set_next_token(token.clone());
                let sent = request.customize().interceptor(call.capture()).send().await;
                let page = call.whole(call.json(sent)?, &["Policies[].Id"])?;
                page_of(&page, "Policies", call)
            });
            match page.await {
                Ok((policies, next)) => {
                    if let Err(unread) = pages.turn(&policies, next.as_deref()) {
                        break Some(unread);
                    }
                    listed.extend(policies);
                    token = next;
                }
                Err(unread) if unread.code == TYPE_NOT_ENABLED => break None,
                Err(unread) => break Some(unread),
            }
            if token.is_none() {
                break None;
            }
        };
        let mut policies = join_all(listed.iter().map(|summary| self.policy(summary))).await;
        policies.extend(later.map(|unread| unread_element(Map::new(), &unread)));
        policies
    }

    async fn policy(&self, summary: &Value) -> Value {
        let id = text(summary, "Id").unwrap_or_default();
        let mut shown = named("PolicyName", text(summary, "Name").unwrap_or(id));
        put(&mut shown, "PolicyId", text(summary, "Id"));
        put(&mut shown, "PolicyArn", text(summary, "Arn"));
        match self.documents.get(id.to_owned(), self.document(id)).await {
            Ok(document) => {
                put(&mut shown, "PolicyDocument", Some(document));
                Value::Object(shown)
            }
            Err(unread) => unread_element(shown, &unread),
        }
    }

    /// `DescribePolicy.Policy.Content`.
    async fn document(&self, id: &str) -> Result<Value, Unread> {
        let read = self.ask(DESCRIBE_POLICY, async |call| {
            let request = self.client.describe_policy().policy_id(id);
            let sent = request.customize().interceptor(call.capture()).send().await;
            let policy = call.known_member(sent, "Policy")?;
            let content = text(&policy, "Content").map(document);
            content.ok_or_else(|| call.unparseable("the answer has no Content".to_owned()))
        });
        read.await
    }
}

impl Level {
    /// In the place of all that lies above.
    fn unread(unread: &Unread) -> Level {
        let element = unread_element(Map::new(), unread);
        Level { scps: vec![element.clone()], rcps: vec![element.clone()], target: element }
    }
}

/// Whether no control policy can apply: to the management account none does, and without all features there are none.
///
/// Source: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
fn is_unbound(organization: &Value, account: &str) -> bool {
    text(organization, "MasterAccountId") == Some(account)
        || text(organization, "FeatureSet") == Some("CONSOLIDATED_BILLING")
}
