//! The pools of a Region, page by page.

use super::PoolError;
use super::call::page_of;
use super::connect::Connection;
use super::pages::Pages;
use crate::permissions::LIST_POOLS;
use crate::snapshot::{Unread, text};
use aws_sdk_cognitoidentityprovider::Client;

/// A pool as `ListUserPools` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPool {
    /// `eu-west-1_AbCdEf123`
    pub id: String,
    /// The name that its owner gave it.
    pub name: String,
}

/// How far the list of a Region's pools was read.
pub struct PoolList {
    /// The Region.
    pub region: String,
    client: Client,
    token: Option<String>,
    pages: Pages,
    has_more: bool,
}

impl Connection {
    /// The list of the pools of `region`, of which nothing was read yet.
    pub fn pools(&self, region: &str) -> PoolList {
        PoolList {
            region: region.to_owned(),
            client: self.clients(region).cognito().clone(),
            token: None,
            pages: Pages::of(LIST_POOLS),
            has_more: true,
        }
    }

    /// Every pool of [`Connection::region`].
    ///
    /// # Errors
    /// When a page of the list cannot be read.
    pub async fn list_pools(&self) -> Result<Vec<ListedPool>, PoolError> {
        let mut list = self.pools(self.region());
        let mut pools = Vec::new();
        while list.has_more() {
            pools.extend(list.next(self).await?);
        }
        Ok(pools)
    }
}

impl PoolList {
    /// Whether there is another page.
    pub fn has_more(&self) -> bool {
        self.has_more
    }

    /// The next page, of 60 pools at most.
    ///
    /// # Errors
    /// When it cannot be read; the list has no more then.
    pub async fn next(&mut self, connection: &Connection) -> Result<Vec<ListedPool>, PoolError> {
        self.has_more = false;
        match self.page(connection).await {
            Ok(pools) => Ok(pools),
            Err(unread) => Err(connection.list_error(unread, &self.region).await),
        }
    }

    async fn page(&mut self, connection: &Connection) -> Result<Vec<ListedPool>, Unread> {
        let page = connection.send(LIST_POOLS, &self.region, None, async |call| {
            let request = self.client.list_user_pools().max_results(60).set_next_token(self.token.clone());
            let sent = request.customize().interceptor(call.capture()).send().await;
            let page = call.whole(call.json(sent)?, &["UserPools[].Id"])?;
            page_of(&page, "UserPools", call)
        });
        let (elements, next) = page.await?;
        self.pages.turn(&elements, next.as_deref())?;
        self.has_more = next.is_some();
        self.token = next;
        let listed = elements.iter().filter_map(|pool| {
            let name = text(pool, "Name").unwrap_or_default();
            Some(ListedPool { id: text(pool, "Id")?.to_owned(), name: name.to_owned() })
        });
        Ok(listed.collect())
    }
}
