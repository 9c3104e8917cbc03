//! One quota: a bucket of calls that fills at a pace.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// No quota of AWS is so small that a pace below this would be called for.
const LEAST: f64 = 0.5;
/// The part of the full pace by which it grows in a second of calls that get through.
const STEP: f64 = 0.05;
/// Throttled answers to calls that were sent before the pace was halved do not halve it again.
const ONCE_IN: Duration = Duration::from_secs(1);

/// A quota's gate.
#[derive(Debug)]
pub(in crate::collect) struct Gate {
    /// Whoever holds it is next; Tokio's lock is fair.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Debug)]
pub(super) struct State {
    /// Calls a second; `None` while there is no limit.
    pub(super) rate: Option<f64>,
    /// What `rate` climbs back to; `None` where nobody knows the quota.
    full: Option<f64>,
    /// Calls that may go at once.
    burst: f64,
    /// Calls that may go now.
    tokens: f64,
    filled: Instant,
    halved: Option<Instant>,
    /// When a call last got through.
    passed: Option<Instant>,
    /// Calls in the second that began then.
    second: (Instant, u32),
    /// Calls altogether.
    calls: u64,
}

impl Gate {
    /// A gate for `rate` calls a second; where that is `None`, for any number until the first is throttled.
    pub fn new(rate: Option<f64>, burst: Option<f64>) -> Gate {
        let state = State::new(rate, burst, Instant::now());
        Gate { turn: tokio::sync::Mutex::new(()), state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a call may go.
    pub async fn pass(&self) {
        let _turn = self.turn.lock().await;
        loop {
            // The pace may have changed in the meantime.
            let Some(wait) = self.state().take(Instant::now()) else { return };
            sleep(wait).await;
        }
    }

    /// AWS throttled a call that passed here.
    pub fn throttled(&self) {
        self.state().slow_down(Instant::now());
    }

    /// A call that passed here got through.
    pub fn got_through(&self) {
        self.state().speed_up(Instant::now());
    }

    /// When a call last got through.
    pub fn last_passed(&self) -> Option<Instant> {
        self.state().passed
    }

    /// Calls that passed until now, and how many may in a second; `None` for no limit.
    pub fn passed(&self) -> (u64, Option<f64>) {
        let state = self.state();
        (state.calls, state.rate)
    }

    /// Calls a second; `None` for no limit.
    pub fn rate(&self) -> Option<f64> {
        self.state().rate
    }
}

impl State {
    pub(super) fn new(rate: Option<f64>, burst: Option<f64>, now: Instant) -> State {
        let burst = burst.unwrap_or(1.0).max(1.0);
        State {
            rate,
            full: rate,
            burst,
            tokens: burst,
            filled: now,
            halved: None,
            passed: None,
            second: (now, 0),
            calls: 0,
        }
    }

    /// Takes a call's place, or says how long to wait for one.
    pub(super) fn take(&mut self, now: Instant) -> Option<Duration> {
        if let Some(rate) = self.rate {
            let fresh = now.duration_since(self.filled).as_secs_f64() * rate;
            self.tokens = (self.tokens + fresh).min(self.burst);
            self.filled = now;
            // A hair's breadth is left out: timers count milliseconds.
            if self.tokens < 1.0 - 1e-6 {
                return Some(Duration::from_secs_f64((1.0 - self.tokens) / rate));
            }
            self.tokens -= 1.0;
        }
        if now.duration_since(self.second.0) >= Duration::from_secs(1) {
            self.second = (now, 0);
        }
        self.second.1 += 1;
        self.calls += 1;
        None
    }

    pub(super) fn slow_down(&mut self, now: Instant) {
        if self.halved.is_some_and(|halved| now.duration_since(halved) < ONCE_IN) {
            return;
        }
        let before = self.rate.unwrap_or_else(|| f64::from(self.second.1));
        self.rate = Some((before / 2.0).max(LEAST));
        self.tokens = 0.0;
        self.filled = now;
        self.halved = Some(now);
    }

    pub(super) fn speed_up(&mut self, now: Instant) {
        self.passed = Some(now);
        let Some(rate) = self.rate else { return };
        // `rate` calls make a second.
        let step = |full: f64| full * STEP / rate.max(1.0);
        self.rate = Some(match self.full {
            Some(full) => (rate + step(full)).min(full).max(rate),
            None => rate + step(rate.max(1.0)),
        });
    }
}
