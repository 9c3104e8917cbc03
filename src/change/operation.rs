//! The operations whose requests can be looked at before they are sent.

use super::members;
use super::model::Shape;
use super::neighbours;
use crate::snapshot::MFA_BLOCKS;
use serde_json::{Map, Value};

/// An operation that changes what decides about MFA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Writes the pool; resets much of what it is not told.
    UpdateUserPool,
    /// Replaces the MFA configuration.
    SetUserPoolMfaConfig,
    /// Writes an app client; resets what it is not told.
    UpdateUserPoolClient,
    /// Writes one inline policy of a role.
    PutRolePolicy,
    /// Replaces the trust policy of a role.
    UpdateAssumeRolePolicy,
    /// Makes another pool.
    CreateUserPool,
    /// Replaces the rules of a web ACL.
    UpdateWebAcl,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Operation; 7] = [
        Operation::UpdateUserPool,
        Operation::SetUserPoolMfaConfig,
        Operation::UpdateUserPoolClient,
        Operation::PutRolePolicy,
        Operation::UpdateAssumeRolePolicy,
        Operation::CreateUserPool,
        Operation::UpdateWebAcl,
    ];

    /// As the API names it: `UpdateUserPool`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Operation::UpdateUserPool => "UpdateUserPool",
            Operation::SetUserPoolMfaConfig => "SetUserPoolMfaConfig",
            Operation::UpdateUserPoolClient => "UpdateUserPoolClient",
            Operation::PutRolePolicy => "PutRolePolicy",
            Operation::UpdateAssumeRolePolicy => "UpdateAssumeRolePolicy",
            Operation::CreateUserPool => "CreateUserPool",
            Operation::UpdateWebAcl => "UpdateWebACL",
        }
    }

    /// As the AWS CLI names it: `update-user-pool`.
    pub const fn command(self) -> &'static str {
        match self {
            Operation::UpdateUserPool => "update-user-pool",
            Operation::SetUserPoolMfaConfig => "set-user-pool-mfa-config",
            Operation::UpdateUserPoolClient => "update-user-pool-client",
            Operation::PutRolePolicy => "put-role-policy",
            Operation::UpdateAssumeRolePolicy => "update-assume-role-policy",
            Operation::CreateUserPool => "create-user-pool",
            Operation::UpdateWebAcl => "update-web-acl",
        }
    }

    /// The operation that a word names, as the API or the AWS CLI writes it.
    pub fn named(word: &str) -> Option<Operation> {
        let named = |operation: &Operation| {
            word.eq_ignore_ascii_case(operation.as_str()) || word == operation.command()
        };
        Operation::ALL.into_iter().find(named)
    }

    pub(super) const fn shape(self) -> Shape {
        match self {
            Operation::UpdateUserPool => members::UPDATE_USER_POOL,
            Operation::SetUserPoolMfaConfig => members::SET_USER_POOL_MFA_CONFIG,
            Operation::UpdateUserPoolClient => members::UPDATE_USER_POOL_CLIENT,
            Operation::PutRolePolicy => neighbours::PUT_ROLE_POLICY,
            Operation::UpdateAssumeRolePolicy => neighbours::UPDATE_ASSUME_ROLE_POLICY,
            Operation::CreateUserPool => members::CREATE_USER_POOL,
            Operation::UpdateWebAcl => neighbours::UPDATE_WEB_ACL,
        }
    }

    /// The operation of a request, by its members.
    ///
    /// # Errors
    /// Why it cannot be told, as a clause.
    pub(super) fn of(members: &Map<String, Value>) -> Result<Operation, String> {
        let has = |name: &str| members.contains_key(name);
        if has("PolicyDocument") {
            return Ok(if has("PolicyName") {
                Operation::PutRolePolicy
            } else {
                Operation::UpdateAssumeRolePolicy
            });
        }
        if has("LockToken") || (has("DefaultAction") && has("VisibilityConfig")) {
            return Ok(Operation::UpdateWebAcl);
        }
        if has("ClientId") {
            return Ok(Operation::UpdateUserPoolClient);
        }
        if has("PoolName") && !has("UserPoolId") {
            return Ok(Operation::CreateUserPool);
        }
        let named = |operation: Operation, but: &[&str]| -> Vec<&str> {
            let known = operation.shape().members();
            let of_it = |name: &&str| known.iter().any(|(known, _)| known == name) && !but.contains(name);
            members.keys().map(String::as_str).filter(of_it).collect()
        };
        let of_mfa: Vec<&str> = MFA_BLOCKS.into_iter().filter(|name| has(name)).collect();
        let of_pool = named(Operation::UpdateUserPool, &["UserPoolId", "MfaConfiguration"]);
        match (of_mfa.as_slice(), of_pool.as_slice()) {
            ([], []) => {}
            (_, []) => return Ok(Operation::SetUserPoolMfaConfig),
            ([], _) => return Ok(Operation::UpdateUserPool),
            ([one, ..], [other, ..]) => {
                return Err(format!(
                    "mixes members of two operations: {one} is one of SetUserPoolMfaConfig, {other} one of UpdateUserPool"
                ));
            }
        }
        if !named(Operation::UpdateUserPoolClient, &["UserPoolId"]).is_empty() {
            return Ok(Operation::UpdateUserPoolClient);
        }
        if has("MfaConfiguration") || has("UserPoolId") {
            let all = members.keys().map(String::as_str).collect::<Vec<_>>().join(" and ");
            return Err(format!("has only {all}, which UpdateUserPool and SetUserPoolMfaConfig both take"));
        }
        Err("has no member by which to tell the operation".to_owned())
    }
}
