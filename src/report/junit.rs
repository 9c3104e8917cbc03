//! JUnit XML: a suite per pool, and in it a case per rule.
//!
//! JUnit has no schema of its own. This is what both the schema of Jenkins' xUnit plugin (`junit-10.xsd`) and the
//! reports of GitLab and Azure Pipelines know.

use super::page::count;
use super::rules::{RuleReport, Subject};
use super::{FindingReport, PoolReport, Report, clean, plain, words};
use crate::finding::{NotJudged, Severity};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// One test case.
struct TestCase {
    name: String,
    outcome: Outcome,
}

/// How it went. The words are cleaned, and XML can hold them.
enum Outcome {
    /// The rule was judged, and said nothing.
    Passed,
    /// It has something to say, and nothing fails.
    Noted(String),
    /// `failure`, `error` or `skipped`, with its type, its one-line message and the text inside.
    Ended(&'static str, &'static str, String, String),
}

/// The cases of one pool, or what could not be read.
struct Suite<'a> {
    name: String,
    class: String,
    properties: Vec<(String, String)>,
    cases: Vec<TestCase>,
    report: &'a Report,
}

pub(super) fn render(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut suites: Vec<Suite<'_>> = report.pools.iter().map(|pool| suite(report, pool)).collect();
    suites.extend(unread(report));
    let total = |kind| suites.iter().map(|suite| suite.ended(kind)).sum::<usize>().to_string();
    let tests = suites.iter().map(|suite| suite.cases.len()).sum::<usize>().to_string();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attribute(("name", report.tool.name))
        .with_attribute(("tests", tests.as_str()))
        .with_attribute(("failures", total("failure").as_str()))
        .with_attribute(("errors", total("error").as_str()))
        .write_inner_content(|writer| suites.iter().try_for_each(|suite| suite.write(writer)))?;
    out.write_all(&writer.into_inner())?;
    writeln!(out)
}

fn suite<'a>(report: &'a Report, pool: &PoolReport) -> Suite<'a> {
    let mut properties: Vec<(String, String)> = [
        ("pool", pool.id.as_str()),
        ("arn", &pool.arn),
        ("region", &pool.region),
        ("account", &pool.account),
        ("mfa", &pool.mfa),
    ]
    .map(|(name, value)| (name.to_owned(), clean(value).into_owned()))
    .into();
    let verdicts =
        pool.factors.0.iter().filter_map(|(factor, standing)| {
            Some((format!("factor.{factor}"), standing.verdict?.to_owned()))
        });
    properties.extend(verdicts);
    Suite {
        name: clean(&words::title(pool)).into_owned(),
        class: format!("{}.{}", report.tool.name, clean(&pool.id)),
        properties,
        cases: report.rules.iter().flat_map(|rule| cases(rule, pool)).collect(),
        report,
    }
}

/// The cases of one rule: one where it said nothing or one thing, else one per finding; of a rule about users, one per
/// user at least. What could not be judged is a case of its own beside findings.
fn cases(rule: &RuleReport, pool: &PoolReport) -> Vec<TestCase> {
    let users: Vec<Option<&str>> = match rule.subject {
        Subject::Pool | Subject::Requests | Subject::Tokens => vec![None],
        Subject::Users => {
            let known = pool.users.iter().filter(|user| user.exists != Some(false));
            known.map(|user| Some(user.name.as_str())).collect()
        }
    };
    let ran = pool.ran.contains(&rule.id)
        && match rule.subject {
            Subject::Pool | Subject::Users => true,
            Subject::Requests => pool.change.is_some(),
            Subject::Tokens => false,
        };
    let mut cases = Vec::new();
    for user in users {
        let of = user.map(|user| format!(" (user {})", clean(user))).unwrap_or_default();
        let name = format!("{} {}{of}", rule.id, rule.name);
        let spoke = |reported: &&FindingReport| {
            reported.finding.rule == rule.id && (user.is_none() || reported.finding.user.as_deref() == user)
        };
        let findings: Vec<&FindingReport> = pool.findings.iter().filter(spoke).collect();
        let waits = |gap: &&NotJudged| gap.rule == rule.id && (user.is_none() || gap.user.as_deref() == user);
        let gaps: Vec<&NotJudged> = pool.not_judged.iter().filter(waits).collect();
        for (position, reported) in findings.iter().enumerate() {
            let mut name = name.clone();
            if findings.len() > 1 {
                name.push_str(&format!(" [{}]", clean(&reported.finding.resource)));
                let same = |other: &&&FindingReport| other.finding.resource == reported.finding.resource;
                let earlier = findings[..position].iter().filter(same).count();
                if earlier > 0 {
                    name.push_str(&format!(" {}", earlier + 1));
                }
            }
            cases.push(TestCase { name, outcome: found(reported) });
        }
        if !gaps.is_empty() {
            let beside = if findings.is_empty() { "" } else { " (not judged)" };
            cases.push(TestCase { name: format!("{name}{beside}"), outcome: skipped(&gaps) });
        } else if findings.is_empty() && ran {
            cases.push(TestCase { name, outcome: Outcome::Passed });
        }
    }
    cases
}

fn found(reported: &FindingReport) -> Outcome {
    let finding = &reported.finding;
    let message = clean(&finding.message).into_owned();
    let text = text(reported);
    match (&reported.suppressed, finding.severity) {
        (Some(by), _) => {
            let reason = format!("suppressed by {}", clean(&words::suppressed(by)));
            Outcome::Ended("skipped", "suppressed", reason, text)
        }
        (None, Severity::Note) => Outcome::Noted(text),
        (None, severity) => Outcome::Ended("failure", severity.as_str(), message, text),
    }
}

fn skipped(gaps: &[&NotJudged]) -> Outcome {
    let mut reasons: Vec<String> = Vec::new();
    for gap in gaps {
        let reason = clean(&words::gap(&gap.needs.join(", "), &gap.reason)).into_owned();
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    Outcome::Ended("skipped", "not-judged", format!("not judged: {}", reasons.join("; ")), String::new())
}

/// A finding as the console of a CI system shows it.
fn text(reported: &FindingReport) -> String {
    let finding = &reported.finding;
    let mut lines = vec![
        format!("{} {} {}", finding.severity, finding.rule, finding.name),
        finding.message.clone(),
        format!("resource: {}", finding.resource),
    ];
    lines.extend(
        finding.evidence.iter().map(|fact| format!("read: {} {} = {}", fact.source, fact.path, fact.value)),
    );
    let mut lines: Vec<String> = lines.iter().map(|line| clean(line).into_owned()).collect();
    lines.extend(plain::advice(reported));
    lines.join("\n")
}

/// What could not be read, where there is any.
fn unread(report: &Report) -> Option<Suite<'_>> {
    let case = |unreadable: &super::Unreadable| {
        let said = clean(&words::unreadable(unreadable)).into_owned();
        let name = clean(&format!("{} is readable", words::target(unreadable))).into_owned();
        TestCase { name, outcome: Outcome::Ended("error", "unreadable", said, String::new()) }
    };
    let cases: Vec<TestCase> = report.unreadable.iter().map(case).collect();
    (!cases.is_empty()).then(|| Suite {
        name: count(cases.len(), "target").replace("target", "unreadable target"),
        class: format!("{}.unreadable", report.tool.name),
        properties: Vec::new(),
        cases,
        report,
    })
}

impl Suite<'_> {
    fn ended(&self, kind: &str) -> usize {
        let is = |case: &&TestCase| matches!(&case.outcome, Outcome::Ended(how, ..) if *how == kind);
        self.cases.iter().filter(is).count()
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let number = |kind| self.ended(kind).to_string();
        writer
            .create_element("testsuite")
            .with_attribute(("name", self.name.as_str()))
            .with_attribute(("tests", self.cases.len().to_string().as_str()))
            .with_attribute(("failures", number("failure").as_str()))
            .with_attribute(("errors", number("error").as_str()))
            .with_attribute(("skipped", number("skipped").as_str()))
            .with_attribute(("timestamp", self.report.generated_at.as_str()))
            .write_inner_content(|writer| {
                if !self.properties.is_empty() {
                    writer.create_element("properties").write_inner_content(|writer| {
                        self.properties.iter().try_for_each(|(name, value)| {
                            let property = writer.create_element("property");
                            let property = property.with_attribute(("name", name.as_str()));
                            property.with_attribute(("value", value.as_str())).write_empty().map(|_| ())
                        })
                    })?;
                }
                self.cases.iter().try_for_each(|case| case.write(&self.class, writer))
            })?;
        Ok(())
    }
}

impl TestCase {
    fn write(&self, class: &str, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let case = writer.create_element("testcase");
        let case = case.with_attribute(("classname", class)).with_attribute(("name", self.name.as_str()));
        match &self.outcome {
            Outcome::Passed => case.write_empty()?,
            Outcome::Noted(text) => case.write_inner_content(|writer| {
                writer.create_element("system-out").write_text_content(BytesText::new(text)).map(|_| ())
            })?,
            Outcome::Ended(how, kind, message, text) => case.write_inner_content(|writer| {
                let inner = writer.create_element(*how).with_attribute(("type", *kind));
                let inner = inner.with_attribute(("message", message.as_str()));
                let text = BytesText::new(text);
                if text.is_empty() { inner.write_empty() } else { inner.write_text_content(text) }.map(|_| ())
            })?,
        };
        Ok(())
    }
}
