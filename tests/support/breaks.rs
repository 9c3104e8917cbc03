//! Ways to break a healthy pool, one each. Pools and clients are changed by a whole request, as AWS
//! wants it, so that nothing else changes on any server.

use serde_json::{Value, json};

use super::aws::Aws;
use super::seed::{ADMIN_SCOPE, Seeded, document, put_sms_policy, trust};

/// One way to break a healthy pool.
pub type Break = fn(&Aws, &Seeded);

// The role's permissions.

/// The role may do something, but not publish.
pub fn no_publish(aws: &Aws, pool: &Seeded) {
    put_sms_policy(
        aws,
        &pool.role_name,
        &json!({"Effect": "Allow", "Action": ["sns:ListTopics"], "Resource": ["*"]}),
    );
}

/// The role may publish to topics, and a phone number is none.
pub fn topic_only(aws: &Aws, pool: &Seeded) {
    let topics = format!("arn:aws:sns:{}:{}:*", aws.target.region, aws.target.account);
    put_sms_policy(
        aws,
        &pool.role_name,
        &json!({"Effect": "Allow", "Action": ["sns:Publish"], "Resource": [topics]}),
    );
}

/// A second policy takes back what the first one gives.
pub fn explicit_deny(aws: &Aws, pool: &Seeded) {
    let deny = json!({"Sid": "NoMessages", "Effect": "Deny", "Action": "sns:*", "Resource": "*"});
    aws.must(
        "iam",
        "put_role_policy",
        json!({"RoleName": pool.role_name, "PolicyName": "guard", "PolicyDocument": document(&deny)}),
    );
}

/// A permissions boundary without SNS; the role's policy stays right.
pub fn boundary(aws: &Aws, pool: &Seeded) -> String {
    let only_logs = json!({"Effect": "Allow", "Action": "logs:*", "Resource": "*"});
    let name = format!("{}-limits", pool.name);
    let made = json!({"PolicyName": name, "PolicyDocument": document(&only_logs)});
    let arn = aws.must("iam", "create_policy", made)["Policy"]["Arn"]
        .as_str()
        .expect("the policy's ARN")
        .to_owned();
    aws.must(
        "iam",
        "put_role_permissions_boundary",
        json!({"RoleName": pool.role_name, "PermissionsBoundary": arn}),
    );
    arn
}

// The role's trust.

/// Only Lambda may assume the role.
pub fn wrong_trust_service(aws: &Aws, pool: &Seeded) {
    let mut statement = trust(aws, &pool.external_id, "*");
    statement["Principal"]["Service"] = json!("lambda.amazonaws.com");
    set_trust(aws, pool, &statement);
}

/// The role wants another external ID than the pool sends.
pub fn wrong_external_id(aws: &Aws, pool: &Seeded) {
    set_trust(aws, pool, &trust(aws, "somebody-else", "*"));
}

/// The role was made for another pool.
pub fn other_source_arn(aws: &Aws, pool: &Seeded) {
    let other = format!("{}_Another01", aws.target.region);
    set_trust(aws, pool, &trust(aws, &pool.external_id, &other));
}

/// Replaces the role's trust policy by one with this statement.
pub fn set_trust(aws: &Aws, pool: &Seeded, statement: &Value) {
    aws.must(
        "iam",
        "update_assume_role_policy",
        json!({"RoleName": pool.role_name, "PolicyDocument": document(statement)}),
    );
}

/// The role is gone; the pool still names it.
pub fn role_deleted(aws: &Aws, pool: &Seeded) {
    aws.must("iam", "delete_role_policy", json!({"RoleName": pool.role_name, "PolicyName": "sms"}));
    aws.must("iam", "delete_role", json!({"RoleName": pool.role_name}));
}

// The pool.

/// Cognito's own sender, which email MFA does not take.
pub fn cognito_default_email(aws: &Aws, pool: &Seeded) {
    update_pool(aws, pool, "EmailConfiguration", json!({"EmailSendingAccount": "COGNITO_DEFAULT"}));
}

/// Email is the only way to recover an account, so it cannot be a second factor too.
pub fn recovery_email_only(aws: &Aws, pool: &Seeded) {
    let only = json!({"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]});
    update_pool(aws, pool, "AccountRecoverySetting", only);
}

/// Recovery never set: AWS leaves the member out, the servers show it empty.
pub fn recovery_absent(aws: &Aws, pool: &Seeded) {
    update_pool(aws, pool, "AccountRecoverySetting", json!({}));
}

/// The tier without email MFA.
pub fn lite_tier(aws: &Aws, pool: &Seeded) {
    update_pool(aws, pool, "UserPoolTier", json!("LITE"));
}

/// TOTP off, the other factors as they were.
pub fn totp_off(aws: &Aws, pool: &Seeded) {
    update_mfa(aws, pool, "SoftwareTokenMfaConfiguration", json!({"Enabled": false}));
}

/// Restates the pool with one member changed. The name cannot be updated and stays out.
pub fn update_pool(aws: &Aws, pool: &Seeded, member: &str, value: Value) {
    let mut request = pool.pool.clone();
    request.as_object_mut().expect("a request").remove("PoolName");
    request["UserPoolId"] = json!(pool.pool_id);
    request[member] = value;
    aws.must("cognito-idp", "update_user_pool", request);
}

/// Restates the MFA configuration with one member changed; `null` takes it out.
pub fn update_mfa(aws: &Aws, pool: &Seeded, member: &str, value: Value) {
    let mut request = pool.mfa.clone();
    request[member] = value;
    request.as_object_mut().expect("a request").retain(|_, value| !value.is_null());
    aws.must("cognito-idp", "set_user_pool_mfa_config", request);
}

// The client.

/// Its tokens cannot enrol a factor.
pub fn no_admin_scope(aws: &Aws, pool: &Seeded) {
    let scopes = pool.client["AllowedOAuthScopes"].as_array().expect("scopes");
    let scopes: Vec<&Value> = scopes.iter().filter(|scope| *scope != ADMIN_SCOPE).collect();
    update_client(aws, pool, "AllowedOAuthScopes", json!(scopes));
}

/// Three minutes to receive and type a code.
pub fn short_session(aws: &Aws, pool: &Seeded) {
    update_client(aws, pool, "AuthSessionValidity", json!(3));
}

/// Restates the client with one member changed.
pub fn update_client(aws: &Aws, pool: &Seeded, member: &str, value: Value) {
    let mut request = pool.client.clone();
    request["ClientId"] = json!(pool.client_id);
    request[member] = value;
    aws.must("cognito-idp", "update_user_pool_client", request);
}

// What stands in front of the pool.

/// Managed login at a domain of its own.
pub fn managed_login(aws: &Aws, pool: &Seeded) {
    let domain = format!("{}-{}", pool.name, aws.target.account);
    aws.must("cognito-idp", "create_user_pool_domain", json!({"UserPoolId": pool.pool_id, "Domain": domain}));
}

/// A web ACL that puts a CAPTCHA before everything, the calls that enrol TOTP among it. It only
/// stands in the way of people where they sign in by managed login: see [`managed_login`].
pub fn waf_captcha(aws: &Aws, pool: &Seeded) {
    let watched = |name: &str| json!({"SampledRequestsEnabled": false, "CloudWatchMetricsEnabled": false, "MetricName": name});
    let rule = json!({
        "Name": "humans-only", "Priority": 0, "Action": {"Captcha": {}}, "VisibilityConfig": watched("rule"),
        "Statement": {"NotStatement": {"Statement": {"GeoMatchStatement": {"CountryCodes": ["AQ"]}}}},
    });
    put_web_acl(aws, pool, &json!([rule]));
}

/// A web ACL with these rules, which otherwise allows, associated with the pool.
pub fn put_web_acl(aws: &Aws, pool: &Seeded, rules: &Value) {
    let visibility =
        json!({"SampledRequestsEnabled": false, "CloudWatchMetricsEnabled": false, "MetricName": "acl"});
    let acl = aws.must(
        "wafv2",
        "create_web_acl",
        json!({"Name": format!("{}-acl", pool.name), "Scope": "REGIONAL", "DefaultAction": {"Allow": {}},
            "VisibilityConfig": visibility, "Rules": rules}),
    );
    let association = json!({"WebACLArn": acl["Summary"]["ARN"], "ResourceArn": pool.arn});
    aws.must("wafv2", "associate_web_acl", association);
}
