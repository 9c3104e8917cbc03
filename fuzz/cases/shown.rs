//! What must hold of everything that is printed.

use mfa_doctor::commands::{Exit, Failure, assemble};
use mfa_doctor::report::{Format, Look, Places, Report, render};
use quick_xml::events::Event;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Display;

/// The most characters that a comment on GitHub takes.
const COMMENT: usize = 65_536;

/// Pages of different forms: as a file has them, as a terminal may.
pub const LOOKS: [Look; 2] = [
    Look { width: 100, color: false, documents: false, quiet: false },
    Look { width: 60, color: false, documents: true, quiet: false },
];

/// Nothing in `text` paints, hides, reverses, or reads as a command of a CI system; it is made of whole lines.
pub fn plain(what: &str, text: &str) {
    // Most texts are quickly told to be harmless; this is what costs the fuzzer most.
    if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte) || byte == b'\n') {
        let obeyed = text.chars().find(|c| *c != '\n' && (c.is_control() || hides(*c)));
        assert_eq!(obeyed, None, "{what}: {text}");
    }
    assert!(!text.contains("##[") && !text.contains("##vso["), "{what}: {text}");
    for (at, _) in text.match_indices("::") {
        let before = text[..at].rsplit('\n').next().unwrap_or_default();
        let line = text[at..].lines().next().unwrap_or_default();
        let begins = before.trim_start().is_empty() && line[2..].contains("::");
        // Commands are the point of the format for GitHub.
        let ours = || {
            let kinds = ["::error ", "::warning ", "::notice "].into_iter();
            let told = kinds.filter_map(|kind| line.strip_prefix(kind));
            before.is_empty()
                && told.filter(|rest| rest.starts_with("file=") || rest.starts_with("title=")).count() == 1
        };
        assert!(!begins || what == "github" && ours(), "{what}: {line}");
    }
    assert!(text.is_empty() || text.ends_with('\n'), "{what}: {text}");
}

/// Characters without a form of their own that change how others are read, and those that XML does not have.
fn hides(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}')
}

/// A refusal ends in one plain message.
pub fn refused(error: impl Display, hint: Option<String>) {
    let mut failure = Failure::new(format!("input {error}"));
    failure.hint = hint;
    let said = failure.to_string();
    plain("failure", &said);
    assert!(said.starts_with("error: input ") && said.matches("\nerror: ").count() == 0, "{said}");
}

/// What `write` writes, which must be UTF-8.
pub fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes everything");
    String::from_utf8(out).expect("what is printed is UTF-8")
}

/// JSON as it is printed.
pub fn json(text: &str) -> Value {
    plain("json", text);
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The report on these pools, which describes the rules that they met alone: all of them in every report would take most
/// of the time.
pub fn of_pools(pools: Vec<assemble::Judged>, exit: Exit) -> Report {
    let mut report = assemble::report(pools, Vec::new(), exit);
    let found = report.pools.iter().flat_map(|pool| pool.findings.iter().map(|found| found.finding.rule));
    let unjudged =
        report.pools.iter().flat_map(|pool| pool.not_judged.iter().map(|entry| entry.rule.as_str()));
    let met: BTreeSet<String> = found.chain(unjudged).map(str::to_owned).collect();
    report.rules.retain(|rule| met.contains(rule.id));
    report.places = Places { here: "/repo".into(), root: "/repo".into(), live: "mfa-doctor.toml".to_owned() };
    report
}

/// The report in every format: each is well formed, holds the same findings, and none holds one of the `secrets`.
pub fn report(report: &Report, look: Look, secrets: &[&str]) {
    let open = |suppressed: bool| {
        let all = report.pools.iter().flat_map(|pool| &pool.findings);
        all.filter(|finding| finding.suppressed.is_some() == suppressed).count()
    };
    let (findings, suppressed) = (open(false), open(true));
    assert_eq!(report.summary.suppressed, suppressed);
    assert_eq!(report.summary.error + report.summary.warning + report.summary.note, findings);
    for format in Format::ALL {
        let text = written(|out| render(format, report, look, out));
        let what = format.as_str();
        plain(what, &text);
        let told = secrets.iter().find(|secret| text.contains(**secret));
        assert_eq!(told, None, "{what}: {text}");
        let begin = |words: &[&str]| begin(&text, words);
        match format {
            Format::Table => {
                let compared = report.pools.iter().any(|pool| pool.comparison.is_some());
                let heads = begin(&["error ", "warning ", "note "]);
                assert!(compared || heads == findings, "{what}: {heads} of {findings}: {text}");
                let heads = begin(&["suppressed error ", "suppressed warning ", "suppressed note "]);
                assert!(compared || heads == suppressed, "{what}: {heads} of {suppressed}: {text}");
            }
            Format::Json => {
                let pools = &json(&text)["pools"];
                let held = |pool: &Value| pool["findings"].as_array().map_or(0, Vec::len);
                let held: usize = pools.as_array().into_iter().flatten().map(held).sum();
                assert_eq!(held, findings + suppressed, "{text}");
            }
            Format::Sarif => sarif(&json(&text), findings + suppressed),
            Format::Junit => junit(&text, findings, suppressed),
            Format::Github => {
                let lines = begin(&["::error ", "::warning ", "::notice "]);
                // Ten of a kind are shown; what was not read and what is remarked on stands among them.
                assert!(lines <= 30 && (lines >= findings || lines >= 10), "{lines} of {findings}: {text}");
            }
            Format::Markdown => {
                assert!(text.chars().count() <= COMMENT, "{}", text.chars().count());
                let heads = begin(&["#### error: ", "#### warning: ", "#### note: "]);
                let whole = !text.contains("This was shortened to what a comment takes");
                assert!(heads == findings || !whole && heads < findings, "{heads} of {findings}: {text}");
            }
            Format::Html => html(&text, findings + suppressed),
        }
    }
}

/// How many lines begin with one of these words.
pub fn begin(text: &str, words: &[&str]) -> usize {
    text.lines().filter(|line| words.iter().any(|word| line.starts_with(word))).count()
}

/// Every result is of a rule that the log describes, and points somewhere.
fn sarif(log: &Value, results: usize) {
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let held = run["results"].as_array().expect("results");
    assert_eq!(held.len(), results);
    for result in held {
        let rule = result["ruleIndex"].as_u64().and_then(|at| rules.get(usize::try_from(at).ok()?));
        assert_eq!(rule.map(|rule| &rule["id"]), Some(&result["ruleId"]), "{result:#}");
        let filled =
            |path: &str| result.pointer(path).and_then(Value::as_str).is_some_and(|it| !it.is_empty());
        assert!(filled("/message/text") && filled("/partialFingerprints/mfaDoctor~1v1"), "{result:#}");
        assert!(filled("/locations/0/physicalLocation/artifactLocation/uri"), "{result:#}");
        assert!(filled("/locations/0/logicalLocations/0/fullyQualifiedName"), "{result:#}");
    }
}

/// It is XML, its counts are right, and a note is a case that passes.
fn junit(xml: &str, findings: usize, suppressed: usize) {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut open, mut elements) = (0usize, Vec::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
            event @ (Event::Start(_) | Event::Empty(_)) => {
                open += usize::from(matches!(event, Event::Start(_)));
                let (Event::Start(start) | Event::Empty(start)) = event else { continue };
                let of_kind = start.attributes().map(|attribute| attribute.expect("an attribute"));
                let of_kind = of_kind.filter(|attribute| attribute.key.as_ref() == "type");
                let kind: Vec<String> = of_kind.map(|attribute| attribute.value.to_string()).collect();
                elements.push((start.name().as_ref().to_owned(), kind.concat()));
            }
            Event::End(_) => open -= 1,
            Event::GeneralRef(name) => {
                assert!(["lt", "gt", "amp", "quot", "apos"].contains(&&*name), "&{name:?};");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "{xml}");
    let count = |name: &str, kind: &str| {
        elements.iter().filter(|(known, of)| known == name && (kind.is_empty() || kind == of)).count()
    };
    assert_eq!(count("failure", "") + count("system-out", ""), findings, "{xml}");
    assert_eq!(count("skipped", "suppressed"), suppressed, "{xml}");
}

/// No element of the page comes from outside.
pub fn html(text: &str, findings: usize) {
    assert_eq!(text.matches("<article class=\"finding").count(), findings, "{text}");
    for (element, times) in [("<script", 1), ("<style", 1), ("<img", 0), ("<iframe", 0), ("<base", 0)] {
        assert_eq!(text.matches(element).count(), times, "{element}: {text}");
    }
}
