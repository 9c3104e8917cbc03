//! Which causes of an error hold in one pool.

use crate::catalog::{Cause, DocumentedError};
use crate::finding::{Factor, Finding, NotJudged};
use crate::rules::{self, Judgement, Rule, Wishes};

/// Whether a cause holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// The pool has it.
    Proven,
    /// Something that decides was not read, or does not stand in a pool.
    CannotTell,
    /// The pool does not have it.
    RuledOut,
    /// Nobody looked.
    NotChecked,
}

impl Holds {
    /// The word that reports print.
    pub const fn as_str(self) -> &'static str {
        match self {
            Holds::Proven => "proven",
            Holds::CannotTell => "cannot-tell",
            Holds::RuledOut => "ruled-out",
            Holds::NotChecked => "not-checked",
        }
    }
}

/// A cause of an error, as it stands in one pool.
#[derive(Debug)]
pub struct CauseHere<'a> {
    /// The cause.
    pub cause: &'static Cause,
    /// The rule that judges it, where there is one.
    pub rule: Option<&'static Rule>,
    /// Whether it holds.
    pub holds: Holds,
    /// What the rule found of it; worst first.
    pub findings: Vec<&'a Finding>,
    /// What the rule could not judge.
    pub gaps: Vec<&'a NotJudged>,
}

/// The causes of `error` in one pool: proven ones first, worst first; then those that cannot be told; then those ruled
/// out.
///
/// A pool is judged more than once, as it is and with factors asked for: what one judgement proves, another may leave
/// out for something graver, and what one could not judge is not ruled out by another.
pub fn causes_here<'a>(error: &'static DocumentedError, judgements: &'a [Judgement]) -> Vec<CauseHere<'a>> {
    let mut causes: Vec<CauseHere<'a>> =
        error.causes.iter().map(|cause| of(cause, error, judgements)).collect();
    let worst = |here: &CauseHere<'_>| here.findings.iter().map(|finding| finding.severity).max();
    // A note explains; it is the cause only where nothing worse is proven.
    causes.sort_by_key(|here| (here.holds, std::cmp::Reverse(worst(here))));
    causes
}

fn of<'a>(cause: &'static Cause, error: &DocumentedError, judgements: &'a [Judgement]) -> CauseHere<'a> {
    let rule = cause.rule.and_then(rules::find).filter(|rule| rule.judges_pools());
    let mut findings: Vec<&Finding> = Vec::new();
    for finding in judgements.iter().flat_map(|judgement| &judgement.findings) {
        let leads_here =
            Some(finding.rule) == cause.rule && finding.errors.iter().any(|named| named.id == error.id);
        if leads_here && !findings.iter().any(|other| other.fingerprint == finding.fingerprint) {
            findings.push(finding);
        }
    }
    let mut gaps: Vec<&NotJudged> = Vec::new();
    for gap in judgements.iter().flat_map(|judgement| &judgement.not_judged) {
        let same = |other: &&NotJudged| other.needs == gap.needs && other.reason == gap.reason;
        if Some(gap.rule.as_str()) == cause.rule && !gaps.iter().any(same) {
            gaps.push(gap);
        }
    }
    let holds = match (rule, cause.shown_by) {
        (None, _) => Holds::CannotTell,
        // The pool allows for it; whether it happened stands elsewhere.
        (Some(_), Some(_)) if !findings.is_empty() => Holds::CannotTell,
        (Some(_), _) if !findings.is_empty() => Holds::Proven,
        (Some(_), _) if !gaps.is_empty() => Holds::CannotTell,
        (Some(_), _) => Holds::RuledOut,
    };
    CauseHere { cause, rule, holds, findings, gaps }
}

/// What a pool is judged for when these errors were met: as it is; with the factors asked for that their causes concern,
/// as whoever met them wants those to work, offered or not; and with the others asked for, without them.
pub fn wishes_behind<'a>(errors: impl Iterator<Item = &'a DocumentedError>) -> [Wishes; 3] {
    let rules = errors.flat_map(|error| error.causes).filter_map(|cause| cause.rule.and_then(rules::find));
    let concerned: Vec<&Rule> = rules.filter(|rule| rule.judges_pools()).collect();
    let behind = |factor: &Factor| concerned.iter().any(|rule| rule.factors.contains(factor));
    let asked = |wanted: bool| Wishes {
        required: Factor::ALL.into_iter().filter(|factor| behind(factor) == wanted).collect(),
        clients: Vec::new(),
    };
    [Wishes::default(), asked(true), asked(false)]
}
