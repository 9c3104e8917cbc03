//! What was asked, and when.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::operations::OPERATIONS;
use super::quota::Category;

/// What came since the server started, or was told to forget.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Calls that were answered, throttled ones among them, by `service:Operation`.
    pub calls: BTreeMap<String, usize>,
    /// Calls of operations that are not known here, and were refused.
    pub unknown: BTreeMap<String, usize>,
    /// Calls that were refused for a quota, by category.
    pub throttled: BTreeMap<&'static str, usize>,
    /// The highest number of calls under way at the same time.
    pub most_in_flight: usize,
    /// Connections that were accepted.
    pub connections: usize,
    /// Bytes of answers, without their heads.
    pub bytes: usize,
}

impl Stats {
    /// Calls of all known operations.
    pub fn total(&self) -> usize {
        self.calls.values().sum()
    }

    /// Calls that were refused for a quota.
    pub fn refused(&self) -> usize {
        self.throttled.values().sum()
    }

    /// Calls of an operation by its name on the wire, of whatever service.
    pub fn of(&self, operation: &str) -> usize {
        let named = |key: &str| key.split_once(':').is_some_and(|(_, name)| name == operation);
        self.calls.iter().filter(|(key, _)| named(key)).map(|(_, calls)| calls).sum()
    }
}

/// One call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// As on the wire.
    pub operation: &'static str,
    /// When the request was there as a whole, since the server started.
    pub start: Duration,
    /// When the answer was sent.
    pub end: Duration,
}

/// Counts while the server runs.
pub(super) struct Counts {
    began: Instant,
    /// By the place in the table of operations.
    known: Vec<usize>,
    unknown: BTreeMap<String, usize>,
    throttled: BTreeMap<&'static str, usize>,
    in_flight: usize,
    most_in_flight: usize,
    connections: usize,
    bytes: usize,
    log: Vec<Event>,
}

impl Counts {
    pub fn new() -> Counts {
        Counts {
            began: Instant::now(),
            known: vec![0; OPERATIONS.len()],
            unknown: BTreeMap::new(),
            throttled: BTreeMap::new(),
            in_flight: 0,
            most_in_flight: 0,
            connections: 0,
            bytes: 0,
            log: Vec::new(),
        }
    }

    /// Starts anew, but for the calls that are under way.
    pub fn forget(&mut self) {
        *self = Counts { in_flight: self.in_flight, most_in_flight: self.in_flight, ..Counts::new() };
    }

    pub fn connected(&mut self) {
        self.connections += 1;
    }

    pub fn begins(&mut self) {
        self.in_flight += 1;
        self.most_in_flight = self.most_in_flight.max(self.in_flight);
    }

    pub fn throttles(&mut self, category: Category) {
        *self.throttled.entry(category.name()).or_default() += 1;
    }

    /// The operation by its place in the table, or by what it was called.
    pub fn ends(&mut self, operation: &Result<usize, String>, bytes: usize, start: Option<Instant>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.bytes += bytes;
        match operation {
            Ok(place) => {
                self.known[*place] += 1;
                if let Some(start) = start {
                    let since = |time: Instant| time.saturating_duration_since(self.began);
                    let (start, end) = (since(start), since(Instant::now()));
                    self.log.push(Event { operation: OPERATIONS[*place].name, start, end });
                }
            }
            Err(name) => *self.unknown.entry(name.clone()).or_default() += 1,
        }
    }

    pub fn log(&self) -> Vec<Event> {
        self.log.clone()
    }

    pub fn stats(&self) -> Stats {
        let named = OPERATIONS.iter().zip(&self.known).filter(|(_, calls)| **calls > 0);
        let known = named.map(|(one, calls)| (format!("{}:{}", one.service, one.name), *calls));
        Stats {
            calls: known.collect(),
            unknown: self.unknown.clone(),
            throttled: self.throttled.clone(),
            most_in_flight: self.most_in_flight,
            connections: self.connections,
            bytes: self.bytes,
        }
    }
}
