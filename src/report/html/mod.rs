//! The report as one file for browsers and paper: nothing is fetched, and it is whole without its script.

mod chain;
mod change;
mod contents;
mod drawing;
mod finding;
pub mod links;
mod pool;
mod text;
mod trace;
mod users;

pub(super) use self::trace::render as render_trace;

use self::text::{name, shown};
use super::page::count;
use super::words::called;
use super::{Notice, Report, Tool, Unreadable};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", document(report).into_string())
}

fn document(report: &Report) -> Markup {
    let frame = Frame {
        tool: &report.tool,
        generated_at: &report.generated_at,
        exit_code: report.exit_code,
        title: page_title(report),
        head: head(report),
    };
    frame.around(html! {
        @if report.pools.len() > 1 { (contents::list(&report.pools)) }
        main id="report" {
            (notices(&report.notices))
            (unreadable(&report.unreadable))
            @for (position, pool) in report.pools.iter().enumerate() {
                (pool::section(pool, position, report.pools.len() > 1))
            }
        }
    })
}

/// What every page has.
struct Frame<'a> {
    tool: &'a Tool,
    generated_at: &'a str,
    exit_code: u8,
    title: String,
    head: Markup,
}

impl Frame<'_> {
    /// The whole page around its contents, in which `#report` is the main part.
    fn around(&self, contents: Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy());
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content=(format!("{} {}", self.tool.name, self.tool.version));
                    title { (shown(&self.title)) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#report" { "To the report" }
                    header { (self.head) }
                    (contents)
                    footer {
                        p {
                            (self.tool.name) " " (self.tool.version) ", " (shown(self.generated_at))
                            ", exit code " (self.exit_code)
                        }
                    }
                    p.said id="said" role="status" {}
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }
}

/// Nothing may be loaded, and only the style and the script that stand in the page may act.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn page_title(report: &Report) -> String {
    let about = match report.pools.as_slice() {
        [pool] => called(pool).to_owned(),
        pools => count(pools.len(), "pool"),
    };
    format!("MFA of {about}: {}", headline(report).join(", "))
}

/// The worst first, and no zeros but the one of errors.
fn headline(report: &Report) -> Vec<String> {
    let summary = report.summary;
    let mut parts = vec![count(summary.error, "error")];
    let more = [(summary.warning, "warning"), (summary.note, "note")];
    parts.extend(more.iter().filter(|(number, _)| *number > 0).map(|(number, word)| count(*number, word)));
    parts
}

fn head(report: &Report) -> Markup {
    let summary = report.summary;
    html! {
        p.tool { "mfa-doctor · MFA in Amazon Cognito" }
        h1 { @for (at, part) in headline(report).iter().enumerate() { @if at > 0 { ", " } span { (part) } } }
        p {
            (count(report.pools.len(), "pool")) ", " (summary.not_judged) " not judged"
            @if summary.suppressed > 0 { ", " (summary.suppressed) " suppressed" }
            ", written " time { (shown(&report.generated_at)) }
        }
        @if !report.complete { p.incomplete { strong { "Incomplete:" } " facts that decide were not read." } }
    }
}

fn notices(notices: &[Notice]) -> Markup {
    html! {
        @if !notices.is_empty() {
            section.notices aria-labelledby="notices" {
                h2 id="notices" { "About this run" }
                ul { @for notice in notices { li { (name(&notice.message)) } } }
            }
        }
    }
}

fn unreadable(unreadable: &[Unreadable]) -> Markup {
    // That a user does not exist stands among the users.
    let unreadable: Vec<&Unreadable> = unreadable.iter().filter(|one| one.scope != "user").collect();
    html! {
        @if !unreadable.is_empty() {
            section.unreadable aria-labelledby="unreadable" {
                h2 id="unreadable" { "Could not be read" }
                table aria-label="What could not be read" {
                    thead {
                        tr {
                            @for head in ["what", "Region", "account", "operation", "AWS says"] { th scope="col" { (head) } }
                        }
                    }
                    tbody {
                        @for one in &unreadable {
                            tr {
                                td data-label="what" {
                                    (one.scope)
                                    @if !one.id.is_empty() { " " code { (name(&one.id)) } }
                                }
                                td data-label="Region" { (shown(&one.region)) }
                                td data-label="account" { (shown(&one.account)) }
                                td data-label="operation" { code { (shown(&one.operation)) } }
                                td data-label="AWS says" { code { (shown(&one.code)) } " " (name(&one.message)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
