//! The pool's plan.

use super::words::joined;
use super::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::catalog::{self, DocumentedError};
use crate::finding::{Change, Evidence, Factor, Patch, Severity};
use crate::snapshot::{Gap, at, records_sign_ins, text};
use serde_json::{Value, json};

const USER_POOL: &str = "cognito-idp:DescribeUserPool";

/// The family.
pub(super) static RULES: &[Rule] = &[Rule {
    id: "TIR001",
    name: "feature-above-plan",
    factors: &[Factor::Email, Factor::Passkey],
    severity: Severity::Error,
    errors: &[&catalog::TIER_LACKS_FEATURE, &catalog::TIER_FEATURES_MUST_BE_DISABLED],
    title: "The pool's plan lacks a feature that is wanted or configured",
    why: "E-mail MFA, passkeys and passwordless sign-in come with the ESSENTIALS plan, threat protection and the export of its events with PLUS. Cognito refuses a configuration above the plan.",
    fix: "Raise UserPoolTier, which raises the price per active user, or do without the feature.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html",
    looks_at: &[
        looks::PLAN,
        looks::EMAIL_MFA,
        looks::FIRST_FACTORS,
        looks::THREAT_PROTECTION,
        looks::EXPORTED_EVENTS,
        looks::MODE,
    ],
    silent: "Where the plan is PLUS, or includes everything that is configured or required. An answer without UserPoolTier proves nothing about features of PLUS.",
    check: Check::Pool(feature_above_plan),
}];

/// Something that the pool's plan does not include.
pub(super) struct Feature {
    pub(super) words: &'static str,
    /// As AWS's message calls it.
    pub(super) aws_name: &'static str,
    plan: &'static str,
    /// What AWS answers to the call that would set it.
    error: &'static DocumentedError,
    pub(super) factor: Option<Factor>,
    /// Whether it was asked for: then AWS refuses the call that would set it.
    wanted: bool,
    pub(super) evidence: Option<Evidence>,
}

/// What a pool uses that a plan lacks, and what could not be told.
pub(super) struct InUse {
    pub(super) features: Vec<Feature>,
    pub(super) gaps: Vec<Gap>,
}

/// What the pool uses that the plan `tier` lacks, required factors aside.
pub(super) fn in_use(case: &Case<'_>, tier: &str) -> InUse {
    let (mut features, mut gaps) = (Vec::new(), Vec::new());
    if tier == "LITE" {
        let (offered, unknown) = case.offered(&[Factor::Email, Factor::Passkey]);
        gaps.extend(unknown);
        features.extend(offered.into_iter().map(|factor| match factor {
            Factor::Email => email_mfa(case),
            _ => passkeys(case),
        }));
        features.extend(passwordless(case));
        features.extend(token_trigger(case));
        match token_rotation(case) {
            Ok(feature) => features.extend(feature),
            Err(gap) => gaps.push(gap.aside()),
        }
    }
    if matches!(tier, "LITE" | "ESSENTIALS") {
        features.extend(threat_protection(case));
        match event_export(case) {
            Ok(feature) => features.extend(feature),
            Err(gap) => gaps.push(gap.aside()),
        }
    }
    InUse { features, gaps }
}

/// A token trigger of a version that came with the plans.
fn token_trigger(case: &Case<'_>) -> Option<Feature> {
    let path = "LambdaConfig.PreTokenGenerationConfig.LambdaVersion";
    let version = text(case.pool.described, path)?;
    let aws_name = match version {
        "V2_0" => "Token Customization with Pre-Token Generation Lambda V2_0",
        "V3_0" => "Token Customization with Pre-Token Generation Lambda V3_0",
        _ => return None,
    };
    Some(Feature {
        words: "the pre-token-generation trigger of its version",
        aws_name,
        plan: "ESSENTIALS",
        error: &catalog::TIER_FEATURES_MUST_BE_DISABLED,
        factor: None,
        wanted: false,
        evidence: Some(Evidence::new(USER_POOL, path, version)),
    })
}

fn token_rotation(case: &Case<'_>) -> Result<Option<Feature>, Gap> {
    let path = "RefreshTokenRotation.Feature";
    let (clients, gaps) = case.clients()?;
    match (clients.iter().find(|client| text(client.0, path) == Some("ENABLED")), gaps.into_iter().next()) {
        (Some(client), _) => Ok(Some(Feature {
            words: "refresh-token rotation",
            aws_name: "Refresh Token Rotation",
            plan: "ESSENTIALS",
            error: &catalog::TIER_FEATURES_MUST_BE_DISABLED,
            factor: None,
            wanted: false,
            evidence: Some(Evidence::new(
                "cognito-idp:DescribeUserPoolClient",
                format!("{}.{path}", client.id()),
                "ENABLED",
            )),
        })),
        (None, Some(gap)) => Err(gap),
        (None, None) => Ok(None),
    }
}

fn feature_above_plan(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let tier = case.pool.tier();
    let (mut features, mut gaps) = (Vec::new(), Vec::new());
    if tier == "LITE" {
        let (concerned, unknown) = case.concerned(&[Factor::Email, Factor::Passkey]);
        gaps.extend(unknown);
        features.extend(concerned.into_iter().map(|factor| match factor {
            Factor::Email => email_mfa(case),
            _ => passkeys(case),
        }));
        features.extend(passwordless(case));
    }
    if matches!(tier, "LITE" | "ESSENTIALS") {
        let mut of_plus: Vec<Feature> = threat_protection(case).into_iter().collect();
        match event_export(case) {
            Ok(feature) => of_plus.extend(feature),
            // No factor waits for the export of events.
            Err(gap) => gaps.push(gap.aside()),
        }
        // An answer without the plan comes from before the plans, or from a tool that does not know them.
        if stated_plan(case).is_some() {
            features.extend(of_plus);
        } else if !of_plus.is_empty() {
            gaps.push(Gap::never_read(USER_POOL, "the answer does not tell UserPoolTier").aside());
        }
    }
    let findings = if features.is_empty() { Vec::new() } else { vec![above(case, features)] };
    Ok(Verdicts { findings, gaps })
}

fn stated_plan<'a>(case: &Case<'a>) -> Option<&'a str> {
    text(case.pool.described, "UserPoolTier")
}

fn above(case: &Case<'_>, features: Vec<Feature>) -> Draft {
    let pool = &case.pool;
    let words = joined(&features.iter().map(|feature| feature.words).collect::<Vec<_>>());
    let wanted = features.iter().any(|feature| feature.wanted);
    let plus = features.iter().any(|feature| feature.plan == "PLUS");
    let plan = if plus { "PLUS" } else { "ESSENTIALS" };
    // Pools from before the plans are LITE and may keep what is PLUS today; what LITE lacks is refused to all.
    let old_terms = stated_plan(case) == Some("LITE");
    let refused = !old_terms || features.iter().any(|feature| feature.plan == "ESSENTIALS");
    let factors: Vec<Factor> = features.iter().filter_map(|feature| feature.factor).collect();
    let lacks = |error: &'static DocumentedError| features.iter().any(|feature| feature.error == error);
    let errors: Vec<&'static DocumentedError> =
        [&catalog::TIER_LACKS_FEATURE, &catalog::TIER_FEATURES_MUST_BE_DISABLED]
            .into_iter()
            .filter(|error| lacks(error))
            .collect();
    let tier = pool.tier();
    let message = if wanted {
        format!(
            "pool {} has the {tier} plan, which lacks {words}; AWS refuses such a configuration with \
             FeatureUnavailableInTierException",
            pool.name()
        )
    } else {
        format!(
            "pool {} holds {words}, which its plan {tier} lacks; AWS {} the next write that restates the setting with \
             FeatureUnavailableInTierException",
            pool.name(),
            if refused { "refuses" } else { "may refuse" }
        )
    };
    let mut draft = Draft::new(pool.arn(), message)
        .severity(if refused { Severity::Error } else { Severity::Warning })
        .factors(&factors)
        .errors(&errors)
        .fill("tier", tier)
        .fill("feature", named_by_aws(&features, &catalog::TIER_LACKS_FEATURE))
        .fill("features", named_by_aws(&features, &catalog::TIER_FEATURES_MUST_BE_DISABLED))
        .evidence(USER_POOL, "UserPoolTier", stated_plan(case).map_or(Value::Null, Value::from));
    for evidence in features.into_iter().filter_map(|feature| feature.evidence) {
        if !draft.evidence.contains(&evidence) {
            draft.evidence.push(evidence);
        }
    }
    if !wanted && plus && old_terms {
        draft = draft.false_alarm_if(
            "AWS lets the pool keep what it had before plans came in November 2024, on the old terms",
        );
    }
    draft
        .fix(format!(
            "Raise the plan of pool {} to {plan}, which raises its price per active user, or do without {words}.",
            pool.name()
        ))
        .change(Change::UserPool {
            why: format!("the {plan} plan includes {words}"),
            patches: vec![Patch::set("UserPoolTier", plan)],
        })
}

/// The features that this error is about, as AWS's message lists them.
fn named_by_aws(features: &[Feature], error: &DocumentedError) -> String {
    let mut names: Vec<&str> = features.iter().filter(|f| f.error == error).map(|f| f.aws_name).collect();
    names.dedup();
    names.join(", ")
}

/// The lowest plan above LITE that takes the pool as it is.
pub(super) fn next_plan(case: &Case<'_>) -> &'static str {
    if threat_protection(case).is_some() { "PLUS" } else { "ESSENTIALS" }
}

fn email_mfa(case: &Case<'_>) -> Feature {
    let operation = "cognito-idp:GetUserPoolMfaConfig";
    let member = "EmailMfaConfiguration";
    let configured = case.pool.mfa_config().ok().and_then(|config| at(config, member));
    Feature {
        words: "e-mail MFA",
        aws_name: "Email MFA",
        plan: "ESSENTIALS",
        error: &catalog::TIER_LACKS_FEATURE,
        factor: Some(Factor::Email),
        wanted: case.requires(Factor::Email),
        evidence: configured.map(|found| Evidence::new(operation, member, found.clone())),
    }
}

fn passkeys(case: &Case<'_>) -> Feature {
    let allowed = case.pool.first_factors().contains(&"WEB_AUTHN");
    Feature {
        words: "passkeys",
        aws_name: "Passwordless Sign-In",
        plan: "ESSENTIALS",
        error: &catalog::TIER_FEATURES_MUST_BE_DISABLED,
        factor: Some(Factor::Passkey),
        wanted: case.requires(Factor::Passkey),
        evidence: allowed.then(|| first_factors(case)),
    }
}

/// Sign-in by an e-mailed or texted password; no factor of MFA hangs on it.
fn passwordless(case: &Case<'_>) -> Option<Feature> {
    let used = case.pool.first_factors().iter().any(|factor| matches!(*factor, "EMAIL_OTP" | "SMS_OTP"));
    used.then(|| Feature {
        words: "passwordless sign-in",
        aws_name: "Passwordless Sign-In",
        plan: "ESSENTIALS",
        error: &catalog::TIER_FEATURES_MUST_BE_DISABLED,
        factor: None,
        wanted: false,
        evidence: Some(first_factors(case)),
    })
}

fn first_factors(case: &Case<'_>) -> Evidence {
    Evidence::new(
        USER_POOL,
        "Policies.SignInPolicy.AllowedFirstAuthFactors",
        json!(case.pool.first_factors()),
    )
}

fn threat_protection(case: &Case<'_>) -> Option<Feature> {
    let mode = text(case.pool.described, "UserPoolAddOns.AdvancedSecurityMode")?;
    records_sign_ins(case.pool.described).then(|| Feature {
        words: "threat protection",
        aws_name: "Threat Protection",
        plan: "PLUS",
        error: &catalog::TIER_FEATURES_MUST_BE_DISABLED,
        factor: None,
        wanted: false,
        evidence: Some(Evidence::new(USER_POOL, "UserPoolAddOns.AdvancedSecurityMode", mode)),
    })
}

fn event_export(case: &Case<'_>) -> Result<Option<Feature>, Gap> {
    let operation = "cognito-idp:GetLogDeliveryConfiguration";
    let Some(delivery) = case.snapshot.log_delivery.get(operation, false)? else { return Ok(None) };
    let entries = at(delivery, "LogConfigurations").and_then(Value::as_array).map(Vec::as_slice);
    let exported =
        entries.unwrap_or_default().iter().any(|entry| text(entry, "EventSource") == Some("userAuthEvents"));
    Ok(exported.then(|| Feature {
        words: "the export of user activity",
        aws_name: "Log Streaming",
        plan: "PLUS",
        error: &catalog::TIER_LACKS_FEATURE,
        factor: None,
        wanted: false,
        evidence: Some(Evidence::new(operation, "LogConfigurations.EventSource", "userAuthEvents")),
    }))
}
