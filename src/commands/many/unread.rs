//! What is said of accounts, Regions and pools that were not read.

use super::super::Failure;
use super::{Cut, Many};
use crate::report::{Notice, Unreadable};
use crate::snapshot::Unread;

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
pub(super) fn not_enabled(
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

pub(super) fn entry(
    scope: &'static str,
    account: &str,
    region: &str,
    id: &str,
    unread: &Unread,
) -> Unreadable {
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
