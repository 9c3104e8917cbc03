//! The sending authorization policy that Cognito's default sender needs for a custom address.

use super::identity::{create_identity, prove_identity};
use super::sender::{GET_IDENTITY, GET_POOL, Sender, Standing, called};
use crate::catalog;
use crate::finding::{Change, CommandInput, Factor, Severity};
use crate::rules::{Case, Check, Rule, Verdicts, looks};
use crate::snapshot::{Gap, at, text};
use serde_json::{Value, json};

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[Rule {
    id: "EML012",
    name: "ses-identity-without-cognito-policy",
    factors: &[Factor::Email],
    severity: Severity::Error,
    errors: &[&catalog::EMAIL_IDENTITY_NOT_ALLOWED, &catalog::EMAIL_ROLE_ACCESS_DENIED],
    title: "Cognito's default sender has a custom address, but no policy of the identity lets Cognito use it",
    why: "COGNITO_DEFAULT with a SourceArn sends from your address through Cognito's own account. The identity \
              needs a sending authorization policy that allows email.cognito-idp.amazonaws.com.",
    fix: "Add a sending authorization policy for email.cognito-idp.amazonaws.com to the identity.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-ses-authorization-to-send-email.html",
    looks_at: &[
        looks::IDENTITY_POLICIES,
        looks::SENDING_ACCOUNT,
        looks::SOURCE_ARN,
        looks::EMAIL_SENDER,
        looks::EMAIL_MFA,
        looks::MODE,
    ],
    silent: "Where no SourceArn is set, the pool sends through Amazon SES, which needs no policy, or e-mail MFA is offered or required (EML001). Conditions of the policy count as met.",
    check: Check::Pool(no_sending_policy),
}];

fn no_sending_policy(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = case.pool;
    let Some(sender) = Sender::named(case) else { return Verdicts::silent() };
    // Where e-mail MFA is concerned, the sender has to change to SES, which needs no policy.
    if pool.email_sending_account() != "COGNITO_DEFAULT"
        || !case.sends_email()?
        || case.concerns(Factor::Email)?
    {
        return Verdicts::silent();
    }
    if sender.is_foreign() {
        let reason = format!("the identity belongs to account {}", sender.arn.account);
        return Err(Gap::never_read(GET_IDENTITY, reason));
    }
    let (identity, region) = (sender.identity, sender.arn.region);
    let domain = identity.rsplit_once('@').map(|(_, domain)| domain);
    let mut found = Vec::new();
    let mut doubt = None;
    for name in [Some(identity), domain].into_iter().flatten() {
        let (Standing::Verified(answer) | Standing::Unverified(answer)) = sender.standing(name)? else {
            continue;
        };
        // SES answers an empty member where the identity has no policy.
        let Some(policies) = at(answer, "Policies").and_then(Value::as_object) else {
            doubt = Some(format!("the answer about identity {name} lacks Policies"));
            continue;
        };
        for (policy, document) in policies {
            match lets_cognito_send(document) {
                Some(true) => return Verdicts::silent(),
                Some(false) => found.push(policy.as_str()),
                None => {
                    doubt = Some(format!("policy {policy} of identity {name} cannot be read as a policy"))
                }
            }
        }
    }
    if let Some(reason) = doubt {
        return Err(Gap::never_read(GET_IDENTITY, reason));
    }
    let missing = matches!(sender.standing(identity)?, Standing::Missing);
    let state = if missing {
        format!("which does not exist in SES in {region}, so no policy")
    } else {
        format!("and no policy of that SES identity in {region}")
    };
    let fact = format!(
        "pool {} is set to send with COGNITO_DEFAULT as {identity}, {state} allows email.cognito-idp.amazonaws.com",
        called(&pool)
    );
    let consequence = "Cognito is not allowed to use the identity, so users get no code by e-mail";
    let path = if missing { identity.to_owned() } else { format!("{identity} Policies") };
    let read = if missing { Value::Null } else { json!(found) };
    let mut draft = sender
        .finding(Severity::Error, sender.source_arn, &fact, consequence)
        .evidence(GET_POOL, "EmailConfiguration.SourceArn", sender.source_arn)
        .evidence(GET_IDENTITY, path, read);
    if missing {
        draft = draft.change(create_identity(&sender)).change(prove_identity(&sender));
    }
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "CognitoSendsEmail",
            "Effect": "Allow",
            "Principal": { "Service": "email.cognito-idp.amazonaws.com" },
            "Action": ["ses:SendEmail", "ses:SendRawEmail"],
            "Resource": sender.source_arn,
            "Condition": {
                "StringEquals": { "aws:SourceAccount": pool.account() },
                "ArnLike": { "aws:SourceArn": pool.arn() }
            }
        }]
    });
    let mut name = format!("cognito-{}", pool.id());
    if found.contains(&name.as_str()) {
        name += "-send";
    }
    let argv = [
        "aws",
        "sesv2",
        "create-email-identity-policy",
        "--email-identity",
        identity,
        "--policy-name",
        &name,
    ];
    Verdicts::one(draft.change(Change::Command {
        why: "lets Cognito send as the identity for this pool".to_owned(),
        argv: argv.into_iter().chain(["--region", region]).map(str::to_owned).collect(),
        input: Some(CommandInput {
            option: "--policy".to_owned(),
            stem: "sending-policy".to_owned(),
            document: policy,
        }),
    }))
}

/// Whether a sending authorization policy may let Cognito send; only a policy that surely does not gives `false`,
/// so conditions count as met. `None` for what is no policy.
fn lets_cognito_send(document: &Value) -> Option<bool> {
    let parsed: Value = match document {
        Value::String(text) => serde_json::from_str(text).ok()?,
        other => other.clone(),
    };
    let statements = match parsed.get("Statement")? {
        Value::Array(statements) => statements.as_slice(),
        one => std::slice::from_ref(one),
    };
    Some(statements.iter().any(|statement| {
        text(statement, "Effect") == Some("Allow") && may_name_cognito(statement) && may_send(statement)
    }))
}

fn may_name_cognito(statement: &Value) -> bool {
    let Some(principal) = statement.get("Principal") else { return statement.get("NotPrincipal").is_some() };
    let anybody = |value: &Value| words(value).contains(&"*");
    // Pages of AWS have named the principal with and without the prefix; either is meant for Cognito.
    let cognito = |value: &Value| words(value).iter().any(|word| word.contains("cognito-idp."));
    let member = |name: &str, fits: &dyn Fn(&Value) -> bool| principal.get(name).is_some_and(fits);
    anybody(principal)
        || member("AWS", &anybody)
        || member("Service", &anybody)
        || member("Service", &cognito)
}

fn may_send(statement: &Value) -> bool {
    let Some(actions) = statement.get("Action") else { return statement.get("NotAction").is_some() };
    words(actions).iter().any(|pattern| {
        let pattern = pattern.to_ascii_lowercase();
        ["ses:sendemail", "ses:sendrawemail"].iter().any(|action| like(&pattern, action))
    })
}

/// One text, or the texts of a list.
fn words(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(elements) => elements.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    }
}

/// Whether `text` fits `pattern`, in which `*` stands for any characters and `?` for one.
fn like(pattern: &str, text: &str) -> bool {
    match (pattern.chars().next(), text.chars().next()) {
        (None, None) => true,
        (Some('*'), _) => {
            like(&pattern[1..], text)
                || text.chars().next().is_some_and(|first| like(pattern, &text[first.len_utf8()..]))
        }
        (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
            like(&pattern[wanted.len_utf8()..], &text[found.len_utf8()..])
        }
        _ => false,
    }
}
