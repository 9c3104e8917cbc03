//! The policies that bear on the SMS role, and what each layer of them answers.

use super::facts::{Sender, sender, sending_regions};
use super::statements::undecided;
use crate::iam::questions::{Organization, PublishFacts, publish_question, send_text_message_question};
use crate::iam::{
    Answer, Decision, Kind, Known, Layer, Named, Policy, Request, Value as KeyValue, decide_in,
};
use crate::rules::Case;
use crate::snapshot::{Fact, Gap, PolicyText, SmsPath, Unread, at, flag, text};
use serde_json::Value;
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
    /// The answer hangs on the Region that the call goes to, which AWS documents for the message, not for the key.
    pub by_region: bool,
}

impl Judged<'_> {
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
    /// The levels of service control policies, root first.
    pub scps: Vec<Judged<'a>>,
    /// What of the service control policies was not read.
    pub scp_gaps: Vec<Gap>,
    /// The simulator says that the organisation refuses, although no statement of it can be seen.
    pub organization_refuses: bool,
}

/// What the policies say; `None` where there is no role to judge.
pub(super) fn permission<'a>(case: &Case<'a>) -> Result<Option<Permission<'a>>, Gap> {
    let Some(sender) = sender(case)? else { return Ok(None) };
    let request = question(case, &sender);
    let (texts, gaps) = sender.facts.identity_policies();
    let identity = judged(&request, Layer::Identity, read(texts, Kind::Identity), gaps, true);
    let boundary = sender.facts.boundary().map(|text| {
        text.map(|text| judged(&request, Layer::Boundary, read(vec![text], Kind::Identity), Vec::new(), true))
    });
    let control = control_levels(case, Kind::ServiceControl);
    let judge_level = |(position, level): (usize, Level<'a>)| {
        let hidden = Vec::new();
        let readable = (level.named, level.texts, hidden);
        let mut judged = judged(&request, Layer::Scp(position), readable, Vec::new(), level.complete);
        if !level.complete {
            judged.open = judged.open.or_else(|| control.gaps.first().cloned());
        }
        judged
    };
    let scps = control.levels.into_iter().enumerate().map(judge_level).collect();
    let simulated = organizations_decision(sender.facts.simulation.known(), &request.action);
    let scp_gaps = if control.unread && simulated.is_some() { Vec::new() } else { control.gaps.clone() };
    Ok(Some(Permission {
        action: request.action,
        identity,
        boundary,
        scps,
        scp_gaps,
        organization_refuses: control.unread && simulated == Some(false),
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

fn judged<'a>(
    request: &Request,
    layer: Layer,
    readable: Readable<'a>,
    gaps: Vec<Gap>,
    complete: bool,
) -> Judged<'a> {
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
        Decision::ImplicitDeny => {
            answer.decision == Decision::ExplicitDeny && !(complete && hidden.is_empty())
        }
        _ => false,
    };
    Judged { texts, answer, open, hidden, by_region }
}

fn question(case: &Case<'_>, sender: &Sender<'_>) -> Request {
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

/// Whether the account is in an organisation.
pub(super) fn organization(case: &Case<'_>) -> Organization {
    match case.snapshot.organizations {
        Fact::Absent => Organization::None,
        _ => Organization::Unread,
    }
}

/// `Role.Tags`.
pub(super) fn role_tags(role: &Value) -> Vec<(String, String)> {
    let tags = at(role, "Tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let pair = |tag: &Value| Some((text(tag, "Key")?.to_owned(), tag.get("Value")?.as_str()?.to_owned()));
    tags.iter().filter_map(pair).collect()
}

/// The policies of one level of the organisation.
pub(super) struct Level<'a> {
    /// Those that can be evaluated.
    pub named: Vec<Named>,
    /// The same, as they were read.
    pub texts: Vec<PolicyText<'a>>,
    /// Whether all of the level were read.
    pub complete: bool,
}

/// The organisation's policies of one kind.
pub(super) struct Control<'a> {
    /// Level by level, root first.
    pub levels: Vec<Level<'a>>,
    /// What was not read.
    pub gaps: Vec<Gap>,
    /// Nothing of them was read.
    pub unread: bool,
}

/// The organisation's control policies as far as they were read.
pub(super) fn control_levels<'a>(case: &Case<'a>, kind: Kind) -> Control<'a> {
    let fact = case.snapshot.organizations.get(LIST_CONTROLS, false).and_then(|found| match found {
        None => Ok(None),
        Some(found) if kind == Kind::ServiceControl => found.scps.get(LIST_CONTROLS, false),
        Some(found) => found.rcps.get(LIST_CONTROLS, false),
    });
    let what =
        if kind == Kind::ServiceControl { "service control policies" } else { "resource control policies" };
    let levels = match fact {
        Ok(levels) => levels.map(Vec::as_slice).unwrap_or_default(),
        Err(gap) => {
            let reason = format!("{what} were not read ({})", gap.reason);
            let gap = Gap::never_read(LIST_CONTROLS, reason);
            return Control { levels: Vec::new(), gaps: vec![gap], unread: true };
        }
    };
    let mut control = Control { levels: Vec::new(), gaps: Vec::new(), unread: false };
    // Every level of an organisation has a policy; one without any was not filled in.
    for level in levels.iter().filter(|level| !level.is_empty()) {
        let mut texts = Vec::new();
        let before = control.gaps.len();
        for element in level {
            match control_policy(element) {
                Ok(text) => texts.push(text),
                Err(gap) => control.gaps.push(gap),
            }
        }
        let (named, texts, hidden) = read(texts, kind);
        control.gaps.extend(hidden);
        control.levels.push(Level { named, texts, complete: control.gaps.len() == before });
    }
    control
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

/// What the simulator says of the organisation's policies: absent for an account that is in none.
fn organizations_decision(simulation: Option<&Value>, action: &str) -> Option<bool> {
    let results = at(simulation?, "EvaluationResults")?.as_array()?;
    let result = results.iter().find(|result| {
        text(result, "EvalActionName").is_some_and(|name| name.eq_ignore_ascii_case(action))
    })?;
    match at(result, "OrganizationsDecisionDetail") {
        Some(detail) => flag(detail, "AllowedByOrganizations"),
        None => Some(true),
    }
}
