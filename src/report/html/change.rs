//! Requests that are to be sent, and what comes of them.

use super::text::{name, shown};
use crate::report::words::factors;
use crate::report::{ChangeReport, RequestReport};
use maud::{Markup, html};

/// The section about the requests; what follows it on the page is the pool afterwards.
pub(super) fn section(change: &ChangeReport) -> Markup {
    html! {
        h3 { "The change" }
        @for (at, request) in change.changes.iter().enumerate() { (one(at + 1, request)) }
        @if let Some(works) = &change.order.works {
            h4 { (change.order.outcome()) " when they go like this" }
            ol { @for request in works { li { (name(request)) } } }
        }
        p.muted { "Everything below tells of the pool as the requests leave it; a refused request leaves no trace." }
    }
}

fn one(number: usize, request: &RequestReport) -> Markup {
    html! {
        section.user {
            h4 { (number) ". " (shown(&request.operation)) " (" (name(&request.file)) "): " (request.standing()) }
            ul {
                @for refusal in &request.refused { li { "refused: " (name(&refusal.words())) " (" (shown(&refusal.rule)) ")" } }
                @if !request.unsettled.is_empty() {
                    li { "AWS may refuse it by " (shown(&request.unsettled.join(", "))) ", which could not be judged" }
                }
                @if let Some(mode) = &request.mfa { li { "MFA from " (name(&mode.from)) " to " (name(&mode.to)) } }
                @if !request.removes.is_empty() { li { "removes " (factors(&request.removes)) } }
                @if !request.adds.is_empty() { li { "adds " (factors(&request.adds)) } }
                @for reset in &request.resets { li { "resets " (name(&reset.words())) } }
                @for remark in &request.remarks { li { (name(remark)) } }
            }
        }
    }
}
