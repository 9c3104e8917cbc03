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
    /// Whether it holds of each user that was looked at; empty where the rule is about the pool.
    pub users: Vec<(&'a str, Holds)>,
    /// Why the rule's silence says nothing, where it does not.
    pub reserve: Option<String>,
}

/// What the rules say of one pool, for whoever met an error there.
#[derive(Debug)]
pub struct Looked {
    /// Of the pool as it is, once for each of [`wishes_behind`]: what one judgement proves, another may leave out for
    /// something graver, and what one could not judge is not ruled out by another.
    pub judgements: Vec<Judgement>,
    /// Of the pool with MFA on, where it is off: many rules keep silent then.
    pub with_mfa_on: Vec<Judgement>,
}

/// The causes of `error` in one pool: proven ones first, worst first; then those that cannot be told; then those ruled
/// out.
pub fn causes_here<'a>(error: &'static DocumentedError, looked: &'a Looked) -> Vec<CauseHere<'a>> {
    let mut causes: Vec<CauseHere<'a>> = error.causes.iter().map(|cause| of(cause, error, looked)).collect();
    let worst = |here: &CauseHere<'_>| here.findings.iter().map(|finding| finding.severity).max();
    // A note explains; it is the cause only where nothing worse is proven.
    causes.sort_by_key(|here| (here.holds, std::cmp::Reverse(worst(here))));
    causes
}

fn of<'a>(cause: &'static Cause, error: &DocumentedError, looked: &'a Looked) -> CauseHere<'a> {
    // A rule about users is judged where the pool was looked at with users.
    let of_users = looked.judgements.iter().any(|judgement| !judgement.users.is_empty());
    let judged = |rule: &&Rule| rule.judges_pools() || (of_users && rule.judges_users());
    let rule = cause.rule.and_then(rules::find).filter(judged);
    let findings = leading_to(error, cause, &looked.judgements);
    let mut gaps: Vec<&NotJudged> = Vec::new();
    for gap in looked.judgements.iter().flat_map(|judgement| &judgement.not_judged) {
        let same = |other: &&NotJudged| {
            other.needs == gap.needs && other.reason == gap.reason && other.user == gap.user
        };
        if Some(gap.rule.as_str()) == cause.rule && !gaps.iter().any(same) {
            gaps.push(gap);
        }
    }
    let reserve = rule.filter(|_| findings.is_empty()).and_then(|rule| reserve(rule, cause, error, looked));
    let holds = match (rule, cause.shown_by) {
        (None, _) => Holds::CannotTell,
        // The pool allows for it; whether it happened stands elsewhere.
        (Some(rule), Some(_)) if !findings.is_empty() && !rule.judges_users() => Holds::CannotTell,
        (Some(_), _) if !findings.is_empty() => Holds::Proven,
        (Some(_), _) if !gaps.is_empty() || reserve.is_some() => Holds::CannotTell,
        (Some(_), _) => Holds::RuledOut,
    };
    let users = match rule {
        Some(rule) if rule.judges_users() => {
            let reserved = reserve.is_some() || rules::passes(rule.id).is_some();
            of_each_user(&looked.judgements, &findings, &gaps, reserved)
        }
        _ => Vec::new(),
    };
    CauseHere { cause, rule, holds, findings, gaps, users, reserve }
}

/// The findings of the cause's rule that lead to the error, each once.
fn leading_to<'a>(error: &DocumentedError, cause: &Cause, judgements: &'a [Judgement]) -> Vec<&'a Finding> {
    let mut findings: Vec<&Finding> = Vec::new();
    for finding in judgements.iter().flat_map(|judgement| &judgement.findings) {
        let leads_here =
            Some(finding.rule) == cause.rule && finding.errors.iter().any(|named| named.id == error.id);
        if leads_here && !findings.iter().any(|other| other.fingerprint == finding.fingerprint) {
            findings.push(finding);
        }
    }
    findings
}

/// Whether a cause holds of each user: by what was found of that user, and what could not be judged of that user. With
/// a `reserve`, silence rules nothing out.
fn of_each_user<'a>(
    judgements: &'a [Judgement],
    findings: &[&Finding],
    gaps: &[&NotJudged],
    reserve: bool,
) -> Vec<(&'a str, Holds)> {
    let mut users: Vec<(&str, Holds)> = Vec::new();
    for user in judgements.iter().flat_map(|judgement| &judgement.users) {
        if users.iter().any(|(known, _)| known == user) {
            continue;
        }
        let holds = if findings.iter().any(|finding| finding.user.as_ref() == Some(user)) {
            Holds::Proven
        } else if reserve || gaps.iter().any(|gap| gap.user.as_ref() == Some(user)) {
            Holds::CannotTell
        } else {
            Holds::RuledOut
        };
        users.push((user, holds));
    }
    users
}

/// Why a silent rule does not rule its cause out: another rule speaks in its place, the fault passes by itself, or MFA is
/// off.
fn reserve(rule: &Rule, cause: &Cause, error: &DocumentedError, looked: &Looked) -> Option<String> {
    let spoke = |id: &&&str| {
        let mut findings = looked.judgements.iter().flat_map(|judgement| &judgement.findings);
        findings.any(|finding| finding.rule == **id)
    };
    if let Some(other) = rules::yields_to(rule.id).iter().find(spoke) {
        return Some(format!("{other} comes first: this can be told once that is mended"));
    }
    if let Some(why) = rules::passes(rule.id) {
        return Some(why.to_owned());
    }
    let with_mfa_on = leading_to(error, cause, &looked.with_mfa_on);
    let finding = with_mfa_on.first()?;
    Some(format!("MFA is off in this pool now; while it is on: {}", finding.message))
}

/// What a pool is judged for when these errors were met: as it is; with the factors asked for that their causes concern,
/// as whoever met them wants those to work, offered or not; and with the others asked for, without them.
pub fn wishes_behind<'a>(errors: impl Iterator<Item = &'a DocumentedError>) -> [Wishes; 3] {
    let rules = errors.flat_map(|error| error.causes).filter_map(|cause| cause.rule.and_then(rules::find));
    let judged = |rule: &&Rule| rule.judges_pools() || rule.judges_users();
    let concerned: Vec<&Rule> = rules.filter(judged).collect();
    let behind = |factor: &Factor| concerned.iter().any(|rule| rule.factors.contains(factor));
    let asked = |wanted: bool| Wishes {
        required: Factor::ALL.into_iter().filter(|factor| behind(factor) == wanted).collect(),
        clients: Vec::new(),
    };
    [Wishes::default(), asked(true), asked(false)]
}
