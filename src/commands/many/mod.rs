//! Reading pools by the dozen or the thousand, within limits of pace and time.
#![cfg_attr(not(feature = "aws"), allow(dead_code))] // only those who read live pools use it

mod accounts;
#[cfg(feature = "aws")]
mod desk;
#[cfg(feature = "aws")]
mod progress;
#[cfg(feature = "aws")]
mod read;
mod regions;
#[cfg(feature = "aws")]
mod unread;

pub use accounts::{Accounts, Way};
#[cfg(feature = "aws")]
pub(super) use read::cut;

use super::target::Target;
use super::{Common, Failure};
use crate::iam::covers;
use crate::report::{Notice, Report, Unreadable};
use crate::rules::{Selection, Wishes};
use crate::snapshot::Snapshot;
use std::time::Duration;

/// The operation that tells of app clients.
const DESCRIBE_CLIENT: &str = "cognito-idp:DescribeUserPoolClient";

/// Which pools are meant by `--all`.
#[derive(Debug, Clone, Default)]
pub struct Many {
    /// Regions by name, or `all`; the Region of the configuration where empty.
    pub regions: Vec<String>,
    /// Names with `*` and `?`; any where empty.
    pub names: Vec<String>,
    /// Tags that a pool must have, all of them.
    pub tags: Vec<(String, String)>,
    /// Accounts; that of the credentials where `None`.
    pub accounts: Option<Way>,
}

impl Many {
    /// Whether a pool of this name is meant.
    pub(super) fn admits(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|pattern| covers(pattern, name))
    }
}

/// How fast, how many at once, how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Percent of Amazon Cognito's quotas; `None` for no limit but AWS's own.
    pub rate: Option<u8>,
    /// Pools of a Region that are read at the same time.
    pub concurrency: usize,
    /// For the whole run.
    pub timeout: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { rate: Some(50), concurrency: 16, timeout: None }
    }
}

/// Why a run ended before all was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cut {
    /// Ctrl-C.
    Interrupted,
    /// `--timeout`, in seconds.
    TimedOut(f64),
}

impl Cut {
    /// The code of what was not read.
    pub const fn code(self) -> &'static str {
        match self {
            Cut::Interrupted => "Interrupted",
            Cut::TimedOut(_) => "RunTimeout",
        }
    }

    /// Why it was not read.
    pub fn message(self) -> String {
        match self {
            Cut::Interrupted => "the run was interrupted before it was read".to_owned(),
            Cut::TimedOut(seconds) => format!("not read within {seconds} seconds (--timeout)"),
        }
    }
}

/// Which pools to read, and what for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// What every command takes.
    pub common: &'a Common,
    /// Pools by name.
    pub targets: &'a [Target],
    /// In the place of names: those of the account.
    pub many: Option<&'a Many>,
    /// What is asked of them.
    pub wishes: &'a Wishes,
    /// Users of each.
    pub users: &'a [String],
    /// The rules that will run; `None` where all facts are wanted.
    pub selection: Option<&'a Selection>,
    /// Pace and time.
    pub limits: Limits,
    /// Whether a pool of this ID need not be read: it is there already.
    pub is_there: &'a dyn Fn(&str) -> bool,
}

/// What a pool that was read turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Something in it fails now.
    Broken,
    /// Something that decides could not be read of it.
    Incomplete,
    /// Nothing that would fail.
    Sound,
}

/// Where each pool goes as soon as it is read, with its position among the named ones.
pub(super) type Take<'a> = dyn FnMut(usize, Snapshot) -> Found + 'a;

/// What is left to say when the pools were handed on.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Accounts, Regions and pools that could not be read, or not in time.
    pub unreadable: Vec<Unreadable>,
    /// What the run has to say besides.
    pub notices: Vec<Notice>,
    /// Why the run ended early.
    pub cut: Option<Cut>,
}

impl Asked<'_> {
    /// Hands each pool to `take` as soon as it is read.
    ///
    /// # Errors
    /// When not one pool was read.
    #[cfg(feature = "aws")]
    pub fn read(&self, take: &mut Take<'_>) -> Result<Outcome, Failure> {
        read::read(self, &self.wanted(), take)
    }

    /// Nothing is read in this build.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "aws"))]
    pub fn read(&self, _: &mut Take<'_>) -> Result<Outcome, Failure> {
        Err(super::live::offline())
    }

    /// The pools in the order in which they were named.
    ///
    /// # Errors
    /// When not one of them was read.
    pub fn read_in_order(&self) -> Result<(Vec<Snapshot>, Outcome), Failure> {
        let mut read = Vec::new();
        let outcome = self.read(&mut |position, snapshot| {
            read.push((position, snapshot));
            Found::Sound
        })?;
        read.sort_by_key(|(position, _)| *position);
        Ok((read.into_iter().map(|(_, snapshot)| snapshot).collect(), outcome))
    }

    /// What the rules and the wishes take.
    #[cfg(feature = "aws")]
    fn wanted(&self) -> crate::collect::Wanted {
        use crate::finding::Factor;
        use crate::rules::all;
        let mut wanted = crate::collect::Wanted {
            sms: self.wishes.required.contains(&Factor::Sms),
            email: self.wishes.required.contains(&Factor::Email),
            users: self.users.to_vec(),
            ..Default::default()
        };
        if let (Some(many), Some(selection)) = (self.many, self.selection) {
            wanted.clients = all().any(|rule| selection.admits(rule) && looks_at_clients(rule));
            // It takes a round trip more, and pays where the quota is what is short.
            wanted.spare_clients = self.limits.rate.is_some()
                && self.wishes.required.is_empty()
                && self.wishes.clients.is_empty();
            wanted.tags.clone_from(&many.tags);
        } else if let Some(many) = self.many {
            wanted.tags.clone_from(&many.tags);
        }
        wanted
    }
}

#[cfg(feature = "aws")]
fn looks_at_clients(rule: &crate::rules::Rule) -> bool {
    rule.permissions().contains(&DESCRIBE_CLIENT)
}

/// Marks the report of a run that ended early.
pub(super) fn mark(report: &mut Report, outcome: &Outcome) {
    report.notices.extend(outcome.notices.iter().cloned());
    let Some(cut) = outcome.cut else { return };
    report.complete = false;
    let (kind, why) = match cut {
        Cut::Interrupted => ("interrupted", "the run was interrupted".to_owned()),
        Cut::TimedOut(seconds) => ("timeout", format!("the run ended after {seconds} seconds (--timeout)")),
    };
    let of = |scope: &str| {
        let missing = report.unreadable.iter().filter(|entry| entry.code == cut.code());
        missing.filter(|entry| entry.scope == scope).count()
    };
    let counted = [("account", "accounts"), ("region", "lists of pools"), ("pool", "pools")];
    let missing: Vec<String> = counted
        .iter()
        .filter(|(scope, _)| of(scope) > 0)
        .map(|(scope, plural)| match of(scope) {
            1 if *scope == "region" => "1 list of pools".to_owned(),
            1 => format!("1 {scope}"),
            number => format!("{number} {plural}"),
        })
        .collect();
    let left = match missing.as_slice() {
        [] => "facts that were not read are listed as not judged".to_owned(),
        some => format!("not read: {}", some.join(", ")),
    };
    report.notices.push(Notice { kind, message: format!("{why}; the report is partial ({left})") });
}
