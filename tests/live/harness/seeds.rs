//! What is seeded, healthy or broken, is there to be read.

use serde_json::{Value, json};

use crate::support::{Aws, Lab, Seeded, breaks, healthy_pool, seed};

fn read_pool(aws: &Aws, pool: &Seeded) -> (Value, Value, Value) {
    let id = json!({"UserPoolId": pool.pool_id});
    let client = json!({"UserPoolId": pool.pool_id, "ClientId": pool.client_id});
    (
        aws.must("cognito-idp", "describe_user_pool", id.clone())["UserPool"].take(),
        aws.must("cognito-idp", "get_user_pool_mfa_config", id),
        aws.must("cognito-idp", "describe_user_pool_client", client)["UserPoolClient"].take(),
    )
}

/// What was sent reads back, member by member (the answer may hold more).
fn assert_holds(read: &Value, sent: &Value) {
    for (name, value) in sent.as_object().expect("a request") {
        assert_eq!(&read[name], value, "{name} of {read}");
    }
}

#[test]
fn a_healthy_pool_reads_back_on_ministack() {
    let lab = Lab::new();
    let seeded = healthy_pool(&lab.aws, "shop");
    let (mut pool, mfa, client) = read_pool(&lab.aws, &seeded);
    assert_eq!(pool["Arn"], json!(seeded.arn));
    assert_eq!(pool["MfaConfiguration"], "OPTIONAL");
    pool["PoolName"] = pool["Name"].take();
    assert_holds(&pool, &seeded.pool);
    assert_holds(&client, &seeded.client);
    let mut sent = seeded.mfa.clone();
    sent.as_object_mut().unwrap().remove("UserPoolId");
    assert_holds(&mfa, &sent);

    let role = lab.aws.must("iam", "get_role", json!({"RoleName": seeded.role_name}));
    assert_eq!(role["Role"]["Arn"], json!(seeded.role_arn));
    assert_eq!(role["Role"]["Path"], "/service-role/");
    let trust = &role["Role"]["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(trust["Condition"]["StringEquals"]["sts:ExternalId"], json!(seeded.external_id));
    let linked = json!({"RoleName": "AWSServiceRoleForAmazonCognitoIdpEmailService"});
    lab.aws.must("iam", "get_role", linked);
    let spend = lab.aws.must("sns", "get_sms_attributes", json!({}));
    assert_eq!(spend["attributes"]["MonthlySpendLimit"], "100");
}

#[test]
fn a_healthy_pool_reads_back_on_moto() {
    let lab = Lab::on_moto();
    let seeded = healthy_pool(&lab.aws, "shop");
    let (pool, mfa, client) = read_pool(&lab.aws, &seeded);
    assert_eq!(pool["Arn"], json!(seeded.arn));
    assert_eq!(pool["SmsConfiguration"], seeded.pool["SmsConfiguration"]);
    assert_eq!(pool["AccountRecoverySetting"], seeded.pool["AccountRecoverySetting"]);
    assert_eq!(mfa["MfaConfiguration"], "OPTIONAL");
    assert_eq!(mfa["SoftwareTokenMfaConfiguration"]["Enabled"], true);
    assert_holds(&client, &seeded.client);
    lab.aws.must("iam", "get_role", json!({"RoleName": seeded.role_name}));
}

#[test]
fn another_region_holds_pools_of_its_own() {
    let lab = Lab::new();
    healthy_pool(&lab.aws, "shop");
    let there = lab.aws.in_region("eu-west-1");
    seed::healthy_region(&there);
    let pool = healthy_pool(&there, "shop-eu");
    assert!(pool.pool_id.starts_with("eu-west-1_"));
    let pools = there.must("cognito-idp", "list_user_pools", json!({"MaxResults": 60}));
    assert_eq!(pools["UserPools"].as_array().unwrap().len(), 1);
}

#[test]
fn accounts_are_apart() {
    let (one, other) = (Lab::new(), Lab::new());
    healthy_pool(&one.aws, "shop");
    let pools = other.aws.must("cognito-idp", "list_user_pools", json!({"MaxResults": 60}));
    assert_eq!(pools["UserPools"], json!([]));
    one.aws.must("sns", "set_sms_attributes", json!({"attributes": {"MonthlySpendLimit": "7"}}));
    // Through the proxy, as the program reads it, and by a user, whose key names no account.
    let user = other.user_without("reader", &["iam:DeleteUser"]);
    let spend = Aws::at(user).must("sns", "get_sms_attributes", json!({}));
    assert_eq!(spend["attributes"]["MonthlySpendLimit"], "100");
}

#[test]
fn a_user_is_denied_what_its_policy_leaves_out() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "shop");
    let user = Aws::at(lab.user_without("reader", &["cognito-idp:DescribeUserPool", "iam:GetRole"]));
    let id = json!({"UserPoolId": pool.pool_id});
    let denied = user.call("cognito-idp", "describe_user_pool", id.clone()).unwrap_err();
    assert_eq!(denied.code, "AccessDeniedException");
    let denied = user.call("iam", "get_role", json!({"RoleName": pool.role_name})).unwrap_err();
    assert_eq!(denied.code, "AccessDenied");
    user.must("cognito-idp", "get_user_pool_mfa_config", id);
}

#[test]
fn each_break_of_the_role_is_there_to_be_read() {
    for lab in [Lab::new(), Lab::on_moto()] {
        break_roles(&lab);
    }
}

fn break_roles(lab: &Lab) {
    let aws = &lab.aws;
    let role =
        |pool: &Seeded| aws.must("iam", "get_role", json!({"RoleName": pool.role_name}))["Role"].take();
    let policy = |pool: &Seeded, name: &str| {
        let asked = json!({"RoleName": pool.role_name, "PolicyName": name});
        aws.must("iam", "get_role_policy", asked)["PolicyDocument"]["Statement"][0].take()
    };
    let trust = |pool: &Seeded| role(pool)["AssumeRolePolicyDocument"]["Statement"][0].take();

    let pool = healthy_pool(aws, "a");
    breaks::no_publish(aws, &pool);
    assert_eq!(policy(&pool, "sms")["Action"], json!(["sns:ListTopics"]));
    breaks::topic_only(aws, &pool);
    assert_eq!(policy(&pool, "sms")["Resource"], json!([format!("arn:aws:sns:us-east-1:{}:*", lab.account)]));
    breaks::explicit_deny(aws, &pool);
    assert_eq!(policy(&pool, "guard")["Effect"], "Deny");
    let limits = breaks::boundary(aws, &pool);
    assert_eq!(role(&pool)["PermissionsBoundary"]["PermissionsBoundaryArn"], json!(limits));

    let pool = healthy_pool(aws, "b");
    breaks::wrong_trust_service(aws, &pool);
    assert_eq!(trust(&pool)["Principal"]["Service"], "lambda.amazonaws.com");
    breaks::wrong_external_id(aws, &pool);
    assert_eq!(trust(&pool)["Condition"]["StringEquals"]["sts:ExternalId"], "somebody-else");
    breaks::other_source_arn(aws, &pool);
    assert!(trust(&pool)["Condition"]["ArnLike"]["aws:SourceArn"].as_str().unwrap().ends_with("_Another01"));
    breaks::role_deleted(aws, &pool);
    let gone = aws.call("iam", "get_role", json!({"RoleName": pool.role_name})).unwrap_err();
    assert_eq!(gone.code, "NoSuchEntity");
}

#[test]
fn each_break_of_the_pool_changes_one_member_and_no_other() {
    type Break = fn(&Aws, &Seeded);
    let (empty, off) = (json!({}), json!({"Enabled": false}));
    let only_email = json!({"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]});
    let cases: [(Break, &str, Value); 7] = [
        (
            breaks::cognito_default_email,
            "/0/EmailConfiguration/EmailSendingAccount",
            json!("COGNITO_DEFAULT"),
        ),
        (breaks::recovery_email_only, "/0/AccountRecoverySetting", only_email),
        (breaks::recovery_absent, "/0/AccountRecoverySetting", empty),
        (breaks::lite_tier, "/0/UserPoolTier", json!("LITE")),
        (breaks::totp_off, "/1/SoftwareTokenMfaConfiguration", off),
        (breaks::no_admin_scope, "/2/AllowedOAuthScopes", json!(["openid", "email"])),
        (breaks::short_session, "/2/AuthSessionValidity", json!(3)),
    ];
    for lab in [Lab::new(), Lab::on_moto()] {
        for (number, (break_it, path, value)) in cases.iter().enumerate() {
            let pool = healthy_pool(&lab.aws, &format!("pool{number}"));
            let read = || {
                let (mut pool, mfa, mut client) = read_pool(&lab.aws, &pool);
                pool["LastModifiedDate"].take();
                client["LastModifiedDate"].take();
                json!([pool, mfa, client])
            };
            let before = read();
            break_it(&lab.aws, &pool);
            let after = read();
            assert_eq!(after.pointer(path), Some(value), "{path}");
            let top = path.split('/').nth(2).unwrap();
            for part in 0..3 {
                for (member, was) in before[part].as_object().unwrap() {
                    assert!(member == top || after[part][member] == *was, "{path} changed {member}: {after}");
                }
            }
        }
    }
}

#[test]
fn a_web_acl_asks_for_a_captcha() {
    for lab in [Lab::new(), Lab::on_moto()] {
        let pool = healthy_pool(&lab.aws, "shop");
        breaks::waf_captcha(&lab.aws, &pool);
        breaks::managed_login(&lab.aws, &pool);
        let acl = lab.aws.must("wafv2", "get_web_acl_for_resource", json!({"ResourceArn": pool.arn}));
        assert_eq!(acl["WebACL"]["Rules"][0]["Action"], json!({"Captcha": {}}));
        assert!(read_pool(&lab.aws, &pool).0["Domain"].is_string());
    }
}
