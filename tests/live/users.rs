//! Users that were asked for, on real servers: read by name, masked, and never more than what was asked.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::rules::Rule;
use crate::support::seed::Seeded;
use crate::support::{Aws, Lab, Run, healthy_pool};

/// moto takes numbers that end in 99 for opted out.
const NUMBER: &str = "+15555550199";
const ADDRESS: &str = "ann@mail.example.org";
const CONTACTS: [&str; 5] = ["5555550199", "mail.example.org", "ann@", "Ann Example", "payments"];

/// A confirmed user with a number, an address and what is nobody's business.
fn create(aws: &Aws, pool: &Seeded, name: &str) {
    let attributes = json!([
        {"Name": "email", "Value": ADDRESS}, {"Name": "email_verified", "Value": "true"},
        {"Name": "phone_number", "Value": NUMBER}, {"Name": "name", "Value": "Ann Example"},
        {"Name": "custom:team", "Value": "payments"}
    ]);
    let user = json!({"UserPoolId": pool.pool_id, "Username": name, "UserAttributes": attributes,
        "MessageAction": "SUPPRESS"});
    aws.must("cognito-idp", "admin_create_user", user);
    let password = json!({"UserPoolId": pool.pool_id, "Username": name, "Password": "Sup3r-long-enough!",
        "Permanent": true});
    aws.must("cognito-idp", "admin_set_user_password", password);
}

fn prefers_sms(aws: &Aws, pool: &Seeded, name: &str) {
    let sms = json!({"Enabled": true, "PreferredMfa": true});
    let preference = json!({"UserPoolId": pool.pool_id, "Username": name, "SMSMfaSettings": sms});
    aws.must("cognito-idp", "admin_set_user_mfa_preference", preference);
}

fn check(lab: &Lab, pool: &Seeded, args: &[&str]) -> Run {
    lab.doctor(&[&["check", "--pool", &pool.pool_id], args].concat()).run()
}

fn snapshot(lab: &Lab, pool: &Seeded, args: &[&str]) -> Value {
    lab.doctor(&[&["snapshot", "--pool", &pool.pool_id], args].concat()).run().json()
}

/// A pool that tracks devices and keeps the sign-ins of its users.
fn keeps_much() -> Rule {
    Rule::on("DescribeUserPool").edit(json!({
        "UserPool.DeviceConfiguration": {"ChallengeRequiredOnNewDevice": false},
        "UserPool.UserPoolTier": "PLUS", "UserPool.UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
    }))
}

/// Thirteen wrong passwords, the last one now, each after the lock-out of the one before: it lasts 256 seconds.
fn wrong_passwords() -> Value {
    const AGO: [u64; 13] = [0, 133, 202, 239, 260, 273, 282, 289, 295, 300, 305, 310, 315];
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    let event = |ago: u64| {
        json!({"EventId": format!("event-{ago}"), "EventType": "SignIn", "EventResponse": "Fail",
            "CreationDate": now - ago, "EventRisk": {"RiskDecision": "NoRisk"},
            "ChallengeResponses": [{"ChallengeName": "Password", "ChallengeResponse": "Failure"}],
            "EventContextData": {"IpAddress": "203.0.113.7", "DeviceName": "Ann Example's phone"}})
    };
    json!({"AuthEvents": AGO.map(event)})
}

/// What AWS answers, and these servers do not know.
fn answered_elsewhere() -> Vec<Rule> {
    vec![
        keeps_much(),
        Rule::on("AdminListUserAuthEvents").json(json!({"AuthEvents": []})),
        Rule::on("AdminGetUserAuthFactors").json(json!({"Username": "alice",
            "ConfiguredUserAuthFactors": ["PASSWORD", "EMAIL_OTP"]})),
        Rule::on("AdminListDevices").body("more").json(json!({"Devices": [{"DeviceKey": "b"}]})),
        Rule::on("AdminListDevices")
            .json(json!({"Devices": [{"DeviceKey": "a"}], "PaginationToken": "more"})),
        Rule::on("GetSuppressedDestination").of("ses").json(json!({"SuppressedDestination": {
            "EmailAddress": ADDRESS, "Reason": "BOUNCE", "LastUpdateTime": 1763805600.5}})),
    ]
}

#[track_caller]
fn names_nobody(said: &str) {
    for contact in CONTACTS {
        assert!(!said.contains(contact), "{contact}: {said}");
    }
}

#[test]
fn a_user_is_read_and_reported_on_either_server() {
    for lab in [Lab::new(), Lab::on_moto()] {
        let pool = healthy_pool(&lab.aws, "customers");
        create(&lab.aws, &pool, "alice");
        create(&lab.aws, &pool, "bob");
        prefers_sms(&lab.aws, &pool, "alice");
        let run = check(&lab, &pool, &["--user", "alice", "bob", "--format", "json"]);
        names_nobody(&format!("{}{}", run.stdout, run.stderr));
        let report = run.json();
        let users = &report["pools"][0]["users"];
        assert_eq!((&users[0]["name"], &users[0]["status"]), (&json!("alice"), &json!("CONFIRMED")));
        assert_eq!((&users[0]["exists"], &users[0]["enabled"]), (&json!(true), &json!(true)), "{report:#}");
        let factors = (&users[0]["factors"], &users[0]["preferred"]);
        assert_eq!(factors, (&json!(["SMS_MFA"]), &json!("SMS_MFA")), "{report:#}");
        assert_eq!((&users[1]["name"], &users[1]["factors"]), (&json!("bob"), &json!([])));
        let table = check(&lab, &pool, &["--user", "alice"]).stdout;
        assert!(table.contains("user alice: CONFIRMED, enabled, factors SMS_MFA (preferred)"), "{table}");
        for words in [
            "next sign-in    Cognito asks user alice for a code by SMS to +1••••••••99",
            "SMS018",
            "password reset",
        ] {
            assert!(table.contains(words), "{words}: {table}");
        }
        names_nobody(&table);
        let compared = check(&lab, &pool, &["--compare", "alice", "bob"]).stdout;
        assert!(compared.contains("alice and bob differ in"), "{compared}");
        assert!(compared.contains("bob: User bob is signed in by the password alone"), "{compared}");
        names_nobody(&compared);
    }
}

#[test]
fn what_a_server_does_not_know_is_unread_and_no_more() {
    let mut codes = Vec::new();
    for lab in [Lab::new(), Lab::on_moto()] {
        let pool = healthy_pool(&lab.aws, "customers");
        create(&lab.aws, &pool, "alice");
        lab.proxy.rules(&[keeps_much()]);
        let run = check(&lab, &pool, &["--user", "alice", "--format", "json"]);
        let report = run.json();
        assert_eq!(run.code, Some(0), "{report:#}");
        let alice = snapshot(&lab, &pool, &["--user", "alice"])["Users"][0].take();
        assert_eq!(alice["User"]["UserStatus"], "CONFIRMED");
        for (part, operation) in [
            ("AuthFactors", "AdminGetUserAuthFactors"),
            ("Devices", "AdminListDevices"),
            // ministack knows the operation, and that the pool itself keeps nothing.
            ("AuthEvents", "AdminListUserAuthEvents"),
        ] {
            let unread = &alice[part]["Unread"];
            assert_eq!(unread["Operation"], format!("cognito-idp:{operation}"), "{alice:#}");
            codes.push(unread["Code"].as_str().expect("a code").to_owned());
            let entries = report["pools"][0]["not_judged"].as_array().expect("a list").iter();
            let mut needs = entries.filter(|entry| entry["needs"] == json!([unread["Operation"]]));
            assert!(needs.all(|entry| entry["core"] == false), "{report:#}");
            let judged = part != "AuthEvents" || not_judged_for(&report, &unread["Code"]);
            assert!(judged, "{report:#}");
        }
    }
    assert!(codes.iter().all(|code| !code.is_empty()), "{codes:?}");
}

/// Whether USR014 is not judged, for this reason.
fn not_judged_for(report: &Value, reason: &Value) -> bool {
    let entries = report["pools"][0]["not_judged"].as_array().expect("a list");
    entries.iter().any(|entry| entry["rule"] == "USR014" && entry["reason"] == *reason)
}

fn findings_of(report: &Value, rule: &str) -> Vec<Value> {
    let findings = report["pools"][0]["findings"].as_array().expect("a list");
    findings.iter().filter(|finding| finding["rule"] == rule).cloned().collect()
}

#[test]
fn sign_ins_that_a_server_kept_are_read() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let mut request = pool.pool.clone();
    request.as_object_mut().expect("a request").remove("PoolName");
    request["UserPoolId"] = json!(pool.pool_id);
    request["UserPoolTier"] = json!("PLUS");
    request["UserPoolAddOns"] = json!({"AdvancedSecurityMode": "AUDIT"});
    lab.aws.must("cognito-idp", "update_user_pool", request);
    create(&lab.aws, &pool, "alice");
    let mut client = pool.client.clone();
    client["ClientName"] = json!("server");
    client["ExplicitAuthFlows"] = json!(["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    let client =
        lab.aws.must("cognito-idp", "create_user_pool_client", client)["UserPoolClient"]["ClientId"].take();
    let sign_in = |password: &str| {
        let parameters = json!({"USERNAME": "alice", "PASSWORD": password});
        let request = json!({"UserPoolId": pool.pool_id, "ClientId": client,
            "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters});
        lab.aws.call("cognito-idp", "admin_initiate_auth", request)
    };
    assert!(sign_in("Not-the-passw0rd!").is_err());
    assert!(sign_in("Sup3r-long-enough!").is_ok());
    let alice = snapshot(&lab, &pool, &["--user", "alice"])["Users"][0].take();
    let events = alice["AuthEvents"]["AuthEvents"].as_array().expect("events");
    let mut responses: Vec<&str> =
        events.iter().filter_map(|event| event["EventResponse"].as_str()).collect();
    responses.sort_unstable();
    assert_eq!(responses, ["Fail", "Pass"], "{alice:#}");
    assert!(events.iter().all(|event| event.get("EventContextData").is_none()), "{alice:#}");
    assert_eq!(alice.get("Devices"), None, "the pool tracks none");
    let report = check(&lab, &pool, &["--user", "alice", "--format", "json"]).json();
    let entries = report["pools"][0]["not_judged"].as_array().expect("a list");
    assert!(!entries.iter().any(|entry| entry["rule"] == "USR014"), "{report:#}");
    assert!(findings_of(&report, "USR014").is_empty(), "{report:#}");
}

#[test]
fn a_user_who_is_locked_out_is_said_to_be() {
    for lab in [Lab::new(), Lab::on_moto()] {
        let pool = healthy_pool(&lab.aws, "customers");
        create(&lab.aws, &pool, "alice");
        // The pool was last changed long ago, or a lock-out could have been on before the first of the events.
        let mut rules = vec![
            Rule::on("DescribeUserPool").edit(json!({
                "UserPool.UserPoolTier": "PLUS", "UserPool.LastModifiedDate": 1_700_000_000,
                "UserPool.UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
            })),
            Rule::on("AdminListUserAuthEvents").json(wrong_passwords()),
        ];
        rules.extend(answered_elsewhere());
        lab.proxy.rules(&rules);
        lab.proxy.forget();
        let run = check(&lab, &pool, &["--user", "alice", "--format", "json"]);
        names_nobody(&run.stdout);
        let report = run.json();
        assert_eq!(run.code, Some(1), "{report:#}");
        let found = findings_of(&report, "USR014");
        assert_eq!(found.len(), 1, "{report:#}");
        assert_eq!(found[0]["errors"][0]["message"], "Password attempts exceeded");
        assert!(!run.stdout.contains("203.0.113"), "{report:#}");
        let asked = lab.proxy.calls_of("AdminListUserAuthEvents");
        assert_eq!((asked.len(), &asked[0].body["MaxResults"]), (1, &json!(60)));
    }
}

#[test]
fn a_pool_that_keeps_nothing_of_its_users_is_not_asked() {
    for lab in [Lab::new(), Lab::on_moto()] {
        let pool = healthy_pool(&lab.aws, "customers");
        create(&lab.aws, &pool, "alice");
        lab.proxy.forget();
        let report = check(&lab, &pool, &["--user", "alice", "--format", "json"]).json();
        assert!(lab.proxy.calls_of("AdminListUserAuthEvents").is_empty());
        assert!(lab.proxy.calls_of("AdminListDevices").is_empty());
        let reason = json!("Cognito keeps no sign-in events without threat protection");
        assert!(not_judged_for(&report, &reason), "{report:#}");
        assert!(!report.to_string().contains("AdminListDevices"), "{report:#}");
    }
}

#[test]
fn a_snapshot_holds_the_users_without_what_they_can_be_reached_by() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    create(&lab.aws, &pool, "alice");
    lab.proxy.rules(&answered_elsewhere());
    let whole = snapshot(&lab, &pool, &["--user", "alice"]);
    names_nobody(&whole.to_string());
    let alice = &whole["Users"][0];
    assert_eq!(alice["Username"], "alice");
    assert_eq!(alice["AuthFactors"]["ConfiguredUserAuthFactors"], json!(["PASSWORD", "EMAIL_OTP"]));
    assert_eq!(alice["Devices"], json!([{"DeviceKey": "a"}, {"DeviceKey": "b"}]));
    assert_eq!(alice["OptOut"], json!({"us-east-1": {"isOptedOut": true}}), "{alice:#}");
    let suppressed =
        json!({"EmailAddress": "a•••@m•••.org", "Reason": "BOUNCE", "LastUpdateTime": 1763805600.5});
    assert_eq!(alice["Suppression"], suppressed);
    let attributes = alice["User"]["UserAttributes"].as_array().expect("attributes");
    let value =
        |name: &str| attributes.iter().find(|found| found["Name"] == name).map(|found| &found["Value"]);
    assert_eq!(value("phone_number"), Some(&json!("+1••••••••99")));
    assert_eq!(value("email"), Some(&json!("a•••@m•••.org")));
    assert_eq!((value("name"), value("custom:team")), (None, None));

    let shown = snapshot(&lab, &pool, &["--user", "alice", "--show-contact"]).to_string();
    assert!(shown.contains(NUMBER) && shown.contains(ADDRESS), "{shown}");
    assert!(!shown.contains("Ann Example") && !shown.contains("payments"), "{shown}");
    names_nobody(&snapshot(&lab, &pool, &["--user", "alice", "--redact"]).to_string());
    assert_eq!(snapshot(&lab, &pool, &[]).get("Users"), None, "nobody asked");
}

#[test]
fn a_user_whom_the_pool_does_not_have_is_named() {
    for lab in [Lab::new(), Lab::on_moto()] {
        let pool = healthy_pool(&lab.aws, "customers");
        create(&lab.aws, &pool, "alice");
        let nobody = check(&lab, &pool, &["--user", "nobody@example.net"]);
        let said = nobody.refusal();
        let pool_named = format!("in pool customers ({})", pool.pool_id);
        assert!(said.contains("no user `n•••@e•••.net`") && said.contains(&pool_named), "{said}");
        let some = check(&lab, &pool, &["--user", "nobody", "alice", "--format", "json"]);
        assert_eq!(some.code, Some(3), "{}", some.stderr);
        let report = some.json();
        assert_eq!(report["unreadable"][0]["id"], "nobody");
        assert_eq!(report["pools"][0]["users"][0]["exists"], false, "{report:#}");
        let alone = check(&lab, &pool, &["--compare", "alice", "nobody"]);
        assert!(alone.refusal().contains("`nobody`"));
    }
}

#[test]
fn without_the_permission_a_user_is_not_judged() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    create(&lab.aws, &pool, "alice");
    lab.proxy.rules(&answered_elsewhere());
    let with = |number: usize, permission: &str| {
        let user = lab.user_without(&format!("auditor-{number}"), &[permission]);
        let args = ["check", "--pool", &pool.pool_id, "--user", "alice", "--format", "json"];
        crate::support::doctor(&args).target(&user).run()
    };
    let denied = with(1, "cognito-idp:AdminGetUser");
    let report = denied.json();
    assert_eq!((denied.code, &report["complete"]), (Some(3), &json!(false)), "{report:#}");
    let entries = report["pools"][0]["not_judged"].as_array().expect("a list");
    let waits = |entry: &Value| {
        entry["needs"] == json!(["cognito-idp:AdminGetUser"]) && entry["reason"] == "AccessDeniedException"
    };
    assert!(entries.iter().any(|entry| waits(entry) && entry["core"] == true), "{report:#}");
    let alice = &report["pools"][0]["users"][0];
    assert_eq!((&alice["exists"], &alice["factors"]), (&Value::Null, &Value::Null));
    assert_eq!(alice["unread"], "cognito-idp:AdminGetUser: AccessDeniedException");
    // Nobody who did not ask for a user waits for the permission.
    let user = lab.user_without("auditor-2", &["cognito-idp:AdminGetUser"]);
    let args = ["check", "--pool", &pool.pool_id, "--format", "json"];
    assert_eq!(crate::support::doctor(&args).target(&user).run().code, Some(0));

    for (operation, service) in [
        ("AdminGetUserAuthFactors", "cognito-idp"),
        ("AdminListDevices", "cognito-idp"),
        ("AdminListUserAuthEvents", "cognito-idp"),
        ("CheckIfPhoneNumberIsOptedOut", "sns"),
        ("ListOriginationNumbers", "sns"),
        ("GetSuppressedDestination", "ses"),
    ] {
        let mut rules = vec![Rule::on(operation).of(service).denied()];
        rules.extend(answered_elsewhere());
        lab.proxy.rules(&rules);
        let run = check(&lab, &pool, &["--user", "alice", "--format", "json"]);
        let report = run.json();
        assert_ne!(run.code, Some(3), "without {operation}: {report:#}");
        let entries = report["pools"][0]["not_judged"].as_array().expect("a list");
        let permission = format!("{service}:{operation}");
        let waits =
            |entry: &Value| entry["needs"].as_array().is_some_and(|needs| needs.contains(&json!(permission)));
        assert!(entries.iter().any(waits), "{permission}: {report:#}");
    }
}

#[test]
fn users_are_read_by_name_and_nothing_else_of_them() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let names: Vec<String> = (0..6).map(|number| format!("user-{number}")).collect();
    names.iter().for_each(|name| create(&lab.aws, &pool, name));
    lab.proxy.rules(&answered_elsewhere());
    lab.proxy.forget();
    let mut args = vec!["--user", "user-1"];
    args.extend(names.iter().map(String::as_str).filter(|name| *name != "user-0"));
    check(&lab, &pool, &args);
    let calls = lab.proxy.calls();
    for call in &calls {
        let reads = ["AdminGet", "AdminList", "CheckIf", "Describe", "Get", "List", "Simulate"];
        assert!(reads.iter().any(|verb| call.operation.starts_with(verb)), "{} was sent", call.name());
        let declared =
            mfa_doctor::permissions::OPERATIONS.iter().any(|operation| operation.iam_action == call.name());
        assert!(declared, "{} is not among the declared operations", call.name());
    }
    let read = lab.proxy.calls_of("AdminGetUser");
    let asked: BTreeSet<&str> = read.iter().filter_map(|call| call.body["Username"].as_str()).collect();
    assert_eq!(asked, names[1..].iter().map(String::as_str).collect(), "each once, and no other");
    assert_eq!(read.len(), 5);
    assert!(lab.proxy.calls_of("ListUsers").is_empty());
    assert_eq!(lab.proxy.calls_of("CheckIfPhoneNumberIsOptedOut").len(), 5);
    let suppression = lab.proxy.calls_of("GetSuppressedDestination");
    assert_eq!((suppression.len(), suppression[0].region.as_str()), (5, "us-east-1"));
    check(&lab, &pool, &[]);
    assert_eq!(lab.proxy.calls_of("AdminGetUser").len(), 5, "nobody asked");
}

/// The pool, its role, the role's inline policy: three round trips, and users wait for none of their own.
#[test]
fn users_cost_no_round_trip() {
    const SLOW: Duration = Duration::from_millis(500);
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let names = ["ann", "ben", "cat", "dan"];
    names.iter().for_each(|name| create(&lab.aws, &pool, name));
    let mut rules = answered_elsewhere();
    // One page: pages of a list follow each other.
    rules.insert(0, Rule::on("AdminListDevices").json(json!({"Devices": []})));
    lab.proxy.rules(&rules);
    let args = [&["--user"], &names[..]].concat();
    let quick = (0..3).map(|_| check(&lab, &pool, &args).took).min().expect("three runs");
    lab.proxy.slow(500);
    // A busy machine makes a run longer, never shorter: one run that is short enough proves the depth.
    let trips = |run: Run| run.took.saturating_sub(quick).as_secs_f64() / SLOW.as_secs_f64();
    assert!((0..8).any(|_| trips(check(&lab, &pool, &args)) < 3.7));
}
