//! Gates by a clock of the tests' own.

use super::gate::State;
use super::*;
use crate::permissions::{
    DESCRIBE_CLIENT, DESCRIBE_USER_POOL, GET_MFA_CONFIG, GET_ROLE, LIST_CLIENTS, LIST_POOLS,
};
use futures_util::future::join_all;
use std::time::Duration;
use tokio::time::Instant;

/// A gate and the time.
struct Clocked {
    state: State,
    now: Instant,
}

impl Clocked {
    fn new(rate: Option<f64>, burst: Option<f64>) -> Clocked {
        let now = Instant::now();
        Clocked { state: State::new(rate, burst, now), now }
    }

    fn wait(&mut self, seconds: f64) {
        self.now += Duration::from_secs_f64(seconds);
    }

    /// Seconds until so many calls have passed that all come at once.
    fn time_for(&mut self, calls: usize) -> f64 {
        let start = self.now;
        for _ in 0..calls {
            while let Some(wait) = self.state.take(self.now) {
                self.now += wait;
            }
        }
        (self.now - start).as_secs_f64()
    }

    fn throttled(&mut self) {
        self.state.slow_down(self.now);
    }
}

#[test]
fn one_second_at_once_then_the_pace() {
    let mut gate = Clocked::new(Some(7.5), Some(7.5));
    assert_eq!(gate.time_for(7), 0.0, "one second's worth goes at once");
    let rest = gate.time_for(75);
    assert!((9.8..10.1).contains(&rest), "{rest}");
    gate.wait(60.0);
    assert_eq!(gate.time_for(7), 0.0, "a quiet minute saves up one second, no more");
    assert!(gate.time_for(2) > 0.1);
    assert_eq!(Clocked::new(None, None).time_for(10_000), 0.0);
}

#[test]
fn the_rate_is_a_share_of_the_quota() {
    let rates = [
        (Rate::default(), Some(7.5)),
        (Rate::Share(100), Some(15.0)),
        (Rate::Share(10), Some(1.5)),
        (Rate::Open, None),
    ];
    for (rate, expected) in rates {
        assert_eq!(Pace::at(rate).gate(LIST_CLIENTS, "eu-west-1").rate(), expected);
    }
}

#[test]
fn operations_of_a_category_share_a_gate_and_no_others_do() {
    let pace = Pace::default();
    let gate = |operation, region| pace.gate(operation, region);
    let is_one = |one: &Arc<Gate>, other: &Arc<Gate>| Arc::ptr_eq(one, other);
    assert!(is_one(&gate(DESCRIBE_USER_POOL, "eu-west-1"), &gate(LIST_POOLS, "eu-west-1")));
    assert!(!is_one(&gate(DESCRIBE_USER_POOL, "eu-west-1"), &gate(LIST_POOLS, "us-east-1")));
    assert!(!is_one(&gate(DESCRIBE_USER_POOL, "eu-west-1"), &gate(LIST_CLIENTS, "eu-west-1")));
    assert!(is_one(&gate(GET_ROLE, "eu-west-1"), &gate(GET_ROLE, "us-east-1")), "IAM is one");
    let (one, other) = (PoolPace::default(), PoolPace::default());
    let of_pool = |operation, pool| pace.gate_of_pool(operation, pool);
    assert!(of_pool(DESCRIBE_USER_POOL, &one).is_none());
    assert!(of_pool(GET_ROLE, &one).is_none());
    let client = of_pool(DESCRIBE_CLIENT, &one).expect("limited by pool");
    assert!(!is_one(&client, &of_pool(DESCRIBE_CLIENT, &other).expect("limited")));
    assert!(!is_one(&client, &of_pool(LIST_CLIENTS, &one).expect("limited")), "by operation, too");
    assert!(is_one(&client, &of_pool(DESCRIBE_CLIENT, &one).expect("limited")));
    assert_eq!(client.rate(), Some(2.5));
}

#[test]
fn a_throttled_gate_slows_down_alone() {
    let pace = Pace::default();
    let (slowed, other) = (pace.gate(GET_MFA_CONFIG, "eu-west-1"), pace.gate(LIST_CLIENTS, "eu-west-1"));
    slowed.throttled();
    assert_eq!((slowed.rate(), other.rate()), (Some(5.0), Some(7.5)));
}

#[test]
fn a_wave_of_throttled_calls_halves_the_pace_once_and_it_recovers() {
    let mut gate = Clocked::new(Some(10.0), Some(10.0));
    (0..20).for_each(|_| gate.throttled());
    assert_eq!(gate.state.rate, Some(5.0));
    assert!(gate.time_for(1) > 0.19, "what was saved up is gone");
    gate.wait(2.0);
    gate.throttled();
    assert_eq!(gate.state.rate, Some(2.5));
    let start = gate.now;
    while gate.state.rate < Some(10.0) {
        gate.time_for(1);
        gate.state.speed_up(gate.now);
    }
    let took = (gate.now - start).as_secs_f64();
    assert!((10.0..30.0).contains(&took), "a twentieth a second: {took}");
    (0..100).for_each(|_| gate.state.speed_up(gate.now));
    assert_eq!(gate.state.rate, Some(10.0), "no further");
    for _ in 0..50 {
        gate.wait(2.0);
        gate.throttled();
    }
    assert_eq!(gate.state.rate, Some(0.5), "and never to a standstill");
}

#[test]
fn an_open_gate_finds_its_pace_when_it_is_throttled() {
    let mut gate = Clocked::new(None, None);
    assert_eq!(gate.time_for(40), 0.0);
    gate.throttled();
    assert_eq!(gate.state.rate, Some(20.0));
    gate.state.speed_up(gate.now);
    assert!(gate.state.rate > Some(20.0) && gate.state.rate < Some(20.2));
}

#[test]
fn who_came_first_goes_first_and_who_gives_up_takes_no_place() {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().build().expect("a runtime").block_on(async {
        let gate = Gate::new(Some(50.0), Some(1.0));
        let order = Mutex::new(Vec::new());
        join_all((0..5).map(|number| {
            let (gate, order) = (&gate, &order);
            async move {
                if number == 2 {
                    let given_up = tokio::time::timeout(Duration::from_millis(1), gate.pass()).await;
                    return assert!(given_up.is_err());
                }
                gate.pass().await;
                order.lock().expect("the list").push(number);
            }
        }))
        .await;
        assert_eq!(*order.lock().expect("the list"), [0, 1, 3, 4]);
    });
}
