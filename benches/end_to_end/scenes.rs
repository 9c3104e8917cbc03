//! What is measured.

use super::Options;
use super::fleet::{Fleet, Policies, Settings};
use super::run::{Seen, boto3, every_pool, fleet, ours, words};
use super::table::{cpu, head, median, ratio, row, wall};

/// Requests a second that Amazon Cognito allows by default, by operation as far as `check` sends them.
const QUOTAS: &[(f64, &[&str])] = &[
    (15.0, &["ListUserPools", "DescribeUserPool"]),
    (20.0, &["GetUserPoolMfaConfig", "GetLogDeliveryConfiguration", "DescribeRiskConfiguration"]),
    (15.0, &["ListUserPoolClients", "DescribeUserPoolClient"]),
];
/// A pool in so many is faulty where pools are many.
const FAULTS: usize = 14;
const DELAY: u64 = 30;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    OnePool,
    Many,
    Quotas,
    Memory,
}

impl Scene {
    pub const ALL: [Scene; 4] = [Scene::OnePool, Scene::Many, Scene::Quotas, Scene::Memory];

    pub fn name(self) -> &'static str {
        match self {
            Scene::OnePool => "one-pool",
            Scene::Many => "many",
            Scene::Quotas => "quotas",
            Scene::Memory => "memory",
        }
    }

    pub fn named(name: &str) -> Option<Scene> {
        Scene::ALL.into_iter().find(|scene| scene.name() == name)
    }

    pub fn about(self) -> &'static str {
        match self {
            Scene::OnePool => {
                "one pool with three clients, each call 30 ms; how many round trips in sequence"
            }
            Scene::Many => "200 pools with three clients, each call 30 ms, no quotas",
            Scene::Quotas => {
                "200 pools with three clients, each call 30 ms, the default quotas of Amazon Cognito"
            }
            Scene::Memory => "1,000 and 10,000 pools with three clients, no delay, no quotas",
        }
    }

    pub fn run(self, options: &Options) {
        match self {
            Scene::OnePool => one_pool(options),
            Scene::Many => many(options),
            Scene::Quotas => quotas(options),
            Scene::Memory => memory(options),
        }
    }
}

fn one_pool(options: &Options) {
    head();
    let mut said = Vec::new();
    for (name, policies) in [("inline policy", Policies::Inline), ("managed policy at v1", Policies::Managed)]
    {
        let at_once = Settings { policies, ..Settings::of(1, 3) };
        let (at_once, later) = (fleet(at_once.clone()), fleet(at_once.after_ms(DELAY)));
        let pool = later.pool(0).id();
        let (mut none, mut delayed, mut script) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..options.rounds.unwrap_or(9) {
            none.push(ours(&options.program, &at_once, &words(&["--pool", &pool])));
            delayed.push(ours(&options.program, &later, &words(&["--pool", &pool])));
            if options.peer {
                script.push(boto3(&later, &words(&["--pool", &pool, "--threads", "1"])));
            }
        }
        row(&format!("{name}, no delay"), &none);
        row(&format!("{name}, 30 ms"), &delayed);
        let extra = median(wall(&delayed).iter().zip(wall(&none)).map(|(later, now)| later - now));
        said.push(format!("{name}: 30 ms a call cost {:.1} ms; three round trips are 90 ms", extra * 1000.0));
        if options.peer {
            row(&format!("{name}, 30 ms, boto3 sequential"), &script);
            said.push(ratios(name, &script, &delayed));
        }
    }
    println!("\n{}", said.join("\n"));
}

fn ratios(name: &str, theirs: &[Seen], ours: &[Seen]) -> String {
    let (time, work) = (ratio(&wall(theirs), &wall(ours)), ratio(&cpu(theirs), &cpu(ours)));
    format!("{name}: boto3 / mfa-doctor: wall {time:.2}, CPU {work:.1} (n {})", ours.len())
}

/// The arguments that mean every pool, at this rate.
fn all(options: &Options, fleet: &Fleet, pools: usize, rate: &str) -> Vec<String> {
    match options.named {
        true => every_pool(fleet, pools),
        false => words(&["--all", "--rate", rate]),
    }
}

fn many(options: &Options) {
    let settings = Settings { faults: Some(FAULTS), ..Settings::of(200, 3) }.after_ms(DELAY);
    let pools = settings.pools;
    let fleet = fleet(settings);
    let args = all(options, &fleet, pools, "none");
    let (mut ours_took, mut theirs_took) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds.unwrap_or(7) {
        ours_took.push(ours(&options.program, &fleet, &args));
        if options.peer {
            theirs_took.push(boto3(&fleet, &words(&["--all", "--threads", "16"])));
        }
    }
    head();
    row("mfa-doctor", &ours_took);
    if options.peer {
        row("boto3, 16 threads", &theirs_took);
        let same = ours_took.iter().zip(&theirs_took).all(|(ours, theirs)| ours.faulty == theirs.faulty);
        assert!(same, "both must find what was planted");
        println!("\n{}", ratios("many", &theirs_took, &ours_took));
    }
}

fn quotas(options: &Options) {
    let settings = Settings { faults: Some(FAULTS), quotas: Some(1.0), ..Settings::of(200, 3) };
    let pools = settings.pools;
    let fleet = fleet(settings.after_ms(DELAY));
    let args = all(options, &fleet, pools, "full");
    let took: Vec<Seen> =
        (0..options.rounds.unwrap_or(1)).map(|_| ours(&options.program, &fleet, &args)).collect();
    head();
    row("mfa-doctor", &took);
    let stats = &took.last().unwrap().stats;
    println!();
    for (rate, operations) in QUOTAS {
        let calls: usize = operations.iter().map(|operation| stats.of(operation)).sum();
        let least = calls as f64 / rate;
        println!("{}: {calls} calls at {rate} a second take {least:.1} s", operations.join(", "));
    }
}

fn memory(options: &Options) {
    head();
    for pools in [1_000, 10_000] {
        let fleet = fleet(Settings { faults: Some(FAULTS), ..Settings::of(pools, 3) });
        let args = all(options, &fleet, pools, "none");
        let took: Vec<Seen> =
            (0..options.rounds.unwrap_or(3)).map(|_| ours(&options.program, &fleet, &args)).collect();
        row(&format!("mfa-doctor, {pools} pools"), &took);
    }
}
