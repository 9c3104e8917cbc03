//! Comparing pools: names are no difference, whatever else changes is one, and both ways round it is the same.
use crate::fixture::Fixture;
use mfa_doctor::diff::{Comparison, Speaks, compare};
use mfa_doctor::rules::{Wishes, find};
use mfa_doctor::snapshot::{Fact, Gap, Snapshot};
use serde_json::{Value, json};

fn between(a: &Snapshot, b: &Snapshot) -> Result<Comparison, (usize, Gap)> {
    compare([a, b], &Wishes::default())
}

/// The healthy pool with this put in this place.
fn healthy(pointer: &str, value: &Value) -> Snapshot {
    let mut document = Fixture::healthy().document();
    *document.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = value.clone();
    Snapshot::from_json(&document.to_string()).unwrap()
}

fn places(comparison: &Comparison) -> Vec<String> {
    let in_findings = comparison.findings.iter().flat_map(|finding| &finding.settings);
    let all =
        comparison.settings.iter().chain(in_findings).flat_map(|setting| setting.values.iter().flatten());
    let mut paths: Vec<String> = all.map(|fact| fact.path.clone()).collect();
    paths.sort();
    paths.dedup();
    paths
}

#[test]
fn a_pool_does_not_differ_from_itself() {
    for fixture in Fixture::all() {
        let snapshot = fixture.snapshot();
        if let Ok(comparison) = between(&snapshot, &snapshot) {
            assert!(comparison.is_empty(), "{}: {comparison:#?}", fixture.path.display());
        }
    }
}

/// A redacted snapshot is the same pool with every name another.
#[test]
fn other_names_are_no_difference() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for fixture in Fixture::all() {
        let snapshot = fixture.snapshot();
        let mut renamed = snapshot.redacted();
        keep_client_names(&snapshot, &mut renamed);
        let Ok(comparison) = between(&snapshot, &renamed) else { continue };
        compared += 1;
        // Names of others' things inside policies, scopes and lists are what these say.
        let says_names = |place: &String| {
            [
                "statement",
                "Rules[].Statement",
                "SkippedIPRangeList",
                "AllowedOAuthScopes",
                "2other.",
                "clientid2.",
            ]
            .iter()
            .any(|part| place.contains(part))
        };
        let said = !comparison.findings.is_empty() || !comparison.verdicts.is_empty();
        if said || !places(&comparison).iter().all(says_names) {
            wrong.push(format!("{}: {comparison:?}", fixture.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(compared > 400, "{compared} fixtures were compared");
}

/// Clients are told apart by their names alone, once there are several.
fn keep_client_names(from: &Snapshot, to: &mut Snapshot) {
    let (Fact::Known(from), Fact::Known(to)) = (&from.clients, &mut to.clients) else { return };
    if to.len() > 1 {
        for (from, to) in from.iter().zip(to) {
            if let Some(name) = from.get("ClientName") {
                to["ClientName"] = name.clone();
            }
        }
    }
}

#[test]
fn the_other_way_round_it_is_the_same() {
    let healthy = Fixture::healthy().snapshot();
    for fixture in Fixture::all().into_iter().step_by(5) {
        let snapshot = fixture.snapshot();
        let (Ok(there), Ok(back)) = (between(&healthy, &snapshot), between(&snapshot, &healthy)) else {
            continue;
        };
        let ids = |comparison: &Comparison| {
            comparison.findings.iter().map(|finding| finding.rule.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&there), ids(&back), "{}", fixture.path.display());
        assert_eq!(places(&there), places(&back), "{}", fixture.path.display());
    }
}

/// Whatever makes a rule speak is shown as different: no finding comes from nowhere.
#[test]
fn what_breaks_a_pool_is_among_the_differences() {
    let healthy = Fixture::healthy().snapshot();
    for fixture in Fixture::all().into_iter().filter(|fixture| fixture.kind() == "bad") {
        let rule = fixture.rule().unwrap();
        if !find(&rule).unwrap().judges_pools() || !fixture.wishes().required.is_empty() {
            continue;
        }
        let Ok(comparison) = between(&healthy, &fixture.snapshot()) else { continue };
        let speaks = comparison.findings.iter().any(|finding| finding.rule.id == rule);
        let spoke = mfa_doctor::rules::judge(&fixture.snapshot(), &Wishes::default(), &Default::default());
        let spoke = spoke.unwrap().findings.iter().any(|finding| finding.rule == rule);
        assert!(speaks || !spoke, "{}: {rule} is not among the differences", fixture.path.display());
    }
}

#[test]
fn a_setting_that_breaks_nothing_is_told_too() {
    let healthy_pool = Fixture::healthy().snapshot();
    let other = healthy("/Clients/0/AuthSessionValidity", &json!(15));
    let comparison = between(&healthy_pool, &other).unwrap();
    assert!(comparison.findings.is_empty() && comparison.verdicts.is_empty());
    assert_eq!(places(&comparison), ["1example23456789012345abcd.AuthSessionValidity"]);
    // A default that is written down is no difference.
    let [written, left_out] =
        [json!("LEGACY"), Value::Null].map(|value| healthy("/Clients/0/PreventUserExistenceErrors", &value));
    assert!(between(&written, &left_out).unwrap().is_empty());
}

#[test]
fn what_was_not_read_is_not_called_silent() {
    let mut document = Fixture::healthy().document();
    document["SmsRole"] = json!({"Unread": {"Operation": "iam:GetRole", "Code": "AccessDenied"}});
    let unread = Snapshot::from_json(&document.to_string()).unwrap();
    let broken = healthy("/SmsRole/InlinePolicies", &json!([]));
    let comparison = between(&broken, &unread).unwrap();
    let sms001 = comparison.findings.iter().find(|finding| finding.rule.id == "SMS001").unwrap();
    assert!(matches!(&sms001.sides, [Speaks::Yes(_), Speaks::NotJudged(_)]), "{:?}", sms001.sides);
    assert!(!comparison.complete);
    let unseen = comparison.unseen.iter().any(|unseen| unseen.needs == ["iam:GetRole"]);
    assert!(unseen, "{:?}", comparison.unseen);
    let whole = Fixture::healthy().snapshot();
    assert!(between(&whole, &unread).unwrap().findings.is_empty());
}
