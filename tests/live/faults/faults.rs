//! The faults, each as rules of the proxy.

use serde_json::json;

use crate::support::rules::Rule;

/// What the log calls a call that a fault was done to.
pub const FAULT: &str = "fault";

/// What happens to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Throttled,
    Internal,
    Unavailable,
    Closed,
    Reset,
    Cut,
    Truncated,
    Shortened,
    Garbage,
    Empty,
    NoMembers,
    LoginPage,
    BadGateway,
    Denied,
    Expired,
    SamePage,
    EndlessPages,
    Hangs,
    Stalls,
}

impl Fault {
    pub const ALL: &[Fault] = &[
        Fault::Throttled,
        Fault::Internal,
        Fault::Unavailable,
        Fault::Closed,
        Fault::Reset,
        Fault::Cut,
        Fault::Truncated,
        Fault::Shortened,
        Fault::Garbage,
        Fault::Empty,
        Fault::NoMembers,
        Fault::LoginPage,
        Fault::BadGateway,
        Fault::Denied,
        Fault::Expired,
        Fault::SamePage,
        Fault::EndlessPages,
        Fault::Hangs,
        Fault::Stalls,
    ];

    /// Whether it happens to this operation (`service:Operation`).
    pub fn befalls(self, operation: &str) -> bool {
        match self {
            Fault::SamePage | Fault::EndlessPages => token(operation).is_some(),
            // AWS WAF itself says so that there is no web ACL.
            Fault::NoMembers => operation != "wafv2:GetWebACLForResource",
            _ => true,
        }
    }

    /// Whether it may pass by itself: AWS, or the network, will do better next time.
    pub fn passes(self) -> bool {
        !matches!(
            self,
            Fault::NoMembers | Fault::Denied | Fault::Expired | Fault::SamePage | Fault::EndlessPages
        )
    }

    /// Whether each attempt takes its time.
    pub fn is_slow(self) -> bool {
        matches!(self, Fault::Hangs | Fault::Stalls)
    }

    /// The rule for one operation.
    pub fn on(self, operation: &str) -> Rule {
        let (service, name) = operation.split_once(':').expect("service:Operation");
        self.does(Rule::on(name).of(service), operation)
    }

    /// What it does to the requests of `rule`, which are those of `operation`.
    pub fn does(self, rule: Rule, operation: &str) -> Rule {
        let page = "<!doctype html><html><body><h1>Sign in to the network</h1></body></html>";
        let done = match self {
            Fault::Throttled => rule.throttled(),
            Fault::Internal => rule.internal(),
            Fault::Unavailable => rule.http(503, "text/plain", "Service Unavailable"),
            Fault::Closed => rule.closed(),
            Fault::Reset => rule.reset(),
            Fault::Cut => rule.cut(),
            Fault::Truncated => rule.truncated(),
            Fault::Shortened => rule.shortened(),
            Fault::Garbage => rule.garbage(),
            Fault::Empty => rule.http(200, "", ""),
            Fault::NoMembers => rule.empty(),
            Fault::LoginPage => rule.http(200, "text/html", page),
            Fault::BadGateway => rule.http(502, "text/html", page),
            Fault::Denied => rule.denied(),
            Fault::Expired => {
                let code = if is_query(operation) { "ExpiredToken" } else { "ExpiredTokenException" };
                rule.error(code, "The security token included in the request is expired").status(403)
            }
            Fault::SamePage => rule.pages(token(operation).unwrap_or_default(), false),
            Fault::EndlessPages => rule.pages(token(operation).unwrap_or_default(), true),
            Fault::Hangs => rule.hangs(),
            Fault::Stalls => rule.stalls(),
        };
        done.named(FAULT)
    }
}

fn is_query(operation: &str) -> bool {
    ["iam:", "sns:", "sts:"].iter().any(|service| operation.starts_with(service))
}

/// Where a list says that it goes on.
fn token(operation: &str) -> Option<&'static str> {
    match operation {
        "cognito-idp:AdminListDevices" => Some("PaginationToken"),
        "cognito-idp:ListUserPools"
        | "cognito-idp:ListUserPoolClients"
        | "organizations:ListParents"
        | "organizations:ListPoliciesForTarget"
        | "sns:ListOriginationNumbers" => Some("NextToken"),
        "iam:ListRolePolicies" | "iam:ListAttachedRolePolicies" | "iam:SimulatePrincipalPolicy" => {
            Some("Marker")
        }
        _ => None,
    }
}

/// Answers that are well formed and lack what AWS always gives, or hold something else in its place.
pub fn misshapen() -> Vec<(&'static str, Rule)> {
    let without = |operation: &'static str, member: &'static str| {
        let (service, name) = operation.split_once(':').expect("service:Operation");
        (operation, Rule::on(name).of(service).remove(&[member]).named(FAULT))
    };
    let with = |operation: &'static str, pattern: &str, by: &str| {
        let (service, name) = operation.split_once(':').expect("service:Operation");
        (operation, Rule::on(name).of(service).replaced(pattern, by).named(FAULT))
    };
    let mut all = vec![
        without("cognito-idp:DescribeUserPool", "UserPool"),
        without("cognito-idp:GetUserPoolMfaConfig", "MfaConfiguration"),
        without("cognito-idp:ListUserPoolClients", "UserPoolClients"),
        without("cognito-idp:ListUserPoolClients", "UserPoolClients.0.ClientId"),
        without("cognito-idp:DescribeUserPoolClient", "UserPoolClient"),
        without("cognito-idp:GetLogDeliveryConfiguration", "LogDeliveryConfiguration"),
        without("cognito-idp:GetLogDeliveryConfiguration", "LogDeliveryConfiguration.LogConfigurations"),
        without("cognito-idp:DescribeRiskConfiguration", "RiskConfiguration"),
        without("cognito-idp:AdminGetUser", "UserStatus"),
        without("cognito-idp:AdminGetUser", "Enabled"),
        without("cognito-idp:AdminListDevices", "Devices"),
        without("cognito-idp:AdminGetUserAuthFactors", "Username"),
        without("ses:GetAccount", "ProductionAccessEnabled"),
        without("ses:GetAccount", "SendingEnabled"),
        without("ses:GetAccount", "EnforcementStatus"),
        without("ses:GetAccount", "SendQuota"),
        without("ses:GetEmailIdentity", "VerifiedForSendingStatus"),
        without("ses:GetEmailIdentity", "VerificationStatus"),
        without("ses:GetEmailIdentity", "IdentityType"),
        without("ses:GetConfigurationSet", "SendingOptions"),
        without("ses:GetConfigurationSet", "SendingOptions.SendingEnabled"),
        without("ses:GetSuppressedDestination", "SuppressedDestination"),
        without("wafv2:GetWebACLForResource", "WebACL.Rules"),
        without("wafv2:GetWebACLForResource", "WebACL.DefaultAction"),
        without("wafv2:GetWebACLForResource", "WebACL.Rules.0.Statement"),
        without("organizations:DescribeOrganization", "Organization"),
        without("organizations:DescribeOrganization", "Organization.MasterAccountId"),
        without("organizations:DescribeOrganization", "Organization.FeatureSet"),
        without("organizations:ListParents", "Parents"),
        without("organizations:ListParents", "Parents.0.Id"),
        without("organizations:ListParents", "Parents.0.Type"),
        without("organizations:ListPoliciesForTarget", "Policies"),
        without("organizations:ListPoliciesForTarget", "Policies.0.Id"),
        without("organizations:DescribePolicy", "Policy"),
        without("organizations:DescribePolicy", "Policy.Content"),
    ];
    for (operation, elements) in [
        ("iam:GetRole", &["Role", "RoleName", "Arn", "AssumeRolePolicyDocument", "Path", "CreateDate"][..]),
        ("iam:ListRolePolicies", &["PolicyNames", "IsTruncated"]),
        ("iam:GetRolePolicy", &["PolicyDocument", "PolicyName"]),
        ("iam:ListAttachedRolePolicies", &["AttachedPolicies", "PolicyArn", "IsTruncated"]),
        ("iam:GetPolicy", &["Policy", "DefaultVersionId"]),
        ("iam:GetPolicyVersion", &["PolicyVersion", "Document", "IsDefaultVersion", "VersionId"]),
        (
            "iam:SimulatePrincipalPolicy",
            &["EvaluationResults", "EvalDecision", "EvalActionName", "IsTruncated"],
        ),
        ("sns:GetSMSAttributes", &["attributes"]),
        ("sns:GetSMSSandboxAccountStatus", &["IsInSandbox"]),
        ("sns:CheckIfPhoneNumberIsOptedOut", &["isOptedOut"]),
        ("sns:ListOriginationNumbers", &["PhoneNumbers", "Iso2CountryCode"]),
        ("sts:GetCallerIdentity", &["Account", "Arn"]),
    ] {
        for element in elements {
            all.push(with(operation, &format!("<{element}>.*?</{element}>"), ""));
            // IAM ends a list by an element that holds nothing, too.
            all.push(with(operation, &format!("(<{element}>)"), r"\1<banana/>"));
        }
    }
    for (operation, element) in [
        ("iam:GetRole", "CreateDate"),
        ("iam:GetRole", "AssumeRolePolicyDocument"),
        ("iam:ListRolePolicies", "IsTruncated"),
        ("iam:GetRolePolicy", "PolicyDocument"),
        ("iam:ListAttachedRolePolicies", "IsTruncated"),
        ("iam:GetPolicyVersion", "Document"),
        ("iam:GetPolicyVersion", "IsDefaultVersion"),
        ("iam:SimulatePrincipalPolicy", "EvalDecision"),
        ("sns:GetSMSSandboxAccountStatus", "IsInSandbox"),
        ("sns:GetSMSAttributes", "value"),
        ("sns:CheckIfPhoneNumberIsOptedOut", "isOptedOut"),
    ] {
        for text in ["banana", "", "%7B%22Version%22", "[]"] {
            let whole = format!("<{element}>{text}</{element}>");
            all.push(with(operation, &format!("<{element}>.*?</{element}>"), &whole));
        }
    }
    all.push(("organizations:DescribePolicy", {
        let edit = Rule::on("DescribePolicy").of("organizations");
        edit.edit(json!({"Policy.Content": "{\"Version\""})).named(FAULT)
    }));
    all
}
