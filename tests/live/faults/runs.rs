//! Cases, many at once.

use std::collections::BTreeSet;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::kinds::FAULT;
use super::oracle::{End, Lost, difference, judgement, timeless, wrong, wrong_without_member};
use super::scenes::Scene;
use crate::support::rules::Rule;
use crate::support::{Call, Proxy, Run};

/// Runs that are at work at once, of all tests: so many that no processor is idle, and none waits so long for one that
/// it times out.
const AT_WORK: usize = 6;

/// Runs of one test that are there at once; most of those that last do nothing but wait.
const ASLEEP: usize = 32;

/// A run that lasts longer is waiting for a lost answer.
const WORK: Duration = Duration::from_secs(4);

/// What a run may take that nothing ends early: three attempts of five seconds at calls that follow each other, or the
/// patience with a throttled one, and what a slow machine adds.
const HANG: Duration = Duration::from_secs(75);

/// What a run may take after its `--timeout`.
const GRACE: Duration = Duration::from_secs(1);

/// How often a run is made on a machine that has no time for it, each time with twice the time if it is to end early.
const TRIES: u32 = 3;

/// One run of a scene's check.
pub struct Case {
    pub scene: usize,
    /// What is done, for whoever reads a failure.
    pub name: String,
    pub rules: Vec<Rule>,
    pub env: Vec<(&'static str, String)>,
    /// What is lost besides the calls of the proxy's log.
    pub lost: Lost,
    /// The faults pass: the report must be that of a run without.
    pub passes: bool,
    pub end: End,
    /// The judgement must be that of a run under these rules.
    pub like: Option<Vec<Rule>>,
    /// What was lost is a member that AWS may leave out.
    pub may_lack: bool,
}

impl Case {
    pub fn new(scene: usize, name: String, rules: Vec<Rule>) -> Case {
        let (env, lost) = (Vec::new(), Lost::default());
        Case { scene, name, rules, env, lost, passes: false, end: End::Own, like: None, may_lack: false }
    }

    /// By the user's own setting, attempts end with the first.
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

    pub fn ending(self, end: End) -> Case {
        Case { end, ..self }
    }

    pub fn like(self, rules: Vec<Rule>) -> Case {
        Case { like: Some(rules), ..self }
    }

    pub fn may_lack(self, may_lack: bool) -> Case {
        Case { may_lack, ..self }
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
    let (next, outcome) = (AtomicUsize::new(0), Mutex::new(Outcome::default()));
    std::thread::scope(|scope| {
        for _ in 0..ASLEEP {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (hit, wrong) = run_one(&scenes[case.scene], case);
                    let mut outcome = locked(&outcome);
                    outcome.runs += 1;
                    outcome.hit += usize::from(hit);
                    outcome.wrong.extend(wrong);
                }
            });
        }
    });
    outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn run_one(scene: &Scene, case: &Case) -> (bool, Option<String>) {
    let like = case.like.as_ref().map(|rules| {
        let proxy = scene.proxy(rules);
        judged(&send(scene, &Case::new(case.scene, String::new(), Vec::new()), &proxy, End::Own))
    });
    let (mut tries, mut end) = (TRIES, case.end);
    loop {
        let proxy = scene.proxy(&case.rules);
        let run = send(scene, case, &proxy, end);
        let mut lost = case.lost.clone();
        let calls = proxy.calls();
        lost.operations.extend(calls.iter().filter(|call| call.action == FAULT).map(Call::name));
        let is_hit = !lost.operations.is_empty();
        // A call to which nothing was done got no answer: the servers have no time.
        let is_starved =
            end == End::Own && calls.iter().any(|call| call.action != FAULT && call.status.is_none());
        let mut found = match lost.operations.first().filter(|_| case.may_lack) {
            Some(operation) => wrong_without_member(scene, &run, operation),
            None if case.passes => wrong(scene, &run, &Lost::default(), end),
            None => wrong(scene, &run, &lost, end),
        };
        if case.passes && found.is_empty() {
            let report: Value = serde_json::from_str(&run.stdout).unwrap_or_default();
            found.extend(difference("", &scene.report, &timeless(&report, &proxy.endpoint())));
        }
        let most = if let End::Timeout(after) = end { after + GRACE } else { HANG };
        let is_late = run.took > most;
        let differs = like.as_ref().is_some_and(|like| *like != judged(&run));
        let has_no_time = (found.is_empty() && (is_late || differs)) || (is_starved && !found.is_empty());
        if has_no_time && tries > 1 {
            (tries, end) = (tries - 1, end.later());
            continue;
        }
        if is_late {
            found.push(format!("took {:?}", run.took));
        }
        if let Some(like) = like.as_ref().filter(|_| differs) {
            let judged = judged(&run);
            found.push(format!("the judgement differs: {:#?}", like.symmetric_difference(&judged)));
        }
        let told = || format!("{}: {}: {}\n{}", scene.name, case.name, found.join("; "), run.stderr);
        return (is_hit, (!found.is_empty()).then(told));
    }
}

fn send(scene: &Scene, case: &Case, proxy: &Proxy, end: End) -> Run {
    let doctor = scene.doctor(proxy).envs(case.env.iter().cloned());
    let doctor = match end {
        End::Timeout(after) => doctor.arg("--timeout").arg(after.as_secs().to_string()),
        End::Own | End::Interrupted(_) => doctor,
    };
    let place = Place::at_work();
    doctor.run_while(|child| {
        if let End::Interrupted(after) = end {
            interrupt_at_fault(child, proxy, after);
        }
        let start = Instant::now();
        while start.elapsed() < WORK && child.try_wait().is_ok_and(|ended| ended.is_none()) {
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(place);
    })
}

/// One of the places at work.
struct Place;

static TAKEN: Mutex<usize> = Mutex::new(0);
static LEFT: Condvar = Condvar::new();

impl Place {
    fn at_work() -> Place {
        let mut taken = LEFT
            .wait_while(locked(&TAKEN), |taken| *taken == AT_WORK)
            .unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
        Place
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *locked(&TAKEN) -= 1;
        LEFT.notify_one();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Presses Ctrl-C, so to speak, some time after the fault.
fn interrupt_at_fault(child: &mut Child, proxy: &Proxy, after: Duration) {
    let start = Instant::now();
    while !proxy.calls().iter().any(|call| call.action == FAULT) {
        if start.elapsed() > HANG || child.try_wait().is_ok_and(|ended| ended.is_some()) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(after);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill starts").success());
}

fn judged(run: &Run) -> BTreeSet<String> {
    serde_json::from_str(&run.stdout).map(|report| judgement(&report)).unwrap_or_default()
}
