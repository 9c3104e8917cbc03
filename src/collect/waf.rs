//! The web ACL in front of the pool.

use super::call::{fact_or_absent, maybe};
use super::reading::Reading;
use crate::permissions::GET_WEB_ACL;
use crate::snapshot::{Fact, Unread, text};
use serde_json::Value;

/// A web ACL has them all, and a rule one of the two actions.
///
/// Source: <https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html>
const MEMBERS: &[&str] = &["ARN", "DefaultAction", "Rules[].Statement", "Rules[].Action|OverrideAction"];

impl Reading<'_> {
    /// `GetWebACLForResource.WebACL`. AWS WAF says by an empty answer or by an error that there is none.
    pub async fn web_acl(&self) -> Result<Fact<Value>, &Unread> {
        let arn = self.pool_arn().await?;
        let client = self.clients.waf();
        let read = self.connection.send(GET_WEB_ACL, &self.pool.region, None, async |call| {
            let request = client.get_web_acl_for_resource().resource_arn(&arn);
            let sent = request.customize().interceptor(call.capture()).send().await;
            match call.json(sent)?.get_mut("WebACL") {
                Some(acl) if acl.is_object() => call.whole(acl.take(), MEMBERS).map(Some),
                None | Some(Value::Null) => Ok(None),
                Some(_) => Err(call.unparseable("WebACL is no object".to_owned())),
            }
        });
        let read = maybe(read.await);
        Ok(fact_or_absent(read, "WAFNonexistentItemException"))
    }

    /// Without waiting for the pool's description where the account is known.
    async fn pool_arn(&self) -> Result<String, &Unread> {
        let arn = |partition: &str, account: &str| {
            let (region, id) = (&self.pool.region, &self.pool.id);
            format!("arn:{partition}:cognito-idp:{region}:{account}:userpool/{id}")
        };
        if let Some(account) = &self.pool.account {
            return Ok(arn(&self.pool.partition, account));
        }
        let pool = self.user_pool().await?;
        if let Some(found) = text(pool, "Arn") {
            return Ok(found.to_owned());
        }
        let (partition, account) = self.account().await?;
        Ok(arn(&partition, &account.unwrap_or_default()))
    }
}
