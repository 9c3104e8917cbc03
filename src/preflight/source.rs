//! Where the evidence of a finding stands: what a request brings was not read from AWS.

use crate::change::{Operation, Request};
use crate::finding::{Evidence, Finding};
use crate::rules::Look;
use crate::snapshot::{Client, Fact, Snapshot, at};
use serde_json::Value;

/// Names the request as the source of every piece of evidence that stands in the pool as it would be and not in the pool
/// as it is.
pub(super) fn tell(findings: &mut [Finding], is: &Snapshot, would_be: &Snapshot, requests: &[Request]) {
    for evidence in findings.iter_mut().flat_map(|finding| &mut finding.evidence) {
        let held = place(is, evidence);
        let brought = held != place(would_be, evidence) && held.unwrap_or(&Value::Null) != &evidence.value;
        if brought || requests.iter().any(|request| is_policy_of(request, evidence)) {
            evidence.source = Look::REQUEST.to_owned();
        }
    }
}

/// What stands at the path of the evidence, where it is one in the pool, its MFA configuration or a client.
fn place<'a>(snapshot: &'a Snapshot, evidence: &Evidence) -> Option<&'a Value> {
    let of = |fact: &'a Fact<Value>| at(fact.known()?, &evidence.path);
    match evidence.source.as_str() {
        "cognito-idp:DescribeUserPool" => of(&snapshot.user_pool),
        "cognito-idp:GetUserPoolMfaConfig" => of(&snapshot.mfa_config),
        "cognito-idp:DescribeUserPoolClient" => {
            let (id, path) = evidence.path.split_once('.')?;
            let client = snapshot.clients.known()?.iter().find(|client| Client(client).id() == id)?;
            at(client, path)
        }
        _ => None,
    }
}

/// Whether the evidence is of the policy that the request writes.
fn is_policy_of(request: &Request, evidence: &Evidence) -> bool {
    match (request.operation, evidence.source.as_str()) {
        (Operation::PutRolePolicy, "iam:GetRolePolicy") => {
            request.text("PolicyName").is_some_and(|name| evidence.path.starts_with(&format!("{name} ")))
        }
        (Operation::UpdateAssumeRolePolicy, "iam:GetRole") => {
            evidence.path.starts_with("AssumeRolePolicyDocument")
        }
        _ => false,
    }
}
