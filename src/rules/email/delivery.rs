//! What Amazon SES sends the pool's e-mail with: a configuration set, a MAIL FROM domain.

use super::sender::{GET_IDENTITY, GET_POOL, Sender, called};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::rules::{Case, Check, Rule, Verdicts, looks};
use crate::snapshot::{Gap, flag, text};
use serde_json::Value;

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "EML010",
        name: "ses-configuration-set-unusable",
        factors: &[Factor::Email],
        severity: Severity::Warning,
        errors: &[&catalog::CODE_DELIVERY_FAILURE],
        title: "The SES configuration set of the pool is missing, or its sending is disabled",
        why: "Cognito sends with the configuration set that the pool names. SES does not send with a set that does not \
              exist in the Region, or whose sending is disabled.",
        fix: "Enable sending in the configuration set, or take a missing one out of the pool's e-mail configuration.",
        docs: "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetConfigurationSet.html",
        looks_at: &[
            looks::CONFIGURATION_SET,
            looks::SET_SENDING,
            looks::SENDING_ACCOUNT,
            looks::SOURCE_ARN,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool names no configuration set, or sends with Cognito's default sender.",
        check: Check::Pool(configuration_set_unusable),
    },
    Rule {
        id: "EML014",
        name: "custom-mail-from-rejects",
        factors: &[Factor::Email],
        severity: Severity::Warning,
        errors: &[],
        title: "The custom MAIL FROM domain of the identity is not set up, and SES rejects mail without it",
        why: "With REJECT_MESSAGE, SES does not send while the MX record of the custom MAIL FROM domain is pending or \
              failed. USE_DEFAULT_VALUE sends from a subdomain of amazonses.com instead.",
        fix: "Publish the MX and SPF records of the MAIL FROM domain, or let SES fall back with USE_DEFAULT_VALUE.",
        docs: "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html",
        looks_at: &[
            looks::MAIL_FROM_STATUS,
            looks::MAIL_FROM_FAILURE,
            looks::MAIL_FROM_DOMAIN,
            looks::SENDING_ACCOUNT,
            looks::SOURCE_ARN,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the identity has no custom MAIL FROM domain, or SES falls back to its own where that one is not ready.",
        check: Check::Pool(mail_from_rejects),
    },
];

fn configuration_set_unusable(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = Sender::through_ses(case)? else { return Verdicts::silent() };
    let (path, operation) = ("EmailConfiguration.ConfigurationSet", "ses:GetConfigurationSet");
    let Some(set) = text(case.pool.described, path) else { return Verdicts::silent() };
    let answer = sender.ses(operation)?.configuration_set.get(operation, false)?;
    // Absent member: SES sends with the set.
    let sending = answer.map(|answer| flag(answer, "SendingOptions.SendingEnabled") != Some(false));
    let region = sender.arn.region;
    let (state, fix, change) = match sending {
        Some(true) => return Verdicts::silent(),
        Some(false) => (
            "whose sending is disabled",
            format!("Enable sending in configuration set {set}."),
            Change::command(
                "lets SES send with the set again",
                &[
                    "aws",
                    "sesv2",
                    "put-configuration-set-sending-options",
                    "--configuration-set-name",
                    set,
                    "--sending-enabled",
                    "--region",
                    region,
                ],
            ),
        ),
        None => (
            "which does not exist",
            format!(
                "Take configuration set {set} out of the pool's e-mail configuration, or create it in {region}."
            ),
            Change::UserPool {
                why: "sends without a configuration set".to_owned(),
                patches: vec![Patch::unset(path)],
            },
        ),
    };
    let fact = format!(
        "pool {} is set to send e-mail with SES configuration set {set}, {state} in {region}",
        called(&case.pool)
    );
    let read = match sending {
        Some(_) => (format!("{set} SendingOptions.SendingEnabled"), Value::Bool(false)),
        None => (set.to_owned(), Value::Null),
    };
    Verdicts::one(
        sender
            .finding(
                Severity::Warning,
                &case.pool.arn(),
                &fact,
                "SES does not send with it, so codes are not delivered",
            )
            .evidence(GET_POOL, path, set)
            .evidence(operation, read.0, read.1)
            .fix(fix)
            .change(change),
    )
}

fn mail_from_rejects(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = Sender::through_ses(case)? else { return Verdicts::silent() };
    let Some((identity, answer)) = sender.effective()? else { return Verdicts::silent() };
    let read = |member: &str| text(answer, &format!("MailFromAttributes.{member}"));
    // Absent members: no custom MAIL FROM domain, and USE_DEFAULT_VALUE.
    let (Some(domain), Some("REJECT_MESSAGE")) = (read("MailFromDomain"), read("BehaviorOnMxFailure")) else {
        return Verdicts::silent();
    };
    let status = read("MailFromDomainStatus")
        .ok_or_else(|| Gap::never_read(GET_IDENTITY, "the answer lacks MailFromDomainStatus"))?;
    if status == "SUCCESS" {
        return Verdicts::silent();
    }
    let region = sender.arn.region;
    let fact = format!(
        "pool {} is set to send e-mail as SES identity {identity}, whose MAIL FROM domain {domain} has status {status} and \
         REJECT_MESSAGE",
        called(&case.pool)
    );
    let path = |member: &str| format!("{identity} MailFromAttributes.{member}");
    let argv = [
        "aws",
        "sesv2",
        "put-email-identity-mail-from-attributes",
        "--email-identity",
        identity,
        "--mail-from-domain",
        domain,
        "--behavior-on-mx-failure",
        "USE_DEFAULT_VALUE",
        "--region",
        region,
    ];
    Verdicts::one(
        sender
            .finding(Severity::Warning, &sender.arn_of(identity), &fact, "SES rejects the pool's e-mail until its MX is found")
            .evidence(GET_IDENTITY, path("MailFromDomainStatus"), status)
            .evidence(GET_IDENTITY, path("BehaviorOnMxFailure"), "REJECT_MESSAGE")
            .change(Change::command("sends at once, from a subdomain of amazonses.com while the domain is not ready", &argv))
            .change(Change::by_hand(format!(
                "Publish for {domain} the MX record \"10 feedback-smtp.{region}.amazonses.com\" and the TXT record \
                 \"v=spf1 include:amazonses.com ~all\"."
            ))),
    )
}
