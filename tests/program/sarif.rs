//! SARIF: the official schema, and what code scanning asks for beyond it.
use crate::fixture::Fixture;
use crate::formats::written;
use crate::rich::rich;
use crate::run::{doctor, doctor_in};
use mfa_doctor::report::Format;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    // Two patterns for languages are no regular expressions, as the first errata of the standard say.
    let schema = include_str!("../../fixtures/schemas/sarif-schema-2.1.0.json")
        .replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
});

/// Holds a log against the schema.
pub fn validate(log: &Value) {
    let wrong = SCHEMA.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path()));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What code scanning needs of every rule and every result, and the limits that it sets.
///
/// Source: <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>
fn accepted(log: &Value) {
    let run = &log["runs"][0];
    let filled = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    assert!(filled(&log["$schema"]) && log["version"] == "2.1.0");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        for (path, longest) in [
            ("/id", 255),
            ("/name", 255),
            ("/shortDescription/text", 1024),
            ("/fullDescription/text", 1024),
            ("/help/text", usize::MAX),
            ("/help/markdown", usize::MAX),
            ("/helpUri", usize::MAX),
        ] {
            let text = rule.pointer(path).unwrap();
            assert!(filled(text) && text.as_str().unwrap().chars().count() <= longest, "{path}: {rule:#}");
        }
        let properties = &rule["properties"];
        assert!(properties["tags"].as_array().unwrap().len() <= 10, "{rule:#}");
        let score: f64 = properties["security-severity"].as_str().unwrap().parse().unwrap();
        let level = rule["defaultConfiguration"]["level"].as_str().unwrap();
        let expected = match level {
            "error" => 7.0..9.0,
            "warning" => 4.0..7.0,
            "note" => 0.1..4.0,
            other => panic!("{other}"),
        };
        assert!(expected.contains(&score), "{rule:#}");
    }
    for result in run["results"].as_array().unwrap() {
        assert!(filled(&result["message"]["text"]), "{result:#}");
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let locations = result["locations"].as_array().unwrap();
        assert_eq!(locations.len(), 1);
        let place = &locations[0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~%/".contains(c);
        let (scheme, path) = uri.split_once("file:///").unwrap_or(("", uri));
        assert!(scheme.is_empty() && !path.is_empty() && path.chars().all(allowed), "{uri}");
        assert!(!path.starts_with('/') && !path.contains("//") && !path.contains(".."), "{uri}");
        for member in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][member].as_u64().is_some_and(|number| number >= 1), "{result:#}");
        }
        assert!(filled(&locations[0]["logicalLocations"][0]["fullyQualifiedName"]), "{result:#}");
        let prints = &result["partialFingerprints"];
        assert!(filled(&prints["mfaDoctor/v1"]) && filled(&prints["primaryLocationLineHash"]), "{result:#}");
    }
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    for notification in notifications.as_array().unwrap() {
        assert!(filled(&notification["message"]["text"]), "{notification:#}");
        if let Some(index) = notification.pointer("/associatedRule/index") {
            let index = usize::try_from(index.as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], notification["associatedRule"]["id"]);
        }
    }
}

fn log_of(input: &str, more: &[&str]) -> Value {
    let output = doctor(&[&["check", "--snapshot", "-", "--format", "sarif"], more].concat(), input);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_report_is_valid_and_accepted() {
    let rich: Value = serde_json::from_str(&written(Format::Sarif, &rich(""))).unwrap();
    validate(&rich);
    accepted(&rich);
    let (mut results, mut gaps) = (0, 0);
    for fixture in Fixture::all().into_iter().step_by(12) {
        let log = log_of(&fixture.document().to_string(), &["--require", "sms,totp,email"]);
        validate(&log);
        accepted(&log);
        let run = &log["runs"][0];
        results += run["results"].as_array().unwrap().len();
        gaps += run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len();
    }
    assert!(results > 50 && gaps > 50, "{results} results, {gaps} gaps");
}

#[test]
fn all_rules_are_described_and_the_run_is_told() {
    let log = log_of(include_str!("../../fixtures/demo/broken-pool.json"), &[]);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), mfa_doctor::rules::all().count());
    assert_eq!(run["results"][0]["ruleId"], "SMS002");
    assert_eq!(run["results"][0]["level"], "error");
    let message = run["results"][0]["message"]["text"].as_str().unwrap();
    assert!(message.lines().next().unwrap().ends_with("has to send a code."), "{message}");
    assert!(message.contains("\nAWS says: InvalidSmsRoleAccessPolicyException: "), "{message}");
    assert!(message.contains("\naws iam put-role-policy --role-name shop-sms "), "{message}");
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["exitCode"], 1);
    assert_eq!(invocation["executionSuccessful"], true);
    let notifications = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert!(notifications.iter().any(|told| told["associatedRule"]["id"] == "SMS015"), "{notifications:#?}");
    assert!(notifications.iter().all(|told| told["level"] == "note"), "none of it is core");
    let id = run["automationDetails"]["id"].as_str().unwrap();
    assert!(id.starts_with("mfa-doctor/eu-west-1_Qx7Lk2PfT/20"), "{id}");
    // Standard input is no file: the one that stands for it, and that it does.
    let location = &run["results"][0]["locations"][0];
    assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "mfa-doctor.toml");
    assert!(location["message"]["text"].as_str().unwrap().contains("only stands for it"));
    let log =
        log_of(include_str!("../../fixtures/demo/broken-pool.json"), &["--sarif-path", "infra/pool a.tf"]);
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "infra/pool%20a.tf");
}

#[test]
fn missing_core_evidence_makes_the_run_unsuccessful() {
    let mut pool: Value = serde_json::from_str(include_str!("../../fixtures/demo/broken-pool.json")).unwrap();
    pool["SmsRole"] = json!({"Unread": {"Operation": "iam:GetRole", "Code": "AccessDenied"}});
    let log = log_of(&pool.to_string(), &[]);
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["exitCode"], 3);
    assert_eq!(invocation["executionSuccessful"], false);
    let warned = |told: &Value| {
        told["level"] == "warning" && told["message"]["text"].as_str().unwrap().contains("iam:GetRole")
    };
    assert!(
        invocation["toolExecutionNotifications"].as_array().unwrap().iter().any(warned),
        "{invocation:#}"
    );
}

#[test]
fn a_snapshot_is_named_from_the_root_of_the_repository() {
    let folder = tempfile::tempdir().unwrap();
    // As the runner of GitHub has it; the temporary folder may be behind a link.
    let root = folder.path().canonicalize().unwrap();
    let infra = root.join("infra/pools #1");
    fs::create_dir_all(&infra).unwrap();
    fs::copy("fixtures/demo/broken-pool.json", infra.join("shop.json")).unwrap();
    let uri = |folder: &str, variables: &[(&str, &str)], path: &str| {
        let args = ["check", "--snapshot", path, "--format", "sarif"];
        let output = doctor_in(&root.join(folder), variables, &args, "");
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone()
    };
    let workspace = [("GITHUB_WORKSPACE", root.to_str().unwrap())];
    let encoded = "infra/pools%20%231/shop.json";
    assert_eq!(uri("", &[], "infra/pools #1/shop.json"), encoded);
    assert_eq!(uri("", &[], infra.join("shop.json").to_str().unwrap()), encoded);
    assert_eq!(uri("infra", &workspace, "pools #1/shop.json"), encoded);
    assert_eq!(uri("infra", &[], "pools #1/shop.json"), "pools%20%231/shop.json");
    let outside = uri("infra", &[("GITHUB_WORKSPACE", "/elsewhere")], "./pools #1/../pools #1/shop.json");
    assert_eq!(outside, "pools%20%231/shop.json");
}

#[test]
fn findings_keep_their_fingerprint_and_share_it_with_no_other() {
    let pool = include_str!("../../fixtures/demo/broken-pool.json");
    let prints = |log: &Value| -> Vec<String> {
        let results = log["runs"][0]["results"].as_array().unwrap();
        results.iter().map(|result| result["partialFingerprints"].to_string()).collect()
    };
    let first = prints(&log_of(pool, &[]));
    let renamed = pool.replace("\"Name\": \"shop\"", "\"Name\": \"store\"");
    assert_ne!(renamed, pool);
    assert_eq!(first, prints(&log_of(&renamed, &[])));
    assert_eq!(first.len(), 2);
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), first.len());
}
