//! The rules of a web ACL in the order in which AWS WAF applies them to one kind of request.

use super::reach::{Chance, Reach, reach};
use crate::snapshot::{at, text};
use serde_json::Value;

/// What a rule does to a request that it matches, as far as it can stop it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// A puzzle.
    Captcha,
    /// A silent test of the browser.
    Challenge,
    /// A refusal.
    Block,
    /// Whatever the rules of a group do that was not read.
    Group,
}

impl Effect {
    /// The member of `Action` that stands for it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Effect::Captcha => "Captcha",
            Effect::Challenge => "Challenge",
            Effect::Block => "Block",
            Effect::Group => "OverrideAction",
        }
    }
}

/// What one rule does to the requests of an operation that reach it.
#[derive(Debug, Clone)]
pub(super) struct Step<'a> {
    /// The rule; `None` for the web ACL's default action.
    pub rule: Option<&'a Value>,
    /// Where it stands: `Rules[2].Action`.
    pub path: String,
    /// The rule's name; with that of the group's rule where an override gives the effect.
    pub name: String,
    /// What it does.
    pub effect: Effect,
    /// Which requests it does that to, of those that earlier rules let through.
    pub reach: Reach,
    /// The managed group's name, or the ARN of one's own.
    pub group: Option<&'a str>,
}

/// Managed rule groups of AWS all of whose rules block or count.
///
/// Source: <https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html>
const PLAIN_GROUPS: &[&str] = &[
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesAdminProtectionRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
    "AWSManagedRulesLinuxRuleSet",
    "AWSManagedRulesUnixRuleSet",
    "AWSManagedRulesWindowsRuleSet",
    "AWSManagedRulesPHPRuleSet",
    "AWSManagedRulesWordPressRuleSet",
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesAnonymousIpList",
];

/// The group that looks for bots.
pub(super) const BOT_CONTROL: &str = "AWSManagedRulesBotControlRuleSet";

/// Every way in which `acl` may stop requests for `operation`.
pub(super) fn walk<'a>(acl: &'a Value, operation: &str) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    let mut arriving = Reach::all();
    for (rule, path) in in_order(acl) {
        for mut step in steps_of(rule, &path, operation) {
            let ends = step.effect == Effect::Block;
            let through = Reach { hit: step.reach.miss, miss: step.reach.hit, ..step.reach.clone() };
            step.reach = step.reach.and(arriving.clone());
            if step.reach.hit != Chance::Never {
                steps.push(step);
            }
            if ends {
                arriving = arriving.and(through);
            }
        }
        if at(rule, "Action.Allow").is_some() {
            let allowed = statement_of(rule, operation);
            arriving = arriving.and(Reach { hit: allowed.miss, miss: allowed.hit, ..allowed });
        }
    }
    if at(acl, "DefaultAction.Block").is_some() && arriving.hit != Chance::Never {
        let (path, name) = ("DefaultAction".to_owned(), "the default action".to_owned());
        steps.push(Step { rule: None, path, name, effect: Effect::Block, reach: arriving, group: None });
    }
    steps
}

/// Firewall Manager's first groups, the web ACL's own rules by priority, Firewall Manager's last groups.
fn in_order(acl: &Value) -> Vec<(&Value, String)> {
    let mut ordered = Vec::new();
    for member in ["PreProcessFirewallManagerRuleGroups", "Rules", "PostProcessFirewallManagerRuleGroups"] {
        let rules = at(acl, member).and_then(Value::as_array).into_iter().flatten().enumerate();
        let mut rules: Vec<(usize, &Value)> = rules.collect();
        rules.sort_by_key(|(_, rule)| rule.get("Priority").and_then(Value::as_i64));
        ordered.extend(rules.into_iter().map(|(index, rule)| (rule, format!("{member}[{index}]"))));
    }
    ordered
}

fn statement_of(rule: &Value, operation: &str) -> Reach {
    reach(at(rule, "Statement").unwrap_or(&Value::Null), operation)
}

fn steps_of<'a>(rule: &'a Value, path: &str, operation: &str) -> Vec<Step<'a>> {
    let name = text(rule, "Name").unwrap_or(path);
    if let Some(group) = group_of(rule) {
        return steps_of_group(rule, group, path, name, operation);
    }
    let effect = [Effect::Captcha, Effect::Challenge, Effect::Block]
        .into_iter()
        .find(|effect| at(rule, &format!("Action.{}", effect.as_str())).is_some());
    let Some(effect) = effect else { return Vec::new() };
    let (path, name) = (format!("{path}.Action"), name.to_owned());
    vec![Step { rule: Some(rule), path, name, effect, reach: statement_of(rule, operation), group: None }]
}

/// The statement that refers to a rule group: kind and body.
pub(super) fn group_of(rule: &Value) -> Option<(&str, &Value)> {
    let statement = at(rule, "Statement").or_else(|| at(rule, "FirewallManagerStatement"))?;
    let kinds = ["ManagedRuleGroupStatement", "RuleGroupReferenceStatement"];
    kinds.into_iter().find_map(|kind| Some((kind, at(statement, kind)?)))
}

fn steps_of_group<'a>(
    rule: &'a Value,
    (kind, body): (&str, &'a Value),
    path: &str,
    name: &str,
    operation: &str,
) -> Vec<Step<'a>> {
    if at(rule, "OverrideAction.Count").is_some() {
        return Vec::new();
    }
    let scope = at(body, "ScopeDownStatement").map_or_else(Reach::all, |scope| reach(scope, operation));
    let group = text(body, "Name").or_else(|| text(body, "ARN"));
    let mut steps = Vec::new();
    let overrides = at(body, "RuleActionOverrides").and_then(Value::as_array).into_iter().flatten();
    for (index, overriding) in overrides.enumerate() {
        for effect in [Effect::Captcha, Effect::Challenge] {
            if at(overriding, &format!("ActionToUse.{}", effect.as_str())).is_none() {
                continue;
            }
            // Which requests the group's rule matches is the group's business: some, at times.
            let seldom = Reach { hit: Chance::Seldom, miss: Chance::Sure, ..Reach::all() };
            let rule_name = text(overriding, "Name").unwrap_or("?");
            steps.push(Step {
                rule: Some(rule),
                path: format!("{path}.Statement.{kind}.RuleActionOverrides[{index}].ActionToUse"),
                name: format!("{name} ({rule_name})"),
                effect,
                reach: scope.clone().and(seldom),
                group,
            });
        }
    }
    let needs =
        if kind == "RuleGroupReferenceStatement" { "GetRuleGroup" } else { "DescribeManagedRuleGroup" };
    let hidden = Reach { hit: Chance::Unclear, miss: Chance::Unclear, ..Reach::all() };
    let hidden = Reach { needs: vec![format!("wafv2:{needs}")], ..hidden };
    if !is_plain(kind, body) {
        steps.push(Step {
            rule: Some(rule),
            path: format!("{path}.Statement.{kind}"),
            name: name.to_owned(),
            effect: Effect::Group,
            reach: scope.and(hidden),
            group,
        });
    }
    steps
}

/// Whether no rule of the group asks for a CAPTCHA or a challenge by itself.
fn is_plain(kind: &str, body: &Value) -> bool {
    if kind != "ManagedRuleGroupStatement" || text(body, "VendorName") != Some("AWS") {
        return false;
    }
    let name = text(body, "Name").unwrap_or("");
    PLAIN_GROUPS.contains(&name) || (name == BOT_CONTROL && !is_targeted(body))
}

/// The common level of Bot Control, which stands where no level is given, only blocks.
fn is_targeted(body: &Value) -> bool {
    let configs = at(body, "ManagedRuleGroupConfigs").and_then(Value::as_array).into_iter().flatten();
    let path = format!("{BOT_CONTROL}.InspectionLevel");
    configs.into_iter().any(|config| text(config, &path) == Some("TARGETED"))
}

/// Whether each of `rules` of the group was excluded or given another action than to block.
pub(super) fn block_no_more(body: &Value, rules: &[&str]) -> bool {
    let named = |member: &str| at(body, member).and_then(Value::as_array).into_iter().flatten();
    let is = |rule: &Value, name: &str| text(rule, "Name") == Some(name);
    rules.iter().all(|name| {
        named("ExcludedRules").any(|rule| is(rule, name))
            || named("RuleActionOverrides")
                .any(|rule| is(rule, name) && at(rule, "ActionToUse.Block").is_none())
    })
}
