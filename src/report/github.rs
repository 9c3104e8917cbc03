//! Annotations of GitHub Actions, as workflow commands on standard output.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use super::page::count;
use super::{FindingReport, Look, PoolReport, Report, clean, plain, words};
use crate::finding::Severity;
use std::io::{self, Write};

/// GitHub shows ten annotations of a kind per step, and drops the others without a word.
const SHOWN: usize = 10;

/// The longest title and text; longer ones GitHub does not take (255 characters and 64 KiB).
const TITLE: usize = 200;
const TEXT: usize = 8000;

/// One annotation.
struct Annotation {
    severity: Severity,
    /// The path from the root of the repository.
    file: Option<String>,
    title: String,
    /// Clean.
    lines: Vec<String>,
    /// How the line about what is left out names it.
    short: String,
}

pub(super) fn render(report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let all = annotations(report);
    let kinds = Severity::ALL.into_iter().filter(|kind| !(look.quiet && *kind == Severity::Note));
    for kind in kinds {
        let of_kind: Vec<&Annotation> = all.iter().filter(|annotation| annotation.severity == kind).collect();
        let shown = if of_kind.len() > SHOWN { SHOWN - 1 } else { of_kind.len() };
        of_kind[..shown].iter().try_for_each(|annotation| annotation.write(out))?;
        if shown < of_kind.len() {
            rest(kind, &of_kind[shown..]).write(out)?;
        }
    }
    if !look.quiet {
        for pool in &report.pools {
            let extra: Vec<_> = pool.not_judged.iter().filter(|entry| !entry.core).cloned().collect();
            for ((needs, reason), rules) in words::awaited(&extra) {
                let gap = words::gap(&needs, &reason);
                let line = format!("not judged in {}: {}: {gap}", words::title(pool), rules.join(", "));
                writeln!(out, "{}", clean(&line))?;
            }
        }
    }
    writeln!(out, "{}: {}", report.tool.name, words::summary(report))
}

/// Everything worth an annotation; of each severity in the order in which it is to be shown.
fn annotations(report: &Report) -> Vec<Annotation> {
    let about = |severity, title: String, line: String| Annotation {
        severity,
        file: None,
        short: title.clone(),
        title,
        lines: vec![clean(&line).into_owned()],
    };
    let mut all: Vec<Annotation> = Vec::new();
    for unreadable in &report.unreadable {
        let title = format!("unreadable {}", words::target(unreadable));
        all.push(about(Severity::Error, title, words::unreadable(unreadable)));
    }
    for pool in &report.pools {
        let core: Vec<_> = pool.not_judged.iter().filter(|entry| entry.core).cloned().collect();
        if !core.is_empty() {
            let mut annotation = about(
                Severity::Warning,
                format!("not judged in {}", words::title(pool)),
                "facts that decide were not read".to_owned(),
            );
            for ((needs, reason), rules) in words::awaited(&core) {
                let line = format!("{}: {}", rules.join(", "), words::gap(&needs, &reason));
                annotation.lines.push(clean(&line).into_owned());
            }
            all.push(annotation);
        }
    }
    for pool in &report.pools {
        let open = pool.findings.iter().filter(|reported| reported.suppressed.is_none());
        all.extend(open.map(|reported| annotation(report, pool, reported)));
    }
    for notice in &report.notices {
        all.push(about(Severity::Warning, notice.kind.to_owned(), notice.message.clone()));
    }
    all
}

fn annotation(report: &Report, pool: &PoolReport, reported: &FindingReport) -> Annotation {
    let finding = &reported.finding;
    let name = words::called(pool);
    Annotation {
        severity: finding.severity,
        file: report.places.file_of(pool).and_then(|file| file.path()),
        title: format!("{} {} ({name})", finding.rule, finding.name),
        lines: [vec![clean(&finding.message).into_owned()], plain::advice(reported)].concat(),
        short: format!("{} ({name})", finding.rule),
    }
}

/// One annotation for all that GitHub would drop.
fn rest(severity: Severity, left: &[&Annotation]) -> Annotation {
    let names: Vec<&str> = left.iter().map(|annotation| annotation.short.as_str()).collect();
    let title = format!("and {} more", count(left.len(), severity.as_str()));
    Annotation {
        severity,
        file: None,
        lines: vec![format!("{}; every other format has them whole", clean(&names.join(", ")))],
        short: title.clone(),
        title,
    }
}

impl Annotation {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut properties = Vec::new();
        if let Some(file) = &self.file {
            properties.push(format!("file={},line=1", property(&clean(file))));
        }
        properties.push(format!("title={}", property(&words::clip(&clean(&self.title), TITLE))));
        let kind = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let text = data(&words::clip(&self.lines.join("\n"), TEXT));
        writeln!(out, "::{kind} {}::{text}", properties.join(","))
    }
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_ends_where_it_should() {
        assert_eq!(property("100%, a:b\r\n"), "100%25%2C a%3Ab%0D%0A");
        assert_eq!(data("100%, a:b\n%0A"), "100%25, a:b%0A%250A");
    }
}
