//! Every operation that is answered, in one table.

use super::answer::{Answer, Ask};
use super::quota::Category;
use super::{accounts, clients, details, iam, pools, sending};

/// An operation of AWS.
pub(super) struct Operation {
    /// As in the scope of a signature.
    pub service: &'static str,
    /// As on the wire.
    pub name: &'static str,
    /// The quota that it draws on.
    pub quota: Option<Category>,
    pub answer: fn(&Ask<'_>) -> Answer,
}

const fn plain(service: &'static str, name: &'static str, answer: fn(&Ask<'_>) -> Answer) -> Operation {
    Operation { service, name, quota: None, answer }
}

const fn cognito(name: &'static str, quota: Category, answer: fn(&Ask<'_>) -> Answer) -> Operation {
    Operation { service: "cognito-idp", name, quota: Some(quota), answer }
}

/// AWS does not say where GetLogDeliveryConfiguration counts; this is the likely place, and the strict one.
pub(super) static OPERATIONS: &[Operation] = &[
    cognito("ListUserPools", Category::Pools, pools::list),
    cognito("DescribeUserPool", Category::Pools, pools::describe),
    cognito("GetUserPoolMfaConfig", Category::Resources, pools::mfa_config),
    cognito("GetLogDeliveryConfiguration", Category::Resources, pools::log_delivery),
    cognito("DescribeRiskConfiguration", Category::Resources, pools::risk),
    cognito("ListUserPoolClients", Category::Clients, clients::list),
    cognito("DescribeUserPoolClient", Category::Clients, clients::describe),
    plain("cognito-idp", "GetProvisionedLimit", pools::provisioned_limit),
    plain("iam", "GetRole", iam::role),
    plain("iam", "ListRolePolicies", iam::inline_names),
    plain("iam", "GetRolePolicy", iam::inline_policy),
    plain("iam", "ListAttachedRolePolicies", iam::attached),
    plain("iam", "GetPolicy", iam::policy),
    plain("iam", "GetPolicyVersion", iam::policy_version),
    plain("iam", "SimulatePrincipalPolicy", iam::simulate),
    plain("iam", "GetAccountAuthorizationDetails", details::page),
    plain("sts", "GetCallerIdentity", accounts::caller),
    plain("sts", "AssumeRole", accounts::assume_role),
    plain("organizations", "DescribeOrganization", accounts::organization),
    plain("organizations", "ListAccounts", accounts::list),
    plain("organizations", "ListParents", accounts::parents),
    plain("sns", "GetSMSAttributes", sending::sms_attributes),
    plain("sns", "GetSMSSandboxAccountStatus", sending::sms_sandbox),
    plain("sns", "ListOriginationNumbers", sending::origination_numbers),
    plain("ses", "GetAccount", sending::ses_account),
    plain("ses", "GetEmailIdentity", sending::email_identity),
    plain("ses", "GetConfigurationSet", sending::configuration_set),
    plain("wafv2", "GetWebACLForResource", sending::web_acl),
];

/// The place of an operation in [`OPERATIONS`].
pub(super) fn place(service: &str, name: &str) -> Option<usize> {
    OPERATIONS.iter().position(|operation| operation.service == service && operation.name == name)
}
