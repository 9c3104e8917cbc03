//! Message delivery logs.

use super::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::finding::{Change, CommandInput, Factor, Severity};
use crate::snapshot::{Gap, at, text};
use serde_json::{Value, json};

/// The family.
pub(super) static RULES: &[Rule] = &[Rule {
    id: "LOG001",
    name: "delivery-failures-not-logged",
    factors: &[Factor::Sms, Factor::Email],
    severity: Severity::Note,
    errors: &[],
    title: "Failed deliveries of MFA codes are not logged",
    why: "Sign-in succeeds up to the challenge even when the SMS or e-mail message with the code cannot be delivered: \
          no API call reports it. Only the export of userNotification errors to CloudWatch Logs does.",
    fix: "Export userNotification events of level ERROR to a log group.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html",
    looks_at: &[
        looks::EXPORTED_EVENTS,
        looks::EXPORTED_LEVELS,
        looks::SMS_SENDER,
        looks::EMAIL_SENDER,
        looks::SMS_ROLE,
        looks::EMAIL_MFA,
        looks::MODE,
    ],
    silent: "Where neither SMS nor e-mail is offered or required, or a function of yours sends the messages: its own log tells then.",
    check: Check::Pool(delivery_failures),
}];

const OPERATION: &str = "cognito-idp:GetLogDeliveryConfiguration";

fn delivery_failures(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let (mut factors, mut gaps) = case.concerned(&[Factor::Sms, Factor::Email]);
    // Where a function of the customer sends the messages, the function's own log tells.
    factors.retain(|factor| match factor {
        Factor::Sms => !case.pool.has_custom_sms_sender(),
        _ => !case.pool.has_custom_email_sender(),
    });
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let delivery = match case.snapshot.log_delivery.get(OPERATION, false) {
        Ok(delivery) => delivery,
        Err(gap) => {
            gaps.push(gap);
            return Verdicts::only_gaps(gaps);
        }
    };
    // No configuration at all, or no list in it: nothing is exported.
    let entries = delivery.and_then(|delivery| at(delivery, "LogConfigurations")).and_then(Value::as_array);
    let entries = entries.map(Vec::as_slice).unwrap_or_default();
    if entries.iter().any(exports_failures) {
        return Verdicts::only_gaps(gaps);
    }
    let sources: Vec<&str> = entries.iter().filter_map(|entry| text(entry, "EventSource")).collect();
    let words: Vec<&str> = factors.iter().map(|factor| factor.words()).collect();
    let draft = Draft::new(
        case.pool.arn(),
        format!(
            "pool {} exports no userNotification errors; when {} with an MFA code cannot be delivered, no call fails \
             and nothing is written down",
            case.pool.name(),
            words.iter().map(|word| format!("an {word} message")).collect::<Vec<_>>().join(" or "),
        ),
    )
    .factors(&factors)
    .evidence(OPERATION, "LogConfigurations[].EventSource", json!(sources))
    .change(export(case, entries));
    Ok(Verdicts { findings: vec![draft], gaps })
}

fn exports_failures(entry: &Value) -> bool {
    text(entry, "EventSource") == Some("userNotification") && text(entry, "LogLevel") == Some("ERROR")
}

/// The call replaces the list, so it restates the entries of other sources.
fn export(case: &Case<'_>, entries: &[Value]) -> Change {
    let others = entries.iter().filter(|entry| text(entry, "EventSource") != Some("userNotification"));
    let mut list: Vec<Value> = others.cloned().collect();
    list.push(json!({
        "LogLevel": "ERROR",
        "EventSource": "userNotification",
        "CloudWatchLogsConfiguration": {"LogGroupArn": "<LOG_GROUP_ARN>"},
    }));
    let call = ["aws", "cognito-idp", "set-log-delivery-configuration"];
    let names = ["--user-pool-id", case.pool.id(), "--region", case.pool.region()];
    Change::Command {
        why: "export delivery errors; put the ARN of your CloudWatch log group for <LOG_GROUP_ARN>"
            .to_owned(),
        argv: call.iter().chain(&names).map(|word| (*word).to_owned()).collect(),
        input: Some(CommandInput {
            option: "--log-configurations".to_owned(),
            stem: "log-configurations".to_owned(),
            document: Value::Array(list),
        }),
    }
}
