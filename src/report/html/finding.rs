//! One finding, with its fix to copy.

use super::text::{compact, name, page, pretty, shown};
use crate::finding::{Evidence, Step};
use crate::report::page::command;
use crate::report::words::{graded, said};
use crate::report::{FindingReport, Suppressed};
use maud::{Markup, html};

/// The longest value that stands in the table of evidence as one line, in characters.
const LONGEST: usize = 200;

/// The finding, under the anchor `id`.
pub(super) fn article(reported: &FindingReport, id: &str) -> Markup {
    let finding = &reported.finding;
    let suppressed = reported.suppressed.is_some();
    let heading = format!("{id}-h");
    html! {
        article.finding .(finding.severity) .suppressed[suppressed] id=(id) data-rule=(finding.rule)
            data-severity=(finding.severity) data-suppressed[suppressed] aria-labelledby=(heading) {
            h4 id=(heading) {
                span.badge .(finding.severity) { (finding.severity) }
                @if suppressed { " " span.badge.muted { "suppressed" } }
                " " span.rule { (finding.rule) } " " span.rule-name { (finding.name) }
                @for factor in &finding.factors { " " span.tag { (factor) } }
            }
            p.message { (name(&finding.message)) }
            @if let Some(suppressed) = &reported.suppressed { (why_suppressed(suppressed)) }
            @if let Some(graded) = graded(reported) { p.why-suppressed { (graded) } }
            @if !finding.errors.is_empty() {
                h5 { "AWS says" }
                ul.errors { @for error in &finding.errors { li { code { (shown(&said(error))) } } } }
            }
            h5 { "Fix" }
            p { (name(&reported.fix.summary)) }
            @if !reported.fix.steps.is_empty() {
                ol.steps { @for step in &reported.fix.steps { li { (of_step(step)) } } }
            }
            @if let Some(condition) = &finding.false_alarm_if {
                p.unless { strong { "False alarm if" } " " (name(condition)) }
            }
            @if !finding.evidence.is_empty() { (of_evidence(&finding.evidence, finding.rule)) }
            dl.about {
                @if let Some(user) = &finding.user { div { dt { "User" } dd { (name(user)) } } }
                div { dt { "Resource" } dd { code { (name(&finding.resource)) } } }
                div { dt { "Fingerprint" } dd { code { (shown(&finding.fingerprint)) } } }
                div { dt { "Read more" } dd { (page(finding.docs)) } }
            }
        }
    }
}

fn why_suppressed(suppressed: &Suppressed) -> Markup {
    html! {
        p.why-suppressed {
            strong { "Suppressed by the " (suppressed.by) }
            @if let Some(reason) = &suppressed.reason { ": " (name(reason)) }
            @if let Some(until) = &suppressed.until { " (until " (shown(until)) ")" }
        }
    }
}

fn of_step(step: &Step) -> Markup {
    let command = (!step.argv.is_empty()).then(|| command(&step.argv));
    let file = step.argv.iter().find_map(|word| word.strip_prefix("file://"));
    html! {
        p { (name(&step.why)) }
        @match &command {
            None => {}
            Some(None) => { p.muted { "A name in the command cannot be shown; --format json has it." } }
            Some(Some(command)) => {
                div.copyable data-what="the command" { pre.command { code { (shown(command)) } } }
                @if let (Some(input), Some(file)) = (&step.input, file) {
                    details open {
                        summary { code { (name(file)) } " holds" }
                        div.copyable data-what="the document" {
                            pre.document tabindex="0" { code { (pretty(input)) } }
                        }
                    }
                }
            }
        }
    }
}

fn of_evidence(evidence: &[Evidence], rule: &str) -> Markup {
    html! {
        h5 { "Evidence" }
        table.evidence aria-label=(format!("What {rule} rests on")) {
            thead { tr { th scope="col" { "operation" } th scope="col" { "where" } th scope="col" { "value" } } }
            tbody {
                @for found in evidence {
                    tr {
                        td data-label="operation" { code { (shown(&found.source)) } }
                        td data-label="where" { code { (name(&found.path)) } }
                        td data-label="value" { (value(found)) }
                    }
                }
            }
        }
    }
}

fn value(found: &Evidence) -> Markup {
    let line = compact(&found.value);
    html! {
        @if line.chars().count() <= LONGEST {
            code { bdi { (line) } }
        } @else {
            details {
                summary { (line.chars().count()) " characters" }
                pre.document tabindex="0" { code { (pretty(&found.value)) } }
            }
        }
    }
}
