//! One input of the fuzzer: a file that sets a run up (`mfa-doctor.toml`, variables, a baseline), or a request that is to
//! be sent. It is tried as each of them.

use super::{COMMON, FAULTY, SOUND, choice, shown};
use mfa_doctor::change::{Operation, Request, State};
use mfa_doctor::commands::change::{Ground, Requests};
use mfa_doctor::commands::{Exit, assemble};
use mfa_doctor::config::{self, Baseline, BaselineError, Config, Problem, Treatment};
use mfa_doctor::fix::Reach;
use mfa_doctor::preflight::completed;
use mfa_doctor::rules::{Selection, Wishes};
use mfa_doctor::snapshot::{FACTOR_BLOCKS, Snapshot};
use serde_json::{Value, json};
use time::{Date, Month};

/// Panics where something is read that cannot be meant, or what was read is not heeded.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let baseline = baseline(text);
    match config::parse(text) {
        Ok(config) => set_up(config, None, data),
        Err(problem) => misread(&problem, text),
    }
    if let Some(baseline) = &baseline {
        set_up(Config::default(), Some(baseline), data);
    }
    let variables = text.lines().filter_map(|line| line.split_once('='));
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    match config::from_variables(variables) {
        Ok(variables) => {
            variables.unknown.iter().for_each(|sentence| shown::refused(sentence, None));
            if variables.config != Config::default() {
                set_up(variables.config, None, data);
            }
        }
        Err((name, problem)) => shown::refused(format!("{name}: {}", problem.message), problem.hint),
    }
    change(text, data);
}

/// The place is one of the text, and the message is plain.
fn misread(problem: &Problem, text: &str) {
    let lines = text.trim_start_matches('\u{feff}').split('\n');
    let line = lines.clone().nth(problem.line - 1).unwrap_or_else(|| panic!("{problem:?}"));
    assert!(problem.column >= 1 && problem.column <= line.chars().count() + 1, "{problem:?}");
    assert!(!problem.message.is_empty(), "{problem:?}");
    shown::refused(&problem.message, problem.hint.clone());
}

/// The baseline in `text`; what is written of it is read back as the same.
fn baseline(text: &str) -> Option<Baseline> {
    match Baseline::parse(text) {
        Ok(read) => {
            let again = Baseline::parse(&read.to_json());
            assert_eq!(again.as_ref(), Ok(&read));
            Some(read)
        }
        Err(error @ (BaselineError::NoBaseline(_) | BaselineError::Newer(_))) => {
            shown::refused(error, None);
            None
        }
    }
}

/// Findings are suppressed and graded, never lost, and those of rules that were not selected never appear.
fn set_up(config: Config, baseline: Option<&Baseline>, data: &[u8]) {
    assert_eq!(config.clone().over(Config::default()), config);
    let settings = config.settings();
    let selection = Selection::new(&settings.select, &settings.ignore).expect("words that were read");
    let wishes = Wishes { required: settings.require.clone(), clients: settings.clients.clone() };
    let today = Date::from_calendar_date(2026, Month::November, 27).expect("a day");
    let mut treatment = Treatment::new(&settings, "mfa-doctor.toml", today, baseline, false);
    let judged = |treatment: &mut Treatment<'_>| {
        assemble::pool(&FAULTY, &wishes, &selection, &Reach::default(), treatment).expect("a pool")
    };
    let judged_so = judged(&mut treatment);
    let plain = Config::default().settings();
    let without = judged(&mut Treatment::new(&plain, "mfa-doctor.toml", today, None, false));
    assert_eq!(judged_so.report.findings.len(), without.report.findings.len(), "a finding is lost");
    for reported in &judged_so.report.findings {
        assert!(judged_so.report.ran.contains(&reported.finding.rule), "{}", reported.finding.rule);
        let by = reported.suppressed.as_ref().map(|by| by.by);
        assert!(by.is_none_or(|by| by == if baseline.is_some() { "baseline" } else { "configuration" }));
    }
    let mut report = shown::of_pools(vec![judged_so], Exit::Clean);
    report.notices = treatment.notices(&[]);
    shown::report(&report, shown::LOOKS[choice(data, 2)], &[]);
}

/// The request beside a pool: judged, written down, and made whole.
fn change(text: &str, data: &[u8]) {
    let operation = Some(Operation::ALL[choice(data, Operation::ALL.len())]);
    let mut read: Vec<Request> = Vec::new();
    for operation in [None, operation] {
        let request = match Request::from_json(text, operation) {
            Ok(request) => request,
            Err(error) => {
                let hint = error.hint();
                shown::refused(error, Some(hint));
                continue;
            }
        };
        if read.contains(&request) {
            continue;
        }
        beside(if choice(data, 2) == 0 { &SOUND } else { &FAULTY }, &request, data);
        read.push(request);
    }
}

fn beside(snapshot: &Snapshot, request: &Request, data: &[u8]) {
    let (wishes, selection) = (Wishes::default(), Selection::default());
    let settings = Config::default().settings();
    let mut treatment = Treatment::new(&settings, "mfa-doctor.toml", Date::MIN, None, false);
    let ground = Ground { wishes: &wishes, selection: &selection, common: &COMMON };
    let requests = Requests::new(vec![("change.json".into(), request.clone())]);
    let judged = match requests.judge(snapshot, None, &ground, &mut treatment) {
        Ok(judged) => judged,
        Err(failure) => {
            shown::plain("failure", &failure.to_string());
            return;
        }
    };
    super::snapshot::consistent(&judged.report, &[]);
    let report = shown::of_pools(vec![judged], Exit::Clean);
    shown::report(&report, shown::LOOKS[choice(data, 2)], &[]);
    whole(snapshot, request);
}

/// A request that was made whole is one, sets nothing back, and cannot be made any wholer.
fn whole(snapshot: &Snapshot, request: &Request) {
    let state = State::new(snapshot.clone());
    let complete = |request: &Request| {
        let whole = completed(&state, std::slice::from_ref(request), &[0]).pop();
        whole.expect("one request").request.ok().map(|whole| whole.document)
    };
    let Some(document) = complete(request) else { return };
    let again = Request::from_json(&document.to_string(), Some(request.operation))
        .unwrap_or_else(|error| panic!("the whole request {error}: {document:#}"));
    let applied = state.apply(&again);
    // AWS takes no factor beside OFF, so a request that says OFF gives them up; and so does one that empties a block.
    let off = again.text("MfaConfiguration") == Some("OFF");
    let emptied = |path: &str| {
        let blocks = path.match_indices('.').map(|(at, _)| &path[..at]);
        blocks.chain([path]).any(|block| request.at(block) == Some(&json!({})))
    };
    let given_up = |path: &str| off && FACTOR_BLOCKS.contains(&path) || emptied(path);
    let resets: Vec<&str> = applied.resets.iter().map(|reset| reset.path.as_str()).collect();
    assert!(resets.iter().all(|path| given_up(path)), "{resets:?} by {document:#}");
    let twice: Option<Value> = complete(&again);
    assert_eq!(twice, Some(document));
}
