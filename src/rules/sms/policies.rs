//! The policies that bear on the SMS role, and what each layer of them answers.

use super::facts::{Sender, sender, sending_regions};
use super::simulated::{Simulated, beside};
use super::statements::undecided;
use crate::iam::questions::{Organization, PublishFacts, publish_question, send_text_message_question};
use crate::iam::{
    Answer, Decision, Kind, Known, Layer, Named, Policy, Request, Resource, StatementRef, Value as KeyValue,
    decide_in,
};
use crate::rules::Case;
use crate::snapshot::{Fact, Gap, Organizations, PolicyText, SmsPath, Unread, at, role_tags, text};
use serde_json::Value;
use std::rc::Rc;
use time::OffsetDateTime;

/// The call that tells what IAM itself says of the role's policies.
pub(super) const SIMULATE: &str = "iam:SimulatePrincipalPolicy";
const LIST_CONTROLS: &str = "organizations:ListPoliciesForTarget";

/// One layer: its policies, and what they answer together.
pub(super) struct Judged<'a> {
    /// The readable policies, in the order in which the answer counts them.
    pub texts: Vec<PolicyText<'a>>,
    /// What they answer.
    pub answer: Answer,
    /// Why the answer is no proof of a refusal: keys that nobody knows, or points that AWS leaves open.
    pub open: Option<Gap>,
    /// Policies of the layer that could not be read or evaluated.
    pub hidden: Vec<Gap>,
    /// Statements about the action that make a difference between ARNs and a phone number.
    pub about_arns: Vec<StatementRef>,
    /// The answer hangs on the Region that the call goes to, which AWS documents for the message, not for the key.
    pub by_region: bool,
}

impl Judged<'_> {
    /// Whether the layer is proven to allow the call.
    fn allows(&self) -> bool {
        self.answer.decision == Decision::Allowed && self.hidden.is_empty() && self.open.is_none()
    }

    /// What is left open where the answer hangs on the Region.
    pub fn region_gap(&self) -> Option<Gap> {
        let reason = "it hangs on aws:RequestedRegion, which AWS does not document for calls of Cognito";
        self.by_region.then(|| Gap::never_read("cloudtrail:LookupEvents", reason))
    }
}

/// What would make a finding that hangs on the Region a false alarm.
pub(super) const OTHER_REGION: &str = "Cognito calls another Region for this pool than the documented one";
const REQUESTED_REGION: &str = "aws:RequestedRegion";

/// What the role's policies say about sending an SMS, layer by layer.
pub(super) struct Permission<'a> {
    /// The role.
    pub sender: Sender<'a>,
    /// The action that sending needs.
    pub action: String,
    /// Inline and attached policies.
    pub identity: Judged<'a>,
    /// The permissions boundary, where there is one.
    pub boundary: Result<Option<Judged<'a>>, Gap>,
    /// The levels of service control policies, root first, each with its place.
    pub scps: Vec<(String, Judged<'a>)>,
    /// What of the service control policies was neither read nor told by the simulator.
    pub scp_gaps: Vec<Gap>,
    /// The simulator says that the organization refuses, and not all of its policies were read.
    pub organization_refuses: bool,
    /// What IAM's simulator says of the same call.
    pub simulated: Option<Simulated<'a>>,
}

impl Permission<'_> {
    fn layers(&self) -> impl Iterator<Item = &Judged<'_>> {
        let boundary = self.boundary.iter().flatten();
        [&self.identity].into_iter().chain(boundary).chain(self.scps.iter().map(|(_, judged)| judged))
    }

    /// Whether every layer that was read is proven to allow the call.
    pub fn allows(&self) -> bool {
        self.boundary.is_ok() && self.layers().all(Judged::allows)
    }

    /// Statements of any layer about the action that make a difference between ARNs and a phone number.
    pub fn about_arns(&self) -> Vec<&StatementRef> {
        self.layers().flat_map(|judged| &judged.about_arns).collect()
    }
}

/// What the policies say; `None` where there is no role to judge.
pub(super) fn permission<'a>(case: &Case<'a>) -> Result<Option<Rc<Permission<'a>>>, Gap> {
    case.sms.permission.get_or_init(|| evaluate(case).map(|answer| answer.map(Rc::new))).clone()
}

fn evaluate<'a>(case: &Case<'a>) -> Result<Option<Permission<'a>>, Gap> {
    let Some(sender) = sender(case)? else { return Ok(None) };
    let request = question(case, &sender);
    let (texts, gaps) = sender.facts.identity_policies();
    let simulated = Simulated::of(sender.facts.simulation.known(), &request.action);
    let judged = |layer: Layer, readable: Readable<'a>, gaps: Vec<Gap>| {
        let mut judged = judged(&request, layer, readable, gaps);
        beside(&mut judged, simulated.as_ref());
        judged
    };
    let identity = judged(Layer::Identity, read(texts, Kind::Identity), gaps);
    let boundary = sender
        .facts
        .boundary()
        .map(|text| text.map(|text| judged(Layer::Boundary, read(vec![text], Kind::Identity), Vec::new())));
    let control = control_levels(case, Kind::ServiceControl);
    let judge_level = |(position, level): (usize, Level<'a>)| {
        let readable = (level.named, level.texts, Vec::new());
        (level.place, judged(Layer::Scp(position), readable, level.hidden))
    };
    let scps = control.levels.into_iter().enumerate().map(judge_level).collect();
    let told = simulated.as_ref().and_then(Simulated::organization_allows);
    let organization_refuses = !control.gaps.is_empty() && told == Some(false);
    let scp_gaps = if told.is_some() { Vec::new() } else { control.gaps };
    Ok(Some(Permission {
        identity,
        boundary,
        scps,
        scp_gaps,
        organization_refuses,
        simulated,
        action: request.action,
        sender,
    }))
}

type Readable<'a> = (Vec<Named>, Vec<PolicyText<'a>>, Vec<Gap>);

/// Parses the documents; one that cannot be evaluated counts as not read.
fn read(texts: Vec<PolicyText<'_>>, kind: Kind) -> Readable<'_> {
    let mut readable: Readable<'_> = Default::default();
    for text in texts {
        match Policy::from_value(text.document, kind) {
            Ok(policy) => {
                readable.0.push(Named { name: text.name.to_owned(), policy: Ok(policy) });
                readable.1.push(text);
            }
            Err(why) => readable.2.push(Gap::never_read(SIMULATE, format!("policy {}: {why}", text.name))),
        }
    }
    readable
}

fn judged<'a>(request: &Request, layer: Layer, readable: Readable<'a>, gaps: Vec<Gap>) -> Judged<'a> {
    let (named, texts, mut hidden) = readable;
    hidden.extend(gaps);
    let answer = decide_in(request, &[(layer, named.as_slice())], &[]);
    let open = undecided(&answer, SIMULATE);
    let mut elsewhere = request.clone();
    elsewhere.context.set(REQUESTED_REGION, Known::Unknown);
    let elsewhere = decide_in(&elsewhere, &[(layer, named.as_slice())], &[]).decision;
    let by_region = match elsewhere {
        Decision::Indeterminate => answer.decision != Decision::Indeterminate,
        // The Deny hangs on it, and an Allow may stand in a policy that was not read.
        Decision::ImplicitDeny => answer.decision == Decision::ExplicitDeny && !hidden.is_empty(),
        _ => false,
    };
    let about_arns = about_arns(request, layer, &named);
    Judged { texts, answer, open, hidden, about_arns, by_region }
}

fn about_arns(request: &Request, layer: Layer, named: &[Named]) -> Vec<StatementRef> {
    if request.resource != Resource::NotAnArn {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (position, named) in named.iter().enumerate() {
        let statements = named.policy.iter().flat_map(Policy::statements).enumerate();
        let about = statements.filter(|(_, statement)| {
            statement.covers_action(&request.action) && !statement.covers_every_resource()
        });
        found.extend(about.map(|(index, statement)| StatementRef {
            layer,
            policy: position,
            policy_name: named.name.clone(),
            index: index + 1,
            sid: statement.sid.clone(),
            effect: statement.effect,
        }));
    }
    found
}

fn question<'a>(case: &Case<'a>, sender: &Sender<'a>) -> Request {
    let regions = sending_regions(case, &sender.path);
    let facts = PublishFacts {
        role_arn: sender.arn(),
        account: case.pool.account(),
        region: None,
        role_tags: role_tags(sender.role),
        organization: organization(case),
        now: moment(case),
    };
    let mut request = match sender.path {
        SmsPath::Sns { .. } => publish_question(&facts),
        SmsPath::EndUserMessaging { origination, .. } => send_text_message_question(&facts, origination),
    };
    let known = regions.iter().filter(|region| !region.is_empty());
    let candidates: Vec<_> = known.map(|region| Some(KeyValue::Single((*region).to_owned()))).collect();
    if !candidates.is_empty() {
        request.context.set(REQUESTED_REGION, Known::OneOf(candidates));
    }
    if case.pool.account().is_empty() {
        request.context.set("aws:PrincipalAccount", Known::Unknown);
    }
    request
}

/// The time of the snapshot.
pub(super) fn moment(case: &Case<'_>) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(case.now?).ok()
}

/// Whether the account is in an organization, and where in it.
pub(super) fn organization(case: &Case<'_>) -> Organization {
    let found = match &case.snapshot.organizations {
        Fact::Absent => return Organization::None,
        Fact::Known(found) => found,
        _ => return Organization::Unread,
    };
    let Some(id) = found.organization.known().and_then(|organization| text(organization, "Id")) else {
        return Organization::Unread;
    };
    Organization::Member { id: id.to_owned(), path: path(id, found) }
}

/// `o-…/r-…/ou-…/`, where every level above the account is known.
fn path(id: &str, found: &Organizations) -> Option<String> {
    let targets = found.targets.known()?;
    let (account, above) = targets.split_last()?;
    let starts_at_root = text(above.first()?, "Type") == Some("ROOT");
    if !starts_at_root || text(account, "Type") != Some("ACCOUNT") {
        return None;
    }
    let ids: Option<Vec<&str>> = above.iter().map(|target| text(target, "Id")).collect();
    Some(format!("{id}/{}/", ids?.join("/")))
}

/// Whether nothing that the organization attaches can bind the account: it is the management account, or the
/// organization only bundles the bills.
fn is_unbound(case: &Case<'_>, found: &Organizations) -> bool {
    let Some(organization) = found.organization.known() else { return false };
    let account = case.pool.account();
    (!account.is_empty() && text(organization, "MasterAccountId") == Some(account))
        || text(organization, "FeatureSet") == Some("CONSOLIDATED_BILLING")
}

/// Whether the account is known not to be the management account.
pub(super) fn is_member(case: &Case<'_>) -> bool {
    let organization = case.snapshot.organizations.known().and_then(|found| found.organization.known());
    let management = organization.and_then(|organization| text(organization, "MasterAccountId"));
    management.is_some_and(|management| management != case.pool.account())
}

/// The policies of one level of the organisation.
pub(super) struct Level<'a> {
    /// Those that can be evaluated.
    pub named: Vec<Named>,
    /// The same, as they were read.
    pub texts: Vec<PolicyText<'a>>,
    /// Those that were not read, or cannot be evaluated.
    pub hidden: Vec<Gap>,
    /// Where it is: `at the root of the organization`.
    pub place: String,
}

/// The organisation's policies of one kind.
pub(super) struct Control<'a> {
    /// Level by level, root first.
    pub levels: Vec<Level<'a>>,
    /// What was not read.
    pub gaps: Vec<Gap>,
}

/// The organization's control policies as far as they were read.
pub(super) fn control_levels<'a>(case: &Case<'a>, kind: Kind) -> Control<'a> {
    let what =
        if kind == Kind::ServiceControl { "service control policies" } else { "resource control policies" };
    let levels = case.snapshot.organizations.get(LIST_CONTROLS, false).and_then(|found| match found {
        None => Ok(None),
        Some(found) if is_unbound(case, found) => Ok(None),
        Some(found) if kind == Kind::ServiceControl => found.scps.get(LIST_CONTROLS, false),
        Some(found) => found.rcps.get(LIST_CONTROLS, false),
    });
    let levels = match levels {
        Ok(levels) => levels.map(Vec::as_slice).unwrap_or_default(),
        Err(gap) => {
            let reason = format!("{what} were not read ({})", gap.reason);
            return Control { levels: Vec::new(), gaps: vec![Gap { reason, ..gap }] };
        }
    };
    let organizations = case.snapshot.organizations.known();
    let targets =
        organizations.and_then(|found| found.targets.known()).map(Vec::as_slice).unwrap_or_default();
    let mut control = Control { levels: Vec::new(), gaps: Vec::new() };
    // Every level of an organization has a policy; one without any was not filled in.
    for (position, level) in levels.iter().enumerate().filter(|(_, level)| !level.is_empty()) {
        let mut texts = Vec::new();
        let mut unread = Vec::new();
        for element in level {
            match control_policy(element) {
                Ok(text) => texts.push(text),
                Err(gap) => unread.push(gap),
            }
        }
        let (named, texts, mut hidden) = read(texts, kind);
        hidden.extend(unread);
        let place = place_of(position, targets.get(position));
        control.gaps.extend(hidden.iter().cloned());
        control.levels.push(Level { named, texts, hidden, place });
    }
    control
}

/// How a sentence says at which level a policy is attached.
fn place_of(position: usize, target: Option<&Value>) -> String {
    let named = target.and_then(|target| Some((text(target, "Type")?, text(target, "Id")?)));
    match (named, position) {
        (Some(("ORGANIZATIONAL_UNIT", id)), _) => format!("at the organizational unit {id}"),
        (Some(("ACCOUNT", id)), _) => format!("at the account {id}"),
        (Some(("ROOT", _)), _) | (None, 0) => "at the root of the organization".to_owned(),
        _ => format!("at level {position} below the root of the organization"),
    }
}

fn control_policy(element: &Value) -> Result<PolicyText<'_>, Gap> {
    let source = "organizations:DescribePolicy";
    if let Some(unread) = Unread::in_place_of(element) {
        return Err(Gap::unread(&unread, false));
    }
    let name = ["PolicyName", "Name", "PolicyId", "Id"].iter().find_map(|member| text(element, member));
    let written = ["PolicyDocument", "Content", "Document"].iter().find_map(|member| at(element, member));
    let document = written.or_else(|| element.get("Statement").map(|_| element));
    let document = document.ok_or_else(|| Gap::not_asked(source, false))?;
    Ok(PolicyText { name: name.unwrap_or("(unnamed)"), source, document })
}
