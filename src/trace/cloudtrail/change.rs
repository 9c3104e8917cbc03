//! Changes that can break sign-in, and which of them came before an error.

use super::counts::Series;
use super::event::Words;
use super::record::Raw;
use super::words::Interner;
use super::{instant, seen};

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
    /// `recipientAccountId`.
    pub account: Option<Words>,
    /// `awsRegion`.
    pub region: Option<Words>,
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
    /// `eventID`.
    pub id: Option<Box<str>>,
}

impl Service {
    /// By `eventSource`.
    pub(super) fn of(source: &str) -> Option<Service> {
        match source {
            "cognito-idp.amazonaws.com" => Some(Service::Cognito),
            "iam.amazonaws.com" => Some(Service::Iam),
            "wafv2.amazonaws.com" => Some(Service::Waf),
            _ => None,
        }
    }

    /// The calls that can break sign-in.
    pub const fn changes(self) -> &'static [&'static str] {
        match self {
            Service::Cognito => &["SetUserPoolMfaConfig", "UpdateUserPool", "UpdateUserPoolClient"],
            Service::Iam => &[
                "PutRolePolicy",
                "DeleteRolePolicy",
                "AttachRolePolicy",
                "DetachRolePolicy",
                "UpdateAssumeRolePolicy",
                "DeleteRole",
                "PutRolePermissionsBoundary",
            ],
            Service::Waf => &["AssociateWebACL", "DisassociateWebACL", "UpdateWebACL"],
        }
    }
}

impl Change {
    /// What `raw` changed; `None` where it is no change, or was refused.
    pub(super) fn of(raw: &Raw<'_>, service: Service, words: &mut Interner) -> Option<Change> {
        let name = raw.event_name.get().filter(|name| service.changes().contains(name))?;
        if raw.error_code.get().is_some() {
            return None;
        }
        let time = instant::parse(raw.event_time.get()?)?;
        let mut word = |text: Option<&str>| text.map(|text| words.get(text));
        let (who, request) = (raw.user_identity.known(), raw.request_parameters.known());
        let sms = request.and_then(|request| {
            let mfa = request.sms_mfa_configuration.known().and_then(|mfa| mfa.sms_configuration.known());
            mfa.or_else(|| request.sms_configuration.known())
        });
        let resource = request.and_then(|request| request.resource_arn.get());
        Some(Change {
            time,
            name: words_of(name, &mut word),
            service,
            actor: word(who.and_then(|who| {
                let known = who.arn.get().or_else(|| who.invoked_by.get());
                known.or_else(|| who.user_name.get()).or_else(|| who.principal_id.get())
            })),
            account: word(raw.recipient_account_id.get()),
            region: word(raw.aws_region.get()),
            pool: word(
                request
                    .and_then(|request| request.user_pool_id.get())
                    .or_else(|| Some(resource?.split_once(":userpool/")?.1)),
            ),
            client: word(request.and_then(|request| request.client_id.get())),
            role: word(
                request
                    .and_then(|request| request.role_name.get())
                    .or_else(|| sms?.sns_caller_arn.get()?.rsplit('/').next()),
            ),
            policy: word(request.and_then(|request| {
                let named = request.policy_name.get().or_else(|| request.policy_arn.get());
                named.or_else(|| request.permissions_boundary.get())
            })),
            web_acl: word(
                request
                    .filter(|_| service == Service::Waf)
                    .and_then(|request| request.web_acl_arn.get().or_else(|| request.name.get())),
            ),
            id: raw.event_id.get().map(Box::from),
        })
    }

    /// Which changes are kept where there are too many: those of pools, then any, but the same ones in each run.
    pub(super) fn rank(&self) -> (bool, u64) {
        (self.service != Service::Cognito, seen::hash((&self.id, self.time, &self.name)))
    }
}

fn words_of(name: &str, word: &mut impl FnMut(Option<&str>) -> Option<Words>) -> Words {
    word(Some(name)).unwrap_or_default()
}

/// Nobody says which role is the pool's: only a change of any role so shortly before may be one of it.
const SHORTLY: i64 = 3600;

/// The place of the latest of `changes` (in order of time) before the first sight of `series` that may have to do with
/// it: of the same pool or app client, or of a role or a web ACL where the error is about these. `pool` is the pool's ID
/// where the events of the series name only the app client. It preceded the error; nothing says that it caused it.
pub fn preceding(series: &Series, pool: Option<&str>, changes: &[Change]) -> Option<usize> {
    let kind = &series.kind;
    let pool = kind.pool.as_deref().or(pool);
    let earlier = &changes[..changes.partition_point(|change| change.time < series.first)];
    let of_pool = |change: &&Change| pool.is_some() && change.pool.as_deref() == pool;
    let about_role = kind.code.starts_with("InvalidSmsRole");
    let about_acl = &*kind.code == "ForbiddenException" || kind.message.contains("WAF");
    let role_of_pool = || {
        let of_pool = changes.iter().filter(|change| change.service == Service::Cognito).filter(of_pool);
        of_pool.rev().find_map(|change| change.role.as_deref())
    };
    let role = about_role.then(role_of_pool).flatten();
    earlier.iter().rposition(|change| match change.service {
        Service::Cognito => {
            // A client's ID is of one pool only.
            let of_client = change.client.is_some() && change.client == kind.client;
            let of_all = change.client.is_none() && of_pool(&change);
            of_client || of_all
        }
        Service::Iam => {
            about_role
                && fits(change.account.as_deref(), kind.account.as_deref())
                && match role {
                    Some(role) => change.role.as_deref() == Some(role),
                    None => series.first - change.time <= SHORTLY,
                }
        }
        Service::Waf => {
            about_acl
                && fits(change.account.as_deref(), kind.account.as_deref())
                && fits(change.region.as_deref(), kind.region.as_deref())
                && fits(change.pool.as_deref(), pool)
        }
    })
}

/// Equal, or one of them is not known.
fn fits(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}
