//! The order of evaluation: a Deny anywhere, then an Allow everywhere.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use std::collections::BTreeSet;

use super::answer::{Answer, Decision, Layer, StatementRef};
use super::context::Request;
use super::explain;
use super::policy::{Effect, Invalid, Kind, Policy, Principal, Statement};
use super::reading::Readings;
use super::statement::Match;
use super::truth::{Finding, Truth};

/// A policy in a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name or ARN, for messages.
    pub name: String,
    /// The document, or why it cannot be evaluated; the latter leaves the request undecided.
    pub policy: Result<Policy, Invalid>,
}

impl Named {
    /// A policy from its text, plain or percent-encoded.
    pub fn parse(name: impl Into<String>, text: &str, kind: Kind) -> Named {
        Named { name: name.into(), policy: Policy::parse(text, kind) }
    }

    /// A policy from a parsed document, or from a JSON string that holds its text.
    pub fn from_value(name: impl Into<String>, value: &serde_json::Value, kind: Kind) -> Named {
        Named { name: name.into(), policy: Policy::from_value(value, kind) }
    }
}

/// Every policy that bears on a request.
///
/// With a trust policy the question is who may assume the role: then the trust policy and the
/// resource control policies decide. Otherwise the identity policies, the boundary and the control
/// policies of the organisation do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layers {
    /// The role's inline and attached policies.
    pub identity: Vec<Named>,
    /// The role's permissions boundary, if it has one.
    pub boundary: Option<Named>,
    /// Service control policies, level by level from the root; empty means there are none.
    pub scps: Vec<Vec<Named>>,
    /// Resource control policies, level by level from the root. `RCPFullAWSAccess`, which AWS
    /// attaches everywhere, need not be listed.
    pub rcps: Vec<Vec<Named>>,
    /// The role's trust policy, when that is asked about.
    pub trust: Option<Named>,
    /// Layers of which some policy could not be read: it might allow, and it might deny.
    pub unread: Vec<Layer>,
}

impl Layers {
    /// The statement that an answer names.
    pub fn statement(&self, named: &StatementRef) -> Option<&Statement> {
        let policies = match named.layer {
            Layer::Identity => self.identity.as_slice(),
            Layer::Boundary => self.boundary.as_slice(),
            Layer::Scp(level) => self.scps.get(level)?,
            Layer::Rcp(level) => self.rcps.get(level)?,
            Layer::Trust => self.trust.as_slice(),
        };
        let policy = policies.get(named.policy)?.policy.as_ref().ok()?;
        policy.statements().get(named.index.checked_sub(1)?)
    }
}

/// Decides a request.
pub fn decide(request: &Request, layers: &Layers) -> Answer {
    let about_trust = layers.trust.is_some() || layers.unread.contains(&Layer::Trust);
    let mut applicable: Vec<(Layer, &[Named])> = Vec::new();
    if about_trust {
        applicable.push((Layer::Trust, layers.trust.as_slice()));
    } else {
        applicable.push((Layer::Identity, &layers.identity));
        if layers.boundary.is_some() {
            applicable.push((Layer::Boundary, layers.boundary.as_slice()));
        }
        applicable.extend(layers.scps.iter().enumerate().map(|(i, l)| (Layer::Scp(i), l.as_slice())));
    }
    applicable.extend(layers.rcps.iter().enumerate().map(|(i, l)| (Layer::Rcp(i), l.as_slice())));
    let counts = |layer: &Layer| match layer {
        Layer::Rcp(_) => true,
        Layer::Trust => about_trust,
        _ => !about_trust,
    };
    let unread: Vec<Layer> = layers.unread.iter().copied().filter(counts).collect();
    decide_in(request, &applicable, &unread)
}

/// Decides a request in exactly these layers, of which some may hold policies that were not read.
pub fn decide_in(request: &Request, layers: &[(Layer, &[Named])], unread: &[Layer]) -> Answer {
    let mut invalid = Vec::new();
    let mut seen = Vec::new();
    for &(layer, policies) in layers {
        for (position, named) in policies.iter().enumerate() {
            match &named.policy {
                Ok(policy) => seen.extend(evaluate(request, layer, position, &named.name, policy)),
                Err(why) => invalid.push((layer, named.name.clone(), why.clone())),
            }
        }
    }
    if !invalid.is_empty() {
        return Answer { invalid, ..Answer::of(Decision::CannotEvaluate) };
    }
    let verdict = Verdict::of(&seen, layers, unread);
    let open = verdict.decision == Decision::Indeterminate;
    Answer {
        unread: if open { unread.to_vec() } else { Vec::new() },
        statements: verdict.statements.iter().map(|s| s.reference()).collect(),
        matched: seen.iter().filter(|s| s.total.truth == Truth::True).map(Seen::reference).collect(),
        near_misses: explain::near_misses(&seen, &verdict.lacking, request),
        readings: verdict.readings.sentences(),
        unknown_keys: verdict.keys.into_iter().collect(),
        blocked_by: if verdict.decision == Decision::ImplicitDeny { verdict.lacking } else { Vec::new() },
        ..Answer::of(verdict.decision)
    }
}

impl Answer {
    fn of(decision: Decision) -> Answer {
        Answer {
            decision,
            statements: Vec::new(),
            matched: Vec::new(),
            blocked_by: Vec::new(),
            unknown_keys: Vec::new(),
            near_misses: Vec::new(),
            unread: Vec::new(),
            invalid: Vec::new(),
            readings: Vec::new(),
        }
    }
}

/// A statement with its answer to the request.
pub(super) struct Seen<'a> {
    pub(super) layer: Layer,
    policy: usize,
    name: &'a str,
    index: usize,
    pub(super) statement: &'a Statement,
    /// Whether its policy has variables.
    pub(super) variables: bool,
    pub(super) parts: Match,
    pub(super) total: Finding,
}

impl Seen<'_> {
    pub(super) fn reference(&self) -> StatementRef {
        StatementRef {
            layer: self.layer,
            policy: self.policy,
            policy_name: self.name.to_owned(),
            index: self.index,
            sid: self.statement.sid.clone(),
            effect: self.statement.effect,
        }
    }

    pub(super) fn is(&self, effect: Effect, truth: Truth) -> bool {
        self.statement.effect == effect && self.total.truth == truth
    }
}

fn evaluate<'a>(
    request: &'a Request,
    layer: Layer,
    position: usize,
    name: &'a str,
    policy: &'a Policy,
) -> impl Iterator<Item = Seen<'a>> {
    let kind = match layer {
        Layer::Identity | Layer::Boundary => Kind::Identity,
        Layer::Scp(_) => Kind::ServiceControl,
        Layer::Rcp(_) => Kind::ResourceControl,
        Layer::Trust => Kind::Trust,
    };
    let listed = policy.statements.iter().enumerate();
    listed.filter(move |(_, s)| !(kind == Kind::ResourceControl && is_full_access(s))).map(
        move |(i, statement)| {
            let parts = Match::of(statement, policy, kind, request);
            let total = parts.total();
            Seen {
                layer,
                policy: position,
                name,
                index: i + 1,
                statement,
                variables: policy.variables,
                parts,
                total,
            }
        },
    )
}

/// The one statement of `RCPFullAWSAccess`, which says nothing.
fn is_full_access(s: &Statement) -> bool {
    s.effect == Effect::Allow
        && s.principal == Some(Principal::Anyone)
        && !s.not_action
        && s.actions == ["*"]
        && !s.not_resource
        && s.resources == ["*"]
        && s.conditions.is_empty()
}

struct Verdict<'a> {
    decision: Decision,
    statements: Vec<&'a Seen<'a>>,
    /// The layers where no Allow is certain.
    lacking: Vec<Layer>,
    keys: BTreeSet<String>,
    readings: Readings,
}

impl<'a> Verdict<'a> {
    fn of(seen: &'a [Seen<'a>], layers: &[(Layer, &[Named])], unread: &[Layer]) -> Verdict<'a> {
        let allowing = |layer: Layer, truth: Truth| {
            seen.iter().any(move |s| s.layer == layer && s.is(Effect::Allow, truth))
        };
        // Resource control policies only ever take away: AWS's own Allow is always attached.
        let needed = || layers.iter().map(|l| l.0).filter(|l| !matches!(l, Layer::Rcp(_)));
        let lacking: Vec<Layer> = needed().filter(|l| !allowing(*l, Truth::True)).collect();
        let may_allow = |layer: &Layer| allowing(*layer, Truth::Maybe) || unread.contains(layer);
        let blocked: Vec<Layer> = lacking.iter().copied().filter(|l| !may_allow(l)).collect();

        let pick = |wanted: &dyn Fn(&Seen<'_>) -> bool| seen.iter().filter(|s| wanted(s)).collect::<Vec<_>>();
        let denies = pick(&|s| s.is(Effect::Deny, Truth::True));
        let open = pick(&|s| {
            s.is(Effect::Deny, Truth::Maybe)
                || (s.is(Effect::Allow, Truth::Maybe) && lacking.contains(&s.layer))
        });
        let (decision, statements, lacking) = if !denies.is_empty() {
            (Decision::ExplicitDeny, denies, lacking)
        } else if !blocked.is_empty() {
            (Decision::ImplicitDeny, Vec::new(), blocked)
        } else if !open.is_empty() || !unread.is_empty() {
            (Decision::Indeterminate, open, lacking)
        } else {
            (Decision::Allowed, pick(&|s| s.is(Effect::Allow, Truth::True)), lacking)
        };
        let keys = match decision {
            Decision::Indeterminate => statements.iter().flat_map(|s| s.total.keys.clone()).collect(),
            _ => BTreeSet::new(),
        };
        let mut verdict = Verdict { decision, statements, lacking, keys, readings: Readings::default() };
        verdict.readings = verdict.hangs_on(seen);
        verdict
    }

    /// The readings without which the decision might be another.
    fn hangs_on(&self, seen: &[Seen<'_>]) -> Readings {
        let of_false = |effect: Effect| {
            seen.iter()
                .filter(move |s| s.is(effect, Truth::False))
                .filter(move |s| effect == Effect::Deny || self.lacking.contains(&s.layer))
                .fold(Readings::default(), |all, s| all.union(s.total.readings))
        };
        let settled = |s: &&Seen<'_>| s.total.readings == Readings::default();
        let of_chosen =
            self.statements.iter().fold(Readings::default(), |all, s| all.union(s.total.readings));
        match self.decision {
            // One Deny beyond doubt settles it.
            Decision::ExplicitDeny if self.statements.iter().copied().any(|s| settled(&s)) => {
                Readings::default()
            }
            Decision::ExplicitDeny => of_chosen,
            Decision::ImplicitDeny => of_false(Effect::Allow),
            Decision::Allowed => {
                // An Allow beyond doubt settles its layer.
                let doubtful = self.statements.iter().filter(|s| {
                    !self.statements.iter().any(|other| other.layer == s.layer && settled(other))
                });
                doubtful.fold(of_false(Effect::Deny), |all, s| all.union(s.total.readings))
            }
            _ => of_chosen.union(of_false(Effect::Deny)).union(of_false(Effect::Allow)),
        }
    }
}
