//! What is said of accounts, Regions and pools that were not read.

use super::super::Failure;
use super::super::live::{failure, unreadable_pool};
use super::regions::is_opt_in;
use super::{Cut, Many};
use crate::collect::{PoolError, PoolRef};
use crate::report::{Notice, Unreadable};
use crate::snapshot::Unread;

/// All that was not read, and why.
#[derive(Default)]
pub(super) struct Losses {
    unreadable: Vec<Unreadable>,
    /// Regions that refused the credentials of an account, and may not be enabled.
    not_enabled: Vec<(String, Unreadable)>,
    /// Accounts whose credentials a Region took.
    answered: Vec<String>,
    /// The failure of the first that failed, for the case that all do.
    first: Option<Failure>,
}

impl Losses {
    /// A Region took the credentials of the account.
    pub fn answered(&mut self, account: &str) {
        self.answered.push(account.to_owned());
    }

    /// The account could not be entered.
    pub fn account(&mut self, account: &str, unread: &Unread) {
        self.first.get_or_insert_with(|| {
            Failure::new(format!("cannot enter account {account}: {}: {}", unread.code, unread.message))
                .hint("see the role's trust policy, its name (--assume-role) and --external-id")
        });
        self.unreadable.push(entry("account", account, "", "", unread));
    }

    /// The pools of the Region could not be listed.
    pub fn region(&mut self, account: String, region: &str, error: &PoolError) {
        let unread = entry("region", &account, region, "", error.unread());
        if is_opt_in(region) && matches!(error, PoolError::Refused { .. }) {
            self.not_enabled.push((account, unread));
        } else {
            self.unreadable.push(unread);
        }
        self.first.get_or_insert_with(|| {
            failure(&format!("cannot list the pools of {region}: {error}"), error.hint())
        });
    }

    /// The pool could not be read.
    pub fn pool(&mut self, pool: &PoolRef, error: &PoolError) {
        let account = pool.account.as_deref().unwrap_or_default();
        self.unreadable.push(entry("pool", account, &pool.region, &pool.id, error.unread()));
        self.first.get_or_insert_with(|| unreadable_pool(error, &pool.id));
    }

    /// The run ended before this was done: an account without `region`, a Region without `id`, or a pool.
    pub fn left(&mut self, cut: Cut, account: &str, region: &str, id: &str) {
        let (scope, operation) = match (region, id) {
            ("", _) => ("account", "sts:AssumeRole"),
            (_, "") => ("region", "cognito-idp:ListUserPools"),
            _ => ("pool", "cognito-idp:DescribeUserPool"),
        };
        let unread = Unread::new(operation, cut.code(), cut.message());
        self.unreadable.push(entry(scope, account, region, id, &unread));
    }

    /// The failure of the first that failed.
    pub fn first(&mut self) -> Option<Failure> {
        self.first.take()
    }

    /// What the report says of it; where pools were looked for, in an order of its own.
    pub fn told(mut self, looked_for: bool) -> (Vec<Unreadable>, Vec<Notice>) {
        let mut notices = Vec::new();
        if looked_for {
            notices.extend(not_enabled(&mut self.unreadable, self.not_enabled, &self.answered));
            let key = |entry: &Unreadable| {
                (entry.account.clone(), entry.region.clone(), entry.scope, entry.id.clone())
            };
            self.unreadable.sort_by_key(key);
        }
        (self.unreadable, notices)
    }
}

/// The failure of a run that ended before anything was read.
pub(super) fn nothing_read(cut: Cut) -> Failure {
    match cut {
        Cut::Interrupted => Failure::interrupted(),
        Cut::TimedOut(seconds) => Failure::new(format!("no pool was read within {seconds} seconds"))
            .hint("allow more with --timeout"),
    }
}

pub(super) fn none_meant(many: &Many, regions: &[String], listed: usize) -> Failure {
    let regions = regions.join(", ");
    match listed {
        0 => Failure::new(format!("there is no user pool in {regions}"))
            .hint("name other Regions with --regions, or all with --regions all"),
        listed => {
            let tags = if many.tags.is_empty() { "" } else { " and --tag" };
            Failure::new(format!("none of the {listed} user pools in {regions} is meant"))
                .hint(format!("see --name{tags}; `mfa-doctor check` lists the names"))
        }
    }
}

/// Regions that an account has not enabled answer as if its credentials were wrong. Where others of the account took
/// them, that is said once; where none did, it stands among what could not be read.
fn not_enabled(
    unreadable: &mut Vec<Unreadable>,
    refused: Vec<(String, Unreadable)>,
    answered: &[String],
) -> Option<Notice> {
    let (not_enabled, wrong): (Vec<_>, Vec<_>) =
        refused.into_iter().partition(|(account, _)| answered.contains(account));
    unreadable.extend(wrong.into_iter().map(|(_, entry)| entry));
    let mut regions: Vec<String> = not_enabled.into_iter().map(|(_, entry)| entry.region).collect();
    regions.sort();
    regions.dedup();
    let message = format!(
        "{} did not take the credentials that other Regions take, as Regions do that an account has not enabled: no \
         pool was looked for there",
        regions.join(", ")
    );
    (!regions.is_empty()).then_some(Notice { kind: "region-not-enabled", message })
}

fn entry(scope: &'static str, account: &str, region: &str, id: &str, unread: &Unread) -> Unreadable {
    Unreadable {
        scope,
        account: account.to_owned(),
        region: region.to_owned(),
        id: id.to_owned(),
        operation: unread.operation.clone(),
        code: unread.code.clone(),
        message: unread.message.clone(),
    }
}
