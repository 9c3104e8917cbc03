//! `check --change` on a live pool: it reads, also what the change names, and writes nothing.

use serde_json::{Value, json};

use crate::support::rules::Rule;
use crate::support::{Lab, Run, healthy_pool};

fn check(lab: &Lab, pool: &str, request: &Value) -> Run {
    let args = ["check", "--pool", pool, "--format", "json", "--change", "change.json"];
    lab.doctor(&args).file("change.json", &request.to_string()).run()
}

#[test]
fn a_change_is_looked_at_and_never_sent() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.forget();
    let bare = json!({"UserPoolId": pool.pool_id, "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    let run = check(&lab, &pool.pool_id, &bare);
    let report = run.json();
    let request = &report["pools"][0]["change"]["changes"][0];
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(request["refused"][0]["rule"], "SMS022", "{request:#}");
    assert_eq!(request["removes"], json!(["email"]), "{request:#}");
    let calls = lab.proxy.calls();
    assert!(!calls.is_empty());
    for call in calls {
        let declared =
            mfa_doctor::permissions::OPERATIONS.iter().any(|operation| operation.iam_action == call.name());
        assert!(declared, "{} was sent", call.name());
    }
}

#[test]
fn a_role_that_the_change_names_is_read() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    let arn = format!("arn:aws:iam::{}:role/nobody", lab.account);
    let request = json!({"UserPoolId": pool.pool_id, "SmsConfiguration": {"SnsCallerArn": arn, "ExternalId": "x", "SnsRegion": lab.region}});
    lab.proxy.forget();
    let run = check(&lab, &pool.pool_id, &request);
    let report = run.json();
    // IAM has no such role; the role of now is sound.
    let refused = &report["pools"][0]["change"]["changes"][0]["refused"];
    assert_eq!(refused[0]["rule"], "SMS009", "{report:#}");
    assert_eq!(
        report["pools"][0]["change"]["before"]["factors"]["sms"]["verdict"],
        report["pools"][0]["factors"]["sms"]["verdict"]
    );
    let asked = lab.proxy.calls_of("GetRole");
    assert!(asked.iter().any(|call| call.body["RoleName"] == "nobody"), "{asked:?}");
}

#[test]
fn a_role_that_the_change_names_and_nobody_may_read_is_not_judged() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    lab.proxy.rules(&[Rule::on("GetRole").body("nobody").denied()]);
    let arn = format!("arn:aws:iam::{}:role/nobody", lab.account);
    let request = json!({"UserPoolId": pool.pool_id, "SmsConfiguration": {"SnsCallerArn": arn, "ExternalId": "x", "SnsRegion": lab.region}});
    let run = check(&lab, &pool.pool_id, &request);
    let report = run.json();
    let request = &report["pools"][0]["change"]["changes"][0];
    assert_eq!(request["refused"], json!([]), "{request:#}");
    assert!(request["unsettled"].to_string().contains("SMS009"), "{request:#}");
    assert_eq!(run.code, Some(3), "{}", run.stderr);
}
