//! The changes that the SMS rules print, carried out on the snapshot, make their finding disappear, bring no new
//! error, and take nothing away from others who use the role.
use crate::fixture::Fixture;
use mfa_doctor::finding::{Change, Factor, Finding, Patch, Severity};
use mfa_doctor::rules::{Selection, Wishes, judge};
use mfa_doctor::snapshot::Snapshot;
use serde_json::{Value, json};

#[test]
fn a_printed_change_of_the_role_or_the_configuration_mends_it() {
    let mut tried = 0;
    for fixture in Fixture::all() {
        let Some(rule) = fixture.rule().filter(|rule| rule.starts_with("SMS") && rule != "SMS011") else {
            continue;
        };
        let wishes = wishes(&fixture);
        let before = fixture.snapshot();
        let findings = judge(&before, &wishes, &Selection::default()).unwrap().findings;
        let changes: Vec<Change> = findings
            .iter()
            .filter(|f| f.rule == rule && f.user.is_none())
            .flat_map(|f| f.changes.clone())
            .collect();
        let mut document = serde_json::to_value(&before).unwrap();
        let carried_out = changes.iter().filter(|change| carry_out(&mut document, change)).count();
        if carried_out == 0 {
            continue;
        }
        tried += 1;
        let place = fixture.path.display();
        let after = Snapshot::from_json(&document.to_string()).unwrap();
        let left = judge(&after, &wishes, &Selection::default()).unwrap().findings;
        // Where AWS leaves the pool no Region of its own, the other one stays worth a note.
        let as_bad = |f: &Finding| f.rule == rule && f.severity > Severity::Note;
        assert!(!left.iter().any(as_bad), "{place}: {rule} still speaks: {}", told(&left));
        let known = |f: &&Finding| findings.iter().any(|old| old.rule == f.rule);
        let new: Vec<_> =
            left.iter().filter(|f| f.severity == Severity::Error && !known(f)).cloned().collect();
        assert!(new.is_empty(), "{place}: a new error: {}", told(&new));
        assert_eq!(services_besides_cognito(&before), services_besides_cognito(&after), "{place}");
    }
    assert!(tried > 30, "only {tried} fixtures have a change to carry out");
}

fn wishes(fixture: &Fixture) -> Wishes {
    let file: Value = serde_json::from_str(&std::fs::read_to_string(&fixture.path).unwrap()).unwrap();
    let words = file["require"].as_array().cloned().unwrap_or_default();
    let required = Factor::ALL.into_iter().filter(|factor| words.contains(&json!(factor.as_str()))).collect();
    Wishes { required, ..Wishes::default() }
}

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|f| format!("{} {}", f.rule, f.message)).collect::<Vec<_>>().join("; ")
}

/// Does to the snapshot what the change would do to the account; `false` for what has to be done by hand.
fn carry_out(document: &mut Value, change: &Change) -> bool {
    match change {
        Change::UserPool { patches, .. } => {
            patches.iter().for_each(|patch| set(&mut document["UserPool"], patch));
            if !document["MfaConfig"]["SmsMfaConfiguration"].is_null() {
                document["MfaConfig"]["SmsMfaConfiguration"]["SmsConfiguration"] =
                    document["UserPool"]["SmsConfiguration"].clone();
            }
        }
        Change::MfaConfig { patches, .. } => {
            patches.iter().for_each(|patch| set(&mut document["MfaConfig"], patch));
            document["UserPool"]["SmsConfiguration"] =
                document["MfaConfig"]["SmsMfaConfiguration"]["SmsConfiguration"].clone();
        }
        Change::Command { argv, input, .. } => {
            let option = |name: &str| -> Option<String> {
                Some(argv[argv.iter().position(|word| word == name)? + 1].clone())
            };
            let input = input.as_ref().map(|input| input.document.clone());
            return command(document, &argv[1..3], option, input);
        }
        Change::Client { .. } | Change::ByHand { .. } => return false,
    }
    true
}

fn command(
    document: &mut Value,
    words: &[String],
    option: impl Fn(&str) -> Option<String>,
    input: Option<Value>,
) -> bool {
    let policy_name = option("--policy-name").unwrap_or_default();
    match words[1].as_str() {
        "create-role" => {
            let (name, path) = (option("--role-name").unwrap(), option("--path").unwrap_or("/".to_owned()));
            document["SmsRole"] = json!({
                "Role": {
                    "RoleName": name,
                    "Arn": format!("arn:aws:iam::111122223333:role{path}{name}"),
                    "CreateDate": "2020-01-01T00:00:00Z",
                    "AssumeRolePolicyDocument": input,
                },
                "InlinePolicies": [],
                "AttachedPolicies": [],
            });
        }
        "update-assume-role-policy" => {
            document["SmsRole"]["Role"]["AssumeRolePolicyDocument"] = input.unwrap();
        }
        "put-role-policy" => {
            let policies = document["SmsRole"]["InlinePolicies"].as_array_mut().unwrap();
            assert!(
                !policies.iter().any(|policy| policy["PolicyName"] == *policy_name),
                "replaces {policy_name}"
            );
            policies.push(json!({"PolicyName": policy_name, "PolicyDocument": input}));
        }
        "set-sms-attributes" => return false,
        other => panic!("{other}: how to carry that out?"),
    }
    true
}

fn set(request: &mut Value, patch: &Patch) {
    let (last, way) = patch.path.split_last().unwrap();
    let mut place = request;
    for member in way {
        if place[member].is_null() {
            place[member] = json!({});
        }
        place = &mut place[member];
    }
    place[last] = patch.value.clone().unwrap();
}

/// The services other than Cognito that the trust policy names.
fn services_besides_cognito(snapshot: &Snapshot) -> Vec<String> {
    let document = serde_json::to_value(snapshot).unwrap();
    let trust = document["SmsRole"]["Role"]["AssumeRolePolicyDocument"].to_string();
    let named = trust.split('"').filter(|word| word.ends_with(".amazonaws.com"));
    let mut services: Vec<String> =
        named.filter(|name| *name != "cognito-idp.amazonaws.com").map(str::to_owned).collect();
    services.sort();
    services
}

#[test]
fn the_refusals_that_fixes_warn_of_are_documented_errors() {
    for id in mfa_doctor::fix::SMS_REFUSALS.iter().chain(mfa_doctor::fix::EMAIL_REFUSALS) {
        assert!(mfa_doctor::catalog::by_id(id).is_some(), "{id}");
    }
}
