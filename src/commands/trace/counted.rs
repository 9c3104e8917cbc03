//! What CloudTrail counts, as the report tells it.

use super::said::moment;
use crate::report::trace::{ChangeSeen, ErrorCount, TrailReport};
use crate::rules::documented_error;
use crate::trace::Refusal;
use crate::trace::cloudtrail::{Change, Found, Series, Service, Words};
use std::collections::BTreeMap;

/// The counts of `found`.
pub(super) fn report(found: &Found) -> TrailReport {
    let changes: Vec<ChangeSeen> = found.changes.iter().map(change).collect();
    TrailReport {
        records: found.records,
        calls: found.cognito,
        errors: found.series.iter().map(|series| count(found, series)).collect(),
        changes,
    }
}

fn count(found: &Found, series: &Series) -> ErrorCount {
    let kind = &series.kind;
    let refusal = Refusal { status: None, code: kind.code.to_string(), message: kind.message.to_string() };
    let words = |words: &Option<Words>| words.as_ref().map(ToString::to_string);
    let of_client = kind.client.as_ref().and_then(|client| found.pools.get(client));
    ErrorCount {
        pool: words(&kind.pool).or_else(|| of_client.map(ToString::to_string)),
        client: words(&kind.client),
        operation: kind.operation.to_string(),
        code: refusal.code.clone(),
        message: refusal.message.clone(),
        id: documented_error(&refusal).map(|error| error.id),
        count: series.count,
        users: series.users.count(),
        first: moment(series.first * 1000),
        last: moment(series.last * 1000),
        hours: series
            .hours
            .iter()
            .map(|(hour, count)| (moment(hour * 1000), *count))
            .collect::<BTreeMap<_, _>>(),
        preceded_by: found.preceding(series),
    }
}

fn change(change: &Change) -> ChangeSeen {
    let service = match change.service {
        Service::Cognito => "cognito-idp",
        Service::Iam => "iam",
        Service::Waf => "wafv2",
    };
    let parts = [&change.pool, &change.client, &change.role, &change.policy, &change.web_acl];
    let target: Vec<&str> = parts.into_iter().flatten().map(|part| &**part).collect();
    ChangeSeen {
        at: moment(change.time * 1000),
        operation: format!("{service}:{}", change.name),
        target: (!target.is_empty()).then(|| target.join(", ")),
        by: change.actor.as_ref().map(ToString::to_string),
    }
}
