//! The pools that the faults are tried on: one in order and three broken ones, which together make `check` send
//! every operation that it knows.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::oracle::timeless;
use crate::support::rules::{
    Rule, healthy_account, organization_member, ses_identity_unverified, ses_sandbox,
};
use crate::support::seed::{Seeded, document};
use crate::support::{Aws, Doctor, Lab, Proxy, breaks, doctor, healthy_pool};

/// One pool, what is asked of it, and what its report says as long as nothing fails.
pub struct Scene {
    pub name: &'static str,
    pub lab: Lab,
    args: Vec<String>,
    rules: Vec<Rule>,
    pub report: Value,
    /// `service:Operation` of every call of the clean run.
    pub operations: BTreeSet<String>,
    /// How many they were.
    pub calls: u32,
}

impl Scene {
    /// `args` follow the word `check`.
    fn new(name: &'static str, lab: Lab, pool: &Seeded, args: &[&str], rules: Vec<Rule>) -> Scene {
        let args = [&["check", "--pool", &pool.pool_id, "--format", "json"], args].concat();
        let args = args.into_iter().map(str::to_owned).collect();
        let rules: Vec<Rule> = rules.into_iter().chain(healthy_account()).collect();
        let mut scene =
            Scene { name, lab, args, rules, report: Value::Null, operations: BTreeSet::new(), calls: 0 };
        let proxy = scene.proxy(&[]);
        let clean = scene.doctor(&proxy).run();
        assert!(matches!(clean.code, Some(0 | 1)), "{name}: {clean:#?}");
        scene.report = timeless(&clean.json(), &proxy.endpoint());
        let calls = proxy.calls();
        scene.operations = calls.iter().map(crate::support::Call::name).collect();
        scene.calls = u32::try_from(calls.len()).expect("some calls");
        scene
    }

    /// A listener of its own, with these rules before those of the scene.
    pub fn proxy(&self, faults: &[Rule]) -> Proxy {
        let proxy = Proxy::ministack(&self.lab.account);
        let all: Vec<Rule> = faults.iter().chain(&self.rules).cloned().collect();
        proxy.only_rules(&all);
        proxy
    }

    /// The scene's check at this listener.
    pub fn doctor(&self, proxy: &Proxy) -> Doctor {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        doctor(&args).target(&self.lab.aws.target.with_endpoint(&proxy.endpoint()))
    }
}

/// Every scene, made at once.
pub fn all() -> Vec<Scene> {
    let makers = [healthy, role, delivery, user];
    std::thread::scope(|scope| {
        let made: Vec<_> = makers.iter().map(|make| scope.spawn(make)).collect();
        made.into_iter().map(|scene| scene.join().expect("a scene")).collect()
    })
}

fn healthy() -> Scene {
    let lab = Lab::new();
    let pool = rich_pool(&lab.aws);
    allowing_web_acl(&lab.aws, &pool);
    Scene::new("healthy", lab, &pool, &["--require", "sms,totp,email"], vec![organization_member()])
}

/// Wrong trust, wrong policy, and a client that enrols nothing.
fn role() -> Scene {
    let lab = Lab::new();
    let pool = rich_pool(&lab.aws);
    allowing_web_acl(&lab.aws, &pool);
    breaks::topic_only(&lab.aws, &pool);
    breaks::wrong_external_id(&lab.aws, &pool);
    let mut client = pool.clone();
    client.client["AuthSessionValidity"] = json!(3);
    breaks::no_admin_scope(&lab.aws, &client);
    Scene::new("role", lab, &pool, &[], vec![organization_member()])
}

/// A Deny among right policies, a sender that may not send, a CAPTCHA before the enrolment of TOTP.
fn delivery() -> Scene {
    let lab = Lab::new();
    let pool = rich_pool(&lab.aws);
    breaks::explicit_deny(&lab.aws, &pool);
    breaks::managed_login(&lab.aws, &pool);
    breaks::waf_captcha(&lab.aws, &pool);
    let mut changed = pool.clone();
    changed.pool["AccountRecoverySetting"] =
        json!({"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]});
    breaks::update_pool(&lab.aws, &changed, "UserPoolTier", json!("LITE"));
    let rules = vec![ses_identity_unverified("PENDING"), ses_sandbox()];
    Scene::new("delivery", lab, &pool, &["--require", "email"], rules)
}

/// A role that is gone, and a user who gets no message.
fn user() -> Scene {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "shop");
    breaks::role_deleted(&lab.aws, &pool);
    // moto takes numbers that end in 99 for opted out.
    let attributes = json!([
        {"Name": "email", "Value": "ann@example.org"}, {"Name": "email_verified", "Value": "true"},
        {"Name": "phone_number", "Value": "+15555550199"}
    ]);
    let user = json!({"UserPoolId": pool.pool_id, "Username": "ann", "UserAttributes": attributes,
        "MessageAction": "SUPPRESS"});
    lab.aws.must("cognito-idp", "admin_create_user", user);
    let preference = json!({"UserPoolId": pool.pool_id, "Username": "ann",
        "SMSMfaSettings": {"Enabled": true, "PreferredMfa": true}});
    lab.aws.must("cognito-idp", "admin_set_user_mfa_preference", preference);
    // What the servers do not know.
    let rules = vec![
        Rule::on("AdminGetUserAuthFactors")
            .json(json!({"Username": "ann", "ConfiguredUserAuthFactors": ["PASSWORD", "EMAIL_OTP"]})),
        Rule::on("AdminListDevices").json(json!({"Devices": [{"DeviceKey": "a"}]})),
        Rule::on("GetSuppressedDestination").of("ses").json(json!({"SuppressedDestination": {
            "EmailAddress": "ann@example.org", "Reason": "BOUNCE", "LastUpdateTime": 1763805600.5}})),
    ];
    Scene::new("user", lab, &pool, &["--user", "ann"], rules)
}

/// A healthy pool that uses whatever can be read: threat protection, a configuration set, managed policies at their
/// first and at their second version, a boundary, an organization with policies of its own.
fn rich_pool(aws: &Aws) -> Seeded {
    let mut pool = healthy_pool(aws, "customers");
    aws.must("sesv2", "create_configuration_set", json!({"ConfigurationSetName": "tracking"}));
    pool.pool["EmailConfiguration"]["ConfigurationSet"] = json!("tracking");
    pool.pool["UserPoolTier"] = json!("PLUS");
    breaks::update_pool(aws, &pool, "UserPoolAddOns", json!({"AdvancedSecurityMode": "AUDIT"}));
    pool.pool["UserPoolAddOns"] = json!({"AdvancedSecurityMode": "AUDIT"});
    let everything = document(&json!({"Effect": "Allow", "Action": "*", "Resource": "*"}));
    let logs = document(&json!({"Effect": "Allow", "Action": "logs:*", "Resource": "*"}));
    let made = |name: &str, text: &str| {
        let made = aws.must("iam", "create_policy", json!({"PolicyName": name, "PolicyDocument": text}));
        made["Policy"]["Arn"].clone()
    };
    let limits = made("limits", &everything);
    aws.must(
        "iam",
        "put_role_permissions_boundary",
        json!({"RoleName": pool.role_name, "PermissionsBoundary": limits}),
    );
    for (name, versions) in [("first", 1), ("second", 2)] {
        let arn = made(name, &logs);
        if versions == 2 {
            let version = json!({"PolicyArn": arn, "PolicyDocument": logs, "SetAsDefault": true});
            aws.must("iam", "create_policy_version", version);
        }
        aws.must("iam", "attach_role_policy", json!({"RoleName": pool.role_name, "PolicyArn": arn}));
    }
    into_unit(aws);
    pool
}

/// The account in an organizational unit that has a policy of its own.
fn into_unit(aws: &Aws) {
    let roots = aws.must("organizations", "list_roots", json!({}));
    let root = &roots["Roots"][0]["Id"];
    let unit =
        aws.must("organizations", "create_organizational_unit", json!({"ParentId": root, "Name": "work"}));
    let unit = &unit["OrganizationalUnit"]["Id"];
    let moved = json!({"AccountId": aws.target.account, "SourceParentId": root, "DestinationParentId": unit});
    aws.must("organizations", "move_account", moved);
    let statement = json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"});
    let policy = json!({"Name": "no-buckets", "Description": "none", "Type": "SERVICE_CONTROL_POLICY",
        "Content": document(&statement)});
    let made = aws.must("organizations", "create_policy", policy);
    let id: &Value = &made["Policy"]["PolicySummary"]["Id"];
    aws.must("organizations", "attach_policy", json!({"PolicyId": id, "TargetId": unit}));
}

/// A web ACL that stands in nobody's way.
fn allowing_web_acl(aws: &Aws, pool: &Seeded) {
    let watched =
        json!({"SampledRequestsEnabled": false, "CloudWatchMetricsEnabled": false, "MetricName": "rule"});
    let rule = json!({
        "Name": "count-antarctica", "Priority": 0, "Action": {"Count": {}}, "VisibilityConfig": watched,
        "Statement": {"GeoMatchStatement": {"CountryCodes": ["AQ"]}},
    });
    breaks::put_web_acl(aws, pool, &json!([rule]));
}
