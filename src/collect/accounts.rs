//! Other accounts: which of them an organization has, and the way into one.

use super::PoolError;
use super::call::{causes, innermost, page_of};
use super::connect::Connection;
use super::credentials::Asked;
use super::logged;
use super::pages::Pages;
use super::reading::caller_identity;
use crate::permissions::LIST_ACCOUNTS;
use crate::snapshot::{Unread, region_partition, text};
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_types::error::ErrorMetadata;

/// The permission that the way into another account takes. It is no call that reads, and changes nothing either.
const ASSUME_ROLE: &str = "sts:AssumeRole";

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
                call.json(sent).and_then(|page| page_of(&page, "Accounts", call))
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
        let mut builder = AssumeRoleProvider::builder(&arn).session_name(env!("CARGO_PKG_NAME"));
        if let Some(external_id) = &role.external_id {
            builder = builder.external_id(external_id);
        }
        let mut config = self.config().to_builder();
        if let Some(client) = self.config().http_client() {
            config = config.http_client(logged::client(client, account));
        }
        let provider = builder.configure(&config.build()).build().await;
        match Asked::ask(provider).await {
            Ok(asked) => Ok(self.with_credentials(SharedCredentialsProvider::new(asked), account)),
            Err(error) => {
                let answer = causes(&error).find_map(|cause| cause.downcast_ref::<ErrorMetadata>());
                let code = answer.and_then(ErrorMetadata::code).unwrap_or("CredentialsFailed");
                let said = answer.and_then(ErrorMetadata::message).map(str::to_owned);
                let message = said.unwrap_or_else(|| innermost(&error));
                Err(Unread::new(ASSUME_ROLE, code, format!("{arn}: {message}")))
            }
        }
    }
}
