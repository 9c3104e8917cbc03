//! The web ACL, as a request gives it.

use super::super::{Check, Draft, Rule, Verdicts};
use super::{ChangeCase, REQUEST};
use crate::change::Operation;
use crate::finding::Severity;
use crate::rules::looks;
use crate::snapshot::{Fact, Gap, text};
use serde_json::Value;

/// The groups of AWS WAF Fraud Control that take over the login and sign-up pages of an application.
const ATP: &str = "AWSManagedRulesATPRuleSet";

pub(super) static RULES: &[Rule] = &[Rule {
    id: "WAF003",
    name: "account-takeover-group-in-web-acl",
    factors: &[],
    severity: Severity::Error,
    errors: &[],
    title: "The web ACL is to hold the account takeover prevention group, which user pools cannot have",
    why: "AWS WAF does not associate a web ACL that uses account takeover prevention (AWSManagedRulesATPRuleSet) with a user pool.",
    fix: "Leave AWSManagedRulesATPRuleSet out; Cognito's own threat protection does the like in the PLUS plan.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html",
    looks_at: &[REQUEST, looks::ACL_RULES],
    silent: "Where no --change with an UpdateWebACL is given, the web ACL is not the pool's, or it does not hold the group.",
    check: Check::Change(holds_atp),
}];

fn holds_atp(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    if !case.is(&[Operation::UpdateWebAcl]) {
        return Verdicts::silent();
    }
    let rules = case.request.at("Rules").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let named = |rule: &&Value| holds(rule.get("Statement").unwrap_or(&Value::Null));
    let Some(rule) = rules.iter().find(named) else { return Verdicts::silent() };
    let held = match &case.before.snapshot.web_acl {
        Fact::Known(acl) => acl,
        Fact::Absent => return Verdicts::silent(),
        fact => return fact.get("wafv2:GetWebACLForResource", false).and_then(|_| Verdicts::silent()),
    };
    // Of another web ACL nobody says that it is to guard this pool.
    if !case.request.is_for_web_acl(held) {
        return Verdicts::silent();
    }
    let name = text(rule, "Name").unwrap_or("(unnamed)");
    let message = format!(
        "UpdateWebACL puts {ATP} (rule {name}) into the web ACL of {}; AWS WAF has no account takeover prevention for \
         user pools and refuses it",
        case.pool_words()
    );
    Verdicts::one(Draft::new(case.arn(), message).requested(case, "Rules"))
}

/// Whether a statement names the group, at any depth.
fn holds(statement: &Value) -> bool {
    match statement {
        Value::Object(members) => {
            let group = statement.get("ManagedRuleGroupStatement");
            let is_atp = group.is_some_and(|group| {
                text(group, "Name") == Some(ATP)
                    && text(group, "VendorName").is_none_or(|vendor| vendor == "AWS")
            });
            is_atp || members.values().any(holds)
        }
        Value::Array(elements) => elements.iter().any(holds),
        _ => false,
    }
}
