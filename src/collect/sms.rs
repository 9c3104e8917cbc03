//! How the pool sends SMS: the role that Cognito assumes, and the account's standing where the messages leave.

use super::call::fact;
use super::connect::Connection;
use super::pages::Pages;
use super::reading::{Reading, put};
use super::role;
use super::simulation::Sending;
use crate::permissions::{GET_SMS_ATTRIBUTES, GET_SMS_SANDBOX, LIST_ORIGINATION_NUMBERS};
use crate::snapshot::{Arn, Fact, SmsPath, SmsRegion, SmsRole, Snapshot, Unread, sms_regions};
use aws_sdk_sns::Client;
use aws_sdk_sns::types::PhoneNumberInformation;
use futures_util::future::join_all;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The pool's SMS settings, as far as they say what to read.
pub(super) struct Settings {
    caller: String,
    path: Path,
}

/// Which service carries the messages.
enum Path {
    Sns { region: Option<String> },
    EndUserMessaging { origination: Option<String> },
}

impl Reading<'_> {
    /// The SMS role.
    pub async fn sms_role(&self) -> Result<Fact<SmsRole>, &Unread> {
        let Some(sending) = self.sending().await? else { return Ok(Fact::NotAsked) };
        let Some(role) = Arn::parse(&sending.role_arn) else { return Ok(Fact::NotAsked) };
        Ok(Fact::Known(role::read(self.iam(), role.name(), &sending).await))
    }

    /// How the pool sends SMS, where it does so by a role of its own account: IAM would not show another.
    pub async fn sending(&self) -> Result<Option<Sending>, &Unread> {
        let Some(settings) = self.sms_settings().await? else { return Ok(None) };
        let (_, account) = self.account().await?;
        let own = Arn::parse(&settings.caller).is_some_and(|arn| {
            arn.service == "iam"
                && arn.resource.starts_with("role/")
                && Some(arn.account) == account.as_deref()
                && !arn.name().is_empty()
        });
        let Some(account) = account.filter(|_| own) else { return Ok(None) };
        let (regions, path) = match &settings.path {
            Path::Sns { region } => (self.regions(region.as_ref()), None),
            Path::EndUserMessaging { origination } => {
                (vec![self.pool.region.clone()], Some(origination.clone()))
            }
        };
        Ok(Some(Sending { role_arn: settings.caller.clone(), account, regions, end_user_messaging: path }))
    }

    /// The Region that the pool names, else those that may send.
    fn regions(&self, named: Option<&String>) -> Vec<String> {
        named.map_or_else(|| self.candidates(), |region| vec![region.clone()])
    }

    /// The Regions that may send where the pool names none.
    fn candidates(&self) -> Vec<String> {
        let pool_region = self.pool.region.as_str();
        let regions = sms_regions(pool_region).unwrap_or(std::slice::from_ref(&pool_region));
        regions.iter().map(|region| (*region).to_owned()).collect()
    }

    /// SNS in every Region that may send.
    pub async fn sms_regions(&self) -> Result<BTreeMap<String, SmsRegion>, &Unread> {
        let mut regions = self.sns_regions().await?;
        if self.wanted.sms && self.sms_settings().await?.is_none() {
            regions = self.candidates();
        }
        let read = regions.into_iter().map(|region| async move {
            let clients = self.connection.clients(&region);
            let sns = Sns { connection: self.connection, client: clients.sns(), region: &region };
            let shared = &self.connection.shared;
            let numbers = async {
                // Only a user's number says from which country it must be reached.
                if self.wanted.users.is_empty() {
                    return None;
                }
                Some(shared.origination_numbers.get(region.clone(), sns.origination_numbers()).await)
            };
            let (attributes, sandbox_status, numbers) = tokio::join!(
                shared.sms_attributes.get(region.clone(), sns.attributes()),
                shared.sms_sandboxes.get(region.clone(), sns.sandbox_status()),
                numbers
            );
            let mut other = Map::new();
            put(&mut other, "OriginationNumbers", numbers.and_then(|read| serde_json::to_value(read).ok()));
            (region, SmsRegion { attributes, sandbox_status, other })
        });
        Ok(join_all(read).await.into_iter().collect())
    }

    /// The Regions that may send where the pool sends through Amazon SNS.
    pub async fn sns_regions(&self) -> Result<Vec<String>, &Unread> {
        Ok(match self.sms_settings().await?.as_ref().map(|settings| &settings.path) {
            Some(Path::Sns { region }) => self.regions(region.as_ref()),
            Some(Path::EndUserMessaging { .. }) | None => Vec::new(),
        })
    }

    /// From the pool's description where it stands there, so as not to wait for the MFA configuration.
    async fn sms_settings(&self) -> Result<&Option<Settings>, &Unread> {
        let read = || async {
            let mut known = Snapshot::empty();
            known.user_pool = Fact::Known(self.user_pool().await?.clone());
            if let Some(settings) = settings_of(&known) {
                return Ok(Some(settings));
            }
            if let Ok(config) = self.mfa_config().await {
                known.mfa_config = Fact::Known(config.clone());
            }
            Ok(settings_of(&known))
        };
        self.sms_settings.get_or_try_init(read).await
    }
}

fn settings_of(known: &Snapshot) -> Option<Settings> {
    let path = known.pool().ok()?.sms_path()?;
    let caller = path.caller().to_owned();
    let path = match path {
        SmsPath::Sns { region, .. } => Path::Sns { region: region.map(str::to_owned) },
        SmsPath::EndUserMessaging { origination, .. } => {
            Path::EndUserMessaging { origination: origination.map(str::to_owned) }
        }
    };
    Some(Settings { caller, path })
}

/// Amazon SNS in one Region.
struct Sns<'a> {
    connection: &'a Connection,
    client: &'a Client,
    region: &'a str,
}

impl Sns<'_> {
    async fn attributes(&self) -> Fact<Value> {
        let read = self.connection.send(GET_SMS_ATTRIBUTES, self.region, None, async |call| {
            let request = self.client.get_sms_attributes();
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.xml(sent, &["attributes"])
        });
        fact(read.await.map(|answer| {
            // Sorted: the parser's map has no order of its own.
            let attributes: BTreeMap<_, _> = answer.attributes.unwrap_or_default().into_iter().collect();
            let attributes = attributes.into_iter().map(|(name, value)| (name, json!(value)));
            Value::Object(attributes.collect::<Map<_, _>>())
        }))
    }

    async fn sandbox_status(&self) -> Fact<Value> {
        let read = self.connection.send(GET_SMS_SANDBOX, self.region, None, async |call| {
            let request = self.client.get_sms_sandbox_account_status();
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.xml(sent, &["IsInSandbox"]).map(|answer| json!({"IsInSandbox": answer.is_in_sandbox}))
        });
        fact(read.await)
    }

    /// `ListOriginationNumbers.PhoneNumbers` of all pages; a list that was not read to its end is none.
    async fn origination_numbers(&self) -> Fact<Value> {
        let mut numbers = Vec::new();
        let mut token: Option<String> = None;
        let mut pages = Pages::of(LIST_ORIGINATION_NUMBERS);
        loop {
            let page = self.connection.send(LIST_ORIGINATION_NUMBERS, self.region, None, async |call| {
                let request = self.client.list_origination_numbers().set_next_token(token.clone());
                let sent = request.customize().interceptor(call.capture()).send().await;
                call.xml(sent, &["PhoneNumbers"])
            });
            let page = match page.await {
                Ok(page) => page,
                Err(unread) => return Fact::Unread(unread),
            };
            if let Err(unread) = pages.turn(page.phone_numbers(), page.next_token()) {
                return Fact::Unread(unread);
            }
            numbers.extend(page.phone_numbers().iter().map(shown_number));
            match page.next_token {
                None => return Fact::Known(Value::Array(numbers)),
                next => token = next,
            }
        }
    }
}

fn shown_number(number: &PhoneNumberInformation) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "PhoneNumber", number.phone_number());
    put(&mut shown, "Status", number.status());
    put(&mut shown, "Iso2CountryCode", number.iso2_country_code());
    put(&mut shown, "RouteType", number.route_type().map(|route| route.as_str()));
    let uses = number.number_capabilities.as_ref();
    put(
        &mut shown,
        "NumberCapabilities",
        uses.map(|uses| uses.iter().map(|one| json!(one.as_str())).collect::<Value>()),
    );
    Value::Object(shown)
}
