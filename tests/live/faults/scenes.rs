//! What the faults are tried on: a pool in order, three broken ones, all pools of an account and those of an
//! organization, which together make `check` send every operation that it knows.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::oracle::timeless;
use crate::support::proxy::Place;
use crate::support::rules::{
    Rule, healthy_account, organization_member, ses_identity_unverified, ses_sandbox,
};
use crate::support::seed::{Seeded, document, healthy_account as in_order};
use crate::support::{Aws, Doctor, Lab, Proxy, Target, breaks, doctor, healthy_pool};

/// Pools, what is asked of them, and what their report says as long as nothing fails.
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
    /// What the answers consisted of.
    pub places: Vec<Place>,
    /// Operations without whose answer there may be nothing to judge.
    pub indispensable: &'static [&'static str],
}

impl Scene {
    /// `args` follow `check --pool ID`.
    fn of_pool(name: &'static str, lab: Lab, pool: &Seeded, args: &[&str], rules: Vec<Rule>) -> Scene {
        let args = [&["--pool", &pool.pool_id], args].concat();
        Scene::new(name, lab, &args, rules)
    }

    /// `args` follow the word `check`.
    fn new(name: &'static str, lab: Lab, args: &[&str], rules: Vec<Rule>) -> Scene {
        let args = [&["check", "--format", "json"], args].concat();
        let args = args.into_iter().map(str::to_owned).collect();
        // The run of all cases outlasts the minutes in which a role counts as new.
        let long_ago = "<CreateDate>2025-11-22T10:00:00Z</CreateDate>";
        let old_roles = Rule::on("GetRole").of("iam").replaced("<CreateDate>[^<]*</CreateDate>", long_ago);
        let rules: Vec<Rule> = rules.into_iter().chain([old_roles]).chain(healthy_account()).collect();
        let (report, operations, places) = (Value::Null, BTreeSet::new(), Vec::new());
        let indispensable = &["cognito-idp:DescribeUserPool"];
        let mut scene = Scene { name, lab, args, rules, report, operations, calls: 0, places, indispensable };
        let proxy = scene.proxy(&[]);
        let clean = scene.doctor(&proxy).run();
        assert!(matches!(clean.code, Some(0 | 1)), "{name}: {clean:#?}");
        scene.report = timeless(&clean.json(), &proxy.endpoint());
        let calls = proxy.calls();
        scene.operations = calls.iter().map(crate::support::Call::name).collect();
        scene.calls = u32::try_from(calls.len()).expect("some calls");
        scene.places = proxy.members();
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
    let makers = [healthy, role, delivery, user, account, organization];
    std::thread::scope(|scope| {
        let made: Vec<_> = makers.iter().map(|make| scope.spawn(make)).collect();
        made.into_iter().map(|scene| scene.join().expect("a scene")).collect()
    })
}

fn healthy() -> Scene {
    let lab = Lab::new();
    let pool = rich_pool(&lab.aws);
    allows_all(&lab.aws);
    allowing_web_acl(&lab.aws, &pool);
    Scene::of_pool("healthy", lab, &pool, &["--require", "sms,totp,email"], vec![organization_member()])
}

/// Wrong trust, wrong policy, no control policy that allows anything, and a client that enrols nothing.
fn role() -> Scene {
    let lab = Lab::new();
    let pool = rich_pool(&lab.aws);
    allowing_web_acl(&lab.aws, &pool);
    breaks::topic_only(&lab.aws, &pool);
    breaks::wrong_external_id(&lab.aws, &pool);
    let mut client = pool.clone();
    client.client["AuthSessionValidity"] = json!(3);
    breaks::no_admin_scope(&lab.aws, &client);
    Scene::of_pool("role", lab, &pool, &[], vec![organization_member()])
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
    Scene::of_pool("delivery", lab, &pool, &["--require", "email"], rules)
}

/// A role that is gone, and a user who gets no message, of a pool that keeps devices and sign-ins.
fn user() -> Scene {
    let lab = Lab::new();
    let mut pool = healthy_pool(&lab.aws, "shop");
    pool.pool["UserPoolTier"] = json!("PLUS");
    pool.pool["DeviceConfiguration"] =
        json!({"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true});
    breaks::update_pool(&lab.aws, &pool, "UserPoolAddOns", json!({"AdvancedSecurityMode": "AUDIT"}));
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
    let wrong_password = |number: u32| {
        json!({"EventId": format!("event-{number}"), "EventType": "SignIn", "EventResponse": "Fail",
            "CreationDate": 1_763_805_600 + number, "EventRisk": {"RiskDecision": "NoRisk"},
            "ChallengeResponses": [{"ChallengeName": "Password", "ChallengeResponse": "Failure"}]})
    };
    let devices = json!({"Devices": [{"DeviceKey": "a", "DeviceAttributes": [
        {"Name": "device_status", "Value": "valid"}], "DeviceCreateDate": 1_763_805_600.5}]});
    let rules = vec![
        Rule::on("AdminGetUserAuthFactors")
            .json(json!({"Username": "ann", "ConfiguredUserAuthFactors": ["PASSWORD", "EMAIL_OTP"]})),
        Rule::on("AdminListDevices").json(devices),
        Rule::on("AdminListUserAuthEvents").json(json!({"AuthEvents": ([2, 1].map(wrong_password))})),
        Rule::on("GetSuppressedDestination").of("ses").json(json!({"SuppressedDestination": {
            "EmailAddress": "ann@example.org", "Reason": "BOUNCE", "LastUpdateTime": 1763805600.5}})),
    ];
    Scene::of_pool("user", lab, &pool, &["--user", "ann"], rules)
}

/// All pools of an account, one of them with a fault.
fn account() -> Scene {
    let lab = Lab::new();
    let broken = healthy_pool(&lab.aws, "broken");
    breaks::topic_only(&lab.aws, &broken);
    healthy_pool(&lab.aws, "sound");
    let scene = Scene::new("account", lab, &["--all"], vec![organization_member()]);
    Scene { indispensable: &["cognito-idp:ListUserPools", "cognito-idp:DescribeUserPool"], ..scene }
}

/// All pools of an organization of two accounts, in each of which a role is assumed.
fn organization() -> Scene {
    const AUDITOR: &str = "auditor";
    let lab = Lab::new();
    let made = json!({"Email": "shop@example.com", "AccountName": "shop"});
    let made = lab.aws.must("organizations", "create_account", made);
    let member = made["CreateAccountStatus"]["AccountId"].as_str().expect("an account").to_owned();
    let target = Target::root(&lab.aws.target.endpoint, &member, &lab.region);
    let shop = Aws { target, ..lab.aws.clone() };
    in_order(&shop);
    for aws in [&lab.aws, &shop] {
        let everything = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let root = format!("arn:aws:iam::{}:root", lab.account);
        let trust =
            document(&json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": root}}));
        aws.must("iam", "create_role", json!({"RoleName": AUDITOR, "AssumeRolePolicyDocument": trust}));
        let policy =
            json!({"RoleName": AUDITOR, "PolicyName": "all", "PolicyDocument": document(&everything)});
        aws.must("iam", "put_role_policy", policy);
        let pool = healthy_pool(aws, "customers");
        breaks::topic_only(aws, &pool);
    }
    let args = ["--all", "--accounts", "organization", "--assume-role", AUDITOR];
    let scene = Scene::new("organization", lab, &args, Vec::new());
    // Without AWS STS nobody knows which account is that of the credentials.
    let indispensable = &[
        "organizations:ListAccounts",
        "sts:GetCallerIdentity",
        "cognito-idp:ListUserPools",
        "cognito-idp:DescribeUserPool",
    ];
    Scene { indispensable, ..scene }
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

/// As AWS attaches it to every new organizational unit, and the server to none.
fn allows_all(aws: &Aws) {
    let account = json!({"ChildId": aws.target.account});
    let unit = &aws.must("organizations", "list_parents", account)["Parents"][0]["Id"];
    aws.must("organizations", "attach_policy", json!({"PolicyId": "p-FullAWSAccess", "TargetId": unit}));
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
