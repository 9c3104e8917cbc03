//! Cases, many at once.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;

use super::kinds::FAULT;
use super::oracle::{difference, timeless, wrong};
use super::scenes::Scene;
use crate::support::rules::Rule;

/// The program's time-out for one call, and what a slow machine adds.
const HANG: Duration = Duration::from_secs(40);

/// How many run at once: most of them wait.
const AT_ONCE: usize = 8;

/// One run of a scene's check.
pub struct Case {
    pub scene: usize,
    /// What is done, for whoever reads a failure.
    pub name: String,
    pub rules: Vec<Rule>,
    pub env: Vec<(&'static str, String)>,
    /// `service:Operation` that get no answer, besides those of the proxy's log.
    pub lost: BTreeSet<String>,
    /// The faults pass: the report must be that of a run without.
    pub passes: bool,
}

impl Case {
    pub fn new(scene: usize, name: String, rules: Vec<Rule>) -> Case {
        Case { scene, name, rules, env: Vec::new(), lost: BTreeSet::new(), passes: false }
    }

    /// Attempts end with the first.
    pub fn once(self) -> Case {
        self.env("AWS_MAX_ATTEMPTS", "1")
    }

    pub fn env(mut self, name: &'static str, value: &str) -> Case {
        self.env.push((name, value.to_owned()));
        self
    }

    pub fn passing(self) -> Case {
        Case { passes: true, ..self }
    }
}

/// What became of the cases.
#[derive(Default)]
pub struct Outcome {
    pub runs: usize,
    /// Runs in which a fault really happened.
    pub hit: usize,
    pub wrong: Vec<String>,
}

/// Runs them all.
pub fn run(scenes: &[Scene], cases: &[Case]) -> Outcome {
    // Tests of this module run side by side; what they start must not wait so long for a processor that it times out.
    static GATE: Mutex<()> = Mutex::new(());
    let _one_at_a_time = GATE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (next, outcome) = (AtomicUsize::new(0), Mutex::new(Outcome::default()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (hit, wrong) = run_one(&scenes[case.scene], case);
                    let mut outcome = outcome.lock().expect("no holder panics");
                    outcome.runs += 1;
                    outcome.hit += usize::from(hit);
                    outcome.wrong.extend(wrong);
                }
            });
        }
    });
    outcome.into_inner().expect("no holder panics")
}

fn run_one(scene: &Scene, case: &Case) -> (bool, Option<String>) {
    let proxy = scene.proxy(&case.rules);
    let run = scene.doctor(&proxy).envs(case.env.iter().cloned()).run();
    let calls = proxy.calls();
    let mut lost: BTreeSet<String> =
        calls.iter().filter(|call| call.action == FAULT).map(crate::support::Call::name).collect();
    lost.extend(case.lost.iter().cloned());
    let clean = &scene.report;
    let mut found = wrong(clean, &run, if case.passes { &NOTHING } else { &lost });
    if case.passes && found.is_empty() {
        let report: Value = serde_json::from_str(&run.stdout).unwrap_or_default();
        found.extend(difference("", clean, &timeless(&report, &proxy.endpoint())));
    }
    if run.took > HANG {
        found.push(format!("took {:?}", run.took));
    }
    let told = || format!("{}: {}: {}\n{}", scene.name, case.name, found.join("; "), run.stderr);
    (!lost.is_empty(), (!found.is_empty()).then(told))
}

static NOTHING: BTreeSet<String> = BTreeSet::new();
