//! The pool's plan, where a request lowers it.

use super::super::tier::in_use;
use super::super::{Check, Draft, Rule, Verdicts, looks};
use super::{ChangeCase, REQUEST};
use crate::catalog;
use crate::finding::{Factor, Severity};
use crate::rules::words::joined;
use crate::snapshot::Gap;

pub(super) static RULES: &[Rule] = &[Rule {
    id: "TIR002",
    name: "plan-lowered-below-features",
    factors: &[Factor::Email, Factor::Passkey],
    severity: Severity::Error,
    errors: &[&catalog::TIER_FEATURES_MUST_BE_DISABLED, &catalog::TIER_CHANGE_NOT_ALLOWED],
    title: "The plan is lowered while the pool uses features above it",
    why: "Cognito takes a lower UserPoolTier only once everything is disabled that the lower plan lacks: e-mail MFA, passkeys, passwordless sign-in, newer token triggers and refresh-token rotation for LITE, threat protection and the export of its events for ESSENTIALS.",
    fix: "Disable the features first, then lower the plan.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html",
    looks_at: &[
        REQUEST,
        looks::PLAN,
        looks::EMAIL_MFA,
        looks::FIRST_FACTORS,
        looks::THREAT_PROTECTION,
        looks::EXPORTED_EVENTS,
        looks::TOKEN_TRIGGER_VERSION,
        looks::TOKEN_ROTATION,
        looks::CLIENTS,
        looks::MODE,
    ],
    silent: "Where no --change is given, the plan is not lowered, or nothing is in use that the lower plan lacks.",
    check: Check::Change(lowered),
}];

fn rank(tier: &str) -> Option<u8> {
    ["LITE", "ESSENTIALS", "PLUS"]
        .iter()
        .position(|known| *known == tier)
        .and_then(|at| u8::try_from(at).ok())
}

/// Whether the request asks for a lower plan than the pool has.
pub(super) fn is_lowered(case: &ChangeCase<'_>) -> bool {
    let wanted = case.request.text("UserPoolTier").and_then(rank);
    !case.makes_pool()
        && wanted.zip(rank(case.before.pool.tier())).is_some_and(|(wanted, held)| wanted < held)
}

fn lowered(case: &ChangeCase<'_>) -> Result<Verdicts, Gap> {
    if !is_lowered(case) {
        return Verdicts::silent();
    }
    let (from, to) = (case.before.pool.tier(), case.request.text("UserPoolTier").unwrap_or_default());
    let used = in_use(&case.after, to);
    if used.features.is_empty() {
        return Verdicts::only_gaps(used.gaps);
    }
    let words: Vec<&str> = used.features.iter().map(|feature| feature.words).collect();
    let mut names: Vec<&str> = used.features.iter().map(|feature| feature.aws_name).collect();
    names.dedup();
    let factors: Vec<Factor> = used.features.iter().filter_map(|feature| feature.factor).collect();
    let message = format!(
        "UpdateUserPool lowers the plan of {} from {from} to {to}, which lacks {} in use there; AWS refuses the change",
        case.pool_words(),
        joined(&words)
    );
    let mut draft = Draft::new(case.arn(), message)
        .factors(&factors)
        .fill("tier", to)
        .fill("features", names.join(", "))
        .requested(case, "UserPoolTier")
        .fix(format!("Disable {} first, then lower the plan.", joined(&words)));
    draft.evidence.extend(used.features.into_iter().filter_map(|feature| feature.evidence));
    Ok(Verdicts { findings: vec![draft], gaps: used.gaps })
}
