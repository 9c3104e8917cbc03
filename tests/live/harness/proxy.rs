//! The proxy answers for what no server has, breaks what a test wants broken, and logs.

use serde_json::{Value, json};

use crate::support::rules::{self, Rule};
use crate::support::servers::http_get;
use crate::support::{Aws, Lab, aws_cli_with, healthy_pool};

#[test]
fn the_quiet_proxy_supplies_what_no_server_has() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "shop");
    let seen = Aws::at(lab.target());
    assert_eq!(seen.must("sns", "get_sms_sandbox_account_status", json!({}))["IsInSandbox"], false);
    let identity = seen.must("sesv2", "get_email_identity", json!({"EmailIdentity": "example.com"}));
    assert_eq!(identity["VerificationStatus"], "SUCCESS");
    let id = json!({"UserPoolId": pool.pool_id});
    let log = seen.must("cognito-idp", "get_log_delivery_configuration", id.clone());
    assert_eq!(log["LogDeliveryConfiguration"]["UserPoolId"], json!(pool.pool_id));
    let risk = seen.must("cognito-idp", "describe_risk_configuration", id);
    assert_eq!(risk["RiskConfiguration"], json!({"UserPoolId": pool.pool_id}));
}

#[test]
fn the_proxy_injects_in_each_wire_form() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "shop");
    let seen = Aws::at(lab.target());
    let code = |service: &str, operation: &str, params: Value| {
        seen.call(service, operation, params).unwrap_err().code
    };
    let id = json!({"UserPoolId": pool.pool_id});
    lab.proxy.rules(&[
        Rule::on("DescribeUserPool").throttled().times(1),
        Rule::on("DescribeUserPool").body(&pool.pool_id).denied().times(1),
        rules::sms_configuration_failure("no trust"),
        Rule::on("GetRole").of("iam").denied(),
        Rule::on_service("sns").denied(),
        Rule::on("GetEmailIdentity").error("NotFoundException", "no such <identity>"),
        Rule::on("GetUserPoolMfaConfig").reset().times(1),
        Rule::on("GetUserPoolMfaConfig").closed().times(1),
    ]);
    assert_eq!(code("cognito-idp", "describe_user_pool", id.clone()), "TooManyRequestsException");
    assert_eq!(code("cognito-idp", "describe_user_pool", id.clone()), "AccessDeniedException");
    let read = seen.must("cognito-idp", "describe_user_pool", id.clone());
    assert_eq!(read["UserPool"]["SmsConfigurationFailure"], "no trust");
    assert_eq!(code("iam", "get_role", json!({"RoleName": "x"})), "AccessDenied");
    assert_eq!(code("sns", "get_sms_attributes", json!({})), "AuthorizationError");
    let missing = seen.call("sesv2", "get_email_identity", json!({"EmailIdentity": "a"})).unwrap_err();
    assert_eq!(
        (missing.code.as_str(), missing.message.as_str()),
        ("NotFoundException", "no such <identity>")
    );
    for _broken_off in 0..2 {
        seen.call("cognito-idp", "get_user_pool_mfa_config", id.clone()).unwrap_err();
    }
    seen.must("cognito-idp", "get_user_pool_mfa_config", id);

    // boto3 would take half an answer for an empty one, so here is the plain HTTP.
    let body = |answer: &str| answer.split("\r\n\r\n").nth(1).unwrap().len();
    let whole = http_get(&lab.proxy.endpoint(), "/_ministack/ready").unwrap();
    lab.proxy.rules(&[Rule::on_all().truncated()]);
    let half = http_get(&lab.proxy.endpoint(), "/_ministack/ready").unwrap();
    assert!(half.contains(&format!("Content-Length: {}", body(&whole))), "{half}");
    assert_eq!(body(&half), body(&whole) / 2);
}

#[test]
fn the_proxy_logs_members_of_every_protocol() {
    let lab = Lab::new();
    let seen = Aws::at(lab.target());
    seen.must("cognito-idp", "list_user_pools", json!({"MaxResults": 7}));
    seen.must("sns", "get_sms_attributes", json!({"attributes": ["MonthlySpendLimit"]}));
    seen.must("sesv2", "get_account", json!({}));
    let calls = lab.proxy.calls();
    let names: Vec<_> = calls.iter().map(|call| call.name()).collect();
    assert_eq!(names, ["cognito-idp:ListUserPools", "sns:GetSMSAttributes", "ses:GetAccount"]);
    assert_eq!(calls[0].body, json!({"MaxResults": 7}));
    assert_eq!(calls[1].body["attributes.member.1"], "MonthlySpendLimit");
    assert!(calls.iter().all(|call| call.status == Some(200) && call.access_key == lab.account));
    lab.proxy.forget();
    assert!(lab.proxy.calls().is_empty());
}

#[test]
fn a_hanging_answer_holds_up_nobody_else() {
    let lab = Lab::new();
    lab.proxy.rules(&[Rule::on("ListUserPools").hangs(), Rule::on("GetAccount").empty().after_ms(50)]);
    let seen = Aws::at(lab.target());
    let hanging = seen.clone();
    std::thread::spawn(move || hanging.call("cognito-idp", "list_user_pools", json!({"MaxResults": 1})));
    seen.must("sesv2", "get_account", json!({}));
}

#[test]
fn a_slow_proxy_delays_every_answer() {
    let lab = Lab::new();
    lab.proxy.slow(150);
    let start = std::time::Instant::now();
    Aws::at(lab.target()).must("sns", "get_sms_sandbox_account_status", json!({}));
    assert!(start.elapsed() >= std::time::Duration::from_millis(150));
}

#[test]
fn the_proxy_also_serves_as_http_proxy() {
    let lab = Lab::new();
    let mut env = lab.target().with_endpoint("http://aws.invalid").env();
    env.extend([("HTTP_PROXY", lab.proxy.endpoint()), ("AWS_DEFAULT_REGION", lab.region.clone())]);
    let said = aws_cli_with(env, &["sts", "get-caller-identity"]);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(lab.proxy.calls_of("GetCallerIdentity").len(), 1);
}
