//! What a permission can be limited to.
//!
//! Source, of each service: the column "Resource types" of
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

/// A kind of resource that a statement of the policy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// The pools.
    Pools,
    /// The pools' SMS roles.
    SmsRoles,
    /// The service-linked role through which Cognito uses Amazon SES.
    EmailRole,
    /// Managed policies of roles, AWS's own among them.
    ManagedPolicies,
    /// Identities of Amazon SES.
    EmailIdentities,
    /// Configuration sets of Amazon SES.
    ConfigurationSets,
    /// Regional web ACLs, with the pools that they protect.
    WebAcls,
    /// The account as a whole: AWS takes `*` alone, or the resources belong to another account, the organization's.
    Account,
}

impl Scope {
    pub const ALL: [Scope; 8] = [
        Scope::Pools,
        Scope::SmsRoles,
        Scope::EmailRole,
        Scope::ManagedPolicies,
        Scope::EmailIdentities,
        Scope::ConfigurationSets,
        Scope::WebAcls,
        Scope::Account,
    ];

    /// The `Sid` of its statement: letters and digits only.
    pub const fn sid(self) -> &'static str {
        match self {
            Scope::Pools => "MfaDoctorPools",
            Scope::SmsRoles => "MfaDoctorSmsRole",
            Scope::EmailRole => "MfaDoctorEmailRole",
            Scope::ManagedPolicies => "MfaDoctorManagedPolicies",
            Scope::EmailIdentities => "MfaDoctorEmailIdentities",
            Scope::ConfigurationSets => "MfaDoctorConfigurationSets",
            Scope::WebAcls => "MfaDoctorWebAcls",
            Scope::Account => "MfaDoctorAccount",
        }
    }

    /// What `action` can be limited to; nothing for what needs no permission at all.
    ///
    /// `sts:GetCallerIdentity` is answered to everyone, even against a Deny:
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
    pub fn of(action: &str) -> &'static [Scope] {
        match action {
            "sts:GetCallerIdentity" => &[],
            "iam:GetRole" => &[Scope::SmsRoles, Scope::EmailRole],
            "iam:ListRolePolicies"
            | "iam:GetRolePolicy"
            | "iam:ListAttachedRolePolicies"
            | "iam:SimulatePrincipalPolicy" => &[Scope::SmsRoles],
            "iam:GetPolicy" | "iam:GetPolicyVersion" => &[Scope::ManagedPolicies],
            "ses:GetEmailIdentity" => &[Scope::EmailIdentities],
            "ses:GetConfigurationSet" => &[Scope::ConfigurationSets],
            // The web ACL is the resource that it requires, the protected resource the one that it names.
            "wafv2:GetWebACLForResource" | "wafv2:GetWebACL" => &[Scope::WebAcls],
            "cognito-idp:ListUserPools" => &[Scope::Account],
            pools if pools.starts_with("cognito-idp:") => &[Scope::Pools],
            _ => &[Scope::Account],
        }
    }
}
