//! How far a run over many pools has come, on a terminal and nowhere else.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::trace::{late, page};
use crate::support::doctor::untimed;
use crate::support::rules::Rule;
use crate::support::terminal::{Seen, at_terminal};
use crate::support::{Lab, Seeded, breaks, healthy_pool};

/// The last lines of the shell that starts the program: its report goes to a file, standard error to the terminal.
const TO_FILE: &str = "\"$0\" \"$@\" > ";

/// Runs the program with its report in a file; `before` stands before it on the shell's line.
fn run(lab: &Lab, before: &str, args: &[&str], signal: &str) -> (Seen, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let line = format!("{before} exec {TO_FILE}{}", report.display());
    let program = ["/bin/sh", "-c", &line, env!("CARGO_BIN_EXE_mfa-doctor")];
    let seen = at_terminal(&[&program[..], args].concat(), "", signal, &lab.target().env());
    (seen, fs::read_to_string(report).expect("the report"))
}

/// What stood on a screen of that many columns each time before the line was begun anew, and what stands there now.
fn screens(output: &str, columns: u16) -> (BTreeSet<String>, String) {
    let mut screen = vt100::Parser::new(150, columns, 0);
    let mut all = BTreeSet::new();
    for piece in output.split('\r') {
        screen.process(piece.as_bytes());
        all.insert(screen.screen().contents());
        screen.process(b"\r");
    }
    (all, screen.screen().contents())
}

fn stood(screens: &BTreeSet<String>, words: &str) -> bool {
    screens.iter().any(|screen| screen.contains(words))
}

fn pools(lab: &Lab, number: usize) -> Vec<Seeded> {
    (0..number).map(|number| healthy_pool(&lab.aws, &format!("p{number}"))).collect()
}

const ALL: [&str; 4] = ["check", "--all", "--format", "json"];

#[test]
fn a_line_counts_the_pools_and_goes_away() {
    let lab = Lab::new();
    let pools = pools(&lab, 5);
    for pool in &pools {
        breaks::no_publish(&lab.aws, pool);
    }
    // The list has a second page that takes its time.
    lab.proxy.rules(&[
        Rule::on("ListUserPools").body("NextToken").after_ms(1500).json(json!({"UserPools": []})),
        Rule::on("ListUserPools").edit(json!({"NextToken": "2"})),
    ]);
    lab.proxy.slow(50);
    let (seen, report) = run(&lab, "", &[&ALL[..], &["--concurrency", "1"]].concat(), "");
    assert_eq!(seen.exit, 1, "{seen:#?}");
    let report: Value = serde_json::from_str(&report).expect("nothing but JSON on standard output");
    assert_eq!(report["pools"].as_array().expect("pools").len(), 5);
    let (screens, last) = screens(&seen.output, 80);
    assert_eq!(last, "", "{seen:#?}");
    assert!(stood(&screens, "reading the lists of pools"), "{screens:#?}");
    assert!(stood(&screens, " 0 of 5+ pools"), "{screens:#?}");
    assert!(stood(&screens, " 4 of 5 pools, 4 broken, about 5 s left"), "{screens:#?}");
    assert!(seen.output.contains("\u{1b}[31m"), "{seen:#?}");
    // It moves while nothing comes in.
    let spins = |mark: &str| stood(&screens, &format!("{mark} reading the lists of pools"));
    assert!(["|", "/"].into_iter().all(spins), "{screens:#?}");
}

#[test]
fn lines_of_the_log_stand_whole_beside_it() {
    let lab = Lab::new();
    let pools = pools(&lab, 4);
    lab.proxy.slow(60);
    let mut args = vec!["check", "-v", "--format", "json", "--color", "never", "--concurrency", "1"];
    for pool in &pools {
        args.extend(["--pool", pool.pool_id.as_str()]);
    }
    let (seen, _) = run(&lab, "", &args, "");
    let (screens, last) = screens(&seen.output, 400);
    assert!(stood(&screens, " 1 of 4 pools") && stood(&screens, " 3 of 4 pools"), "{screens:#?}");
    assert!(last.lines().all(|line| untimed(line).is_some()), "{last}");
    assert_eq!(last.lines().count(), lab.proxy.calls().len(), "{last}");
    assert!(!seen.output.contains("\u{1b}[31m"), "{seen:#?}");
}

#[test]
fn it_goes_away_however_the_run_ends() {
    let lab = Lab::new();
    pools(&lab, 3);
    lab.proxy.rules(&[Rule::on("GetRole").skip(1).hangs()]);
    let one_by_one = [&ALL[..], &["--concurrency", "1"]].concat();
    let (interrupted, report) = run(&lab, "", &one_by_one, "INT:1 of 3 pools");
    assert_eq!(interrupted.exit, 130, "{interrupted:#?}");
    assert_eq!(screens(&interrupted.output, 80).1, "", "{interrupted:#?}");
    assert!(report.contains("interrupted"), "{report}");

    lab.proxy.rules(&[Rule::on("GetRole").skip(1).hangs()]);
    let (over, _) = run(&lab, "", &[&one_by_one[..], &["--timeout", "3"]].concat(), "");
    let (all, last) = screens(&over.output, 80);
    assert!(stood(&all, "1 of 3 pools") && last.is_empty(), "{over:#?}");

    lab.proxy.rules(&[Rule::on("DescribeUserPool").after_ms(300).denied()]);
    let (failed, _) = run(&lab, "", &ALL, "");
    let (all, last) = screens(&failed.output, 200);
    assert!(stood(&all, "0 of 3 pools"), "{failed:#?}");
    assert!(last.starts_with("error: ") && !last.contains(" of 3 pools"), "{last}");
}

#[test]
fn nothing_is_shown_where_nobody_would_see_it_or_wants_it() {
    let lab = Lab::new();
    let pools = pools(&lab, 2);
    let quiet = [&ALL[..], &["--quiet"]].concat();
    let alone = ["check", "--format", "json", "--pool", &pools[0].pool_id];
    for (before, args) in [("", &quiet[..]), ("TERM=dumb", &ALL), ("", &alone)] {
        let (seen, report) = run(&lab, before, args, "");
        assert_eq!((seen.exit, seen.output.as_str()), (json!(0), ""), "{before} {args:?}");
        assert!(report.starts_with('{'), "{report}");
    }
    let (plain, _) = run(&lab, "NO_COLOR=1", &ALL, "");
    assert!(plain.output.contains(" of 2 pools") && !plain.output.contains("\u{1b}[31m"), "{plain:#?}");
    let elsewhere = lab.doctor(&ALL).env("TERM", "xterm").run();
    assert_eq!((elsewhere.code, elsewhere.stderr.as_str()), (Some(0), ""));
}

#[test]
fn the_events_of_cloudtrail_are_counted_and_ctrl_c_gives_what_was_read() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let events = Rule::on("LookupEvents").of("cloudtrail");
    let page = page(&late(0, &pool.pool_id), Some("1"));
    lab.proxy.rules(&[events.clone().json(page).times(3), events.hangs()]);
    let args = ["trace", "--pool", &pool.pool_id, "--since", "24h", "--format", "json"];
    let (seen, report) = run(&lab, "", &args, "INT:2 events of CloudTrail, back to 2026-11-20T10:00:00Z");
    assert_eq!(seen.exit, json!(130), "{seen:#?}");
    let report: Value = serde_json::from_str(&report).expect("a report");
    assert_eq!((&report["complete"], &report["exit_code"]), (&json!(false), &json!(130)), "{report:#}");
    assert_eq!(report["findings"][0]["rule"], "SSN002", "what was read is judged: {report:#}");
    let (_, last) = screens(&seen.output, 120);
    assert!(!last.contains("events of CloudTrail"), "the line went away: {last}");
}
