//! How the pool sends SMS: the role that Cognito assumes, and the account's standing where the messages leave.

use super::call::{Call, fact};
use super::operations::{GET_SMS_ATTRIBUTES, GET_SMS_SANDBOX};
use super::reading::Reading;
use super::role;
use crate::snapshot::{Arn, Fact, SmsPath, SmsRegion, SmsRole, Snapshot, Unread, sms_regions};
use aws_sdk_sns::Client;
use futures_util::future::join_all;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The pool's SMS settings, as far as they say what to read.
struct Settings {
    caller: String,
    /// Whether Amazon SNS carries the messages; else AWS End User Messaging does.
    sns: bool,
    sns_region: Option<String>,
}

impl Reading<'_> {
    /// The SMS role; nobody asks for a role of another account, which IAM would not show.
    pub async fn sms_role(&self) -> Result<Fact<SmsRole>, &Unread> {
        let Some(settings) = self.sms_settings().await? else { return Ok(Fact::NotAsked) };
        let (_, account) = self.account().await?;
        let role = Arn::parse(&settings.caller).filter(|arn| {
            arn.service == "iam"
                && arn.resource.starts_with("role/")
                && Some(arn.account) == account.as_deref()
        });
        let Some(role) = role.map(|arn| arn.name()).filter(|name| !name.is_empty()) else {
            return Ok(Fact::NotAsked);
        };
        Ok(Fact::Known(role::read(&self.iam, role).await))
    }

    /// SNS in every Region that may send.
    pub async fn sms_regions(&self) -> Result<BTreeMap<String, SmsRegion>, &Unread> {
        let pool_region = self.pool.region.as_str();
        let candidates = || match sms_regions(pool_region) {
            Some(regions) => regions.iter().map(|region| (*region).to_owned()).collect(),
            None => vec![pool_region.to_owned()],
        };
        let regions = match self.sms_settings().await? {
            Some(Settings { sns: true, sns_region: Some(region), .. }) => vec![region],
            Some(Settings { sns: true, sns_region: None, .. }) => candidates(),
            None if self.wanted.sms => candidates(),
            _ => Vec::new(),
        };
        let read = regions.into_iter().map(|region| async move {
            let client = Client::new(&self.connection.in_region(&region));
            let (attributes, sandbox_status) = tokio::join!(attributes(&client), sandbox_status(&client));
            (region, SmsRegion { attributes, sandbox_status, ..SmsRegion::default() })
        });
        Ok(join_all(read).await.into_iter().collect())
    }

    /// From the pool's description where it stands there, so as not to wait for the MFA configuration.
    async fn sms_settings(&self) -> Result<Option<Settings>, &Unread> {
        let mut known = Snapshot::empty();
        known.user_pool = Fact::Known(self.user_pool().await?.clone());
        if let Some(settings) = settings_of(&known) {
            return Ok(Some(settings));
        }
        if let Ok(config) = self.mfa_config().await {
            known.mfa_config = Fact::Known(config.clone());
        }
        Ok(settings_of(&known))
    }
}

fn settings_of(known: &Snapshot) -> Option<Settings> {
    let path = known.pool().ok()?.sms_path()?;
    let (sns, region) = match path {
        SmsPath::Sns { region, .. } => (true, region),
        SmsPath::EndUserMessaging { .. } => (false, None),
    };
    Some(Settings { caller: path.caller().to_owned(), sns, sns_region: region.map(str::to_owned) })
}

async fn attributes(client: &Client) -> Fact<Value> {
    let call = Call::new(GET_SMS_ATTRIBUTES);
    let sent = client.get_sms_attributes().customize().interceptor(call.capture()).send().await;
    fact(call.xml(sent, &["attributes"]).map(|answer| {
        // Sorted: the parser's map has no order of its own.
        let attributes: BTreeMap<_, _> = answer.attributes.unwrap_or_default().into_iter().collect();
        Value::Object(attributes.into_iter().map(|(name, value)| (name, json!(value))).collect::<Map<_, _>>())
    }))
}

async fn sandbox_status(client: &Client) -> Fact<Value> {
    let call = Call::new(GET_SMS_SANDBOX);
    let sent = client.get_sms_sandbox_account_status().customize().interceptor(call.capture()).send().await;
    fact(call.xml(sent, &["IsInSandbox"]).map(|answer| json!({"IsInSandbox": answer.is_in_sandbox})))
}
