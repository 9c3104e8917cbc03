//! A recording of sign-ins as one page: errors over time, each sign-in as a drawing, then the findings.

use super::text::{name, shown};
use super::{Frame, finding};
use crate::report::trace::{ErrorCount, TraceReport, TrailReport, drawing, drawn, hours, title};
use crate::report::words::awaited;
use maud::{Markup, html};
use std::io::{self, Write};

/// Sign-ins that are drawn.
const MOST: usize = 100;

/// Errors that are listed.
const MOST_ERRORS: usize = 200;

/// Bars of the chart.
const BARS: usize = 96;

/// Height of the chart, in its own units.
const HEIGHT: u64 = 120;

/// Width of a bar and its gap, in the same.
const BAR: usize = 10;

/// The same at most, on the page.
const WIDEST: usize = 24;

/// Width of the page.
const PAGE: usize = 960;

pub(in crate::report) fn render(report: &TraceReport, out: &mut dyn Write) -> io::Result<()> {
    let frame = Frame {
        tool: &report.tool,
        generated_at: &report.generated_at,
        exit_code: report.exit_code,
        title: format!("Sign-ins: {}", report.headline()),
        head: head(report),
    };
    writeln!(out, "{}", frame.around(html! { main id="report" { (contents(report)) } }).into_string())
}

fn head(report: &TraceReport) -> Markup {
    html! {
        p.tool { "mfa-doctor · sign-ins of Amazon Cognito" }
        h1 { span { (report.headline()) } }
        p {
            (report.summary()) ", written " time { (shown(&report.generated_at)) }
        }
        @for input in &report.inputs {
            p { (input.kind) " " code { (name(&input.name)) } ": " (input.records) " records, " (input.calls) " of user pools" }
        }
        @for skipped in &report.skipped {
            p.incomplete { strong { "Skipped" } " in " code { (name(&skipped.name)) } ": " (name(&skipped.what)) " (" (skipped.count) ")" }
        }
    }
}

fn contents(report: &TraceReport) -> Markup {
    let shown = drawn(report, MOST);
    let more = report.sign_ins.len() - shown.len();
    html! {
        @if let Some(trail) = &report.trail { (of_trail(trail)) }
        section aria-labelledby="findings" {
            h2 id="findings" { "Findings" }
            @if report.findings.is_empty() { p { "None." } }
            @for (at, reported) in report.findings.iter().enumerate() {
                (finding::article(reported, &format!("finding-{}", at + 1)))
            }
            @for step in report.unexplained() {
                p { "Not explained by the recording: step " (step.number) ", " code { (name(&step.came())) } }
            }
        }
        section aria-labelledby="sign-ins" {
            h2 id="sign-ins" { "Sign-ins" }
            @for number in shown {
                h3 { (name(&title(report, number))) }
                pre.document tabindex="0" {
                    @for line in drawing(report, &report.sign_ins[number]) {
                        @if line.broken { strong.blocked { (name(&line.text)) } } @else { (name(&line.text)) }
                        "\n"
                    }
                }
            }
            @if more > 0 { p { (more) " more are not drawn." } }
        }
        @if !report.not_judged.is_empty() {
            section aria-labelledby="not-judged" {
                h2 id="not-judged" { "Not judged" }
                ul {
                    @for ((needs, reason), rules) in awaited(&report.not_judged) {
                        li { (rules.join(", ")) ": " (name(&reason)) " (" code { (name(&needs)) } ")" }
                    }
                }
            }
        }
    }
}

fn of_trail(trail: &TrailReport) -> Markup {
    html! {
        section aria-labelledby="errors" {
            h2 id="errors" { "Errors over time" }
            (chart(&hours(&trail.errors, BARS)))
            table aria-label="Errors" {
                thead { tr { @for head in ["times", "error", "pool, client", "first and last", "the change before"] { th scope="col" { (head) } } } }
                tbody { @for error in trail.errors.iter().take(MOST_ERRORS) { (row(trail, error)) } }
            }
            @if trail.errors.len() > MOST_ERRORS { p { (trail.errors.len() - MOST_ERRORS) " more are not listed." } }
        }
    }
}

fn row(trail: &TrailReport, error: &ErrorCount) -> Markup {
    let change = error.preceded_by.and_then(|at| trail.changes.get(at));
    html! {
        tr {
            td data-label="times" { (error.count) @if error.users > 0 { " of " (error.users) " users" } }
            td data-label="error" {
                code { (name(&error.code)) } " " (name(&error.message)) " in " code { (name(&error.operation)) }
            }
            td data-label="pool, client" {
                @for part in [&error.pool, &error.client].into_iter().flatten() { code { (name(part)) } " " }
            }
            td data-label="first and last" { (shown(&error.first)) " " (shown(&error.last)) }
            td data-label="the change before" {
                @if let Some(change) = change {
                    code { (name(&change.operation)) }
                    @if let Some(target) = &change.target { " " code { (name(target)) } }
                    " " (shown(&change.at))
                    @if let Some(by) = &change.by { " " code { (name(by)) } }
                }
            }
        }
    }
}

/// Bars, one for each stretch of time.
fn chart(bars: &[(String, u64)]) -> Markup {
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
    let width = bars.len() * BAR;
    // Two bars need not fill the page.
    let wide = (bars.len() * WIDEST).min(PAGE);
    let label = match (bars.first(), bars.last()) {
        (Some((first, _)), Some((last, _))) => {
            format!("Errors from {first} to {last}, at most {most} in one bar")
        }
        _ => "No errors".to_owned(),
    };
    html! {
        @if !bars.is_empty() {
            svg role="img" aria-label=(label) viewBox=(format!("0 0 {width} {HEIGHT}")) width=(wide) height=(HEIGHT) preserveAspectRatio="none" {
                @for (at, (hour, errors)) in bars.iter().enumerate() {
                    // One error must be seen beside a thousand.
                    @let height = if *errors == 0 { 0 } else { (errors * HEIGHT / most).max(2) };
                    rect x=(at * BAR) y=(HEIGHT - height) width=(BAR - 2) height=(height) fill="currentColor" {
                        title { (hour) ": " (errors) }
                    }
                }
            }
            p.muted { (label) }
        }
    }
}
