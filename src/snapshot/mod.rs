//! The facts about one pool, as one JSON file, shaped as the AWS CLI prints the answers.

mod arn;
mod events;
mod fact;
mod mask;
mod members;
mod pool;
mod read;
mod redact;
mod regions;
mod role;
pub mod secrets;
mod shape;
mod text;
mod twice;
mod user;

pub use crate::contact::mask;
pub use arn::{Arn, pool_region, region_partition};
pub use events::{AuthEvent, AuthEvents, LIST_AUTH_EVENTS};
pub use fact::{Fact, Gap, Unread};
pub use members::{FACTOR_BLOCKS, MESSAGES, MFA_BLOCKS, ONLY_DESCRIBED};
pub use pool::{Client, Pool, SmsPath, records_sign_ins, tracks_devices};
pub use read::ReadError;
pub use regions::sms_regions;
pub use role::{PolicyText, role_tags};
pub use shape::kind;
pub use text::{at, flag, list, number, rfc3339, set, text, time_at};
pub use twice::first as twice;
pub use user::{ADMIN_GET_USER, Profile, User};

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The version that this build writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// Everything that was read about one pool.
///
/// Leaves are AWS's answers, verbatim, minus secrets; members this build does not know are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(title = "Snapshot of a user pool", extend("required" = ["UserPool", "MfaConfig"]))]
pub struct Snapshot {
    /// The version of this form: 1.
    pub snapshot_version: u32,
    /// When it was taken: ISO 8601 text or epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Value>,
    /// The twelve digits of the pool's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The pool's Region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// `aws`, `aws-us-gov`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// `GetCallerIdentity`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub caller: Fact<Value>,
    /// `DescribeUserPool.UserPool`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub user_pool: Fact<Value>,
    /// `GetUserPoolMfaConfig`: the only place with TOTP, e-mail and passkey state.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub mfa_config: Fact<Value>,
    /// `DescribeUserPoolClient.UserPoolClient` of each client, plus `HasClientSecret`; an element may be
    /// `{"ClientId": …, "Unread": …}`, or `{"Unread": …}` for a later page.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub clients: Fact<Vec<Value>>,
    /// The role of the pool's SMS configuration; `null` means that it does not exist.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub sms_role: Fact<SmsRole>,
    /// SMS standing by sending Region.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sms: BTreeMap<String, SmsRegion>,
    /// E-mail standing in the Region of the pool's identity.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub ses: Fact<Ses>,
    /// `GetWebACLForResource.WebACL`; `null` where the pool has none.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub web_acl: Fact<Value>,
    /// `GetLogDeliveryConfiguration.LogDeliveryConfiguration`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub log_delivery: Fact<Value>,
    /// `DescribeRiskConfiguration.RiskConfiguration`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub risk: Fact<Risk>,
    /// Organization policies by level, root first.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub organizations: Fact<Organizations>,
    /// Each user that was asked for, in the order asked: `Username` as asked for, `User` (`AdminGetUser`; `null` where
    /// the pool has no such user), `AuthFactors` (`AdminGetUserAuthFactors`), `Devices` (`AdminListDevices`), `OptOut`
    /// (`CheckIfPhoneNumberIsOptedOut` by Region) and `Suppression` (`GetSuppressedDestination`; `null` where the
    /// address is not on the list); each of them may be `{"Unread": …}`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub users: Fact<Vec<Value>>,
    /// Members that this build does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The role that Cognito assumes to send SMS messages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct SmsRole {
    /// `GetRole.Role`; `null` when IAM answers `NoSuchEntity`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub role: Fact<Value>,
    /// `GetRolePolicy` of each: `{PolicyName, PolicyDocument}`, or with `Unread`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub inline_policies: Fact<Vec<Value>>,
    /// Attached managed policies at their default version: `{PolicyArn, PolicyDocument}`, or with `Unread`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub attached_policies: Fact<Vec<Value>>,
    /// The permissions boundary's policy: `{PolicyArn, PolicyDocument}`; `null` where there is none.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub permissions_boundary: Fact<Value>,
    /// `SimulatePrincipalPolicy`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub simulation: Fact<Value>,
    /// Members that this build does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// SMS standing of the account in one Region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct SmsRegion {
    /// `GetSMSAttributes.attributes`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub attributes: Fact<Value>,
    /// `GetSMSSandboxAccountStatus`: `{"IsInSandbox": bool}`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub sandbox_status: Fact<Value>,
    /// Members that this build does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// E-mail standing of the account in the Region of the pool's SES identity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Ses {
    /// The Region of the identity in `EmailConfiguration.SourceArn`, else the pool's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// SESv2 `GetAccount`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub account: Fact<Value>,
    /// SESv2 `GetEmailIdentity`, by identity (an address and its domain); `null` when SES has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub identities: BTreeMap<String, Fact<Value>>,
    /// SESv2 `GetConfigurationSet` of the pool's set; `null` when SES has none of that name.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub configuration_set: Fact<Value>,
    /// `GetRole.Role` of `AWSServiceRoleForAmazonCognitoIdpEmailService`; `null` when there is none.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub service_linked_role: Fact<Value>,
    /// Members that this build does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Threat-protection settings of the pool and of the clients that override them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Risk {
    /// `DescribeRiskConfiguration.RiskConfiguration` of the pool; `null` where none was ever set.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub pool: Fact<Value>,
    /// The same by client ID, where asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clients: BTreeMap<String, Fact<Value>>,
}

/// Organization policies that apply to the pool's account; outer list by level, root first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Organizations {
    /// `DescribeOrganization.Organization`.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub organization: Fact<Value>,
    /// What each level is, as `ListParents` names it: `{"Id": "r-…", "Type": "ROOT"}`, then the organizational units,
    /// at last the account; `{"Unread": …}` for what lies above the first that is known.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub targets: Fact<Vec<Value>>,
    /// Service control policies of each level: `{PolicyName, PolicyDocument}`, or with `Unread`; `null` where none
    /// can apply.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub scps: Fact<Vec<Vec<Value>>>,
    /// Resource control policies, the same.
    #[serde(default, skip_serializing_if = "Fact::is_not_asked")]
    pub rcps: Fact<Vec<Vec<Value>>>,
    /// Members that this build does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The JSON Schema of a snapshot file, 2020-12.
pub fn schema() -> Schema {
    schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Snapshot>()
}

impl Snapshot {
    /// The same pool with MFA in this mode, whatever it is now; `None` where it is in this mode already, or where no
    /// answer that tells the mode was read.
    pub fn in_mfa_mode(&self, mode: &str) -> Option<Snapshot> {
        let mut other = self.clone();
        let mut changed = false;
        for fact in [&mut other.user_pool, &mut other.mfa_config] {
            if let Fact::Known(Value::Object(answer)) = fact {
                let before = answer.insert("MfaConfiguration".to_owned(), mode.into());
                changed |= before.and_then(|before| Some(before.as_str()? != mode)).unwrap_or(true);
            }
        }
        changed.then_some(other)
    }

    /// A snapshot with nothing in it yet.
    pub fn empty() -> Snapshot {
        Snapshot {
            snapshot_version: VERSION,
            taken_at: None,
            account: None,
            region: None,
            partition: None,
            caller: Fact::NotAsked,
            user_pool: Fact::NotAsked,
            mfa_config: Fact::NotAsked,
            clients: Fact::NotAsked,
            sms_role: Fact::NotAsked,
            sms: BTreeMap::new(),
            ses: Fact::NotAsked,
            web_acl: Fact::NotAsked,
            log_delivery: Fact::NotAsked,
            risk: Fact::NotAsked,
            organizations: Fact::NotAsked,
            users: Fact::NotAsked,
            other: Map::new(),
        }
    }

    /// When it was taken, in seconds since 1970; `None` where the file does not say.
    pub fn taken_at_seconds(&self) -> Option<i64> {
        text::seconds(self.taken_at.as_ref()?)
    }
}
