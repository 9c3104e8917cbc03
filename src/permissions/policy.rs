//! The IAM policy that allows what the program sends, and nothing else.

use super::scope::Scope;
use super::table::{DESCRIBE_CLIENT, LOOKUP_EVENTS, OPERATIONS};
use serde_json::{Value, json};

/// Characters, white space aside, that a managed policy may have.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
pub const LIMIT: usize = 6144;

/// What a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Reading without which a diagnosis is incomplete.
    Core,
    /// Reading that settles more questions.
    Extra,
    /// Signing a user in by rights of the caller's own: these operations are no reading.
    SignIn,
    /// Reading what CloudTrail recorded.
    Trace,
}

/// A pool that is read; what is not known of it stands as `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// `aws`
    pub partition: String,
    /// The pool's Region.
    pub region: String,
    /// Twelve digits.
    pub account: Option<String>,
    /// `eu-west-1_AbCdEf123`
    pub id: String,
}

/// An SMS role that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// `aws`
    pub partition: String,
    /// Twelve digits.
    pub account: String,
    /// Its ARN.
    pub arn: String,
}

/// What the policy is limited to: everything, where it holds neither pools nor roles.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    /// These pools only.
    pub pools: Vec<Pool>,
    /// These SMS roles only.
    pub roles: Vec<Role>,
}

/// The policy that allows the operations of these parts; `users` adds those about users.
pub fn policy(parts: &[Part], users: bool, bounds: &Bounds) -> Value {
    let mut actions: Vec<&str> = Vec::new();
    for operation in OPERATIONS.iter().filter(|operation| users || !operation.of_users) {
        let part = if operation.core { Part::Core } else { Part::Extra };
        if parts.contains(&part) {
            actions.extend(operation.actions());
        }
    }
    if parts.contains(&Part::SignIn) {
        // The secret of the app client comes by the second.
        actions.extend(["cognito-idp:AdminInitiateAuth", "cognito-idp:AdminRespondToAuthChallenge"]);
        actions.extend(DESCRIBE_CLIENT.actions());
    }
    if parts.contains(&Part::Trace) {
        actions.extend(LOOKUP_EVENTS.actions());
    }
    let statements = Scope::ALL.into_iter().filter_map(|scope| statement(scope, &actions, bounds));
    json!({"Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>()})
}

/// The characters of a policy that count against [`LIMIT`].
pub fn length(policy: &Value) -> usize {
    policy.to_string().chars().filter(|c| !c.is_whitespace()).count()
}

fn statement(scope: Scope, actions: &[&str], bounds: &Bounds) -> Option<Value> {
    let mut within: Vec<&str> =
        actions.iter().copied().filter(|action| Scope::of(action).contains(&scope)).collect();
    within.sort_unstable();
    within.dedup();
    let resources = bounds.resources(scope);
    if within.is_empty() || resources.is_empty() {
        return None;
    }
    Some(json!({"Sid": scope.sid(), "Effect": "Allow", "Action": within, "Resource": resources}))
}

impl Bounds {
    /// The resources of a statement, each once; none where another statement covers them.
    fn resources(&self, scope: Scope) -> Vec<String> {
        let everything = vec!["*".to_owned()];
        let mut arns: Vec<String> = match scope {
            Scope::Account => everything,
            Scope::SmsRoles if !self.roles.is_empty() => {
                self.roles.iter().map(|role| role.arn.clone()).collect()
            }
            // Where every role may be read, this one may.
            Scope::EmailRole if self.roles.is_empty() => Vec::new(),
            Scope::EmailRole => self.of_accounts(EMAIL_ROLE),
            Scope::ManagedPolicies if !(self.pools.is_empty() && self.roles.is_empty()) => {
                [self.of_accounts("policy/*"), self.of_aws("policy/*")].concat()
            }
            _ if self.pools.is_empty() => everything,
            _ => self.pools.iter().flat_map(|pool| pool.resources(scope)).collect(),
        };
        arns.sort_unstable();
        arns.dedup();
        arns
    }

    /// The partition and account of each pool and role.
    fn accounts(&self) -> impl Iterator<Item = (&str, &str)> {
        let of_pools = self.pools.iter().map(|pool| (pool.partition.as_str(), pool.account()));
        of_pools.chain(self.roles.iter().map(|role| (role.partition.as_str(), role.account.as_str())))
    }

    /// A resource of IAM in each account.
    fn of_accounts(&self, resource: &str) -> Vec<String> {
        self.accounts()
            .map(|(partition, account)| format!("arn:{partition}:iam::{account}:{resource}"))
            .collect()
    }

    /// A resource of IAM that AWS itself owns; `*` as the account covers it.
    fn of_aws(&self, resource: &str) -> Vec<String> {
        let known = self.accounts().filter(|(_, account)| *account != "*");
        known.map(|(partition, _)| format!("arn:{partition}:iam::aws:{resource}")).collect()
    }
}

impl Pool {
    fn account(&self) -> &str {
        self.account.as_deref().unwrap_or("*")
    }

    fn resources(&self, scope: Scope) -> Vec<String> {
        let Pool { partition, region, id, .. } = self;
        let account = self.account();
        let arn = |service: &str, region: &str, resource: &str| {
            format!("arn:{partition}:{service}:{region}:{account}:{resource}")
        };
        let pool = arn("cognito-idp", region, &format!("userpool/{id}"));
        match scope {
            Scope::Pools => vec![pool],
            Scope::WebAcls => vec![arn("wafv2", region, "regional/webacl/*/*"), pool],
            Scope::SmsRoles => vec![arn("iam", "", "role/*")],
            // A pool may send by an identity of another Region.
            Scope::EmailIdentities => vec![arn("ses", "*", "identity/*")],
            Scope::ConfigurationSets => vec![arn("ses", "*", "configuration-set/*")],
            Scope::EmailRole | Scope::ManagedPolicies | Scope::Account => Vec::new(),
        }
    }
}

/// <https://docs.aws.amazon.com/cognito/latest/developerguide/using-service-linked-roles.html>
const EMAIL_ROLE: &str =
    "role/aws-service-role/email.cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdpEmailService";
