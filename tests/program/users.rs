//! Users of a snapshot: which are shown, how, and what of them is not.
use crate::run::doctor;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Output;

const CONTACTS: [&str; 6] = ["ann@", "example.org", "5555550123", "Ann Example", "payments", "203.0.113"];

fn user(name: &str, factors: &[&str]) -> Value {
    json!({
        "Username": name,
        "User": {
            "Username": name, "Enabled": true, "UserStatus": "CONFIRMED",
            "UserAttributes": [
                {"Name": "sub", "Value": format!("sub-of-{name}")},
                {"Name": "email", "Value": "ann@example.org"}, {"Name": "phone_number", "Value": "+15555550123"},
                {"Name": "name", "Value": "Ann Example"}, {"Name": "custom:team", "Value": "payments"}
            ],
            "UserMFASettingList": factors, "PreferredMfaSetting": factors.first()
        },
        "AuthFactors": {"ConfiguredUserAuthFactors": ["PASSWORD"]},
        "Devices": [{"DeviceKey": "k", "DeviceAttributes": [{"Name": "last_ip_used", "Value": "203.0.113.7"}]}],
        "OptOut": {"us-east-1": {"isOptedOut": false}},
        "Suppression": null
    })
}

/// A user of whom there is nothing to say.
fn user_without_findings(name: &str) -> Value {
    let mut user = user(name, &["SMS_MFA", "SOFTWARE_TOKEN_MFA"]);
    let attributes = user["User"]["UserAttributes"].as_array_mut().unwrap();
    attributes.push(json!({"Name": "email_verified", "Value": "true"}));
    attributes.push(json!({"Name": "phone_number_verified", "Value": "true"}));
    user
}

/// A healthy pool with users: two with factors, one who does not exist.
fn with_users() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/healthy.json");
    let mut snapshot: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut by_address = user("alice", &["SOFTWARE_TOKEN_MFA", "SMS_MFA"]);
    by_address["Username"] = json!("ann@example.org");
    snapshot["Users"] = json!([by_address, user("bob", &[]), {"Username": "carol", "User": null}]);
    snapshot
}

fn check(args: &[&str], snapshot: &Value) -> Output {
    doctor(&[&["check", "--snapshot", "-"], args].concat(), &snapshot.to_string())
}

fn report(args: &[&str], snapshot: &Value) -> Value {
    let output = check(&[args, &["--format", "json"]].concat(), snapshot);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn said(output: &Output) -> String {
    String::from_utf8([output.stdout.clone(), output.stderr.clone()].concat()).unwrap()
}

fn names(report: &Value) -> Vec<&str> {
    let users = report["pools"][0]["users"].as_array().unwrap();
    users.iter().map(|user| user["name"].as_str().unwrap()).collect()
}

#[test]
fn each_user_is_said_in_plain_words() {
    let output = check(&[], &with_users());
    let text = said(&output);
    for line in [
        "user a•••@e•••.org: user name alice, CONFIRMED, enabled, factors SOFTWARE_TOKEN_MFA (preferred), SMS_MFA\n",
        "user bob: CONFIRMED, enabled, no factor set up\n",
        "user carol: the pool has no such user\n",
        "  next sign-in    User bob is signed in by the password alone",
        "  password reset  ",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
    let report = report(&[], &with_users());
    let bob = &report["pools"][0]["users"][1];
    assert_eq!((&bob["exists"], &bob["enabled"]), (&json!(true), &json!(true)));
    assert_eq!((&bob["factors"], &bob["preferred"]), (&json!([]), &Value::Null));
    assert_eq!(bob["next_sign_in"]["outcome"], "signed-in");
    let carol = &report["pools"][0]["users"][2];
    assert_eq!((&carol["exists"], &carol["next_sign_in"]), (&json!(false), &Value::Null));
}

#[test]
fn contacts_are_masked_unless_they_are_asked_for() {
    for args in [&[][..], &["--user", "ann@example.org"], &["-v"], &["--compare", "ann@example.org", "bob"]] {
        for format in ["table", "json"] {
            let text = said(&check(&[args, &["--format", format]].concat(), &with_users()));
            for contact in CONTACTS {
                assert!(!text.contains(contact), "{contact} with {args:?}: {text}");
            }
        }
    }
    let shown = report(&["--show-contact", "--user", "ann@example.org"], &with_users());
    assert_eq!(names(&shown), ["ann@example.org"]);
}

#[test]
fn only_the_users_asked_for_are_judged() {
    let all = report(&[], &with_users());
    assert_eq!(names(&all), ["a•••@e•••.org", "bob", "carol"]);
    let args = ["--user", "bob", "alice", "--user", "sub-of-bob"];
    let some = report(&args, &with_users());
    assert_eq!(names(&some), ["bob", "a•••@e•••.org", "bob"]);
    assert_eq!(check(&args, &with_users()).status.code(), Some(0));
}

#[test]
fn a_user_whom_nobody_has_is_no_clean_run() {
    let output = check(&["--user", "dave"], &with_users());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(said(&output).contains("the snapshot holds no user `dave`"), "{output:?}");
    assert!(said(&output).contains("snapshot --pool ID --user dave"), "{output:?}");
    let output = check(&["--user", "dave@example.org"], &with_users());
    assert!(said(&output).contains("no user `d•••@e•••.org`"), "{output:?}");

    let output = check(&["--user", "carol"], &with_users());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(said(&output).contains("there is no user `carol` in pool customers (us-east-1_AbCdEf123)"));

    let some = report(&["--user", "carol", "bob"], &with_users());
    assert_eq!((&some["exit_code"], &some["complete"]), (&json!(3), &json!(false)));
    let unreadable = &some["unreadable"][0];
    assert_eq!((&unreadable["scope"], &unreadable["id"]), (&json!("user"), &json!("carol")));
    let lenient = check(&["--user", "carol", "bob", "--allow-incomplete"], &with_users());
    assert_eq!(lenient.status.code(), Some(0));
}

#[test]
fn a_user_who_was_not_read_leaves_the_run_incomplete() {
    let mut snapshot = with_users();
    let unread = json!({"Unread": {"Operation": "cognito-idp:AdminGetUser", "Code": "AccessDeniedException",
        "Message": "no right to read ann@example.org"}});
    snapshot["Users"] = json!([{"Username": "bob", "User": unread}]);
    let denied = report(&["--user", "bob"], &snapshot);
    assert_eq!((&denied["exit_code"], &denied["complete"]), (&json!(3), &json!(false)));
    let bob = &denied["pools"][0]["users"][0];
    assert_eq!((&bob["exists"], &bob["factors"]), (&Value::Null, &Value::Null));
    let text = said(&check(&["--user", "bob"], &snapshot));
    let line = "user bob: could not be read (cognito-idp:AdminGetUser: AccessDeniedException)";
    assert!(text.contains(line) && !text.contains("ann@"), "{text}");

    let mut snapshot = with_users();
    snapshot["Users"] = json!([{"Username": "bob", "User": user("bob", &[])["User"], "Devices": unread}]);
    assert_eq!(
        report(&["--user", "bob"], &snapshot)["exit_code"],
        0,
        "devices settle more, but decide nothing"
    );
}

#[test]
fn a_comparison_shows_its_two_users_and_no_more_of_the_pool() {
    let mut snapshot = with_users();
    snapshot["Clients"][0]["AuthSessionValidity"] = json!(3);
    let text = said(&check(&["--compare", "bob", "alice"], &snapshot));
    assert!(text.starts_with("customers (us-east-1_AbCdEf123)"), "{text}");
    assert!(!text.contains("verdict") && !text.contains("CLI001"), "{text}");
    for line in
        ["bob and a•••@e•••.org differ in\n", "  factors         bob: none\n", "  next sign-in    bob: "]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    let compared = report(&["--compare", "bob", "alice"], &snapshot);
    let comparison = &compared["pools"][0]["comparison"];
    assert_eq!(comparison["users"], json!(["bob", "a•••@e•••.org"]));
    let factors = &comparison["differences"][0];
    assert_eq!((&factors["what"], &factors["a"]), (&json!("factors"), &json!([])), "{comparison:#}");
    let mut twins = snapshot.clone();
    twins["Users"][0] = user("alice", &[]);
    let text = said(&check(&["--compare", "bob", "alice"], &twins));
    assert!(text.contains("between bob and alice nothing differs that bears on signing in\n"), "{text}");
    assert_eq!(report(&["--user", "bob", "alice"], &snapshot)["pools"][0].get("comparison"), None);

    for (args, words) in [
        (&["--compare", "bob", "carol"][..], "there is no user `carol`"),
        (&["--compare", "bob", "bob"], "`bob` twice"),
        (&["--compare", "bob"], "2 values required"),
        (&["--compare", "bob", "alice", "--user", "bob"], "cannot be used with"),
        (&["--user", ""], "a value is required"),
    ] {
        let output = check(args, &snapshot);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {output:?}");
        assert!(said(&output).contains(words), "{args:?}: {output:?}");
    }
}

#[test]
fn a_comparison_says_what_else_decides_its_exit_code() {
    let mut snapshot = with_users();
    let compare = |snapshot: &Value| check(&["--compare", "bob", "alice"], snapshot);
    let healthy = compare(&snapshot);
    let besides = "found besides, and weighed for the exit code: ";
    assert_eq!(healthy.status.code(), Some(0), "{healthy:?}");
    snapshot["UserPool"]["SmsConfiguration"]["ExternalId"] = json!("another");
    snapshot["Users"][1]["User"]["Enabled"] = json!(false);
    let broken = compare(&snapshot);
    assert_eq!(broken.status.code(), Some(1), "{broken:?}");
    let text = said(&broken).replace("\n", " ");
    assert!(
        text.contains(&format!("{besides}1 error")) && text.contains(" of the pool; 1 error, 1 note of bob"),
        "{text}"
    );
    assert!(text.contains("; --user in place of --compare shows it"), "{text}");
    let shown = said(&check(&["--user", "bob", "alice"], &snapshot));
    assert!(shown.contains("SMS006") && shown.contains("USR011") && !shown.contains(besides), "{shown}");
    for user in [0, 1] {
        snapshot["Users"][user] = user_without_findings(["alice", "bob"][user]);
    }
    snapshot["UserPool"]["SmsConfiguration"] = with_users()["UserPool"]["SmsConfiguration"].clone();
    let clean = compare(&snapshot);
    assert!(said(&clean).contains("nothing was found wrong with the pool or with either user"), "{clean:?}");
}

#[test]
fn a_name_cannot_paint_the_terminal() {
    let mut snapshot = with_users();
    snapshot["Users"] = json!([user("a\u{1b}[31m\u{202e}b", &["\u{1b}[0m"])]);
    let text = said(&check(&[], &snapshot));
    assert!(text.contains("user a\\u{1b}[31m\\u{202e}b: "), "{text:?}");
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
}

#[test]
fn commands_that_do_not_ask_for_users_show_nothing_of_them() {
    let output = doctor(
        &["explain", "User is disabled.", "--snapshot", "-", "--format", "json"],
        &with_users().to_string(),
    );
    for contact in CONTACTS {
        assert!(!said(&output).contains(contact), "{contact}: {output:?}");
    }
}
