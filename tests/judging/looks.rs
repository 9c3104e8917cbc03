//! What the table says of its rules holds: the facts that they look at, and the errors that they lead to.
use crate::fixture::Fixture;
use mfa_doctor::catalog;
use mfa_doctor::rules::{self, Case, Check, Judgement, Look, Rule, Selection, Wishes, facts, judge};
use mfa_doctor::snapshot::Snapshot;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// What would settle more, and is not read: no rule looks at it.
const NOT_READ: &[&str] = &[
    "cloudtrail:LookupEvents",
    "cloudwatch:GetMetricStatistics",
    "kms:DescribeKey",
    "lambda:GetPolicy",
    "sms-voice:DescribeAccountAttributes",
    "sms-voice:DescribeOptedOutNumbers",
    "sms-voice:DescribeSpendLimits",
    "wafv2:DescribeManagedRuleGroup",
    "wafv2:GetRegexPatternSet",
    "wafv2:GetRuleGroup",
    "wafv2:GetSampledRequests",
];

/// What files made by hand name in a marker that stands for a whole part of the snapshot.
const WHOLE_PARTS: &[&str] = &[
    "organizations:ListPolicies",
    "ses:GetAccount",
    "sns:GetSMSAttributes",
    "sns:GetSMSSandboxAccountStatus",
];

type Judged = (Fixture, Snapshot, Wishes, Judgement);

/// Every fixture and the healthy pool, judged once for all tests.
fn judged() -> &'static [Judged] {
    static JUDGED: OnceLock<Vec<Judged>> = OnceLock::new();
    let judged = |fixture: Fixture| {
        let (snapshot, wishes) = (fixture.snapshot(), fixture.wishes());
        // Of a fixture with requests, the pool as they leave it.
        match fixture.preflight() {
            Some(looked) => (fixture, looked.after, wishes, looked.judgement),
            None => {
                let judgement = judge(&snapshot, &wishes, &Selection::default()).unwrap();
                (fixture, snapshot, wishes, judgement)
            }
        }
    };
    JUDGED.get_or_init(|| Fixture::all().into_iter().chain([Fixture::healthy()]).map(judged).collect())
}

fn rule(id: &str) -> &'static Rule {
    rules::find(id).unwrap()
}

#[test]
fn a_rule_names_every_operation_that_it_looks_at() {
    let mut wrong = BTreeSet::new();
    for (fixture, _, _, judgement) in judged() {
        for finding in &judgement.findings {
            for evidence in &finding.evidence {
                let named = rule(finding.rule).looks_at.iter().any(|look| look.operation == evidence.source);
                // What a request brings stands in no answer.
                let named = named || (evidence.source == Look::REQUEST && !fixture.changes().is_empty());
                if !named {
                    wrong.insert(format!("{}: evidence of {}", finding.rule, evidence.source));
                }
            }
        }
        for entry in &judgement.not_judged {
            let permissions = rule(&entry.rule).permissions();
            let known = |need: &&String| {
                permissions.contains(&need.as_str())
                    || NOT_READ.contains(&need.as_str())
                    || WHOLE_PARTS.contains(&need.as_str())
            };
            wrong.extend(
                entry
                    .needs
                    .iter()
                    .filter(|need| !known(need))
                    .map(|need| format!("{}: needs {need}", entry.rule)),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_place_that_a_rule_looks_at_is_found_somewhere() {
    let mut found: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    let all = rules::all().flat_map(|rule| rule.looks_at);
    // What is presented stands in no snapshot.
    let presented = [Look::TOKEN, Look::REQUEST, Look::TRACE];
    let all = all.filter(|look| !look.path.is_empty() && !presented.contains(&look.operation));
    let looks: BTreeMap<_, _> = all.map(|look| ((look.operation, look.path), look)).collect();
    for (fixture, snapshot, wishes, _) in judged() {
        let case = Case::of(snapshot, wishes).unwrap();
        for look in looks.values() {
            let read = facts(&case, look).unwrap_or_default();
            for fact in &read {
                assert!(
                    fact.source.contains(':') && !fact.path.is_empty(),
                    "{}: {fact:?}",
                    fixture.path.display()
                );
            }
            let there = read.iter().any(|fact| !fact.value.is_null());
            *found.entry((look.operation, look.path)).or_default() |= there;
        }
    }
    let never: Vec<_> = found.into_iter().filter(|(_, there)| !there).map(|(look, _)| look).collect();
    assert!(never.is_empty(), "{never:#?}");
}

#[test]
fn facts_and_findings_read_the_same() {
    let mut wrong = Vec::new();
    for (fixture, snapshot, wishes, judgement) in judged() {
        let case = Case::of(snapshot, wishes).unwrap();
        // A rule about a request reads the pool as it is, one about the pool what the requests leave.
        let as_it_is = fixture.snapshot();
        let before = Case::at(case.now, &as_it_is, wishes).unwrap();
        for finding in &judgement.findings {
            let (mut facts, _) = rule(finding.rule).facts(&case);
            let more = rule(finding.rule).facts(&before).0;
            facts.retain(|fact| more.contains(fact));
            for evidence in &finding.evidence {
                let same = |fact: &&mfa_doctor::finding::Evidence| {
                    fact.source == evidence.source && fact.path == evidence.path
                };
                let Some(fact) = facts.iter().find(same) else { continue };
                // A finding may name what an absent member stands for; AWS writes some numbers as text.
                let shown = |value: &Value| value.to_string().trim_matches('"').to_owned();
                if shown(&fact.value) != shown(&evidence.value) && !fact.value.is_null() {
                    wrong.push(format!("{}: {fact:?} {evidence:?}", fixture.path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn causes_and_rules_name_each_other() {
    let mut wrong = Vec::new();
    let causes = |error: &catalog::DocumentedError| -> Vec<&str> {
        error.causes.iter().filter_map(|cause| cause.rule).collect()
    };
    for rule in rules::all() {
        for error in rule.errors {
            if !causes(error).contains(&rule.id) {
                wrong.push(format!("{} leads to {}, which does not name it", rule.id, error.id));
            }
        }
    }
    for error in catalog::all() {
        for rule in causes(error).into_iter().filter_map(rules::find) {
            if !rule.errors.iter().any(|named| named.id == error.id) {
                wrong.push(format!("{} names {}, which does not lead to it", error.id, rule.id));
            }
        }
    }
    for (fixture, _, _, judgement) in judged() {
        for finding in &judgement.findings {
            for error in &finding.errors {
                if !rule(finding.rule).errors.iter().any(|named| named.id == error.id) {
                    wrong.push(format!("{}: {} {}", fixture.path.display(), finding.rule, error.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_facts_that_rule_a_cause_out_are_short_and_right() {
    let (fixture, wishes) = (Fixture::healthy(), Wishes::default());
    let snapshot = fixture.snapshot();
    let case = Case::at(None, &snapshot, &wishes).unwrap();
    let said = |id: &str, number: usize| -> Vec<String> {
        let (facts, _) = rule(id).facts(&case);
        facts.iter().take(number).map(|fact| format!("{} = {}", fact.path, fact.value)).collect()
    };
    let document: Value = fixture.document();
    let id = &document["UserPool"]["SmsConfiguration"]["ExternalId"];
    assert_eq!(
        said("SMS006", 2),
        [
            format!("SmsConfiguration.ExternalId = {id}"),
            format!("AssumeRolePolicyDocument statement 1 Condition StringEquals sts:ExternalId = {id}"),
        ]
    );
    assert_eq!(said("TOT001", 1), ["SoftwareTokenMfaConfiguration.Enabled = true"]);
}

#[test]
fn what_a_rule_says_of_a_recording_stands_where_it_looks() {
    let mut wrong = BTreeSet::new();
    // What is said of a token that stands in a recording is what is said of tokens.
    let reads = |id: &str| matches!(rule(id).check, Check::Trace(_) | Check::PoolAndTrace { .. });
    for fixture in Fixture::all() {
        let Some(said) = fixture.judge_trace(&fixture.snapshot()) else { continue };
        for finding in said.findings.iter().filter(|finding| reads(finding.rule)) {
            assert!(!finding.steps.is_empty(), "{}: {finding:?}", fixture.path.display());
            let looks = |source: &str| {
                source == Look::TRACE
                    || rule(finding.rule).looks_at.iter().any(|look| look.operation == source)
            };
            let strange = finding.evidence.iter().filter(|evidence| !looks(&evidence.source));
            wrong
                .extend(strange.map(|evidence| format!("{}: evidence of {}", finding.rule, evidence.source)));
        }
        for entry in said.not_judged.iter().filter(|entry| reads(&entry.rule)) {
            let permissions = rule(&entry.rule).permissions();
            let strange = entry
                .needs
                .iter()
                .filter(|need| !need.starts_with("trace:") && !permissions.contains(&need.as_str()));
            wrong.extend(strange.map(|need| format!("{}: needs {need}", entry.rule)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
