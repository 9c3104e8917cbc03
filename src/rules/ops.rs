//! Reading itself.

use super::{Case, Check, Rule, looks};
use crate::catalog;
use crate::finding::{Factor, Severity};
use crate::snapshot::{Gap, Unread, tracks_devices};
use memchr::memmem;
use serde_json::Value;

/// The family.
pub(super) static RULES: &[Rule] = &[Rule {
    id: "OPS003",
    name: "part-could-not-be-read",
    factors: &[],
    severity: Severity::Note,
    errors: &[&catalog::TOO_MANY_REQUESTS],
    title: "A part of the pool could not be read",
    why: "AWS refused a call of the doctor, throttled it, or did not answer. What it would have shown is neither fine \
          nor broken.",
    fix: "Grant the permission that is named, or take the snapshot again when the account is less busy.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html",
    looks_at: looks::ANSWERS,
    silent: "Where everything that was asked for was answered. A part that nobody asked for is no failure to read, nor is a user's list of devices where the pool tracks none.",
    check: Check::Reading(unread_parts),
}];

/// A gap for everything that stands as unread, whether or not another rule needed it.
fn unread_parts(case: &Case<'_>) -> Vec<Gap> {
    // Mostly there is none, which the text tells at less cost.
    let Ok(text) = serde_json::to_vec(case.snapshot) else { return Vec::new() };
    if memmem::find(&text, b"\"Unread\"").is_none() {
        return Vec::new();
    }
    let Ok(Value::Object(parts)) = serde_json::to_value(case.snapshot) else { return Vec::new() };
    let mut gaps = Vec::new();
    for (name, part) in &parts {
        match (name.as_str(), part) {
            ("SmsRole", Value::Object(members)) if Unread::in_place_of(part).is_none() => {
                let core = judges_sms(case);
                for (member, value) in members {
                    collect(value, core && member != "Simulation", &mut gaps);
                }
            }
            ("SmsRole", _) => collect(part, judges_sms(case), &mut gaps),
            ("Clients", _) => collect(part, judges_clients(case), &mut gaps),
            ("UserPool" | "MfaConfig", _) => collect(part, true, &mut gaps),
            ("Users", Value::Array(users)) => users.iter().for_each(|user| of_user(case, user, &mut gaps)),
            // Whoever was asked for must be read.
            ("Users", _) => collect(part, true, &mut gaps),
            _ => collect(part, false, &mut gaps),
        }
    }
    gaps
}

/// What `AdminGetUser` answers is core evidence of a user who was asked for; what lies beside it is extra. A list of
/// devices is nothing to miss in a pool that tracks none, and for which AWS may refuse the call.
fn of_user(case: &Case<'_>, user: &Value, gaps: &mut Vec<Gap>) {
    let tracks = tracks_devices(case.pool.described);
    match user {
        Value::Object(members) if Unread::in_place_of(user).is_none() => {
            let missed = members.iter().filter(|(name, _)| tracks || *name != "Devices");
            missed.for_each(|(name, member)| collect(member, name == "User", gaps));
        }
        _ => collect(user, true, gaps),
    }
}

/// The SMS role is core evidence where SMS is judged; where that cannot be told, it is taken to be.
fn judges_sms(case: &Case<'_>) -> bool {
    case.sends_sms().unwrap_or(true)
}

/// The clients are core evidence where a rule about them applies, which takes a factor that is offered or asked for;
/// where that cannot be told, they are taken to be.
fn judges_clients(case: &Case<'_>) -> bool {
    Factor::ALL.iter().any(|factor| case.concerns(*factor).unwrap_or(true))
}

fn collect(value: &Value, core: bool, gaps: &mut Vec<Gap>) {
    if let Some(unread) = Unread::in_place_of(value) {
        return gaps.push(Gap::unread(&unread, core));
    }
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, core, gaps)),
        Value::Object(members) => members.values().for_each(|member| collect(member, core, gaps)),
        _ => {}
    }
}
