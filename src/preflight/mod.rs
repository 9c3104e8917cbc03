//! Requests that are to be sent, one after the other: which AWS refuses, what each sets back or takes away, in which
//! order they must go, and how the pool stands afterwards.

mod order;
mod source;

use crate::change::{Applied, Request, Reset, State};
use crate::finding::{Factor, Finding, NotJudged, Severity};
use crate::fix::{Completed, complete};
use crate::rules::{
    Case, ChangeCase, ChangeJudgement, FactorVerdict, Judgement, Refusal, Selection, Wishes, judge,
    judge_change,
};
use crate::snapshot::{Gap, Snapshot};
use serde_json::Value;

/// What is to be sent, and how it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The requests, in the order in which they are to go.
    pub requests: &'a [Request],
    /// What is asked of the pool afterwards.
    pub wishes: &'a Wishes,
    /// The rules to judge by.
    pub selection: &'a Selection,
}

/// What comes of a plan.
#[derive(Debug)]
pub struct Preflight {
    /// Each request, in the order given.
    pub outcomes: Vec<Outcome>,
    /// The pool as it is.
    pub before: Judgement,
    /// The pool as the requests leave it, with what speaks of the requests themselves.
    pub judgement: Judgement,
    /// The pool as the requests leave it.
    pub after: Snapshot,
    /// Fingerprints of the findings that are about a request and not about the pool as the requests leave it.
    pub of_requests: Vec<String>,
    /// Another order in which AWS refuses fewer of them: their numbers, from 0; `None` where there is none.
    pub better_order: Option<Vec<usize>>,
    /// How many AWS refuses in that order; where there is none, in the given one.
    pub fewest_refused: usize,
}

/// What comes of one request.
#[derive(Debug)]
pub struct Outcome {
    /// Why AWS refuses it; it then leaves no trace.
    pub refused: Vec<Refusal>,
    /// Rules that could not be judged, and by which AWS may refuse it.
    pub unsettled: Vec<String>,
    /// What it sets back because it leaves it out; of a refused one, what it would.
    pub resets: Vec<Reset>,
    /// Factors that it takes away; of a refused one, that it would.
    pub removes: Vec<Factor>,
    /// Factors that it adds, the same.
    pub adds: Vec<Factor>,
    /// The MFA mode before and after it, where it changes; the same.
    pub mode: Option<(String, String)>,
    /// What the reader should know of it.
    pub remarks: Vec<String>,
}

/// One request sent to one state.
struct Step {
    applied: Applied,
    said: ChangeJudgement,
}

/// Looks at the plan.
///
/// # Errors
/// The gap, when the pool itself was not read.
pub fn preflight(state: &State, plan: &Plan<'_>) -> Result<Preflight, Gap> {
    let before = judge(&state.snapshot, plan.wishes, plan.selection)?;
    let mut now = state.clone();
    let (mut outcomes, mut findings, mut not_judged) = (Vec::new(), Vec::<Finding>::new(), Vec::new());
    for request in plan.requests {
        let mut step = send(&now, request, plan)?;
        outcomes.push(outcome(&now, &step, plan.wishes));
        let proposed = step.applied.made.as_ref().unwrap_or(&step.applied.state.snapshot);
        source::tell(&mut step.said.findings, &state.snapshot, proposed, plan.requests);
        findings.extend(step.said.findings);
        not_judged.extend(step.said.not_judged);
        if step.said.refused.is_empty() {
            now = step.applied.state;
        }
    }
    let mut judgement = judge(&now.snapshot, plan.wishes, plan.selection)?;
    source::tell(&mut judgement.findings, &state.snapshot, &now.snapshot, plan.requests);
    let of_pool =
        |finding: &&Finding| judgement.findings.iter().any(|other| other.fingerprint == finding.fingerprint);
    let of_requests = findings.iter().filter(|finding| !of_pool(finding));
    let of_requests = of_requests.map(|finding| finding.fingerprint.clone()).collect();
    merge(&mut judgement, findings, not_judged);
    let refused = outcomes.iter().filter(|outcome| !outcome.refused.is_empty()).count();
    let best = order::best(state, plan, refused)?;
    Ok(Preflight {
        outcomes,
        before,
        judgement,
        after: now.snapshot,
        of_requests,
        better_order: best.order,
        fewest_refused: best.refused,
    })
}

/// A request made whole.
#[derive(Debug)]
pub struct Whole {
    /// Its number among the requests, from 0.
    pub number: usize,
    /// The request, or why there is none.
    pub request: Result<Completed, String>,
}

/// The whole requests of a plan, in this order: each restates what the ones before it leave.
pub fn completed(state: &State, requests: &[Request], order: &[usize]) -> Vec<Whole> {
    let mut now = state.clone();
    let mut done = Vec::new();
    for number in order {
        let Some(request) = requests.get(*number) else { continue };
        let whole = complete(&now.snapshot, request);
        if let Ok(Completed { document: Value::Object(members), .. }) = &whole
            && let Ok(sent) = Request::of(request.operation, members.clone())
        {
            now = now.apply(&sent).state;
        }
        done.push(Whole { number: *number, request: whole });
    }
    done
}

fn send(state: &State, request: &Request, plan: &Plan<'_>) -> Result<Step, Gap> {
    let applied = state.apply(request);
    // Whether AWS takes a request does not hang on which clients are judged.
    let nothing = Wishes::default();
    let after = applied.made.as_ref().unwrap_or(&applied.state.snapshot);
    let case = ChangeCase {
        request,
        resets: &applied.resets,
        before: Case::of(&state.snapshot, &nothing)?,
        after: Case::of(after, &nothing)?,
    };
    let said = judge_change(&case, plan.selection)?;
    Ok(Step { applied, said })
}

fn outcome(state: &State, step: &Step, wishes: &Wishes) -> Outcome {
    let (before, after) = (&state.snapshot, &step.applied.state.snapshot);
    let offers = |snapshot: &Snapshot, factor: Factor| {
        Case::of(snapshot, wishes).ok().and_then(|case| case.offers(factor).ok())
    };
    let turned = |from: bool| -> Vec<Factor> {
        let turned =
            |factor: &Factor| offers(before, *factor) == Some(from) && offers(after, *factor) == Some(!from);
        Factor::ALL.into_iter().filter(turned).collect()
    };
    let mode =
        |snapshot: &Snapshot| snapshot.pool().ok().and_then(|pool| pool.known_mfa_mode()).map(str::to_owned);
    let modes = mode(before).zip(mode(after)).filter(|(before, after)| before != after);
    Outcome {
        refused: step.said.refused.clone(),
        unsettled: if step.said.refused.is_empty() { step.said.unsettled.clone() } else { Vec::new() },
        resets: step.applied.resets.clone(),
        removes: turned(true),
        adds: turned(false),
        mode: modes,
        remarks: step.applied.remarks.clone(),
    }
}

/// Adds what speaks of the requests to what is said of the pool. The verdicts stay those of the pool; where it could not
/// be told whether AWS takes a request, they are not proven.
fn merge(judgement: &mut Judgement, findings: Vec<Finding>, not_judged: Vec<NotJudged>) {
    for finding in findings {
        let same = |other: &&mut Finding| other.fingerprint == finding.fingerprint;
        match judgement.findings.iter_mut().find(same) {
            Some(other) if other.severity >= finding.severity => {}
            Some(other) => *other = finding,
            None => judgement.findings.push(finding),
        }
    }
    judgement.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for entry in not_judged {
        for standing in &mut judgement.standings {
            let waits = entry.factors.contains(&standing.factor) && standing.verdict.is_some();
            if waits && !standing.unproven_by.contains(&entry.rule) {
                standing.unproven_by.push(entry.rule.clone());
                standing.unproven_by.sort();
                if standing.verdict == Some(FactorVerdict::Ready) {
                    standing.verdict = Some(FactorVerdict::Unproven);
                }
            }
        }
        judgement.complete &= !entry.core;
        if !judgement.not_judged.contains(&entry) {
            judgement.not_judged.push(entry);
        }
    }
    judgement.not_judged.sort();
}

impl Preflight {
    /// Rules that spoke of the pool as it is and do not afterwards.
    pub fn solved(&self) -> Vec<&'static str> {
        apart(&self.before.findings, &self.judgement.findings)
    }

    /// Rules that speak afterwards, of the pool or of the requests, and did not before.
    pub fn new_rules(&self) -> Vec<&'static str> {
        apart(&self.judgement.findings, &self.before.findings)
    }
}

/// The rules of `these` that have a finding which `those` have not, or have as a lesser one.
fn apart(these: &[Finding], those: &[Finding]) -> Vec<&'static str> {
    let severity = |finding: &Finding| {
        let same = those.iter().find(|other| other.fingerprint == finding.fingerprint);
        same.map(|other| other.severity)
    };
    let mut rules: Vec<&'static str> = Vec::new();
    for finding in these {
        let is_new = severity(finding).is_none_or(|held: Severity| held < finding.severity);
        if is_new && !rules.contains(&finding.rule) {
            rules.push(finding.rule);
        }
    }
    rules.sort_unstable();
    rules
}
