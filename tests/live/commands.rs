//! Every command that any fixture's fix prints, against the AWS CLI's own models: it exists, it takes what it is
//! given, and it restates what it would otherwise reset.

use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

use crate::fixture::Fixture;
use crate::support::{self, venv::AWSCLI};
use mfa_doctor::finding::{Change, Factor, Patch};
use mfa_doctor::fix::{Plan, Reach};
use mfa_doctor::rules::{Selection, Wishes, judge};

/// What the steps of one fixture's report change, and what they print, in order.
fn steps(fixture: &Fixture, wishes: &Wishes) -> Value {
    let snapshot = fixture.snapshot();
    let mut judgement = judge(&snapshot, wishes, &Selection::default()).unwrap();
    let of_token = fixture.judge_token(&snapshot).into_iter();
    judgement.findings.extend(of_token.flat_map(|judgement| judgement.findings));
    let mut plan = Plan::new(&snapshot, Reach::default()).beside(&judgement.findings);
    let mut steps = Vec::new();
    for finding in &judgement.findings {
        let fix = plan.fix(finding);
        assert_eq!(fix.steps.len(), finding.changes.len(), "{}", fixture.path.display());
        for (change, step) in finding.changes.iter().zip(fix.steps) {
            let patches = match change {
                Change::UserPool { patches, .. }
                | Change::MfaConfig { patches, .. }
                | Change::Client { patches, .. } => patches.as_slice(),
                Change::Command { .. } | Change::ByHand { .. } => &[],
            };
            let path = |patch: &Patch| json!([patch.path.join("."), patch.value]);
            let patches: Vec<Value> = patches.iter().map(path).collect();
            steps.push(json!({"rule": finding.rule, "patches": patches, "step": step}));
        }
    }
    json!({"fixture": fixture.path, "snapshot": snapshot, "steps": steps})
}

#[test]
fn every_printed_command_is_valid_and_restates_what_it_would_reset() {
    let mut lines = Vec::new();
    for fixture in Fixture::all() {
        let all = Wishes { required: Factor::ALL.to_vec(), clients: Vec::new() };
        for wishes in [fixture.wishes(), all] {
            writeln!(lines, "{}", steps(&fixture, &wishes)).unwrap();
        }
    }
    let python = AWSCLI.bin().unwrap_or_else(|reason| panic!("{reason}")).join("python");
    let mut command = Command::new(python);
    command.arg("-B").arg(support::file("validate_commands.py"));
    command.env_remove("PYTHONPATH").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(&lines).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
}
