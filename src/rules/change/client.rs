//! An app client, as a request gives it.

use super::super::{Check, Draft, Rule, Verdicts};
use super::{ChangeCase, REQUEST};
use crate::catalog;
use crate::change::Operation;
use crate::finding::Severity;
use crate::rules::words::joined;
use crate::snapshot::Gap;
use serde_json::Value;

pub(super) static RULES: &[Rule] = &[Rule {
    id: "CLI007",
    name: "auth-flow-names-mixed",
    factors: &[],
    severity: Severity::Error,
    errors: &[&catalog::AUTH_FLOW_NAMES_MIXED],
    title: "ExplicitAuthFlows mixes names that begin with ALLOW_ with the older ones",
    why: "The older names ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY and USER_PASSWORD_AUTH cannot stand beside the names that begin with ALLOW_.",
    fix: "Write all flows with ALLOW_.",
    docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html",
    looks_at: &[REQUEST],
    silent: "Where no --change is given, or the names are all of one kind.",
    check: Check::Change(names_mixed),
}];

const FLOWS: &str = "ExplicitAuthFlows";

fn names_mixed(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let flows = case.request.at(FLOWS).filter(|_| case.is(&[Operation::UpdateUserPoolClient]));
    let flows: Vec<&str> =
        flows.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let (new, old): (Vec<&str>, Vec<&str>) = flows.into_iter().partition(|flow| flow.starts_with("ALLOW_"));
    if new.is_empty() || old.is_empty() {
        return Verdicts::silent();
    }
    let id = case.request.text("ClientId").unwrap_or_default();
    let message = format!(
        "UpdateUserPoolClient gives client {id} {} beside names that begin with ALLOW_; AWS answers \
         InvalidParameterException",
        joined(&old)
    );
    let renamed = |flow: &&str| match *flow {
        "ADMIN_NO_SRP_AUTH" => "ALLOW_ADMIN_USER_PASSWORD_AUTH".to_owned(),
        "CUSTOM_AUTH_FLOW_ONLY" => "ALLOW_CUSTOM_AUTH".to_owned(),
        other => format!("ALLOW_{other}"),
    };
    let names: Vec<String> = old.iter().map(renamed).collect();
    Verdicts::one(
        Draft::new(case.arn(), message)
            .part(id)
            .requested(case, FLOWS)
            .fix(format!("Write {} instead.", joined(&names))),
    )
}
