//! How long the rest of many pools will take, by the quotas.

use super::{GLOBAL, Pace};
use std::sync::PoisonError;
use std::time::Duration;

/// How far the pools of one Region are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Pools that were read.
    pub done: usize,
    /// Pools that are being read.
    pub at_work: usize,
    /// Pools that were not begun.
    pub waiting: usize,
}

impl Standing {
    /// Pools that were read and those that are left; one at work counts as half read.
    fn halves(self) -> (f64, f64) {
        let half = self.at_work as f64 / 2.0;
        (self.done as f64 + half, self.waiting as f64 + half)
    }

    /// The time for what is left, where `calls` were made until now and `rate` go in a second; `None` while no pool is
    /// done, and nobody knows how many calls one takes.
    fn by(self, calls: u64, rate: f64) -> Option<Duration> {
        let (read, left) = self.halves();
        let seconds = calls as f64 / read * left / rate;
        (self.done > 0).then(|| Duration::try_from_secs_f64(seconds).ok()).flatten()
    }

    /// The same where the pools read took `time`, and nothing is known but that.
    pub fn after(self, time: Duration) -> Option<Duration> {
        let (read, left) = self.halves();
        (self.done > 0).then(|| Duration::try_from_secs_f64(time.as_secs_f64() / read * left).ok()).flatten()
    }

    /// This and another together.
    pub fn and(self, other: Standing) -> Standing {
        Standing {
            done: self.done + other.done,
            at_work: self.at_work + other.at_work,
            waiting: self.waiting + other.waiting,
        }
    }
}

impl Pace {
    /// The time that the slowest of the quotas needs for what is left in these Regions, if each pool takes as many
    /// calls as those before. `None` where none has a pace, and while no pool is done.
    pub fn time_left(&self, regions: &[(&str, Standing)]) -> Option<Duration> {
        let all = regions.iter().fold(Standing::default(), |all, (_, standing)| all.and(*standing));
        let gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let times = gates.iter().filter_map(|((name, region), gate)| {
            let here = regions.iter().find(|(listed, _)| listed == region).map(|(_, standing)| *standing);
            let standing = if GLOBAL.contains(name) { all } else { here? };
            let (calls, rate) = gate.passed();
            standing.by(calls, rate?)
        });
        times.max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::pace::{Gate, Rate};
    use crate::permissions::{DESCRIBE_CLIENT, GET_MFA_CONFIG, GET_ROLE};

    #[test]
    fn the_slowest_quota_tells_how_long_it_takes() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().build().expect("a runtime");
        let pace = Pace::at(Rate::Share(100));
        let pass = |gate: &Gate, times: usize| {
            runtime.block_on(async {
                for _ in 0..times {
                    gate.pass().await;
                }
            });
        };
        let none = [("eu-west-1", Standing { done: 0, at_work: 2, waiting: 8 })];
        let some = [("eu-west-1", Standing { done: 2, at_work: 4, waiting: 40 })];
        assert_eq!(pace.time_left(&some), None, "no call was made");
        pass(&pace.gate(GET_ROLE, ""), 30);
        pass(&pace.gate(DESCRIBE_CLIENT, "us-east-1"), 12);
        assert_eq!(
            pace.time_left(&some),
            None,
            "of these quotas one has no pace, and one is another Region's"
        );
        pass(&pace.gate(GET_MFA_CONFIG, "eu-west-1"), 8);
        pass(&pace.gate(DESCRIBE_CLIENT, "eu-west-1"), 12);
        assert_eq!(pace.time_left(&none), None, "no pool is done");
        // 12 calls for 2 + 4/2 pools: 3 each; 42 pools are left, at 15 calls a second.
        assert_eq!(pace.time_left(&some), Some(Duration::from_secs_f64(3.0 * 42.0 / 15.0)));
        // AWS IAM throttles the thirty of a second: 15 a second, for the pools of all Regions.
        pace.gate(GET_ROLE, "").throttled();
        let both = [some[0], ("us-east-1", Standing { done: 1, at_work: 0, waiting: 0 })];
        assert_eq!(pace.time_left(&both), Some(Duration::from_secs_f64(30.0 / 5.0 * 42.0 / 15.0)));
        let over = [("eu-west-1", Standing { done: 46, at_work: 0, waiting: 0 })];
        assert_eq!(pace.time_left(&over), Some(Duration::ZERO));
    }

    #[test]
    fn the_time_until_now_tells_it_too() {
        let standing = Standing { done: 8, at_work: 4, waiting: 28 };
        assert_eq!(standing.after(Duration::from_secs(20)), Some(Duration::from_secs(60)));
        assert_eq!(Standing { done: 0, ..standing }.after(Duration::from_secs(20)), None);
    }
}
