//! A judgement and its fixes → the frozen report.

use super::{Exit, delivery, user_reports};
use crate::catalog::DocumentedError;
use crate::config::{Treated, Treatment};
use crate::finding::{ErrorRef, Finding};
use crate::fix::{Plan, Reach};
use crate::report::rules::{Place, RuleReport, Subject};
use crate::report::{
    FactorReport, Factors, FindingReport, Places, PoolReport, Report, SCHEMA, Summary, Tool, Unreadable,
};
use crate::rules::{Case, FactorVerdict, Judgement, Rule, Selection, Standing, Wishes, all, judge};
use crate::snapshot::{Gap, Snapshot, rfc3339};
use time::OffsetDateTime;

/// One pool's part of the report.
#[derive(Debug)]
pub struct Judged {
    /// The part.
    pub report: PoolReport,
    /// Whether all core evidence was there.
    pub complete: bool,
}

/// Judges one snapshot.
///
/// # Errors
/// The gap, when the pool itself was not read.
pub fn pool(
    snapshot: &Snapshot,
    wishes: &Wishes,
    selection: &Selection,
    reach: &Reach,
    treatment: &mut Treatment<'_>,
) -> Result<Judged, Gap> {
    judged(judge(snapshot, wishes, selection)?, snapshot, wishes, selection, reach, treatment)
}

/// The part of the report that says what was judged of `snapshot`.
///
/// # Errors
/// As [`pool`].
pub fn judged(
    judgement: Judgement,
    snapshot: &Snapshot,
    wishes: &Wishes,
    selection: &Selection,
    reach: &Reach,
    treatment: &mut Treatment<'_>,
) -> Result<Judged, Gap> {
    let pool = snapshot.pool()?;
    let mut plan = Plan::new(snapshot, reach.clone()).beside(&judgement.findings);
    // What is accepted comes last, also in the plan: the steps of the others must not restate it.
    let treated = treatment.treat(&pool.arn(), judgement.findings);
    let findings = treated
        .into_iter()
        .map(|Treated { finding, suppressed, own_severity }| FindingReport {
            suppressed,
            own_severity,
            ..finding_report(finding, &mut plan)
        })
        .collect();
    let report = PoolReport {
        id: pool.id().to_owned(),
        name: pool.name().to_owned(),
        arn: pool.arn(),
        account: pool.account().to_owned(),
        region: pool.region().to_owned(),
        mfa: pool.known_mfa_mode().unwrap_or("unknown").to_owned(),
        file: None,
        taken_at: snapshot.taken_at.clone(),
        factors: factors(&judgement.standings),
        delivery: delivery::of(&Case::of(snapshot, wishes)?),
        findings,
        not_judged: judgement.not_judged,
        users: user_reports::reports(snapshot, wishes),
        comparison: None,
        change: None,
        ran: all().filter(|rule| selection.admits(rule)).map(|rule| rule.id).collect(),
    };
    Ok(Judged { report, complete: judgement.complete })
}

/// The finding with its fix as commands.
pub(super) fn finding_report(finding: Finding, plan: &mut Plan) -> FindingReport {
    let fix = plan.fix(&finding);
    FindingReport { finding, fix, suppressed: None, own_severity: None }
}

/// Where each factor stands.
pub(super) fn factors(standings: &[Standing]) -> Factors {
    Factors(standings.iter().map(|standing| (standing.factor, factor_report(standing))).collect())
}

fn factor_report(standing: &Standing) -> FactorReport {
    FactorReport {
        offered: standing.offered,
        required: standing.required,
        verdict: standing.verdict.map(FactorVerdict::as_str),
        blocked_by: standing.blocked_by.clone(),
        unproven_by: standing.unproven_by.clone(),
    }
}

/// This program.
pub(super) fn tool() -> Tool {
    Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
}

/// The report of a run.
pub fn report(pools: Vec<Judged>, unreadable: Vec<Unreadable>, exit: Exit) -> Report {
    let complete = unreadable.is_empty() && pools.iter().all(|judged| judged.complete);
    let pools: Vec<PoolReport> = pools.into_iter().map(|judged| judged.report).collect();
    Report {
        schema: SCHEMA,
        tool: tool(),
        generated_at: now(),
        complete,
        exit_code: exit.code(),
        summary: Summary::of(&pools),
        pools,
        unreadable,
        notices: Vec::new(),
        rules: all().map(rule_report).collect(),
        places: Places::default(),
    }
}

/// A rule, as reports describe it.
pub(super) fn rule_report(rule: &'static Rule) -> RuleReport {
    RuleReport {
        id: rule.id,
        name: rule.name,
        severity: rule.severity,
        factors: rule.factors,
        title: rule.title,
        why: rule.why,
        looks_at: rule
            .looks_at
            .iter()
            .map(|look| Place { operation: look.operation, path: look.path })
            .collect(),
        silent: rule.silent,
        errors: rule.errors.iter().map(|error| error_ref(error)).collect(),
        fix: rule.fix,
        permissions: rule.permissions(),
        docs: rule.docs,
        subject: match rule {
            rule if rule.judges_pools() => Subject::Pool,
            rule if rule.judges_users() => Subject::Users,
            rule if rule.judges_requests_alone() => Subject::Requests,
            _ => Subject::Tokens,
        },
    }
}

/// A documented error, as reports name it.
pub(super) fn error_ref(error: &DocumentedError) -> ErrorRef {
    ErrorRef {
        id: error.id.to_owned(),
        code: error.code.map(str::to_owned),
        message: error.message.to_owned(),
    }
}

/// The time in whole seconds, RFC 3339, UTC.
pub(super) fn now() -> String {
    rfc3339(OffsetDateTime::now_utc().unix_timestamp()).unwrap_or_default()
}
