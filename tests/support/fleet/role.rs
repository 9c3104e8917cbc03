//! The roles and managed policies of the account.

use super::documents::{self, ANYTHING, NOTHING_OF_SMS, PUBLISH, PUBLISH_TO_TOPICS};
use super::pool::{Fault, Pool};
use super::settings::{Policies, Roles, Settings};

/// The external ID of the role that all pools share.
pub(super) const SHARED_EXTERNAL_ID: &str = "shop-of-all";
const SHARED: &str = "cognito-sms";
const EMAIL: &str = "AWSServiceRoleForAmazonCognitoIdpEmailService";
const BOUNDARY: &str = "roles-boundary";

/// A role of the account.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role<'a> {
    /// The role of one pool.
    Own(Pool<'a>),
    /// That of all pools.
    Shared,
    /// By which Cognito sends through Amazon SES.
    Email,
    /// Of something else.
    Other(usize),
}

impl<'a> Role<'a> {
    /// The role of this name, where the account has it.
    pub fn named(settings: &'a Settings, account: &'a str, name: &str) -> Option<Role<'a>> {
        match name {
            SHARED if settings.roles == Roles::Shared => return Some(Role::Shared),
            EMAIL if settings.ses => return Some(Role::Email),
            _ => {}
        }
        let (kind, number) = name.rsplit_once('-')?;
        let number = number.parse().ok()?;
        let found = match kind.strip_prefix("cognito-sms-") {
            Some(region) => Pool::numbered(settings, account, region, number)?.role()?,
            None => Role::Other(number),
        };
        let exists = !matches!(found, Role::Other(number) if number >= settings.other_roles);
        Some(found).filter(|role| exists && role.name() == name)
    }

    pub fn name(&self) -> String {
        match self {
            Role::Own(pool) => format!("{SHARED}-{}-{:05}", pool.region, pool.number),
            Role::Shared => SHARED.to_owned(),
            Role::Email => EMAIL.to_owned(),
            Role::Other(number) => format!("worker-{number:05}"),
        }
    }

    pub fn path(&self) -> &'static str {
        match self {
            Role::Own(_) | Role::Shared => "/service-role/",
            Role::Email => "/aws-service-role/email.cognito-idp.amazonaws.com/",
            Role::Other(_) => "/",
        }
    }

    pub fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path(), self.name())
    }

    /// Who may assume it.
    pub fn trust(&self, account: &str) -> String {
        match self {
            Role::Own(pool) => {
                let trusts = pool.fault() != Some(Fault::Trust);
                let service = if trusts { "cognito-idp.amazonaws.com" } else { "sns.amazonaws.com" };
                documents::trust_of_pool(service, account, &pool.trusted_external_id(), &pool.arn())
            }
            Role::Shared => {
                let any = format!("arn:aws:cognito-idp:*:{account}:userpool/*");
                documents::trust_of_pool("cognito-idp.amazonaws.com", account, SHARED_EXTERNAL_ID, &any)
            }
            Role::Email => documents::trust_of("email.cognito-idp.amazonaws.com"),
            Role::Other(_) => documents::trust_of("lambda.amazonaws.com"),
        }
    }

    /// Its inline policies: name and document.
    pub fn inline(&self, settings: &Settings) -> Option<(&'static str, &'static str)> {
        let inline = matches!(self, Role::Other(_)) || settings.policies == Policies::Inline;
        (inline && !matches!(self, Role::Email)).then(|| ("sns-publish", self.allowed()))
    }

    /// Its managed policy.
    pub fn attached(&self, settings: &Settings) -> Option<Policy<'a>> {
        let managed = matches!(self, Role::Own(_) | Role::Shared) && settings.policies != Policies::Inline;
        managed.then_some(Policy::Of(*self))
    }

    /// What it may do.
    fn allowed(&self) -> &'static str {
        match self {
            Role::Own(pool) if pool.fault() == Some(Fault::Publish) => NOTHING_OF_SMS,
            Role::Other(_) => NOTHING_OF_SMS,
            _ => PUBLISH,
        }
    }

    /// Whether it may send SMS.
    pub fn may_publish(&self) -> bool {
        self.allowed() == PUBLISH
    }
}

/// A managed policy of the account.
#[derive(Clone, Copy, Debug)]
pub(super) enum Policy<'a> {
    /// What a role may do.
    Of(Role<'a>),
    /// The permissions boundary of all roles.
    Boundary,
}

/// A version of a managed policy.
pub(super) struct Version {
    pub id: &'static str,
    pub document: &'static str,
    pub is_default: bool,
}

impl<'a> Policy<'a> {
    /// The policy of this ARN, where the account has it.
    pub fn of_arn(settings: &'a Settings, account: &'a str, arn: &str) -> Option<Policy<'a>> {
        let name = arn.strip_prefix(&format!("arn:aws:iam::{account}:policy/"))?;
        if name == BOUNDARY {
            return settings.boundary.then_some(Policy::Boundary);
        }
        Role::named(settings, account, name.strip_suffix("-publish")?)?.attached(settings)
    }

    pub fn name(&self) -> String {
        match self {
            Policy::Of(role) => role.name() + "-publish",
            Policy::Boundary => BOUNDARY.to_owned(),
        }
    }

    pub fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:policy/{}", self.name())
    }

    /// Its versions, the newest first, as IAM lists them.
    pub fn versions(&self, settings: &Settings) -> Vec<Version> {
        let version = |id, document, is_default| Version { id, document, is_default };
        match self {
            Policy::Of(role) if settings.policies == Policies::ManagedLater => vec![
                version("v3", role.allowed(), true),
                version("v2", NOTHING_OF_SMS, false),
                version("v1", PUBLISH_TO_TOPICS, false),
            ],
            Policy::Of(role) => vec![version("v1", role.allowed(), true)],
            Policy::Boundary => vec![version("v1", ANYTHING, true)],
        }
    }
}
