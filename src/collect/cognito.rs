//! What Amazon Cognito says: the pool, its MFA configuration, app clients, logs, threat protection. All verbatim.

use super::call::{fact, fact_or_absent, maybe, page_of, unread_element};
use super::pages::Pages;
use super::reading::{Reading, named, put};
use crate::permissions::{
    DESCRIBE_CLIENT, DESCRIBE_RISK, DESCRIBE_USER_POOL, GET_LOG_DELIVERY, GET_MFA_CONFIG, LIST_CLIENTS,
};
use crate::snapshot::{Fact, Risk, Snapshot, Unread, records_sign_ins, text};
use futures_util::stream::{self, StreamExt};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Calls about app clients in flight: more would only be throttled.
const CLIENTS_AT_ONCE: usize = 4;

/// `ListUserPoolClients`: what was listed, and why not more.
pub(super) struct Listing {
    clients: Vec<Map<String, Value>>,
    unread: Option<Unread>,
}

impl Reading<'_> {
    /// `DescribeUserPool.UserPool`.
    pub async fn user_pool(&self) -> Result<&Value, &Unread> {
        let read = self.ask(DESCRIBE_USER_POOL, async |call| {
            let request = self.cognito.describe_user_pool().user_pool_id(&self.pool.id);
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.known_member(sent, "UserPool")
        });
        self.user_pool.get_or_init(|| read).await.as_ref()
    }

    /// `GetUserPoolMfaConfig`.
    pub async fn mfa_config(&self) -> &Result<Value, Unread> {
        const MEMBERS: &[&str] = &[
            "MfaConfiguration",
            "SmsMfaConfiguration",
            "SoftwareTokenMfaConfiguration",
            "EmailMfaConfiguration",
            "WebAuthnConfiguration",
        ];
        let read = self.ask(GET_MFA_CONFIG, async |call| {
            let request = self.cognito.get_user_pool_mfa_config().user_pool_id(&self.pool.id);
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.json_with(sent, MEMBERS)
        });
        self.mfa_config.get_or_init(|| read).await
    }

    /// Each app client as described, with `HasClientSecret`.
    pub async fn clients(&self) -> Fact<Vec<Value>> {
        if !self.wanted.clients || (self.wanted.spare_clients && self.needs_no_clients().await) {
            return Fact::NotAsked;
        }
        let listing = self.listing().await;
        if let (true, Some(unread)) = (listing.clients.is_empty(), &listing.unread) {
            return Fact::Unread(unread.clone());
        }
        let described = stream::iter(&listing.clients).map(|listed| self.client(listed));
        let mut clients: Vec<Value> = described.buffered(CLIENTS_AT_ONCE).collect().await;
        clients.extend(listing.unread.as_ref().map(|unread| unread_element(Map::new(), unread)));
        Fact::Known(clients)
    }

    /// Whether the clients can bear on MFA in no way, as far as the pool tells.
    async fn needs_no_clients(&self) -> bool {
        let (Ok(described), Ok(config)) = tokio::join!(self.user_pool(), self.mfa_config()) else {
            return false;
        };
        let mut known = Snapshot::empty();
        known.user_pool = Fact::Known(described.clone());
        known.mfa_config = Fact::Known(config.clone());
        known.pool().is_ok_and(|pool| !pool.needs_clients())
    }

    async fn client(&self, listed: &Map<String, Value>) -> Value {
        let id = listed.get("ClientId").and_then(Value::as_str).unwrap_or_default();
        let described = self.ask(DESCRIBE_CLIENT, async |call| {
            let request = self.cognito.describe_user_pool_client().user_pool_id(&self.pool.id).client_id(id);
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.known_member(sent, "UserPoolClient")
        });
        match described.await {
            Ok(mut client) => {
                if let Value::Object(members) = &mut client {
                    // The secret itself was dropped; where there was one, this member says so already.
                    members.entry("HasClientSecret").or_insert(json!(false));
                }
                client
            }
            Err(unread) => unread_element(listed.clone(), &unread),
        }
    }

    async fn listing(&self) -> &Listing {
        let read = || async {
            let mut listing = Listing { clients: Vec::new(), unread: None };
            let mut pages = Pages::of(LIST_CLIENTS);
            let mut token: Option<String> = None;
            loop {
                let page = self.ask(LIST_CLIENTS, async |call| {
                    let request = self.cognito.list_user_pool_clients().user_pool_id(&self.pool.id);
                    let request = request.max_results(60).set_next_token(token.clone());
                    let sent = request.customize().interceptor(call.capture()).send().await;
                    let page = call.whole(call.json(sent)?, &["UserPoolClients[].ClientId"])?;
                    page_of(&page, "UserPoolClients", call)
                });
                let turned = page.await.and_then(|(elements, next)| {
                    pages.turn(&elements, next.as_deref())?;
                    Ok((elements, next))
                });
                match turned {
                    Ok((elements, next)) => {
                        listing.clients.extend(elements.iter().filter_map(listed_client));
                        token = next;
                    }
                    Err(unread) => {
                        listing.unread = Some(unread);
                        return listing;
                    }
                }
                if token.is_none() {
                    return listing;
                }
            }
        };
        self.listing.get_or_init(read).await
    }

    /// `GetLogDeliveryConfiguration.LogDeliveryConfiguration`.
    pub async fn log_delivery(&self) -> Fact<Value> {
        let read = self.ask(GET_LOG_DELIVERY, async |call| {
            let request = self.cognito.get_log_delivery_configuration().user_pool_id(&self.pool.id);
            let sent = request.customize().interceptor(call.capture()).send().await;
            let delivery = call.member(sent, "LogDeliveryConfiguration")?;
            // AWS's model requires the list, which is empty where nothing is logged.
            delivery.map(|delivery| call.whole(delivery, &["LogConfigurations"])).transpose()
        });
        maybe(read.await)
    }

    /// `DescribeRiskConfiguration` of the pool, and of each client where threat protection is on.
    pub async fn risk(&self) -> Result<Risk, &Unread> {
        let (pool, clients) = tokio::join!(self.risk_of(None), self.client_risks());
        Ok(Risk { pool, clients: clients? })
    }

    async fn client_risks(&self) -> Result<BTreeMap<String, Fact<Value>>, &Unread> {
        let pool = self.user_pool().await?;
        if !records_sign_ins(pool) || !self.wanted.clients {
            return Ok(BTreeMap::new());
        }
        let ids = self.listing().await.clients.iter();
        let ids = ids.filter_map(|listed| listed.get("ClientId")?.as_str());
        let read = stream::iter(ids).map(|id| async move { (id.to_owned(), self.risk_of(Some(id)).await) });
        Ok(read.buffered(CLIENTS_AT_ONCE).collect().await)
    }

    async fn risk_of(&self, client: Option<&str>) -> Fact<Value> {
        let read = self.ask(DESCRIBE_RISK, async |call| {
            let request = self.cognito.describe_risk_configuration().user_pool_id(&self.pool.id);
            let request = request.set_client_id(client.map(str::to_owned));
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.known_member(sent, "RiskConfiguration")
        });
        fact_or_absent(fact(read.await), "UserPoolAddOnNotEnabledException")
    }
}

fn listed_client(element: &Value) -> Option<Map<String, Value>> {
    let mut client = named("ClientId", text(element, "ClientId")?);
    put(&mut client, "ClientName", text(element, "ClientName"));
    Some(client)
}
