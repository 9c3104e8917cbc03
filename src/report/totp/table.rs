//! The answers for people.

use super::{CodeAnswer, Drawing, TotpAnswer, UriAnswer, VerifyAnswer};
use crate::finding::Severity;
use crate::report::Look;
use crate::report::page::{HEADLINE, Page, count, style_of};
use anstyle::{Ansi256Color, AnsiColor, Color, Style};
use std::io::{self, Write};

/// Black on white, whatever the terminal's theme: scanners want dark modules on a light ground.
const PAPER: Style = Style::new()
    .fg_color(Some(Color::Ansi256(Ansi256Color(16))))
    .bg_color(Some(Color::Ansi256(Ansi256Color(231))));

pub(super) fn render(answer: &TotpAnswer, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    match answer {
        TotpAnswer::Code(answer) => page.code(answer),
        TotpAnswer::Verify(answer) => page.verify(answer),
        TotpAnswer::Uri(answer) => page.uri(answer),
    }
}

impl Page<'_> {
    fn code(&mut self, answer: &CodeAnswer) -> io::Result<()> {
        if self.look.quiet {
            // For scripts: the code alone.
            return writeln!(self.out, "{}", answer.code);
        }
        self.styled(&answer.code, HEADLINE)?;
        let seconds = count(usize::try_from(answer.seconds_left).unwrap_or(usize::MAX), "second");
        self.labelled("for", &format!("another {seconds} (at {})", answer.at))?;
        self.labelled("next", &format!("{} from {}", answer.next, answer.next_at))?;
        answer.notes.iter().try_for_each(|note| self.labelled("note", note))
    }

    fn verify(&mut self, answer: &VerifyAnswer) -> io::Result<()> {
        let style = if answer.exit_code == 0 {
            AnsiColor::Green.on_default().bold()
        } else {
            style_of(Severity::Error)
        };
        self.styled(&answer.summary, style)?;
        if self.look.quiet {
            return Ok(());
        }
        for reason in &answer.reasons {
            let rule = reason.rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
            self.labelled("because", &format!("{}{rule}", reason.text))?;
        }
        if let Some(authenticator) = &answer.authenticator {
            self.labelled("made", &authenticator.text)?;
        }
        self.labelled("certainty", &answer.certainty.text)?;
        for other in &answer.also_fits {
            self.labelled("also fits", &other.text)?;
        }
        for error in &answer.errors {
            let code = error.code.as_deref().map(|code| format!("{code}: ")).unwrap_or_default();
            self.labelled("AWS says", &format!("{code}{} [{}]", error.message, error.id))?;
        }
        answer.notes.iter().try_for_each(|note| self.labelled("note", note))?;
        answer.fix.iter().try_for_each(|fix| self.labelled("fix", fix))?;
        self.labelled("see", answer.docs)
    }

    fn uri(&mut self, answer: &UriAnswer) -> io::Result<()> {
        if let Some(uri) = &answer.uri {
            // Never wrapped: it must survive being copied.
            writeln!(self.out, "{uri}")?;
            if self.look.quiet {
                return Ok(());
            }
        } else {
            let errors = answer.faults.iter().filter(|fault| fault.severity == "error").count();
            let warnings = answer.faults.len() - errors;
            let found = match (errors, warnings) {
                (0, 0) => "the URI leads to codes that Cognito takes".to_owned(),
                (0, _) => {
                    format!("the URI leads to codes that Cognito takes; {}", count(warnings, "warning"))
                }
                _ => {
                    format!("the URI is not fit: {}, {}", count(errors, "error"), count(warnings, "warning"))
                }
            };
            let style =
                if errors == 0 { AnsiColor::Green.on_default().bold() } else { style_of(Severity::Error) };
            self.styled(&found, style)?;
        }
        for fault in &answer.faults {
            let rule = fault.rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
            let part = if fault.part == "uri" { "the URI" } else { fault.part };
            self.labelled(fault.severity, &format!("{part} {}{rule}", fault.text))?;
        }
        if let Some(drawing) = &answer.drawing {
            self.drawing(drawing)?;
        }
        for file in &answer.files {
            self.labelled("written", &format!("{file}, readable by its owner only: it holds the secret"))?;
        }
        answer.notes.iter().try_for_each(|note| self.labelled("note", note))
    }

    fn drawing(&mut self, drawing: &Drawing) -> io::Result<()> {
        let paper = if self.look.color { PAPER } else { Style::new() };
        let rows = if self.look.color || drawing.light_ground {
            &drawing.dark_on_light
        } else {
            &drawing.light_on_dark
        };
        self.gap()?;
        rows.lines().try_for_each(|row| writeln!(self.out, "{paper}{row}{paper:#}"))?;
        self.gap()
    }
}
