//! Amazon SES behind the pool's e-mail sender: the account's standing there.

use super::sender::{GET_ACCOUNT, GET_POOL, Sender, called};
use crate::catalog;
use crate::finding::{Change, Factor, Severity};
use crate::rules::{Case, Check, Rule, Verdicts, looks};
use crate::snapshot::{Gap, flag, number, text};
use serde_json::Value;

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "EML011",
        name: "ses-service-linked-role-missing",
        factors: &[Factor::Email],
        severity: Severity::Error,
        errors: &[&catalog::EMAIL_ROLE_ACCESS_DENIED],
        title: "The service-linked role through which Cognito uses SES does not exist",
        why: "With EmailSendingAccount DEVELOPER, Cognito sends through the role \
              AWSServiceRoleForAmazonCognitoIdpEmailService. Without it Cognito is not allowed to use the identity.",
        fix: "Create the service-linked role for email.cognito-idp.amazonaws.com again.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/using-service-linked-roles.html",
        looks_at: &[
            looks::EMAIL_SERVICE_ROLE,
            looks::SENDING_ACCOUNT,
            looks::SOURCE_ARN,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool sends no e-mail, or sends with Cognito's default sender.",
        check: Check::Pool(no_service_linked_role),
    },
    Rule {
        id: "EML004",
        name: "ses-sandbox",
        factors: &[Factor::Email],
        severity: Severity::Error,
        errors: &[&catalog::EMAIL_IDENTITY_NOT_VERIFIED, &catalog::SES_ADDRESS_NOT_VERIFIED],
        title: "The account is in the SES sandbox of the Region that sends",
        why: "In the sandbox SES sends only to addresses and domains that are verified in the account, and 200 messages \
              a day. The sandbox is left Region by Region.",
        fix: "Request production access in the Region of SourceArn.",
        docs: "https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html",
        looks_at: &[
            looks::SES_PRODUCTION,
            looks::SES_REVIEW,
            looks::SENDING_ACCOUNT,
            looks::SOURCE_ARN,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool sends no e-mail, sends with Cognito's default sender, or names an identity of another account, whose standing nothing here tells.",
        check: Check::Pool(sandbox),
    },
    Rule {
        id: "EML005",
        name: "ses-sending-paused",
        factors: &[Factor::Email],
        severity: Severity::Warning,
        errors: &[&catalog::CODE_DELIVERY_FAILURE],
        title: "SES paused the account's sending, or put it on probation",
        why: "SES pauses the sending of an account, by its owner's wish or because of bounces and complaints. A paused \
              account sends nothing; one on probation will be paused if its reputation does not recover.",
        fix: "Settle the cause with AWS Support in the Region of SourceArn, then resume sending.",
        docs: "https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html",
        looks_at: &[
            looks::SES_SENDING,
            looks::SES_ENFORCEMENT,
            looks::SENDING_ACCOUNT,
            looks::SOURCE_ARN,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool sends no e-mail, sends with Cognito's default sender, or names an identity of another account.",
        check: Check::Pool(paused),
    },
    Rule {
        id: "EML006",
        name: "ses-daily-quota-used-up",
        factors: &[Factor::Email],
        severity: Severity::Warning,
        errors: &[],
        title: "The SES sending quota of the last 24 hours is used up",
        why: "SES sends no more than its quota in any 24 hours, whoever in the account uses it. What comes on top is \
              refused until older messages leave the window.",
        fix: "Raise the SES sending quota of the Region.",
        docs: "https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html",
        looks_at: &[
            looks::SES_SENT,
            looks::SES_QUOTA,
            looks::SENDING_ACCOUNT,
            looks::SOURCE_ARN,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the account has no limit, or messages are left of it at the moment of reading.",
        check: Check::Pool(quota_used_up),
    },
];

fn no_service_linked_role(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = Sender::through_ses(case)? else { return Verdicts::silent() };
    // A role has no Region, so it does not matter in which one the other SES facts were read.
    let ses =
        case.snapshot.ses.get("iam:GetRole", false)?.ok_or_else(|| Gap::not_asked("iam:GetRole", false))?;
    if ses.service_linked_role.get("iam:GetRole", false)?.is_some() {
        return Verdicts::silent();
    }
    let (pool, role) = (case.pool, "AWSServiceRoleForAmazonCognitoIdpEmailService");
    let resource = format!(
        "arn:{}:iam::{}:role/aws-service-role/email.cognito-idp.amazonaws.com/{role}",
        pool.partition(),
        pool.account()
    );
    let fact =
        format!("pool {} is set to send e-mail through the role {role}, which does not exist", called(&pool));
    let consequence = "Cognito may not use SES, so e-mail fails with InvalidEmailRoleAccessPolicyException";
    let argv =
        ["aws", "iam", "create-service-linked-role", "--aws-service-name", "email.cognito-idp.amazonaws.com"];
    Verdicts::one(
        sender
            .finding(Severity::Error, &resource, &fact, consequence)
            .evidence(GET_POOL, "EmailConfiguration.EmailSendingAccount", "DEVELOPER")
            .evidence("iam:GetRole", role, Value::Null)
            .change(Change::command("creates the role again; one serves every pool of the account", &argv)),
    )
}

fn sandbox(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = Sender::through_ses(case)? else { return Verdicts::silent() };
    let account = sender.account()?;
    if told(account, "ProductionAccessEnabled")? {
        return Verdicts::silent();
    }
    let region = sender.arn.region;
    let fact = format!(
        "pool {} is set to send e-mail through SES in {region}, where the account is in the sandbox",
        called(&case.pool)
    );
    let consequence = "only verified addresses get e-mail, every other user gets no code";
    let draft = sender
        .finding(Severity::Error, &case.pool.arn(), &fact, consequence)
        .evidence(GET_ACCOUNT, "ProductionAccessEnabled", false)
        .false_alarm_if(format!(
            "this is a test pool whose users' addresses are all verified in SES in {region}"
        ))
        .fix(format!("Request SES production access in {region}."));
    // While a request is under review, or after a refusal, SES takes no other.
    let review = "Details.ReviewDetails.Status";
    let (draft, answer) = match text(account, review) {
        Some(status @ ("PENDING" | "DENIED")) => (
            draft.evidence(GET_ACCOUNT, review, status),
            format!(
                "Follow up your request for production access, which is {status}, in its case in AWS Support Center"
            ),
        ),
        _ => (
            draft.change(Change::command(
                "asks AWS for production access; put your site in place of <WEBSITE_URL>",
                &[
                    "aws",
                    "sesv2",
                    "put-account-details",
                    "--production-access-enabled",
                    "--mail-type",
                    "TRANSACTIONAL",
                    "--website-url",
                    "<WEBSITE_URL>",
                    "--region",
                    region,
                ],
            )),
            "Answer the support case that this opens".to_owned(),
        ),
    };
    Verdicts::one(draft.change(Change::by_hand(format!(
        "{answer}; until production access is granted, verify the addresses of your test users in SES in {region}."
    ))))
}

fn paused(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = Sender::through_ses(case)? else { return Verdicts::silent() };
    let account = sender.account()?;
    let sending = told(account, "SendingEnabled")?;
    let status = text(account, "EnforcementStatus");
    let region = sender.arn.region;
    let (state, consequence) = match (sending, status) {
        (_, Some("SHUTDOWN")) => ("SES has shut down its sending", "SES sends none of the pool's e-mail"),
        (false, _) => ("its sending is paused", "SES sends none of the pool's e-mail"),
        (true, Some("PROBATION")) => {
            ("SES has put it on probation", "SES may pause its sending if that is not settled")
        }
        (true, None) => return Err(Gap::never_read(GET_ACCOUNT, "the answer lacks EnforcementStatus")),
        _ => return Verdicts::silent(),
    };
    let fact = format!(
        "pool {} is set to send e-mail through SES of its account in {region}, and {state}",
        called(&case.pool)
    );
    let mut draft = sender
        .finding(Severity::Warning, &case.pool.arn(), &fact, consequence)
        .evidence(GET_ACCOUNT, "SendingEnabled", sending)
        .evidence(GET_ACCOUNT, "EnforcementStatus", status);
    if sending && status == Some("PROBATION") {
        draft = draft.errors(&[]);
    }
    if matches!(status, Some("SHUTDOWN" | "PROBATION")) {
        draft = draft.change(Change::by_hand(format!(
            "Read the account's status under \"Reputation metrics\" in the SES console of {region}, remove the cause and \
             answer the case that AWS Support opened."
        )));
    } else {
        draft = draft
            .fix(format!("Find out who paused sending in {region} and why, then resume it."))
            .change(Change::command(
                "resumes the account's sending, once nothing speaks against it",
                &["aws", "sesv2", "put-account-sending-attributes", "--sending-enabled", "--region", region],
            ));
    }
    Verdicts::one(draft)
}

fn quota_used_up(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = Sender::through_ses(case)? else { return Verdicts::silent() };
    let account = sender.account()?;
    let amount = |path: &str| {
        number(account, path).ok_or_else(|| Gap::never_read(GET_ACCOUNT, format!("the answer lacks {path}")))
    };
    let (sent_path, most_path) = ("SendQuota.SentLast24Hours", "SendQuota.Max24HourSend");
    let (sent, most) = (amount(sent_path)?, amount(most_path)?);
    // SES writes -1 for no limit.
    if most < 0.0 || sent < most {
        return Verdicts::silent();
    }
    let region = sender.arn.region;
    let fact = format!(
        "pool {} is set to send e-mail through SES in {region}, whose quota of {most} messages in 24 hours is used up ({sent} sent)",
        called(&case.pool)
    );
    Verdicts::one(
        sender
            .finding(Severity::Warning, &case.pool.arn(), &fact, "SES refuses more until older ones leave the window")
            .evidence(GET_ACCOUNT, sent_path, sent)
            .evidence(GET_ACCOUNT, most_path, most)
            .false_alarm_if("messages have left the window of 24 hours since this was read")
            .fix(format!("Raise the SES sending quota of {region}."))
            .change(Change::by_hand(format!(
                "Request a higher \"Sending quota\" of Amazon SES in the Service Quotas console of {region}, and look for \
                 what else in the account sends so much."
            ))),
    )
}

/// A truth value that SES always answers; its absence proves nothing.
fn told(account: &Value, member: &str) -> Result<bool, Gap> {
    flag(account, member).ok_or_else(|| Gap::never_read(GET_ACCOUNT, format!("the answer lacks {member}")))
}
