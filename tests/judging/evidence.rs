//! Taking evidence away never makes the doctor say more: no new error, no new `ready`, no silence without a gap.
//! And what carries no meaning (the order of members, members of tomorrow, how a policy is written) changes nothing.
use crate::fixture::Fixture;
use mfa_doctor::finding::{Factor, Severity};
use mfa_doctor::rules::{FactorVerdict, Judgement, Selection, Wishes, judge};
use mfa_doctor::snapshot::Snapshot;

use proptest::collection::vec;
use proptest::prelude::{any, prop_assert};
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Operations whose answers are core evidence.
const CORE: &[&str] = &[
    "cognito-idp:DescribeUserPool",
    "cognito-idp:GetUserPoolMfaConfig",
    "cognito-idp:ListUserPoolClients",
    "cognito-idp:DescribeUserPoolClient",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "cognito-idp:AdminGetUser",
];

/// How a part goes missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    Unread,
    Removed,
}

/// A part of a snapshot that may be missing: its JSON pointer, and the operation that reads it.
#[derive(Debug, Clone)]
struct Part {
    pointer: String,
    operation: &'static str,
    /// Lists lose elements only to `Unread`: a shorter list would be a false answer.
    removable: bool,
}

/// Every part of a snapshot that this document has.
fn parts(document: &Value) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |pointer: String, operation, removable| {
        if document.pointer(&pointer).is_some() {
            parts.push(Part { pointer, operation, removable });
        }
    };
    add("/MfaConfig".to_owned(), "cognito-idp:GetUserPoolMfaConfig", false);
    for (pointer, operation) in [
        ("/Clients", "cognito-idp:ListUserPoolClients"),
        ("/SmsRole", "iam:GetRole"),
        ("/SmsRole/Role", "iam:GetRole"),
        ("/SmsRole/InlinePolicies", "iam:ListRolePolicies"),
        ("/SmsRole/AttachedPolicies", "iam:ListAttachedRolePolicies"),
        ("/SmsRole/PermissionsBoundary", "iam:GetPolicyVersion"),
        ("/SmsRole/Simulation", "iam:SimulatePrincipalPolicy"),
        ("/Ses", "ses:GetAccount"),
        ("/Ses/Account", "ses:GetAccount"),
        ("/Ses/ConfigurationSet", "ses:GetConfigurationSet"),
        ("/Ses/ServiceLinkedRole", "iam:GetRole"),
        ("/WebAcl", "wafv2:GetWebACLForResource"),
        ("/LogDelivery", "cognito-idp:GetLogDeliveryConfiguration"),
        ("/Risk", "cognito-idp:DescribeRiskConfiguration"),
        ("/Risk/Pool", "cognito-idp:DescribeRiskConfiguration"),
        ("/Organizations", "organizations:ListPoliciesForTarget"),
        ("/Organizations/Scps", "organizations:ListPoliciesForTarget"),
        ("/Organizations/Rcps", "organizations:ListPoliciesForTarget"),
    ] {
        add(pointer.to_owned(), operation, true);
    }
    let keys = |pointer: &str| -> Vec<String> {
        let members = document.pointer(pointer).and_then(Value::as_object);
        members.into_iter().flat_map(Map::keys).map(|key| key.replace('~', "~0").replace('/', "~1")).collect()
    };
    let length = |pointer: &str| document.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
    for (list, operation) in [
        ("/Clients", "cognito-idp:DescribeUserPoolClient"),
        ("/SmsRole/InlinePolicies", "iam:GetRolePolicy"),
        ("/SmsRole/AttachedPolicies", "iam:GetPolicyVersion"),
    ] {
        (0..length(list)).for_each(|index| add(format!("{list}/{index}"), operation, false));
    }
    for kind in ["/Organizations/Scps", "/Organizations/Rcps"] {
        for level in 0..length(kind) {
            let level = format!("{kind}/{level}");
            let policies = length(&level);
            (0..policies).for_each(|at| add(format!("{level}/{at}"), "organizations:DescribePolicy", false));
        }
    }
    for region in keys("/Sms") {
        add(format!("/Sms/{region}"), "", true);
        add(format!("/Sms/{region}/Attributes"), "sns:GetSMSAttributes", true);
        add(format!("/Sms/{region}/SandboxStatus"), "sns:GetSMSSandboxAccountStatus", true);
    }
    add("/Sms".to_owned(), "", true);
    for identity in keys("/Ses/Identities") {
        add(format!("/Ses/Identities/{identity}"), "ses:GetEmailIdentity", true);
    }
    add("/Ses/Identities".to_owned(), "", true);
    for region in keys("/Sms") {
        add(format!("/Sms/{region}/OriginationNumbers"), "sns:ListOriginationNumbers", true);
    }
    add("/Users".to_owned(), "cognito-idp:AdminGetUser", false);
    for user in (0..length("/Users")).map(|index| format!("/Users/{index}")) {
        add(user.clone(), "cognito-idp:AdminGetUser", false);
        add(format!("{user}/User"), "cognito-idp:AdminGetUser", true);
        add(format!("{user}/AuthFactors"), "cognito-idp:AdminGetUserAuthFactors", true);
        add(format!("{user}/Devices"), "cognito-idp:AdminListDevices", true);
        add(format!("{user}/AuthEvents"), "cognito-idp:AdminListUserAuthEvents", true);
        add(format!("{user}/OptOut"), "sns:CheckIfPhoneNumberIsOptedOut", true);
        for region in keys(&format!("{user}/OptOut")) {
            add(format!("{user}/OptOut/{region}"), "sns:CheckIfPhoneNumberIsOptedOut", true);
        }
        add(format!("{user}/Suppression"), "ses:GetSuppressedDestination", true);
    }
    for client in keys("/Risk/Clients") {
        add(format!("/Risk/Clients/{client}"), "cognito-idp:DescribeRiskConfiguration", true);
    }
    parts
}

/// The document without the part.
fn lose(document: &mut Value, part: &Part, how: Loss) {
    let Some((parent, last)) = part.pointer.rsplit_once('/') else { return };
    if how == Loss::Removed || part.operation.is_empty() {
        let parent = document.pointer_mut(parent).and_then(Value::as_object_mut);
        let last = last.replace("~1", "/").replace("~0", "~");
        return drop(parent.map(|parent| parent.shift_remove(&last)));
    }
    let unread = json!({"Operation": part.operation, "Code": "AccessDenied", "Message": "not allowed"});
    if let Some(place) = document.pointer_mut(&part.pointer) {
        let mut kept = Map::new();
        for name in ["ClientId", "PolicyName", "PolicyArn", "Username"] {
            // An element keeps the name that its list gave.
            kept.extend(place.get(name).filter(|_| !part.removable).map(|id| (name.to_owned(), id.clone())));
        }
        kept.insert("Unread".to_owned(), unread);
        *place = Value::Object(kept);
    }
}

fn judged(document: &Value, wishes: &Wishes) -> Judgement {
    let snapshot = Snapshot::from_json(&document.to_string()).unwrap_or_else(|e| panic!("{e}:\n{document}"));
    judge(&snapshot, wishes, &Selection::default()).unwrap()
}

fn errors(judgement: &Judgement) -> BTreeSet<&'static str> {
    let found = judgement.findings.iter().filter(|finding| finding.severity == Severity::Error);
    found.map(|finding| finding.rule).collect()
}

/// What is wrong with a judgement on less evidence.
fn wrong(full: &Judgement, less: &Judgement) -> Vec<String> {
    let mut wrong = Vec::new();
    let blocked = |judgement: &Judgement, factor: Factor| {
        judgement.standings.iter().any(|s| s.factor == factor && s.verdict == Some(FactorVerdict::Blocked))
    };
    for rule in errors(less).difference(&errors(full)) {
        // What AWS reports of the role is a note beside the finding that says why; without the role it stands alone.
        if *rule == "SMS011" && blocked(full, Factor::Sms) {
            continue;
        }
        wrong.push(format!("{rule} is an error only without the evidence"));
    }
    for (before, after) in full.standings.iter().zip(&less.standings) {
        let ready = Some(FactorVerdict::Ready);
        if after.verdict == ready && before.verdict != ready {
            wrong.push(format!("{} became ready, was {:?}", after.factor, before.verdict));
        }
    }
    for finding in &full.findings {
        let same = |other: &mfa_doctor::finding::Finding| other.fingerprint == finding.fingerprint;
        let told = less.not_judged.iter().any(|entry| entry.rule == finding.rule);
        if !less.findings.iter().any(same) && !told {
            wrong.push(format!("{} fell silent ({})", finding.rule, finding.severity));
        }
    }
    for entry in &less.not_judged {
        let core = entry.needs.iter().any(|need| CORE.contains(&need.as_str()));
        // Where no factor waits for it, it decides nothing: the role of a pool that sends no SMS (OPS003 lists it all
        // the same), clients that may override the pool's risk settings.
        let aside = entry.factors.is_empty() || entry.rule == "OPS003" || entry.rule.starts_with("RSK");
        // The pool itself is never taken away here; it may leave something out.
        let aside = aside || entry.needs == ["cognito-idp:DescribeUserPool"];
        if core && !entry.core && !aside {
            wrong.push(format!("{} waits for {:?}, which is not called core", entry.rule, entry.needs));
        }
    }
    if less.complete == less.not_judged.iter().any(|entry| entry.core) {
        wrong.push("complete disagrees with not_judged".to_owned());
    }
    wrong
}

fn all_required() -> Wishes {
    Wishes { required: Factor::ALL.to_vec(), clients: Vec::new() }
}

/// Random numbers that are the same in every run.
fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn taking_evidence_away_proves_nothing_new() {
    let mut fixtures = Fixture::all();
    fixtures.push(Fixture::healthy());
    let loss = (any::<Index>(), any::<bool>());
    let strategy = (any::<Index>(), any::<bool>(), vec(loss, 1..5));
    let checked = runner(300).run(&strategy, |(fixture, strict, losses)| {
        let fixture = fixture.get(&fixtures);
        let document = fixture.document();
        let wishes = if strict { all_required() } else { fixture.wishes() };
        let parts = parts(&document);
        let mut less = document.clone();
        let mut lost = Vec::new();
        for (part, removed) in &losses {
            let part = part.get(&parts);
            let how = if *removed && part.removable { Loss::Removed } else { Loss::Unread };
            lose(&mut less, part, how);
            lost.push(format!("{} {how:?}", part.pointer));
        }
        let wrong = wrong(&judged(&document, &wishes), &judged(&less, &wishes));
        prop_assert!(wrong.is_empty(), "{} without {lost:?}:\n{}", fixture.path.display(), wrong.join("\n"));
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn without_a_deciding_fact_the_healthy_pool_is_incomplete() {
    let document = Fixture::healthy().document();
    for part in parts(&document) {
        let core = CORE.contains(&part.operation) || part.pointer.starts_with("/SmsRole/Role");
        let hows = [Some(Loss::Unread), part.removable.then_some(Loss::Removed)];
        // The healthy role has no boundary, and says so itself.
        if part.pointer == "/SmsRole/PermissionsBoundary" {
            continue;
        }
        let needed = core || part.pointer == "/SmsRole";
        for how in hows.into_iter().flatten() {
            let mut less = document.clone();
            lose(&mut less, &part, how);
            let judgement = judged(&less, &Wishes::default());
            assert_eq!(judgement.complete, !needed, "{} {how:?}: {:#?}", part.pointer, judgement.not_judged);
            assert!(judgement.findings.is_empty(), "{}: {:#?}", part.pointer, judgement.findings);
        }
    }
}

/// What is said, without the commands of fixes, which restate what stands there.
fn said(document: &Value, wishes: &Wishes) -> Value {
    let judgement = judged(document, wishes);
    let findings: Vec<Value> = judgement
        .findings
        .iter()
        .map(|f| {
            json!([f.rule, f.severity, f.factors, f.fingerprint, f.resource, f.message, f.errors, f.remedy])
        })
        .collect();
    let verdicts: Vec<Value> = judgement
        .standings
        .iter()
        .map(|s| json!([s.factor, s.offered, s.verdict.map(|v| v.as_str()), s.blocked_by, s.unproven_by]))
        .collect();
    json!([findings, judgement.not_judged, verdicts, judgement.complete])
}

/// Asserts that `rewrite` of a snapshot changes nothing of what is said.
fn changes_nothing(what: &str, rewrite: impl Fn(&mut Value, &str)) {
    // One of three, to hold the time: which third, is the same in every run.
    for fixture in Fixture::all().into_iter().skip(what.len() % 3).step_by(3) {
        let document = fixture.document();
        let mut rewritten = document.clone();
        rewrite(&mut rewritten, "");
        let wishes = fixture.wishes();
        let (before, after) = (said(&document, &wishes), said(&rewritten, &wishes));
        assert_eq!(before, after, "{what}: {}\n{rewritten}", fixture.path.display());
    }
}

#[test]
fn judging_is_deterministic() {
    changes_nothing("the same again", |_, _| {});
}

#[test]
fn the_order_of_members_changes_nothing() {
    fn reverse(value: &mut Value) {
        match value {
            Value::Array(elements) => elements.iter_mut().for_each(reverse),
            Value::Object(members) => {
                let old = std::mem::take(members);
                members.extend(old.into_iter().rev());
                members.values_mut().for_each(reverse);
            }
            _ => {}
        }
    }
    // Sentences may name things in the order in which they were written.
    for fixture in Fixture::all().into_iter().step_by(3) {
        let document = fixture.document();
        let mut reversed = document.clone();
        reverse(&mut reversed);
        let said = |document| {
            let mut said = said(document, &fixture.wishes());
            for finding in said[0].as_array_mut().unwrap() {
                finding
                    .as_array_mut()
                    .unwrap()
                    .retain(|word| !word.as_str().is_some_and(|w| w.contains(' ')));
            }
            said
        };
        assert_eq!(said(&document), said(&reversed), "{}\n{reversed}", fixture.path.display());
    }
}

#[test]
fn members_of_tomorrow_change_nothing() {
    /// Objects whose members are names and not AWS's: of Regions, identities, clients, tags.
    const NAMES: &[&str] = &["Sms", "Identities", "UserPoolTags", "Attributes", "attributes", "OptOut"];
    /// What is read strictly: a policy or a statement with an unknown member is one that nobody can evaluate.
    const STRICT: &[&str] = &[
        "AssumeRolePolicyDocument",
        "PolicyDocument",
        "Content",
        "Policies",
        "Rules",
        "Unread",
        "Rcps",
        "Scps",
    ];
    fn add(value: &mut Value, name: &str, parent: &str) {
        match value {
            Value::Array(elements) => elements.iter_mut().for_each(|element| add(element, name, parent)),
            Value::Object(members)
                if !STRICT.contains(&name) || name == "Policies" && parent == "UserPool" =>
            {
                members.iter_mut().for_each(|(member, value)| add(value, member, name));
                let by_name = NAMES.contains(&name) || (name == "Clients" && parent == "Risk");
                if !by_name {
                    members
                        .insert("MemberOfTomorrow".to_owned(), json!({"Enabled": true, "List": [1, null]}));
                }
            }
            _ => {}
        }
    }
    changes_nothing("unknown members", |document, name| add(document, name, ""));
}

/// Rewrites every policy document below `value`.
fn rewrite_policies(value: &mut Value, write: fn(&Value) -> String) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| rewrite_policies(element, write)),
        Value::Object(members) => {
            for (name, member) in members {
                let is_policy = ["AssumeRolePolicyDocument", "PolicyDocument"].contains(&name.as_str());
                if is_policy && member.is_object() {
                    *member = Value::String(write(member));
                } else {
                    rewrite_policies(member, write);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn how_a_policy_is_written_changes_nothing() {
    let percent = |document: &Value| {
        percent_encoding::utf8_percent_encode(&document.to_string(), percent_encoding::NON_ALPHANUMERIC)
            .to_string()
    };
    changes_nothing("as text", |document, _| rewrite_policies(document, Value::to_string));
    changes_nothing("percent-encoded", |document, _| rewrite_policies(document, percent));
}

/// Every path of the document, as JSON pointers.
fn pointers(value: &Value, so_far: &str, found: &mut Vec<String>) {
    let mut inner = |name: &str, value: &Value| {
        let pointer = format!("{so_far}/{}", name.replace('~', "~0").replace('/', "~1"));
        found.push(pointer.clone());
        pointers(value, &pointer, found);
    };
    match value {
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(at, element)| inner(&at.to_string(), element));
        }
        Value::Object(members) => members.iter().for_each(|(name, member)| inner(name, member)),
        _ => {}
    }
}

#[test]
fn a_value_of_a_wrong_kind_is_refused_or_proves_nothing_new() {
    let wrong_values = [
        json!(7),
        json!("text"),
        json!(true),
        json!([]),
        json!(["x"]),
        json!({}),
        json!({"x": 1}),
        json!([[{}]]),
    ];
    let fixtures = Fixture::all();
    let kind = |value: &Value| std::mem::discriminant(value);
    let strategy = (any::<Index>(), any::<Index>(), any::<Index>());
    let checked = runner(300).run(&strategy, |(fixture, pointer, value)| {
        let fixture = fixture.get(&fixtures);
        let document = fixture.document();
        let mut paths = Vec::new();
        pointers(&document, "", &mut paths);
        let (pointer, value) = (pointer.get(&paths), value.get(&wrong_values));
        let mut mutant = document.clone();
        let place = mutant.pointer_mut(pointer).unwrap();
        // Policies and statements of a web ACL have a grammar of their own.
        let has_grammar = pointer.contains("PolicyDocument") || pointer.contains("/Statement");
        if place.is_null() || kind(place) == kind(value) {
            return Ok(());
        }
        *place = value.clone();
        let Ok(snapshot) = Snapshot::from_json(&mutant.to_string()) else { return Ok(()) };
        let Ok(less) = judge(&snapshot, &all_required(), &Selection::default()) else { return Ok(()) };
        if !has_grammar {
            let wrong = wrong(&judged(&document, &all_required()), &less);
            prop_assert!(wrong.is_empty(), "{} {pointer} = {value}: {wrong:?}", fixture.path.display());
        }
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
}
