//! What a pool would use if it were configured in another way: for a change that names another role or sender.

use super::connect::Connection;
use super::reading::Reading;
use super::{PoolRef, Wanted};
use crate::snapshot::{Fact, Snapshot};

impl Connection {
    /// The SMS role, Amazon SNS and Amazon SES that the pool would use if it were as `named` describes it; the pool
    /// itself is not asked for.
    pub async fn read_around(&self, pool: &PoolRef, named: &Snapshot) -> Snapshot {
        let wanted = Wanted { clients: false, ..Wanted::default() };
        let reading = Reading::new(self, pool, &wanted);
        let mut read = named.clone();
        let (Some(user_pool), Some(mfa_config)) = (named.user_pool.known(), named.mfa_config.known()) else {
            return read;
        };
        // Both cells are new, so that nothing stands in them yet.
        let _new = reading.user_pool.set(Ok(user_pool.clone()));
        let _new = reading.mfa_config.set(Ok(mfa_config.clone()));
        let (role, sms, ses) = tokio::join!(reading.sms_role(), reading.sms_regions(), reading.ses());
        read.sms_role = role.unwrap_or_else(|unread| Fact::Unread(unread.clone()));
        read.sms = sms.unwrap_or_default();
        read.ses = ses.unwrap_or_else(|unread| Fact::Unread(unread.clone()));
        read
    }
}
