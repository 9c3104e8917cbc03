//! Lambda triggers.

use super::{Case, Check, Draft, Rule, Verdicts};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::snapshot::{Client, Gap, text};
use serde_json::{Value, json};

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "LMB001",
        name: "custom-sender-unusable",
        factors: &[Factor::Sms, Factor::Email],
        severity: Severity::Error,
        errors: &[&catalog::CUSTOM_SENDER_WITHOUT_KMS_KEY],
        title: "A custom sender trigger cannot be used",
        why: "Cognito encrypts each code with the KMS key of the pool before it hands it to a custom sender function. \
              Without a key it has nothing that it may hand over.",
        fix: "Name a symmetric KMS key in LambdaConfig.KMSKeyID.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html",
        check: Check::Pool(sender_usable),
    },
    Rule {
        id: "LMB002",
        name: "custom-sender-delivers",
        factors: &[Factor::Sms, Factor::Email],
        severity: Severity::Note,
        errors: &[],
        title: "A function of yours sends the messages",
        why: "With a custom sender trigger Cognito hands each code to your function and sends nothing itself. What is \
              known of Amazon SNS and Amazon SES then says nothing about delivery.",
        fix: "Look for delivery failures in the logs of the function and of the service that it calls.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html",
        check: Check::Pool(sender_delivers),
    },
    Rule {
        id: "LMB003",
        name: "custom-auth-beside-mfa",
        factors: &[Factor::Sms, Factor::Totp, Factor::Email],
        severity: Severity::Warning,
        errors: &[&catalog::CODE_OR_AUTH_STATE_INVALID],
        title: "A custom authentication flow can skip or cut short MFA",
        why: "Cognito asks for its own MFA only after it has verified a password. A custom flow without one signs users \
              in with no second factor of the pool, and for users with MFA the challenges that a custom flow puts \
              after the password are not asked.",
        fix: "Let the custom flow begin with SRP_A and PASSWORD_VERIFIER and expect no challenge after it, or ask for \
              the second factor within the flow.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html",
        check: Check::Pool(custom_auth),
    },
];

const DESCRIBE: &str = "cognito-idp:DescribeUserPool";

/// A custom sender that is set and whose channel the pool uses.
struct Sender<'a> {
    factor: Factor,
    trigger: &'static str,
    function: &'a str,
}

/// The custom senders, and a gap where it could not be told whether the pool uses the channel.
fn senders<'a>(case: &Case<'a>) -> (Vec<Sender<'a>>, Vec<Gap>) {
    let mut senders = Vec::new();
    let mut gaps = Vec::new();
    for (factor, trigger) in [(Factor::Sms, "CustomSMSSender"), (Factor::Email, "CustomEmailSender")] {
        let path = format!("LambdaConfig.{trigger}.LambdaArn");
        let Some(function) = text(case.pool.described, &path) else { continue };
        let used = if factor == Factor::Sms { case.sends_sms() } else { case.sends_email() };
        match used {
            Ok(true) => senders.push(Sender { factor, trigger, function }),
            Ok(false) => {}
            Err(gap) => gaps.push(gap),
        }
    }
    gaps.dedup();
    (senders, gaps)
}

fn sender_usable(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let (senders, mut gaps) = senders(case);
    if senders.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let triggers: Vec<&str> = senders.iter().map(|sender| sender.trigger).collect();
    let triggers = triggers.join(" and ");
    if text(case.pool.described, "LambdaConfig.KMSKeyID").is_some() {
        gaps.push(Gap {
            needs: vec!["kms:DescribeKey".to_owned(), "lambda:GetPolicy".to_owned()],
            reason: format!("the key and the function of {triggers} are not read"),
            core: false,
        });
        return Verdicts::only_gaps(gaps);
    }
    let factors: Vec<Factor> = senders.iter().map(|sender| sender.factor).collect();
    let mut draft = Draft::new(
        case.pool.arn(),
        format!(
            "pool {} has {triggers} but no KMSKeyID; without a key Cognito cannot encrypt a code for the function, so no \
             code goes out",
            case.pool.name()
        ),
    )
    .factors(&factors)
    .evidence(DESCRIBE, "LambdaConfig.KMSKeyID", Value::Null)
    .change(Change::UserPool {
        why: "let Cognito encrypt the codes; put the ARN of a symmetric KMS key, whose policy lets Cognito create \
              grants, for <KMS_KEY_ARN>"
            .to_owned(),
        patches: vec![Patch::set("LambdaConfig.KMSKeyID", "<KMS_KEY_ARN>")],
    });
    for sender in &senders {
        draft =
            draft.evidence(DESCRIBE, format!("LambdaConfig.{}.LambdaArn", sender.trigger), sender.function);
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}

fn sender_delivers(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let (senders, gaps) = senders(case);
    let findings = senders.iter().map(|sender| {
        let (Sender { factor, trigger, function }, pool) = (sender, case.pool.name());
        let service = if *factor == Factor::Sms { "Amazon SNS" } else { "Amazon SES" };
        Draft::new(
            *function,
            format!(
                "pool {pool} hands its {} messages to {function} ({trigger}); Cognito sends none itself, so whether \
                 codes arrive depends on that function and not on {service}",
                factor.words()
            ),
        )
        .factors(&[*factor])
        .evidence(DESCRIBE, format!("LambdaConfig.{trigger}.LambdaArn"), *function)
        .change(Change::by_hand(format!("Look for failures in the logs of {function}.")))
    });
    Ok(Verdicts { findings: findings.collect(), gaps })
}

fn custom_auth(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let path = "LambdaConfig.DefineAuthChallenge";
    let Some(function) = text(case.pool.described, path) else { return Verdicts::silent() };
    let (factors, mut gaps) = case.concerned(&[Factor::Sms, Factor::Totp, Factor::Email]);
    let mode = case.mfa_mode()?;
    if mode == "OFF" || factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let (clients, unread) = case.clients()?;
    gaps.extend(unread);
    let custom: Vec<&Client<'_>> = clients.iter().filter(|client| allows_custom_auth(client)).collect();
    if custom.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let names: Vec<&str> = custom.iter().map(|client| client.name()).collect();
    let mut draft = Draft::new(
        case.pool.arn(),
        format!(
            "pool {} has MFA {mode} and lets app client{} {} sign in by the custom flow of {function}; where that flow \
             verifies no password it asks for none of the pool's factors, and where it does, challenges after the \
             password are skipped for users with MFA",
            case.pool.name(),
            if names.len() == 1 { "" } else { "s" },
            names.join(", "),
        ),
    )
    .factors(&factors)
    .false_alarm_if(
        "the function begins with SRP_A and PASSWORD_VERIFIER and asks nothing after it, or asks for a second factor of \
         its own",
    )
    .evidence(DESCRIBE, path, function)
    .change(Change::by_hand(format!(
        "Read the challenges that {function} asks for, in their order; take ALLOW_CUSTOM_AUTH from app clients that do \
         not use the flow."
    )));
    for client in custom {
        let path = format!("{}.ExplicitAuthFlows", client.id());
        draft = draft.evidence("cognito-idp:DescribeUserPoolClient", path, json!(client.auth_flows()));
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}

/// By today's name of the flow or by the legacy one.
fn allows_custom_auth(client: &Client<'_>) -> bool {
    let flows = client.auth_flows();
    flows.contains(&"ALLOW_CUSTOM_AUTH") || flows.contains(&"CUSTOM_AUTH_FLOW_ONLY")
}
