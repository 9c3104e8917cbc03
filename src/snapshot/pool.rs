//! Typed views of the pool and its app clients.

use super::{Arn, Gap, Snapshot, Unread, at, flag, list, pool_region, text};
use serde_json::Value;

/// The pool, with its MFA configuration where that was read.
#[derive(Debug, Clone, Copy)]
pub struct Pool<'a> {
    /// The snapshot it is part of.
    pub snapshot: &'a Snapshot,
    /// `DescribeUserPool.UserPool`.
    pub described: &'a Value,
}

/// Which service carries the pool's SMS messages, and as whom.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-sms-settings.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsPath<'a> {
    /// Amazon SNS: `SnsCallerArn`.
    Sns {
        /// The role.
        caller: &'a str,
        /// `SnsRegion`, where set.
        region: Option<&'a str>,
    },
    /// AWS End User Messaging SMS: `EumsSms.CallerArn`.
    EndUserMessaging {
        /// The role.
        caller: &'a str,
        /// `EumsSms.OriginationIdentity`, where set.
        origination: Option<&'a str>,
    },
}

impl<'a> SmsPath<'a> {
    /// The ARN of the role that Cognito assumes.
    pub fn caller(&self) -> &'a str {
        match self {
            SmsPath::Sns { caller, .. } | SmsPath::EndUserMessaging { caller, .. } => caller,
        }
    }
}

impl Snapshot {
    /// The pool.
    ///
    /// # Errors
    /// The gap, when `DescribeUserPool` was not read.
    pub fn pool(&self) -> Result<Pool<'_>, Gap> {
        let operation = "cognito-idp:DescribeUserPool";
        let described = self.user_pool.get(operation, true)?;
        described
            .map(|described| Pool { snapshot: self, described })
            .ok_or_else(|| Gap::not_asked(operation, true))
    }
}

impl<'a> Pool<'a> {
    /// The pool's ID; empty where a hand-made file leaves it out.
    pub fn id(&self) -> &'a str {
        let from_arn = || Some(Arn::parse(text(self.described, "Arn")?)?.name());
        text(self.described, "Id").or_else(from_arn).unwrap_or("")
    }

    /// The pool's name, else its ID.
    pub fn name(&self) -> &'a str {
        text(self.described, "Name").unwrap_or_else(|| self.id())
    }

    /// The Region: of the ARN, of the ID, or the snapshot's.
    pub fn region(&self) -> &'a str {
        let from_arn = || Some(Arn::parse(text(self.described, "Arn")?)?.region);
        from_arn().or_else(|| pool_region(self.id())).or(self.snapshot.region.as_deref()).unwrap_or("")
    }

    /// The account's twelve digits; empty where nothing in the snapshot says.
    pub fn account(&self) -> &'a str {
        let from_arn = || Some(Arn::parse(text(self.described, "Arn")?)?.account);
        from_arn().or(self.snapshot.account.as_deref()).unwrap_or("")
    }

    /// The partition: `aws` where nothing says otherwise.
    pub fn partition(&self) -> &'a str {
        let from_arn = || Some(Arn::parse(text(self.described, "Arn")?)?.partition);
        from_arn().or(self.snapshot.partition.as_deref()).unwrap_or("aws")
    }

    /// The pool's ARN.
    pub fn arn(&self) -> String {
        text(self.described, "Arn").map(str::to_owned).unwrap_or_else(|| {
            let (partition, region, account) = (self.partition(), self.region(), self.account());
            format!("arn:{partition}:cognito-idp:{region}:{account}:userpool/{}", self.id())
        })
    }

    /// `GetUserPoolMfaConfig`.
    ///
    /// # Errors
    /// The gap, when it was not read: e-mail, TOTP and passkey state are nowhere else.
    pub fn mfa_config(&self) -> Result<&'a Value, Gap> {
        let operation = "cognito-idp:GetUserPoolMfaConfig";
        let config = self.snapshot.mfa_config.get(operation, true)?;
        config.ok_or_else(|| Gap::not_asked(operation, true))
    }

    /// `OFF`, `OPTIONAL` or `ON`. `GetUserPoolMfaConfig` decides; `DescribeUserPool` stands in where it does not
    /// tell. Absent means `OFF`.
    pub fn mfa_mode(&self) -> &'a str {
        let configured = self.snapshot.mfa_config.known().and_then(|config| text(config, "MfaConfiguration"));
        configured.or_else(|| text(self.described, "MfaConfiguration")).unwrap_or("OFF")
    }

    /// The mode, where anything that was read tells it.
    pub fn known_mfa_mode(&self) -> Option<&'a str> {
        let told =
            self.snapshot.mfa_config.known().is_some() || text(self.described, "MfaConfiguration").is_some();
        told.then(|| self.mfa_mode())
    }

    /// Where the SMS configuration stands: operation, path before it, value.
    pub fn sms_configuration(&self) -> Option<(&'static str, &'static str, &'a Value)> {
        let config = self.snapshot.mfa_config.known();
        let described = at(self.described, "SmsConfiguration")
            .map(|found| ("cognito-idp:DescribeUserPool", "SmsConfiguration", found));
        let configured = || {
            at(config?, "SmsMfaConfiguration.SmsConfiguration").map(|found| {
                ("cognito-idp:GetUserPoolMfaConfig", "SmsMfaConfiguration.SmsConfiguration", found)
            })
        };
        let used = |found: &(_, _, &Value)| caller_of(found.2).is_some();
        described.filter(used).or_else(|| configured().filter(used))
    }

    /// Which service sends the pool's SMS messages; `None` without an SMS configuration.
    pub fn sms_path(&self) -> Option<SmsPath<'a>> {
        caller_of(self.sms_configuration()?.2)
    }

    /// The external ID that Cognito presents when it assumes the SMS role.
    pub fn sms_external_id(&self) -> Option<&'a str> {
        let (_, _, configuration) = self.sms_configuration()?;
        match self.sms_path()? {
            SmsPath::Sns { .. } => text(configuration, "ExternalId"),
            SmsPath::EndUserMessaging { .. } => text(configuration, "EumsSms.ExternalId"),
        }
    }

    /// The plan: `LITE`, `ESSENTIALS` or `PLUS`. Absent means `ESSENTIALS`, the default of new pools.
    pub fn tier(&self) -> &'a str {
        text(self.described, "UserPoolTier").unwrap_or("ESSENTIALS")
    }

    /// `COGNITO_DEFAULT` or `DEVELOPER`; absent means the former.
    pub fn email_sending_account(&self) -> &'a str {
        text(self.described, "EmailConfiguration.EmailSendingAccount").unwrap_or("COGNITO_DEFAULT")
    }

    /// Account recovery, best priority first: `verified_email`, `verified_phone_number`, `admin_only`.
    /// Empty when the pool has no such setting (legacy recovery).
    pub fn recovery(&self) -> Vec<&'a str> {
        let mechanisms =
            at(self.described, "AccountRecoverySetting.RecoveryMechanisms").and_then(Value::as_array);
        let mut ordered: Vec<_> = mechanisms.map(Vec::as_slice).unwrap_or_default().iter().collect();
        ordered.sort_by_key(|mechanism| mechanism.get("Priority").and_then(Value::as_i64));
        ordered.into_iter().filter_map(|mechanism| text(mechanism, "Name")).collect()
    }

    /// `Policies.SignInPolicy.AllowedFirstAuthFactors`.
    pub fn first_factors(&self) -> Vec<&'a str> {
        list(self.described, "Policies.SignInPolicy.AllowedFirstAuthFactors")
    }

    /// The app client of that ID; `None` when the pool has none.
    ///
    /// # Errors
    /// The gap, when the clients were not all listed, or this one was not described.
    pub fn client(&self, id: &str) -> Result<Option<Client<'a>>, Gap> {
        let clients = self.snapshot.clients.get("cognito-idp:ListUserPoolClients", true)?;
        let clients = clients.map(Vec::as_slice).unwrap_or_default();
        if let Some(found) = clients.iter().map(Client).find(|client| client.id() == id) {
            return found.described().map(Some);
        }
        // A page that was not read may have it.
        let unread =
            clients.iter().filter(|client| Client(client).id().is_empty()).find_map(Unread::in_place_of);
        unread.map_or(Ok(None), |unread| Err(Gap::unread(&unread, true)))
    }

    /// Whether its app clients can bear on MFA as the pool stands: they speak of factors that are offered, of what
    /// threat protection does with them, and of what the LITE plan refuses them.
    pub fn needs_clients(&self) -> bool {
        self.known_mfa_mode() != Some("OFF")
            || self.first_factors().contains(&"WEB_AUTHN")
            || self.tier() == "LITE"
            || records_sign_ins(self.described)
    }

    /// Attributes that Cognito verifies by a message at sign-up.
    pub fn auto_verified(&self) -> Vec<&'a str> {
        list(self.described, "AutoVerifiedAttributes")
    }

    /// Whether every user must have the attribute.
    pub fn requires_attribute(&self, name: &str) -> bool {
        let schema = at(self.described, "SchemaAttributes").and_then(Value::as_array);
        schema.is_some_and(|attributes| {
            attributes.iter().any(|attribute| {
                text(attribute, "Name") == Some(name) && flag(attribute, "Required") == Some(true)
            })
        })
    }

    /// The domain that serves managed login: a custom one before Cognito's own.
    pub fn domain(&self) -> Option<&'a str> {
        text(self.described, "CustomDomain").or_else(|| text(self.described, "Domain"))
    }

    /// Whether a Lambda trigger takes over the sending of SMS messages.
    pub fn has_custom_sms_sender(&self) -> bool {
        text(self.described, "LambdaConfig.CustomSMSSender.LambdaArn").is_some()
    }

    /// Whether a Lambda trigger takes over the sending of e-mail messages.
    pub fn has_custom_email_sender(&self) -> bool {
        text(self.described, "LambdaConfig.CustomEmailSender.LambdaArn").is_some()
    }
}

/// Whether a pool, as `DescribeUserPool` answers it, tracks the devices of its users. No `DeviceConfiguration` means that
/// it does not; any member of one turns it on.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html>
pub fn tracks_devices(described: &Value) -> bool {
    at(described, "DeviceConfiguration").is_some()
}

/// Whether a pool, as `DescribeUserPool` answers it, records the sign-ins of its users: threat protection is on.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html>
pub fn records_sign_ins(described: &Value) -> bool {
    matches!(text(described, "UserPoolAddOns.AdvancedSecurityMode"), Some("AUDIT" | "ENFORCED"))
}

fn caller_of(configuration: &Value) -> Option<SmsPath<'_>> {
    if let Some(caller) = text(configuration, "EumsSms.CallerArn") {
        return Some(SmsPath::EndUserMessaging {
            caller,
            origination: text(configuration, "EumsSms.OriginationIdentity"),
        });
    }
    let caller = text(configuration, "SnsCallerArn")?;
    Some(SmsPath::Sns { caller, region: text(configuration, "SnsRegion") })
}

/// Members that `DescribeUserPoolClient` answers and `ListUserPoolClients` does not.
const DESCRIBED: &[&str] = &[
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "AuthSessionValidity",
    "CreationDate",
    "ExplicitAuthFlows",
    "HasClientSecret",
    "LastModifiedDate",
    "RefreshTokenValidity",
    "TokenValidityUnits",
    "WriteAttributes",
];

/// One app client.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a>(pub &'a Value);

impl<'a> Client<'a> {
    /// `ClientId`.
    pub fn id(&self) -> &'a str {
        text(self.0, "ClientId").unwrap_or("")
    }

    /// `ClientName`, else the ID.
    pub fn name(&self) -> &'a str {
        text(self.0, "ClientName").unwrap_or(self.id())
    }

    /// Whether this is an element of `ListUserPoolClients`, which tells nothing of the client's settings.
    fn is_only_listed(&self) -> bool {
        text(self.0, "UserPoolId").is_some() && !DESCRIBED.iter().any(|member| self.0.get(member).is_some())
    }

    /// Itself, once its settings were read.
    ///
    /// # Errors
    /// The gap, when it was only listed, or could not be described.
    pub fn described(self) -> Result<Self, Gap> {
        match Unread::in_place_of(self.0) {
            Some(unread) => Err(Gap::unread(&unread, true)),
            None if self.is_only_listed() => Err(Gap::not_asked("cognito-idp:DescribeUserPoolClient", true)),
            None => Ok(self),
        }
    }

    /// Minutes that a challenge session lives; absent means the default of 3.
    pub fn auth_session_validity(&self) -> i64 {
        at(self.0, "AuthSessionValidity").and_then(Value::as_i64).unwrap_or(3)
    }

    /// Whether tokens come from managed login through the authorization-code or implicit flow.
    pub fn signs_in_by_managed_login(&self) -> bool {
        let flows = list(self.0, "AllowedOAuthFlows");
        flag(self.0, "AllowedOAuthFlowsUserPoolClient") == Some(true)
            && flows.iter().any(|flow| *flow == "code" || *flow == "implicit")
    }

    /// Whether it stands for a program and not for users: `client_credentials` is its only OAuth flow.
    pub fn is_for_machines(&self) -> bool {
        flag(self.0, "AllowedOAuthFlowsUserPoolClient") == Some(true)
            && list(self.0, "AllowedOAuthFlows") == ["client_credentials"]
    }

    /// Whether users can sign in with it through the API, and not only renew their tokens.
    pub fn signs_in_by_api(&self) -> bool {
        !self.is_for_machines() && self.auth_flows().iter().any(|flow| *flow != "ALLOW_REFRESH_TOKEN_AUTH")
    }

    /// Whether users of the pool itself sign in with it through managed login, and not only users of other
    /// identity providers, whom Cognito never asks for a factor.
    pub fn signs_in_pool_users_by_managed_login(&self) -> bool {
        let providers = list(self.0, "SupportedIdentityProviders");
        self.signs_in_by_managed_login() && (providers.is_empty() || providers.contains(&"COGNITO"))
    }

    /// Whether the client may issue tokens with `scope`.
    pub fn allows_scope(&self, scope: &str) -> bool {
        list(self.0, "AllowedOAuthScopes").contains(&scope)
    }

    /// `ExplicitAuthFlows`; an unset list gets the defaults that Cognito applies.
    pub fn auth_flows(&self) -> Vec<&'a str> {
        let flows = list(self.0, "ExplicitAuthFlows");
        if flows.is_empty() {
            return vec!["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];
        }
        flows
    }
}
