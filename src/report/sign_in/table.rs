//! The answer for people.

use super::{SignInAnswer, StepReport, TokenBrief};
use crate::finding::Severity;
use crate::report::page::{HEADLINE, Page, style_of};
use crate::report::{AnswerFormat, Look, clean};
use anstyle::AnsiColor;
use std::io::{self, Write};

pub(super) fn step(step: &StepReport, number: usize, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    let what = [Some(step.operation), step.flow.or(step.challenge.as_deref())];
    let what = what.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let age = step.session_age_ms.map(|age| format!(", Session {} old", seconds(age))).unwrap_or_default();
    let came = match (&step.next, &step.error) {
        (Some(challenge), _) => format!("challenge {challenge}"),
        (None, Some(error)) if error.message.is_empty() => error.code.clone(),
        (None, Some(error)) => format!("{}: {}", error.code, error.message),
        (None, None) => match step.outcome {
            "signed-in" => "tokens".to_owned(),
            "associated" => "a new secret".to_owned(),
            "verified" => "Status SUCCESS".to_owned(),
            "not-verified" => "Status ERROR".to_owned(),
            "preferred" => "TOTP is on".to_owned(),
            _ => "interrupted before an answer came".to_owned(),
        },
    };
    let first = format!("{number:>3}  ");
    page.wrapped(&first, "     ", &format!("{what} ({} to answer{age}) → {came}", seconds(step.took_ms)))
}

pub(super) fn render(answer: &SignInAnswer, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    page.gap()?;
    let style = match answer.result {
        "signed-in" => AnsiColor::Green.on_default().bold(),
        "refused" | "cannot-answer" => style_of(Severity::Error),
        _ => HEADLINE,
    };
    for line in textwrap::wrap(&clean(&answer.summary), textwrap::Options::new(look.width).break_words(false))
    {
        page.styled(&line, style)?;
    }
    let list = |page: &mut Page<'_>, label: &str, lines: &[String]| {
        lines
            .iter()
            .enumerate()
            .try_for_each(|(at, line)| page.labelled(if at == 0 { label } else { "" }, line))
    };
    list(&mut page, "done", &answer.done)?;
    let tokens: Vec<String> = answer.tokens.iter().map(brief).collect();
    list(&mut page, "tokens", &tokens)?;
    if !look.quiet {
        list(&mut page, "note", &answer.notes)?;
    }
    if let Some(explained) = &answer.explained {
        page.gap()?;
        explained.render(AnswerFormat::Table, look, out)?;
    }
    Ok(())
}

fn brief(token: &TokenBrief) -> String {
    let scopes =
        if token.scopes.is_empty() { String::new() } else { format!(", scope {}", token.scopes.join(" ")) };
    match (&token.expires_at, token.seconds) {
        (Some(end), Some(seconds)) => {
            format!("{}{scopes}, good for {} (until {end})", token.kind, span(seconds))
        }
        (Some(end), None) => format!("{}{scopes}, until {end}", token.kind),
        _ => format!("{}{scopes}, which does not tell how long it is good", token.kind),
    }
}

/// `60 minutes`, `30 days`.
fn span(seconds: i64) -> String {
    match seconds {
        0..7_201 => format!("{} minutes", (seconds + 30) / 60),
        7_201..172_800 => format!("{} hours", (seconds + 1_800) / 3_600),
        _ => format!("{} days", (seconds + 43_200) / 86_400),
    }
}

/// `310 ms`, `1.2 s`, `12 s`.
fn seconds(milliseconds: i64) -> String {
    match milliseconds {
        ..1_000 => format!("{milliseconds} ms"),
        1_000..10_000 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        _ => format!("{} s", milliseconds / 1000),
    }
}
