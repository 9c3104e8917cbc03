//! The feature plan (tier) of a pool.

use super::{ANY_MESSAGE, DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[
    &TIER_LACKS_FEATURE,
    &TIER_FEATURES_MUST_BE_DISABLED,
    &TIER_CHANGE_NOT_ALLOWED,
    &USER_POOL_ADD_ON_NOT_ENABLED,
];

/// The pool's plan does not include the feature.
pub static TIER_LACKS_FEATURE: DocumentedError = DocumentedError {
    id: "tier-lacks-feature",
    code: Some("FeatureUnavailableInTierException"),
    message: "The following feature is not available for the {tier} pricing tier configured: {feature}",
    variants: &["Can't enable email MFA when user pool is not under the Essentials or Plus plan"],
    operations: operations::CHECKS_TIER,
    meaning: "The feature after the last colon is not part of the pool's plan. Email MFA needs ESSENTIALS or PLUS. The second wording is the console's.",
    causes: &[
        proven_by(
            "TIR001",
            "UserPoolTier is below what the feature needs; an absent UserPoolTier means ESSENTIALS.",
        ),
        proven_by("CLI006", "An app client asks for ALLOW_USER_AUTH in a LITE pool."),
    ],
    fix: "Raise UserPoolTier by an UpdateUserPool that restates the whole pool, then ask for the feature.",
    docs: pages::EMAIL_MFA_ARTICLE,
    evidence: Evidence::Aws,
};

/// The wanted plan does not include features the pool uses.
pub static TIER_FEATURES_MUST_BE_DISABLED: DocumentedError = DocumentedError {
    id: "tier-features-must-be-disabled",
    code: Some("FeatureUnavailableInTierException"),
    message: "The following features need to be disabled for the {tier} pricing tier configured: {features}",
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "The request asks for a plan and, at the same time, for features that the plan does not include. Passwordless sign-in and pre-token triggers V2_0 need ESSENTIALS, threat protection needs PLUS.",
    causes: &[
        proven_by(
            "TIR002",
            "The plan is being lowered while the pool uses the features that the message names.",
        ),
        proven_by("TIR001", "The pool is written with features above its plan."),
    ],
    fix: "Disable the features that the message names first, or choose the plan that includes them.",
    docs: pages::MFA,
    evidence: Evidence::Reported,
};

/// The plan may not be changed so.
pub static TIER_CHANGE_NOT_ALLOWED: DocumentedError = DocumentedError {
    id: "tier-change-not-allowed",
    code: Some("TierChangeNotAllowedException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: operations::WRITES_POOL,
    meaning: "The pool may not change to the plan that was asked for.",
    causes: &[proven_by("TIR002", "The pool uses features that the wanted plan does not include.")],
    fix: "Disable the features above the wanted plan, then change UserPoolTier.",
    docs: pages::UPDATING,
    evidence: Evidence::Aws,
};

/// Threat protection is not on.
pub static USER_POOL_ADD_ON_NOT_ENABLED: DocumentedError = DocumentedError {
    id: "user-pool-add-on-not-enabled",
    code: Some("UserPoolAddOnNotEnabledException"),
    message: ANY_MESSAGE,
    variants: &[],
    operations: &[
        "AdminListUserAuthEvents",
        "AdminUpdateAuthEventFeedback",
        "DescribeRiskConfiguration",
        "SetRiskConfiguration",
        "UpdateAuthEventFeedback",
    ],
    meaning: "Threat protection is not enabled in the pool, so it has no risk configuration and no sign-in history. Nothing is wrong with its MFA.",
    causes: &[unseen(Sight::Request, "UserPoolAddOns.AdvancedSecurityMode is OFF or absent.")],
    fix: "None is needed unless you want threat protection: it takes the PLUS plan and AdvancedSecurityMode.",
    docs: pages::THREAT_PROTECTION,
    evidence: Evidence::Aws,
};
