//! The rules table. Adding a rule is one entry in its family's file, and its fixtures.

mod case;
mod change;
mod client;
mod device;
mod email;
mod judge;
mod log;
mod look;
mod looks;
mod mfa;
mod offer;
mod ops;
mod passkey;
mod presented;
mod recovery;
mod risk;
mod select;
mod sms;
mod tier;
mod token;
mod totp;
mod trace;
mod trigger;
mod user;
mod waf;
mod words;
mod yields;

pub use case::{Case, Draft, Verdicts, Wishes};
pub use change::{ChangeCase, ChangeJudgement, Refusal, judge_change};
pub use judge::{FactorVerdict, Judgement, Standing, judge};
pub use look::{Look, facts};
pub use presented::{Presented, TokenJudgement, judge_token};
pub use select::{Selection, UnknownRule, nearest};
pub use trace::{Failure, TraceCase, TraceJudgement, documented_error, judge_trace};
pub use user::{Difference, Outlook, Reset, ResetOutcome, SignIn, SignInOutcome, UserCase, compare, outlook};
pub use yields::{passes, yields_to};

use crate::catalog::DocumentedError;
use crate::finding::{Evidence, Factor, Severity};
use crate::snapshot::Gap;

/// One entry of the table.
#[derive(Debug)]
pub struct Rule {
    /// `SMS001`; never reused.
    pub id: &'static str,
    /// Kebab-case; names the condition found.
    pub name: &'static str,
    /// The factors that it can stand in the way of.
    pub factors: &'static [Factor],
    /// The highest severity that a finding of it can have.
    pub severity: Severity,
    /// The documented errors that it leads to.
    pub errors: &'static [&'static DocumentedError],
    /// One line, no full stop.
    pub title: &'static str,
    /// What goes wrong for users, and why.
    pub why: &'static str,
    /// What to change.
    pub fix: &'static str,
    /// The AWS page.
    pub docs: &'static str,
    /// The facts that decide, in order of importance.
    pub looks_at: &'static [Look],
    /// When it does not speak although one might expect it to.
    pub silent: &'static str,
    /// What the rule looks at, and how.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The pool, with what was asked of it. A gap as error means that nothing of the rule could be judged.
    Pool(fn(&Case<'_>) -> Result<Verdicts, Gap>),
    /// The pool, for one of the rule's factors at a time: a gap then stands in the way of that factor alone.
    Factor(fn(&Case<'_>, Factor) -> Result<Verdicts, Gap>),
    /// The reading itself: it never speaks, it only says what could not be read.
    Reading(fn(&Case<'_>) -> Vec<Gap>),
    /// A token that was presented; does not run where none was.
    Token(fn(&Presented<'_>) -> Result<Verdicts, Gap>),
    /// One user of the pool at a time; does not run where none was asked for.
    User(fn(&UserCase<'_>) -> Result<Verdicts, Gap>),
    /// A request that is to be sent, with the pool before and after it; does not run where none was given.
    Change(fn(&ChangeCase<'_>) -> Result<Verdicts, Gap>),
    /// The pool, and a request that is to be sent where one was given.
    PoolAndChange {
        /// What it says of the pool.
        pool: fn(&Case<'_>) -> Result<Verdicts, Gap>,
        /// What it says of a request.
        change: fn(&ChangeCase<'_>) -> Result<Verdicts, Gap>,
        /// Whether what it says of the pool can be an error.
        blocks: bool,
    },
    /// The pool, and a token where one was presented.
    PoolAndToken {
        /// What it says of the pool, never more than a warning: no factor's verdict waits for it.
        pool: fn(&Case<'_>) -> Result<Verdicts, Gap>,
        /// What it says of a token.
        token: fn(&Presented<'_>) -> Result<Verdicts, Gap>,
    },
    /// A recording of sign-ins; does not run where none was given.
    Trace(fn(&TraceCase<'_>) -> Result<Verdicts, Gap>),
    /// The pool, and a recording where one was given.
    PoolAndTrace {
        /// What it says of the pool.
        pool: fn(&Case<'_>) -> Result<Verdicts, Gap>,
        /// What it says of a recording.
        trace: fn(&TraceCase<'_>) -> Result<Verdicts, Gap>,
        /// Whether what it says of the pool can be an error.
        blocks: bool,
    },
}

impl Rule {
    /// The permissions that judging it takes, as IAM writes them.
    pub fn permissions(&self) -> Vec<&'static str> {
        let mut permissions: Vec<&str> = Vec::new();
        let all = self.looks_at.iter().flat_map(Look::permissions);
        all.for_each(|permission| add(&mut permissions, permission));
        permissions
    }

    /// What stood in the places that the rule looks at, and what of them was not read.
    pub fn facts(&self, case: &Case<'_>) -> (Vec<Evidence>, Vec<Gap>) {
        let (mut read, mut gaps) = (Vec::new(), Vec::new());
        for look in self.looks_at {
            match facts(case, look) {
                Ok(found) => found.into_iter().for_each(|fact| add(&mut read, fact)),
                Err(gap) => add(&mut gaps, gap),
            }
        }
        (read, gaps)
    }

    /// The kinds of fixture that the rule must have.
    pub fn fixture_kinds(&self) -> &'static [&'static str] {
        match self.check {
            Check::Reading(_) => &["good", "unread"],
            // A request stands there whole, or it is none.
            _ if self.looks_at.iter().all(|look| look.operation == Look::REQUEST) => &["bad", "good"],
            _ => &["bad", "good", "unread"],
        }
    }

    /// Whether it looks at pools, and not only at what is presented to one.
    pub fn judges_pools(&self) -> bool {
        !matches!(self.check, Check::Token(_) | Check::User(_) | Check::Change(_) | Check::Trace(_))
    }

    /// Whether it looks at requests that are to be sent, and at nothing else.
    pub fn judges_requests_alone(&self) -> bool {
        matches!(self.check, Check::Change(_))
    }

    /// Whether it looks at users, where some were asked for.
    pub fn judges_users(&self) -> bool {
        matches!(self.check, Check::User(_))
    }

    /// Whether it can stand in the way of a factor of a pool.
    fn can_block(&self) -> bool {
        let warns = matches!(
            self.check,
            Check::PoolAndToken { .. }
                | Check::PoolAndChange { blocks: false, .. }
                | Check::PoolAndTrace { blocks: false, .. }
        );
        self.judges_pools() && !warns && self.severity == Severity::Error
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, element: T) {
    if !list.contains(&element) {
        list.push(element);
    }
}

/// The families. Findings of one severity are reported in this order, which is the order in which they must be
/// mended: AWS refuses every rewrite of a pool whose SMS role is broken, a factor that the plan refuses cannot be
/// configured, and MFA is switched on last.
static FAMILIES: &[&[Rule]] = &[
    sms::role::RULES,
    sms::trust::RULES,
    sms::permission::RULES,
    tier::RULES,
    sms::configuration::RULES,
    sms::delivery::RULES,
    totp::RULES,
    token::RULES,
    email::sender_account::RULES,
    email::identity::RULES,
    email::policy::RULES,
    email::ses::RULES,
    email::delivery::RULES,
    recovery::RULES,
    passkey::RULES,
    mfa::RULES,
    offer::RULES,
    client::RULES,
    device::RULES,
    risk::RULES,
    trigger::RULES,
    waf::RULES,
    user::state::RULES,
    user::lockout::RULES,
    user::factors::RULES,
    user::totp::RULES,
    user::recovery::RULES,
    user::pool::RULES,
    user::delivery::RULES,
    log::RULES,
    ops::RULES,
];

/// Every rule, by family.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().chain(trace::RULES).chain(change::RULES).flat_map(|family| family.iter())
}

/// The rule with this id or name.
pub fn find(id_or_name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id.eq_ignore_ascii_case(id_or_name) || rule.name == id_or_name)
}
