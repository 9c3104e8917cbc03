//! Runs that end before all is read, because their time is up or somebody presses Ctrl-C.

use std::time::Duration;

use super::kinds::Fault;
use super::oracle::End;
use super::runs::{self, Case};
use super::{firsts, none_is_wrong, scenes, some};

/// Others wait for its answer, which decides whether control policies can bind the account; a refusal comes at once.
const AWAITED: &str = "organizations:DescribeOrganization";

fn like_a_refusal(case: Case, operation: &str) -> Case {
    if operation == AWAITED { case } else { case.like(vec![Fault::Denied.on(operation)]) }
}

/// Calls that never get an answer: what needed none is judged as ever, the rest is not, as if it had been refused.
#[test]
fn a_call_without_end_ends_with_the_time_of_the_run() {
    let mut cases = Vec::new();
    for fault in [Fault::Hangs, Fault::Stalls, Fault::Throttled] {
        for (scene, operation) in firsts() {
            let case = Case::new(scene, format!("{fault:?} on {operation}"), vec![fault.on(operation)]);
            cases.push(like_a_refusal(case, operation).ending(End::Timeout(Duration::from_secs(3))));
        }
    }
    let outcome = runs::run(scenes(), &some(cases, 8));
    none_is_wrong("ends by --timeout", outcome);
}

#[test]
fn ctrl_c_in_the_midst_of_each_call() {
    let cases = firsts().map(|(scene, operation)| {
        let name = format!("Ctrl-C during {operation}");
        let case = Case::new(scene, name, vec![Fault::Hangs.on(operation)]);
        like_a_refusal(case, operation).ending(End::Interrupted(Duration::from_secs(2)))
    });
    let outcome = runs::run(scenes(), &some(cases.collect(), 6));
    none_is_wrong("ends by Ctrl-C", outcome);
}

#[test]
fn throttling_without_end_is_given_up_or_ends_with_the_time_of_the_run() {
    let scene = &scenes()[0];
    let reason_of_sms001 = |args: &[&str]| {
        let proxy = scene.proxy(&[Fault::Throttled.on("iam:GetRole")]);
        let run = args.iter().fold(scene.doctor(&proxy), |doctor, arg| doctor.arg(arg)).run();
        let report = run.json();
        let entries = report["pools"][0]["not_judged"].as_array().expect("a list");
        let found = entries.iter().find(|entry| entry["rule"] == "SMS001").expect("it needs the role");
        (found["reason"].as_str().expect("a reason").to_owned(), run)
    };
    let ((by_timeout, short), (by_patience, long)) = std::thread::scope(|scope| {
        let patience = scope.spawn(|| reason_of_sms001(&[]));
        (reason_of_sms001(&["--timeout", "3"]), patience.join().expect("a report"))
    });
    assert_eq!((by_timeout.as_str(), short.code), ("RunTimeout", Some(3)));
    assert_eq!((by_patience.as_str(), long.code), ("Throttling", Some(3)));
    assert!((Duration::from_secs(30)..Duration::from_secs(60)).contains(&long.took), "{:?}", long.took);
}
