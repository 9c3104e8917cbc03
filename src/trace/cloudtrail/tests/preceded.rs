//! Which change came before an error.

use super::{read, refusal};
use crate::trace::cloudtrail::{Found, Service};
use serde_json::{Value, json};

fn change(at: &str, source: &str, name: &str, parameters: &Value) -> String {
    json!({"eventTime": format!("2026-11-22T{at}Z"), "eventSource": format!("{source}.amazonaws.com"), "eventName": name,
        "awsRegion": "us-east-1", "eventID": format!("{at} {name}"), "recipientAccountId": "111122223333",
        "userIdentity": {"arn": "arn:aws:iam::111122223333:user/ops"}, "requestParameters": parameters}).to_string()
}

fn found(changes: &[String], code: &str) -> Found {
    read(format!("{}\n{}", refusal(1).replace("CodeMismatchException", code), changes.join("\n")).as_bytes())
}

fn before(found: &Found) -> Option<&str> {
    found.preceding(&found.series[0]).map(|place| &*found.changes[place].name)
}

const POOL: &str = "us-east-1_AbCdEf123";

#[test]
fn the_latest_change_of_the_pool_or_the_client() {
    let changes = [
        change("09:00:00", "cognito-idp", "UpdateUserPool", &json!({"userPoolId": POOL})),
        change("09:30:00", "cognito-idp", "SetUserPoolMfaConfig", &json!({"userPoolId": POOL})),
        change("09:40:00", "cognito-idp", "UpdateUserPool", &json!({"userPoolId": "us-east-1_OTHER"})),
        change(
            "09:41:00",
            "cognito-idp",
            "UpdateUserPoolClient",
            &json!({"userPoolId": POOL, "clientId": "client2"}),
        ),
        change("09:50:00", "iam", "PutRolePolicy", &json!({"roleName": "sms", "policyName": "p"})),
        change("10:30:00", "cognito-idp", "UpdateUserPool", &json!({"userPoolId": POOL})),
    ];
    let all = found(&changes, "CodeMismatchException");
    assert_eq!(all.changes.len(), 6);
    assert_eq!(before(&all), Some("SetUserPoolMfaConfig"));
    let change = &all.changes[all.preceding(&all.series[0]).unwrap()];
    assert_eq!(
        (change.service, change.actor.as_deref()),
        (Service::Cognito, Some("arn:aws:iam::111122223333:user/ops"))
    );
    assert_eq!(before(&found(&changes[4..], "CodeMismatchException")), None);
}

#[test]
fn a_role_where_the_error_is_about_it() {
    let code = "InvalidSmsRoleAccessPolicyException";
    let put = |at, role| change(at, "iam", "PutRolePolicy", &json!({"roleName": role, "policyName": "p"}));
    assert_eq!(before(&found(&[put("09:50:00", "sms")], code)), Some("PutRolePolicy"));
    assert_eq!(before(&found(&[put("08:50:00", "sms")], code)), None, "of any role, and long before");
    let mfa = json!({"userPoolId": POOL, "smsMfaConfiguration": {"smsConfiguration": {"snsCallerArn": "arn:aws:iam::111122223333:role/service-role/sms"}}});
    let set = change("07:00:00", "cognito-idp", "SetUserPoolMfaConfig", &mfa);
    let both = [put("08:50:00", "sms"), set.clone(), put("09:50:00", "other")];
    assert_eq!(before(&found(&both, code)), Some("PutRolePolicy"));
    assert_eq!(before(&found(&[set, put("09:50:00", "other")], code)), Some("SetUserPoolMfaConfig"));
}

#[test]
fn a_web_acl_where_the_error_is_about_it() {
    let arn = format!("arn:aws:cognito-idp:us-east-1:111122223333:userpool/{POOL}");
    let associate =
        change("09:50:00", "wafv2", "AssociateWebACL", &json!({"webACLArn": "arn:acl", "resourceArn": arn}));
    assert_eq!(
        before(&found(std::slice::from_ref(&associate), "ForbiddenException")),
        Some("AssociateWebACL")
    );
    assert_eq!(before(&found(&[associate.replace(POOL, "us-east-1_OTHER")], "ForbiddenException")), None);
    assert_eq!(before(&found(&[associate], "CodeMismatchException")), None);
}

#[test]
fn a_refused_change_changed_nothing() {
    let refused = change("09:50:00", "cognito-idp", "UpdateUserPool", &json!({"userPoolId": POOL})).replacen(
        '{',
        r#"{"errorCode":"AccessDenied","#,
        1,
    );
    assert_eq!(found(&[refused], "CodeMismatchException").changes, []);
}
