//! Through what a pool sends its messages, as far as its configuration tells it.

use schemars::JsonSchema;
use serde::Serialize;

/// The ways of a pool's messages.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Delivery {
    /// Text messages.
    pub sms: SmsDelivery,
    /// E-mail.
    pub email: EmailDelivery,
}

/// The way of text messages.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SmsDelivery {
    /// Whether the pool uses it as a factor, for verification, recovery or passwordless sign-in, or it was required;
    /// `null` where that could not be read.
    pub used: Option<bool>,
    /// `sns` or `end-user-messaging`; `null` without an SMS configuration.
    pub service: Option<&'static str>,
    /// The ARN of the role that Cognito assumes.
    pub role: Option<String>,
    /// The Region that sends, where the configuration names one: `SnsRegion`, or of End User Messaging the pool's.
    pub region: Option<String>,
    /// The ARN of the CustomSMSSender function, which then gets the codes in place of the service.
    pub function: Option<String>,
}

/// The way of e-mail.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EmailDelivery {
    /// Whether the pool uses it as a factor, for verification, recovery or passwordless sign-in, or it was required;
    /// `null` where that could not be read.
    pub used: Option<bool>,
    /// `ses`, or `cognito-default` for Cognito's own sender.
    pub service: &'static str,
    /// `EmailConfiguration.SourceArn`: the identity of Amazon SES.
    pub identity: Option<String>,
    /// The ARN of the CustomEmailSender function, which then gets the codes in place of the service.
    pub function: Option<String>,
}
