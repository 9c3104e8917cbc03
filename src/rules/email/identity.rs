//! The SES identity that the pool sends as.

use super::sender::{Cover, GET_IDENTITY, GET_POOL, Sender, Standing, address_in, called, covers};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::rules::{Case, Check, Rule, Verdicts, looks};
use crate::snapshot::{Gap, text};
use serde_json::Value;

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "EML008",
        name: "ses-identity-of-another-account",
        factors: &[Factor::Email],
        severity: Severity::Error,
        errors: &[
            &catalog::EMAIL_IDENTITY_OF_OTHER_ACCOUNT,
            &catalog::EMAIL_ROLE_ACCESS_DENIED,
            &catalog::INVALID_PARAMETER,
        ],
        title: "The SES identity of the pool belongs to another account",
        why: "With EmailSendingAccount DEVELOPER, Cognito calls SES through a role in the pool's own account and takes \
              only identities of that account. A policy on the identity does not change that.",
        fix: "Verify the address or domain in the pool's account and give that ARN in SourceArn.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html",
        looks_at: &[
            looks::SOURCE_ARN,
            looks::POOL_ARN,
            looks::SENDING_ACCOUNT,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool sends no e-mail, or sends with Cognito's default sender.",
        check: Check::Pool(foreign_identity),
    },
    Rule {
        id: "EML002",
        name: "ses-identity-not-verified",
        factors: &[Factor::Email],
        severity: Severity::Error,
        errors: &[
            &catalog::EMAIL_IDENTITY_NOT_VERIFIED,
            &catalog::SES_ADDRESS_NOT_VERIFIED,
            &catalog::CODE_DELIVERY_FAILURE,
        ],
        title: "The SES identity of the pool is not verified for sending",
        why: "SES sends only for identities that are verified in the Region of SourceArn. It refuses every e-mail of \
              the pool, and Cognito repeats the refusal to the user.",
        fix: "Verify the identity in the Region of SourceArn.",
        docs: "https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html",
        looks_at: &[
            looks::IDENTITY_VERIFIED,
            looks::IDENTITY_STATUS,
            looks::SENDING_ACCOUNT,
            looks::SOURCE_ARN,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool sends no e-mail or with Cognito's default sender, the identity is of another account (EML008), or a verified domain above it lends its verification (EML003).",
        check: Check::Pool(identity_not_verified),
    },
    Rule {
        id: "EML003",
        name: "source-arn-names-no-identity",
        factors: &[Factor::Email],
        severity: Severity::Warning,
        errors: &[&catalog::EMAIL_IDENTITY_NOT_VERIFIED],
        title: "SourceArn names an address or subdomain that is no SES identity, only its domain is one",
        why: "The API reference allows an address of a verified domain in SourceArn, but deployments with such an ARN \
              were refused: the ARN names an identity that does not exist. The domain in SourceArn and the address in \
              From work.",
        fix: "Put the domain's identity in SourceArn and the address in From.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html",
        looks_at: &[
            looks::SOURCE_ARN,
            looks::IDENTITY_VERIFIED,
            looks::FROM,
            looks::SENDING_ACCOUNT,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where SourceArn names an identity that exists, or nothing above it is verified either (EML002).",
        check: Check::Pool(no_identity_of_its_own),
    },
    Rule {
        id: "EML009",
        name: "from-address-outside-identity",
        factors: &[Factor::Email],
        severity: Severity::Error,
        errors: &[&catalog::EMAIL_FROM_INVALID, &catalog::EMAIL_IDENTITY_NOT_VERIFIED],
        title: "The From address lies outside the SES identity of the pool",
        why: "SES lets a message through only when its From address is verified: a domain covers its addresses and \
              subdomains, an address covers itself and its +labels.",
        fix: "Use a From address that the identity in SourceArn covers.",
        docs: "https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html",
        looks_at: &[
            looks::FROM,
            looks::SOURCE_ARN,
            looks::IDENTITY_VERIFIED,
            looks::SENDING_ACCOUNT,
            looks::EMAIL_SENDER,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where From is absent or cannot be read as one address, the identity covers it, or another verified identity of the account does.",
        check: Check::Pool(from_outside_identity),
    },
];

const SOURCE_ARN: &str = "EmailConfiguration.SourceArn";
const FROM: &str = "EmailConfiguration.From";

fn foreign_identity(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = case.pool;
    let Some(sender) = Sender::named(case).filter(Sender::is_foreign) else { return Verdicts::silent() };
    if pool.email_sending_account() != "DEVELOPER" || !case.sends_email()? {
        return Verdicts::silent();
    }
    let (identity, theirs, own) = (sender.identity, sender.arn.account, pool.account());
    let fact = format!(
        "pool {} of account {own} is set to send e-mail as SES identity {identity} of account {theirs}",
        called(&pool)
    );
    let consequence = "Cognito sends only as identities of the pool's own account, so its e-mail is refused";
    let arn = format!("arn:{}:ses:{}:{own}:identity/{identity}", sender.arn.partition, sender.arn.region);
    let mut draft = sender
        .finding(Severity::Error, &pool.arn(), &fact, consequence)
        .evidence(GET_POOL, SOURCE_ARN, sender.source_arn)
        .evidence(GET_POOL, "Arn", pool.arn())
        .fix(format!("Verify {identity} in account {own} and put {arn} in SourceArn."));
    // What was read of SES is of the pool's own account.
    draft = match sender.standing(identity) {
        Ok(Standing::Verified(_)) => draft,
        Ok(Standing::Unverified(_)) => draft.change(prove_identity(&sender)),
        _ => draft.change(create_identity(&sender)).change(prove_identity(&sender)),
    };
    Verdicts::one(draft.change(Change::UserPool {
        why: format!("sends as the identity of account {own}"),
        patches: vec![Patch::set(SOURCE_ARN, arn)],
    }))
}

fn identity_not_verified(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = Sender::through_ses(case)? else {
        let nameless = case.pool.email_sending_account() == "DEVELOPER" && Sender::named(case).is_none();
        if !nameless || !case.sends_email()? {
            return Verdicts::silent();
        }
        return Err(Gap::never_read(GET_POOL, "EmailConfiguration names no SES identity in SourceArn"));
    };
    let (pool, identity, region) = (called(&case.pool), sender.identity, sender.arn.region);
    let finding = |severity, state: &str, refusal: &str| {
        let fact = format!(
            "pool {pool} is set to send e-mail as SES identity {identity}, which {state} in {region}"
        );
        let consequence = format!("SES refuses to send as it{refusal}, so users get no code by e-mail");
        let draft = sender.finding(severity, sender.source_arn, &fact, &consequence);
        draft.evidence(GET_POOL, SOURCE_ARN, sender.source_arn)
    };
    let path = |member: &str| format!("{identity} {member}");
    let mut gaps = Vec::new();
    let draft = match sender.standing(identity)? {
        Standing::Verified(_) => return Verdicts::silent(),
        Standing::Unverified(answer) => {
            let status = text(answer, "VerificationStatus");
            let state = match status {
                Some(status) => format!("is not verified for sending (VerificationStatus {status})"),
                None => "is not verified for sending".to_owned(),
            };
            finding(Severity::Error, &state, "")
                .evidence(GET_IDENTITY, path("VerifiedForSendingStatus"), false)
                .evidence(GET_IDENTITY, path("VerificationStatus"), status)
        }
        Standing::Missing => {
            let draft = match sender.cover(identity)? {
                Cover::Verified(_) => return Verdicts::silent(),
                Cover::None => finding(Severity::Error, "does not exist", ""),
                Cover::Unasked(above) => {
                    gaps.push(Gap::not_asked(GET_IDENTITY, false));
                    let unless = format!(" unless {above} is verified");
                    finding(Severity::Warning, "does not exist", &unless).false_alarm_if(format!(
                        "{above}, which was not read, is a verified identity: a subdomain inherits its verification"
                    ))
                }
            };
            draft.evidence(GET_IDENTITY, identity, Value::Null).change(create_identity(&sender))
        }
    };
    let draft = draft.fix(format!("Verify {identity} in SES in {region}.")).change(prove_identity(&sender));
    Ok(Verdicts { findings: vec![draft], gaps })
}

fn no_identity_of_its_own(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = Sender::through_ses(case)? else { return Verdicts::silent() };
    let identity = sender.identity;
    let Standing::Missing = sender.standing(identity)? else { return Verdicts::silent() };
    let domain = match sender.cover(identity)? {
        Cover::Verified(domain) => domain,
        Cover::None => return Verdicts::silent(),
        Cover::Unasked(_) => return Err(Gap::not_asked(GET_IDENTITY, false)),
    };
    let fact = format!(
        "SourceArn of pool {} names {identity}, which is no SES identity in {}, only {domain} is one",
        called(&case.pool),
        sender.arn.region
    );
    let consequence = "Cognito has refused such a SourceArn with \"Email address is not verified\"";
    let arn = sender.arn_of(domain);
    let mut patches = vec![Patch::set(SOURCE_ARN, arn.as_str())];
    let from = text(case.pool.described, FROM);
    if from.and_then(address_in).and_then(|from| covers(domain, from)) != Some(true) {
        let address =
            if identity.contains('@') { identity.to_owned() } else { format!("no-reply@{identity}") };
        patches.push(Patch::set(FROM, address));
    }
    let draft = sender
        .finding(Severity::Warning, &case.pool.arn(), &fact, consequence)
        .evidence(GET_POOL, SOURCE_ARN, sender.source_arn)
        .evidence(GET_IDENTITY, identity, Value::Null)
        .evidence(GET_IDENTITY, format!("{domain} VerifiedForSendingStatus"), true)
        .false_alarm_if(
            "users of the pool do get their e-mail: the API reference allows an address of a verified domain",
        )
        .fix(format!("Put {arn} in SourceArn and keep the address in From."));
    Verdicts::one(
        draft.change(Change::UserPool { why: format!("sends as the verified domain {domain}"), patches }),
    )
}

fn from_outside_identity(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(sender) = Sender::through_ses(case)? else { return Verdicts::silent() };
    // Absent: Cognito takes the address of the identity.
    let Some(from) = text(case.pool.described, FROM) else { return Verdicts::silent() };
    let Some(address) = address_in(from) else { return Verdicts::silent() };
    let identity = sender.identity;
    if covers(identity, address) != Some(false) {
        return Verdicts::silent();
    }
    // Another verified identity of the account may lend the address its verification.
    let others_known = match sender.other_identity_of(address)? {
        Cover::Verified(_) => return Verdicts::silent(),
        Cover::None => true,
        Cover::Unasked(_) => false,
    };
    let fact = format!(
        "pool {} is set to send e-mail from {address}, which lies outside the SES identity {identity} in its SourceArn",
        called(&case.pool)
    );
    let consequence = match others_known {
        true => "SES sends only from addresses that are verified, so it refuses the message",
        false => "SES refuses the message unless that address or its domain is verified as well",
    };
    let severity = if others_known { Severity::Error } else { Severity::Warning };
    let (local, _) = address.split_once('@').unwrap_or((address, ""));
    let better = if identity.contains('@') { identity.to_owned() } else { format!("{local}@{identity}") };
    let mut draft = sender
        .finding(severity, &case.pool.arn(), &fact, consequence)
        .evidence(GET_POOL, FROM, from)
        .evidence(GET_POOL, SOURCE_ARN, sender.source_arn)
        .fix(format!("Send from {better}, or name an identity in SourceArn that covers {address}."));
    if others_known {
        let domain = address.rsplit_once('@').map_or(address, |(_, domain)| domain);
        draft = match sender.standing(domain)? {
            Standing::Missing => draft.evidence(GET_IDENTITY, domain, Value::Null),
            _ => draft.evidence(GET_IDENTITY, format!("{domain} VerifiedForSendingStatus"), false),
        };
    } else {
        draft = draft.false_alarm_if(format!(
            "{address} or its domain is verified in SES in {} as well; that was not read",
            sender.arn.region
        ));
    }
    let gaps = if others_known { Vec::new() } else { vec![Gap::not_asked(GET_IDENTITY, false)] };
    let draft = draft.change(Change::UserPool {
        why: format!("sends from an address that {identity} covers"),
        patches: vec![Patch::set(FROM, from.replace(address, &better))],
    });
    Ok(Verdicts { findings: vec![draft], gaps })
}

/// Makes the identity that the pool names.
pub(super) fn create_identity(sender: &Sender<'_>) -> Change {
    let (identity, region) = (sender.identity, sender.arn.region);
    Change::command(
        format!("makes the identity in {region} and starts its verification"),
        &["aws", "sesv2", "create-email-identity", "--email-identity", identity, "--region", region],
    )
}

/// What the owner of an address or domain has to do.
pub(super) fn prove_identity(sender: &Sender<'_>) -> Change {
    let (identity, region) = (sender.identity, sender.arn.region);
    Change::by_hand(if identity.contains('@') {
        format!(
            "Open the link in the message that Amazon sends to {identity} within 24 hours; \"Resend\" in the SES console \
             of {region} sends it again."
        )
    } else {
        format!(
            "Publish the DKIM records of {identity} in its DNS (aws sesv2 get-email-identity --email-identity {identity} \
             --region {region} lists the tokens) and wait until VerifiedForSendingStatus is true."
        )
    })
}
