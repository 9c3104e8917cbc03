//! Judges one request.

use super::super::judge::{finding, note};
use super::super::{Check, Selection, Verdicts, all, judge};
use super::{ChangeCase, gate};
use crate::catalog;
use crate::finding::{ErrorRef, Finding, NotJudged, Severity};
use crate::snapshot::Gap;

/// What the rules say of one request.
#[derive(Debug, Default)]
pub struct ChangeJudgement {
    /// What speaks of the request, worst first.
    pub findings: Vec<Finding>,
    /// What could not be judged of the request itself.
    pub not_judged: Vec<NotJudged>,
    /// Why AWS refuses it; empty where nothing proves that it does.
    pub refused: Vec<Refusal>,
    /// Rules that could not be judged, and by which AWS may refuse it.
    pub unsettled: Vec<String>,
}

/// One reason for which AWS refuses a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The rule that proves it.
    pub rule: &'static str,
    /// What AWS answers; `None` where AWS documents the refusal and not its words.
    pub error: Option<ErrorRef>,
}

/// Judges one request by the selected rules.
///
/// # Errors
/// The gap, when the pool itself was not read.
pub fn judge_change(case: &ChangeCase<'_>, selection: &Selection) -> Result<ChangeJudgement, Gap> {
    let mut said = ChangeJudgement::default();
    for rule in all().filter(|rule| selection.admits(rule)) {
        let (Check::Change(check) | Check::PoolAndChange { change: check, .. }) = rule.check else {
            continue;
        };
        let verdicts = check(case).unwrap_or_else(|gap| Verdicts { gaps: vec![gap], ..Verdicts::default() });
        for draft in verdicts.findings {
            let finding = finding(rule, draft);
            if gate::is_refusal(&finding) {
                refuse(&mut said, &finding);
            }
            said.findings.push(finding);
        }
        for gap in verdicts.gaps {
            if gate::refuses_by_itself(rule.id) && !said.unsettled.iter().any(|id| id == rule.id) {
                said.unsettled.push(rule.id.to_owned());
            }
            note(&mut said.not_judged, rule, rule.factors, None, gap);
        }
    }
    of_pool_rules(case, selection, &mut said)?;
    said.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    said.not_judged.sort();
    said.unsettled.sort();
    Ok(said)
}

fn refuse(said: &mut ChangeJudgement, finding: &Finding) {
    let mut add = |refusal: Refusal| {
        if !said.refused.contains(&refusal) {
            said.refused.push(refusal);
        }
    };
    if finding.errors.is_empty() {
        add(Refusal { rule: finding.rule, error: None });
    }
    for error in &finding.errors {
        add(Refusal { rule: finding.rule, error: Some(error.clone()) });
    }
}

/// What the rules about pools find in the pool as it would be, and what AWS checks when it takes such a request.
fn of_pool_rules(
    case: &ChangeCase<'_>,
    selection: &Selection,
    said: &mut ChangeJudgement,
) -> Result<(), Gap> {
    for asked in gate::asked(case) {
        of_asked(case, &asked, selection, said)?;
    }
    Ok(())
}

fn of_asked(
    case: &ChangeCase<'_>,
    asked: &gate::Asked,
    selection: &Selection,
    said: &mut ChangeJudgement,
) -> Result<(), Gap> {
    let judgement = judge(&asked.snapshot, &asked.wishes, selection)?;
    for mut finding in judgement.findings {
        let documented = |error: &ErrorRef| {
            let raises = catalog::by_id(&error.id)
                .is_some_and(|error| error.operations.contains(&case.request.operation.as_str()));
            raises && asked.refuses(finding.rule, &error.id)
        };
        let errors: Vec<ErrorRef> =
            finding.errors.iter().filter(|error| documented(error)).cloned().collect();
        if errors.is_empty() || !asked.is_proven(&finding) {
            continue;
        }
        finding.severity = Severity::Error;
        finding.errors = errors;
        finding.message = format!("AWS refuses this {}: with it, {}", case.operation(), finding.message);
        if finding.resource == case.after.pool.arn() {
            finding.resource = case.arn();
        }
        refuse(said, &finding);
        said.findings.push(finding);
    }
    let waits = |entry: &&NotJudged| asked.rules().any(|rule| rule == entry.rule) && entry.user.is_none();
    for entry in judgement.not_judged.iter().filter(waits) {
        if !said.unsettled.contains(&entry.rule) {
            said.unsettled.push(entry.rule.clone());
        }
    }
    Ok(())
}
