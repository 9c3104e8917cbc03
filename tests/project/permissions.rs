//! The generated IAM policy allows what the program sends, on the resources that it reads, and nothing else.

use mfa_doctor::iam::{Decision, Kind, Layers, Named, Request, Resource, decide};
use mfa_doctor::permissions::{Bounds, LIMIT, OPERATIONS, Part, Pool, Role, length, policy};
use mfa_doctor::sign_in::Operation as SignIn;
use serde_json::Value;
use std::collections::BTreeSet;

const ACCOUNT: &str = "111122223333";
const POOL: &str = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEf123";
const ROLE: &str = "arn:aws:iam::111122223333:role/service-role/sms";
const EMAIL_ROLE: &str = "arn:aws:iam::111122223333:role/aws-service-role/email.cognito-idp.amazonaws.com/\
                          AWSServiceRoleForAmazonCognitoIdpEmailService";

fn bounds(account: Option<&str>, role: bool) -> Bounds {
    let pool = Pool {
        partition: "aws".to_owned(),
        region: "eu-west-1".to_owned(),
        account: account.map(str::to_owned),
        id: "eu-west-1_AbCdEf123".to_owned(),
    };
    let role =
        role.then(|| Role { partition: "aws".to_owned(), account: ACCOUNT.to_owned(), arn: ROLE.to_owned() });
    Bounds { pools: vec![pool], roles: role.into_iter().collect() }
}

/// The resources that a reading of the pool sends an action about.
fn resources(action: &str) -> Vec<&'static str> {
    match action {
        "cognito-idp:ListUserPools" => vec![],
        "iam:GetRole" => vec![ROLE, EMAIL_ROLE],
        "iam:GetPolicy" | "iam:GetPolicyVersion" => {
            vec!["arn:aws:iam::aws:policy/AmazonSNSFullAccess", "arn:aws:iam::111122223333:policy/team/sms"]
        }
        "ses:GetEmailIdentity" => {
            vec![
                "arn:aws:ses:eu-west-1:111122223333:identity/a@example.com",
                "arn:aws:ses:us-east-1:111122223333:identity/x",
            ]
        }
        "ses:GetConfigurationSet" => vec!["arn:aws:ses:eu-west-1:111122223333:configuration-set/tracking"],
        "wafv2:GetWebACLForResource" => {
            vec![POOL, "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b2c3d"]
        }
        "wafv2:GetWebACL" => vec!["arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b2c3d"],
        role if role.starts_with("iam:") => vec![ROLE],
        pool if pool.starts_with("cognito-idp:") => vec![POOL],
        _ => vec![],
    }
}

fn allows(policy: &Value, action: &str, resource: &str) -> bool {
    let request = Request {
        action: action.to_owned(),
        // What has no resource of its own is asked for with `*`.
        resource: if resource.is_empty() { Resource::NotAnArn } else { Resource::from_text(resource) },
        principal: None,
        context: Default::default(),
    };
    let layers = Layers {
        identity: vec![Named::from_value("generated", policy, Kind::Identity)],
        ..Layers::default()
    };
    decide(&request, &layers).decision == Decision::Allowed
}

fn actions(policy: &Value) -> BTreeSet<String> {
    let statements = policy["Statement"].as_array().unwrap().iter();
    let listed = statements.flat_map(|statement| statement["Action"].as_array().unwrap());
    listed.map(|action| action.as_str().unwrap().to_owned()).collect()
}

/// What the table of operations says that reading takes; `sts:GetCallerIdentity` takes no permission.
fn declared(core: bool, extra: bool, users: bool) -> BTreeSet<String> {
    let wanted = OPERATIONS
        .iter()
        .filter(|operation| (users || !operation.of_users) && if operation.core { core } else { extra });
    let all = wanted.flat_map(|operation| operation.actions()).map(str::to_owned);
    all.filter(|action| action != "sts:GetCallerIdentity").collect()
}

#[test]
fn each_part_holds_just_the_operations_of_the_table() {
    for bounds in [Bounds::default(), bounds(None, false), bounds(Some(ACCOUNT), true)] {
        for users in [false, true] {
            for (parts, core, extra) in [
                (&[Part::Core][..], true, false),
                (&[Part::Extra][..], false, true),
                (&[Part::Core, Part::Extra][..], true, true),
            ] {
                assert_eq!(actions(&policy(parts, users, &bounds)), declared(core, extra, users));
            }
        }
        let by_rights = [SignIn::AdminInitiateAuth, SignIn::AdminRespondToAuthChallenge];
        let mut sign_in: BTreeSet<String> =
            by_rights.map(|operation| format!("cognito-idp:{}", operation.as_str())).into();
        sign_in.insert("cognito-idp:DescribeUserPoolClient".to_owned());
        assert_eq!(actions(&policy(&[Part::SignIn], true, &bounds)), sign_in);
        let of_trace = BTreeSet::from(["cloudtrail:LookupEvents".to_owned()]);
        assert_eq!(actions(&policy(&[Part::Trace], true, &bounds)), of_trace);
    }
}

#[test]
fn what_is_read_is_allowed_however_far_the_policy_is_limited() {
    for bounds in
        [Bounds::default(), bounds(None, false), bounds(Some(ACCOUNT), false), bounds(Some(ACCOUNT), true)]
    {
        let policy = policy(&[Part::Core, Part::Extra], true, &bounds);
        for action in declared(true, true, true) {
            let named = resources(&action);
            let asked = if named.is_empty() { vec![""] } else { named };
            for resource in asked {
                assert!(allows(&policy, &action, resource), "{action} on {resource}: {policy:#}");
            }
        }
    }
}

#[test]
fn what_is_not_read_is_refused() {
    let policy = policy(&[Part::Core, Part::Extra, Part::SignIn], true, &bounds(Some(ACCOUNT), true));
    for (action, resource) in [
        (
            "cognito-idp:DescribeUserPool",
            "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Other1234",
        ),
        (
            "cognito-idp:DescribeUserPool",
            "arn:aws:cognito-idp:eu-west-1:444455556666:userpool/eu-west-1_AbCdEf123",
        ),
        (
            "cognito-idp:AdminInitiateAuth",
            "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Other1234",
        ),
        ("iam:GetRole", "arn:aws:iam::111122223333:role/admin"),
        ("iam:GetRolePolicy", EMAIL_ROLE),
        ("iam:SimulatePrincipalPolicy", "arn:aws:iam::111122223333:user/root"),
        ("wafv2:GetWebACL", "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/0a1b2c3d"),
        ("cognito-idp:SetUserPoolMfaConfig", POOL),
        ("cognito-idp:UpdateUserPool", POOL),
        ("cognito-idp:AdminSetUserPassword", POOL),
        ("iam:PutRolePolicy", ROLE),
        ("iam:PassRole", ROLE),
        ("sts:AssumeRole", ROLE),
        ("sns:Publish", ""),
    ] {
        assert!(!allows(&policy, action, resource), "{action} on {resource}: {policy:#}");
    }
}

#[test]
fn a_policy_is_one_that_iam_takes() {
    let everything = policy(&[Part::Core, Part::Extra, Part::SignIn], true, &bounds(Some(ACCOUNT), true));
    assert!(length(&everything) < LIMIT, "{} characters", length(&everything));
    assert_eq!(everything["Version"], "2012-10-17");
    let mut sids = BTreeSet::new();
    for statement in everything["Statement"].as_array().unwrap() {
        let sid = statement["Sid"].as_str().unwrap();
        assert!(sid.chars().all(|c| c.is_ascii_alphanumeric()), "{sid}");
        assert!(sids.insert(sid), "{sid} stands twice");
        assert!(statement["Action"].as_array().unwrap().iter().all(|action| {
            let action = action.as_str().unwrap();
            !action.contains('*') && action.contains(':')
        }));
    }
}
