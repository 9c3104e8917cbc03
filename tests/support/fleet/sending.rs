//! What messages pass through: Amazon SNS, Amazon SES, and the web ACL in front of a pool. All of it in order.

use super::answer::{Answer, Ask};

const SNS: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

/// `GetSMSAttributes`
pub(super) fn sms_attributes(_: &Ask<'_>) -> Answer {
    let entry = |key: &str, value: &str| format!("<entry><key>{key}</key><value>{value}</value></entry>");
    let entries = entry("MonthlySpendLimit", "500") + &entry("DefaultSMSType", "Transactional");
    Answer::xml(SNS, "GetSMSAttributes", &format!("<attributes>{entries}</attributes>"))
}

/// `GetSMSSandboxAccountStatus`
pub(super) fn sms_sandbox(_: &Ask<'_>) -> Answer {
    Answer::xml(SNS, "GetSMSSandboxAccountStatus", "<IsInSandbox>false</IsInSandbox>")
}

/// `ListOriginationNumbers`
pub(super) fn origination_numbers(_: &Ask<'_>) -> Answer {
    let number = "<PhoneNumbers><member><PhoneNumber>+12065550100</PhoneNumber><Status>ACTIVE</Status>\
                  <Iso2CountryCode>US</Iso2CountryCode><RouteType>TollFree</RouteType>\
                  <NumberCapabilities><member>SMS</member></NumberCapabilities></member></PhoneNumbers>";
    Answer::xml(SNS, "ListOriginationNumbers", number)
}

/// `GetAccount` of Amazon SES.
pub(super) fn ses_account(_: &Ask<'_>) -> Answer {
    Answer::rest(
        r#"{"DedicatedIpAutoWarmupEnabled":false,"EnforcementStatus":"HEALTHY","ProductionAccessEnabled":true,"SendQuota":{"Max24HourSend":50000.0,"MaxSendRate":14.0,"SentLast24Hours":200.0},"SendingEnabled":true,"SuppressionAttributes":{"SuppressedReasons":["BOUNCE","COMPLAINT"]}}"#
            .to_owned(),
    )
}

/// `GetEmailIdentity`: there is example.com.
pub(super) fn email_identity(ask: &Ask<'_>) -> Answer {
    match ask.form.text("EmailIdentity") {
        Some("example.com") => Answer::rest(
            r#"{"DkimAttributes":{"SigningAttributesOrigin":"AWS_SES","SigningEnabled":true,"Status":"SUCCESS"},"FeedbackForwardingStatus":true,"IdentityType":"DOMAIN","MailFromAttributes":{"BehaviorOnMxFailure":"USE_DEFAULT_VALUE"},"Policies":{},"Tags":[],"VerificationStatus":"SUCCESS","VerifiedForSendingStatus":true}"#
                .to_owned(),
        ),
        asked => {
            let message = format!("Email identity {} does not exist.", asked.unwrap_or_default());
            Answer::rest_absent(&message)
        }
    }
}

/// `GetConfigurationSet`: there is none.
pub(super) fn configuration_set(ask: &Ask<'_>) -> Answer {
    let asked = ask.form.text("ConfigurationSetName").unwrap_or_default();
    Answer::rest_absent(&format!("Configuration set <{asked}> does not exist."))
}

/// `GetWebACLForResource`: there is none.
pub(super) fn web_acl(_: &Ask<'_>) -> Answer {
    Answer::json("{}".to_owned())
}
