//! Bad networks and bad answers: on each operation that `check` sends, each fault. A fault that passes changes
//! nothing; one that lasts leaves unjudged just the rules that needed the answer.
//!
//! A spread sample runs by default; `MFA_DOCTOR_FAULTS=all` runs every case, and `MFA_DOCTOR_FAULTS=SEED` another
//! sample and other mixes.

#![allow(clippy::print_stderr)] // how many runs there were is what a long run is for

mod ends;
mod kinds;
mod members;
mod oracle;
mod runs;
mod scenes;

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::time::Duration;

use kinds::{FAULT, Fault};
use oracle::{End, Lost};
use runs::{Case, Outcome};
use scenes::Scene;

use crate::support::rules::Rule;
use crate::support::servers::free_port;

/// How much runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    All,
    Sample { seed: u64 },
}

fn extent() -> Extent {
    match std::env::var("MFA_DOCTOR_FAULTS").as_deref() {
        Ok("all") => Extent::All,
        Ok(seed) => Extent::Sample { seed: seed.parse().expect("MFA_DOCTOR_FAULTS is `all` or a number") },
        Err(_) => Extent::Sample { seed: 1 },
    }
}

fn scenes() -> &'static [Scene] {
    static SCENES: OnceLock<Vec<Scene>> = OnceLock::new();
    SCENES.get_or_init(scenes::all)
}

/// A generator of Knuth's MMIX constants; the upper bits are good enough to choose by.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % bound
    }
}

/// All of them, or `sample` of them chosen by the seed.
fn some(mut cases: Vec<Case>, sample: usize) -> Vec<Case> {
    let Extent::Sample { seed } = extent() else { return cases };
    let mut dice = Dice(seed);
    while cases.len() > sample {
        let at = dice.below(cases.len());
        cases.swap_remove(at);
    }
    cases
}

#[track_caller]
fn none_is_wrong(what: &str, outcome: Outcome) {
    let Outcome { runs, hit, wrong } = outcome;
    eprintln!("{what}: {runs} runs, {hit} with a fault, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{what}, {} of {runs} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(hit * 10 >= runs * 9, "{what}: faults happened in {hit} of {runs} runs only");
}

/// Each operation of each scene.
fn operations() -> impl Iterator<Item = (usize, &'static str)> {
    let scenes = scenes().iter().enumerate();
    scenes.flat_map(|(at, scene)| scene.operations.iter().map(move |name| (at, name.as_str())))
}

/// Each operation in the first scene that sends it.
fn firsts() -> impl Iterator<Item = (usize, &'static str)> {
    operations().filter(|(at, name)| !scenes()[..*at].iter().any(|scene| scene.operations.contains(*name)))
}

/// Each fault that befalls the operation.
fn each_fault((at, operation): (usize, &'static str)) -> impl Iterator<Item = (usize, &'static str, Fault)> {
    let faults = Fault::ALL.iter().filter(move |fault| fault.befalls(operation));
    faults.map(move |fault| (at, operation, *fault))
}

fn lasting((scene, operation, fault): (usize, &'static str, Fault)) -> Case {
    Case::new(scene, format!("{fault:?} on {operation}"), vec![fault.on(operation)])
}

#[test]
fn the_scenes_send_every_operation() {
    let sent: BTreeSet<&str> = operations().map(|(_, name)| name).collect();
    let known = mfa_doctor::permissions::OPERATIONS.iter().map(|operation| operation.iam_action);
    // The way into other accounts reads nothing.
    let known: BTreeSet<&str> = known.chain(["sts:AssumeRole"]).collect();
    assert_eq!(sent, known);
}

#[test]
fn a_fault_that_lasts_leaves_unjudged_what_needed_the_answer() {
    let quick = |fault: Fault| !fault.is_slow() && !fault.is_throttling();
    let of_firsts = firsts().flat_map(each_fault).filter(|(_, _, fault)| quick(*fault));
    // In the other scenes, each way in which an answer is lost: refused, failed, empty, not to its end.
    let ways = [Fault::Denied, Fault::Internal, Fault::NoMembers, Fault::SamePage, Fault::EndlessPages];
    let is_first = |operation: &(usize, &str)| firsts().any(|first| first == *operation);
    let of_others = operations().filter(|operation| !is_first(operation)).flat_map(each_fault);
    let of_others = of_others.filter(|(_, _, fault)| ways.contains(fault));
    let cases = of_firsts.chain(of_others).map(lasting);
    let outcome = runs::run(scenes(), &some(cases.collect(), 40));
    none_is_wrong("lasting faults", outcome);
}

#[test]
fn a_fault_that_is_waited_for_in_vain() {
    let slow = |fault: Fault| fault.is_slow() || fault.is_throttling();
    let cases = firsts().flat_map(each_fault).filter(|(_, _, fault)| slow(*fault)).map(lasting);
    let outcome = runs::run(scenes(), &some(cases.collect(), 10));
    none_is_wrong("faults that are waited for", outcome);
}

#[test]
fn a_user_who_wants_one_attempt_gets_one() {
    let passing = firsts().flat_map(each_fault).filter(|(_, _, fault)| fault.passes() && !fault.is_slow());
    let cases = passing.map(|fault| lasting(fault).once());
    let outcome = runs::run(scenes(), &some(cases.collect(), 16));
    none_is_wrong("lasting faults with one attempt", outcome);
}

#[test]
fn a_fault_that_passes_changes_nothing() {
    let passing = firsts().flat_map(each_fault).filter(|(_, _, fault)| fault.passes());
    let cases = passing.flat_map(|(scene, operation, fault)| {
        // The second attempt at a call that hangs would show no more than the first.
        let most = if fault.is_slow() { 1 } else { 2 };
        (1..=most).map(move |times| {
            let name = format!("{fault:?} on {operation}, {times} times");
            Case::new(scene, name, vec![fault.on(operation).times(times)]).passing()
        })
    });
    let outcome = runs::run(scenes(), &some(cases.collect(), 30));
    none_is_wrong("passing faults", outcome);
}

/// Five throttled attempts take some ten seconds at a pace that is halved each time: less than the patience.
#[test]
fn throttling_that_does_not_outlast_the_patience_changes_nothing() {
    let throttling = firsts().flat_map(each_fault).filter(|(_, _, fault)| fault.is_throttling());
    let cases = throttling.map(|(scene, operation, fault)| {
        let name = format!("{fault:?} on {operation}, 5 times");
        Case::new(scene, name, vec![fault.on(operation).times(5)]).passing()
    });
    let outcome = runs::run(scenes(), &some(cases.collect(), 6));
    none_is_wrong("throttling for a while", outcome);
}

#[test]
fn a_slow_answer_is_an_answer() {
    let cases = firsts().map(|(scene, operation)| {
        let (service, name) = operation.split_once(':').expect("service:Operation");
        let rule = Rule::on(name).of(service).late(1000).named(FAULT);
        Case::new(scene, format!("{operation} takes a second"), vec![rule]).passing()
    });
    let outcome = runs::run(scenes(), &some(cases.collect(), 6));
    none_is_wrong("slow answers", outcome);
}

#[test]
fn credentials_that_expire_on_the_way() {
    let mut cases = Vec::new();
    for (at, scene) in scenes().iter().enumerate() {
        for skip in 0..scene.calls {
            let rule = Rule::on_all().skip(skip).error("ExpiredTokenException", "The security token expired");
            let rule = rule.status(403).named(FAULT);
            cases.push(Case::new(at, format!("expired after {skip} calls"), vec![rule]));
        }
    }
    let outcome = runs::run(scenes(), &some(cases, 12));
    none_is_wrong("expired credentials", outcome);
}

#[test]
fn a_service_that_is_not_there() {
    let services = [
        ("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "cognito-idp:"),
        ("AWS_ENDPOINT_URL_IAM", "iam:"),
        ("AWS_ENDPOINT_URL_SNS", "sns:"),
        ("AWS_ENDPOINT_URL_SESV2", "ses:"),
        ("AWS_ENDPOINT_URL_WAFV2", "wafv2:"),
        ("AWS_ENDPOINT_URL_STS", "sts:"),
        ("AWS_ENDPOINT_URL_ORGANIZATIONS", "organizations:"),
    ];
    let nobody = format!("http://127.0.0.1:{}", free_port().expect("a port"));
    let mut cases = Vec::new();
    for (variable, prefix) in services {
        // The top-level domain is reserved: no such name is ever found.
        for endpoint in ["http://nowhere.invalid:1", &nobody] {
            for (at, scene) in scenes().iter().enumerate() {
                let of_service = scene.operations.iter().filter(|name| name.starts_with(prefix));
                let lost = Lost { operations: of_service.cloned().collect(), in_part: false };
                if !lost.operations.is_empty() {
                    let case = Case::new(at, format!("{variable}={endpoint}"), Vec::new());
                    cases.push(Case { lost, ..case.env(variable, endpoint) });
                }
            }
        }
    }
    let outcome = runs::run(scenes(), &some(cases, 10));
    none_is_wrong("services that are not there", outcome);
}

#[test]
fn many_faults_at_once() {
    let (seed, count) = match extent() {
        Extent::All => (1, 400),
        Extent::Sample { seed } => (seed, 24),
    };
    let mut dice = Dice(seed);
    let mut cases = Vec::new();
    for number in 0..count {
        let at = dice.below(scenes().len());
        let operations: Vec<&String> = scenes()[at].operations.iter().collect();
        let mut rules = Vec::new();
        let mut names = Vec::new();
        for _ in 0..2 + dice.below(4) {
            let (operation, fault) =
                (operations[dice.below(operations.len())], Fault::ALL[dice.below(Fault::ALL.len())]);
            if !fault.befalls(operation) || scenes()[at].indispensable.contains(&operation.as_str()) {
                continue;
            }
            // Of several calls of one operation not the first, maybe, and not all.
            let skip = u32::try_from(dice.below(2)).expect("small");
            let rule = fault.on(operation).skip(skip);
            rules.push(if dice.below(2) == 0 { rule.times(1) } else { rule });
            names.push(format!("{fault:?} on {operation} after {skip}"));
        }
        if let Some(rule) = fault_everywhere(&mut dice) {
            rules.push(rule);
        }
        let case = Case::new(at, format!("mix {number}: {}", names.join(", ")), rules);
        cases.push(case.ending(End::Timeout(Duration::from_secs(20))));
    }
    let outcome = runs::run(scenes(), &cases);
    eprintln!("seed {seed}");
    let Outcome { runs, wrong, .. } = outcome;
    eprintln!("mixes: {runs} runs, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{} of {runs} mixes are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// In one mix of three, a single call of any operation, whichever comes as number so and so, is throttled too.
fn fault_everywhere(dice: &mut Dice) -> Option<Rule> {
    let skip = u32::try_from(1 + dice.below(12)).expect("small");
    let hit = dice.below(3) == 0;
    hit.then(|| Rule::on_all().skip(skip).times(1).throttled().named(FAULT))
}

#[test]
fn the_list_of_pools_under_each_fault() {
    let scene = &scenes()[0];
    let operation = "cognito-idp:ListUserPools";
    let ask = |fault: &[Rule]| {
        let proxy = scene.proxy(fault);
        let doctor =
            crate::support::doctor(&["check"]).target(&scene.lab.aws.target.with_endpoint(&proxy.endpoint()));
        doctor.env("AWS_MAX_ATTEMPTS", "1").run()
    };
    let clean = ask(&[]);
    let said = clean.refusal();
    assert!(said.contains("no pool was named; us-east-1 has 1"), "{said}");
    for fault in Fault::ALL {
        let run = ask(&[fault.on(operation)]);
        let said = run.refusal();
        assert!(!said.contains("no pool was named"), "{fault:?}: {said}");
    }
}
