//! What is said of users is said beside their pool.
use crate::fixture::Fixture;
use mfa_doctor::finding::Finding;
use mfa_doctor::rules::{Judgement, Selection, judge};
use mfa_doctor::snapshot::Fact;

#[test]
fn users_change_nothing_that_is_said_of_their_pool() {
    let mut with_users = 0;
    for fixture in Fixture::all() {
        let (snapshot, wishes) = (fixture.snapshot(), fixture.wishes());
        if snapshot.users == Fact::NotAsked {
            continue;
        }
        with_users += 1;
        let mut alone = snapshot.clone();
        alone.users = Fact::NotAsked;
        let judged = |snapshot| judge(snapshot, &wishes, &Selection::default()).unwrap();
        let (with, without) = (judged(&snapshot), judged(&alone));
        let standings = |judgement: &Judgement| format!("{:?}", judgement.standings);
        assert_eq!(standings(&with), standings(&without), "{}", fixture.path.display());
        let of_pool: Vec<&Finding> = with.findings.iter().filter(|finding| finding.user.is_none()).collect();
        assert_eq!(of_pool, without.findings.iter().collect::<Vec<_>>(), "{}", fixture.path.display());
        assert!(without.not_judged.iter().all(|entry| entry.user.is_none()));
    }
    assert!(with_users > 60, "only {with_users}");
}

#[test]
fn two_users_with_one_fault_are_two_findings() {
    let fixtures = Fixture::all();
    let found =
        fixtures.iter().find(|f| f.folder() == "USR011-user-disabled" && f.path.ends_with("bad.json"));
    let mut snapshot = found.unwrap().snapshot();
    let Fact::Known(users) = &mut snapshot.users else { panic!("no users") };
    let mut other = users[0].clone();
    other["Username"] = "bob".into();
    users.push(other);
    let findings = judge(&snapshot, &found.unwrap().wishes(), &Selection::default()).unwrap().findings;
    let disabled: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == "USR011").collect();
    assert_eq!(disabled.len(), 2);
    assert_ne!(disabled[0].fingerprint, disabled[1].fingerprint);
    assert_eq!(disabled[0].resource, disabled[1].resource);
}
