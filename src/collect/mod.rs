//! Reads a live pool: AWS to [`Snapshot`]. Nothing here judges, and nothing but a [`Door`] changes anything.
//!
//! One pool costs as many round trips in sequence as its answers depend on each other, and no more:
//!
//! 1. DescribeUserPool, GetUserPoolMfaConfig, ListUserPoolClients, GetLogDeliveryConfiguration,
//!    DescribeRiskConfiguration, GetCallerIdentity (and GetWebACLForResource, where the pool was given by its ARN); of
//!    each user that was asked for AdminGetUser, AdminGetUserAuthFactors, AdminListDevices;
//! 2. DescribeUserPoolClient of each client; of the SMS role GetRole, ListRolePolicies, ListAttachedRolePolicies;
//!    DescribeOrganization and ListParents of the account; SNS in every Region that may send; SES; the web ACL; of a
//!    user's number CheckIfPhoneNumberIsOptedOut in every Region that may send, of the address GetSuppressedDestination
//!    (both after AdminGetUser, which tells them, and DescribeUserPool);
//! 3. GetRolePolicy of each inline policy; GetPolicy with GetPolicyVersion(v1) of each managed policy and of the
//!    boundary (after GetRole); SimulatePrincipalPolicy (after GetRole, whose tags it needs); where the organization
//!    may be read, ListPoliciesForTarget of the account and its parent;
//! 4. GetPolicyVersion of those that are not at their first version; DescribePolicy of each control policy.
//!
//! So the depth is 2 without an SMS role (1 without app clients, where the account is known), 3 with one, 4 with a
//! managed policy past its first version or control policies that may be read, and one more for each organizational unit
//! between account and root, at most; pages of a list follow each other, and of many app clients four are read at once,
//! as Cognito's quota allows no more. The number of calls, with N clients, K inline and A managed policies (the boundary
//! among them): 6 + N + 1 (web ACL); with an SMS role 3 + K + 2A (3A past the first version) + 2 for the organization + 3
//! for each sending Region; up to 4 for SES; N more where threat protection is on. In an organization that may be read,
//! of U organizational units above the account and P different policies, 3U + P + 2 more. `tests/live/critical_path.rs`
//! holds both on an account whose every answer takes a quarter of a second.
//!
//! What the second round needs a connection for is connected during the first (`opening`).
//!
//! Many pools cost their lists, 60 pools to a page, before the first of each page can be asked about. What pools have in
//! common is read once (`shared`): the caller, a role with its policies, a managed policy, the organization, SNS and SES.
//! Each call waits at the gate of its quota (`pace`) and is repeated behind it (`send`). Roles are read one by one, not by
//! GetAccountAuthorizationDetails: that takes the right to read every policy of the account, and what a run over many
//! pools waits for is Amazon Cognito, which allows fewer calls than their roles take.
//!
//! Users cost no depth beyond the 2 that every pool takes, up to four of them: so many are read at once, and the next
//! follow. Each takes 3 calls (more where the devices fill several pages), one for each sending Region where SMS goes
//! through SNS and the user has a number, and one where e-mail goes through the account's own SES and the user has an
//! address; all together one ListOriginationNumbers for each sending Region. No user is read who was not named:
//! AdminGetUser makes a user count as active in that month's bill.
//!
//! A call that fails becomes [`Unread`] in its place and the rest goes on; only the pool itself is indispensable.

mod accounts;
mod around;
mod call;
mod capture;
mod clients;
mod cognito;
mod connect;
mod credentials;
mod error;
mod events;
mod halt;
mod http;
mod keys;
mod log;
mod logged;
mod opening;
mod organizations;
mod pace;
mod pages;
mod policy;
mod pools;
mod reading;
mod role;
mod send;
mod ses;
mod settings;
mod shared;
mod sign_in;
mod simulation;
mod sms;
#[cfg(test)]
mod tests;
mod users;
mod waf;
mod whole;

pub use accounts::{Account, Role};
pub use connect::{Access, Connection, connect};
pub use error::{ConnectError, PoolError};
pub use events::Lookup;
pub use halt::Halt;
pub use keys::{FetchError, fetch_text};
pub use pace::{Rate, Standing};
pub use pools::{ListedPool, PoolList};
pub use sign_in::{Door, door};

use crate::snapshot::{Fact, Snapshot, Unread, text};
use error::{Meaning, meaning};
use reading::Reading;
use serde_json::Value;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::OnceCell;

/// How long a refusal waits for the caller's name.
const NAME_WAIT: Duration = Duration::from_secs(3);

/// The pool to read, from its ID or ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolRef {
    /// `eu-west-1_AbCdEf123`
    pub id: String,
    /// The pool's Region.
    pub region: String,
    /// The account, where an ARN named it: the web ACL is asked for one round trip earlier then.
    pub account: Option<String>,
    /// `aws` where nothing says otherwise.
    pub partition: String,
}

/// What to read besides what the pool itself uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// A factor that was asked for needs SMS: the account's standing is read also where the pool sends none.
    pub sms: bool,
    /// A factor that was asked for needs e-mail: the same.
    pub email: bool,
    /// Whether a rule looks at app clients.
    pub clients: bool,
    /// Whether to leave out the clients of a pool at which no rule would look: without MFA and passkeys, threat
    /// protection, or the LITE plan. It costs a round trip more than to read them at once.
    pub spare_clients: bool,
    /// Tags that the pool must have, all of them.
    pub tags: Vec<(String, String)>,
    /// Users by name, which may be an alias or the `sub`.
    pub users: Vec<String>,
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted {
            sms: false,
            email: false,
            clients: true,
            spare_clients: false,
            tags: Vec::new(),
            users: Vec::new(),
        }
    }
}

impl Connection {
    /// Everything about `pool` that AWS tells.
    ///
    /// # Errors
    /// When `DescribeUserPool` gives no pool: nothing can be judged without it.
    pub async fn read_pool(&self, pool: &PoolRef, wanted: &Wanted) -> Result<Snapshot, PoolError> {
        self.read_now(Reading::new(self, pool, wanted)).await
    }

    /// The same, for a pool that has the tags of [`Wanted::tags`]; of another nothing but its description is read.
    ///
    /// # Errors
    /// As [`Connection::read_pool`].
    pub async fn read_tagged(&self, pool: &PoolRef, wanted: &Wanted) -> Result<Option<Snapshot>, PoolError> {
        let reading = Reading::new(self, pool, wanted);
        if !wanted.tags.is_empty()
            && let Ok(described) = reading.user_pool().await
        {
            let tags = described.get("UserPoolTags");
            let has = |(key, value): &(String, String)| {
                tags.and_then(|tags| tags.get(key)).and_then(Value::as_str) == Some(value)
            };
            if !wanted.tags.iter().all(has) {
                return Ok(None);
            }
        }
        self.read_now(reading).await.map(Some)
    }

    async fn read_now(&self, mut reading: Reading<'_>) -> Result<Snapshot, PoolError> {
        let pool = reading.pool;
        self.open_ahead(&pool.region);
        let failure = match read(&reading).await {
            Ok(around) => {
                let kept = |cell: &mut OnceCell<_>| cell.take().map_or(Fact::NotAsked, call::fact);
                let user_pool = kept(&mut reading.user_pool);
                let mfa_config = kept(&mut reading.mfa_config);
                return Ok(Snapshot { user_pool, mfa_config, ..around });
            }
            Err(unread) => unread.clone(),
        };
        let identity = identity(&failure, async { reading.caller().await.clone() }).await;
        Err(self.pool_error(failure, &pool.region, Some(&pool.id), identity))
    }

    /// Why a list that belongs to no single pool could not be read.
    async fn list_error(&self, unread: Unread, region: &str) -> PoolError {
        let identity = identity(&unread, reading::caller_identity(self, region)).await;
        self.pool_error(unread, region, None, identity)
    }

    fn pool_error(
        &self,
        unread: Unread,
        region: &str,
        id: Option<&str>,
        identity: Option<String>,
    ) -> PoolError {
        let region = region.to_owned();
        match (meaning(&unread), id) {
            (Meaning::NotFound, Some(id)) => PoolError::NoSuchPool { id: id.to_owned(), region, unread },
            (Meaning::Denied, _) => PoolError::AccessDenied { identity, unread },
            (Meaning::Expired, _) => {
                PoolError::ExpiredToken { sso_profile: self.sso_profile.clone(), unread }
            }
            (Meaning::Refused, _) => PoolError::Refused { region, unread },
            (Meaning::Unreachable, _) => PoolError::Unreachable { unread },
            (Meaning::NotAws, _) => PoolError::NotAws { unread },
            _ => PoolError::Other { unread },
        }
    }
}

/// The caller's ARN, where a refusal is to name it and AWS STS tells it in time.
async fn identity(failure: &Unread, caller: impl Future<Output = Fact<Value>>) -> Option<String> {
    if meaning(failure) != Meaning::Denied {
        return None;
    }
    let caller = tokio::time::timeout(NAME_WAIT, caller).await.ok()?;
    text(caller.known()?, "Arn").map(str::to_owned)
}

/// All but what the reading itself keeps, the pool and its MFA configuration. Starts every part at once; each waits for
/// just what it needs. A pool that cannot be described ends all of them.
async fn read<'a>(reading: &'a Reading<'_>) -> Result<Snapshot, &'a Unread> {
    let (
        _,
        _,
        clients,
        sms_role,
        sms,
        ses,
        web_acl,
        log_delivery,
        risk,
        organizations,
        users,
        caller,
        (partition, account),
    ) = tokio::try_join!(
        reading.user_pool(),
        async { Ok(reading.mfa_config().await) },
        async { Ok(reading.clients().await) },
        reading.sms_role(),
        reading.sms_regions(),
        reading.ses(),
        reading.web_acl(),
        async { Ok(reading.log_delivery().await) },
        reading.risk(),
        reading.organizations(),
        reading.users(),
        async { Ok(reading.caller().await) },
        reading.account(),
    )?;
    let now = OffsetDateTime::now_utc();
    let now = now.replace_nanosecond(0).unwrap_or(now);
    Ok(Snapshot {
        taken_at: now.format(&Rfc3339).ok().map(Into::into),
        account,
        region: Some(reading.pool.region.clone()),
        partition: Some(partition),
        caller: caller.clone(),
        clients,
        sms_role,
        sms,
        ses,
        web_acl,
        log_delivery,
        risk: Fact::Known(risk),
        organizations,
        users,
        ..Snapshot::empty()
    })
}
