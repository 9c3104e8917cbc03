//! One pool: what it is, its factors, the way of its codes, its findings.

use super::chain::{Chain, State, chains};
use super::text::{name, shown};
use super::{drawing, finding, users};
use crate::finding::{Factor, NotJudged};
use crate::report::words::{awaited, called, offered};
use crate::report::{FactorReport, PoolReport};
use maud::{Markup, html};

/// Where the pool at `position` begins.
pub(super) fn anchor(position: usize) -> String {
    format!("pool-{}", position + 1)
}

/// Anchors inside one pool.
struct Anchors<'a> {
    pool: &'a PoolReport,
    prefix: String,
}

impl Anchors<'_> {
    fn finding(&self, at: usize) -> String {
        format!("{}-finding-{}", self.prefix, at + 1)
    }

    fn not_judged(&self) -> String {
        format!("{}-not-judged", self.prefix)
    }

    /// The rule, linked to its first finding.
    fn rule(&self, rule: &str) -> Markup {
        let at = self.pool.findings.iter().position(|reported| reported.finding.rule == rule);
        html! {
            @match at {
                Some(at) => { a.rule href=(format!("#{}", self.finding(at))) { (shown(rule)) } }
                None => { span.rule { (shown(rule)) } }
            }
        }
    }

    fn rules(&self, rules: &[&str]) -> Markup {
        html! { @for (at, rule) in rules.iter().enumerate() { @if at > 0 { ", " } (self.rule(rule)) } }
    }

    /// Rules that could not be judged, linked to where that is explained.
    fn open(&self, rules: &[&str]) -> Markup {
        const SHOWN: usize = 6;
        html! {
            a href=(format!("#{}", self.not_judged())) { "not judged" } ": "
            (shown(&rules.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ")))
            @if rules.len() > SHOWN { " and " (rules.len() - SHOWN) " more" }
        }
    }
}

/// The section of the pool; `many` adds the way back to the list of pools.
pub(super) fn section(pool: &PoolReport, position: usize, many: bool) -> Markup {
    let prefix = anchor(position);
    let heading = format!("{prefix}-h");
    let anchors = Anchors { pool, prefix: prefix.clone() };
    html! {
        section.pool id=(prefix) aria-labelledby=(heading) {
            h2 id=(heading) { (name(called(pool))) @if many { " " a.back href="#pools" { "all pools" } } }
            (facts(pool))
            @if let Some(comparison) = &pool.comparison { (users::comparison(comparison)) }
            @if let Some(change) = &pool.change { (super::change::section(change)) }
            h3 { @if pool.change.is_some() { "Factors afterwards" } @else { "Factors" } }
            ul.factors { @for (factor, standing) in &pool.factors.0 { li { (card(*factor, standing, &anchors)) } } }
            h3 { "The way of a code" }
            @for chain in chains(pool) { (way(&chain, &anchors)) }
            (unused(pool))
            @if !pool.users.is_empty() { (users::list(&pool.users)) }
            h3 { "Findings" }
            @if pool.findings.is_empty() { p { "None." } }
            @if pool.findings.iter().filter(|reported| !reported.fix.steps.is_empty()).count() > 1 {
                p.muted {
                    "Fixes that rewrite the same pool or client are cumulative: apply them in the order in which they "
                    "stand, or apply one and run check again."
                }
            }
            @for (at, reported) in pool.findings.iter().enumerate() {
                (finding::article(reported, &anchors.finding(at)))
            }
            @if !pool.not_judged.is_empty() { (not_judged(&pool.not_judged, &anchors.not_judged())) }
        }
    }
}

fn facts(pool: &PoolReport) -> Markup {
    let taken_at = pool.taken_at.as_ref().map(|time| match time.as_str() {
        Some(text) => text.to_owned(),
        None => time.to_string(),
    });
    let unknown = |text: &str| if text.is_empty() { shown("unknown") } else { name(text) };
    html! {
        dl.facts {
            div { dt { "Pool ID" } dd { code { (name(&pool.id)) } } }
            div { dt { "Region" } dd { (unknown(&pool.region)) } }
            div { dt { "Account" } dd { (unknown(&pool.account)) } }
            div { dt { "MFA" } dd { strong { (shown(&pool.mfa)) } } }
            div { dt { "Read at" } dd { (unknown(taken_at.as_deref().unwrap_or_default())) } }
            @if let Some(file) = &pool.file { div { dt { "Snapshot" } dd { (name(file)) } } }
        }
    }
}

fn card(factor: Factor, standing: &FactorReport, anchors: &Anchors<'_>) -> Markup {
    // Without a verdict there is nothing to tell but whether it is offered.
    let verdict = standing.verdict.unwrap_or(match standing.offered {
        Some(_) => "not offered",
        None => "unknown",
    });
    let blocked: Vec<&str> = standing.blocked_by.iter().map(String::as_str).collect();
    let open: Vec<&str> = standing.unproven_by.iter().map(String::as_str).collect();
    html! {
        div.factor .(standing.verdict.unwrap_or("none")) data-factor=(factor) {
            h4 { (in_title(factor)) }
            p.verdict { (verdict) }
            dl {
                @if standing.verdict.is_some() { div { dt { "offered" } dd { (offered(standing)) } } }
                @if !blocked.is_empty() {
                    div { dt { "because of" } dd { (anchors.rules(&blocked)) } }
                } @else if !open.is_empty() {
                    div { dt { "because of" } dd { (anchors.open(&open)) } }
                }
            }
        }
    }
}

/// The factor's name at the head of a card.
fn in_title(factor: Factor) -> &'static str {
    match factor {
        Factor::Sms => "SMS",
        Factor::Totp => "TOTP",
        Factor::Email => "E-mail",
        Factor::Passkey => "Passkeys",
    }
}

fn way(chain: &Chain<'_>, anchors: &Anchors<'_>) -> Markup {
    html! {
        figure.way data-way=(chain.factor) {
            figcaption {
                (in_title(chain.factor))
                @if !chain.is_factor { span.muted { ": no factor of this pool; used for verification, recovery or passwordless sign-in" } }
            }
            (drawing::both(chain))
            ul {
                @for (joint, ends) in chain.joints.iter().zip(chain.nodes.windows(2)) {
                    @if joint.state != State::NoFault {
                        li {
                            @if let [from, to] = ends { (shown(&from.kind.join(" "))) " to " (shown(&to.kind.join(" "))) ": " }
                            strong.(joint.state.class()) { (joint.state.words()) }
                            @if !joint.rules.is_empty() { ", " (anchors.rules(&joint.rules)) }
                            @if !joint.open.is_empty() { "; " (anchors.open(&joint.open)) }
                            @if joint.behind { "; it lies behind a broken link" }
                            @if joint.unread { "; what the function does is not read" }
                        }
                    }
                }
                @if !chain.elsewhere.is_empty() {
                    li { "Beside this way: " (anchors.rules(&chain.elsewhere)) }
                }
            }
        }
    }
}

fn unused(pool: &PoolReport) -> Markup {
    let delivery = &pool.delivery;
    html! {
        @for (channel, used) in [("SMS", delivery.sms.used), ("E-mail", delivery.email.used)] {
            @if used == Some(false) {
                p.muted {
                    (channel) " is not drawn: no setting of the pool uses it as a factor, for verification, for "
                    "recovery or for passwordless sign-in."
                }
            }
        }
    }
}

fn not_judged(entries: &[NotJudged], anchor: &str) -> Markup {
    html! {
        h3 id=(anchor) { "Not judged" }
        table.not-judged aria-label="What could not be judged" {
            thead { tr { th scope="col" { "rules" } th scope="col" { "would be settled by" } th scope="col" { "because" } } }
            tbody {
                @for ((needs, reason), rules) in awaited(entries) {
                    tr {
                        td.rule data-label="rules" { (shown(&rules.join(", "))) }
                        td data-label="would be settled by" { code { (shown(&needs)) } }
                        td data-label="because" { (name(&reason)) }
                    }
                }
            }
        }
    }
}
