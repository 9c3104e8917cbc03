//! The query for Athena and CloudTrail Lake counts what we count in the same records, as DuckDB answers it.

use std::fs;
use std::process::Command;

use mfa_doctor::trace::cloudtrail::{Filter, Reader, Series, Store, Trail, results};
use serde_json::{Value, json};

use crate::support::venv::DUCKDB;

/// Errors and answers of three clients in two pools, some twice, some that hide or lack what they are counted by.
fn records() -> Vec<Value> {
    let hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";
    let mut records = Vec::new();
    for number in 0..600_usize {
        let pick = |list: &[Value]| list[number * 7 % 13 % list.len()].clone();
        let client = format!("client{}", number % 3);
        records.push(json!({
            "eventID": format!("event-{}", number - number % 10 / 9),
            "eventTime": format!("2026-11-22T{:02}:{:02}:00Z", number / 10 % 5, number / 10 % 60),
            "eventSource": pick(&[json!("cognito-idp.amazonaws.com"), json!("cognito-idp.amazonaws.com"), json!("sts.amazonaws.com")]),
            "eventName": (["InitiateAuth", "RespondToAuthChallenge", "Login_POST"][number / 10 % 3]),
            "awsRegion": "us-east-1",
            "recipientAccountId": "111122223333",
            "errorCode": pick(&[json!("NotAuthorizedException"), json!("CodeMismatchException"), json!(""), Value::Null]),
            "errorMessage": pick(&[json!("It's \"wrong\", or late."), Value::Null]),
            "requestParameters": pick(&[json!({"clientId": client, "authParameters": hidden}), Value::Null, json!({"clientId": hidden})]),
            "additionalEventData": pick(&[
                json!({"sub": format!("sub-{}", number % 17), "userPoolId": "us-east-1_AAAAAAAAA"}),
                json!({"requestParameters": {"client_id": [client], "code": [hidden]}, "userPoolId": "us-east-1_BBBBBBBBB"}),
                Value::Null,
            ]),
        }));
        // The same event as the one before, as a second trail delivers it.
        if number % 10 == 9 {
            let before = records[records.len() - 2].clone();
            *records.last_mut().unwrap() = before;
        }
    }
    records
}

/// What both must agree on.
fn bare(series: &[Series]) -> Vec<Value> {
    let one = |series: &Series| {
        let kind = &series.kind;
        json!([
            [kind.account.as_deref(), kind.region.as_deref(), kind.pool.as_deref(), kind.client.as_deref()],
            [&*kind.operation, &*kind.code, &*kind.message],
            [series.count, series.users.count(), series.nameless],
            [series.first, series.last],
            series.hours.iter().collect::<Vec<_>>(),
        ])
    };
    series.iter().map(one).collect()
}

#[test]
fn the_query_counts_what_we_count() {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = records().iter().map(|record| format!("{record}\n")).collect();
    let file = folder.path().join("records");
    fs::write(&file, &lines).unwrap();
    let mut trail = Trail::default();
    Reader::default().read(&mut trail, "records", &mut lines.as_bytes());
    let ours = bare(&trail.finish().series);
    assert!(ours.len() > 20, "{ours:?}");

    let python = DUCKDB.bin().unwrap().join("python");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/trail_query.py");
    for (name, store) in [("athena", Store::Athena("trail".into())), ("lake", Store::Lake("trail".into()))] {
        let query = folder.path().join(name);
        fs::write(&query, store.query(&Filter::default()).unwrap()).unwrap();
        let run = Command::new(&python).args([script, name]).arg(&query).arg(&file).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let theirs = results(&run.stdout).unwrap();
        assert_eq!(theirs.skipped, 0);
        assert_eq!(bare(&theirs.series), ours, "{name}");
    }
}
