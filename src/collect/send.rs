//! Sending: a call waits at the gate of its quota, and is repeated where another attempt may fare better.
//!
//! The SDK's own retries are off, for it knows nothing of the gates: its attempts would come on top of ours, and its
//! time-outs would run while a call waits its turn. Where the user has set how often to retry, the SDK does it as it
//! was told, and nothing is repeated here.

use super::call::{Call, Trouble};
use super::connect::Connection;
use super::pace::PoolPace;
use super::reading::Reading;
use crate::permissions::Operation;
use crate::snapshot::Unread;
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
        tokio::select! {
            biased; // nothing is sent after the end
            unread = self.halt.reached(operation) => Err(unread),
            // Boxed: a pool's reading holds dozens of calls, and would not fit on the stack of a thread.
            answer = Box::pin(self.attempts(operation, region, pool, send)) => answer,
        }
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
        let (mut failed, mut throttled_since) = (0, None);
        loop {
            // The narrower gate first: who waits there keeps nobody else waiting.
            if let Some(gate) = &gate_of_pool {
                gate.pass().await;
            }
            gate.pass().await;
            let call = Call::new(operation);
            let answer = send(&call).await;
            let Err(unread) = answer else {
                gate.got_through();
                return answer;
            };
            match call.trouble() {
                Some(Trouble::Throttled) => {
                    gate.throttled();
                    gate_of_pool.iter().for_each(|gate| gate.throttled());
                    let since = *throttled_since.get_or_insert_with(Instant::now);
                    let stuck = since.max(gate.last_passed().unwrap_or(since)).elapsed();
                    if self.own_retries || stuck > PATIENCE {
                        return Err(unread);
                    }
                }
                Some(Trouble::Passing) => {
                    failed += 1;
                    if self.own_retries || failed >= ATTEMPTS {
                        return Err(unread);
                    }
                    // At random: many that failed together must not come again together.
                    sleep(PAUSE.mul_f64(fastrand::f64() * f64::from(failed))).await;
                }
                None => {
                    gate.got_through();
                    return Err(unread);
                }
            }
        }
    }
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
