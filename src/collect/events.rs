//! The event history of AWS CloudTrail: the management events of the last 90 days, newest first, page by page.
//!
//! Source: <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html>

use super::call::{NOT_SENT, UNPARSEABLE};
use super::connect::Connection;
use crate::permissions::LOOKUP_EVENTS;
use crate::snapshot::{Unread, text};
use aws_sdk_cloudtrail::primitives::DateTime;
use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};
use std::collections::BTreeSet;

/// Which events are looked up.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The Region whose history is read.
    pub region: String,
    /// `cognito-idp.amazonaws.com`
    pub source: &'static str,
    /// From then on, in seconds since 1970.
    pub since: i64,
    /// Until then, in seconds since 1970.
    pub until: i64,
}

impl Connection {
    /// Hands every page to `take`, as AWS answered it: an object with `Events`. Nothing of it is kept here.
    ///
    /// # Errors
    /// When a page cannot be read; those before it were handed over.
    pub async fn events(&self, lookup: &Lookup, mut take: impl FnMut(String)) -> Result<(), Unread> {
        let clients = self.clients(&lookup.region);
        let client = clients.trail();
        let (mut token, mut tokens) = (None, BTreeSet::new());
        loop {
            let page = self.send(LOOKUP_EVENTS, &lookup.region, None, async |call| {
                let by_source = LookupAttribute::builder()
                    .attribute_key(LookupAttributeKey::EventSource)
                    .attribute_value(lookup.source)
                    .build()
                    .map_err(|error| unread(NOT_SENT, error.to_string()))?;
                let request = client
                    .lookup_events()
                    .lookup_attributes(by_source)
                    .start_time(DateTime::from_secs(lookup.since))
                    .end_time(DateTime::from_secs(lookup.until))
                    .max_results(50)
                    .set_next_token(token.clone());
                let sent = request.customize().interceptor(call.capture()).send().await;
                call.whole(call.json(sent)?, &["Events"])
            });
            let page = page.await?;
            let next = text(&page, "NextToken").map(str::to_owned);
            take(page.to_string());
            let Some(next) = next else { return Ok(()) };
            if !tokens.insert(next.clone()) {
                return Err(unread(UNPARSEABLE, "the same page came twice".to_owned()));
            }
            token = Some(next);
        }
    }
}

fn unread(code: &str, message: String) -> Unread {
    Unread::new(LOOKUP_EVENTS.iam_action, code, message)
}
