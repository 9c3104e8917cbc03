//! The two questions about a pool's SMS role, with what is known of each call.
//!
//! Where AWS documents that a key is set or missing on the call, it is; every other global key is
//! unknown. Keys of other services are absent: a service puts only its own keys and the global ones
//! into a request. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::context::{Context, Known, Request, Resource, Value};

/// The service principal of Cognito user pools.
pub const COGNITO: &str = "cognito-idp.amazonaws.com";

/// What is known about the account's organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Organization {
    /// Nobody could look.
    #[default]
    Unread,
    /// The account is in none.
    None,
    /// The account is in this one.
    Member {
        /// `o-…`
        id: String,
        /// The account's path, `o-…/r-…/ou-…/`, when known.
        path: Option<String>,
    },
}

impl Organization {
    fn id(&self) -> Known {
        match self {
            Organization::Unread => Known::Unknown,
            Organization::None => Known::Absent,
            Organization::Member { id, .. } => Known::one(id),
        }
    }

    fn paths(&self) -> Known {
        match self {
            Organization::Unread => Known::Unknown,
            Organization::None => Known::Absent,
            Organization::Member { path: Some(path), .. } => Known::many([path]),
            Organization::Member { path: None, .. } => Known::SomeValue,
        }
    }
}

/// What is known when the SMS role's session sends a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PublishFacts<'a> {
    /// The role's ARN, with its path.
    pub role_arn: &'a str,
    /// The twelve digits of the role's account.
    pub account: &'a str,
    /// The Region whose SNS (or End User Messaging) is called; `None` when not known.
    pub region: Option<&'a str>,
    /// The role's tags; a tag that is not listed is unknown, as session tags are not documented.
    pub role_tags: Vec<(String, String)>,
    /// The organisation of the role's account.
    pub organization: Organization,
    /// The time of the call.
    pub now: Option<OffsetDateTime>,
}

/// May the role publish to a phone number?
pub fn publish_question(facts: &PublishFacts<'_>) -> Request {
    Request {
        action: "sns:Publish".to_owned(),
        resource: Resource::NotAnArn,
        principal: None,
        context: session_context(facts),
    }
}

/// May the role send through End User Messaging, from this origination identity?
///
/// The call is authorised on the identity as the pool writes it: an ARN, or a phone number or
/// sender name, which no ARN in a policy covers.
pub fn send_text_message_question(facts: &PublishFacts<'_>, origination: Option<&str>) -> Request {
    let mut context = session_context(facts);
    context.set_prefix("sms-voice:", Known::Unknown);
    Request {
        action: "sms-voice:SendTextMessage".to_owned(),
        resource: origination.map_or(Resource::NotAnArn, Resource::from_text),
        principal: None,
        context,
    }
}

fn session_context(facts: &PublishFacts<'_>) -> Context {
    let mut context = Context::closed();
    context.set_prefix("aws:", Known::Unknown);
    // Set only when a service calls for itself.
    for key in ["SourceAccount", "SourceArn", "SourceOrgID", "SourceOrgPaths", "PrincipalServiceName"] {
        context.set(&format!("aws:{key}"), Known::Absent);
    }
    context.set("aws:PrincipalServiceNamesList", Known::Absent);
    context.set("aws:PrincipalIsAWSService", Known::one("false"));
    // A service that uses a role does not count as calling on somebody's behalf.
    context.set("aws:ViaAWSService", Known::one("false"));
    context.set_prefix("aws:CalledVia", Known::Absent);
    context.set("aws:PrincipalArn", Known::one(facts.role_arn));
    context.set("aws:PrincipalAccount", Known::one(facts.account));
    context.set("aws:PrincipalType", Known::one("AssumedRole"));
    context.set("aws:PrincipalOrgID", facts.organization.id());
    context.set("aws:PrincipalOrgPaths", facts.organization.paths());
    context.set("aws:userid", Known::SomeValue);
    // The session is no IAM user's, no federated one, none of EC2, and nothing is tagged by sending.
    context.set("aws:username", Known::Absent);
    context.set("aws:FederatedProvider", Known::Absent);
    context.set_prefix("aws:Ec2Instance", Known::Absent);
    context.set("aws:TagKeys", Known::Absent);
    context.set_prefix("aws:RequestTag/", Known::Absent);
    tags(&mut context, "aws:PrincipalTag/", &facts.role_tags);
    if let Some(region) = facts.region {
        context.set("aws:RequestedRegion", Known::one(region));
    }
    context.set("aws:SecureTransport", Known::one("true"));
    clock(&mut context, facts.now);
    context.set("aws:TokenIssueTime", Known::SomeValue);
    without_mfa(&mut context);
    context
}

/// What is known when Cognito assumes the SMS role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrustFacts<'a> {
    /// The pool's ARN.
    pub pool_arn: &'a str,
    /// The twelve digits of the pool's account.
    pub account: &'a str,
    /// The pool's external id; `None` when the pool has none.
    pub external_id: Option<&'a str>,
    /// The role's ARN, on which resource control policies are matched.
    pub role_arn: &'a str,
    /// The role's tags; a tag that is not listed is unknown.
    pub role_tags: Vec<(String, String)>,
    /// The organisation of the account of pool and role.
    pub organization: Organization,
    /// The time of the call.
    pub now: Option<OffsetDateTime>,
}

/// May Cognito assume the role for this pool?
pub fn trust_question(facts: &TrustFacts<'_>) -> Request {
    let mut context = Context::closed();
    context.set_prefix("aws:", Known::Unknown);
    context.set_prefix("sts:", Known::Unknown);
    context.set("sts:ExternalId", facts.external_id.map_or(Known::Absent, Known::one));
    context.set("sts:RoleSessionName", Known::SomeValue);
    context.set("aws:SourceAccount", Known::one(facts.account));
    context.set("aws:SourceArn", Known::one(facts.pool_arn));
    context.set("aws:SourceOrgID", facts.organization.id());
    context.set("aws:SourceOrgPaths", facts.organization.paths());
    context.set("aws:PrincipalServiceName", Known::one(COGNITO));
    context.set("aws:PrincipalServiceNamesList", Known::SomeValue);
    context.set("aws:PrincipalIsAWSService", Known::one("true"));
    context.set("aws:ViaAWSService", Known::one("false"));
    context.set_prefix("aws:CalledVia", Known::Absent);
    context.set("aws:PrincipalOrgID", Known::Absent);
    context.set("aws:PrincipalOrgPaths", Known::Absent);
    context.set_prefix("aws:PrincipalTag/", Known::Absent);
    context.set("aws:TokenIssueTime", Known::Absent);
    context.set("aws:SecureTransport", Known::one("true"));
    clock(&mut context, facts.now);
    without_mfa(&mut context);
    if let Some(account) = facts.role_arn.split(':').nth(4).filter(|a| !a.is_empty()) {
        context.set("aws:ResourceAccount", Known::one(account));
    }
    context.set("aws:ResourceOrgID", facts.organization.id());
    context.set("aws:ResourceOrgPaths", facts.organization.paths());
    tags(&mut context, "aws:ResourceTag/", &facts.role_tags);
    Request {
        action: "sts:AssumeRole".to_owned(),
        resource: Resource::from_text(facts.role_arn),
        principal: Some(COGNITO.to_owned()),
        context,
    }
}

fn tags(context: &mut Context, prefix: &str, tags: &[(String, String)]) {
    for (key, value) in tags {
        context.set(&format!("{prefix}{key}"), Known::one(value));
    }
}

fn clock(context: &mut Context, now: Option<OffsetDateTime>) {
    if let Some(now) = now {
        if let Ok(text) = now.format(&Rfc3339) {
            context.set("aws:CurrentTime", Known::one(text));
        }
        context.set("aws:EpochTime", Known::one(now.unix_timestamp().to_string()));
    }
}

/// Nobody typed a code for a call that a service makes; whether the key is then absent or false is
/// not documented.
fn without_mfa(context: &mut Context) {
    let absent_or_false = vec![None, Some(Value::Single("false".to_owned()))];
    context.set("aws:MultiFactorAuthPresent", Known::OneOf(absent_or_false));
    context.set("aws:MultiFactorAuthAge", Known::Absent);
}

#[cfg(test)]
#[path = "questions_tests.rs"]
mod tests;
