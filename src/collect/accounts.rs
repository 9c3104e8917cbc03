//! Other accounts: which of them an organization has, and the way into one.

use super::PoolError;
use super::call::page_of;
use super::connect::Connection;
use super::credentials::Asked;
use super::logged;
use super::pages::Pages;
use super::reading::caller_identity;
use crate::permissions::{LIST_ACCOUNTS, Operation};
use crate::snapshot::{Unread, region_partition, text};
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use std::time::SystemTime;

/// The way into another account. It is no call that reads, and changes nothing either.
const ASSUME_ROLE: Operation = Operation {
    iam_action: "sts:AssumeRole",
    also: &[],
    core: false,
    of_users: false,
    why: "the way into another account",
};

/// The session's name, in the logs of those accounts.
const SESSION: &str = env!("CARGO_PKG_NAME");

/// An account as `ListAccounts` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    /// Whether it is in use: others answer nothing.
    pub active: bool,
}

/// The role that is assumed in every account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name, with its path where it has one.
    pub name: String,
    /// What its trust policy asks for as `sts:ExternalId`.
    pub external_id: Option<String>,
}

impl Connection {
    /// Every account of the organization; its management account and delegated administrators are answered only.
    ///
    /// # Errors
    /// When a page of the list cannot be read.
    pub async fn accounts(&self) -> Result<Vec<Account>, PoolError> {
        match self.list_accounts().await {
            Ok(accounts) => Ok(accounts),
            Err(unread) => Err(self.list_error(unread, self.region()).await),
        }
    }

    async fn list_accounts(&self) -> Result<Vec<Account>, Unread> {
        let clients = self.clients(self.region());
        let client = clients.organizations();
        let (mut accounts, mut token) = (Vec::new(), None);
        let mut pages = Pages::of(LIST_ACCOUNTS);
        loop {
            let page = self.send(LIST_ACCOUNTS, "", None, async |call| {
                let request = client.list_accounts().max_results(20).set_next_token(token.clone());
                let sent = request.customize().interceptor(call.capture()).send().await;
                let page = call.whole(call.json(sent)?, &["Accounts[].Id", "Accounts[].State|Status"])?;
                page_of(&page, "Accounts", call)
            });
            let (elements, next) = page.await?;
            pages.turn(&elements, next.as_deref())?;
            accounts.extend(elements.iter().filter_map(|account| {
                // `Status` gives way to `State`: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
                let state = text(account, "State").or_else(|| text(account, "Status"));
                Some(Account { id: text(account, "Id")?.to_owned(), active: state == Some("ACTIVE") })
            }));
            token = next;
            if token.is_none() {
                return Ok(accounts);
            }
        }
    }

    /// The account of the credentials, where AWS STS tells it.
    pub async fn own_account(&self) -> Option<String> {
        let read = caller_identity(self, self.region());
        let caller = self.shared.caller.get((), read).await;
        text(caller.known()?, "Account").map(str::to_owned)
    }

    /// A connection to `account` by way of `role` there.
    ///
    /// # Errors
    /// When the role cannot be assumed.
    pub async fn enter(&self, account: &str, role: &Role) -> Result<Connection, Unread> {
        let partition = region_partition(self.region());
        let arn = format!("arn:{partition}:iam::{account}:role/{}", role.name);
        let way = self.again(account);
        let clients = way.clients(self.region());
        let first = way.send(ASSUME_ROLE, self.region(), None, async |call| {
            let request = clients.sts().assume_role().role_arn(&arn).role_session_name(SESSION);
            let request = request.set_external_id(role.external_id.clone());
            let sent = request.customize().interceptor(call.capture()).send().await;
            let answer = call.xml(sent, &["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"])?;
            let given = answer.credentials.ok_or_else(|| call.lacks(&["Credentials"]))?;
            let until = SystemTime::try_from(given.expiration).map_err(|_| call.lacks(&["Expiration"]))?;
            let (key, secret, token) = (given.access_key_id, given.secret_access_key, given.session_token);
            Ok(Credentials::new(key, secret, Some(token), Some(until), "AssumeRole"))
        });
        let first = first
            .await
            .map_err(|unread| Unread { message: format!("{arn}: {}", unread.message), ..unread })?;
        let mut renewal = AssumeRoleProvider::builder(&arn).session_name(SESSION);
        if let Some(external_id) = &role.external_id {
            renewal = renewal.external_id(external_id);
        }
        let mut config = self.config().to_builder();
        if let Some(client) = self.config().http_client() {
            config = config.http_client(logged::client(client, account));
        }
        let renewal = renewal.configure(&config.build()).build().await;
        let credentials = SharedCredentialsProvider::new(Asked::having(first, renewal));
        Ok(self.with_credentials(credentials, account))
    }
}
