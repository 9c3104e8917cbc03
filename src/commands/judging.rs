//! The judging of one pool after the other, with all that a run asks of it.

use super::assemble::{self, Judged};
use super::change::{Ground, Requests};
use super::many::Found;
use super::target::Target;
use super::{Common, Failure, baseline, source};
use crate::config::{Scope, Settings, Treatment};
use crate::finding::Severity;
use crate::rules::{Selection, Wishes};
use crate::snapshot::Snapshot;

/// What a run asks of every pool, and what came of it so far. No more is kept of a pool than the report needs.
pub(super) struct Judging<'a> {
    pub(super) common: &'a Common,
    pub(super) settings: &'a Settings,
    pub(super) wishes: &'a Wishes,
    pub(super) selection: &'a Selection,
    pub(super) change: Option<&'a Requests>,
    /// Whether two users are compared, and nothing else is shown.
    pub(super) compares: bool,
    /// Whether to keep what was looked at, which is what suppressions and a baseline are held against.
    pub(super) keeps_scopes: bool,
    pub(super) treatment: Treatment<'a>,
    pub(super) pools: Vec<Judged>,
    pub(super) scopes: Vec<Scope>,
}

impl Judging<'_> {
    /// Judges one pool; `file` is where its snapshot stands.
    ///
    /// # Errors
    /// When the snapshot holds no pool, or a request does not fit it.
    pub(super) fn judge(&mut self, snapshot: &Snapshot, file: Option<String>) -> Result<Found, Failure> {
        let mut judged = match self.change {
            Some(change) => {
                let live = self.settings.pools.first().map(|pool| Target::parse(pool)).transpose()?;
                let ground = Ground { wishes: self.wishes, selection: self.selection, common: self.common };
                change.judge(snapshot, live.as_ref(), &ground, &mut self.treatment)?
            }
            None => {
                let reach = self.common.reach();
                assemble::pool(snapshot, self.wishes, self.selection, &reach, &mut self.treatment)
                    .map_err(|gap| source::no_pool(&gap))?
            }
        };
        judged.report.file = file;
        if self.keeps_scopes {
            self.scopes.push(baseline::scope(snapshot, &judged, self.wishes));
        }
        let judged = if self.compares { judged.comparing(snapshot, self.wishes) } else { judged };
        let fails =
            judged.report.findings.iter().any(|reported| {
                reported.suppressed.is_none() && reported.finding.severity == Severity::Error
            });
        self.pools.push(judged);
        Ok(if fails { Found::Broken } else { Found::Sound })
    }

    /// Puts the pools in an order of their own, whichever was read first.
    pub(super) fn sort(&mut self) {
        self.pools.sort_by_cached_key(|judged| {
            let pool = &judged.report;
            (pool.account.clone(), pool.region.clone(), pool.id.clone())
        });
        self.scopes.sort_by(|one, other| one.pool.cmp(&other.pool));
    }
}
