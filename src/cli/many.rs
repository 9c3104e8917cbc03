//! The arguments about many pools, and about pace and time.

use super::values::{name, percent, region, role_name, seconds, tag};
use crate::commands::many::{Accounts, Limits, Many, Way};
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
#[command(next_help_heading = "Many pools")]
pub(super) struct ManyArgs {
    /// Every pool of the Region.
    #[arg(long)]
    all: bool,
    /// Every pool of these Regions, or of all where there are user pools.
    #[arg(long, value_name = "REGION,…|all", num_args = 1.., value_delimiter = ',', value_parser = region,
          requires = "all")]
    regions: Vec<String>,
    /// Every pool of these accounts: a file with one ID a line, or all of the organization.
    #[arg(long, value_name = "FILE|organization", requires = "all", requires = "assume_role")]
    accounts: Option<PathBuf>,
    /// The role to assume in each account.
    #[arg(long, value_name = "NAME", value_parser = role_name, requires = "accounts")]
    assume_role: Option<String>,
    /// What the role's trust policy asks for as sts:ExternalId.
    #[arg(long, value_name = "ID", value_parser = name(), requires = "assume_role")]
    external_id: Option<String>,
    /// Only pools of this name; * stands for any characters, ? for one.
    #[arg(long = "name", value_name = "GLOB", num_args = 1.., value_parser = name(), requires = "all")]
    names: Vec<String>,
    /// Only pools with this tag; repeatable, and then with all of them.
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = tag, requires = "all")]
    tags: Vec<(String, String)>,
}

impl ManyArgs {
    pub(super) fn many(self) -> Option<Many> {
        let accounts = self.accounts.zip(self.assume_role).map(|(accounts, role)| Way {
            accounts: match accounts.to_str() {
                Some("organization") => Accounts::Organization,
                _ => Accounts::File(accounts),
            },
            role,
            external_id: self.external_id,
        });
        self.all.then_some(Many { regions: self.regions, names: self.names, tags: self.tags, accounts })
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Pace and time")]
pub(super) struct LimitArgs {
    /// How much of Amazon Cognito's request quotas to use: full, N%, or none to keep to no limit but AWS's answers.
    #[arg(long, value_name = "full|N%|none", default_value = "50%", value_parser = percent)]
    rate: Rate,
    /// Pools of a Region that are read at the same time [default: 16; 32 with --rate none]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1000))]
    concurrency: Option<u16>,
    /// End the run after so many seconds, with a report on what was read until then.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// Percent of the quotas; `None` for no limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate(pub Option<u8>);

impl LimitArgs {
    pub(super) fn limits(&self) -> Limits {
        let usual = if self.rate.0.is_some() { 16 } else { 32 };
        let concurrency = self.concurrency.map_or(usual, usize::from);
        Limits { rate: self.rate.0, concurrency, timeout: self.timeout }
    }
}
