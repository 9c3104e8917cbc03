//! The users that were asked for, each by name: state and factors, devices, and whether messages reach them. Never a
//! list of all users, and never a user whom nobody named: `AdminGetUser` makes a user count as active that month.

use super::call::{fact, fact_or_absent, page_by};
use super::pages::Pages;
use super::reading::{Reading, named};
use crate::permissions::{
    CHECK_OPTED_OUT, GET_AUTH_FACTORS, GET_SUPPRESSED_DESTINATION, GET_USER, LIST_AUTH_EVENTS, LIST_DEVICES,
};
use crate::snapshot::{Fact, Unread, records_sign_ins, text, tracks_devices};
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde_json::{Map, Value, json};

/// Users read at the same time.
const USERS_AT_ONCE: usize = 4;

/// Amazon Cognito's word that the pool has no such user.
const NO_SUCH_USER: &str = "UserNotFoundException";

/// Amazon SES's word that an address is not on the list.
const NOT_LISTED: &str = "NotFoundException";

/// The most devices of a page.
const DEVICES_OF_A_PAGE: i32 = 60;

/// The most sign-ins of a page; no more than the newest are read.
const EVENTS_OF_A_PAGE: i32 = 60;

impl Reading<'_> {
    /// Each user of [`Wanted::users`](super::Wanted), in that order.
    pub async fn users(&self) -> Result<Fact<Vec<Value>>, &Unread> {
        if self.wanted.users.is_empty() {
            return Ok(Fact::NotAsked);
        }
        let read = stream::iter(&self.wanted.users).map(|name| self.user(name)).buffered(USERS_AT_ONCE);
        Ok(Fact::Known(read.try_collect().await?))
    }

    async fn user(&self, name: &str) -> Result<Value, &Unread> {
        let reached = async {
            let user = fact_or_absent(fact(self.admin_user(name).await), NO_SUCH_USER);
            let (opt_out, suppression) = tokio::try_join!(self.opt_out(&user), self.suppression(&user))?;
            Ok((user, opt_out, suppression))
        };
        let factors = async { Ok(self.auth_factors(name).await) };
        let ((user, opt_out, suppression), factors, devices, events) = tokio::try_join!(
            reached,
            factors,
            self.devices_where_tracked(name),
            self.events_where_kept(name)
        )?;
        let mut shown = named("Username", name);
        // Of a user whom the pool does not have, the other answers tell nothing.
        let absent = user == Fact::Absent;
        shown.insert("User".to_owned(), in_place(&user));
        if !absent {
            shown.insert("AuthFactors".to_owned(), in_place(&factors));
            shown.extend(devices.map(|devices| ("Devices".to_owned(), in_place(&devices))));
            shown.extend(events.map(|events| ("AuthEvents".to_owned(), in_place(&events))));
        }
        shown.extend(opt_out.map(|opt_out| ("OptOut".to_owned(), opt_out)));
        shown.extend(suppression.map(|suppression| ("Suppression".to_owned(), in_place(&suppression))));
        Ok(Value::Object(shown))
    }

    /// `AdminGetUser`: the only place with a user's factors for MFA.
    async fn admin_user(&self, name: &str) -> Result<Value, Unread> {
        // Every user has a status and the attribute `sub`.
        const MEMBERS: &[&str] = &["UserStatus", "UserAttributes[].Name", "UserAttributes[].Value"];
        self.ask(GET_USER, async |call| {
            let request = self.cognito.admin_get_user().user_pool_id(&self.pool.id).username(name);
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.whole(call.json(sent)?, MEMBERS)
        })
        .await
    }

    /// `AdminGetUserAuthFactors`.
    async fn auth_factors(&self, name: &str) -> Fact<Value> {
        const MEMBERS: &[&str] = &["Username", "ConfiguredUserAuthFactors"];
        let read = self.ask(GET_AUTH_FACTORS, async |call| {
            let request =
                self.cognito.admin_get_user_auth_factors().user_pool_id(&self.pool.id).username(name);
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.json_with(sent, MEMBERS)
        });
        fact(read.await)
    }

    /// The user's devices, where the pool tracks them; else AWS need not be asked, and may refuse to answer.
    async fn devices_where_tracked(&self, name: &str) -> Result<Option<Fact<Value>>, &Unread> {
        let asked = tracks_devices(self.user_pool().await?);
        Ok(if asked { Some(self.devices(name).await) } else { None })
    }

    /// The user's newest sign-ins, where threat protection keeps them.
    async fn events_where_kept(&self, name: &str) -> Result<Option<Fact<Value>>, &Unread> {
        let asked = records_sign_ins(self.user_pool().await?);
        Ok(if asked { Some(self.events(name).await) } else { None })
    }

    /// `AdminListUserAuthEvents`.
    async fn events(&self, name: &str) -> Fact<Value> {
        let read = self.ask(LIST_AUTH_EVENTS, async |call| {
            let request =
                self.cognito.admin_list_user_auth_events().user_pool_id(&self.pool.id).username(name);
            let request = request.max_results(EVENTS_OF_A_PAGE);
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.json_with(sent, &["AuthEvents"])
        });
        fact(read.await)
    }

    /// `AdminListDevices.Devices` of all pages; a list that was not read to its end is none.
    async fn devices(&self, name: &str) -> Fact<Value> {
        let mut devices = Vec::new();
        let mut token: Option<String> = None;
        let mut pages = Pages::of(LIST_DEVICES);
        loop {
            let page = self.ask(LIST_DEVICES, async |call| {
                let request = self.cognito.admin_list_devices().user_pool_id(&self.pool.id).username(name);
                let request = request.limit(DEVICES_OF_A_PAGE).set_pagination_token(token.clone());
                let sent = request.customize().interceptor(call.capture()).send().await;
                let page = call.json(sent)?;
                page_by(&page, "Devices", "PaginationToken", call)
            });
            let turned = page.await.and_then(|(elements, next)| {
                pages.turn(&elements, next.as_deref())?;
                Ok((elements, next))
            });
            match turned {
                Ok((elements, next)) => {
                    devices.extend(elements);
                    token = next;
                }
                Err(unread) => return Fact::Unread(unread),
            }
            if token.is_none() {
                return Fact::Known(Value::Array(devices));
            }
        }
    }

    /// Whether the user's number takes no messages, by Region, where the pool sends through Amazon SNS.
    async fn opt_out(&self, user: &Fact<Value>) -> Result<Option<Value>, &Unread> {
        let Some(number) = user.known().and_then(|user| attribute(user, "phone_number")) else {
            return Ok(None);
        };
        let regions = self.sns_regions().await?;
        let read = regions.into_iter().map(|region| async move {
            let clients = self.connection.clients(&region);
            let read = self.connection.send(CHECK_OPTED_OUT, &region, None, async |call| {
                let request = clients.sns().check_if_phone_number_is_opted_out().phone_number(number);
                let sent = request.customize().interceptor(call.capture()).send().await;
                call.xml(sent, &["isOptedOut"]).map(|answer| json!({"isOptedOut": answer.is_opted_out}))
            });
            let answer = in_place(&fact(read.await));
            (region, answer)
        });
        let read: Map<String, Value> = join_all(read).await.into_iter().collect();
        Ok((!read.is_empty()).then_some(Value::Object(read)))
    }

    /// The user's address on the suppression list, where the pool sends through Amazon SES in its own account.
    async fn suppression(&self, user: &Fact<Value>) -> Result<Option<Fact<Value>>, &Unread> {
        let Some(address) = user.known().and_then(|user| attribute(user, "email")) else {
            return Ok(None);
        };
        let Some(region) = self.own_sender_region().await? else { return Ok(None) };
        let clients = self.connection.clients(&region);
        let read = self.connection.send(GET_SUPPRESSED_DESTINATION, &region, None, async |call| {
            let request = clients.ses().get_suppressed_destination().email_address(address);
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.known_member(sent, "SuppressedDestination")
        });
        Ok(Some(fact_or_absent(fact(read.await), NOT_LISTED)))
    }
}

/// The value of a user's attribute.
fn attribute<'a>(user: &'a Value, name: &str) -> Option<&'a str> {
    let attributes = user.get("UserAttributes")?.as_array()?;
    text(attributes.iter().find(|attribute| text(attribute, "Name") == Some(name))?, "Value")
}

/// The fact as it stands in the snapshot.
fn in_place(fact: &Fact<Value>) -> Value {
    serde_json::to_value(fact).unwrap_or_default()
}
