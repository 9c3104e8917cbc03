//! What the set-up makes of findings: configured severities, suppressions, the baseline.

use super::baseline::{Baseline, Entry};
use super::settings::{Settings, Suppression};
use crate::finding::{Finding, Severity};
use crate::iam::covers;
use crate::report::{Notice, Suppressed};
use crate::rules;
use crate::snapshot::mask;
use std::collections::BTreeSet;
use time::Date;

/// A run's set-up, applied to the findings of one pool after the other.
#[derive(Debug)]
pub struct Treatment<'a> {
    settings: &'a Settings,
    /// What messages call the file that holds the suppressions.
    file: &'a str,
    /// The day, in UTC.
    today: Date,
    baseline: Option<&'a Baseline>,
    /// Suppressions that a finding fitted, by position.
    used: BTreeSet<usize>,
    /// Entries of the baseline that still occur, by position.
    still: BTreeSet<usize>,
    notices: Vec<Notice>,
    /// What a new baseline would hold of the pools so far.
    entries: Vec<Entry>,
    /// Whether all that is found now belongs to the baseline.
    accepts: bool,
}

/// A finding, as the set-up has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Treated {
    /// With the severity that was configured, where one was.
    pub finding: Finding,
    /// What suppresses it.
    pub suppressed: Option<Suppressed>,
    /// The severity that the rule gave it, where another was configured.
    pub own_severity: Option<Severity>,
}

/// What a run looked at in one pool.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The pool's ARN.
    pub pool: String,
    /// ARNs of everything that was seen: the pool, its role, its identity, …
    pub resources: BTreeSet<String>,
    /// Ids of the rules that ran and could be judged whole.
    pub judged: BTreeSet<&'static str>,
}

impl<'a> Treatment<'a> {
    /// The treatment that `settings` ask for. With `accepts`, whatever is found and not suppressed otherwise belongs to
    /// the baseline, as that is being written.
    pub fn new(
        settings: &'a Settings,
        file: &'a str,
        today: Date,
        baseline: Option<&'a Baseline>,
        accepts: bool,
    ) -> Treatment<'a> {
        let (used, still) = (BTreeSet::new(), BTreeSet::new());
        let (notices, entries) = (Vec::new(), Vec::new());
        Treatment { settings, file, today, baseline, used, still, notices, entries, accepts }
    }

    /// The findings of the pool with this ARN: those that count first, worst first; then those that are suppressed.
    pub fn treat(&mut self, pool: &str, findings: Vec<Finding>) -> Vec<Treated> {
        let mut treated: Vec<Treated> = findings.into_iter().map(|finding| self.one(pool, finding)).collect();
        let place = |rule: &str| rules::all().position(|other| other.id == rule);
        treated.sort_by_key(|one| {
            let severity = std::cmp::Reverse(one.finding.severity);
            (one.suppressed.is_some(), severity, place(one.finding.rule))
        });
        treated
    }

    fn one(&mut self, pool: &str, mut finding: Finding) -> Treated {
        let configured = self.settings.severity.get(finding.rule).copied();
        let own_severity = configured
            .filter(|severity| *severity != finding.severity)
            .map(|severity| std::mem::replace(&mut finding.severity, severity));
        let by_entry = self.baselined(&finding);
        let suppressed = self.suppressed(&finding).or_else(|| {
            if self.accepts {
                self.entries.push(Entry::of(&finding, pool));
            }
            (by_entry || self.accepts).then_some(Suppressed { by: "baseline", reason: None, until: None })
        });
        Treated { finding, suppressed, own_severity }
    }

    /// What the configuration says of the finding: the first suppression that fits and has not expired.
    fn suppressed(&mut self, finding: &Finding) -> Option<Suppressed> {
        let mut by = None;
        for (position, suppression) in self.settings.suppressions.iter().enumerate() {
            if suppression.fits(finding) {
                self.used.insert(position);
                if by.is_none() && !suppression.is_over(self.today) {
                    by = Some(Suppressed {
                        by: "configuration",
                        reason: Some(suppression.reason.clone()),
                        until: suppression.until.map(|day| day.to_string()),
                    });
                }
            }
        }
        by
    }

    /// Whether the finding stands in the baseline, and is no worse than there.
    fn baselined(&mut self, finding: &Finding) -> bool {
        let Some(baseline) = self.baseline else { return false };
        let Some(position) = baseline.entries.iter().position(|entry| entry.is(finding)) else {
            return false;
        };
        self.still.insert(position);
        let before = baseline.entries[position].severity;
        if finding.severity <= before || self.accepts {
            return true;
        }
        let (rule, resource, now) = (finding.rule, &finding.resource, finding.severity);
        self.notices.push(Notice {
            kind: "baseline-worse",
            message: format!(
                "{rule} of {resource} is of severity {now}, and of {before} in the baseline: it counts as new"
            ),
        });
        false
    }

    /// What the run has to say of its set-up, once all pools are treated.
    pub fn notices(&self, scopes: &[Scope]) -> Vec<Notice> {
        let mut notices = self.notices.clone();
        for (position, suppression) in self.settings.suppressions.iter().enumerate() {
            let used = self.used.contains(&position);
            let what = format!(
                "{}:{}: the suppression of {} for {}",
                self.file, suppression.line, suppression.rule, suppression.resource
            );
            if let Some(until) = suppression.until.filter(|_| suppression.is_over(self.today)) {
                let message =
                    format!("{what} ended with {until} and no longer holds: renew it, or take it out");
                notices.push(Notice { kind: "suppression-expired", message });
            } else if !used && suppression.could_fit(scopes) {
                let message = format!("{what} fits no finding of this run");
                notices.push(Notice { kind: "suppression-unmatched", message });
            }
        }
        let fixed = self.gone(scopes).len();
        if fixed > 0 {
            let message = match fixed {
                1 => "1 entry of the baseline no longer occurs: --write-baseline takes it out".to_owned(),
                _ => format!(
                    "{fixed} entries of the baseline no longer occur: --write-baseline takes them out"
                ),
            };
            notices.push(Notice { kind: "baseline-fixed", message });
        }
        notices
    }

    /// The entries of a new baseline: what was found, and of the old one what this run cannot tell of.
    pub fn entries(&self, scopes: &[Scope]) -> Vec<Entry> {
        let gone = self.gone(scopes);
        let old = self.baseline.map(|baseline| baseline.entries.as_slice()).unwrap_or_default().iter();
        let untold = old
            .enumerate()
            .filter(|(position, _)| !self.still.contains(position) && !gone.contains(position))
            .map(|(_, entry)| entry.clone());
        self.entries.iter().cloned().chain(untold).collect()
    }

    /// Entries of the baseline that were looked for, and are not there any more; by position.
    fn gone(&self, scopes: &[Scope]) -> BTreeSet<usize> {
        let Some(baseline) = self.baseline else { return BTreeSet::new() };
        // A rule about a factor may speak only because that factor is required.
        if !baseline.require.iter().all(|factor| self.settings.require.contains(factor)) {
            return BTreeSet::new();
        }
        let looked_for = |entry: &Entry| {
            scopes.iter().any(|scope| scope.pool == entry.pool && scope.judged.contains(entry.rule.as_str()))
        };
        let entries = baseline.entries.iter().enumerate();
        let gone = entries.filter(|(position, entry)| !self.still.contains(position) && looked_for(entry));
        gone.map(|(position, _)| position).collect()
    }
}

impl Suppression {
    fn fits(&self, finding: &Finding) -> bool {
        let user = |wanted: &String| {
            let user = finding.user.as_deref();
            user == Some(wanted) || user == Some(&mask(wanted))
        };
        self.rule == finding.rule
            && covers(&self.resource, &finding.resource)
            && self.user.as_ref().is_none_or(user)
    }

    /// It holds through its last day.
    fn is_over(&self, today: Date) -> bool {
        self.until.is_some_and(|last| today > last)
    }

    /// Whether a finding that it fits would have been found: the rule was judged, and the resource was seen.
    fn could_fit(&self, scopes: &[Scope]) -> bool {
        scopes.iter().any(|scope| {
            scope.judged.contains(self.rule)
                && scope.resources.iter().any(|resource| covers(&self.resource, resource))
        })
    }
}

#[cfg(test)]
#[path = "treat_tests.rs"]
mod tests;
