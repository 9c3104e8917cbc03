//! JUnit: what readers of it know, and a case per rule and pool.
use crate::formats::written;
use crate::rich::rich;
use crate::run::doctor;
use mfa_doctor::report::Format;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use std::collections::BTreeMap;

/// Elements, with where they may stand and what they may have, as the schema of Jenkins' xUnit plugin says it, besides
/// members that others do not know.
///
/// Source: <https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd>
const KNOWN: &[(&str, &str, &[&str], &[&str])] = &[
    ("testsuites", "", &["name"], &["tests", "failures", "errors"]),
    ("testsuite", "testsuites", &["name", "tests", "failures", "errors"], &["skipped", "timestamp"]),
    ("properties", "testsuite", &[], &[]),
    ("property", "properties", &["name", "value"], &[]),
    ("testcase", "testsuite", &["name"], &["classname"]),
    ("failure", "testcase", &[], &["type", "message"]),
    ("error", "testcase", &[], &["type", "message"]),
    ("skipped", "testcase", &[], &["type", "message"]),
    ("system-out", "testcase", &[], &[]),
];

/// An element, with its attributes as they are read.
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub text: String,
}

/// Reads the document back, and holds it against what is known.
pub fn read(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut open, mut elements): (Vec<usize>, Vec<Element>) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                let attributes: BTreeMap<String, String> = start
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.unwrap();
                        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned();
                        (attribute.key.as_ref().to_owned(), value)
                    })
                    .collect();
                let parent = open.last().map_or("", |at: &usize| elements[*at].name.as_str());
                let known = KNOWN.iter().find(|(known, ..)| *known == name);
                let (_, inside, needed, also) = known.unwrap_or_else(|| panic!("<{name}> in <{parent}>"));
                assert_eq!(*inside, parent, "<{name}>");
                assert!(needed.iter().all(|needed| attributes.contains_key(*needed)), "<{name}>");
                let known = |key: &String| needed.contains(&key.as_str()) || also.contains(&key.as_str());
                assert!(attributes.keys().all(known), "<{name}> {attributes:?}");
                if matches!(event, Event::Start(_)) {
                    open.push(elements.len());
                }
                elements.push(Element { name, attributes, text: String::new() });
            }
            Event::Text(text) => {
                if let Some(at) = open.last() {
                    elements[*at].text.push_str(text);
                }
            }
            Event::GeneralRef(name) => {
                let text = match &**name {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("&{other};"),
                };
                elements[*open.last().unwrap()].text.push_str(text);
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty());
    let forbidden = |c: char| c.is_control() && !"\n\t".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!xml.contains(forbidden));
    elements
}

/// The names of the cases of one suite, each with what it holds.
fn cases(elements: &[Element], suite: usize) -> Vec<(String, Vec<String>)> {
    let mut cases: Vec<(String, Vec<String>)> = Vec::new();
    let mut at = 0;
    for element in elements {
        match element.name.as_str() {
            "testsuite" => at += 1,
            "testcase" if at == suite => cases.push((element.attributes["name"].clone(), Vec::new())),
            "failure" | "error" | "skipped" | "system-out" if at == suite => {
                let kind = element.attributes.get("type").cloned().unwrap_or_default();
                cases.last_mut().unwrap().1.push(format!("{} {kind}", element.name).trim_end().to_owned());
            }
            _ => {}
        }
    }
    cases
}

#[test]
fn the_rich_report_has_a_case_per_rule_and_pool() {
    let elements = read(&written(Format::Junit, &rich("")));
    let shop = cases(&elements, 1);
    let of = |name: &str| -> Vec<String> {
        let (_, held) =
            shop.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{name}: {shop:?}"));
        held.clone()
    };
    assert_eq!(of("SMS002 sms-role-publishes-to-topics-only"), ["failure error"]);
    assert_eq!(of("SMS018 phone-number-opted-out (user alice)"), ["failure error"]);
    assert_eq!(of("CLI001 short-challenge-session"), ["failure warning"]);
    assert_eq!(of("LOG001 delivery-failures-not-logged"), ["system-out"]);
    assert_eq!(of("EML004 ses-sandbox"), ["skipped suppressed"]);
    assert_eq!(of("SMS003 sms-role-denied"), ["skipped not-judged"]);
    assert!(of("TOT001 totp-not-enabled").is_empty());
    assert!(of("USR001 sms-user-without-phone-number (user alice)").is_empty());
    assert_eq!(
        cases(&elements, 3),
        [("pool eu-west-1_Gone12345 is readable".to_owned(), vec!["error unreadable".to_owned()])]
    );
    counts_agree(&elements);
}

/// What the suites say of themselves is what they hold.
fn counts_agree(elements: &[Element]) {
    let suites: Vec<&Element> = elements.iter().filter(|element| element.name == "testsuite").collect();
    for (position, suite) in suites.iter().enumerate() {
        let cases = cases(elements, position + 1);
        let held = |kind: &str| {
            let of = |(_, held): &&(String, Vec<String>)| held.iter().any(|held| held.starts_with(kind));
            cases.iter().filter(of).count().to_string()
        };
        assert_eq!(suite.attributes["tests"], cases.len().to_string());
        assert_eq!(suite.attributes["failures"], held("failure"));
        assert_eq!(suite.attributes["errors"], held("error"));
        assert_eq!(suite.attributes["skipped"], held("skipped"));
        let mut names: Vec<&String> = cases.iter().map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), cases.len(), "each case has a name of its own");
    }
    for total in ["tests", "failures", "errors"] {
        let sum: usize = suites.iter().map(|suite| suite.attributes[total].parse::<usize>().unwrap()).sum();
        assert_eq!(elements[0].attributes[total], sum.to_string());
    }
}

#[test]
fn only_what_was_judged_passes() {
    let pool = include_str!("../../fixtures/demo/broken-pool.json");
    let run = |more: &[&str]| {
        let output = doctor(&[&["check", "--snapshot", "-", "--format", "junit"], more].concat(), pool);
        read(&String::from_utf8(output.stdout).unwrap())
    };
    let elements = run(&[]);
    counts_agree(&elements);
    let all = cases(&elements, 1);
    let begins = |prefix: &str| all.iter().filter(|(name, _)| name.starts_with(prefix)).count();
    assert!(begins("SMS") > 15 && begins("MFA") > 0, "{all:?}");
    // There is neither a user nor a token here.
    assert_eq!(begins("USR"), 0, "{all:?}");
    assert_eq!(begins("TOT003"), 0, "{all:?}");
    let chosen = cases(&run(&["--select", "SMS002,CLI"]), 1);
    assert!(
        chosen.iter().all(|(name, _)| name.starts_with("SMS002") || name.starts_with("CLI")),
        "{chosen:?}"
    );
    assert_eq!(chosen.iter().filter(|(_, held)| held.contains(&"failure error".to_owned())).count(), 1);
}

#[test]
fn several_findings_of_a_rule_are_several_cases() {
    let mut report = rich("");
    let mut other = report.pools[0].findings[0].clone();
    other.finding.resource = "arn:aws:iam::111122223333:role/other".to_owned();
    let same = other.clone();
    report.pools[0].findings.extend([other, same]);
    let elements = read(&written(Format::Junit, &report));
    counts_agree(&elements);
    let names: Vec<String> = cases(&elements, 1).into_iter().map(|(name, _)| name).collect();
    let name = "SMS002 sms-role-publishes-to-topics-only";
    assert!(names.contains(&format!("{name} [arn:aws:iam::111122223333:role/service-role/cognito-sms]")));
    assert!(names.contains(&format!("{name} [arn:aws:iam::111122223333:role/other]")));
    assert!(names.contains(&format!("{name} [arn:aws:iam::111122223333:role/other] 2")));
}
