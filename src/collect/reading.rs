//! The reading of one pool: what its parts share. Whoever needs a shared answer first sends the call, all others wait
//! for the same one; so each part states what it needs, and the order of the calls follows.

use super::call::fact;
use super::clients::Clients;
use super::cognito::Listing;
use super::connect::Connection;
use super::pace::PoolPace;
use super::role::Iam;
use super::sms::Settings;
use super::{PoolRef, Wanted};
use crate::permissions::GET_CALLER_IDENTITY;
use crate::snapshot::{Arn, Fact, Unread, text};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::sync::OnceCell;

pub(super) struct Reading<'a> {
    pub connection: &'a Connection,
    pub pool: &'a PoolRef,
    pub wanted: &'a Wanted,
    /// For the pool's Region.
    pub clients: Arc<Clients>,
    pub cognito: aws_sdk_cognitoidentityprovider::Client,
    /// The gates of calls on this pool.
    pub pace: PoolPace,
    pub(super) user_pool: OnceCell<Result<Value, Unread>>,
    pub(super) mfa_config: OnceCell<Result<Value, Unread>>,
    pub(super) listing: OnceCell<Listing>,
    pub(super) sms_settings: OnceCell<Option<Settings>>,
    caller: OnceCell<Fact<Value>>,
}

impl<'a> Reading<'a> {
    pub fn new(connection: &'a Connection, pool: &'a PoolRef, wanted: &'a Wanted) -> Reading<'a> {
        let clients = connection.clients(&pool.region);
        Reading {
            connection,
            pool,
            wanted,
            cognito: clients.cognito().clone(),
            pace: PoolPace::of(&pool.id),
            clients,
            user_pool: OnceCell::new(),
            mfa_config: OnceCell::new(),
            listing: OnceCell::new(),
            sms_settings: OnceCell::new(),
            caller: OnceCell::new(),
        }
    }

    /// IAM.
    pub fn iam(&self) -> Iam<'_> {
        Iam { connection: self.connection, client: self.clients.iam() }
    }

    /// `GetCallerIdentity`.
    pub async fn caller(&self) -> &Fact<Value> {
        let read = async {
            let identity = caller_identity(self.connection, &self.pool.region);
            self.connection.shared.caller.get((), identity).await
        };
        self.caller.get_or_init(|| read).await
    }

    /// The pool's partition and account: of its ARN, else as far as the caller of this program knows them.
    pub async fn account(&self) -> Result<(String, Option<String>), &Unread> {
        let pool = self.user_pool().await?;
        let arn = text(pool, "Arn").and_then(Arn::parse);
        let named = |found: &str| Some(found.to_owned()).filter(|found| !found.is_empty());
        let partition = arn.map_or(self.pool.partition.as_str(), |arn| arn.partition).to_owned();
        let known = arn.and_then(|arn| named(arn.account)).or_else(|| self.pool.account.clone());
        if known.is_some() {
            return Ok((partition, known));
        }
        let caller = self.caller().await.known();
        Ok((partition, caller.and_then(|caller| named(text(caller, "Account")?))))
    }
}

/// `GetCallerIdentity`, asked for in `region`.
pub(super) async fn caller_identity(connection: &Connection, region: &str) -> Fact<Value> {
    let clients = connection.clients(region);
    let read = connection.send(GET_CALLER_IDENTITY, region, None, async |call| {
        let sent = clients.sts().get_caller_identity().customize().interceptor(call.capture()).send().await;
        call.xml(sent, &["Arn", "Account"])
    });
    fact(read.await.map(|identity| {
        let mut shown = Map::new();
        put(&mut shown, "UserId", identity.user_id());
        put(&mut shown, "Account", identity.account());
        put(&mut shown, "Arn", identity.arn());
        Value::Object(shown)
    }))
}

/// Adds the member where AWS gave it.
pub(super) fn put<T: Into<Value>>(object: &mut Map<String, Value>, name: &str, value: Option<T>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value.into());
    }
}

/// Members of one element of a list.
pub(super) fn named(member: &str, value: &str) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert(member.to_owned(), json!(value));
    object
}
