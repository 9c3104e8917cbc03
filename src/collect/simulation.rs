//! What IAM's policy simulator says of the SMS role: the answer of another judge to the question of the rules.

use super::call::{Call, fact};
use super::pages::Pages;
use super::reading::put;
use super::role::{Iam, next_page};
use crate::iam::questions::{Organization, PublishFacts, publish_question, send_text_message_question};
use crate::iam::{Request, Resource, context_entries};
use crate::permissions::SIMULATE;
use crate::snapshot::{Fact, Unread, role_tags};
use aws_sdk_iam::types::{
    ContextEntry, ContextKeyTypeEnum, EvaluationResult, PolicyEvaluationDecisionType, Position,
    ResourceSpecificResult, Statement,
};
use futures_util::future::try_join_all;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use time::OffsetDateTime;

/// How the pool sends SMS, as far as the role's policies ask.
#[derive(Debug)]
pub(super) struct Sending {
    /// The role.
    pub role_arn: String,
    /// The account of role and pool.
    pub account: String,
    /// The Regions that may send.
    pub regions: Vec<String>,
    /// With AWS End User Messaging its `OriginationIdentity`; else Amazon SNS carries the messages.
    pub end_user_messaging: Option<Option<String>>,
}

impl Sending {
    /// What the simulation hangs on besides the role.
    pub fn key(&self) -> String {
        format!("{:?}", (&self.account, &self.regions, &self.end_user_messaging))
    }
}

/// `SimulatePrincipalPolicy` for each Region that may send, the results in one list.
///
/// A role's tags are keys of its calls; without them a policy about tags would refuse in the simulation alone.
pub(super) async fn read(iam: Iam<'_>, sending: &Sending, role: &Value) -> Fact<Value> {
    let tags = role_tags(role);
    let now = OffsetDateTime::now_utc();
    let in_region = |region: &str| {
        let facts = PublishFacts {
            role_arn: &sending.role_arn,
            account: &sending.account,
            region: Some(region).filter(|region| !region.is_empty()),
            role_tags: tags.clone(),
            organization: Organization::Unread,
            now: Some(now),
        };
        match &sending.end_user_messaging {
            None => publish_question(&facts),
            Some(origination) => send_text_message_question(&facts, origination.as_deref()),
        }
    };
    let requests: Vec<Request> = sending.regions.iter().map(|region| in_region(region)).collect();
    let asked = requests.iter().map(|request| simulate(iam, &sending.role_arn, request, &tags));
    fact(try_join_all(asked).await.map(|results| {
        let results: Vec<Value> = results.into_iter().flatten().collect();
        json!({"EvaluationResults": results, "IsTruncated": false})
    }))
}

async fn simulate(
    iam: Iam<'_>,
    role: &str,
    request: &Request,
    tags: &[(String, String)],
) -> Result<Vec<Value>, Unread> {
    let entries = context_entries(request, tags).into_iter().map(|entry| {
        ContextEntry::builder()
            .context_key_name(entry.name)
            .context_key_type(ContextKeyTypeEnum::from(entry.kind))
            .set_context_key_values(Some(entry.values))
            .build()
    });
    let entries: Vec<ContextEntry> = entries.collect();
    // The simulator takes ARNs only, so it is asked about any resource where a phone number is meant.
    let resource = match &request.resource {
        Resource::Arn(arn) => arn.as_str(),
        Resource::NotAnArn | Resource::None => "*",
    };
    let mut results = Vec::new();
    let mut marker: Option<String> = None;
    let mut pages = Pages::of(SIMULATE);
    loop {
        let page = iam.ask(SIMULATE, async |call| {
            let asked = iam
                .client
                .simulate_principal_policy()
                .policy_source_arn(role)
                .action_names(&request.action)
                .resource_arns(resource)
                .set_context_entries(Some(entries.clone()))
                .set_marker(marker.clone());
            let sent = asked.customize().interceptor(call.capture()).send().await;
            let page = call.xml(sent, &["EvalDecision"])?;
            let shown = page.evaluation_results().iter().map(|result| shown(result, call));
            Ok((shown.collect::<Vec<Value>>(), page.is_truncated, page.marker))
        });
        let (page, is_truncated, next) = page.await?;
        pages.turn(&page, next.as_deref())?;
        results.extend(page);
        if !next_page(is_truncated, next, &mut marker, SIMULATE)? {
            return Ok(results);
        }
    }
}

fn shown(result: &EvaluationResult, call: &Call) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "EvalActionName", Some(result.eval_action_name()));
    put(&mut shown, "EvalResourceName", result.eval_resource_name());
    put(&mut shown, "EvalDecision", Some(result.eval_decision().as_str()));
    put(&mut shown, "MatchedStatements", statements(result.matched_statements.as_deref()));
    put(&mut shown, "MissingContextValues", result.missing_context_values.clone());
    // The parser takes a flag that is not there for false.
    let organizations = result
        .organizations_decision_detail()
        .filter(|_| call.holds("AllowedByOrganizations"))
        .map(|detail| json!({"AllowedByOrganizations": detail.allowed_by_organizations()}));
    put(&mut shown, "OrganizationsDecisionDetail", organizations);
    let boundary = result.permissions_boundary_decision_detail();
    put(&mut shown, "PermissionsBoundaryDecisionDetail", boundary_detail(boundary, call));
    put(&mut shown, "EvalDecisionDetails", details(result.eval_decision_details()));
    let specific = result.resource_specific_results.as_ref();
    let specific =
        specific.map(|results| results.iter().map(|one| shown_for_resource(one, call)).collect::<Value>());
    put(&mut shown, "ResourceSpecificResults", specific);
    Value::Object(shown)
}

fn shown_for_resource(result: &ResourceSpecificResult, call: &Call) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "EvalResourceName", Some(result.eval_resource_name()));
    put(&mut shown, "EvalResourceDecision", Some(result.eval_resource_decision().as_str()));
    put(&mut shown, "MatchedStatements", statements(result.matched_statements.as_deref()));
    put(&mut shown, "MissingContextValues", result.missing_context_values.clone());
    put(&mut shown, "EvalDecisionDetails", details(result.eval_decision_details()));
    let boundary = result.permissions_boundary_decision_detail();
    put(&mut shown, "PermissionsBoundaryDecisionDetail", boundary_detail(boundary, call));
    Value::Object(shown)
}

fn boundary_detail(
    detail: Option<&aws_sdk_iam::types::PermissionsBoundaryDecisionDetail>,
    call: &Call,
) -> Option<Value> {
    let detail = detail.filter(|_| call.holds("AllowedByPermissionsBoundary"))?;
    Some(json!({"AllowedByPermissionsBoundary": detail.allowed_by_permissions_boundary()}))
}

fn statements(matched: Option<&[Statement]>) -> Option<Value> {
    let position = |position: &Position| json!({"Line": position.line(), "Column": position.column()});
    let one = |statement: &Statement| {
        let mut shown = Map::new();
        put(&mut shown, "SourcePolicyId", statement.source_policy_id());
        put(&mut shown, "SourcePolicyType", statement.source_policy_type().map(|kind| kind.as_str()));
        put(&mut shown, "StartPosition", statement.start_position().map(position));
        put(&mut shown, "EndPosition", statement.end_position().map(position));
        Value::Object(shown)
    };
    matched.map(|matched| matched.iter().map(one).collect())
}

/// Sorted: the parser's map has no order of its own.
fn details(details: Option<&HashMap<String, PolicyEvaluationDecisionType>>) -> Option<Value> {
    let sorted: BTreeMap<&String, &str> = details?.iter().map(|(name, said)| (name, said.as_str())).collect();
    Some(json!(sorted))
}
