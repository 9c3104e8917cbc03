//! What IAM's policy simulator says of the role, beside what the policies' text says.
//!
//! It is a second opinion, never the only one: it knows no phone numbers, is told only the condition keys that are
//! known, and AWS documents that it can differ from the live service. The one thing that it sees and a member account
//! does not is the organization: there its word counts.

use super::policies::{Judged, Permission, SIMULATE};
use super::statements::{place, places};
use crate::finding::Evidence;
use crate::iam::{Decision, Effect, StatementRef};
use crate::rules::Draft;
use crate::snapshot::{Gap, at, flag, text};
use serde_json::Value;

/// What really happened settles what the simulator does not.
const EVENTS: &str = "cloudtrail:LookupEvents";

/// The results of `SimulatePrincipalPolicy` for one action: one, or one for each Region that may send.
pub(super) struct Simulated<'a> {
    results: Vec<&'a Value>,
}

impl<'a> Simulated<'a> {
    /// `None` where the simulator was not asked about the action.
    pub fn of(simulation: Option<&'a Value>, action: &str) -> Option<Simulated<'a>> {
        let results = at(simulation?, "EvaluationResults")?.as_array()?.iter();
        let about = |result: &&Value| {
            text(result, "EvalActionName").is_some_and(|name| name.eq_ignore_ascii_case(action))
                && text(result, "EvalDecision").is_some()
        };
        let results: Vec<&Value> = results.filter(about).collect();
        (!results.is_empty()).then_some(Simulated { results })
    }

    /// Whether it allows the call; `None` where its results differ.
    pub fn allows(&self) -> Option<bool> {
        unanimous(self.results.iter().map(|result| Some(text(result, "EvalDecision") == Some("allowed"))))
    }

    /// Whether the organization's service control policies allow the call, where the simulator says so of each result.
    /// An account without organization gets no such word, and neither do resources that are no matter of one.
    pub fn organization_allows(&self) -> Option<bool> {
        let said = |result: &&Value| flag(result, "OrganizationsDecisionDetail.AllowedByOrganizations");
        unanimous(self.results.iter().map(said))
    }

    /// What it says, as a sentence shows it.
    pub fn words(&self) -> String {
        let mut details = Vec::new();
        if let Some(allows) = self.organization_allows() {
            details.push(format!("AllowedByOrganizations {allows}"));
        }
        let matched = self.listed(|result| {
            let matched = at(result, "MatchedStatements").and_then(Value::as_array).into_iter().flatten();
            matched.filter_map(|statement| text(statement, "SourcePolicyId")).collect()
        });
        if !matched.is_empty() {
            details.push(format!("MatchedStatements of {}", matched.join(", ")));
        }
        let missing = self.listed(|result| texts(result, "MissingContextValues"));
        if !missing.is_empty() {
            details.push(format!("MissingContextValues {}", missing.join(", ")));
        }
        let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) };
        format!("{}{details}", self.decisions())
    }

    fn decisions(&self) -> String {
        self.listed(|result| text(result, "EvalDecision").into_iter().collect()).join(" or ")
    }

    /// What it says, as evidence.
    pub fn evidence(&self) -> Vec<Evidence> {
        let mut evidence = vec![Evidence::new(SIMULATE, "EvaluationResults.EvalDecision", self.decisions())];
        if let Some(allows) = self.organization_allows() {
            let path = "EvaluationResults.OrganizationsDecisionDetail.AllowedByOrganizations";
            evidence.push(Evidence::new(SIMULATE, path, allows));
        }
        evidence
    }

    /// Every text that some result has, once.
    fn listed(&self, of: impl Fn(&'a Value) -> Vec<&'a str>) -> Vec<&'a str> {
        let mut listed: Vec<&str> = Vec::new();
        for found in self.results.iter().flat_map(|result| of(result)) {
            if !listed.contains(&found) {
                listed.push(found);
            }
        }
        listed
    }
}

fn texts<'a>(result: &'a Value, member: &str) -> Vec<&'a str> {
    let list = at(result, member).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

fn unanimous(mut said: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let first = said.next()??;
    said.all(|other| other == Some(first)).then_some(first)
}

/// Adds to what a layer leaves open what the simulator says of the whole.
pub(super) fn beside(judged: &mut Judged<'_>, simulated: Option<&Simulated<'_>>) {
    let (Some(simulated), Some(open)) = (simulated, judged.open.as_mut()) else { return };
    if judged.answer.decision == Decision::Indeterminate {
        open.reason.push_str(&format!("; IAM's simulator says {}", simulated.words()));
        if open.needs == [SIMULATE] {
            open.needs = vec![EVENTS.to_owned()];
        }
    }
}

/// What the simulator says beside a finding; where it contradicts without an excuse, that too.
pub(super) fn confront(draft: Draft, permission: &Permission<'_>) -> Draft {
    let Some(simulated) = &permission.simulated else { return draft };
    let mut draft = draft.with_evidence(simulated.evidence());
    if simulated.allows() == Some(true) && permission.about_arns().is_empty() {
        let doubt = "IAM's policy simulator, which allows it, knows better";
        draft.false_alarm_if = Some(match draft.false_alarm_if.take() {
            Some(condition) => format!("{condition}, or {doubt}"),
            None => doubt.to_owned(),
        });
    }
    draft
}

/// The policies allow the call as far as they were read, and the simulator does not: neither is believed, unless the
/// simulator was asked about something else than an SMS.
pub(super) fn disagreement(permission: &Permission<'_>) -> Option<Gap> {
    let simulated = permission.simulated.as_ref()?;
    if simulated.allows() != Some(false) || !permission.allows() {
        return None;
    }
    let allows = permission.identity.answer.statements.iter();
    let allows: Vec<&StatementRef> = allows.filter(|statement| statement.effect == Effect::Allow).collect();
    let both = format!(
        "the policies allow {} ({}), and IAM's simulator says {}",
        permission.action,
        places(&allows),
        simulated.words()
    );
    let about_arns = permission.about_arns();
    match about_arns.first() {
        None => Some(Gap::never_read(EVENTS, both)),
        Some(statement) => {
            let excuse = "the simulator knows no phone numbers, which differ from ARNs for";
            let excuse = format!("{both}; {excuse} {}", place(statement));
            Some(Gap::never_read(EVENTS, excuse).aside())
        }
    }
}
