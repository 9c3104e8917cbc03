//! The web ACL in front of the pool.

use super::call::{Call, fact_or_absent};
use super::reading::Reading;
use crate::permissions::GET_WEB_ACL;
use crate::snapshot::{Fact, Unread, text};
use aws_sdk_wafv2::Client;
use serde_json::Value;

impl Reading<'_> {
    /// `GetWebACLForResource.WebACL`. AWS WAF says by an empty answer or by an error that there is none.
    pub async fn web_acl(&self) -> Result<Fact<Value>, &Unread> {
        let arn = self.pool_arn().await?;
        let client = Client::new(&self.config);
        let call = Call::new(GET_WEB_ACL);
        let request = client.get_web_acl_for_resource().resource_arn(arn);
        let sent = request.customize().interceptor(call.capture()).send().await;
        let read = match call.json(sent) {
            Ok(answer) => match answer.get("WebACL") {
                Some(acl) if acl.is_object() => Fact::Known(acl.clone()),
                None | Some(Value::Null) => Fact::Absent,
                Some(_) => Fact::Unread(call.unparseable("WebACL is no object".to_owned())),
            },
            Err(unread) => Fact::Unread(unread),
        };
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
