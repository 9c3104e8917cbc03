//! What `explain` makes of a pool agrees with what the rules say of it, on every fixture.
use crate::fixture::Fixture;
use mfa_doctor::catalog::{self, DocumentedError};
use mfa_doctor::explain::{Holds, Looked, causes_here, wishes_behind};
use mfa_doctor::finding::Factor;
use mfa_doctor::rules::{self, Selection, Wishes, judge};
use std::collections::BTreeMap;

/// The judgements of one fixture, by the factors asked for.
struct Judged {
    fixture: Fixture,
    by_factors: BTreeMap<Vec<Factor>, Looked>,
}

impl Judged {
    fn of(fixture: Fixture) -> Judged {
        Judged { fixture, by_factors: BTreeMap::new() }
    }

    /// As the fixture asks for it, and for whoever met this error.
    fn for_whoever_met(&mut self, error: &'static DocumentedError) -> &Looked {
        let asked = wishes_behind([error].into_iter());
        let fixture = &self.fixture;
        self.by_factors.entry(asked[1].required.clone()).or_insert_with(|| {
            let (snapshot, plain) = (fixture.snapshot(), fixture.wishes());
            let wishes = asked.map(|asked| Wishes {
                required: [plain.required.clone(), asked.required].concat(),
                clients: plain.clients.clone(),
            });
            let judged = wishes.iter().map(|wishes| judge(&snapshot, wishes, &Selection::default()).unwrap());
            Looked { judgements: judged.collect(), with_mfa_on: Vec::new() }
        })
    }
}

#[test]
fn a_fault_that_a_rule_proves_is_the_proven_cause_of_its_error() {
    let (mut wrong, mut proven) = (Vec::new(), 0);
    for mut judged in Fixture::all().into_iter().map(Judged::of) {
        let path = judged.fixture.path.display().to_string();
        let said =
            judge(&judged.fixture.snapshot(), &judged.fixture.wishes(), &Selection::default()).unwrap();
        for finding in &said.findings {
            for named in &finding.errors {
                let error = catalog::by_id(&named.id).unwrap();
                let Some(cause) = error.causes.iter().find(|cause| cause.rule == Some(finding.rule)) else {
                    wrong.push(format!("{} does not list {} as a cause", error.id, finding.rule));
                    continue;
                };
                let causes = causes_here(error, judged.for_whoever_met(error));
                let here = causes.iter().find(|here| here.cause.rule == cause.rule).unwrap();
                // What a user shows is proven where the pool was read with that user.
                let elsewhere = cause.shown_by.is_some() && finding.user.is_none();
                let expected = if elsewhere { Holds::CannotTell } else { Holds::Proven };
                proven += usize::from(here.holds == Holds::Proven);
                if here.holds != expected {
                    wrong.push(format!("{path}: {} {:?}", finding.rule, here.holds));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(proven > 200, "only {proven}");
}

#[test]
fn what_could_not_be_read_is_never_ruled_out() {
    let unread = Fixture::all().into_iter().filter(|fixture| fixture.kind() == "unread");
    for mut judged in unread.map(Judged::of) {
        let path = judged.fixture.path.display().to_string();
        for error in catalog::all() {
            let looked = judged.for_whoever_met(error);
            for here in causes_here(error, looked) {
                let mut gaps = looked.judgements.iter().flat_map(|judgement| &judgement.not_judged);
                let open = gaps.any(|gap| Some(gap.rule.as_str()) == here.cause.rule);
                assert!(!(open && here.holds == Holds::RuledOut), "{path}: {here:?}");
            }
        }
    }
}

#[test]
fn every_cause_names_a_rule_or_says_what_else_shows_it() {
    for error in catalog::all() {
        for cause in error.causes {
            let judged = cause.rule.is_some_and(|rule| rules::find(rule).is_some());
            assert!(judged || cause.shown_by.is_some(), "{}: {}", error.id, cause.text);
        }
    }
}

#[test]
fn a_cause_in_a_user_is_told_of_the_users_that_were_read() {
    let error = catalog::by_id("user-disabled").unwrap();
    let holds = |name: &str| {
        let fixtures = Fixture::all();
        let found =
            fixtures.into_iter().find(|f| f.folder() == "USR011-user-disabled" && f.path.ends_with(name));
        let mut judged = Judged::of(found.unwrap());
        let causes = causes_here(error, judged.for_whoever_met(error));
        let users: Vec<_> = causes[0].users.iter().map(|(user, holds)| (user.to_string(), *holds)).collect();
        (causes[0].holds, users)
    };
    let of = |alice: Holds| vec![("alice".to_owned(), alice)];
    assert_eq!(holds("bad.json"), (Holds::Proven, of(Holds::Proven)));
    assert_eq!(holds("good.json"), (Holds::RuledOut, of(Holds::RuledOut)));
    let two = vec![("alice".to_owned(), Holds::RuledOut), ("bob".to_owned(), Holds::Proven)];
    assert_eq!(holds("bad-one-of-two.json"), (Holds::Proven, two));
    let two = vec![("alice".to_owned(), Holds::CannotTell), ("bob".to_owned(), Holds::RuledOut)];
    assert_eq!(holds("unread.json"), (Holds::CannotTell, two));
    // Without users nobody looked.
    let mut healthy = Judged::of(Fixture::healthy());
    let causes = causes_here(error, healthy.for_whoever_met(error));
    assert_eq!((causes[0].holds, causes[0].users.len()), (Holds::CannotTell, 0));
}

/// A fixture of a rule, and what `explain` says of another rule's cause there.
fn holds(fixture: &str, error: &'static DocumentedError, rule: &str) -> (Holds, Option<String>) {
    let fixture = Fixture::all().into_iter().find(|one| one.path.ends_with(fixture)).unwrap();
    let mut judged = Judged::of(fixture);
    let looked = judged.for_whoever_met(error);
    let causes = causes_here(error, looked);
    let here = causes.into_iter().find(|here| here.cause.rule == Some(rule)).unwrap();
    (here.holds, here.reserve)
}

#[test]
fn a_rule_that_leaves_the_word_to_another_rules_nothing_out() {
    let wrong_service = "SMS005-sms-role-not-trusting-cognito/bad-account-root.json";
    let (here, reserve) = holds(wrong_service, &catalog::SMS_ROLE_NOT_TRUSTING, "SMS006");
    assert_eq!(here, Holds::CannotTell);
    assert!(reserve.unwrap().contains("SMS005"));
}

#[test]
fn a_fault_that_passes_by_itself_is_never_ruled_out() {
    let error = &catalog::PASSWORD_ATTEMPTS_EXCEEDED;
    for fixture in ["good", "good-none", "good-signed-in"] {
        let (here, reserve) = holds(&format!("USR014-user-locked-out/{fixture}.json"), error, "USR014");
        assert_eq!(here, Holds::CannotTell, "{fixture}");
        assert!(reserve.unwrap().contains("over by then"), "{fixture}");
    }
    assert_eq!(holds("USR014-user-locked-out/bad.json", error, "USR014").0, Holds::Proven);
}

#[test]
fn what_counts_only_while_mfa_is_on_is_not_ruled_out_by_its_being_off() {
    let error = &catalog::INCORRECT_USERNAME_OR_PASSWORD;
    let fixture =
        Fixture::all().into_iter().find(|one| one.path.ends_with("CLI004-masked-user-existence/bad.json"));
    let off = fixture.unwrap().snapshot().in_mfa_mode("OFF").unwrap();
    let judged = |snapshot| -> Vec<_> {
        let asked = wishes_behind([error as &DocumentedError].into_iter());
        asked.iter().map(|wishes| judge(snapshot, wishes, &Selection::default()).unwrap()).collect()
    };
    let on = off.in_mfa_mode("OPTIONAL").unwrap();
    let looked = Looked { judgements: judged(&off), with_mfa_on: judged(&on) };
    let causes = causes_here(error, &looked);
    let here = causes.iter().find(|here| here.cause.rule == Some("CLI004")).unwrap();
    assert_ne!(here.holds, Holds::RuledOut, "{here:?}");
}
