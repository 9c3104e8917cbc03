//! How the pool sends e-mail: the account's standing in Amazon SES, the sender's identity, the configuration set.

use super::call::{fact, fact_or_absent};
use super::connect::Connection;
use super::reading::Reading;
use super::role;
use crate::permissions::{GET_CONFIGURATION_SET, GET_EMAIL_IDENTITY, GET_SES_ACCOUNT};
use crate::snapshot::{Arn, Fact, Ses, Unread, text};
use aws_sdk_sesv2::Client;
use futures_util::future::join_all;
use serde_json::Value;

/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/using-service-linked-roles.html>
const SERVICE_LINKED_ROLE: &str = "AWSServiceRoleForAmazonCognitoIdpEmailService";
const NOT_FOUND: &str = "NotFoundException";

impl Reading<'_> {
    /// Amazon SES in the Region of the sender's identity, where the pool sends with it or a factor needs it.
    pub async fn ses(&self) -> Result<Fact<Ses>, &Unread> {
        let pool = self.user_pool().await?;
        let developer = text(pool, "EmailConfiguration.EmailSendingAccount") == Some("DEVELOPER");
        let source = text(pool, "EmailConfiguration.SourceArn");
        let set = text(pool, "EmailConfiguration.ConfigurationSet");
        if !developer && source.is_none() && set.is_none() && !self.wanted.email {
            return Ok(Fact::NotAsked);
        }
        let source = source.and_then(Arn::parse);
        let region = source.map(|arn| arn.region).filter(|region| !region.is_empty());
        let region = region.unwrap_or(&self.pool.region).to_owned();
        let (_, account) = self.account().await?;
        // Another account's identities are not ours to see; our own of the same name would be another thing.
        let ours = source.is_none_or(|arn| account.is_none() || Some(arn.account) == account.as_deref());
        let from = text(pool, "EmailConfiguration.From");
        let names = if ours { identities(source.map(|arn| arn.name()), from) } else { Vec::new() };

        let clients = self.connection.clients(&region);
        let ses = Mailer { connection: self.connection, client: clients.ses(), region: &region };
        let shared = &self.connection.shared;
        let key = |name: &str| (region.clone(), name.to_owned());
        let named = join_all(names.iter().map(|name| shared.identities.get(key(name), ses.identity(name))));
        let linked = async {
            if developer { role::shared_role(self.iam(), SERVICE_LINKED_ROLE).await } else { Fact::NotAsked }
        };
        let set = async {
            match set {
                Some(name) => shared.configuration_sets.get(key(name), ses.configuration_set(name)).await,
                None => Fact::NotAsked,
            }
        };
        let account = shared.ses_accounts.get(region.clone(), ses.account());
        let (account, named, configuration_set, service_linked_role) =
            tokio::join!(account, named, set, linked);
        Ok(Fact::Known(Ses {
            region: Some(region),
            account,
            identities: names.into_iter().zip(named).collect(),
            configuration_set,
            service_linked_role,
            ..Ses::default()
        }))
    }
}

impl Reading<'_> {
    /// The Region whose Amazon SES sends for the pool, where it does so by an identity of the pool's own account.
    pub async fn own_sender_region(&self) -> Result<Option<String>, &Unread> {
        let pool = self.user_pool().await?;
        let developer = text(pool, "EmailConfiguration.EmailSendingAccount") == Some("DEVELOPER");
        let source = text(pool, "EmailConfiguration.SourceArn").and_then(Arn::parse);
        let Some(source) = source.filter(|source| developer && !source.region.is_empty()) else {
            return Ok(None);
        };
        let (_, account) = self.account().await?;
        Ok((account.as_deref() == Some(source.account)).then(|| source.region.to_owned()))
    }
}

/// Amazon SES in one Region.
struct Mailer<'a> {
    connection: &'a Connection,
    client: &'a Client,
    region: &'a str,
}

impl Mailer<'_> {
    async fn account(&self) -> Fact<Value> {
        const MEMBERS: &[&str] =
            &["ProductionAccessEnabled", "SendingEnabled", "EnforcementStatus", "SendQuota"];
        let read = self.connection.send(GET_SES_ACCOUNT, self.region, None, async |call| {
            let sent = self.client.get_account().customize().interceptor(call.capture()).send().await;
            call.json_with(sent, MEMBERS)
        });
        fact(read.await)
    }

    async fn identity(&self, name: &str) -> Fact<Value> {
        const MEMBERS: &[&str] = &["VerifiedForSendingStatus", "VerificationStatus", "IdentityType"];
        let read = self.connection.send(GET_EMAIL_IDENTITY, self.region, None, async |call| {
            let request = self.client.get_email_identity().email_identity(name);
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.json_with(sent, MEMBERS)
        });
        fact_or_absent(fact(read.await), NOT_FOUND)
    }

    async fn configuration_set(&self, name: &str) -> Fact<Value> {
        const MEMBERS: &[&str] = &["ConfigurationSetName", "SendingOptions"];
        let read = self.connection.send(GET_CONFIGURATION_SET, self.region, None, async |call| {
            let request = self.client.get_configuration_set().configuration_set_name(name);
            let sent = request.customize().interceptor(call.capture()).send().await;
            call.json_with(sent, MEMBERS)
        });
        fact_or_absent(fact(read.await), NOT_FOUND)
    }
}

/// The identity that the pool names, its domain where it is an address, and the domain of the sender's address.
fn identities(source: Option<&str>, from: Option<&str>) -> Vec<String> {
    let sender = from.map(|from| match from.rsplit_once('<') {
        Some((_, address)) => address.trim_end().trim_end_matches('>'),
        None => from,
    });
    let domain = |address: &str| Some(address.trim().rsplit_once('@')?.1.to_ascii_lowercase());
    let found = [source.map(str::to_owned), source.and_then(domain), sender.and_then(domain)];
    let mut names: Vec<String> = Vec::new();
    for name in found.into_iter().flatten().filter(|name| !name.is_empty()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_the_named_one_and_the_domains() {
        assert_eq!(
            identities(Some("no-reply@mail.example.com"), Some("\"Shop @ home\" <Hello@Example.org>")),
            ["no-reply@mail.example.com", "mail.example.com", "example.org"]
        );
        assert_eq!(identities(Some("example.com"), Some("no-reply@example.com")), ["example.com"]);
        assert!(identities(None, Some("no address")).is_empty());
    }
}
