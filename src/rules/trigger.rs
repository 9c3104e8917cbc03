//! Lambda triggers.

use super::{Case, Check, Draft, Rule, Verdicts, looks};
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
        errors: &[&catalog::CUSTOM_SENDER_WITHOUT_KMS_KEY, &catalog::UNEXPECTED_LAMBDA_FAILURE],
        title: "A custom sender trigger cannot be used",
        why: "Cognito encrypts each code with the KMS key of the pool before it hands it to a custom sender function. \
              Without a key it has nothing that it may hand over.",
        fix: "Name a symmetric KMS key in LambdaConfig.KMSKeyID.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html",
        looks_at: &[
            looks::SENDER_KEY,
            looks::SMS_SENDER,
            looks::EMAIL_SENDER,
            looks::AUTO_VERIFIED,
            looks::RECOVERY,
            looks::FIRST_FACTORS,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool has no custom sender trigger, or does not use its channel. With a key the rule is not judged: neither the key nor the function's permissions are read.",
        check: Check::Factor(sender_usable),
    },
    Rule {
        id: "LMB002",
        name: "custom-sender-delivers",
        factors: &[Factor::Sms, Factor::Email],
        severity: Severity::Note,
        errors: &[&catalog::SNS_PUBLISH_NOT_AUTHORIZED, &catalog::SES_ADDRESS_NOT_VERIFIED],
        title: "A function of yours sends the messages",
        why: "With a custom sender trigger Cognito hands each code to your function and sends nothing itself. What is \
              known of Amazon SNS and Amazon SES then says nothing about delivery.",
        fix: "Look for delivery failures in the logs of the function and of the service that it calls.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html",
        looks_at: &[
            looks::SMS_SENDER,
            looks::EMAIL_SENDER,
            looks::AUTO_VERIFIED,
            looks::RECOVERY,
            looks::FIRST_FACTORS,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the pool has no custom sender trigger, or does not use its channel.",
        check: Check::Factor(sender_delivers),
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
        looks_at: &[
            looks::CUSTOM_AUTH,
            looks::AUTH_FLOWS,
            looks::CLIENTS,
            looks::MODE,
            looks::TOTP,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
        ],
        silent: "Where MFA is off, no DefineAuthChallenge trigger is set, or no client allows the custom flow. What the function asks for is not read.",
        check: Check::Pool(custom_auth),
    },
];

const DESCRIBE: &str = "cognito-idp:DescribeUserPool";

/// The trigger that takes over the factor's messages, and its function, where it is set and the pool uses the channel.
fn sender<'a>(case: &Case<'a>, factor: Factor) -> Result<Option<(&'static str, &'a str)>, Gap> {
    let trigger = if factor == Factor::Sms { "CustomSMSSender" } else { "CustomEmailSender" };
    let path = format!("LambdaConfig.{trigger}.LambdaArn");
    let Some(function) = text(case.pool.described, &path) else { return Ok(None) };
    let used = if factor == Factor::Sms { case.sends_sms()? } else { case.sends_email()? };
    Ok(used.then_some((trigger, function)))
}

fn sender_usable(case: &Case<'_>, factor: Factor) -> Result<Verdicts, Gap> {
    let Some((trigger, function)) = sender(case, factor)? else { return Verdicts::silent() };
    if text(case.pool.described, "LambdaConfig.KMSKeyID").is_some() {
        let needs = ["kms:DescribeKey", "lambda:GetPolicy"].map(str::to_owned).into();
        return Err(Gap::extra(needs, format!("the key and the function of {trigger} are not read")));
    }
    let message = format!(
        "pool {} has {trigger} but no KMSKeyID; without a key Cognito cannot encrypt a code for the function, so no {} \
         code goes out",
        case.pool.name(),
        factor.words()
    );
    Verdicts::one(
        Draft::new(case.pool.arn(), message)
            .part(trigger)
            .factors(&[factor])
            .errors(&[&catalog::CUSTOM_SENDER_WITHOUT_KMS_KEY])
            .evidence(DESCRIBE, "LambdaConfig.KMSKeyID", Value::Null)
            .evidence(DESCRIBE, format!("LambdaConfig.{trigger}.LambdaArn"), function)
            .change(Change::UserPool {
                why: "let Cognito encrypt the codes; put the ARN of a symmetric KMS key, whose policy lets Cognito \
                      create grants, for <KMS_KEY_ARN>"
                    .to_owned(),
                patches: vec![Patch::set("LambdaConfig.KMSKeyID", "<KMS_KEY_ARN>")],
            }),
    )
}

fn sender_delivers(case: &Case<'_>, factor: Factor) -> Result<Verdicts, Gap> {
    let Some((trigger, function)) = sender(case, factor)? else { return Verdicts::silent() };
    let message = format!(
        "pool {} hands its {} messages to {function} ({trigger}); Cognito sends none itself, so whether codes arrive \
         depends on that function and not on {}",
        case.pool.name(),
        factor.words(),
        if factor == Factor::Sms { "Amazon SNS" } else { "Amazon SES" },
    );
    Verdicts::one(
        Draft::new(case.pool.arn(), message)
            .part(trigger)
            .factors(&[factor])
            // It explains those errors where they occur; by itself it leads to none.
            .errors(&[])
            .evidence(DESCRIBE, format!("LambdaConfig.{trigger}.LambdaArn"), function)
            .change(Change::by_hand(format!("Look for failures in the logs of {function}."))),
    )
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
