//! A judgement and its fixes → the frozen report.

use super::{Exit, delivery, user_reports};
use crate::catalog::DocumentedError;
use crate::finding::{ErrorRef, Finding};
use crate::fix::{Plan, Reach};
use crate::report::rules::{Place, RuleReport};
use crate::report::{
    FactorReport, Factors, FindingReport, PoolReport, Report, SCHEMA, Summary, Tool, Unreadable,
};
use crate::rules::{Case, FactorVerdict, Rule, Selection, Standing, Wishes, all, judge};
use crate::snapshot::{Gap, Snapshot};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// One pool's part of the report.
#[derive(Debug)]
pub(super) struct Judged {
    /// The part.
    pub(super) report: PoolReport,
    /// Whether all core evidence was there.
    pub(super) complete: bool,
}

/// Judges one snapshot.
///
/// # Errors
/// The gap, when the pool itself was not read.
pub(super) fn pool(
    snapshot: &Snapshot,
    wishes: &Wishes,
    selection: &Selection,
    reach: &Reach,
) -> Result<Judged, Gap> {
    let judgement = judge(snapshot, wishes, selection)?;
    let pool = snapshot.pool()?;
    let mut plan = Plan::new(snapshot, reach.clone()).beside(&judgement.findings);
    let findings = judgement.findings.into_iter().map(|finding| finding_report(finding, &mut plan)).collect();
    let report = PoolReport {
        id: pool.id().to_owned(),
        name: pool.name().to_owned(),
        arn: pool.arn(),
        account: pool.account().to_owned(),
        region: pool.region().to_owned(),
        mfa: pool.known_mfa_mode().unwrap_or("unknown").to_owned(),
        file: None,
        taken_at: snapshot.taken_at.clone(),
        factors: Factors(judgement.standings.into_iter().map(|s| (s.factor, factor_report(s))).collect()),
        delivery: delivery::of(&Case::of(snapshot, wishes)?),
        findings,
        not_judged: judgement.not_judged,
        users: user_reports::reports(snapshot, wishes),
        comparison: None,
        ran: all().filter(|rule| selection.admits(rule)).map(|rule| rule.id).collect(),
    };
    Ok(Judged { report, complete: judgement.complete })
}

/// The finding with its fix as commands.
pub(super) fn finding_report(finding: Finding, plan: &mut Plan) -> FindingReport {
    let fix = plan.fix(&finding);
    FindingReport { finding, fix, suppressed: None }
}

fn factor_report(standing: Standing) -> FactorReport {
    FactorReport {
        offered: standing.offered,
        required: standing.required,
        verdict: standing.verdict.map(FactorVerdict::as_str),
        blocked_by: standing.blocked_by,
        unproven_by: standing.unproven_by,
    }
}

/// This program.
pub(super) fn tool() -> Tool {
    Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
}

/// The report of a run.
pub(super) fn report(pools: Vec<Judged>, unreadable: Vec<Unreadable>, exit: Exit) -> Report {
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

/// A time in seconds since 1970, RFC 3339, UTC; `None` beyond the years that it can write.
pub(super) fn rfc3339(seconds: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(seconds).ok()?.format(&Rfc3339).ok()
}
