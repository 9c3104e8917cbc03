//! What awaits users in many states, and what is never said.

use super::*;
use crate::rules::{Case, Wishes};
use crate::snapshot::{Snapshot, User};
use serde_json::{Value, json};

const PHONE: &str = "+1••••••0100";
const EMAIL: &str = "a•••@e•••.com";

/// The healthy pool with a mode, the factors it offers, and its recovery mechanisms: `"ON | sms totp | email phone"`.
fn pool(words: &str) -> Value {
    let mut document: Value =
        serde_json::from_str(include_str!("../../../../fixtures/healthy.json")).expect("the healthy pool");
    let mut parts = words.split('|').map(str::trim);
    let (mode, offered, recovery) =
        (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    document["UserPool"]["MfaConfiguration"] = json!(mode);
    document["MfaConfig"]["MfaConfiguration"] = json!(mode);
    let offers = |factor: &str| offered.split(' ').any(|word| word == factor);
    if !offers("sms") {
        document["UserPool"]["SmsConfiguration"] = Value::Null;
        document["MfaConfig"]["SmsMfaConfiguration"] = Value::Null;
    }
    document["MfaConfig"]["SoftwareTokenMfaConfiguration"]["Enabled"] = json!(offers("totp"));
    if !offers("email") {
        document["MfaConfig"]["EmailMfaConfiguration"] = Value::Null;
    }
    let mechanisms: Vec<Value> = recovery
        .split(' ')
        .zip(1..)
        .map(|(word, priority)| {
            let name = match word {
                "phone" => "verified_phone_number",
                "email" => "verified_email",
                other => other,
            };
            json!({"Priority": priority, "Name": name})
        })
        .collect();
    document["UserPool"]["AccountRecoverySetting"] =
        if recovery == "legacy" { Value::Null } else { json!({ "RecoveryMechanisms": mechanisms }) };
    document
}

/// A user: `"CONFIRMED | SMS_MFA SOFTWARE_TOKEN_MFA | SMS_MFA | phone+ email-"` are status, factors, preference and
/// attributes, of which `+` says verified.
fn user(words: &str) -> Value {
    let parts: Vec<&str> = words.split('|').map(str::trim).collect();
    let list = |at: usize| parts.get(at).copied().unwrap_or("").split(' ').filter(|word| !word.is_empty());
    let mut attributes = Vec::new();
    for word in list(3) {
        let (name, value) =
            if word.starts_with("phone") { ("phone_number", PHONE) } else { ("email", EMAIL) };
        attributes.push(json!({"Name": name, "Value": value}));
        attributes
            .push(json!({"Name": format!("{name}_verified"), "Value": word.ends_with('+').to_string()}));
    }
    let answer = json!({
        "Username": "alice",
        "UserAttributes": attributes,
        "UserLastModifiedDate": "2026-11-18T10:00:00Z",
        "Enabled": true,
        "UserStatus": parts[0],
        "UserMFASettingList": list(1).collect::<Vec<_>>(),
        "PreferredMfaSetting": list(2).next(),
    });
    json!({"Username": "alice", "User": answer, "Devices": [], "OptOut": {"us-east-1": {"isOptedOut": false}},
           "Suppression": null})
}

fn with(mut value: Value, pointer: &str, member: Value) -> Value {
    let (parent, last) = pointer.rsplit_once('/').unwrap_or_default();
    value.pointer_mut(parent).and_then(Value::as_object_mut).expect(pointer).insert(last.to_owned(), member);
    value
}

fn look(pool: &Value, user: &Value) -> Outlook {
    let snapshot = Snapshot::from_json(&pool.to_string()).expect("a snapshot");
    let wishes = Wishes::default();
    let now = snapshot.taken_at_seconds();
    let case = Case::at(now, &snapshot, &wishes).expect("a pool");
    outlook(&UserCase { case, user: User(user) })
}

/// `challenge SMS_MFA +1••••••0100`; a second step after an arrow.
fn in_short(sign_in: &SignIn) -> String {
    let outcome = serde_json::to_value(sign_in.outcome).expect("a word");
    let words = [outcome.as_str(), sign_in.challenge, sign_in.destination.as_deref(), sign_in.error];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    let then = sign_in.then.as_ref().map(|then| format!(" > {}", in_short(then))).unwrap_or_default();
    words.join(" ") + &then
}

fn reset_in_short(reset: &Reset) -> String {
    let outcome = serde_json::to_value(reset.outcome).expect("a word");
    let words = [outcome.as_str(), reset.medium, reset.error];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

const NONE: &str = "error recovery-without-verified-destination";
const ALL: &str = "OPTIONAL | sms totp email | email phone";
const REQUIRED: &str = "ON | sms totp email | email phone";

/// Pool, user, the sign-in, the reset.
const STATES: &[(&str, &str, &str, &str)] = &[
    // Status.
    (ALL, "UNCONFIRMED | | | email-", "error user-not-confirmed", "unknown"),
    (ALL, "RESET_REQUIRED | | | email+", "error password-reset-required", "code EMAIL"),
    (ALL, "RESET_REQUIRED | | |", "error password-reset-required", NONE),
    (ALL, "EXTERNAL_PROVIDER | | | email+", "identity-provider", "administrator"),
    (
        ALL,
        "FORCE_CHANGE_PASSWORD | | | email+",
        "challenge NEW_PASSWORD_REQUIRED > signed-in",
        "administrator",
    ),
    (
        REQUIRED,
        "FORCE_CHANGE_PASSWORD | | |",
        "challenge NEW_PASSWORD_REQUIRED > set-up MFA_SETUP",
        "administrator",
    ),
    (
        "ON | sms | email phone",
        "FORCE_CHANGE_PASSWORD | | | phone+",
        "challenge NEW_PASSWORD_REQUIRED > challenge SMS_MFA +1••••••0100",
        "administrator",
    ),
    (ALL, "ARCHIVED | | | email+", "unknown", "unknown"),
    (ALL, "COMPROMISED | SMS_MFA | | phone+", "unknown", "unknown"),
    (ALL, "UNKNOWN | | |", "unknown", "unknown"),
    // MFA is off.
    ("OFF | sms totp | email phone", "CONFIRMED | | | email+", "signed-in", "code EMAIL"),
    ("OFF | sms totp | email phone", "CONFIRMED | SMS_MFA | | phone+ email+", "signed-in", "code EMAIL"),
    ("OFF | sms | phone", "CONFIRMED | SMS_MFA | SMS_MFA | phone+", "signed-in", "unknown"),
    ("OFF | sms totp | phone email", "CONFIRMED | SOFTWARE_TOKEN_MFA | | phone+", "signed-in", "code SMS"),
    // MFA is optional.
    (ALL, "CONFIRMED | | | email+ phone+", "signed-in", "code EMAIL"),
    (ALL, "CONFIRMED | | | phone+", "signed-in", "code SMS"),
    (ALL, "CONFIRMED | | | email- phone-", "signed-in", NONE),
    (ALL, "CONFIRMED | SMS_MFA | SMS_MFA | phone+ email+", "challenge SMS_MFA +1••••••0100", "code EMAIL"),
    (ALL, "CONFIRMED | SMS_MFA | | phone- email-", "challenge SMS_MFA +1••••••0100", NONE),
    (ALL, "CONFIRMED | SMS_MFA | | phone+", "challenge SMS_MFA +1••••••0100", NONE),
    (ALL, "CONFIRMED | SMS_MFA | | email+", "unknown", "code EMAIL"),
    (ALL, "CONFIRMED | EMAIL_OTP | EMAIL_OTP | email+", "challenge EMAIL_OTP a•••@e•••.com", NONE),
    (ALL, "CONFIRMED | EMAIL_OTP | | email+ phone+", "challenge EMAIL_OTP a•••@e•••.com", "code SMS"),
    (ALL, "CONFIRMED | SOFTWARE_TOKEN_MFA | | email+", "challenge SOFTWARE_TOKEN_MFA", "code EMAIL"),
    (ALL, "CONFIRMED | SMS_MFA SOFTWARE_TOKEN_MFA | | phone+", "challenge SELECT_MFA_TYPE", NONE),
    (
        ALL,
        "CONFIRMED | SMS_MFA SOFTWARE_TOKEN_MFA | SOFTWARE_TOKEN_MFA | phone+ email+",
        "challenge SOFTWARE_TOKEN_MFA",
        "code EMAIL",
    ),
    (
        ALL,
        "CONFIRMED | SMS_MFA SOFTWARE_TOKEN_MFA | SMS_MFA | phone+ email+",
        "challenge SMS_MFA +1••••••0100",
        "code EMAIL",
    ),
    (ALL, "CONFIRMED | SMS_MFA EMAIL_OTP | | phone+ email+", "challenge SELECT_MFA_TYPE", NONE),
    (ALL, "CONFIRMED | SMS_MFA SOFTWARE_TOKEN_MFA | | email+", "unknown", "code EMAIL"),
    (ALL, "CONFIRMED | SMS_MFA | SOFTWARE_TOKEN_MFA | phone+", "unknown", NONE),
    (ALL, "CONFIRMED | | SMS_MFA | phone+", "unknown", NONE),
    (ALL, "CONFIRMED | NEW_FACTOR_MFA | | phone+", "unknown", "code SMS"),
    // Factors that the pool no longer offers.
    (
        "OPTIONAL | sms | email phone",
        "CONFIRMED | SOFTWARE_TOKEN_MFA | | email+",
        "challenge SOFTWARE_TOKEN_MFA",
        "code EMAIL",
    ),
    (
        "OPTIONAL | totp | email phone",
        "CONFIRMED | SMS_MFA | SMS_MFA | phone+ email+",
        "unknown",
        "code EMAIL",
    ),
    (
        "OPTIONAL | totp | email phone",
        "CONFIRMED | SMS_MFA SOFTWARE_TOKEN_MFA | | phone+ email+",
        "unknown",
        "code EMAIL",
    ),
    (
        "OPTIONAL | totp | email phone",
        "CONFIRMED | SMS_MFA SOFTWARE_TOKEN_MFA | SOFTWARE_TOKEN_MFA | phone+ email+",
        "challenge SOFTWARE_TOKEN_MFA",
        "code EMAIL",
    ),
    ("ON | sms totp | email phone", "CONFIRMED | EMAIL_OTP | | email+ phone+", "unknown", "code SMS"),
    // MFA is required.
    (REQUIRED, "CONFIRMED | SOFTWARE_TOKEN_MFA | | email+", "challenge SOFTWARE_TOKEN_MFA", "code EMAIL"),
    (REQUIRED, "CONFIRMED | | |", "set-up MFA_SETUP", NONE),
    ("ON | totp | email phone", "CONFIRMED | | | phone+ email+", "set-up MFA_SETUP", "code EMAIL"),
    ("ON | sms | email phone", "CONFIRMED | | | email+", "set-up MFA_SETUP mfa-must-be-set-up", "code EMAIL"),
    ("ON | email | phone email", "CONFIRMED | | | phone+", "set-up MFA_SETUP", "unknown"),
    (
        "ON | sms | email phone",
        "CONFIRMED | | | phone+ email+",
        "challenge SMS_MFA +1••••••0100",
        "code EMAIL",
    ),
    ("ON | sms | email phone", "CONFIRMED | | | phone-", "challenge SMS_MFA +1••••••0100", NONE),
    ("ON | sms | phone email", "CONFIRMED | | | phone+", "error", NONE),
    ("ON | sms | phone email", "CONFIRMED | SMS_MFA | SMS_MFA | phone+", "error", NONE),
    ("ON | sms totp | phone email", "CONFIRMED | | | phone+", "unknown", NONE),
    (
        "ON | sms totp | phone email",
        "CONFIRMED | SMS_MFA SOFTWARE_TOKEN_MFA | SMS_MFA | phone+",
        "challenge SMS_MFA +1••••••0100",
        NONE,
    ),
    (
        "ON | sms | phone email",
        "CONFIRMED | | | phone+ email+",
        "challenge SMS_MFA +1••••••0100",
        "code EMAIL",
    ),
    ("ON | email | email phone", "CONFIRMED | | | email+", "error", NONE),
    (
        "ON | sms email | email phone",
        "CONFIRMED | | | phone+ email+",
        "challenge SMS_MFA +1••••••0100",
        "code EMAIL",
    ),
    (
        "ON | sms email | phone email",
        "CONFIRMED | | | phone+ email+",
        "challenge EMAIL_OTP a•••@e•••.com",
        "code SMS",
    ),
    ("ON | sms email | admin_only", "CONFIRMED | | | phone+ email+", "challenge", "administrator"),
    ("ON | sms | admin_only", "CONFIRMED | | | phone+", "challenge SMS_MFA +1••••••0100", "administrator"),
    ("ON | sms | legacy", "CONFIRMED | | | phone+", "challenge SMS_MFA +1••••••0100", "code SMS"),
    ("ON | | email phone", "CONFIRMED | | | phone+", "unknown", "unknown"),
    // Recovery.
    ("OPTIONAL | sms totp | legacy", "CONFIRMED | | | phone+ email+", "signed-in", "code SMS"),
    ("OPTIONAL | sms totp | legacy", "CONFIRMED | | | phone- email+", "signed-in", "code EMAIL"),
    ("OPTIONAL | sms totp | phone", "CONFIRMED | | | email+", "signed-in", NONE),
    (
        "OPTIONAL | sms totp | phone",
        "CONFIRMED | SMS_MFA | | phone+ email+",
        "challenge SMS_MFA +1••••••0100",
        NONE,
    ),
    ("OPTIONAL | totp | phone email", "CONFIRMED | | | phone+ email+", "signed-in", "unknown"),
];

#[test]
fn every_state_has_its_outlook() {
    let mut wrong = Vec::new();
    for (pool_words, user_words, sign_in, reset) in STATES {
        let told = look(&pool(pool_words), &user(user_words));
        let said = (in_short(&told.sign_in), reset_in_short(&told.forgot_password));
        if said != ((*sign_in).to_owned(), (*reset).to_owned()) {
            wrong.push(format!(
                "{pool_words} / {user_words}\n  expected {sign_in:?}, {reset:?}\n  said {said:?}\n  {}",
                told.sign_in.text
            ));
        }
        for text in [&told.sign_in.text, &told.forgot_password.text] {
            assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{text}");
        }
    }
    assert!(STATES.len() >= 40 && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_disabled_user_is_refused_whatever_the_status() {
    for status in ["CONFIRMED", "EXTERNAL_PROVIDER", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD"] {
        let user = with(user(&format!("{status} | | | email+")), "/User/Enabled", json!(false));
        let told = look(&pool(ALL), &user);
        assert_eq!(in_short(&told.sign_in), "error user-disabled", "{status}");
        assert_eq!(reset_in_short(&told.forgot_password), "unknown", "{status}");
    }
}

#[test]
fn an_old_temporary_password_has_expired() {
    let old = with(user("FORCE_CHANGE_PASSWORD | | |"), "/User/UserLastModifiedDate", json!(1_794_000_000.5));
    assert_eq!(in_short(&look(&pool(ALL), &old).sign_in), "error temporary-password-expired");
    let undated = with(pool(ALL), "/TakenAt", Value::Null);
    let told = look(&undated, &old);
    assert_eq!(in_short(&told.sign_in), "challenge NEW_PASSWORD_REQUIRED > signed-in");
    assert!(
        told.sign_in.assumes.iter().any(|condition| condition.contains("TakenAt")),
        "{:?}",
        told.sign_in.assumes
    );
}

#[test]
fn nobody_is_signed_in_who_does_not_exist() {
    let missing = json!({"Username": "alice", "User": null});
    let told = look(&pool(ALL), &missing);
    assert_eq!(in_short(&told.sign_in), "error incorrect-username-or-password");
    assert_eq!(reset_in_short(&told.forgot_password), "error");
    let migrating =
        with(pool(ALL), "/UserPool/LambdaConfig", json!({"UserMigration": "arn:aws:lambda:::function:x"}));
    assert_eq!(in_short(&look(&migrating, &missing).sign_in), "unknown");
}

#[test]
fn a_remembered_device_is_not_asked() {
    let tracking = with(
        pool(ALL),
        "/UserPool/DeviceConfiguration",
        json!({"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false}),
    );
    let device = json!([{"DeviceKey": "k", "DeviceAttributes": [{"Name": "dev:device_remembered_status", "Value": "remembered"}]}]);
    let of = |words: &str, devices: Value| look(&tracking, &with(user(words), "/Devices", devices)).sign_in;
    let totp = of("CONFIRMED | SOFTWARE_TOKEN_MFA | |", device.clone());
    assert_eq!(
        (in_short(&totp).as_str(), totp.remembered_devices),
        ("challenge SOFTWARE_TOKEN_MFA", Some(1))
    );
    assert!(
        totp.assumes.iter().any(|condition| condition.contains("answers with its own key")),
        "{:?}",
        totp.assumes
    );
    let email = of("CONFIRMED | EMAIL_OTP | | email+", device);
    assert!(
        email.assumes.iter().any(|condition| condition.contains("SMS and TOTP only")),
        "{:?}",
        email.assumes
    );
    assert_eq!(of("CONFIRMED | SOFTWARE_TOKEN_MFA | |", json!([])).remembered_devices, Some(0));
    let unread = json!({"Unread": {"Operation": "cognito-idp:AdminListDevices", "Code": "AccessDenied"}});
    let blind = of("CONFIRMED | SOFTWARE_TOKEN_MFA | |", unread);
    assert_eq!(blind.remembered_devices, None);
    assert!(
        blind.assumes.iter().any(|condition| condition.contains("AdminListDevices")),
        "{:?}",
        blind.assumes
    );
    assert_eq!(of("CONFIRMED | | |", json!([])).remembered_devices, None);
}

#[test]
fn a_code_that_cannot_arrive_is_said_so() {
    let opted_out = with(
        user("CONFIRMED | SMS_MFA | | phone+ email+"),
        "/OptOut",
        json!({"us-east-1": {"isOptedOut": true}}),
    );
    let told = look(&pool(ALL), &opted_out);
    assert!(told.sign_in.text.contains("never arrives"), "{}", told.sign_in.text);
    let suppressed = with(
        user("CONFIRMED | EMAIL_OTP | | phone+ email+"),
        "/Suppression",
        json!({"EmailAddress": EMAIL, "Reason": "BOUNCE"}),
    );
    let uncertain = look(&pool(ALL), &suppressed);
    assert!(!uncertain.sign_in.text.contains("never arrives"), "{}", uncertain.sign_in.text);
    let suppressing = with(
        pool(ALL),
        "/Ses/Account/SuppressionAttributes",
        json!({"SuppressedReasons": ["BOUNCE", "COMPLAINT"]}),
    );
    let told = look(&suppressing, &suppressed);
    assert!(told.sign_in.text.contains("never arrives"), "{}", told.sign_in.text);
}

#[test]
fn what_was_not_read_is_unknown() {
    let unread = json!({"Unread": {"Operation": "cognito-idp:GetUserPoolMfaConfig", "Code": "AccessDenied"}});
    let blind = with(pool(ALL), "/MfaConfig", unread);
    // DescribeUserPool tells the mode; which factors there are, it does not.
    assert_eq!(in_short(&look(&blind, &user("CONFIRMED | | | email+")).sign_in), "signed-in");
    assert_eq!(in_short(&look(&blind, &user("CONFIRMED | EMAIL_OTP | | email+")).sign_in), "unknown");
    let blind = with(blind, "/UserPool/MfaConfiguration", json!("ON"));
    assert_eq!(in_short(&look(&blind, &user("CONFIRMED | | | email+")).sign_in), "unknown");
    let legacy = with(user("CONFIRMED | | | phone+"), "/User/MFAOptions", json!([{"DeliveryMedium": "SMS"}]));
    assert_eq!(in_short(&look(&pool(ALL), &legacy).sign_in), "unknown");
}

#[test]
fn nothing_is_promised_of_a_user_who_was_not_read() {
    let unread = json!({"Unread": {"Operation": "cognito-idp:AdminGetUser", "Code": "AccessDenied"}});
    for (pool_words, user_words, ..) in STATES {
        let whole = user(user_words);
        let mut nowhere = whole.clone();
        nowhere.as_object_mut().expect("an object").shift_remove("User");
        let beside = with(nowhere.clone(), "/Unread", unread["Unread"].clone());
        let factors = json!({"UserMFASettingList": whole["User"]["UserMFASettingList"]});
        let told_elsewhere = with(with(whole.clone(), "/User", unread.clone()), "/AuthFactors", factors);
        for blind in [told_elsewhere, nowhere, beside, with(whole.clone(), "/User", json!({}))] {
            let told = look(&pool(pool_words), &blind);
            assert_eq!(told.sign_in.outcome, SignInOutcome::Unknown, "{pool_words} {blind}");
            assert_eq!(told.forgot_password.outcome, ResetOutcome::Unknown, "{pool_words} {blind}");
            assert_eq!(told.sign_in.then, None);
        }
    }
}
