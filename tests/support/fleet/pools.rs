//! What Amazon Cognito says of pools.

use std::sync::LazyLock;

use super::answer::{Answer, Ask, page, quoted};
use super::pool::{Fault, Pool};
use super::quota::Category;

/// Pools and clients that a page has at most.
pub(super) const PAGE: usize = 60;
const CREATED: &str = "1740819600.0";
const CHANGED: &str = "1759309200.5";

/// `ListUserPools`
pub(super) fn list(ask: &Ask<'_>) -> Answer {
    let Some(most) = ask.form.number("MaxResults").filter(|most| (1..=PAGE).contains(most)) else {
        return Answer::refused("InvalidParameterException", "MaxResults must be from 1 to 60");
    };
    let here = ask.settings.regions.iter().any(|region| region == ask.region);
    let page = match page(if here { ask.settings.pools } else { 0 }, most, ask.form.text("NextToken")) {
        Ok(page) => page,
        Err(refused) => return refused,
    };
    let pools = (page.first..page.end)
        .filter_map(|number| Pool::numbered(ask.settings, ask.account, ask.region, number))
        .map(|pool| {
            format!(
                r#"{{"CreationDate":{CREATED},"Id":"{}","LambdaConfig":{{}},"LastModifiedDate":{CHANGED},"Name":"{}"}}"#,
                pool.id(),
                pool.name()
            )
        });
    let pools = pools.collect::<Vec<_>>().join(",");
    Answer::json(format!(r#"{{"UserPools":[{pools}]{}}}"#, page.next))
}

/// The pool that is asked for.
///
/// # Errors
/// When the account has none of that ID in this Region.
pub(super) fn named<'a>(ask: &Ask<'a>) -> Result<Pool<'a>, Answer> {
    let id = ask.form.text("UserPoolId").unwrap_or_default();
    let found = Pool::named(ask.settings, ask.account, ask.region, id);
    let message = || format!("User pool {id} does not exist.");
    found.ok_or_else(|| Answer::refused("ResourceNotFoundException", &message()))
}

fn of_pool(ask: &Ask<'_>, body: impl Fn(&Pool<'_>) -> String) -> Answer {
    named(ask).map_or_else(|refused| refused, |pool| Answer::json(body(&pool)))
}

/// `DescribeUserPool`
pub(super) fn describe(ask: &Ask<'_>) -> Answer {
    of_pool(ask, |pool| {
        let (id, arn, name, mfa, schema) = (pool.id(), pool.arn(), pool.name(), pool.mfa(), &*SCHEMA);
        let sms = sms(pool).map(|sms| format!(r#""SmsConfiguration":{sms},"#)).unwrap_or_default();
        let team = ["shop", "bank", "press", "games"][pool.number % 4];
        let users = pool.number % 1000 * 12;
        let email = email(pool);
        format!(
            r#"{{"UserPool":{{"AccountRecoverySetting":{{"RecoveryMechanisms":[{{"Name":"verified_email","Priority":1}},{{"Name":"verified_phone_number","Priority":2}}]}},"AdminCreateUserConfig":{{"AllowAdminCreateUserOnly":false,"UnusedAccountValidityDays":7}},"Arn":"{arn}","AutoVerifiedAttributes":["email","phone_number"],"CreationDate":{CREATED},"DeletionProtection":"ACTIVE","EmailConfiguration":{email},"EstimatedNumberOfUsers":{users},"Id":"{id}","LambdaConfig":{{}},"LastModifiedDate":{CHANGED},"MfaConfiguration":"{mfa}","Name":"{name}","Policies":{{"PasswordPolicy":{{"MinimumLength":12,"RequireLowercase":true,"RequireNumbers":true,"RequireSymbols":false,"RequireUppercase":true,"TemporaryPasswordValidityDays":7}},"SignInPolicy":{{"AllowedFirstAuthFactors":["PASSWORD"]}}}},"SchemaAttributes":{schema},{sms}"UserAttributeUpdateSettings":{{"AttributesRequireVerificationBeforeUpdate":["email","phone_number"]}},"UserPoolTags":{{"team":"{team}"}},"UserPoolTier":"ESSENTIALS","UsernameAttributes":["email"],"UsernameConfiguration":{{"CaseSensitive":false}},"VerificationMessageTemplate":{{"DefaultEmailOption":"CONFIRM_WITH_CODE"}}}}}}"#
        )
    })
}

fn sms(pool: &Pool<'_>) -> Option<String> {
    let (role, external_id, region) = (pool.role()?.arn(pool.account), pool.external_id(), pool.region);
    Some(format!(r#"{{"ExternalId":"{external_id}","SnsCallerArn":"{role}","SnsRegion":"{region}"}}"#))
}

fn email(pool: &Pool<'_>) -> String {
    if !pool.settings.ses {
        return r#"{"EmailSendingAccount":"COGNITO_DEFAULT"}"#.to_owned();
    }
    let (region, account) = (pool.region, pool.account);
    format!(
        r#"{{"EmailSendingAccount":"DEVELOPER","From":"Shop <no-reply@example.com>","SourceArn":"arn:aws:ses:{region}:{account}:identity/example.com"}}"#
    )
}

/// `GetUserPoolMfaConfig`
pub(super) fn mfa_config(ask: &Ask<'_>) -> Answer {
    of_pool(ask, |pool| {
        let mfa = pool.mfa();
        let offers = mfa != "OFF";
        let only_sms = pool.fault() == Some(Fault::NoTotp);
        let email = match pool.settings.ses && offers && !only_sms {
            true => r#""EmailMfaConfiguration":{"Message":"Your code is {####}","Subject":"Your code"},"#,
            false => "",
        };
        let sms = sms(pool).filter(|_| offers).map(|sms| {
            format!(
                r#""SmsMfaConfiguration":{{"SmsAuthenticationMessage":"Your code is {{####}}","SmsConfiguration":{sms}}},"#
            )
        });
        let (sms, totp) = (sms.unwrap_or_default(), offers && !only_sms);
        format!(
            r#"{{{email}"MfaConfiguration":"{mfa}",{sms}"SoftwareTokenMfaConfiguration":{{"Enabled":{totp}}}}}"#
        )
    })
}

/// `GetLogDeliveryConfiguration`
pub(super) fn log_delivery(ask: &Ask<'_>) -> Answer {
    of_pool(ask, |pool| {
        let (id, region, account) = (pool.id(), pool.region, pool.account);
        format!(
            r#"{{"LogDeliveryConfiguration":{{"LogConfigurations":[{{"CloudWatchLogsConfiguration":{{"LogGroupArn":"arn:aws:logs:{region}:{account}:log-group:/cognito/messages"}},"EventSource":"userNotification","LogLevel":"ERROR"}}],"UserPoolId":"{id}"}}}}"#
        )
    })
}

/// `DescribeRiskConfiguration`, of pools where nothing of the kind is configured.
pub(super) fn risk(ask: &Ask<'_>) -> Answer {
    of_pool(ask, |pool| format!(r#"{{"RiskConfiguration":{{"UserPoolId":"{}"}}}}"#, pool.id()))
}

/// `GetProvisionedLimit` of a category of requests.
pub(super) fn provisioned_limit(ask: &Ask<'_>) -> Answer {
    let category = ask.form.text("LimitDefinition.Attributes.Category").unwrap_or_default();
    let Some(known) = Category::ALL.into_iter().find(|known| known.name() == category) else {
        return Answer::refused("InvalidParameterException", "There is no such category here");
    };
    let free = known.quota();
    let provisioned = (free * ask.settings.quotas.unwrap_or(1.0)).floor();
    let category = quoted(category);
    Answer::json(format!(
        r#"{{"Limit":{{"FreeLimitValue":{free},"LimitDefinition":{{"Attributes":{{"Category":{category}}},"LimitClass":"API_CATEGORY"}},"ProvisionedLimitValue":{provisioned}}}}}"#
    ))
}

/// The attributes that every pool has.
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>
static SCHEMA: LazyLock<String> = LazyLock::new(|| {
    let text = |name: &str, required: bool, most: u32| {
        format!(
            r#"{{"AttributeDataType":"String","DeveloperOnlyAttribute":false,"Mutable":true,"Name":"{name}","Required":{required},"StringAttributeConstraints":{{"MaxLength":"{most}","MinLength":"0"}}}}"#
        )
    };
    let yes_or_no = |name: &str| {
        format!(
            r#"{{"AttributeDataType":"Boolean","DeveloperOnlyAttribute":false,"Mutable":true,"Name":"{name}","Required":false}}"#
        )
    };
    let texts = [
        "profile",
        "address",
        "gender",
        "preferred_username",
        "given_name",
        "middle_name",
        "family_name",
        "name",
        "nickname",
        "picture",
        "website",
        "zoneinfo",
        "locale",
        "phone_number",
    ];
    let mut attributes = vec![
        r#"{"AttributeDataType":"String","DeveloperOnlyAttribute":false,"Mutable":false,"Name":"sub","Required":true,"StringAttributeConstraints":{"MaxLength":"2048","MinLength":"1"}}"#.to_owned(),
        r#"{"AttributeDataType":"Number","DeveloperOnlyAttribute":false,"Mutable":true,"Name":"updated_at","NumberAttributeConstraints":{"MinValue":"0"},"Required":false}"#.to_owned(),
        text("email", true, 2048),
        text("birthdate", false, 10),
        yes_or_no("email_verified"),
        yes_or_no("phone_number_verified"),
    ];
    attributes.extend(texts.iter().map(|name| text(name, false, 2048)));
    format!("[{}]", attributes.join(","))
});
