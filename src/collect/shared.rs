//! What many pools of an account share, read once in a run: whoever needs it first sends the calls, all others wait
//! for the same answer, a refusal too.

use crate::snapshot::{Fact, Organizations, SmsRole, Unread};
use aws_sdk_iam::types::PolicyVersion;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Answers by key, each read once.
#[derive(Debug)]
pub(super) struct Once<K, V>(Mutex<BTreeMap<K, Arc<OnceCell<V>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Once<K, V> {
        Once(Mutex::default())
    }
}

impl<K: Ord, V: Clone> Once<K, V> {
    /// The answer for `key`, which `read` gives where nobody has read it. One who gives up while reading leaves that
    /// to the next.
    pub async fn get(&self, key: K, read: impl Future<Output = V>) -> V {
        let cell = {
            let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            cells.entry(key).or_default().clone()
        };
        cell.get_or_init(|| read).await.clone()
    }
}

/// Parts of snapshots by what they hang on.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// `GetCallerIdentity`.
    pub caller: Once<(), Fact<Value>>,
    /// `GetRole.Role` by the role's name.
    pub described: Once<String, Fact<Value>>,
    /// A role with its policies and boundary, without a simulation, by its name.
    pub roles: Once<String, SmsRole>,
    /// `SimulatePrincipalPolicy` by the role's ARN and how it sends.
    pub simulations: Once<(String, String), Fact<Value>>,
    /// The version of a managed policy that is in force, by ARN.
    pub policies: Once<String, Result<PolicyVersion, Unread>>,
    /// The organization above an account.
    pub organizations: Once<String, Fact<Organizations>>,
    /// `GetSMSAttributes` by Region.
    pub sms_attributes: Once<String, Fact<Value>>,
    /// `GetSMSSandboxAccountStatus` by Region.
    pub sms_sandboxes: Once<String, Fact<Value>>,
    /// `ListOriginationNumbers` by Region.
    pub origination_numbers: Once<String, Fact<Value>>,
    /// SESv2 `GetAccount` by Region.
    pub ses_accounts: Once<String, Fact<Value>>,
    /// SESv2 `GetEmailIdentity` by Region and identity.
    pub identities: Once<(String, String), Fact<Value>>,
    /// SESv2 `GetConfigurationSet` by Region and name.
    pub configuration_sets: Once<(String, String), Fact<Value>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::time::Duration;
    use tokio::time::{sleep, timeout};

    #[test]
    fn one_reads_for_all_and_the_next_where_it_gives_up() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().build().expect("a runtime");
        runtime.block_on(async {
            let (once, reads) = (Once::<&str, u32>::default(), Cell::new(0));
            let read = || async {
                reads.set(reads.get() + 1);
                sleep(Duration::from_millis(50)).await;
                reads.get()
            };
            assert!(timeout(Duration::from_millis(10), once.get("a", read())).await.is_err());
            let answers = tokio::join!(once.get("a", read()), once.get("a", read()), once.get("b", read()));
            assert_eq!((answers.0, answers.1), (3, 3), "of one key, after one had given up");
            assert_eq!(once.get("a", async { 7 }).await, 3);
            assert_eq!(reads.get(), 3);
        });
    }
}
