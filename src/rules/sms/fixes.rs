//! The changes that mend the SMS role: additive ones, which take nothing away from other users of the role.

use super::facts::{Sender, role_name};
use super::statements::document;
use crate::finding::{Change, CommandInput, Patch};
use crate::iam::questions::COGNITO;
use crate::rules::Case;
use crate::snapshot::{Arn, SmsPath, sms_regions, text};
use serde_json::{Map, Value, json};

/// The quota of a trust policy, in characters without white space.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const TRUST_POLICY_QUOTA: usize = 2048;

/// What the role must be allowed, as the documentation gives it.
pub(super) fn sending_policy(path: &SmsPath<'_>) -> Value {
    let (action, resource) = match path {
        SmsPath::Sns { .. } => ("sns:Publish", "*"),
        // The identity as the pool writes it: only an ARN can be named.
        SmsPath::EndUserMessaging { origination, .. } => (
            "sms-voice:SendTextMessage",
            origination.filter(|text| Arn::parse(text).is_some()).unwrap_or("*"),
        ),
    };
    policy(json!({"Effect": "Allow", "Action": action, "Resource": resource}))
}

/// The statement by which Cognito may assume the role for this pool and no other.
pub(super) fn trust_statement(case: &Case<'_>, external_id: Option<&str>) -> Value {
    let account = account_or_blank(case);
    let mut equals = Map::new();
    if let Some(external_id) = external_id {
        equals.insert("sts:ExternalId".to_owned(), external_id.into());
    }
    equals.insert("aws:SourceAccount".to_owned(), account.into());
    json!({
        "Effect": "Allow",
        "Principal": {"Service": COGNITO},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": equals, "ArnLike": {"aws:SourceArn": case.pool.arn()}},
    })
}

/// Puts the permission to send into an inline policy of its own.
pub(super) fn allow_sending(sender: &Sender<'_>) -> Change {
    let taken: Vec<&str> = sender
        .facts
        .inline_policies
        .known()
        .into_iter()
        .flatten()
        .filter_map(|policy| text(policy, "PolicyName"))
        .collect();
    let stem = policy_stem(&sender.path);
    // PutRolePolicy replaces a policy of the same name.
    let mut name = stem.to_owned();
    let mut number = 2;
    while taken.contains(&name.as_str()) {
        name = format!("{stem}-{number}");
        number += 1;
    }
    put_policy(sender.name(), &name, &sender.path)
}

fn policy_stem(path: &SmsPath<'_>) -> &'static str {
    match path {
        SmsPath::Sns { .. } => "cognito-sns-publish",
        SmsPath::EndUserMessaging { .. } => "cognito-send-text-message",
    }
}

fn put_policy(role: &str, name: &str, path: &SmsPath<'_>) -> Change {
    Change::Command {
        why: format!("allow the role {role} to send"),
        argv: words(&["aws", "iam", "put-role-policy", "--role-name", role, "--policy-name", name]),
        input: Some(CommandInput {
            option: "--policy-document".to_owned(),
            stem: name.to_owned(),
            document: sending_policy(path),
        }),
    }
}

/// Adds the pool's own statement to the trust policy and keeps the others, which may serve somebody else. What stands
/// there for this pool alone is replaced, unless `beside`: then it must go on working.
pub(super) fn add_trust(
    case: &Case<'_>,
    sender: &Sender<'_>,
    external_id: Option<&str>,
    beside: bool,
) -> Change {
    let statement = trust_statement(case, external_id);
    let Some(statements) = trust_statements(sender) else {
        return Change::by_hand(format!(
            "Add to the trust policy of {} the statement {statement}",
            sender.name()
        ));
    };
    let pool = case.pool.arn();
    let others =
        statements.into_iter().filter(|statement| beside || !is_for_this_pool_alone(statement, &pool));
    let why = format!("let Cognito assume the role for {}; statements for others stay", case.pool.id());
    replace_trust(sender, why, others.chain([statement]).collect())
}

/// An Allow of Cognito's that asks for this pool's ARN, letter for letter.
fn is_for_this_pool_alone(statement: &Value, pool: &str) -> bool {
    let cognito = statement.get("Principal").is_some_and(|principal| {
        *principal == json!({"Service": COGNITO}) || *principal == json!({"Service": [COGNITO]})
    });
    let operators = statement.get("Condition").and_then(Value::as_object);
    let source = operators.into_iter().flatten().any(|(operator, keys)| {
        ["StringEquals", "ArnEquals", "ArnLike", "StringLike"].contains(&operator.as_str())
            && keys.get("aws:SourceArn").is_some_and(|value| value == pool)
    });
    let allows = statement.get("Effect").is_some_and(|effect| effect == "Allow");
    allows && cognito && source
}

/// Takes Cognito out of the statements at these positions (from 1) and adds the pool's own statement.
pub(super) fn tighten_trust(case: &Case<'_>, sender: &Sender<'_>, lax: &[usize]) -> Option<Change> {
    let mut kept = Vec::new();
    for (position, mut statement) in trust_statements(sender)?.into_iter().enumerate() {
        if !lax.contains(&(position + 1)) {
            kept.push(statement);
            continue;
        }
        let services = statement.pointer_mut("/Principal/Service")?;
        let others = match &mut *services {
            Value::Array(names) => {
                names.retain(|name| name != COGNITO);
                !names.is_empty()
            }
            name if name == COGNITO => false,
            _ => return None,
        };
        let principals = statement.pointer("/Principal").and_then(Value::as_object).map_or(0, Map::len);
        match (others, principals) {
            (true, _) => kept.push(statement),
            (false, 1) => {}
            (false, _) => return None,
        }
    }
    kept.push(trust_statement(case, case.pool.sms_external_id()));
    let why = format!("ask for the external ID of {} whenever Cognito assumes the role", case.pool.id());
    Some(replace_trust(sender, why, kept))
}

fn trust_statements(sender: &Sender<'_>) -> Option<Vec<Value>> {
    match document(sender.role.get("AssumeRolePolicyDocument")?)?.get("Statement")? {
        Value::Array(statements) => Some(statements.clone()),
        statement => Some(vec![statement.clone()]),
    }
}

fn replace_trust(sender: &Sender<'_>, why: String, statements: Vec<Value>) -> Change {
    let written = sender.role.get("AssumeRolePolicyDocument").and_then(document);
    let mut document =
        written.map_or_else(|| json!({"Version": "2012-10-17"}), |written| written.into_owned());
    document["Statement"] = statements.into();
    if document.to_string().chars().filter(|c| !c.is_whitespace()).count() > TRUST_POLICY_QUOTA {
        return Change::by_hand(format!(
            "The trust policy of {} would grow beyond {TRUST_POLICY_QUOTA} characters: take out what is no longer \
             needed, and set it to {document}",
            sender.name()
        ));
    }
    Change::Command {
        why,
        argv: words(&["aws", "iam", "update-assume-role-policy", "--role-name", sender.name()]),
        input: Some(CommandInput {
            option: "--policy-document".to_owned(),
            stem: "trust-policy".to_owned(),
            document,
        }),
    }
}

/// Creates a role by which Cognito can send for this pool.
pub(super) fn create_role(
    case: &Case<'_>,
    arn: &str,
    path: &SmsPath<'_>,
    external_id: Option<&str>,
) -> Vec<Change> {
    let name = role_name(arn);
    let iam_path = Arn::parse(arn).and_then(|arn| {
        let inner = arn.resource.strip_prefix("role")?.strip_suffix(name)?;
        (inner.len() > 1).then(|| inner.to_owned())
    });
    let mut argv = words(&["aws", "iam", "create-role", "--role-name", name]);
    if let Some(iam_path) = iam_path {
        argv.extend(["--path".to_owned(), iam_path]);
    }
    let create = Change::Command {
        why: format!("create the role {name}, which Cognito may assume for {}", case.pool.id()),
        argv,
        input: Some(CommandInput {
            option: "--assume-role-policy-document".to_owned(),
            stem: "trust-policy".to_owned(),
            document: policy(trust_statement(case, external_id)),
        }),
    };
    vec![create, put_policy(name, policy_stem(path), path)]
}

/// The ARN of a role that this pool can have for itself.
pub(super) fn own_role_arn(case: &Case<'_>) -> String {
    let name: String = format!("cognito-sms-{}", case.pool.id()).chars().take(64).collect();
    format!("arn:{}:iam::{}:role/{name}", case.pool.partition(), account_or_blank(case))
}

/// Gives a pool without SMS configuration one, with a role of its own.
pub(super) fn configure_sms(case: &Case<'_>, as_factor: bool) -> Vec<Change> {
    let pool_region = case.pool.region();
    let Some(region) = sms_regions(pool_region).and_then(<[_]>::first) else {
        return vec![Change::by_hand(format!(
            "AWS lists no Region that sends SMS through Amazon SNS for pools in {pool_region}: set up AWS End User \
             Messaging SMS there and give the pool an SmsConfiguration with EumsSms."
        ))];
    };
    let caller = own_role_arn(case);
    let external_id = case.pool.id();
    let path = SmsPath::Sns { caller: &caller, region: Some(region) };
    let mut changes = create_role(case, &caller, &path, Some(external_id));
    let member = if as_factor { "SmsMfaConfiguration.SmsConfiguration" } else { "SmsConfiguration" };
    let mut patches = vec![
        Patch::set(&format!("{member}.SnsCallerArn"), caller.as_str()),
        Patch::set(&format!("{member}.ExternalId"), external_id),
        Patch::set(&format!("{member}.SnsRegion"), *region),
    ];
    let why = "give the pool its SMS configuration, a minute after the role was created".to_owned();
    changes.push(if as_factor {
        if case.pool.mfa_mode() == "OFF" {
            patches.push(Patch::set("MfaConfiguration", "OPTIONAL"));
        }
        Change::MfaConfig { why, patches }
    } else {
        Change::UserPool { why, patches }
    });
    changes
}

/// The member of `UpdateUserPool` that names the role.
pub(super) fn caller_member(path: &SmsPath<'_>) -> &'static str {
    match path {
        SmsPath::Sns { .. } => "SmsConfiguration.SnsCallerArn",
        SmsPath::EndUserMessaging { .. } => "SmsConfiguration.EumsSms.CallerArn",
    }
}

/// The member of `UpdateUserPool` that holds the external ID.
pub(super) fn external_id_member(path: &SmsPath<'_>) -> &'static str {
    match path {
        SmsPath::Sns { .. } => "SmsConfiguration.ExternalId",
        SmsPath::EndUserMessaging { .. } => "SmsConfiguration.EumsSms.ExternalId",
    }
}

fn account_or_blank<'a>(case: &Case<'a>) -> &'a str {
    let account = case.pool.account();
    if account.is_empty() { "<ACCOUNT>" } else { account }
}

fn policy(statement: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

/// The words of a command.
pub(super) fn words(argv: &[&str]) -> Vec<String> {
    argv.iter().map(|word| (*word).to_owned()).collect()
}
