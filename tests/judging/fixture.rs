//! Reading, judging and rewriting fixtures.

use crate::recording;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mfa_doctor::change::{Operation, Request, State};
use mfa_doctor::finding::{Factor, Finding, NotJudged};
use mfa_doctor::preflight::{Plan, Preflight, preflight};
use mfa_doctor::rules::{
    Failure, Presented, Selection, TokenJudgement, TraceJudgement, Wishes, judge, judge_token, judge_trace,
};
use mfa_doctor::snapshot::Snapshot;
use mfa_doctor::token::{Token, find};
use mfa_doctor::trace::Links;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A change to the healthy pool, or a whole snapshot, and what must be said of it.
pub struct Fixture {
    pub path: PathBuf,
    file: Map<String, Value>,
    pub expected: Value,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

impl Fixture {
    /// All of `fixtures/rules/*/` and `fixtures/cases/`, in order of their paths.
    pub fn all() -> Vec<Fixture> {
        let mut paths: Vec<PathBuf> = Vec::new();
        for folder in fs::read_dir(root().join("rules")).unwrap() {
            paths.extend(json_files(&folder.unwrap().path()));
        }
        paths.extend(json_files(&root().join("cases")));
        paths.sort();
        paths.into_iter().map(Fixture::read).collect()
    }

    /// The names of the folders of `fixtures/rules`.
    pub fn folders() -> Vec<String> {
        let folders = fs::read_dir(root().join("rules")).unwrap();
        folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// The healthy pool itself.
    pub fn healthy() -> Fixture {
        Fixture { path: root().join("healthy.json"), file: Map::new(), expected: Value::Null }
    }

    fn read(path: PathBuf) -> Fixture {
        let text = fs::read_to_string(&path).unwrap();
        let file: Map<String, Value> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for member in file.keys() {
            let known = [
                "about", "source", "grade", "require", "clients", "token", "trace", "change", "snapshot",
                "set", "remove", "expected",
            ];
            assert!(known.contains(&member.as_str()), "{}: unknown member {member}", path.display());
        }
        let expected = file.get("expected").cloned().unwrap_or(Value::Null);
        Fixture { path, file, expected }
    }

    /// `SMS001-sms-role-without-publish`; of a case, `cases`.
    pub fn folder(&self) -> String {
        self.path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned()
    }

    /// The rule whose folder it is in; `None` for a case.
    pub fn rule(&self) -> Option<String> {
        (self.folder() != "cases").then(|| self.folder().split('-').next().unwrap().to_owned())
    }

    /// `bad` of `bad-topic-arn.json`.
    pub fn kind(&self) -> &str {
        self.path.file_stem().unwrap().to_str().unwrap().split('-').next().unwrap()
    }

    /// The snapshot, as a file holds it.
    pub fn document(&self) -> Value {
        let mut document = self.file.get("snapshot").cloned().unwrap_or_else(|| {
            serde_json::from_str(&fs::read_to_string(root().join("healthy.json")).unwrap()).unwrap()
        });
        for pointer in self.file.get("remove").and_then(Value::as_array).into_iter().flatten() {
            remove(&mut document, pointer.as_str().unwrap());
        }
        for (pointer, value) in self.file.get("set").and_then(Value::as_object).into_iter().flatten() {
            set(&mut document, pointer, value.clone());
        }
        document
    }

    /// The snapshot, read as the program reads a file.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::from_json(&self.document().to_string())
            .unwrap_or_else(|error| panic!("{}: {error}", self.path.display()))
    }

    /// What is asked of the pool.
    pub fn wishes(&self) -> Wishes {
        let words = |member: &str| -> Vec<String> {
            let list = self.file.get(member).and_then(Value::as_array).into_iter().flatten();
            list.map(|word| word.as_str().unwrap().to_owned()).collect()
        };
        let factor = |word: String| Factor::ALL.into_iter().find(|f| f.as_str() == word).unwrap();
        let required = words("require").into_iter().map(factor).collect();
        Wishes { required, clients: words("clients") }
    }

    /// The token that is presented, if any: `{"claims": {…}, "header": {…}, "signature": BYTES, "encrypted": true,
    /// "alone": true}`, of which all but the claims may be left out; `alone` presents it to no pool.
    pub fn token(&self) -> Option<Token> {
        let given = self.file.get("token")?;
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = given.get("header").cloned().unwrap_or(json!({"kid": "key", "alg": "RS256"}));
        let text = if given["encrypted"] == true {
            format!("{}.a.b.c.d", part(&json!({"cty": "JWT", "enc": "A256GCM", "alg": "RSA-OAEP"})))
        } else {
            let bytes = given.get("signature").and_then(Value::as_u64).unwrap_or(256);
            let signature = URL_SAFE_NO_PAD.encode(vec![7; usize::try_from(bytes).unwrap()]);
            format!("{}.{}.{signature}", part(&header), part(&given["claims"]))
        };
        let found = find(&text).unwrap_or_else(|problem| panic!("{}: {problem}", self.path.display()));
        found.into_iter().next().unwrap().token.ok()
    }

    /// What the doctor says of the token, at the time of the snapshot.
    pub fn judge_token(&self, snapshot: &Snapshot) -> Option<TokenJudgement> {
        let token = self.token()?;
        let presented = Presented {
            token: &token,
            snapshot: (self.file["token"]["alone"] != true).then_some(snapshot),
            now: snapshot.taken_at_seconds().unwrap(),
            signature: None,
        };
        Some(judge_token(&presented, &Selection::default()).unwrap())
    }

    /// What the doctor says of a recording of sign-ins (see `recording::read`), if there is one; `alone` leaves it
    /// without its pool.
    pub fn judge_trace(&self, snapshot: &Snapshot) -> Option<TraceJudgement> {
        let given = self.file.get("trace")?;
        let timeline = recording::read(given);
        let snapshot = (given["alone"] != true).then_some(snapshot);
        Some(judge_trace(&timeline, &Links::of(&timeline), snapshot, &Selection::default()).unwrap())
    }

    /// The requests that are to be sent: `{"operation": …, "request": {…}}`, or a list of them.
    pub fn changes(&self) -> Vec<Request> {
        let given = self.file.get("change").cloned().unwrap_or(json!([]));
        let given = if given.is_array() { given } else { json!([given]) };
        let request = |change: &Value| {
            let operation =
                change.get("operation").map(|word| Operation::named(word.as_str().unwrap()).unwrap());
            Request::from_json(&change["request"].to_string(), operation)
                .unwrap_or_else(|error| panic!("{}: {error}", self.path.display()))
        };
        given.as_array().unwrap().iter().map(request).collect()
    }

    /// What comes of the requests; `None` where there are none.
    pub fn preflight(&self) -> Option<Preflight> {
        let (requests, wishes) = (self.changes(), self.wishes());
        let plan = Plan { requests: &requests, wishes: &wishes, selection: &Selection::default() };
        (!requests.is_empty()).then(|| preflight(&State::new(self.snapshot()), &plan).unwrap())
    }

    /// What the doctor says of the pool (as the requests leave it, where there are some) and then of the token, in the
    /// form of the `expected` member.
    pub fn judge(&self) -> Value {
        let snapshot = self.snapshot();
        let preflight = self.preflight();
        let change = preflight.as_ref().map(said_of_change);
        let mut judgement = match preflight {
            Some(preflight) => preflight.judgement,
            None => judge(&snapshot, &self.wishes(), &Selection::default()).unwrap(),
        };
        if let Some(of_token) = self.judge_token(&snapshot) {
            judgement.findings.extend(of_token.findings);
            judgement.not_judged.extend(of_token.not_judged);
        }
        let of_trace = self.judge_trace(&snapshot);
        let failures = of_trace.as_ref().map(|of_trace| {
            let told = |failure: &Failure| {
                let by = failure.explained_by.join(", ");
                format!("step {}: {} ({by})", failure.at + 1, failure.error.unwrap_or("no documented error"))
            };
            of_trace.failures.iter().map(told).collect::<Vec<String>>()
        });
        if let Some(of_trace) = of_trace {
            judgement.findings.extend(of_trace.findings);
            judgement.not_judged.extend(of_trace.not_judged);
        }
        let finding = |f: &Finding| json!({"rule": f.rule, "severity": f.severity, "resource": f.resource, "message": f.message});
        let gap =
            |n: &NotJudged| json!({"rule": n.rule, "needs": n.needs, "reason": n.reason, "core": n.core});
        let findings: Vec<Value> = judgement.findings.iter().map(finding).collect();
        let not_judged: Vec<Value> = judgement.not_judged.iter().map(gap).collect();
        let verdicts: Map<String, Value> = judgement
            .standings
            .iter()
            .map(|s| (s.factor.to_string(), json!(s.verdict.map(|verdict| verdict.as_str()))))
            .collect();
        let mut said = json!({"verdicts": verdicts, "findings": findings, "not_judged": not_judged});
        if let Some(change) = change {
            said["change"] = change;
        }
        if let Some(failures) = failures {
            said["failures"] = json!(failures);
        }
        said
    }

    /// Writes the file again with `said` as what is expected.
    pub fn rewrite(&mut self, said: Value) {
        self.file.insert("expected".to_owned(), said);
        let text = serde_json::to_string_pretty(&self.file).unwrap();
        fs::write(&self.path, text + "\n").unwrap();
    }

    /// Both sides, for the message of a failed test.
    pub fn difference(&self, said: &Value) -> String {
        format!("{}\nexpected {:#}\nsaid {said:#}", self.path.display(), self.expected)
    }
}

fn said_of_change(preflight: &Preflight) -> Value {
    let outcomes: Vec<Value> = preflight
        .outcomes
        .iter()
        .map(|outcome| {
            let refused = |refusal: &mfa_doctor::rules::Refusal| {
                let id = refusal.error.as_ref().map_or("no documented words", |error| error.id.as_str());
                format!("{}: {id}", refusal.rule)
            };
            let reset = |reset: &mfa_doctor::change::Reset| {
                format!("{}: {} to {} ({})", reset.path, reset.from, reset.to, reset.known.as_str())
            };
            json!({
                "refused": outcome.refused.iter().map(refused).collect::<Vec<_>>(),
                "unsettled": outcome.unsettled,
                "resets": outcome.resets.iter().map(reset).collect::<Vec<_>>(),
                "removes": outcome.removes,
                "adds": outcome.adds,
                "mode": outcome.mode,
                "remarks": outcome.remarks,
            })
        })
        .collect();
    json!({"outcomes": outcomes, "better_order": preflight.better_order, "solved": preflight.solved(),
           "new": preflight.new_rules()})
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect()
}

/// Sets the value at a JSON pointer, making objects on the way; `/-` at the end appends to a list.
fn set(document: &mut Value, pointer: &str, value: Value) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    if !parent.is_empty() && document.pointer(parent).is_none_or(Value::is_null) {
        set(document, parent, json!({}));
    }
    let last = last.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent).unwrap() {
        Value::Array(list) if last == "-" => list.push(value),
        Value::Array(list) => list[last.parse::<usize>().unwrap()] = value,
        Value::Object(object) => drop(object.insert(last, value)),
        other => panic!("{pointer}: {other} has no members"),
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent) {
        Some(Value::Array(list)) => drop(list.remove(last.parse::<usize>().unwrap())),
        Some(Value::Object(object)) => {
            let last = last.replace("~1", "/").replace("~0", "~");
            assert!(object.shift_remove(&last).is_some(), "{pointer}: nothing to remove");
        }
        _ => panic!("{pointer}: nothing to remove"),
    }
}
