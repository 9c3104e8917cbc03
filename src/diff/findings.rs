//! Which rules speak on one side and not on the other.

use super::settings::Setting;
use crate::finding::{Finding, Severity};
use crate::rules::{Judgement, Rule, all};

/// What a rule says of one pool.
#[derive(Debug, Clone)]
pub enum Speaks {
    /// It found this; never empty.
    Yes(Vec<Finding>),
    /// It was judged, and found nothing.
    No,
    /// It could not be judged, or not wholly, for these reasons.
    NotJudged(Vec<String>),
}

/// A rule that speaks differently of two pools.
#[derive(Debug, Clone)]
pub struct FindingDifference {
    /// The rule.
    pub rule: &'static Rule,
    /// The worst that it says on either side.
    pub severity: Severity,
    /// What it says of each.
    pub sides: [Speaks; 2],
    /// The settings that differ and that its findings rest on.
    pub settings: Vec<Setting>,
}

impl FindingDifference {
    /// Whether a finding of one side rests on what that side has there.
    pub(super) fn rests_on(&self, setting: &Setting) -> bool {
        self.sides.iter().enumerate().any(|(side, speaks)| match speaks {
            Speaks::Yes(found) => {
                found.iter().flat_map(|finding| &finding.evidence).any(|fact| setting.holds(side, fact))
            }
            Speaks::No | Speaks::NotJudged(_) => false,
        })
    }
}

impl Speaks {
    fn of(rule: &Rule, judgement: &mut Judgement) -> Speaks {
        let of_rule = |finding: &mut Finding| finding.rule == rule.id && finding.user.is_none();
        let found: Vec<Finding> = judgement.findings.extract_if(.., of_rule).collect();
        if !found.is_empty() {
            return Speaks::Yes(found);
        }
        let waiting =
            judgement.not_judged.iter().filter(|entry| entry.rule == rule.id && entry.user.is_none());
        let reasons: Vec<String> =
            waiting.map(|entry| format!("{}: {}", entry.needs.join(", "), entry.reason)).collect();
        if reasons.is_empty() { Speaks::No } else { Speaks::NotJudged(reasons) }
    }

    fn severities(&self) -> Vec<Severity> {
        let Speaks::Yes(found) = self else { return Vec::new() };
        let mut severities: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
        severities.sort();
        severities
    }
}

/// The rules about pools that speak differently, worst first.
pub(super) fn differing(mut a: Judgement, mut b: Judgement) -> Vec<FindingDifference> {
    let mut found: Vec<FindingDifference> = Vec::new();
    for rule in all().filter(|rule| rule.judges_pools()) {
        let sides = [Speaks::of(rule, &mut a), Speaks::of(rule, &mut b)];
        let [one, other] = [sides[0].severities(), sides[1].severities()];
        let Some(worst) = one.last().max(other.last()).copied() else { continue };
        if one != other {
            found.push(FindingDifference { rule, severity: worst, sides, settings: Vec::new() });
        }
    }
    found.sort_by_key(|difference| std::cmp::Reverse(difference.severity));
    found
}
