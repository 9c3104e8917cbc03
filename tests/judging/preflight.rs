//! Whole requests: what `--complete` writes sets nothing back and takes nothing away, whatever the pool.
use crate::fixture::Fixture;
use mfa_doctor::change::{Operation, Request, State};
use mfa_doctor::finding::Factor;
use mfa_doctor::fix::complete;
use mfa_doctor::preflight::{Plan, Preflight, completed, preflight};
use mfa_doctor::rules::{Case, Selection, Wishes};
use mfa_doctor::snapshot::{Client, Snapshot};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn look(snapshot: &Snapshot, requests: &[Request]) -> Preflight {
    let (wishes, selection) = (Wishes::default(), Selection::default());
    let plan = Plan { requests, wishes: &wishes, selection: &selection };
    preflight(&State::new(snapshot.clone()), &plan).unwrap()
}

fn request(operation: Operation, members: Value) -> Request {
    Request::of(operation, members.as_object().unwrap().clone()).unwrap()
}

/// Small changes, each to another part of the pool.
fn changes(snapshot: &Snapshot) -> Vec<Request> {
    use Operation::{SetUserPoolMfaConfig, UpdateUserPool, UpdateUserPoolClient};
    let mut all = vec![
        request(UpdateUserPool, json!({"UserPoolTier": "PLUS"})),
        request(
            UpdateUserPool,
            json!({"LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:111122223333:function:a"}}),
        ),
        request(UpdateUserPool, json!({"Policies": {"PasswordPolicy": {"MinimumLength": 14}}})),
        request(UpdateUserPool, json!({"EmailConfiguration": {"ReplyToEmailAddress": "a@example.com"}})),
        request(UpdateUserPool, json!({"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}})),
        request(
            UpdateUserPool,
            json!({"SmsConfiguration": {"EumsSms": {"CallerArn": "arn:aws:iam::111122223333:role/e"}}}),
        ),
        request(
            UpdateUserPool,
            json!({"SmsVerificationMessage": "x {####}", "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}}),
        ),
        request(UpdateUserPool, json!({"VerificationMessageTemplate": {"EmailSubject": "x"}})),
        request(UpdateUserPool, json!({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}})),
        request(SetUserPoolMfaConfig, json!({"SoftwareTokenMfaConfiguration": {"Enabled": true}})),
        request(
            SetUserPoolMfaConfig,
            json!({"SoftwareTokenMfaConfiguration": {"Enabled": true}, "MfaConfiguration": "ON"}),
        ),
        request(
            SetUserPoolMfaConfig,
            json!({"EmailMfaConfiguration": {"Subject": "x"}, "MfaConfiguration": "OPTIONAL"}),
        ),
        request(SetUserPoolMfaConfig, json!({"WebAuthnConfiguration": {"UserVerification": "required"}})),
        request(SetUserPoolMfaConfig, json!({})),
    ];
    let clients = snapshot.clients.known().map(Vec::as_slice).unwrap_or_default();
    for id in clients.iter().map(|client| Client(client).id()).filter(|id| !id.is_empty()) {
        all.push(request(UpdateUserPoolClient, json!({"ClientId": id, "AuthSessionValidity": 15})));
    }
    all
}

/// The factors that the pool offers, as far as that was read.
fn offered(snapshot: &Snapshot) -> Vec<Factor> {
    let wishes = Wishes::default();
    let case = Case::of(snapshot, &wishes).unwrap();
    Factor::ALL.into_iter().filter(|factor| case.offers(*factor) == Ok(true)).collect()
}

#[test]
fn a_whole_request_resets_and_removes_nothing() {
    let (mut tried, mut wrong) = (0, Vec::new());
    let mut seen = BTreeSet::new();
    for fixture in Fixture::all().into_iter().chain([Fixture::healthy()]) {
        let snapshot = fixture.snapshot();
        let pool = json!([snapshot.user_pool, snapshot.mfa_config, snapshot.clients]).to_string();
        let small = if seen.insert(pool) { changes(&snapshot) } else { Vec::new() };
        let state = State::new(snapshot.clone());
        for change in small.into_iter().chain(fixture.changes()) {
            let Ok(whole) = complete(&snapshot, &change) else { continue };
            let sent = Request::of(change.operation, whole.document.as_object().unwrap().clone())
                .unwrap_or_else(|error| panic!("{}: {error}", fixture.path.display()));
            tried += 1;
            let applied = state.apply(&sent);
            // What the request itself takes away, it says.
            let off = change.text("MfaConfiguration") == Some("OFF");
            let aloud = off || change.at("SoftwareTokenMfaConfiguration.Enabled") == Some(&json!(false));
            let after = offered(&applied.state.snapshot);
            let removed: Vec<Factor> =
                offered(&snapshot).into_iter().filter(|factor| !after.contains(factor)).collect();
            let by_choice = change.has("Policies.SignInPolicy");
            let resets = if off { &[] } else { applied.resets.as_slice() };
            if !resets.is_empty() || !(aloud || by_choice || removed.is_empty()) {
                wrong.push(format!(
                    "{}: {:?} {:?}\n{:#}\nresets {resets:?} removes {removed:?}",
                    fixture.path.display(),
                    change.operation,
                    change.members,
                    whole.document
                ));
            }
            // Every member of the change is in it.
            for (name, value) in change.members.iter().filter(|(_, value)| !value.is_object()) {
                if whole.document.get(name) != Some(value) && name != "PolicyDocument" {
                    wrong.push(format!("{}: {name} is lost", fixture.path.display()));
                }
            }
        }
    }
    assert!(tried > 2000, "only {tried} requests were tried");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(4)].join("\n\n"));
}

#[test]
fn whole_requests_build_on_each_other() {
    let snapshot = Fixture::healthy().snapshot();
    let requests = [
        request(Operation::UpdateUserPool, json!({"UserPoolTier": "PLUS"})),
        request(Operation::UpdateUserPool, json!({"DeletionProtection": "INACTIVE"})),
        request(Operation::SetUserPoolMfaConfig, json!({"MfaConfiguration": "ON"})),
    ];
    let done = completed(&State::new(snapshot), &requests, &[0, 1, 2]);
    let document = |number: usize| done[number].request.clone().unwrap().document;
    assert_eq!(document(1)["UserPoolTier"], "PLUS");
    assert_eq!(document(1)["DeletionProtection"], "INACTIVE");
    assert_eq!(document(2)["MfaConfiguration"], "ON");
    assert_eq!(document(2)["EmailMfaConfiguration"]["Subject"], "Your code");
}

#[test]
fn the_order_that_works_is_found_and_moves_the_least() {
    let mut snapshot = Fixture::healthy().document();
    snapshot["UserPool"]["UserPoolTier"] = json!("LITE");
    snapshot["UserPool"]["AccountRecoverySetting"] = json!({});
    snapshot["UserPool"]["EmailConfiguration"] = json!({"EmailSendingAccount": "COGNITO_DEFAULT"});
    snapshot["MfaConfig"].as_object_mut().unwrap().remove("EmailMfaConfiguration");
    let snapshot = Snapshot::from_json(&snapshot.to_string()).unwrap();
    let email = json!({"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {"Message": "x {####}", "Subject": "x"},
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "SmsMfaConfiguration": {"SmsConfiguration": snapshot.user_pool.known().unwrap()["SmsConfiguration"]}});
    let identity = "arn:aws:ses:us-east-1:111122223333:identity/example.com";
    let recovery = json!({"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]});
    let requests = [
        request(Operation::SetUserPoolMfaConfig, email),
        request(Operation::UpdateUserPool, json!({"UserPoolTier": "ESSENTIALS"})),
        request(
            Operation::UpdateUserPool,
            json!({"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": identity, "From": "a@example.com"}}),
        ),
        request(Operation::UpdateUserPool, json!({"AccountRecoverySetting": recovery})),
    ];
    let looked = look(&snapshot, &requests);
    let refused: Vec<&str> = looked.outcomes[0].refused.iter().map(|refusal| refusal.rule).collect();
    assert_eq!(refused, ["TIR001", "EML001", "MFA006"]);
    assert_eq!(looked.better_order, Some(vec![1, 2, 3, 0]));
    let given: Vec<Request> =
        looked.better_order.unwrap().iter().map(|number| requests[*number].clone()).collect();
    assert!(look(&snapshot, &given).outcomes.iter().all(|outcome| outcome.refused.is_empty()));
}

#[test]
fn a_new_role_is_mended_before_the_pool_names_it() {
    let healthy = Fixture::healthy().snapshot();
    let arn = "arn:aws:iam::111122223333:role/next";
    let named = json!({"SmsConfiguration": {"SnsCallerArn": arn, "ExternalId": "3f0c1f7e-customers", "SnsRegion": "us-east-1"}});
    let publish = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}});
    let requests = [
        request(
            Operation::PutRolePolicy,
            json!({"RoleName": "next", "PolicyName": "sns", "PolicyDocument": publish}),
        ),
        request(Operation::UpdateUserPool, named),
    ];
    // The next role as the present one is, without its policy: what a reader of the live account brings.
    let mut next = Fixture::healthy().document();
    next["UserPool"]["SmsConfiguration"]["SnsCallerArn"] = json!(arn);
    next["MfaConfig"]["SmsMfaConfiguration"]["SmsConfiguration"]["SnsCallerArn"] = json!(arn);
    next["SmsRole"]["Role"]["Arn"] = json!(arn);
    next["SmsRole"]["Role"]["RoleName"] = json!("next");
    next["SmsRole"]["InlinePolicies"] = json!([]);
    let next = Snapshot::from_json(&next.to_string()).unwrap();
    let mut state = State::new(healthy.clone());
    assert_eq!(state.referred(&requests).len(), 1);
    state.learn(&next);
    let (wishes, selection) = (Wishes::default(), Selection::default());
    let refused = |requests: &[Request]| {
        let plan = Plan { requests, wishes: &wishes, selection: &selection };
        let looked = preflight(&state, &plan).unwrap();
        (looked.outcomes.last().unwrap().refused.first().map(|refusal| refusal.rule), looked.better_order)
    };
    assert_eq!(refused(&requests), (None, None));
    let [role, pool] = requests;
    assert_eq!(refused(std::slice::from_ref(&pool)), (Some("SMS001"), None));
    assert_eq!(refused(&[pool, role]).1, Some(vec![1, 0]));
}

#[test]
fn rules_about_requests_never_speak_without_one() {
    for fixture in Fixture::all() {
        let said =
            mfa_doctor::rules::judge(&fixture.snapshot(), &fixture.wishes(), &Selection::default()).unwrap();
        let of_requests = [
            "SMS013", "SMS021", "MFA002", "MFA003", "MFA008", "MFA009", "MFA013", "TIR002", "EML007",
            "CLI007", "WAF003", "OPS001", "OPS002", "OPS004",
        ];
        for finding in &said.findings {
            assert!(!of_requests.contains(&finding.rule), "{}: {}", fixture.path.display(), finding.rule);
        }
        for entry in &said.not_judged {
            assert!(
                !of_requests.contains(&entry.rule.as_str()),
                "{}: {}",
                fixture.path.display(),
                entry.rule
            );
        }
    }
}

#[test]
fn what_aws_does_not_set_back_stays_where_it_was() {
    let snapshot = Fixture::healthy().snapshot();
    let looked = look(&snapshot, &[request(Operation::UpdateUserPool, json!({"UserPoolTags": {"a": "b"}}))]);
    let (before, after) = (snapshot.user_pool.known().unwrap(), looked.after.user_pool.known().unwrap());
    for member in [
        "MfaConfiguration",
        "Policies",
        "AccountRecoverySetting",
        "EmailConfiguration",
        "SmsConfiguration",
        "UserPoolTier",
        "DeletionProtection",
        "Name",
    ] {
        assert_eq!(before[member], after[member], "{member}");
    }
    assert_eq!(
        snapshot.mfa_config.known().unwrap()["EmailMfaConfiguration"],
        looked.after.mfa_config.known().unwrap()["EmailMfaConfiguration"]
    );
}
