//! Runs the selected rules over one pool and says what that means for each factor.

use super::{Case, Check, Draft, Rule, Selection, UserCase, Verdicts, Wishes, all};
use crate::finding::Severity;
use crate::finding::{ErrorRef, Factor, Finding, NotJudged};
use crate::snapshot::{Gap, Snapshot};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// What the rules say of one pool.
#[derive(Debug)]
pub struct Judgement {
    /// Worst first; among equals, in the order in which they must be mended.
    pub findings: Vec<Finding>,
    /// Rules, or parts of them, that could not be judged.
    pub not_judged: Vec<NotJudged>,
    /// One entry for each of [`Factor::ALL`].
    pub standings: Vec<Standing>,
    /// Whether all core evidence that the rules asked for was there.
    pub complete: bool,
    /// The users of the snapshot, as they were asked for. Without any, the rules about users were not judged.
    pub users: Vec<String>,
}

/// Whether a factor works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorVerdict {
    /// A proven fault of severity error stands in the way.
    Blocked,
    /// Every applicable rule was judged and none stands in the way.
    Ready,
    /// No fault was found, but something could not be judged.
    Unproven,
}

impl FactorVerdict {
    /// The word that reports print.
    pub const fn as_str(self) -> &'static str {
        match self {
            FactorVerdict::Blocked => "blocked",
            FactorVerdict::Ready => "ready",
            FactorVerdict::Unproven => "unproven",
        }
    }
}

/// Where one factor stands.
#[derive(Debug)]
pub struct Standing {
    /// The factor.
    pub factor: Factor,
    /// Whether the pool offers it; `None` where that could not be read.
    pub offered: Option<bool>,
    /// Whether it was asked for.
    pub required: bool,
    /// `None` when it is neither offered nor required.
    pub verdict: Option<FactorVerdict>,
    /// Ids of the rules that block it.
    pub blocked_by: Vec<String>,
    /// Ids of the rules that could not be judged, or that the selection leaves out although they could block.
    pub unproven_by: Vec<String>,
}

/// Judges `snapshot` by the selected rules.
///
/// # Errors
/// The gap, when the pool itself was not read: then nothing can be judged.
pub fn judge(snapshot: &Snapshot, wishes: &Wishes, selection: &Selection) -> Result<Judgement, Gap> {
    let case = Case::of(snapshot, wishes)?;
    let users = snapshot.users();
    let mut findings: Vec<(usize, Finding)> = Vec::new();
    let mut not_judged: Vec<NotJudged> = Vec::new();
    for (position, rule) in all().enumerate().filter(|(_, rule)| selection.admits(rule)) {
        let or_gap = |judged: Result<Verdicts, Gap>| {
            judged.unwrap_or_else(|gap| Verdicts { gaps: vec![gap], ..Verdicts::default() })
        };
        let parts: Vec<(&[Factor], Verdicts)> = match rule.check {
            Check::Pool(check)
            | Check::PoolAndToken { pool: check, .. }
            | Check::PoolAndChange { pool: check, .. }
            | Check::PoolAndTrace { pool: check, .. } => {
                vec![(rule.factors, or_gap(check(&case)))]
            }
            Check::Token(_) | Check::Change(_) | Check::Trace(_) => Vec::new(),
            Check::User(check) => {
                // A user says nothing of how the pool's factors stand, and so does a user who was not read.
                let unread = users.as_ref().err().cloned().map(Gap::aside);
                unread.into_iter().for_each(|gap| note(&mut not_judged, rule, &[], None, gap));
                for user in users.iter().flatten() {
                    let verdicts = or_gap(check(&UserCase { case: case.clone(), user: *user }));
                    let of_user = |draft: Draft| (position, finding_of(rule, draft, user.name()));
                    findings.extend(verdicts.findings.into_iter().map(of_user));
                    for gap in verdicts.gaps {
                        note(&mut not_judged, rule, rule.factors, Some(user.name()), gap);
                    }
                }
                Vec::new()
            }
            Check::Factor(check) => {
                let of =
                    |factor: &'static Factor| (std::slice::from_ref(factor), or_gap(check(&case, *factor)));
                rule.factors.iter().map(of).collect()
            }
            Check::Reading(gaps) => {
                vec![(rule.factors, Verdicts { gaps: gaps(&case), ..Verdicts::default() })]
            }
        };
        for (factors, verdicts) in parts {
            findings.extend(verdicts.findings.into_iter().map(|draft| (position, finding(rule, draft))));
            for gap in verdicts.gaps {
                note(&mut not_judged, rule, factors, None, gap);
            }
        }
    }
    findings.sort_by(|(a_at, a), (b_at, b)| {
        b.severity.cmp(&a.severity).then(a_at.cmp(b_at)).then_with(|| a.resource.cmp(&b.resource))
    });
    let findings: Vec<Finding> = findings.into_iter().map(|(_, finding)| finding).collect();
    not_judged.sort();
    // A rule that the run leaves out, and that could block a factor, leaves that factor unproven.
    let left_out: Vec<&Rule> = all().filter(|rule| !selection.admits(rule) && rule.can_block()).collect();
    let standings =
        Factor::ALL.map(|factor| standing(&case, factor, &findings, &not_judged, &left_out)).into();
    let complete = !not_judged.iter().any(|entry| entry.core);
    let users = users.iter().flatten().map(|user| user.name().to_owned()).collect();
    Ok(Judgement { findings, not_judged, standings, complete, users })
}

/// The finding about a user: another user of the pool has another one.
fn finding_of(rule: &'static Rule, mut draft: Draft, user: &str) -> Finding {
    draft.part = Some(draft.part.map_or(user.to_owned(), |part| format!("{user}\n{part}")));
    Finding { user: Some(user.to_owned()), ..finding(rule, draft) }
}

/// The draft with the words of the table.
pub(super) fn finding(rule: &'static Rule, draft: Draft) -> Finding {
    let errors = draft.errors.unwrap_or_else(|| rule.errors.to_vec());
    Finding {
        rule: rule.id,
        name: rule.name,
        severity: draft.severity.unwrap_or(rule.severity).min(rule.severity),
        factors: draft.factors.unwrap_or_else(|| rule.factors.to_vec()),
        fingerprint: fingerprint(rule.id, &draft.resource, draft.part.as_deref()),
        resource: draft.resource,
        user: None,
        steps: draft.steps.iter().map(|step| step + 1).collect(),
        message: draft.message,
        false_alarm_if: draft.false_alarm_if,
        errors: errors
            .into_iter()
            .map(|error| ErrorRef {
                id: error.id.to_owned(),
                code: error.code.map(str::to_owned),
                message: fill(error.message, &draft.filled),
            })
            .collect(),
        evidence: draft.evidence,
        remedy: draft.fix.unwrap_or_else(|| rule.fix.to_owned()),
        changes: draft.changes,
        docs: rule.docs,
    }
}

/// The message as AWS words it for this pool, as far as that is known.
fn fill(message: &str, filled: &[(&str, String)]) -> String {
    let put =
        |message: String, (name, value): &(&str, String)| message.replace(&format!("{{{name}}}"), value);
    filled.iter().fold(message.to_owned(), put)
}

/// Rule, resource and part, and nothing that changes from run to run.
fn fingerprint(rule: &str, resource: &str, part: Option<&str>) -> String {
    let part = part.map(|part| format!("\n{part}")).unwrap_or_default();
    let digest = Sha256::digest(format!("{rule}\n{resource}{part}"));
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Adds the gap; where the rule has it already for other factors, adds these.
pub(super) fn note(
    not_judged: &mut Vec<NotJudged>,
    rule: &Rule,
    factors: &[Factor],
    user: Option<&str>,
    gap: Gap,
) {
    let Gap { needs, reason, core, aside } = gap;
    let factors = if aside { &[] } else { factors };
    let same = |entry: &&mut NotJudged| {
        entry.rule == rule.id
            && entry.needs == needs
            && entry.reason == reason
            && entry.core == core
            && entry.user.as_deref() == user
    };
    if let Some(entry) = not_judged.iter_mut().find(same) {
        entry.factors.extend(factors);
        entry.factors.sort();
        entry.factors.dedup();
        return;
    }
    not_judged.push(NotJudged {
        rule: rule.id.to_owned(),
        factors: factors.to_vec(),
        needs,
        reason,
        core,
        user: user.map(str::to_owned),
    });
}

fn standing(
    case: &Case<'_>,
    factor: Factor,
    findings: &[Finding],
    not_judged: &[NotJudged],
    left_out: &[&Rule],
) -> Standing {
    let offered = case.offers(factor).ok();
    let required = case.requires(factor);
    let concerned = required || offered != Some(false);
    let mut blocked_by: Vec<String> = findings
        .iter()
        .filter(|finding| finding.user.is_none() && finding.severity == Severity::Error)
        .filter(|finding| finding.factors.contains(&factor))
        .map(|finding| finding.rule.to_owned())
        .collect();
    let mut unproven_by: Vec<String> = not_judged
        .iter()
        .filter(|entry| entry.user.is_none() && entry.factors.contains(&factor))
        .map(|entry| entry.rule.clone())
        .collect();
    let of_factor = left_out.iter().filter(|rule| rule.factors.contains(&factor));
    unproven_by.extend(of_factor.map(|rule| rule.id.to_owned()));
    unproven_by.sort();
    blocked_by.dedup();
    unproven_by.dedup();
    if !concerned {
        blocked_by.clear();
        unproven_by.clear();
    }
    let verdict = concerned.then(|| match (blocked_by.is_empty(), unproven_by.is_empty()) {
        (false, _) => FactorVerdict::Blocked,
        (true, true) if offered.is_some() => FactorVerdict::Ready,
        _ => FactorVerdict::Unproven,
    });
    Standing { factor, offered, required, verdict, blocked_by, unproven_by }
}
