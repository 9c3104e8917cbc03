//! One input of the fuzzer: a snapshot file, or edits of a sound pool in the form of the fixtures
//! (`{"set": {"/UserPool/…": …}, "remove": ["/…"]}`). What can be read is judged, for each factor, and written down in
//! every format; what cannot be read is refused in words.

use super::{HEALTHY, choice, shown};
use mfa_doctor::commands::{Exit, assemble};
use mfa_doctor::config::{Config, Treatment};
use mfa_doctor::finding::{Factor, Severity};
use mfa_doctor::fix::Reach;
use mfa_doctor::report::{Look, PoolReport};
use mfa_doctor::rules::{Selection, Wishes};
use mfa_doctor::snapshot::Snapshot;
use serde_json::{Map, Value, json};
use time::Date;

/// What stands in every place where AWS, or a person, could have left a secret.
const CANARY: &str = "kept-canary-8f2a61d07c";

/// What every user can be reached by: neither is shown whole.
const CONTACTS: [(&str, &str); 2] =
    [("email", "contact-canary@example.com"), ("phone_number", "+15558675309")];

/// Members whose values are never kept; that of a client leaves the word that there is one.
const SECRETS: &[&str] = &["SecretCode", "SecretHash", "Session", "AccessToken", "Password", "client_secret"];

/// Panics where the snapshot is not read, judged or written as promised.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let text = edited(text).map_or_else(|| text.to_owned(), |document| document.to_string());
    let snapshot = match Snapshot::from_json(&text) {
        Ok(snapshot) => snapshot,
        Err(error) => return shown::refused(&error, error.hint()),
    };
    let again = |snapshot: &Snapshot| {
        let text = serde_json::to_string(snapshot).expect("a snapshot is JSON");
        Snapshot::from_json(&text).unwrap_or_else(|error| panic!("what was written {error}: {text}"))
    };
    assert_eq!(again(&snapshot), snapshot, "what was written reads differently");
    let redacted = snapshot.redacted();
    assert_eq!(again(&redacted), redacted, "what was redacted reads differently");
    let mut document: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("it was read");
    nameless(&document);
    plant(&mut document);
    for user in document.get_mut("Users").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(Value::Array(attributes)) = user.pointer_mut("/User/UserAttributes") {
            attributes.extend(CONTACTS.map(|(name, value)| json!({"Name": name, "Value": value})));
        }
    }
    let clients = document.get_mut("Clients").and_then(Value::as_array_mut).into_iter().flatten();
    clients.filter_map(Value::as_object_mut).for_each(|client| {
        client.insert("ClientSecret".to_owned(), json!(CANARY));
    });
    let mut planted = Snapshot::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"));
    planted.mask_users();
    let kept = serde_json::to_string(&planted).expect("a snapshot is JSON");
    assert!(!kept.contains(CANARY), "{kept}");
    let whole = CONTACTS.iter().find(|(_, contact)| kept.contains(contact));
    assert_eq!(whole, None, "{kept}");
    let all = [&[][..], &[Factor::Sms], &[Factor::Totp], &[Factor::Email], &[Factor::Passkey], &Factor::ALL];
    let written = choice(data, all.len());
    let asked: Vec<Vec<(String, Severity)>> = (0..all.len())
        .map(|at| judged(&planted, all[at], (at == written).then(|| shown::LOOKS[choice(data, 2)])))
        .collect();
    for more in &asked[1..] {
        let has = |known: &[(String, Severity)], (print, _): &(String, Severity)| {
            known.iter().any(|(other, _)| other == print)
        };
        let lost = asked[0].iter().any(|finding| !has(more, finding));
        let graver = more.iter().any(|new| new.1 == Severity::Error && !has(&asked[0], new));
        assert!(graver || !lost, "asking for a factor takes a finding away, and says nothing instead");
    }
}

/// What a pool and its clients are called does not outlive redaction.
fn nameless(document: &Value) {
    let mut document = document.clone();
    let pool = document.get_mut("UserPool").into_iter();
    let named: Vec<&mut Value> = pool.filter(|pool| pool.get("Id").is_some_and(Value::is_string)).collect();
    named.into_iter().for_each(|pool| pool["Name"] = json!(CANARY));
    let clients = document.get_mut("Clients").and_then(Value::as_array_mut).into_iter().flatten();
    for client in clients.filter(|client| client.get("ClientId").is_some_and(Value::is_string)) {
        client["ClientName"] = json!(CANARY);
    }
    let Ok(named) = Snapshot::from_json(&document.to_string()) else { return };
    let redacted = serde_json::to_string(&named.redacted()).expect("a snapshot is JSON");
    let is_redacted_already = document.get("Redacted").is_some();
    assert!(is_redacted_already || !redacted.contains(CANARY), "{redacted}");
}

/// The document that edits make of the sound pool, or of their own `snapshot`; `None` of any other text.
pub fn edited(text: &str) -> Option<Value> {
    let mut file: Map<String, Value> = serde_json::from_str(text).ok()?;
    if !["snapshot", "set", "remove"].iter().any(|member| file.contains_key(*member)) {
        return None;
    }
    let healthy = || serde_json::from_str(HEALTHY).expect("the sound pool is JSON");
    let mut document = file.remove("snapshot").unwrap_or_else(healthy);
    for pointer in file.get("remove").and_then(Value::as_array).into_iter().flatten() {
        let (parent, last) = pointer.as_str().and_then(split).unwrap_or_default();
        match document.pointer_mut(&parent) {
            Some(Value::Object(members)) => drop(members.shift_remove(&last)),
            Some(Value::Array(list)) => {
                let at = last.parse().ok().filter(|at| *at < list.len());
                at.into_iter().for_each(|at: usize| drop(list.remove(at)));
            }
            _ => {}
        }
    }
    for (pointer, value) in file.get("set").and_then(Value::as_object).into_iter().flatten() {
        set(&mut document, pointer, value.clone());
    }
    Some(document)
}

/// The pointer to the parent, and the last step.
fn split(pointer: &str) -> Option<(String, String)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    Some((parent.to_owned(), last.replace("~1", "/").replace("~0", "~")))
}

/// Sets the value at a JSON pointer, making objects on the way; `/-` at the end appends to a list.
fn set(document: &mut Value, pointer: &str, value: Value) {
    let Some((parent, last)) = split(pointer) else { return };
    if !parent.is_empty() && document.pointer(&parent).is_none_or(Value::is_null) {
        set(document, &parent, json!({}));
    }
    match document.pointer_mut(&parent) {
        Some(Value::Array(list)) if last == "-" => list.push(value),
        Some(Value::Array(list)) => {
            if let Some(place) = last.parse().ok().and_then(|at: usize| list.get_mut(at)) {
                *place = value;
            }
        }
        Some(Value::Object(members)) => drop(members.insert(last, value)),
        _ => {}
    }
}

/// Puts a secret into every object in which AWS answers with something.
fn plant(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(plant),
        Value::Object(members) => {
            let units = |name: &str| name == "TokenValidityUnits";
            members.iter_mut().filter(|(name, _)| !units(name)).for_each(|(_, member)| plant(member));
            // The wrapper of an answer that says "there is none" stands alone.
            if members.len() != 1 {
                members.extend(SECRETS.iter().map(|name| ((*name).to_owned(), json!(CANARY))));
            }
        }
        _ => {}
    }
}

/// The fingerprints of what is found, and how bad it is; written down in every format where it is to `look` so.
fn judged(snapshot: &Snapshot, required: &[Factor], look: Option<Look>) -> Vec<(String, Severity)> {
    let wishes = Wishes { required: required.to_vec(), clients: Vec::new() };
    let settings = Config::default().settings();
    let mut treatment = Treatment::new(&settings, "mfa-doctor.toml", Date::MIN, None, false);
    let (selection, reach) = (Selection::default(), Reach::default());
    let judged = match assemble::pool(snapshot, &wishes, &selection, &reach, &mut treatment) {
        Ok(judged) => judged,
        Err(gap) => {
            shown::refused(format!("{}: {}", gap.needs.join(", "), gap.reason), None);
            return Vec::new();
        }
    };
    let complete = judged.complete;
    consistent(&judged.report, required);
    let findings = judged.report.findings.iter().map(|found| &found.finding);
    let found = findings.map(|finding| (finding.fingerprint.clone(), finding.severity)).collect();
    let Some(look) = look else { return found };
    let fails = judged.report.findings.iter().any(|found| found.finding.severity == Severity::Error);
    let exit = if fails { Exit::Findings } else { Exit::Clean };
    let report = shown::of_pools(vec![judged], exit);
    assert_eq!(report.complete, complete);
    shown::report(&report, look, &[CANARY]);
    found
}

/// The verdicts are those of the findings.
pub fn consistent(pool: &PoolReport, required: &[Factor]) {
    for (factor, standing) in &pool.factors.0 {
        assert_eq!(standing.required, required.contains(factor));
        let concerned = standing.required || standing.offered != Some(false);
        let expected = match (concerned, standing.blocked_by.is_empty(), standing.unproven_by.is_empty()) {
            (false, ..) => None,
            (true, false, _) => Some("blocked"),
            (true, true, true) if standing.offered.is_some() => Some("ready"),
            (true, true, _) => Some("unproven"),
        };
        assert_eq!(standing.verdict, expected, "{factor}: {standing:?}");
        for rule in &standing.blocked_by {
            let stands = |reported: &&mfa_doctor::report::FindingReport| {
                let finding = &reported.finding;
                finding.rule == rule && finding.factors.contains(factor) && reported.own() == Severity::Error
            };
            assert!(pool.findings.iter().any(|finding| stands(&finding)), "{factor} by {rule}");
        }
        let refused = standing.required && standing.offered == Some(false);
        assert!(!refused || standing.verdict != Some("ready"), "{factor} is ready and not offered");
    }
}
