//! A judgement and its fixes → the frozen report.

use super::Exit;
use crate::finding::Finding;
use crate::fix::{Plan, Reach};
use crate::report::{
    ComparisonReport, FactorReport, Factors, FindingReport, PoolReport, Report, SCHEMA, Summary, Tool,
    Unreadable, UserReport,
};
use crate::rules::{Case, FactorVerdict, Selection, Standing, UserCase, Wishes, compare, judge, outlook};
use crate::snapshot::{Gap, Snapshot, Unread, User, flag, list, text};
use serde_json::{Value, json};
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
    let mfa = if pool.knows_mfa_mode() { pool.mfa_mode() } else { "unknown" };
    let report = PoolReport {
        id: pool.id().to_owned(),
        name: pool.name().to_owned(),
        arn: pool.arn(),
        account: pool.account().to_owned(),
        region: pool.region().to_owned(),
        mfa: mfa.to_owned(),
        taken_at: snapshot.taken_at.clone(),
        factors: Factors(judgement.standings.into_iter().map(|s| (s.factor, factor_report(s))).collect()),
        findings,
        not_judged: judgement.not_judged,
        users: snapshot.users.known().into_iter().flatten().map(|user| user_report(snapshot, user)).collect(),
        comparison: None,
    };
    Ok(Judged { report, complete: judgement.complete })
}

impl Judged {
    /// Makes it a report on what tells two users apart; the pool must have been asked for just these.
    pub(super) fn comparing(mut self, snapshot: &Snapshot) -> Judged {
        if let ([one, other], Some([of_one, of_other])) =
            (self.report.users.as_slice(), snapshot.users.known().map(Vec::as_slice))
        {
            let users = [one.name.clone(), other.name.clone()];
            let differences = differences_of(snapshot, of_one, of_other);
            self.report.comparison = Some(ComparisonReport { users, differences });
        }
        self
    }
}

/// What is known of a user.
fn user_report(snapshot: &Snapshot, user: &Value) -> UserReport {
    let answer = answer_of(user);
    let unread = answer.and_then(Unread::in_place_of);
    let known = answer.filter(|answer| answer.is_object() && unread.is_none());
    let word = |path: &str| known.and_then(|known| text(known, path)).map(str::to_owned);
    let mut outlook = outlook_of(snapshot, user);
    let mut part = |name: &str| outlook.as_mut().and_then(|outlook| outlook.get_mut(name)).map(Value::take);
    UserReport {
        name: text(user, "Username").unwrap_or_default().to_owned(),
        exists: if known.is_some() { Some(true) } else { (answer == Some(&Value::Null)).then_some(false) },
        username: word("Username"),
        status: word("UserStatus"),
        enabled: known.and_then(|known| flag(known, "Enabled")),
        factors: known
            .map(|known| list(known, "UserMFASettingList").into_iter().map(str::to_owned).collect()),
        preferred: word("PreferredMfaSetting"),
        next_sign_in: part("next_sign_in"),
        password_reset: part("password_reset"),
        unread: unread.map(|unread| format!("{}: {}", unread.operation, unread.code)),
    }
}

/// The answer of `AdminGetUser`, which a file made by hand may give in the place of the element.
fn answer_of(user: &Value) -> Option<&Value> {
    let bare = ["UserStatus", "UserAttributes", "Unread"].iter().any(|member| user.get(member).is_some());
    user.get("User").or_else(|| bare.then_some(user))
}

/// What will happen at the user's next sign-in, and when the password is forgotten: the members `next_sign_in` and
/// `password_reset`, each with its `text`.
fn outlook_of(snapshot: &Snapshot, user: &Value) -> Option<Value> {
    in_pool(snapshot, |case| {
        let outlook = outlook(&UserCase { case: *case, user: User(user) });
        json!({"next_sign_in": outlook.sign_in, "password_reset": outlook.forgot_password})
    })
}

/// What tells the two users apart.
fn differences_of(snapshot: &Snapshot, one: &Value, other: &Value) -> Option<Vec<Value>> {
    in_pool(snapshot, |case| {
        compare(case, &User(one), &User(other)).iter().map(|found| json!(found)).collect()
    })
}

fn in_pool<T>(snapshot: &Snapshot, tell: impl FnOnce(&Case<'_>) -> T) -> Option<T> {
    let (pool, wishes) = (snapshot.pool().ok()?, Wishes::default());
    Some(tell(&Case { snapshot, pool, wishes: &wishes, now: snapshot.taken_at_seconds() }))
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
    }
}

/// The time in whole seconds, RFC 3339, UTC.
pub(super) fn now() -> String {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).unwrap_or(now).format(&Rfc3339).unwrap_or_default()
}
