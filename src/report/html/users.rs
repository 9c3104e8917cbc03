//! The users of a pool.

use super::text::{name, shown};
use crate::report::users::{NEXT_SIGN_IN, PASSWORD_RESET, in_words, stages};
use crate::report::{ComparisonReport, UserReport};
use maud::{Markup, html};
use serde_json::Value;

/// Each user: state, next sign-in, password reset.
pub(super) fn list(users: &[UserReport]) -> Markup {
    html! {
        h3 { "Users" }
        @for user in users {
            section.user {
                h4 { (name(&user.name)) }
                p { (name(&user.state())) }
                @if user.next_sign_in.is_some() || user.password_reset.is_some() {
                    dl.about {
                        (outlook(NEXT_SIGN_IN, user.next_sign_in.as_ref()))
                        (outlook(PASSWORD_RESET, user.password_reset.as_ref()))
                    }
                }
            }
        }
    }
}

fn outlook(label: &str, outlook: Option<&Value>) -> Markup {
    let stages = stages(outlook);
    html! {
        @if !stages.is_empty() {
            div {
                dt { (label) }
                dd {
                    @for (place, (text, assumed)) in stages.iter().enumerate() {
                        p {
                            @if place > 0 { "then " }
                            (name(text))
                            @if !assumed.is_empty() {
                                span.muted { ", provided that " (name(&assumed.join(", and "))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Two users side by side.
pub(super) fn comparison(comparison: &ComparisonReport) -> Markup {
    let [one, other] = &comparison.users;
    html! {
        h3 { (name(one)) " and " (name(other)) }
        @if comparison.differences.is_empty() {
            p { "Nothing differs that bears on signing in." }
        } @else {
            table.compared aria-label="What tells the two users apart" {
                thead {
                    tr {
                        th scope="col" { "what" }
                        th scope="col" { (name(one)) }
                        th scope="col" { (name(other)) }
                        th scope="col" { "why it matters" }
                    }
                }
                tbody {
                    @for difference in &comparison.differences {
                        tr {
                            th scope="row" { (shown(&difference.label())) }
                            td data-label=(shown(one)) { (name(&in_words(&difference.a))) }
                            td data-label=(shown(other)) { (name(&in_words(&difference.b))) }
                            td data-label="why it matters" { (name(&difference.matters)) }
                        }
                    }
                }
            }
        }
    }
}
