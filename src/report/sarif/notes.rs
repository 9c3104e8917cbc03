//! How the run went: what was not judged, what could not be read, and remarks on the set-up.

use super::{index_of, message, results, without_nulls};
use crate::report::{PoolReport, Report, clean, words};
use serde_json::{Value, json};

const NOT_JUDGED: &str = "not-judged";
const UNREADABLE: &str = "unreadable";

/// The kinds of notification that this run has.
pub(super) fn kinds(report: &Report) -> Vec<Value> {
    let mut kinds = vec![
        (NOT_JUDGED, "A rule could not be judged, as a fact that it needs was not read"),
        (UNREADABLE, "A pool, a Region, an account or a user could not be read"),
    ];
    for notice in &report.notices {
        if kinds.iter().all(|(id, _)| *id != notice.kind) {
            kinds.push((notice.kind, "A remark on how the run was set up"));
        }
    }
    kinds.into_iter().map(|(id, text)| json!({ "id": id, "shortDescription": { "text": text } })).collect()
}

/// The run, with its notifications.
pub(super) fn invocation(report: &Report) -> Value {
    let not_judged = report.pools.iter().flat_map(|pool| gaps(report, pool));
    let unreadable = report.unreadable.iter().map(|unreadable| {
        let text = message(&clean(&words::unreadable(unreadable)));
        json!({ "descriptor": { "id": UNREADABLE }, "level": "error", "message": text })
    });
    let notices = report.notices.iter().map(|notice| {
        let text = message(&clean(&notice.message));
        json!({ "descriptor": { "id": notice.kind }, "level": "warning", "message": text })
    });
    json!({
        // Whether the exit code comes of findings alone.
        "executionSuccessful": report.exit_code <= 1,
        "exitCode": report.exit_code,
        "exitCodeDescription": match report.exit_code {
            0 => "no finding that fails the run",
            1 => "a finding that fails the run",
            3 => "facts that decide were not read",
            _ => "ended early",
        },
        "endTimeUtc": report.generated_at,
        "toolExecutionNotifications": unreadable.chain(not_judged).collect::<Vec<_>>(),
        "toolConfigurationNotifications": notices.collect::<Vec<_>>(),
    })
}

fn gaps<'a>(report: &'a Report, pool: &'a PoolReport) -> impl Iterator<Item = Value> + 'a {
    pool.not_judged.iter().map(move |entry| {
        let of = entry.user.as_deref().map(|user| format!(" for user {user}")).unwrap_or_default();
        let text = format!("{} was not judged{of} in {}: {}", entry.rule, words::title(pool), words::gap(&entry.needs.join(", "), &entry.reason));
        json!({
            "descriptor": { "id": NOT_JUDGED },
            "associatedRule": without_nulls(json!({ "id": entry.rule, "index": index_of(report, &entry.rule) })),
            // Only missing core evidence makes a run incomplete.
            "level": if entry.core { "warning" } else { "note" },
            "message": message(&clean(&text)),
            "locations": [results::location(report, pool, &pool.arn)],
        })
    })
}
