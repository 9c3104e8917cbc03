//! One input of the fuzzer: a recording of sign-ins, of whatever kind.

use super::{FAULTY, HEALTHY, SOUND, choice, mutate, shown};
use flate2::Compression;
use flate2::write::GzEncoder;
use mfa_doctor::commands::Failure;
use mfa_doctor::commands::trace::{Recording, given, report};
use mfa_doctor::fix::Reach;
use mfa_doctor::report::Look;
use mfa_doctor::report::trace::TraceReport;
use mfa_doctor::rules::Selection;
use mfa_doctor::trace::{Key, Kind, Step, Timeline, recognise, redact};
use serde_json::Value;
use std::io::Write as _;

/// What is a secret wherever it stands, as browsers, AWS and OAuth 2.0 call it; letter case aside.
const SECRETS: &[&str] = &[
    "accesstoken",
    "access_token",
    "cookies",
    "authorization",
    "client_secret",
    "code",
    "code_verifier",
    "cookie",
    "devicesecretverifierconfig",
    "id_token",
    "idtoken",
    "new_password",
    "password",
    "password_claim_signature",
    "refresh_token",
    "refreshtoken",
    "secret_hash",
    "secretcode",
    "secrethash",
    "session",
    "set-cookie",
    "srp_a",
    "srp_b",
    "usercode",
];

/// Shorter texts may stand elsewhere by chance.
const LONG: usize = 16;

/// Panics where the recording is not read, judged or written as promised.
pub fn run(data: &[u8]) {
    let pool = [None, Some(&*SOUND), Some(&*FAULTY)][choice(data, 3)];
    let recording = match read(data) {
        Ok(recording) => recording,
        Err(failure) => return shown::plain("failure", &failure.to_string()),
    };
    let calls = outline(&recording.timeline);
    let selection = Selection::default();
    let report = report(recording, pool, &selection, &Reach::default()).expect("a pool");
    let packed = read(&gzip(data)).map(|packed| outline(&packed.timeline));
    assert_eq!(packed.ok(), Some(calls), "packed");
    consistent(&report);
    let document = serde_json::from_slice::<Value>(data).ok();
    let secrets = document.as_ref().map_or_else(Vec::new, secrets);
    written(&report, shown::LOOKS[choice(data, 2)], &secrets);
    let Some(document) = document else { return };
    // Of a name that stands twice, readers differ in which they take.
    let (close, apart) = (document.to_string(), format!("{document:#}"));
    let outlined = |text: &str| read(text.as_bytes()).map(|read| outline(&read.timeline)).ok();
    // Logs are read line by line.
    let is_log = recognise(close.as_bytes()) == Kind::Log || recognise(apart.as_bytes()) == Kind::Log;
    assert!(is_log || outlined(&close) == outlined(&apart), "with blanks between: {apart}");
    let Ok(copy) = redact::har(close.as_bytes(), &key()) else { return };
    let text = String::from_utf8(copy).expect("a HAR is UTF-8");
    let kept = secrets.iter().find(|secret| text.contains(*secret));
    assert_eq!(kept, None, "the copy has a secret: {text}");
    // Words that AWS does not know are not in the copy.
    let formed = |text: &str| read(text.as_bytes()).map(|read| form(&read.timeline)).ok();
    assert_eq!(formed(&text), formed(&close), "the copy says something else: {text}");
}

fn key() -> Key {
    Key::new(&[7; 32])
}

fn read(bytes: &[u8]) -> Result<Recording, Failure> {
    given("recording", bytes, &key())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

/// The calls, as they can be compared.
fn outline(timeline: &Timeline) -> Vec<String> {
    let steps = timeline.steps.iter().map(|step| {
        let refused = step.refusal().map(|refusal| &refusal.code);
        let next = step.reply().and_then(|reply| reply.challenge.known());
        format!("{} {} {:?} {:?} {refused:?} {next:?}", step.at, step.operation, step.client, step.challenge)
    });
    steps.collect()
}

/// The calls without their words: when, and how each went.
fn form(timeline: &Timeline) -> Vec<(i64, bool, bool, bool)> {
    let steps = timeline.steps.iter();
    let form = |step: &Step| {
        (step.at, step.refusal().is_some(), step.reply().is_some(), step.session.known().is_some())
    };
    steps.map(form).collect()
}

/// Every step belongs to one sign-in at most, and what refers to a step refers to one that is there.
fn consistent(report: &TraceReport) {
    let mut owned = vec![false; report.steps.len()];
    for number in report.sign_ins.iter().flat_map(|sign_in| &sign_in.steps) {
        assert!(!std::mem::replace(&mut owned[*number - 1], true), "step {number} is in two sign-ins");
    }
    for (at, step) in report.steps.iter().enumerate() {
        assert_eq!(step.number, at + 1);
        assert!(step.made_good_by.is_none_or(|by| by > step.number && by <= report.steps.len()), "{step:?}");
        assert!(
            step.explained_by.iter().all(|rule| report.findings.iter().any(|it| it.finding.rule == *rule))
        );
    }
    for error in report.trail.iter().flat_map(|trail| &trail.errors) {
        assert_eq!(error.hours.values().sum::<u64>(), error.count, "{error:?}");
        assert!(error.first <= error.last && error.users <= error.count, "{error:?}");
    }
}

/// Every format is well formed, holds the same findings and none of the secrets.
fn written(report: &TraceReport, look: Look, secrets: &[String]) {
    let findings = report.findings.len();
    let table = shown::written(|out| report.render_table(look, out));
    let json = shown::written(|out| report.render_json(out));
    let markdown = shown::written(|out| report.render_markdown(out));
    let html = shown::written(|out| report.render_html(out));
    for (what, text) in [("table", &table), ("json", &json), ("markdown", &markdown), ("html", &html)] {
        shown::plain(what, text);
        let told = secrets.iter().find(|secret| text.contains(*secret));
        assert_eq!(told, None, "{what}: {text}");
    }
    assert_eq!(shown::begin(&table, &["error ", "warning ", "note "]), findings, "{table}");
    let heads = ["#### error: ", "#### warning: ", "#### note: "];
    assert_eq!(shown::begin(&markdown, &heads), findings, "{markdown}");
    assert_eq!(shown::json(&json)["findings"].as_array().map(Vec::len), Some(findings), "{json}");
    shown::html(&html, findings);
}

/// The secrets of a document that stand nowhere else in it.
fn secrets(document: &Value) -> Vec<String> {
    let (mut secrets, mut others) = (Vec::new(), String::new());
    gather(document, "", &mut secrets, &mut others);
    // The fuzzer puts words anywhere, and reports say them.
    others.push_str(include_str!("../dictionaries/recording.dict"));
    others.push_str(HEALTHY);
    others.extend(mutate::TEXTS.iter().copied());
    secrets.retain(|secret| !others.contains(secret.as_str()));
    secrets
}

fn gather(value: &Value, name: &str, secrets: &mut Vec<String>, others: &mut String) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| gather(element, name, secrets, others)),
        Value::Object(members) => {
            let named = members.get("name").and_then(Value::as_str).unwrap_or(name);
            for (member, value) in members {
                others.push_str(member);
                others.push('\n');
                let name = if member == "value" && name != "cookies" { named } else { member };
                gather(value, name, secrets, others);
            }
        }
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(inner) if inner.is_object() || inner.is_array() => gather(&inner, name, secrets, others),
            _ if text.contains('=') && ["text", "url"].contains(&name) => {
                for field in text.split(['&', '?', '#', ';']) {
                    let (name, value) = field.split_once('=').unwrap_or(("", field));
                    gather(&Value::from(value), name, secrets, others);
                }
            }
            _ => {
                let is_secret = SECRETS.contains(&name.to_ascii_lowercase().as_str());
                let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_+/=.".contains(&byte);
                let is_told_apart = text.len() >= LONG && text.bytes().all(is_plain);
                if is_secret && is_told_apart {
                    secrets.push(text.clone());
                } else {
                    others.push_str(text);
                    others.push('\n');
                }
            }
        },
        _ => {}
    }
}
