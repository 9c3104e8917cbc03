//! Two pools, or one pool at two times: what differs between them and bears on MFA.
//!
//! Names differ between any two pools and say nothing: account, Region, ARNs, IDs and external IDs are compared by what
//! they are to their own pool, not by their text.

mod clients;
mod essence;
mod findings;
mod settings;
mod treatment;
mod verdicts;

pub use findings::{FindingDifference, Speaks};
pub use settings::{Setting, Unseen};
pub use verdicts::VerdictDifference;

use crate::rules::{Case, Selection, Wishes, judge};
use crate::snapshot::{Gap, Snapshot};

/// What differs between two pools, each list worst first.
#[derive(Debug)]
pub struct Comparison {
    /// Factors that stand differently.
    pub verdicts: Vec<VerdictDifference>,
    /// Rules that speak differently.
    pub findings: Vec<FindingDifference>,
    /// Settings that differ, and that no entry of `findings` rests on.
    pub settings: Vec<Setting>,
    /// What could not be compared.
    pub unseen: Vec<Unseen>,
    /// Whether all core evidence of both pools was there.
    pub complete: bool,
}

impl Comparison {
    /// Whether nothing differs, as far as it could be seen.
    pub fn is_empty(&self) -> bool {
        self.verdicts.is_empty() && self.findings.is_empty() && self.settings.is_empty()
    }
}

/// Compares two pools; `required` of the wishes holds for both.
///
/// # Errors
/// The gap and the position (0 or 1) of the snapshot in which the pool itself was not read.
pub fn compare(snapshots: [&Snapshot; 2], wishes: &Wishes) -> Result<Comparison, (usize, Gap)> {
    let selection = Selection::default();
    let judged = |side: usize| judge(snapshots[side], wishes, &selection).map_err(|gap| (side, gap));
    let (judged_a, judged_b) = (judged(0)?, judged(1)?);
    let case = |side: usize| Case::of(snapshots[side], wishes).map_err(|gap| (side, gap));
    let (case_a, case_b) = (case(0)?, case(1)?);
    let (mut settings, unseen) = settings::differing([&case_a, &case_b]);
    let complete = judged_a.complete && judged_b.complete;
    let verdicts = verdicts::differing(&judged_a.standings, &judged_b.standings);
    let mut findings = findings::differing(judged_a, judged_b);
    for finding in &mut findings {
        let rests = |setting: &&Setting| finding.rests_on(setting);
        finding.settings = settings.iter().filter(rests).cloned().collect();
    }
    // What a finding rests on is told with it.
    settings.retain(|setting| !findings.iter().any(|finding| finding.settings.contains(setting)));
    Ok(Comparison { verdicts, findings, settings, unseen, complete })
}
