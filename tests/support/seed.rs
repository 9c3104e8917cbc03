//! A healthy account and a healthy pool, so that whatever a test breaks is the only thing broken.

use serde_json::{Value, json};

use super::aws::Aws;

/// The sender's domain: an SES identity of the account.
pub const DOMAIN: &str = "example.com";
pub const ADMIN_SCOPE: &str = "aws.cognito.signin.user.admin";
const EMAIL_SERVICE: &str = "email.cognito-idp.amazonaws.com";
const EMAIL_ROLE: &str = "AWSServiceRoleForAmazonCognitoIdpEmailService";

/// A pool and what belongs to it, with the requests that made it: a change must restate them,
/// because an update resets what it is not told.
#[derive(Clone, Debug)]
pub struct Seeded {
    pub name: String,
    pub pool_id: String,
    pub arn: String,
    pub client_id: String,
    pub role_name: String,
    pub role_arn: String,
    pub external_id: String,
    /// CreateUserPool, as sent.
    pub pool: Value,
    /// SetUserPoolMfaConfig, as sent.
    pub mfa: Value,
    /// CreateUserPoolClient, as sent.
    pub client: Value,
}

/// What an account's pools share: Cognito's role for sending through SES, and a Region in order.
pub fn healthy_account(aws: &Aws) {
    healthy_region(aws);
    // CreateServiceLinkedRole of the servers gives another name than AWS does.
    aws.must(
        "iam",
        "create_role",
        json!({
            "RoleName": EMAIL_ROLE, "Path": format!("/aws-service-role/{EMAIL_SERVICE}/"),
            "AssumeRolePolicyDocument": document(&json!({"Effect": "Allow",
                "Principal": {"Service": EMAIL_SERVICE}, "Action": "sts:AssumeRole"})),
        }),
    );
}

/// What a Region's pools share: a spend limit for SMS and a sender's domain.
pub fn healthy_region(aws: &Aws) {
    aws.must(
        "sns",
        "set_sms_attributes",
        json!({"attributes": {"MonthlySpendLimit": "100", "DefaultSMSType": "Transactional"}}),
    );
    aws.must("sesv2", "create_email_identity", json!({"EmailIdentity": DOMAIN}));
}

/// A pool that offers SMS, TOTP and email, all of which work. Its name tells nothing to the program.
pub fn healthy_pool(aws: &Aws, name: &str) -> Seeded {
    let external_id = format!("{name}-external");
    let role_name = format!("{name}-SMS-Role");
    let role = aws.must(
        "iam",
        "create_role",
        json!({"RoleName": role_name, "Path": "/service-role/",
            "AssumeRolePolicyDocument": document(&trust(aws, &external_id, "*"))}),
    );
    let role_arn = text(&role["Role"]["Arn"]);
    put_sms_policy(
        aws,
        &role_name,
        &json!({"Effect": "Allow", "Action": ["sns:Publish"], "Resource": ["*"]}),
    );

    let region = &aws.target.region;
    let sms = json!({"SnsCallerArn": role_arn, "ExternalId": external_id, "SnsRegion": region});
    // Never MfaConfiguration here: moto would report it for ever after, whatever is set later.
    let pool = json!({
        "PoolName": name, "UserPoolTier": "ESSENTIALS",
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "SmsConfiguration": sms,
        "EmailConfiguration": {
            "EmailSendingAccount": "DEVELOPER", "From": format!("no-reply@{DOMAIN}"),
            "SourceArn": format!("arn:aws:ses:{region}:{}:identity/{DOMAIN}", aws.target.account),
        },
        "AccountRecoverySetting": {"RecoveryMechanisms": [
            {"Name": "verified_email", "Priority": 1}, {"Name": "verified_phone_number", "Priority": 2}]},
    });
    let made = aws.must("cognito-idp", "create_user_pool", pool.clone());
    let pool_id = text(&made["UserPool"]["Id"]);
    let mfa = json!({
        "UserPoolId": pool_id, "MfaConfiguration": "OPTIONAL",
        "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Your code is {####}", "SmsConfiguration": sms},
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "EmailMfaConfiguration": {"Message": "Your code is {####}", "Subject": "Your code"},
    });
    aws.must("cognito-idp", "set_user_pool_mfa_config", mfa.clone());
    let client = json!({
        "UserPoolId": pool_id, "ClientName": "app", "AuthSessionValidity": 10,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", ADMIN_SCOPE],
        "SupportedIdentityProviders": ["COGNITO"], "CallbackURLs": ["https://app.example.com/signed-in"],
    });
    let made_client = aws.must("cognito-idp", "create_user_pool_client", client.clone());
    Seeded {
        name: name.into(),
        arn: format!("arn:aws:cognito-idp:{region}:{}:userpool/{pool_id}", aws.target.account),
        client_id: text(&made_client["UserPoolClient"]["ClientId"]),
        pool_id,
        role_name,
        role_arn,
        external_id,
        pool,
        mfa,
        client,
    }
}

/// The trust that Cognito needs, from one pool or (`*`) any pool of the account. The console writes
/// the pool's ID, but the role is made before its pool.
pub fn trust(aws: &Aws, external_id: &str, pool_id: &str) -> Value {
    let (region, account) = (&aws.target.region, &aws.target.account);
    json!({
        "Effect": "Allow", "Principal": {"Service": "cognito-idp.amazonaws.com"}, "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"sts:ExternalId": external_id, "aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": format!("arn:aws:cognito-idp:{region}:{account}:userpool/{pool_id}")},
        },
    })
}

/// A policy of one statement, as text.
pub fn document(statement: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

/// The role's one inline policy, with this statement.
pub fn put_sms_policy(aws: &Aws, role_name: &str, statement: &Value) {
    aws.must(
        "iam",
        "put_role_policy",
        json!({"RoleName": role_name, "PolicyName": "sms", "PolicyDocument": document(statement)}),
    );
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}")).to_owned()
}
