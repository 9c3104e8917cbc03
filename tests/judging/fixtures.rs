//! Every rule on every fixture: it must speak, stay silent, or say that it cannot tell.
//!
//! A fixture is a change to `fixtures/healthy.json` and the full list of what the doctor must say of it.
//! `UPDATE=1 cargo test --test judging` rewrites the expected part; read the difference before committing it.
use crate::fixture::Fixture;
use mfa_doctor::rules;
use std::collections::BTreeSet;

#[test]
fn every_fixture_gets_exactly_what_it_expects() {
    let mut wrong = Vec::new();
    for mut fixture in Fixture::all() {
        let said = fixture.judge();
        if said == fixture.expected {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fixture.rewrite(said);
        } else {
            wrong.push(fixture.difference(&said));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_rules_own_fixtures_make_it_speak_keep_silent_and_say_that_it_cannot_tell() {
    let mut wrong = Vec::new();
    for fixture in Fixture::all() {
        let Some(rule) = fixture.rule() else { continue };
        let said = fixture.judge();
        let has = |member: &str| said[member].as_array().unwrap().iter().any(|entry| entry["rule"] == rule);
        let (speaks, cannot_tell) = (has("findings"), has("not_judged"));
        let fits = match fixture.kind() {
            "bad" => speaks,
            "good" => !speaks,
            "unread" => cannot_tell,
            other => panic!("{}: {other} is none of bad, good, unread", fixture.path.display()),
        };
        if !fits {
            wrong.push(format!("{}: speaks {speaks}, cannot tell {cannot_tell}", fixture.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_its_fixtures_and_every_folder_its_rule() {
    let mut missing = Vec::new();
    let mut expected = BTreeSet::new();
    let fixtures = Fixture::all();
    for rule in rules::all() {
        let folder = format!("{}-{}", rule.id, rule.name);
        for kind in rule.fixture_kinds() {
            if !fixtures.iter().any(|f| f.folder() == folder && f.kind() == *kind) {
                missing.push(format!("fixtures/rules/{folder}/{kind}.json"));
            }
        }
        expected.insert(folder);
    }
    assert!(missing.is_empty(), "missing:\n{}", missing.join("\n"));
    let stale: Vec<String> = Fixture::folders().into_iter().filter(|name| !expected.contains(name)).collect();
    assert!(stale.is_empty(), "no rule for: {stale:?}");
}

#[test]
fn the_healthy_pool_has_no_finding() {
    let healthy = Fixture::healthy();
    let said = healthy.judge();
    assert_eq!(said["findings"], serde_json::json!([]), "{said:#}");
}
