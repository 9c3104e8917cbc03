//! `diff` of two live pools, and of a live pool and a snapshot of it.

use crate::support::{Lab, breaks, healthy_pool};

#[test]
fn one_of_two_live_pools_is_broken() {
    let lab = Lab::new();
    let works = healthy_pool(&lab.aws, "staging");
    let broken = healthy_pool(&lab.aws, "production");
    let before = lab.doctor(&["snapshot", "--pool", &broken.pool_id]).run();
    let alike = lab.doctor(&["diff", &works.pool_id, &broken.pool_id, "--format", "json"]).run();
    assert_eq!(alike.json()["findings"], serde_json::json!([]), "{}", alike.stdout);

    breaks::wrong_external_id(&lab.aws, &broken);
    let run = lab.doctor(&["diff", &works.pool_id, &broken.pool_id, "--format", "json"]).run();
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let first = &run.json()["findings"][0];
    assert_eq!((&first["rule"], &first["b"]["state"]), (&"SMS006".into(), &"found".into()), "{first:#}");
    assert_eq!(first["a"]["state"], "silent", "{first:#}");

    // The same pool, before and after.
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("before.json");
    std::fs::write(&file, before.stdout).expect("written");
    let path = file.to_str().expect("UTF-8");
    let run = lab.doctor(&["diff", path, &broken.pool_id, "--format", "json"]).run();
    assert_eq!(run.json()["findings"][0]["rule"], "SMS006", "{}", run.stderr);
}

#[test]
fn a_pool_that_does_not_exist_is_named() {
    let lab = Lab::new();
    let works = healthy_pool(&lab.aws, "staging");
    let run = lab.doctor(&["diff", &works.pool_id, "us-east-1_Missing00"]).run();
    assert_eq!(run.code, Some(2));
    assert!(run.stdout.is_empty() && run.stderr.contains("us-east-1_Missing00"), "{}", run.stderr);
}
