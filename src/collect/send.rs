//! Sending: a call waits at the gate of its quota, and is repeated where another attempt may fare better.
//!
//! The SDK's own retries are off, for it knows nothing of the gates: its attempts would come on top of ours, and its
//! time-outs would run while a call waits its turn. Where the user has set how often to retry, the SDK does it as it
//! was told, and nothing is repeated here.

use super::call::{Call, Trouble};
use super::connect::Connection;
use super::log::{self, Next, Trail};
use super::pace::{PoolPace, quota};
use super::reading::Reading;
use crate::permissions::Operation;
use crate::snapshot::Unread;
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Attempts at a call that fails for no reason of its own: no connection, no answer in time, HTTP 500 and above. As
/// many as the SDK makes. <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>
const ATTEMPTS: u32 = 3;

/// The most that is waited before the second attempt; twice that before the third.
const PAUSE: Duration = Duration::from_secs(1);

/// A throttled call gives up when for so long no call has got through its gate: as long as others do, its turn comes.
const PATIENCE: Duration = Duration::from_secs(30);

impl Connection {
    /// The answer to a call that counts in `region`, and on one pool where that is given.
    pub(super) async fn send<T>(
        &self,
        operation: Operation,
        region: &str,
        pool: Option<&PoolPace>,
        send: impl AsyncFn(&Call) -> Result<T, Unread>,
    ) -> Result<T, Unread> {
        apart(async {
            tokio::select! {
                biased; // nothing is sent after the end
                unread = self.halt.reached(operation) => Err(unread),
                answer = self.attempts(operation, region, pool, send) => answer,
            }
        })
        .await
    }

    async fn attempts<T>(
        &self,
        operation: Operation,
        region: &str,
        pool: Option<&PoolPace>,
        send: impl AsyncFn(&Call) -> Result<T, Unread>,
    ) -> Result<T, Unread> {
        let gate = self.pace.gate(operation, region);
        let gate_of_pool = pool.and_then(|pool| self.pace.gate_of_pool(operation, pool));
        let (mut attempt, mut failed, mut throttled_since) = (0, 0, None);
        loop {
            attempt += 1;
            let came = Instant::now();
            // The narrower gate first: who waits there keeps nobody else waiting.
            if let Some(gate) = &gate_of_pool {
                gate.pass().await;
            }
            gate.pass().await;
            let trail = || Trail::new(self.about(operation, region, pool), attempt, came.elapsed());
            let call = Call::new(operation).in_log(log::is_read().then(trail));
            let answer = send(&call).await;
            let Err(unread) = answer else {
                gate.got_through();
                return answer;
            };
            match call.trouble() {
                Some(Trouble::Throttled) => {
                    gate.throttled();
                    gate_of_pool.iter().for_each(|gate| gate.throttled());
                    log::more(|| slowed_down(operation, region, gate.rate()));
                    let since = *throttled_since.get_or_insert_with(Instant::now);
                    let stuck = since.max(gate.last_passed().unwrap_or(since)).elapsed();
                    if self.own_retries || stuck > PATIENCE {
                        return Err(unread);
                    }
                    call.tell(Next::AgainByQuota);
                }
                Some(Trouble::Passing) => {
                    failed += 1;
                    if self.own_retries || failed >= ATTEMPTS {
                        return Err(unread);
                    }
                    // At random: many that failed together must not come again together.
                    let pause = PAUSE.mul_f64(fastrand::f64() * f64::from(failed));
                    call.tell(Next::Again(pause));
                    sleep(pause).await;
                }
                None => {
                    gate.got_through();
                    return Err(unread);
                }
            }
        }
    }
}

impl Connection {
    /// What the log says of a call before it says how it went.
    fn about(&self, operation: Operation, region: &str, pool: Option<&PoolPace>) -> String {
        let pool = pool.map_or("", |pool| &pool.id);
        let words = [operation.iam_action, &self.account, region, pool];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// The same future, polled only when it was woken itself: `join!` polls all that it waits for when any of it is woken,
/// and a call of the SDK is a tower of futures. It lies on the heap, for a pool's reading holds dozens of calls, and would
/// not fit on the stack of a thread.
fn apart<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let mut alone: FuturesUnordered<F> = std::iter::once(future).collect();
    async move {
        match alone.next().await {
            Some(output) => output,
            None => unreachable!("there is one future, and it ends once"),
        }
    }
}

fn slowed_down(operation: Operation, region: &str, rate: Option<f64>) -> String {
    let (quota, region) = (quota(operation), if region.is_empty() { "all Regions" } else { region });
    format!("quota {quota} in {region}: slowed down to {:.1} calls a second", rate.unwrap_or_default())
}

impl Reading<'_> {
    /// The answer of Amazon Cognito to a call on this pool.
    pub async fn ask<T>(
        &self,
        operation: Operation,
        send: impl AsyncFn(&Call) -> Result<T, Unread>,
    ) -> Result<T, Unread> {
        self.connection.send(operation, &self.pool.region, Some(&self.pace), send).await
    }
}
