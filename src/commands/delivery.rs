//! The pool's configuration → the ways of its messages, as the report tells them.

use crate::report::{Delivery, EmailDelivery, SmsDelivery};
use crate::rules::Case;
use crate::snapshot::{SmsPath, text};

/// Through what the pool sends.
pub(super) fn of(case: &Case<'_>) -> Delivery {
    let pool = case.pool;
    let setting = |path| text(pool.described, path).map(str::to_owned);
    let path = pool.sms_path();
    let (service, region) = match &path {
        Some(SmsPath::Sns { region, .. }) => (Some("sns"), *region),
        Some(SmsPath::EndUserMessaging { .. }) => (Some("end-user-messaging"), Some(pool.region())),
        None => (None, None),
    };
    Delivery {
        sms: SmsDelivery {
            used: case.sends_sms().ok(),
            service,
            role: path.map(|path| path.caller().to_owned()),
            region: region.map(str::to_owned),
            function: setting("LambdaConfig.CustomSMSSender.LambdaArn"),
        },
        email: EmailDelivery {
            used: case.sends_email().ok(),
            service: if pool.email_sending_account() == "DEVELOPER" { "ses" } else { "cognito-default" },
            identity: setting("EmailConfiguration.SourceArn"),
            function: setting("LambdaConfig.CustomEmailSender.LambdaArn"),
        },
    }
}
