//! The list of pools at the head of a report on several.

use super::pool::anchor;
use super::text::{name, shown};
use crate::finding::{Factor, Severity};
use crate::report::words::called;
use crate::report::{PoolReport, Summary};
use maud::{Markup, html};
use std::cmp::Reverse;
use std::slice;

/// Every pool in one line, worst first.
pub(super) fn list(pools: &[PoolReport]) -> Markup {
    let mut rows: Vec<(usize, &PoolReport, [usize; 3])> =
        pools.iter().enumerate().map(|(at, pool)| (at, pool, counts(pool))).collect();
    rows.sort_by_key(|(.., counts)| Reverse(*counts));
    html! {
        nav id="pools" aria-labelledby="pools-h" {
            h2 id="pools-h" { "Pools, worst first" }
            table.contents {
                thead {
                    tr {
                        th scope="col" { "pool" }
                        th scope="col" { "Region" }
                        @for factor in Factor::ALL { th scope="col" { (factor) } }
                        @for severity in Severity::ALL { th.number scope="col" { (severity) "s" } }
                    }
                }
                tbody { @for (at, pool, counts) in rows { (row(at, pool, counts)) } }
            }
        }
    }
}

/// Findings that are not suppressed, in the order of [`Severity::ALL`].
fn counts(pool: &PoolReport) -> [usize; 3] {
    let Summary { error, warning, note, .. } = Summary::of(slice::from_ref(pool));
    [error, warning, note]
}

fn row(at: usize, pool: &PoolReport, counts: [usize; 3]) -> Markup {
    html! {
        tr {
            th scope="row" {
                a href=(format!("#{}", anchor(at))) { (name(called(pool))) }
                @if !pool.name.is_empty() { " " code { (name(&pool.id)) } }
            }
            td data-label="Region" { (shown(&pool.region)) }
            @for factor in Factor::ALL {
                @let verdict = pool.factors.0.get(&factor).and_then(|standing| standing.verdict);
                td data-label=(factor) { span.(verdict.unwrap_or("none")) { (verdict.unwrap_or("-")) } }
            }
            @for (severity, count) in Severity::ALL.iter().zip(counts) {
                td.number data-label=(format!("{severity}s")) { (count) }
            }
        }
    }
}
