//! Who sends the pool's e-mail: Cognito's own sender, or Amazon SES.

use super::sender::{GET_POOL, Sender, Standing, called};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::rules::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::snapshot::{Fact, Gap, flag, text};
use serde_json::Value;

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "EML001",
        name: "email-mfa-with-default-sender",
        factors: &[Factor::Email],
        severity: Severity::Error,
        errors: &[&catalog::EMAIL_MFA_WITH_DEFAULT_SENDER],
        title: "E-mail MFA is wanted in a pool that sends with Cognito's default sender",
        why: "E-mail MFA needs a pool that sends through Amazon SES. With EmailSendingAccount COGNITO_DEFAULT, which \
              is also what an absent EmailConfiguration means, SetUserPoolMfaConfig refuses it.",
        fix: "Switch EmailSendingAccount to DEVELOPER with the ARN of a verified SES identity, then set e-mail MFA.",
        docs: "https://repost.aws/knowledge-center/cognito-set-up-email-mfa-user-pool",
        looks_at: &[looks::SENDING_ACCOUNT, looks::EMAIL_MFA, looks::MODE, looks::EMAIL_SENDER],
        silent: "Where the pool sends through Amazon SES, or e-mail MFA is neither offered nor required.",
        check: Check::Pool(mfa_with_default_sender),
    },
    Rule {
        id: "EML015",
        name: "default-sender-daily-cap",
        factors: &[Factor::Email],
        severity: Severity::Warning,
        errors: &[&catalog::EMAIL_DAILY_LIMIT_EXCEEDED, &catalog::LIMIT_EXCEEDED],
        title: "The pool sends with Cognito's default sender, which stops at 50 e-mails a day",
        why: "Verification and recovery codes go through Cognito's default sender. It sends 50 e-mails a day; users who \
              come after those get no code.",
        fix: "Send through Amazon SES: EmailSendingAccount DEVELOPER with a verified identity.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html",
        looks_at: &[
            looks::SENDING_ACCOUNT,
            looks::EMAIL_SENDER,
            looks::AUTO_VERIFIED,
            looks::RECOVERY,
            looks::FIRST_FACTORS,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool sends no e-mail, a CustomEmailSender trigger delivers it, or e-mail MFA is offered or required: then EML001 speaks.",
        check: Check::Pool(default_sender_daily_cap),
    },
    Rule {
        id: "EML016",
        name: "email-configuration-failure-is-stale",
        factors: &[Factor::Email],
        severity: Severity::Note,
        errors: &[],
        title: "The pool carries an EmailConfigurationFailure, a field that AWS deprecated",
        why: "DescribeUserPool may still answer EmailConfigurationFailure. AWS deprecated the member and points to \
              CloudTrail, so neither its text nor its absence proves anything about delivery.",
        fix: "Do not act on the field; read the errorCode of Cognito's events in CloudTrail.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html",
        looks_at: &[
            looks::EMAIL_FAILURE,
            looks::AUTO_VERIFIED,
            looks::RECOVERY,
            looks::FIRST_FACTORS,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool sends no e-mail, or the field is absent, which proves nothing.",
        check: Check::Pool(stale_configuration_failure),
    },
];

const SENDING_ACCOUNT: &str = "EmailConfiguration.EmailSendingAccount";

fn mfa_with_default_sender(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = case.pool;
    if pool.email_sending_account() != "COGNITO_DEFAULT" || !case.concerns(Factor::Email)? {
        return Verdicts::silent();
    }
    let (name, sender) = (called(&pool), default_sender_in_words(case));
    let offered = case.offers(Factor::Email)?;
    let message = if offered {
        format!(
            "pool {name} offers e-mail MFA and sends e-mail with {sender}; e-mail MFA needs Amazon SES, so the \
             next SetUserPoolMfaConfig that restates it answers InvalidParameterException"
        )
    } else {
        format!(
            "pool {name} sends e-mail with {sender}; e-mail MFA needs Amazon SES, so SetUserPoolMfaConfig \
             answers InvalidParameterException"
        )
    };
    // Codes of an offered factor still go out where a trigger delivers them; only the next change is refused.
    let delivered = offered && !case.requires(Factor::Email) && pool.has_custom_email_sender();
    let draft = Draft::new(pool.arn(), message)
        .severity(if delivered { Severity::Warning } else { Severity::Error })
        .evidence(GET_POOL, SENDING_ACCOUNT, text(pool.described, SENDING_ACCOUNT));
    Verdicts::one(switch_to_ses(draft, case))
}

fn default_sender_daily_cap(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = case.pool;
    // A trigger that sends the e-mail itself uses none of the 50.
    if pool.email_sending_account() != "COGNITO_DEFAULT" || pool.has_custom_email_sender() {
        return Verdicts::silent();
    }
    // Where e-mail MFA is concerned, the sender has to change anyway.
    if !case.sends_email()? || case.concerns(Factor::Email)? {
        return Verdicts::silent();
    }
    let (name, sender) = (called(&pool), default_sender_in_words(case));
    let message = format!(
        "pool {name} sends verification or recovery codes with {sender}, which stops at 50 e-mails a day; users who \
         ask for a code after that get none"
    );
    let draft = Draft::new(pool.arn(), message)
        .errors(&[&catalog::EMAIL_DAILY_LIMIT_EXCEEDED])
        .evidence(GET_POOL, SENDING_ACCOUNT, text(pool.described, SENDING_ACCOUNT))
        .false_alarm_if("the pool never sends 50 e-mails in one day");
    Verdicts::one(switch_to_ses(draft, case))
}

fn stale_configuration_failure(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let (pool, path) = (case.pool, "EmailConfigurationFailure");
    let Some(failure) = text(pool.described, path) else { return Verdicts::silent() };
    if !case.sends_email()? {
        return Verdicts::silent();
    }
    let message = format!(
        "pool {} carries EmailConfigurationFailure \"{failure}\"; AWS deprecated this member, so it does not tell \
         whether e-mail fails now",
        called(&pool)
    );
    Verdicts::one(Draft::new(pool.arn(), message).evidence(GET_POOL, path, failure).change(Change::command(
        "lists the latest calls to Cognito with their errorCode; this is where AWS reports failures now",
        &[
            "aws",
            "cloudtrail",
            "lookup-events",
            "--lookup-attributes",
            "AttributeKey=EventSource,AttributeValue=cognito-idp.amazonaws.com",
            "--region",
            pool.region(),
        ],
    )))
}

/// How a sentence names the sender.
fn default_sender_in_words(case: &Case<'_>) -> &'static str {
    match text(case.pool.described, SENDING_ACCOUNT) {
        Some(_) => "COGNITO_DEFAULT",
        None => "COGNITO_DEFAULT (no EmailSendingAccount is set)",
    }
}

/// Adds the way from Cognito's default sender to SES: through an identity that is known to be verified, else
/// through one that has yet to be made.
fn switch_to_ses(draft: Draft, case: &Case<'_>) -> Draft {
    let pool = case.pool;
    let draft = match sandbox_region(case) {
        None => draft,
        Some(region) => draft.change(Change::by_hand(format!(
            "Request production access first: SES in {region} is a sandbox and sends only to verified addresses."
        ))),
    };
    if let Some(Usable { arn, identity, read }) = usable_identity(case) {
        let mut patches = vec![
            Patch::set(SENDING_ACCOUNT, "DEVELOPER"),
            Patch::set("EmailConfiguration.SourceArn", arn.as_str()),
        ];
        let mut why = format!("sends through the SES identity {identity}");
        if !read {
            why += ", which must be verified: SES was not read";
        }
        if !identity.contains('@') && text(pool.described, "EmailConfiguration.From").is_none() {
            patches.push(Patch::set("EmailConfiguration.From", format!("no-reply@{identity}")));
            why += "; a domain needs a From address, any one of the domain";
        }
        return draft
            .fix(format!(
                "Send through the SES identity {identity}: EmailSendingAccount DEVELOPER with its ARN."
            ))
            .change(Change::UserPool { why, patches });
    }
    let (region, domain) = (pool.region(), "<VERIFIED_DOMAIN>");
    let arn = format!("arn:{}:ses:{region}:{}:identity/{domain}", pool.partition(), pool.account());
    draft
        .fix("Verify a domain in Amazon SES, then send through it: EmailSendingAccount DEVELOPER with its ARN.")
        .change(Change::command(
            format!(
                "makes the identity, unless SES in {region} already has a verified one: put your domain in place of \
                 {domain}, here and below"
            ),
            &["aws", "sesv2", "create-email-identity", "--email-identity", domain, "--region", region],
        ))
        .change(Change::by_hand(format!(
            "Publish the DKIM records of that answer in the domain's DNS and wait until get-email-identity says \
             VerifiedForSendingStatus true; while SES in {region} is a sandbox, ask for production access as well."
        )))
        .change(Change::UserPool {
            why: format!("sends through the identity; {domain} stands for the domain that you verified"),
            patches: vec![
                Patch::set(SENDING_ACCOUNT, "DEVELOPER"),
                Patch::set("EmailConfiguration.SourceArn", arn),
                Patch::set("EmailConfiguration.From", format!("no-reply@{domain}")),
            ],
        })
}

/// An identity of the pool's account that may send, as far as the snapshot tells.
struct Usable {
    arn: String,
    identity: String,
    /// Whether SES said that it may.
    read: bool,
}

fn usable_identity(case: &Case<'_>) -> Option<Usable> {
    let pool = case.pool;
    if let Some(sender) = Sender::named(case).filter(|sender| !sender.is_foreign()) {
        let read = match sender.standing(sender.identity) {
            Ok(Standing::Verified(_)) => Some(true),
            Ok(_) => None,
            Err(_) => Some(false),
        };
        if let Some(read) = read {
            return Some(Usable {
                arn: sender.source_arn.to_owned(),
                identity: sender.identity.to_owned(),
                read,
            });
        }
    }
    let ses = case.snapshot.ses.known()?;
    let may_send = |fact: &Fact<Value>| flag(fact.known()?, "VerifiedForSendingStatus");
    let verified = |name: &&String| ses.identities.get(*name).and_then(may_send) == Some(true);
    // A domain before an address: it leaves the choice of From.
    let identity = ses.identities.keys().filter(verified).min_by_key(|name| name.contains('@'))?.clone();
    let (region, account) = (ses.region.as_deref().unwrap_or(pool.region()), pool.account());
    let arn = format!("arn:{}:ses:{region}:{account}:identity/{identity}", pool.partition());
    (!account.is_empty()).then_some(Usable { arn, identity, read: true })
}

/// The Region whose SES was read and is a sandbox.
fn sandbox_region<'a>(case: &Case<'a>) -> Option<&'a str> {
    let ses = case.snapshot.ses.known()?;
    let production = flag(ses.account.known()?, "ProductionAccessEnabled")?;
    (!production).then(|| ses.region.as_deref().unwrap_or(case.pool.region()))
}
