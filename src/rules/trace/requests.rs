//! What a request says of its app client and its device.

use super::case::{Failed, TraceCase, label};
use super::{each, of_trace};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::rules::words::joined;
use crate::rules::{Check, Draft, Rule, Verdicts, looks};
use crate::snapshot::{Gap, tracks_devices};
use crate::trace::{Part, Step};
use serde_json::json;

const EVERY: &[Factor] = &Factor::ALL;

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "CLI002",
        name: "auth-flow-not-allowed",
        factors: EVERY,
        severity: Severity::Error,
        errors: &[&catalog::AUTH_FLOW_NOT_ENABLED],
        title: "The application signs in by a flow that its app client does not allow",
        why: "InitiateAuth and AdminInitiateAuth take only flows that stand in ExplicitAuthFlows of the app client; any other is refused before a password or a factor is looked at.",
        fix: "Add the ALLOW_ name of the flow to ExplicitAuthFlows, with the rest of the client restated, or use a flow that the client allows.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html",
        looks_at: &[of_trace("AuthFlow"), of_trace("answer"), looks::AUTH_FLOWS],
        silent: "Where no sign-in of the recording was refused for its flow.",
        check: Check::Trace(flow),
    },
    Rule {
        id: "CLI003",
        name: "secret-hash-missing-or-wrong",
        factors: EVERY,
        severity: Severity::Error,
        errors: &[&catalog::SECRET_HASH_MISSING, &catalog::SECRET_HASH_WRONG],
        title: "SECRET_HASH is missing or does not fit",
        why: "An app client with a secret wants SECRET_HASH in every request of a sign-in, in the answers to challenges too, made of the user's real name: the name that InitiateAuth gave as USER_ID_FOR_SRP, not an e-mail address that is an alias.",
        fix: "Send the HMAC-SHA256 of user name and client ID under the client's secret, in Base64, with every request.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html",
        looks_at: &[of_trace("SECRET_HASH"), of_trace("USERNAME"), of_trace("answer")],
        silent: "Where AWS took the request. Whether a hash is right cannot be told without the secret.",
        check: Check::Trace(secret_hash),
    },
    Rule {
        id: "DEV002",
        name: "device-key-not-sent",
        factors: EVERY,
        severity: Severity::Warning,
        errors: &[&catalog::REFRESH_TOKEN_INVALID, &catalog::DEVICE_KEY_INVALID],
        title: "A pool that tracks devices was called without the device's key",
        why: "Where a pool tracks devices, a sign-in registers one, and its refresh token works only together with DEVICE_KEY. Applications that do not send it are refused at the first refresh, often an hour after the sign-in.",
        fix: "Keep DeviceKey of NewDeviceMetadata, confirm the device (ConfirmDevice) and send DEVICE_KEY with every refresh, or switch device tracking off.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html",
        looks_at: &[
            of_trace("DEVICE_KEY"),
            of_trace("NewDeviceMetadata"),
            of_trace("answer"),
            looks::DEVICE_CHALLENGE,
        ],
        silent: "Where the request sends the key, or the pool does not track devices: the refresh token is of another client, too old or revoked then.",
        check: Check::Trace(device),
    },
];

fn flow(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let mut verdicts = each(case, "CLI002", Step::begins, |failed, _| {
        let Failed { at, step, .. } = *failed;
        let flow = step.flow.clone().or_else(|| named_flow(failed)).unwrap_or_else(|| "its flow".to_owned());
        let client = case.client(at).ok().flatten();
        let base =
            format!("{} signs in by {flow}, which {} does not allow", label(at, step), case.client_words(at));
        let draft = |message: String| {
            case.draft(at, message).fill("flow", flow.clone()).proof(case.seen(at, "AuthFlow", flow.clone()))
        };
        let Some(client) = client else {
            return Some(draft(base));
        };
        let allowed = client.auth_flows();
        let evidence = |draft: Draft| {
            let path = format!("{}.ExplicitAuthFlows", client.id());
            draft.evidence("cognito-idp:DescribeUserPoolClient", path, json!(allowed))
        };
        let name = allow_name(&flow);
        if allowed.iter().any(|one| *one == name || *one == flow) {
            let message = format!(
                "{} signed in by {flow}, which {} did not allow then; it does now",
                label(at, step),
                case.client_words(at)
            );
            return Some(evidence(draft(message)).fix("Sign in again: the app client allows the flow now."));
        }
        let has = if allowed.is_empty() {
            "it names none".to_owned()
        } else {
            format!("it allows {}", joined(&allowed))
        };
        let draft = evidence(draft(format!("{base}: {has}")));
        if !name.starts_with("ALLOW_") {
            return Some(draft);
        }
        let flows: Vec<&str> = allowed.iter().copied().chain([name.as_str()]).collect();
        Some(draft.change(Change::Client {
            why: format!("Allow {flow}"),
            client_id: client.id().to_owned(),
            patches: vec![Patch::set("ExplicitAuthFlows", json!(flows))],
        }))
    });
    let refused = case.failed().filter(|failed| failed.is(&catalog::AUTH_FLOW_NOT_ENABLED));
    verdicts.gaps.extend(refused.filter_map(|failed| case.client(failed.at).err()));
    Ok(verdicts)
}

/// The flow that AWS's message names.
fn named_flow(failed: &Failed<'_>) -> Option<String> {
    let first = failed.refusal?.message.split_whitespace().next()?;
    first.contains('_').then(|| first.to_owned())
}

/// What a client's list calls the flow; the legacy name itself where it has none.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html>
fn allow_name(flow: &str) -> String {
    match flow {
        "ADMIN_NO_SRP_AUTH" | "ADMIN_USER_PASSWORD_AUTH" => "ALLOW_ADMIN_USER_PASSWORD_AUTH".to_owned(),
        "CUSTOM_AUTH" | "USER_PASSWORD_AUTH" | "USER_SRP_AUTH" | "USER_AUTH" => format!("ALLOW_{flow}"),
        "REFRESH_TOKEN" | "REFRESH_TOKEN_AUTH" => "ALLOW_REFRESH_TOKEN_AUTH".to_owned(),
        other => other.to_owned(),
    }
}

fn secret_hash(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let looks_at = |step: &Step| step.begins() || step.responds() || step.refreshes();
    let verdicts = each(case, "CLI003", looks_at, |failed, _| {
        let Failed { at, step, .. } = *failed;
        let (this, client) = (label(at, step), case.client_words(at));
        let id = step.client.clone().unwrap_or_default();
        let sent = step.answer("SECRET_HASH");
        let message = if failed.is(&catalog::SECRET_HASH_MISSING) {
            let before = earlier(case, at).filter(|_| step.responds());
            let only = before.map_or_else(String::new, |before| {
                format!(
                    "; {} had one, but the answer to a challenge needs it as well",
                    label(before, case.step(before))
                )
            });
            match sent {
                Part::Absent => format!("{this} has no SECRET_HASH, and {client} has a secret{only}"),
                _ => format!(
                    "{this} was refused because {client} has a secret and SECRET_HASH did not arrive{only}"
                ),
            }
        } else {
            format!("the SECRET_HASH of {this} does not fit {client}{}", why_wrong(case, at))
        };
        let value = match sent {
            Part::Known(_) => json!("(sent)"),
            Part::Absent => json!(null),
            Part::Hidden => json!("(hidden)"),
        };
        let errors: &[_] = if failed.is(&catalog::SECRET_HASH_MISSING) {
            &[&catalog::SECRET_HASH_MISSING]
        } else {
            &[&catalog::SECRET_HASH_WRONG]
        };
        Some(case.draft(at, message).errors(errors).fill("id", id).proof(case.seen(at, "SECRET_HASH", value)))
    });
    Ok(verdicts)
}

/// The step before of the same sign-in that sent a hash.
fn earlier(case: &TraceCase<'_>, at: usize) -> Option<usize> {
    let mut before = case.links.earlier(at).iter().copied();
    before.rfind(|step| case.step(*step).answer("SECRET_HASH").known().is_some())
}

/// What may be wrong with a hash that does not fit.
fn why_wrong(case: &TraceCase<'_>, at: usize) -> String {
    let step = case.step(at);
    let sent = step.answer("SECRET_HASH");
    let Some((before, sent)) = earlier(case, at).zip(sent.known()) else {
        return ": it is made of another user name, client ID or secret".to_owned();
    };
    let first = case.step(before);
    let same = first.answer("SECRET_HASH").known().is_some_and(|hash| hash.mark == sent.mark);
    let renamed = step.user.is_some() && first.user != step.user;
    match (same, renamed) {
        (true, true) => format!(
            ": it is the one of {}, made of the name that the user typed, while this request names the user otherwise",
            label(before, first)
        ),
        (true, false) => format!(": it is the same that {} was let through with", label(before, first)),
        (false, _) => ": it is made of another user name, client ID or secret".to_owned(),
    }
}

fn device(case: &TraceCase<'_>) -> Result<Verdicts, Gap> {
    let mut gaps = Vec::new();
    for failed in case.failed().filter(|failed| failed.is(&catalog::REFRESH_TOKEN_INVALID)) {
        let hidden = failed.step.answer("DEVICE_KEY").is_hidden();
        if hidden || case.fault(failed.at).is_some() && tracks(case, failed.at).is_none() {
            let (need, what) = if hidden {
                ("trace:DEVICE_KEY", "the recording does not show whether")
            } else {
                (
                    "cognito-idp:DescribeUserPool",
                    "no pool was given (--pool ID), so it is not known whether the pool tracks devices, and",
                )
            };
            let step = label(failed.at, failed.step);
            let reason = if hidden {
                format!("{what} {step} sent DEVICE_KEY")
            } else {
                format!("{what} {step} sent none")
            };
            gaps.push(Gap::extra(vec![need.to_owned()], reason));
        }
    }
    let mut verdicts = each(case, "DEV002", Step::refreshes, |failed, _| {
        let Failed { at, step, .. } = *failed;
        let this = label(at, step);
        let message = if failed.is(&catalog::DEVICE_KEY_INVALID) {
            format!(
                "AWS does not know the device of {this}: it was never confirmed, or is another user's or forgotten"
            )
        } else {
            match registered(case, at) {
                Some(before) => format!(
                    "{this} renews tokens without DEVICE_KEY, although {} had registered a device (NewDeviceMetadata)",
                    label(before, case.step(before))
                ),
                None => format!("{this} renews tokens without DEVICE_KEY, and the pool tracks devices"),
            }
        };
        let value = if step.answer("DEVICE_KEY").is_absent() { json!(null) } else { json!("(sent)") };
        let draft = case.draft(at, message).proof(case.seen(at, "DEVICE_KEY", value));
        Some(match failed.is(&catalog::DEVICE_KEY_INVALID) {
            true => draft.errors(&[&catalog::DEVICE_KEY_INVALID]),
            false => draft
                .errors(&[&catalog::REFRESH_TOKEN_INVALID])
                .false_alarm_if("the refresh token is of another app client, too old, or was revoked"),
        })
    });
    // A refresh token is refused for other reasons too: without a device there is nothing to say of one.
    verdicts.findings.retain(|draft| {
        let unproven = |at: &usize| {
            let refused = case.step(*at).refusal().is_some_and(|refusal| refusal.message.contains("Refresh"));
            refused && tracks(case, *at) != Some(true)
        };
        !draft.steps.first().is_some_and(unproven)
    });
    verdicts.gaps.extend(gaps);
    Ok(verdicts)
}

/// Whether the pool tracks devices, as the recording or the pool that was given tells.
fn tracks(case: &TraceCase<'_>, at: usize) -> Option<bool> {
    if registered(case, at).is_some() {
        return Some(true);
    }
    case.pool(case.step(at)).map(|pool| tracks_devices(pool.described))
}

/// The step before that registered a device for the same app client.
fn registered(case: &TraceCase<'_>, at: usize) -> Option<usize> {
    let client = &case.step(at).client;
    (0..at).rev().find(|before| {
        let step = case.step(*before);
        step.reply().is_some_and(|reply| reply.new_device) && (client.is_none() || step.client == *client)
    })
}
