//! What a request takes away by leaving it out.

use super::super::mfa::MFA_CONFIG;
use super::super::{Check, Draft, Rule, Verdicts, looks};
use super::{ChangeCase, REQUEST};
use crate::catalog::{self, DocumentedError};
use crate::change::{Known, Operation, Reset};
use crate::finding::{Factor, Severity};
use crate::rules::words::joined;
use crate::snapshot::{FACTOR_BLOCKS, Gap};
use serde_json::Value;

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "OPS001",
        name: "update-resets-what-it-leaves-out",
        factors: &[],
        severity: Severity::Warning,
        errors: &[],
        title: "An UpdateUserPool or UpdateUserPoolClient leaves out members, which AWS sets back",
        why: "Both calls set what they are not told to its default, without a word: triggers, verified attributes, device and threat settings of a pool, flows, scopes and lifetimes of a client. Some members of a pool are known to stay.",
        fix: "Send the configuration as it is, with the change in it; --complete FILE writes that request.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html",
        looks_at: &[
            REQUEST,
            looks::AUTO_VERIFIED,
            looks::SMS_SENDER,
            looks::THREAT_PROTECTION,
            looks::DEVICE_CHALLENGE,
            looks::AUTH_FLOWS,
            looks::CLIENTS,
        ],
        silent: "Where no --change is given, or the request restates everything that is not at its default.",
        check: Check::Change(resets),
    },
    Rule {
        id: "OPS002",
        name: "mfa-config-removes-what-it-leaves-out",
        factors: &[Factor::Sms, Factor::Totp, Factor::Email, Factor::Passkey],
        severity: Severity::Error,
        errors: &[
            &catalog::MFA_WITHOUT_FACTOR,
            &catalog::MFA_OFF_WITH_FACTOR,
            &catalog::SMS_MFA_CANNOT_BE_REMOVED,
            &catalog::PASSKEY_SINGLE_FACTOR_WITH_REQUIRED_MFA,
        ],
        title: "A SetUserPoolMfaConfig leaves out factors or the mode, which takes them away",
        why: "The call replaces the whole MFA configuration: a factor that is left out is removed, a mode that is left out turns MFA off, and passkeys without WebAuthnConfiguration count as one factor again.",
        fix: "Send all five members; --complete FILE writes that request.",
        docs: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html",
        looks_at: &[
            REQUEST,
            looks::MODE,
            looks::TOTP,
            looks::EMAIL_MFA,
            looks::SMS_MFA,
            looks::PASSKEYS_COUNT_AS,
        ],
        silent: "Where no --change is given, or the request names the mode and every factor that the pool has.",
        check: Check::Change(removals),
    },
];

fn resets(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    let of_client = case.is(&[Operation::UpdateUserPoolClient]);
    if !of_client && !case.is(&[Operation::UpdateUserPool]) {
        return Verdicts::silent();
    }
    if of_client {
        let id = case.request.text("ClientId").unwrap_or_default();
        let wishes = crate::rules::Wishes { clients: vec![id.to_owned()], ..Default::default() };
        let (_, gaps) = case.before.wishing(&wishes).clients()?;
        if !gaps.is_empty() {
            return Verdicts::only_gaps(gaps);
        }
    }
    if case.resets.is_empty() {
        return Verdicts::silent();
    }
    let certain: Vec<&Reset> = case.resets.iter().filter(|reset| reset.known != Known::Possible).collect();
    let possible: Vec<&Reset> = case.resets.iter().filter(|reset| reset.known == Known::Possible).collect();
    let what = match case.request.text("ClientId").filter(|_| of_client) {
        Some(id) => format!("client {id}"),
        None => case.pool_words(),
    };
    let mut clauses = Vec::new();
    if !certain.is_empty() {
        clauses.push(format!("sets back {}", listed(&certain)));
    }
    if !possible.is_empty() {
        clauses.push(format!("may set back {}", listed(&possible)));
    }
    let message = format!(
        "{} for {what} {}, as the request leaves {} out",
        case.operation(),
        clauses.join(" and "),
        if case.resets.len() == 1 { "it" } else { "them" }
    );
    let mut draft = Draft::new(case.arn(), message).part(format!("{} {what}", case.operation()));
    draft.severity = certain.is_empty().then_some(Severity::Note);
    for reset in case.resets {
        draft = draft.evidence(source(case), path(case, reset), reset.from.clone());
    }
    if case.resets.iter().any(|reset| reset.path == "AdminCreateUserConfig.AllowAdminCreateUserOnly") {
        draft.message.push_str("; with AllowAdminCreateUserOnly false, anybody can sign up");
    }
    Verdicts::one(draft)
}

const fn source(case: &ChangeCase<'_>) -> &'static str {
    match case.request.operation {
        Operation::UpdateUserPoolClient => "cognito-idp:DescribeUserPoolClient",
        Operation::SetUserPoolMfaConfig => MFA_CONFIG,
        _ => "cognito-idp:DescribeUserPool",
    }
}

/// Of a client's members as the other rules about clients name them.
fn path(case: &ChangeCase<'_>, reset: &Reset) -> String {
    match case.request.text("ClientId").filter(|_| case.is(&[Operation::UpdateUserPoolClient])) {
        Some(id) => format!("{id}.{}", reset.path),
        None => reset.path.clone(),
    }
}

/// `AutoVerifiedAttributes (["email"] to [])` of each; of objects without what they hold.
fn listed(resets: &[&Reset]) -> String {
    let words: Vec<String> = resets
        .iter()
        .map(|reset| match (&reset.from, &reset.to) {
            (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_), Value::Null) => {
                format!("{} (now {})", reset.path, short(&reset.from))
            }
            (Value::Object(_), _) => reset.path.clone(),
            (from, to) => format!("{} ({} to {})", reset.path, short(from), short(to)),
        })
        .collect();
    joined(&words)
}

/// The value, cut where it is long.
fn short(value: &Value) -> String {
    const SHOWN: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= SHOWN {
        return text;
    }
    format!("{}…", text.chars().take(SHOWN).collect::<String>())
}

fn removals(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    // UpdateUserPool keeps the factors; that it may turn MFA off it says itself.
    let of_mfa = case.is(&[Operation::SetUserPoolMfaConfig]);
    let turns_off = case.request.text("MfaConfiguration") == Some("OFF");
    if !(of_mfa || turns_off && case.is(&[Operation::UpdateUserPool])) {
        return Verdicts::silent();
    }
    let held = case.before.pool.mfa_config()?;
    let mode_was = case.before.mfa_mode()?;
    let (offered, gaps) = case.before.offered(&[Factor::Sms, Factor::Totp, Factor::Email]);
    let explicit_off = turns_off && mode_was != "OFF";
    let gone: Vec<Factor> =
        offered.iter().copied().filter(|factor| case.after.offers(*factor) == Ok(false)).collect();
    // While MFA is off nobody uses a factor, and AWS takes none beside it.
    let no_block = mode_was == "OFF" || turns_off;
    let silently = case.resets.iter().filter(|reset| of_mfa && reset.known == Known::Measured);
    let by_omission: Vec<&Reset> = silently.filter(|reset| !(no_block && is_block(&reset.path))).collect();
    if by_omission.is_empty() && gone.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let mut clauses = Vec::new();
    if let Some(reset) = by_omission.iter().find(|reset| reset.path == "MfaConfiguration") {
        let now = short(&reset.from);
        clauses.push(format!(
            "turns MFA off ({} now), as it leaves MfaConfiguration out",
            now.trim_matches('"')
        ));
    } else if explicit_off {
        clauses.push(format!("turns MFA off ({mode_was} now)"));
    }
    let left_out: Vec<&str> =
        by_omission.iter().map(|reset| reset.path.as_str()).filter(|path| is_block(path)).collect();
    if !left_out.is_empty() {
        clauses.push(format!("names no {}", joined(&left_out)));
    }
    if by_omission.iter().any(|reset| reset.path == "WebAuthnConfiguration.FactorConfiguration") {
        clauses
            .push("lets passkeys count as one factor again, as it leaves FactorConfiguration out".to_owned());
    }
    let words: Vec<&str> = gone.iter().map(|factor| factor.words()).collect();
    let outcome =
        if gone.is_empty() { String::new() } else { format!(", which takes {} from users", joined(&words)) };
    let clauses = if clauses.is_empty() { "switches factors off".to_owned() } else { clauses.join(" and ") };
    let message = format!("{} for {} {clauses}{outcome}", case.operation(), case.pool_words());
    let mut factors = gone.clone();
    if by_omission.iter().any(|reset| reset.path.starts_with("WebAuthn")) {
        factors.push(Factor::Passkey);
    }
    let mut draft = Draft::new(case.arn(), message).factors(&factors).errors(&errors(case, &left_out));
    if by_omission.is_empty() {
        draft = draft.severity(Severity::Warning).false_alarm_if("that is what the change is for").fix(
            "If the factors are to stay, restate them; --complete FILE writes a request that leaves nothing out by mistake.",
        );
    }
    for reset in &by_omission {
        draft = draft.evidence(MFA_CONFIG, reset.path.clone(), reset.from.clone());
    }
    if by_omission.is_empty() {
        let held = held.get("MfaConfiguration").cloned().unwrap_or(Value::Null);
        draft = draft.evidence(MFA_CONFIG, "MfaConfiguration", held);
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}

fn is_block(path: &str) -> bool {
    FACTOR_BLOCKS.contains(&path)
}

/// What AWS answers where what is left out makes it refuse the call.
fn errors(case: &ChangeCase<'_>, left_out: &[&str]) -> Vec<&'static DocumentedError> {
    let mut errors: Vec<&'static DocumentedError> = Vec::new();
    let on = case.request.text("MfaConfiguration").is_some_and(|mode| mode != "OFF");
    let named = FACTOR_BLOCKS.iter().any(|block| case.request.has(block));
    if on && !named {
        errors.push(&catalog::MFA_WITHOUT_FACTOR);
    }
    if !case.request.has("MfaConfiguration") && named {
        errors.push(&catalog::MFA_OFF_WITH_FACTOR);
    }
    if on && left_out.contains(&"SmsMfaConfiguration") && case.before.pool.sms_path().is_some() {
        errors.push(&catalog::SMS_MFA_CANNOT_BE_REMOVED);
    }
    let counts = "WebAuthnConfiguration.FactorConfiguration";
    let passkeys = case.after.pool.first_factors().contains(&"WEB_AUTHN");
    let required = case.request.text("MfaConfiguration") == Some("ON");
    if required && passkeys && case.resets.iter().any(|reset| reset.path == counts) {
        errors.push(&catalog::PASSKEY_SINGLE_FACTOR_WITH_REQUIRED_MFA);
    }
    errors
}
