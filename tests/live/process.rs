//! A reader that goes away, and Ctrl-C.

use std::io::Read;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::support::rules::Rule;
use crate::support::servers::silent;
use crate::support::{Lab, doctor, healthy_pool};

/// How it ended and what it said on standard error.
fn end_of(mut child: Child) -> (Option<i32>, String) {
    let mut said = String::new();
    child.stderr.take().expect("stderr is piped").read_to_string(&mut said).expect("text");
    (child.wait().expect("our child").code(), said)
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    for args in [
        &["check", "--pool", &pool.pool_id][..],
        &["check", "--format", "json", "--pool", &pool.pool_id],
        &["snapshot", "--pool", &pool.pool_id],
        &["--help"],
    ] {
        let whole = lab.doctor(args).run();
        let (mut child, _home) = lab.doctor(args).spawn();
        drop(child.stdout.take());
        assert_eq!(end_of(child), (whole.code, whole.stderr), "{args:?}");
    }
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill starts").success());
}

#[test]
fn ctrl_c_ends_it_at_once() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let snapshot = format!("{}.json", pool.pool_id);
    lab.proxy.rules(&[Rule::on("GetRole").hangs(), Rule::on("ListUserPools").hangs()]);
    for (args, awaited) in [
        (&["check"][..], "ListUserPools"),
        (&["check", "--all"], "ListUserPools"),
        (&["snapshot", "--pool", &pool.pool_id, "-o", &snapshot], "GetRole"),
    ] {
        lab.proxy.forget();
        let (mut child, home) = lab.doctor(args).spawn();
        while lab.proxy.calls_of(awaited).is_empty() {
            assert!(child.try_wait().expect("our child").is_none(), "{:?}", end_of(child));
            std::thread::sleep(Duration::from_millis(10));
        }
        let start = Instant::now();
        interrupt(&child);
        let mut stdout = child.stdout.take().expect("stdout is piped");
        assert_eq!(end_of(child), (Some(130), "error: interrupted\n".to_owned()), "{args:?}");
        // The call itself would end after five seconds, its repetitions after fifteen.
        assert!(start.elapsed() < Duration::from_millis(4500), "{args:?}");
        let mut printed = String::new();
        stdout.read_to_string(&mut printed).expect("text");
        assert_eq!(printed, "", "{args:?}");
        assert!(!home.path().join(&snapshot).exists(), "no half file");
    }
}

#[test]
fn ctrl_c_tells_what_was_read_until_then() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.rules(&[Rule::on("GetRole").hangs()]);
    for which in [&["--pool", &pool.pool_id][..], &["--all"]] {
        lab.proxy.forget();
        let (mut child, _home) = lab.doctor(&[&["check", "--format", "json"], which].concat()).spawn();
        while lab.proxy.calls_of("GetRole").is_empty() {
            assert!(child.try_wait().expect("our child").is_none(), "{:?}", end_of(child));
            std::thread::sleep(Duration::from_millis(10));
        }
        interrupt(&child);
        let mut stdout = child.stdout.take().expect("stdout is piped");
        let mut printed = String::new();
        stdout.read_to_string(&mut printed).expect("text");
        assert_eq!(end_of(child), (Some(130), String::new()), "{which:?}");
        let report: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
        assert_eq!((&report["complete"], &report["exit_code"]), (&false.into(), &130.into()), "{report:#}");
        assert_eq!(report["notices"][0]["kind"], "interrupted", "{report:#}");
        let judged = &report["pools"][0];
        assert_eq!(judged["id"], *pool.pool_id, "{report:#}");
        let waiting = judged["not_judged"].as_array().expect("a list").iter();
        let reasons: Vec<_> = waiting.filter(|entry| entry["rule"] == "SMS001").collect();
        assert!(
            reasons[0]["reason"].as_str().is_some_and(|reason| reason.contains("Interrupted")),
            "{reasons:?}"
        );
        assert_eq!(judged["factors"]["sms"]["verdict"], "unproven", "{report:#}");
    }
}

#[test]
fn ctrl_c_while_it_looks_for_credentials() {
    let (listener, nowhere) = silent();
    let metadata = doctor(&["check", "--region", "us-east-1"]).with_metadata();
    let patient = metadata.env("AWS_METADATA_SERVICE_TIMEOUT", "30");
    let (child, _home) = patient.env("AWS_EC2_METADATA_SERVICE_ENDPOINT", &nowhere).spawn();
    let _held = listener.accept().expect("it asks for credentials");
    interrupt(&child);
    assert_eq!(end_of(child), (Some(130), "error: interrupted\n".to_owned()));
}
