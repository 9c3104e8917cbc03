//! How the factors stand on either side.

use crate::finding::{Factor, Severity};
use crate::rules::{FactorVerdict, Standing};

/// A factor that stands differently in two pools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictDifference {
    /// The factor.
    pub factor: Factor,
    /// How grave it is: an error where one side is blocked, a warning where one side does not offer the factor.
    pub severity: Severity,
    /// Whether each side offers it; `None` where that could not be read.
    pub offered: [Option<bool>; 2],
    /// What the rules say on each side.
    pub verdicts: [Option<FactorVerdict>; 2],
    /// The rules that block it on each side.
    pub blocked_by: [Vec<String>; 2],
}

/// The factors that stand differently, worst first.
pub(super) fn differing(a: &[Standing], b: &[Standing]) -> Vec<VerdictDifference> {
    let mut found: Vec<VerdictDifference> = Vec::new();
    for one in a {
        let Some(other) = b.iter().find(|other| other.factor == one.factor) else { continue };
        if one.verdict == other.verdict && one.offered == other.offered {
            continue;
        }
        let verdicts = [one.verdict, other.verdict];
        let offered = [one.offered, other.offered];
        let severity = if verdicts.contains(&Some(FactorVerdict::Blocked)) && one.verdict != other.verdict {
            Severity::Error
        } else if one.offered != other.offered && offered.iter().all(Option::is_some) {
            Severity::Warning
        } else {
            Severity::Note
        };
        let blocked_by = [one.blocked_by.clone(), other.blocked_by.clone()];
        found.push(VerdictDifference { factor: one.factor, severity, offered, verdicts, blocked_by });
    }
    found.sort_by_key(|difference| std::cmp::Reverse(difference.severity));
    found
}
