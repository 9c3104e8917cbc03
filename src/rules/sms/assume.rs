//! What the SMS role's trust policy answers when Cognito assumes it for the pool, and on what the answer hangs.

use super::facts::{Sender, sender};
use super::policies::{Level, control_levels, moment, organization};
use super::statements::undecided;
use crate::iam::questions::{TrustFacts, trust_question};
use crate::iam::{
    Answer, Decision, Kind, Known, Layer, Layers, Mismatch, Named, NearMiss, Policy, Request, StatementRef,
    decide,
};
use crate::rules::Case;
use crate::snapshot::{Gap, role_tags};
use serde_json::Value;
use std::rc::Rc;

/// What Cognito presents as the pool's.
pub(super) const EXTERNAL_ID: &[&str] = &["sts:ExternalId"];
/// For whom Cognito calls.
pub(super) const SOURCE: &[&str] = &["aws:SourceArn", "aws:SourceAccount"];

/// What the trust policy says to Cognito, and on what it hangs.
pub(super) struct Trust<'a> {
    /// The role.
    pub sender: Sender<'a>,
    /// `Role.AssumeRolePolicyDocument`, as it was read.
    pub document: &'a Value,
    /// The same, parsed.
    pub policy: Policy,
    /// Resource control policies.
    pub controls: Vec<Level<'a>>,
    /// What of them was not read.
    pub control_gaps: Vec<Gap>,
    /// What they answer together.
    pub answer: Answer,
    /// The answer is no, and another external ID would make it a yes.
    pub external_id_decides: bool,
    /// The answer is no, and another pool or account would make it a yes.
    pub source_decides: bool,
    /// Why the answer is no proof.
    pub open: Option<Gap>,
}

impl Trust<'_> {
    /// Whether Cognito is proven to be kept out.
    pub fn refuses(&self) -> bool {
        let denied = matches!(self.answer.decision, Decision::ExplicitDeny | Decision::ImplicitDeny);
        denied && self.open.is_none()
    }

    /// The near misses that fail on one of these keys, with that failure alone; all, for an empty list.
    pub fn misses_on(&self, keys: &[&str]) -> Vec<NearMiss> {
        let about = |why: &Mismatch| {
            keys.is_empty()
                || matches!(why, Mismatch::Condition { key, .. } if keys.iter().any(|k| k.eq_ignore_ascii_case(key)))
        };
        let narrowed = self.answer.near_misses.iter().map(|miss| NearMiss {
            statement: miss.statement.clone(),
            why: miss.why.iter().filter(|why| about(why)).cloned().collect(),
        });
        narrowed.filter(|miss| !miss.why.is_empty()).collect()
    }

    /// The clauses about these keys in the statements that deny.
    pub fn denying_clauses(&self, keys: &[&str]) -> Vec<String> {
        let statement = |named: &StatementRef| self.policy.statements().get(named.index.checked_sub(1)?);
        let own = self.answer.statements.iter().filter(|named| named.layer == Layer::Trust);
        own.filter_map(statement)
            .flat_map(|statement| &statement.conditions)
            .filter(|clause| keys.iter().any(|key| clause.is_about(key)))
            .map(|clause| format!("{} {} {}", clause.operator_text, clause.key, quoted(&clause.values)))
            .collect()
    }
}

/// Values as a sentence quotes them.
pub(super) fn quoted(values: &[String]) -> String {
    values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(", ")
}

/// What the trust policy says; `None` where there is no role to judge.
pub(super) fn trust<'a>(case: &Case<'a>) -> Result<Option<Rc<Trust<'a>>>, Gap> {
    case.sms.trust.get_or_init(|| evaluate(case).map(|answer| answer.map(Rc::new))).clone()
}

fn evaluate<'a>(case: &Case<'a>) -> Result<Option<Trust<'a>>, Gap> {
    let Some(sender) = sender(case)? else { return Ok(None) };
    let document = sender.role.get("AssumeRolePolicyDocument").filter(|document| !document.is_null());
    let document = document.ok_or_else(|| Gap::not_asked("iam:GetRole", true))?;
    let policy = Policy::from_value(document, Kind::Trust).map_err(|why| {
        Gap::never_read("cloudtrail:LookupEvents", format!("trust policy of {}: {why}", sender.name()))
    })?;
    let control = control_levels(case, Kind::ResourceControl);
    let layers = Layers {
        trust: Some(Named { name: "trust policy".to_owned(), policy: Ok(policy.clone()) }),
        rcps: control.levels.iter().map(|level| level.named.clone()).collect(),
        ..Layers::default()
    };
    let request = question(case, &sender);
    let answer = decide(&request, &layers);
    let open = undecided(&answer, "cloudtrail:LookupEvents");
    let denied = matches!(answer.decision, Decision::ExplicitDeny | Decision::ImplicitDeny);
    // What the organization denies is no matter of the role's own conditions.
    let by_control = answer.statements.iter().any(|statement| matches!(statement.layer, Layer::Rcp(_)));
    let yields = |keys: &[&str]| denied && !by_control && yields_without(&request, &layers, keys);
    let (by_id, by_source) = (yields(EXTERNAL_ID), yields(SOURCE));
    let both = !by_id && !by_source && yields(&[EXTERNAL_ID, SOURCE].concat());
    Ok(Some(Trust {
        sender,
        document,
        policy,
        controls: control.levels,
        control_gaps: control.gaps,
        answer,
        external_id_decides: by_id || both,
        source_decides: (by_source && !by_id) || both,
        open,
    }))
}

fn question(case: &Case<'_>, sender: &Sender<'_>) -> Request {
    let pool_arn = case.pool.arn();
    let mut request = trust_question(&TrustFacts {
        pool_arn: &pool_arn,
        account: case.pool.account(),
        external_id: case.pool.sms_external_id(),
        role_arn: sender.arn(),
        role_tags: role_tags(sender.role),
        organization: organization(case),
        now: moment(case),
    });
    if case.pool.account().is_empty() {
        SOURCE.iter().for_each(|key| request.context.set(key, Known::Unknown));
    }
    request
}

/// Whether a refusal stops being one when nothing is known about these keys: whether it hangs on them.
fn yields_without(request: &Request, layers: &Layers, keys: &[&str]) -> bool {
    let mut request = request.clone();
    keys.iter().for_each(|key| request.context.set(key, Known::Unknown));
    let decision = decide(&request, layers).decision;
    !matches!(decision, Decision::ExplicitDeny | Decision::ImplicitDeny)
}
