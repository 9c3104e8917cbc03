//! Every AWS operation that reading sends, in one table.

use super::Operation;

macro_rules! operations {
    ($($name:ident = $action:literal $(+ $also:literal)*, $core:ident, $why:literal;)*) => {
        $(#[doc = $why]
        pub const $name: Operation =
            Operation { also: &[$($also),*], why: $why, ..operations!(@ $core $action) };)*
        /// Every operation that reading sends; none of them changes anything.
        pub const OPERATIONS: &[Operation] = &[$($name),*];
    };
    (@ core $action:literal) => { Operation::new($action, true, false) };
    (@ extra $action:literal) => { Operation::new($action, false, false) };
    (@ core_of_users $action:literal) => { Operation::new($action, true, true) };
    (@ extra_of_users $action:literal) => { Operation::new($action, false, true) };
}

operations! {
    DESCRIBE_USER_POOL = "cognito-idp:DescribeUserPool", core,
        "the pool: SMS and e-mail settings, recovery, sign-in factors, plan, triggers";
    GET_MFA_CONFIG = "cognito-idp:GetUserPoolMfaConfig", core,
        "which factors are on; e-mail, TOTP and passkey state stand nowhere else";
    LIST_CLIENTS = "cognito-idp:ListUserPoolClients", core, "which app clients the pool has";
    DESCRIBE_CLIENT = "cognito-idp:DescribeUserPoolClient", core,
        "each app client's flows, scopes and session length";
    GET_ROLE = "iam:GetRole", core,
        "the SMS role's trust policy and boundary; whether the e-mail service-linked role exists";
    LIST_ROLE_POLICIES = "iam:ListRolePolicies", core, "which inline policies the SMS role has";
    GET_ROLE_POLICY = "iam:GetRolePolicy", core, "what the SMS role's inline policies allow";
    LIST_ATTACHED_POLICIES = "iam:ListAttachedRolePolicies", core, "which managed policies the SMS role has";
    GET_POLICY = "iam:GetPolicy", core, "which version of a managed policy is in force";
    GET_POLICY_VERSION = "iam:GetPolicyVersion", core, "what managed policies and the boundary allow";
    LIST_POOLS = "cognito-idp:ListUserPools", extra, "which pools a Region has, when none is named";
    LIST_ACCOUNTS = "organizations:ListAccounts", extra,
        "which accounts there are, when all of the organization are asked for";
    GET_LOG_DELIVERY = "cognito-idp:GetLogDeliveryConfiguration", extra, "whether failed messages leave a trace";
    DESCRIBE_RISK = "cognito-idp:DescribeRiskConfiguration", extra, "when threat protection asks for MFA or blocks";
    GET_SMS_ATTRIBUTES = "sns:GetSMSAttributes", extra, "the SMS spend limit";
    GET_SMS_SANDBOX = "sns:GetSMSSandboxAccountStatus", extra, "whether SMS reaches verified numbers only";
    GET_SES_ACCOUNT = "ses:GetAccount", extra, "whether Amazon SES may send, and to everyone";
    GET_EMAIL_IDENTITY = "ses:GetEmailIdentity", extra, "whether the sender is verified, and who may use it";
    GET_CONFIGURATION_SET = "ses:GetConfigurationSet", extra, "whether the pool's configuration set exists and sends";
    // The call looks the web ACL up as GetWebACL does, and asks Cognito which one it is.
    // https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACLForResource.html
    GET_WEB_ACL = "wafv2:GetWebACLForResource" + "wafv2:GetWebACL" + "cognito-idp:GetWebACLForResource", extra,
        "whether a web ACL stands in the way of sign-in and enrolment";
    SIMULATE = "iam:SimulatePrincipalPolicy", extra,
        "IAM's own word on the SMS role's policies, those of the organization among them";
    DESCRIBE_ORGANIZATION = "organizations:DescribeOrganization", extra,
        "whether control policies can bind the account at all";
    LIST_PARENTS = "organizations:ListParents", extra, "which organizational units the account is in";
    LIST_POLICIES_FOR_TARGET = "organizations:ListPoliciesForTarget", extra,
        "which control policies bind the SMS role";
    DESCRIBE_POLICY = "organizations:DescribePolicy", extra, "what those control policies refuse";
    GET_USER = "cognito-idp:AdminGetUser", core_of_users,
        "a user's state and factors; it makes the user count as active this month";
    GET_AUTH_FACTORS = "cognito-idp:AdminGetUserAuthFactors", extra_of_users,
        "how the user can sign in without a password";
    LIST_DEVICES = "cognito-idp:AdminListDevices", extra_of_users, "which devices of the user are remembered";
    LIST_AUTH_EVENTS = "cognito-idp:AdminListUserAuthEvents", extra_of_users,
        "whether wrong passwords have locked the user out, where threat protection keeps the sign-ins";
    CHECK_OPTED_OUT = "sns:CheckIfPhoneNumberIsOptedOut", extra_of_users,
        "whether the user's number refuses messages";
    LIST_ORIGINATION_NUMBERS = "sns:ListOriginationNumbers", extra_of_users,
        "whether the account has a number that may send to the user's country";
    GET_SUPPRESSED_DESTINATION = "ses:GetSuppressedDestination", extra_of_users,
        "whether Amazon SES sends nothing to the user's address";
    GET_CALLER_IDENTITY = "sts:GetCallerIdentity", extra, "who reads, and the account";
}

/// What CloudTrail recorded: read by `trace` alone, and only where its event history is asked for.
pub const LOOKUP_EVENTS: Operation = Operation {
    why: "what went wrong in sign-ins, and what was changed before",
    ..Operation::new("cloudtrail:LookupEvents", true, false)
};

#[cfg(test)]
mod tests {
    use super::*;

    const READING: &[&str] = &["AdminGet", "AdminList", "CheckIf", "Describe", "Get", "List", "Simulate"];

    #[test]
    fn every_operation_only_reads_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for operation in OPERATIONS {
            let (service, name) = operation.iam_action.split_once(':').expect("service:Name");
            assert!(!service.is_empty(), "{operation:?}");
            assert!(READING.iter().any(|verb| name.starts_with(verb)), "{operation:?}");
            assert!(seen.insert(operation.iam_action), "{operation:?} stands twice");
        }
    }
}
