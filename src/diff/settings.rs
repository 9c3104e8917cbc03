//! What the places that rules look at hold on either side.

use super::clients::{Named, paired, unpaired};
use super::essence::Own;
use super::treatment::Treatment;
use crate::finding::Evidence;
use crate::rules::{Case, Look, all, facts};
use crate::snapshot::Gap;
use serde_json::Value;

const DESCRIBE_CLIENT: &str = "cognito-idp:DescribeUserPoolClient";

/// A setting that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// What stands there on each side, as far as the other side has not the same.
    pub values: [Vec<Evidence>; 2],
}

impl Setting {
    /// Whether `fact` stands on this side, or in something that stands there.
    pub(super) fn holds(&self, side: usize, fact: &Evidence) -> bool {
        let within = |whole: &str, part: &str| {
            part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '.']))
        };
        self.values[side].iter().any(|value| value.source == fact.source && within(&value.path, &fact.path))
    }
}

/// An operation whose answer could not be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unseen {
    /// The operations that would tell.
    pub needs: Vec<String>,
    /// Why it was not read on each side; `None` where it was.
    pub reasons: [Option<String>; 2],
}

/// What differs, in the order of the table of rules, and what could not be compared.
pub(super) fn differing(cases: [&Case<'_>; 2]) -> (Vec<Setting>, Vec<Unseen>) {
    let clients = paired(cases);
    let own = [0, 1].map(|side| Own::of(cases[side], &clients[side]));
    let mut settings = Vec::new();
    let mut unseen = Vec::new();
    settings.extend(unpaired(cases, &clients).map(|values| Setting { values }));
    for group in places() {
        let treatment = Treatment::of(&group[0]);
        let read = [0, 1].map(|side| {
            let found: Result<Vec<_>, Gap> =
                group.iter().map(|look| facts_of(cases[side], &clients[side], look)).collect();
            found.map(|found| found.into_iter().flatten().collect::<Vec<_>>())
        });
        match read {
            [Ok(a), Ok(b)] => {
                // Nothing at all on one side means that there is nothing to be asked about.
                if a.is_empty() || b.is_empty() {
                    continue;
                }
                let [in_a, in_b] = [(&a, &own[0]), (&b, &own[1])].map(|(facts, own)| {
                    facts.iter().map(|fact| compared(own, &group[0], fact, treatment)).collect::<Vec<_>>()
                });
                let values = [surplus(a, &in_a, &in_b), surplus(b, &in_b, &in_a)];
                if values.iter().any(|values| !values.is_empty()) {
                    settings.push(Setting { values });
                }
            }
            read => {
                let gaps = read.map(Result::err);
                let needs = gaps.iter().flatten().next().map(|gap| gap.needs.clone()).unwrap_or_default();
                unseen.push(Unseen { needs, reasons: gaps.map(|gap| gap.map(|gap| gap.reason)) });
            }
        }
    }
    unseen.sort();
    unseen.dedup();
    (settings, unseen)
}

/// Every place that a rule about pools looks at, once; places that tell the same thing, by one path, stand together.
fn places() -> Vec<Vec<Look>> {
    let mut groups: Vec<Vec<Look>> = Vec::new();
    let looks = all().filter(|rule| rule.judges_pools()).flat_map(|rule| rule.looks_at);
    for look in looks.filter(|look| Treatment::of(look) != Treatment::Skip) {
        if groups.iter().flatten().any(|known| known == look) {
            continue;
        }
        // An inline policy and a managed one say the same.
        let is_role_policy = |look: &Look| look.path == "PolicyDocument.Statement";
        match groups.iter_mut().find(|group| is_role_policy(look) && is_role_policy(&group[0])) {
            Some(group) => group.push(*look),
            None => groups.push(vec![*look]),
        }
    }
    groups
}

/// What stands at `look`; of app clients only those that both pools have.
fn facts_of(case: &Case<'_>, clients: &[Named], look: &Look) -> Result<Vec<Evidence>, Gap> {
    let mut found = facts(case, look)?;
    if look.operation == DESCRIBE_CLIENT {
        let is_of = |fact: &Evidence, client: &Named| {
            fact.path.strip_prefix(&client.id).is_some_and(|rest| rest.starts_with('.'))
        };
        found.retain(|fact| clients.iter().any(|client| client.shared.is_some() && is_of(fact, client)));
    }
    Ok(found)
}

/// What of a fact is compared: what it is about, and its value.
fn compared(own: &Own, look: &Look, fact: &Evidence, treatment: Treatment) -> (String, Value) {
    let subject = match treatment {
        Treatment::Statements => String::new(),
        _ => own.text(&fact.path),
    };
    (subject, own.value(look.path, &fact.value, treatment))
}

/// The facts that the other side has not.
fn surplus(facts: Vec<Evidence>, mine: &[(String, Value)], theirs: &[(String, Value)]) -> Vec<Evidence> {
    let mut theirs: Vec<&(String, Value)> = theirs.iter().collect();
    let mut left = Vec::new();
    for (fact, compared) in facts.into_iter().zip(mine) {
        match theirs.iter().position(|other| *other == compared) {
            Some(position) => drop(theirs.swap_remove(position)),
            None => left.push(fact),
        }
    }
    left
}
