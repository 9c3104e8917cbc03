//! Policy documents, and how IAM writes them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Lets a role send SMS.
pub(super) const PUBLISH: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Sms","Effect":"Allow","Action":"sns:Publish","Resource":"*"}]}"#;
/// Lets a role send to topics, which no phone number is.
pub(super) const PUBLISH_TO_TOPICS: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Sms","Effect":"Allow","Action":"sns:Publish","Resource":"arn:aws:sns:*:*:*"}]}"#;
/// Lets a role do something else.
pub(super) const NOTHING_OF_SMS: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Logs","Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}"#;
/// A boundary that binds nobody.
pub(super) const ANYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// Trust of a service, on behalf of one pool (or of any, by wildcards).
pub(super) fn trust_of_pool(service: &str, account: &str, external_id: &str, pool: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Cognito","Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole","Condition":{{"StringEquals":{{"sts:ExternalId":"{external_id}","aws:SourceAccount":"{account}"}},"ArnLike":{{"aws:SourceArn":"{pool}"}}}}}}]}}"#
    )
}

/// Trust of a service.
pub(super) fn trust_of(service: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole"}}]}}"#
    )
}

/// As IAM sends documents: percent-encoded by RFC 3986, so that nothing is left for XML to escape.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html>
pub(super) fn encoded(document: &str) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(document, KEPT).to_string()
}
