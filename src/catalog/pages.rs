//! The pages of AWS that the entries refer to.

pub(super) const APP_CLIENT: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html";
pub(super) const AUTHENTICATION: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html";
pub(super) const AUTHENTICATION_FLOW: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow.html";
pub(super) const CUSTOM_CHALLENGE: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html";
pub(super) const CUSTOM_SMS_SENDER: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html";
pub(super) const DEVICES: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html";
pub(super) const EMAIL: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html";
pub(super) const EMAIL_MFA_ARTICLE: &str =
    "https://repost.aws/knowledge-center/cognito-set-up-email-mfa-user-pool";
pub(super) const ERRORS: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html";
pub(super) const MESSAGE_MFA: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html";
pub(super) const MFA: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html";
pub(super) const MFA_ERRORS_ARTICLE: &str = "https://repost.aws/knowledge-center/cognito-mfa-errors";
pub(super) const PASSWORDS: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html";
pub(super) const QUOTAS: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html";
pub(super) const SERVICE_LINKED_ROLES: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/using-service-linked-roles.html";
pub(super) const SET_MFA_PREFERENCE: &str = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html";
pub(super) const SET_POOL_MFA: &str = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html";
pub(super) const SMS: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html";
pub(super) const THREAT_PROTECTION: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html";
pub(super) const TOTP: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html";
pub(super) const UPDATING: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html";
pub(super) const WAF: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html";
