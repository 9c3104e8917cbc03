//! What the simulated account is like.

use std::time::Duration;

/// The account of whoever sends no account in the access key; it manages the organization, where there is one.
pub const ACCOUNT: &str = "111122223333";

/// How pools come to their SMS role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roles {
    /// Each pool has its own.
    PerPool,
    /// All pools of the account share one.
    Shared,
}

/// Where an SMS role is allowed to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policies {
    /// By an inline policy.
    Inline,
    /// By a managed policy of the account at its first version.
    Managed,
    /// By the third version of a managed policy, whose first would not do.
    ManagedLater,
}

/// The account, all of it the same in every account that is asked for.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Pools of each Region.
    pub pools: usize,
    /// App clients of each pool.
    pub clients: usize,
    /// The Regions that have pools.
    pub regions: Vec<String>,
    /// The pools' SMS roles.
    pub roles: Roles,
    /// Of a hundred pools, so many have no SMS configuration and no role.
    pub without_sms: usize,
    /// Of a hundred pools, so many have MFA OFF.
    pub mfa_off: usize,
    /// What allows a role to send.
    pub policies: Policies,
    /// Whether roles have a permissions boundary, which allows everything.
    pub boundary: bool,
    /// Whether pools send e-mail through Amazon SES and offer it as a factor.
    pub ses: bool,
    /// Plants a fault in each pool whose number is one less than a multiple of this, its kinds in turn; see
    /// [`super::Fault`].
    pub faults: Option<usize>,
    /// Roles of the account that no pool uses.
    pub other_roles: usize,
    /// From a whole request to its answer.
    pub delay: Duration,
    /// From a connection to the reading of its first request.
    pub handshake: Duration,
    /// Amazon Cognito's default quotas, those of the account times this factor; `None` for no limit.
    pub quotas: Option<f64>,
    /// Accounts of the organization that [`ACCOUNT`] manages; none for no organization.
    pub organization: usize,
    /// The external ID without which no role can be assumed.
    pub external_id: Option<String>,
    /// Accounts whose roles cannot be assumed.
    pub refusing: Vec<String>,
    /// Whether to keep when each call began and ended.
    pub log: bool,
}

impl Default for Settings {
    /// One healthy pool with one client, which answers at once.
    fn default() -> Settings {
        Settings {
            pools: 1,
            clients: 1,
            regions: vec!["us-east-1".to_owned()],
            roles: Roles::PerPool,
            without_sms: 0,
            mfa_off: 0,
            policies: Policies::Inline,
            boundary: false,
            ses: true,
            faults: None,
            other_roles: 0,
            delay: Duration::ZERO,
            handshake: Duration::ZERO,
            quotas: None,
            organization: 0,
            external_id: None,
            refusing: Vec::new(),
            log: false,
        }
    }
}

impl Settings {
    /// So many healthy pools with so many clients each.
    pub fn of(pools: usize, clients: usize) -> Settings {
        Settings { pools, clients, ..Settings::default() }
    }

    /// The same, each answer so many milliseconds after its request.
    pub fn after_ms(self, milliseconds: u64) -> Settings {
        Settings { delay: Duration::from_millis(milliseconds), ..self }
    }

    /// The accounts of the organization, the managing one first.
    pub fn accounts(&self) -> impl Iterator<Item = String> + use<> {
        let members = (1..self.organization).map(|number| format!("{}", 222_200_000_000_u64 + number as u64));
        (self.organization > 0).then(|| ACCOUNT.to_owned()).into_iter().chain(members)
    }
}
