//! Runs the selected rules over one recording.

use super::case::TraceCase;
use super::said::is_unverified;
use crate::catalog::{TOKEN_EXPIRED, TOKEN_INVALID, TOKEN_SIGNATURE_NOT_VERIFIED, TOKEN_WITHOUT_SCOPE};
use crate::finding::{Finding, NotJudged, Severity};
use crate::rules::judge::{finding, note};
use crate::rules::{Check, Presented, Selection, Verdicts, all, judge_token};
use crate::snapshot::{Gap, Snapshot};
use crate::token::Token;
use crate::trace::{Links, Timeline};
use std::collections::HashMap;

/// What the rules say of one recording.
#[derive(Debug)]
pub struct TraceJudgement {
    /// Worst first; among equals, in the order of the table.
    pub findings: Vec<Finding>,
    /// What could not be judged.
    pub not_judged: Vec<NotJudged>,
    /// Every step that failed, in order of time.
    pub failures: Vec<Failure>,
}

/// A step that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its place in the timeline.
    pub at: usize,
    /// The documented error; `None` where it is none, or only a `Status` that is not `SUCCESS`.
    pub error: Option<&'static str>,
    /// The rules that explain it.
    pub explained_by: Vec<&'static str>,
    /// A later step of the same sign-in that did what this one was for: a code was mistyped, and then it was not.
    pub made_good_by: Option<usize>,
}

/// Judges a recording by the selected rules; `snapshot` is its pool, where one was given.
///
/// # Errors
/// The gap, when a pool was given that was not read.
pub fn judge_trace(
    timeline: &Timeline,
    links: &Links,
    snapshot: Option<&Snapshot>,
    selection: &Selection,
) -> Result<TraceJudgement, Gap> {
    snapshot.map(Snapshot::pool).transpose()?;
    let failures = TraceCase { timeline, links, snapshot, failures: &[] }.find_failures();
    let case = TraceCase { timeline, links, snapshot, failures: &failures };
    let mut findings: Vec<(usize, Finding)> = Vec::new();
    let mut not_judged = Vec::new();
    for (position, rule) in all().enumerate().filter(|(_, rule)| selection.admits(rule)) {
        let (Check::Trace(check) | Check::PoolAndTrace { trace: check, .. }) = rule.check else { continue };
        let verdicts = check(&case).unwrap_or_else(|gap| Verdicts { gaps: vec![gap], ..Verdicts::default() });
        findings.extend(verdicts.findings.into_iter().map(|draft| (position, finding(rule, draft))));
        verdicts.gaps.into_iter().for_each(|gap| note(&mut not_judged, rule, rule.factors, None, gap));
    }
    tokens(&case, selection, &mut findings, &mut not_judged)?;
    findings.sort_by(|(a_at, a), (b_at, b)| {
        b.severity.cmp(&a.severity).then(a_at.cmp(b_at)).then_with(|| a.steps.cmp(&b.steps))
    });
    let findings: Vec<Finding> = findings.into_iter().map(|(_, finding)| finding).collect();
    not_judged.sort();
    not_judged.dedup();
    let failures = explained(&case, &findings);
    Ok(TraceJudgement { findings, not_judged, failures })
}

/// Every failure, with the rules that explain it.
fn explained(case: &TraceCase<'_>, findings: &[Finding]) -> Vec<Failure> {
    let mut rules: HashMap<usize, Vec<&'static str>> = HashMap::new();
    for finding in findings {
        for step in &finding.steps {
            let told = rules.entry(step - 1).or_default();
            if !told.contains(&finding.rule) {
                told.push(finding.rule);
            }
        }
    }
    let failure = |failed: super::case::Failed<'_>| {
        let at = failed.at;
        let mut explained_by = rules.get(&at).cloned().unwrap_or_default();
        // SSN006 names the second beginning too, which may have failed for a reason of its own.
        let own = case.fault(at).map(|fault| fault.rule());
        explained_by.retain(|rule| *rule != "SSN006" || own == Some("SSN006"));
        let error = failed.error.map(|error| error.id);
        Failure { at, error, explained_by, made_good_by: made_good(case, at) }
    };
    case.failed().map(failure).collect()
}

/// The step after `at`, of the same sign-in, that asked for the same and was given it.
fn made_good(case: &TraceCase<'_>, at: usize) -> Option<usize> {
    let failed = case.step(at);
    let same = |later: &usize| {
        let step = case.step(*later);
        step.operation == failed.operation
            && step.challenge == failed.challenge
            && step.reply().is_some()
            && !is_unverified(step)
    };
    let steps = &case.links.sign_in_of(at).steps;
    steps.iter().copied().filter(|later| *later > at).find(same)
}

/// What the rules about tokens say of those that were refused.
fn tokens(
    case: &TraceCase<'_>,
    selection: &Selection,
    findings: &mut Vec<(usize, Finding)>,
    not_judged: &mut Vec<NotJudged>,
) -> Result<(), Gap> {
    for failed in case.failed() {
        let super::case::Failed { at, step, .. } = failed;
        let Some(error) = failed.error else { continue };
        let scope = error.id == TOKEN_WITHOUT_SCOPE.id;
        let kinds = [&TOKEN_INVALID, &TOKEN_EXPIRED, &TOKEN_SIGNATURE_NOT_VERIFIED];
        if !scope && !kinds.iter().any(|kind| kind.id == error.id) {
            continue;
        }
        let admitted = |rule: &str| {
            let wanted = if scope { ["TOT003", "TOT004"].contains(&rule) } else { rule == "TOT005" };
            wanted
                .then(|| all().enumerate().find(|(_, own)| own.id == rule && selection.admits(own)))
                .flatten()
        };
        let Some(token) = step.token.known().filter(|token| !token.claims.is_empty()) else {
            for (_, rule) in ["TOT003", "TOT005"].into_iter().filter_map(admitted) {
                let reason =
                    format!("the recording does not show the access token of {}", super::label(at, step));
                let gap = Gap::extra(vec!["trace:AccessToken".to_owned()], reason);
                note(not_judged, rule, rule.factors, None, gap);
            }
            continue;
        };
        let token = Token::of_claims(token.header.clone(), token.claims.clone());
        let now = step.server_time.unwrap_or(step.at / 1000);
        let snapshot = case.snapshot.filter(|_| case.pool(step).is_some());
        let presented = Presented { token: &token, snapshot, now, signature: None };
        let judged = judge_token(&presented, selection)?;
        for mut found in judged.findings {
            let Some((position, _)) = admitted(found.rule) else { continue };
            if found.severity < Severity::Error && found.rule == "TOT005" {
                continue;
            }
            let same = findings.iter_mut().find(|(_, other)| other.fingerprint == found.fingerprint);
            match same {
                Some((_, other)) => other.steps.push(at + 1),
                None => {
                    found.steps = vec![at + 1];
                    found.message = format!("{}: {}", super::label(at, step), found.message);
                    findings.push((position, found));
                }
            }
        }
        let of_rule = judged.not_judged.into_iter().filter(|gap| admitted(&gap.rule).is_some());
        not_judged.extend(of_rule);
    }
    Ok(())
}
