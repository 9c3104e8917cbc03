//! One record, as far as it matters; whatever is not named here is passed over without a look.

use super::loose::{Loose, Present, Text};
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
pub(super) struct Raw<'a> {
    pub event_source: Text<'a>,
    pub event_name: Text<'a>,
    pub event_time: Text<'a>,
    pub event_type: Text<'a>,
    pub aws_region: Text<'a>,
    pub error_code: Text<'a>,
    pub error_message: Text<'a>,
    #[serde(rename = "eventID")]
    pub event_id: Text<'a>,
    #[serde(rename = "requestID")]
    pub request_id: Text<'a>,
    pub recipient_account_id: Text<'a>,
    pub user_identity: Loose<Identity<'a>>,
    pub request_parameters: Loose<Request<'a>>,
    pub response_elements: Loose<Answer<'a>>,
    pub additional_event_data: Loose<More<'a>>,
}

/// `userIdentity`
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
pub(super) struct Identity<'a> {
    pub arn: Text<'a>,
    pub invoked_by: Text<'a>,
    pub user_name: Text<'a>,
    pub principal_id: Text<'a>,
}

/// `requestParameters`
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
pub(super) struct Request<'a> {
    pub user_pool_id: Text<'a>,
    pub client_id: Text<'a>,
    pub auth_flow: Text<'a>,
    pub challenge_name: Text<'a>,
    pub role_name: Text<'a>,
    pub policy_name: Text<'a>,
    pub policy_arn: Text<'a>,
    pub permissions_boundary: Text<'a>,
    #[serde(alias = "ResourceArn")]
    pub resource_arn: Text<'a>,
    #[serde(rename = "webACLArn", alias = "WebACLArn", alias = "webAclArn")]
    pub web_acl_arn: Text<'a>,
    #[serde(alias = "Name")]
    pub name: Text<'a>,
    pub sms_configuration: Loose<Sms<'a>>,
    pub sms_mfa_configuration: Loose<SmsMfa<'a>>,
}

/// `smsMfaConfiguration`
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
pub(super) struct SmsMfa<'a> {
    pub sms_configuration: Loose<Sms<'a>>,
}

/// `smsConfiguration`
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
pub(super) struct Sms<'a> {
    pub sns_caller_arn: Text<'a>,
}

/// `responseElements`
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
pub(super) struct Answer<'a> {
    pub challenge_name: Text<'a>,
    pub status: Text<'a>,
    pub authentication_result: Present,
}

/// `additionalEventData`: the only place of the user, and all that pages of managed login show.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
pub(super) struct More<'a> {
    pub sub: Text<'a>,
    pub user_pool_id: Text<'a>,
    pub request_parameters: Loose<Form<'a>>,
    pub response_parameters: Loose<Page<'a>>,
}

/// What a page of managed login was sent.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct Form<'a> {
    pub client_id: Text<'a>,
}

/// What a page of managed login answered.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct Page<'a> {
    pub status: Text<'a>,
}
