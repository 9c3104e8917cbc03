//! The web ACL of a pool.

use super::{DocumentedError, Evidence, Sight, operations, pages, proven_by, unseen};

pub(super) static ALL: &[&DocumentedError] = &[&WAF_CAPTCHA, &WAF_BLOCK, &WAF_CHALLENGE];

/// A CAPTCHA stands in the way.
pub static WAF_CAPTCHA: DocumentedError = DocumentedError {
    id: "waf-captcha",
    code: Some("ForbiddenException"),
    message: "Request not allowed due to WAF captcha",
    variants: &[],
    operations: operations::INSPECTED_BY_WAF,
    meaning: "A rule of the pool's web ACL asks for a CAPTCHA where nobody can solve one. In managed login it stops the enrolment of an authenticator app, since the pool itself calls AssociateSoftwareToken and VerifySoftwareToken; SMS is not affected.",
    causes: &[
        proven_by(
            "WAF001",
            "A CAPTCHA rule does not exclude requests whose header x-amzn-cognito-operation-name is AssociateSoftwareToken or VerifySoftwareToken.",
        ),
        proven_by("WAF002", "A CAPTCHA rule covers the API calls of an application, which cannot show one."),
    ],
    fix: "Exclude both header values from the CAPTCHA rule with a NOT statement, and restate the other rules of the web ACL.",
    docs: pages::TOTP,
    evidence: Evidence::Aws,
};

/// A rule blocks the request.
pub static WAF_BLOCK: DocumentedError = DocumentedError {
    id: "waf-block",
    code: Some("ForbiddenException"),
    message: "Request not allowed due to WAF block",
    variants: &[],
    operations: operations::INSPECTED_BY_WAF,
    meaning: "A rule of the pool's web ACL blocked the request before Cognito looked at it.",
    causes: &[
        proven_by("WAF002", "A Block rule, or a managed rule group that blocks, covers the sign-in."),
        unseen(
            Sight::WebAclSamples,
            "The rule is right and the request came from a source it is meant to stop: the sampled requests of the web ACL tell.",
        ),
    ],
    fix: "Set the rule to count, look at what it matches, and narrow its scope before blocking again.",
    docs: pages::WAF,
    evidence: Evidence::Reported,
};

/// A silent challenge stands in the way.
pub static WAF_CHALLENGE: DocumentedError = DocumentedError {
    id: "waf-challenge",
    code: Some("ForbiddenException"),
    message: "Request not allowed due to WAF challenge",
    variants: &[],
    operations: operations::INSPECTED_BY_WAF,
    meaning: "A rule of the pool's web ACL asks for a browser challenge that the caller cannot run.",
    causes: &[proven_by("WAF002", "A Challenge rule covers the API calls of an application.")],
    fix: "Set the rule to count and narrow its scope to pages that a browser opens.",
    docs: pages::WAF,
    evidence: Evidence::Unverified,
};
