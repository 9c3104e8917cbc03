//! The members of the requests to AWS IAM and AWS WAF, of the same model as those to Amazon Cognito.

use super::model::{Shape, TEXT};

pub(super) const PUT_ROLE_POLICY: Shape = Shape::Object(
    &[("RoleName", TEXT), ("PolicyName", TEXT), ("PolicyDocument", Shape::Policy)],
    &["RoleName", "PolicyName", "PolicyDocument"],
);

pub(super) const UPDATE_ASSUME_ROLE_POLICY: Shape =
    Shape::Object(&[("RoleName", TEXT), ("PolicyDocument", Shape::Policy)], &["RoleName", "PolicyDocument"]);

pub(super) const UPDATE_WEB_ACL: Shape = Shape::Object(
    &[
        ("Name", TEXT),
        ("Scope", Shape::Choice(&["CLOUDFRONT", "REGIONAL"])),
        ("Id", TEXT),
        ("DefaultAction", Shape::Map),
        ("Description", TEXT),
        ("Rules", Shape::List(&Shape::Map, 0, usize::MAX)),
        ("VisibilityConfig", Shape::Map),
        ("DataProtectionConfig", Shape::Map),
        ("LockToken", TEXT),
        ("CustomResponseBodies", Shape::Map),
        ("CaptchaConfig", Shape::Map),
        ("ChallengeConfig", Shape::Map),
        ("TokenDomains", Shape::List(&TEXT, 0, usize::MAX)),
        ("AssociationConfig", Shape::Map),
        ("OnSourceDDoSProtectionConfig", Shape::Map),
        ("ApplicationConfig", Shape::Map),
        ("MonetizationConfig", Shape::Map),
    ],
    &[],
);
