//! Every format on one rich report, and the number of findings in all of them.
use crate::rich::rich;
use crate::run::{doctor, doctor_in};
use mfa_doctor::report::{Format, Look, Report, render};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// The report in a format, on a wide page without colours.
pub fn written(format: Format, report: &Report) -> String {
    let look = Look { width: 100, color: false, documents: false, quiet: false };
    let mut out = Vec::new();
    render(format, report, look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The report without what is suppressed.
fn open(mut report: Report) -> Report {
    report.pools.iter_mut().for_each(|pool| pool.findings.retain(|found| found.suppressed.is_none()));
    report
}

/// How many elements of this name there are, and how many have this attribute.
fn elements(xml: &str, name: &str, attribute: &str) -> usize {
    xml.matches(&format!("<{name} ")).count().min(xml.matches(attribute).count())
}

type Count = fn(&str) -> usize;

/// How to count the findings that nothing suppresses.
const COUNTS: &[(Format, Count)] = &[
    (Format::Table, |text| {
        let of = |line: &&str| ["error ", "warning ", "note "].iter().any(|word| line.starts_with(word));
        text.lines().filter(of).count()
    }),
    (Format::Json, |text| {
        let report: Value = serde_json::from_str(text).unwrap();
        let pools = report["pools"].as_array().unwrap();
        pools.iter().map(|pool| pool["findings"].as_array().unwrap().len()).sum()
    }),
    (Format::Sarif, |text| {
        let log: Value = serde_json::from_str(text).unwrap();
        log["runs"][0]["results"].as_array().unwrap().len()
    }),
    (Format::Junit, |text| text.matches("<failure ").count() + text.matches("<system-out>").count()),
    (Format::Github, |text| {
        let finding =
            |line: &&str| line.starts_with("::") && line.contains("%0AFix%3A ") | line.contains("%0AFix: ");
        text.lines().filter(finding).count()
    }),
    (Format::Markdown, |text| {
        let of = |line: &&str| {
            ["#### error: ", "#### warning: ", "#### note: "].iter().any(|word| line.starts_with(word))
        };
        text.lines().filter(of).count()
    }),
    (Format::Html, |text| text.matches("<article class=\"finding").count()),
];

#[test]
fn every_format_has_the_same_number_of_findings() {
    // The table shows nothing of a pool but the comparison, where there is one.
    let mut report = open(rich(""));
    report.pools.iter_mut().for_each(|pool| pool.comparison = None);
    let findings = report.pools.iter().map(|pool| pool.findings.len()).sum::<usize>();
    assert_eq!(findings, 6);
    for format in Format::ALL {
        let Some((_, count)) = COUNTS.iter().find(|(known, _)| *known == format) else {
            panic!("how are findings counted in {}?", format.as_str());
        };
        let text = written(format, &report);
        assert_eq!(count(&text), findings, "{}: {text}", format.as_str());
    }
}

#[test]
fn the_program_says_the_same_in_every_format() {
    let pool = include_str!("../../fixtures/demo/broken-pool.json");
    for quiet in [false, true] {
        for (format, count) in COUNTS {
            let mut args = vec!["check", "--snapshot", "-", "--format", format.as_str()];
            args.extend(quiet.then_some("--quiet"));
            let output = doctor(&args, pool);
            let text = String::from_utf8(output.stdout).unwrap();
            assert_eq!(output.status.code(), Some(1), "{}", format.as_str());
            assert_eq!(count(&text), 2, "{}: {text}", format.as_str());
        }
    }
}

#[test]
fn a_request_that_aws_refuses_is_told_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let pool = include_str!("../../fixtures/demo/broken-pool.json");
    fs::write(folder.path().join("pool.json"), pool).unwrap();
    let change = json!({"UserPoolId": "eu-west-1_Qx7Lk2PfT", "MfaConfiguration": "ON"});
    fs::write(folder.path().join("change.json"), change.to_string()).unwrap();
    let said = |format: Format| {
        let args = ["check", "--snapshot", "pool.json", "--change", "SetUserPoolMfaConfig=change.json"];
        let output = doctor_in(folder.path(), &[], &[&args[..], &["--format", format.as_str()]].concat(), "");
        String::from_utf8(output.stdout).unwrap()
    };
    let json: Value = serde_json::from_str(&said(Format::Json)).unwrap();
    let findings = json["pools"][0]["findings"].as_array().unwrap();
    assert!(findings.len() > 2, "{json:#}");
    for (format, count) in COUNTS {
        let text = said(*format);
        assert_eq!(count(&text), findings.len(), "{}: {text}", format.as_str());
    }
    let markdown = said(Format::Markdown);
    assert!(
        markdown.contains("#### The change\n\n1. `SetUserPoolMfaConfig` (`change.json`): "),
        "{markdown}"
    );
    // A call that is refused leaves no trace.
    assert!(markdown.contains("if AWS took it, removes totp"), "{markdown}");
    assert!(markdown.contains("| totp | ready | ready |"), "{markdown}");
}

/// The file in which a format of the rich report is kept.
fn golden(format: Format) -> Option<String> {
    let name = match format {
        Format::Table => "rich.table.txt",
        Format::Json => "rich.json",
        Format::Sarif => "rich.sarif",
        Format::Junit => "rich.junit.xml",
        Format::Github => "rich.github.txt",
        Format::Markdown => "rich.md",
        // Its own test cuts out what looks and acts.
        Format::Html => return None,
    };
    Some(format!("{}/fixtures/reports/{name}", env!("CARGO_MANIFEST_DIR")))
}

#[test]
fn a_rich_report_is_written_as_before() {
    for format in Format::ALL {
        let Some(path) = golden(format) else { continue };
        let text = written(format, &rich(""));
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            known == text,
            "{path} is stale: UPDATE=1 cargo test --test program formats, then read the difference"
        );
    }
}

#[test]
fn what_is_suppressed_is_told_and_fails_nothing() {
    let report = rich("");
    let log: Value = serde_json::from_str(&written(Format::Sarif, &report)).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let suppressed: Vec<&Value> =
        results.iter().filter(|result| result.get("suppressions").is_some()).collect();
    assert_eq!(suppressed.len(), 1, "{suppressed:#?}");
    assert_eq!(suppressed[0]["suppressions"][0]["kind"], "external");
    let justification = suppressed[0]["suppressions"][0]["justification"].as_str().unwrap();
    assert!(justification.contains("moved out of the sandbox next week"), "{justification}");
    let xml = written(Format::Junit, &report);
    assert_eq!(elements(&xml, "skipped", "type=\"suppressed\""), 1, "{xml}");
    assert!(xml.contains("until 2026-12-31: moved out of the sandbox next week"), "{xml}");
    assert!(!written(Format::Github, &report).contains("EML004"));
    let markdown = written(Format::Markdown, &report);
    assert_eq!(markdown.matches("#### Suppressed").count(), 1, "{markdown}");
    assert!(!markdown.contains("#### error: EML004"), "{markdown}");
}

#[test]
fn a_comment_is_never_longer_than_github_takes() {
    let mut report = rich("");
    let one = report.pools[0].clone();
    report.pools[0].findings = one.findings.iter().cycle().take(600).cloned().collect();
    let text = written(Format::Markdown, &report);
    assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
    assert!(text.contains("This was shortened to what a comment takes"), "{text}");
    let errors = |text: &str| text.matches("#### error: ").count();
    assert_eq!(errors(&text), 200, "the worst are all there");
    report.pools = vec![one; 200];
    let text = written(Format::Markdown, &report);
    assert!(text.chars().count() <= 65_536 && text.contains("other parts"), "{}", text.chars().count());
}

#[test]
fn github_gets_ten_annotations_of_a_kind_and_the_rest_in_the_tenth() {
    let mut report = open(rich(""));
    report.unreadable.clear();
    report.notices.clear();
    let error = report.pools[0].findings[0].clone();
    for (findings, lines, more) in [(10, 10, None), (11, 10, Some("2 errors")), (500, 10, Some("491 errors"))]
    {
        report.pools.truncate(1);
        report.pools[0].findings = vec![error.clone(); findings];
        let text = written(Format::Github, &report);
        let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("::error ")).collect();
        assert_eq!(errors.len(), lines, "{text}");
        assert_eq!(text.contains("more::"), more.is_some(), "{text}");
        if let Some(more) = more {
            assert!(
                errors[9].starts_with(&format!("::error title=and {more} more::SMS002 (shop)")),
                "{text}"
            );
        }
        assert!(errors.iter().all(|line| line.len() < 10_000), "{text}");
    }
}
