//! The faults, each as rules of the proxy.

use crate::support::rules::Rule;

/// What the log calls a call that a fault was done to.
pub const FAULT: &str = "fault";

/// What happens to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Throttled,
    RequestLimit,
    Internal,
    Unavailable,
    Closed,
    Reset,
    Cut,
    Truncated,
    Shortened,
    Garbage,
    Empty,
    NoMembers,
    LoginPage,
    BadGateway,
    Denied,
    Expired,
    SamePage,
    EndlessPages,
    Hangs,
    Stalls,
}

impl Fault {
    pub const ALL: &[Fault] = &[
        Fault::Throttled,
        Fault::RequestLimit,
        Fault::Internal,
        Fault::Unavailable,
        Fault::Closed,
        Fault::Reset,
        Fault::Cut,
        Fault::Truncated,
        Fault::Shortened,
        Fault::Garbage,
        Fault::Empty,
        Fault::NoMembers,
        Fault::LoginPage,
        Fault::BadGateway,
        Fault::Denied,
        Fault::Expired,
        Fault::SamePage,
        Fault::EndlessPages,
        Fault::Hangs,
        Fault::Stalls,
    ];

    /// Whether it happens to this operation (`service:Operation`).
    pub fn befalls(self, operation: &str) -> bool {
        match self {
            Fault::SamePage | Fault::EndlessPages => token(operation).is_some(),
            // AWS WAF itself says so that there is no web ACL.
            Fault::NoMembers => operation != "wafv2:GetWebACLForResource",
            _ => true,
        }
    }

    /// Whether it may pass by itself: AWS, or the network, will do better next time.
    pub fn passes(self) -> bool {
        !matches!(
            self,
            Fault::NoMembers | Fault::Denied | Fault::Expired | Fault::SamePage | Fault::EndlessPages
        )
    }

    /// Whether each attempt takes its time.
    pub fn is_slow(self) -> bool {
        matches!(self, Fault::Hangs | Fault::Stalls)
    }

    /// Whether AWS asks for patience.
    pub fn is_throttling(self) -> bool {
        matches!(self, Fault::Throttled | Fault::RequestLimit)
    }

    /// The rule for one operation.
    pub fn on(self, operation: &str) -> Rule {
        let (service, name) = operation.split_once(':').expect("service:Operation");
        self.does(Rule::on(name).of(service), operation)
    }

    /// What it does to the requests of `rule`, which are those of `operation`.
    pub fn does(self, rule: Rule, operation: &str) -> Rule {
        let page = "<!doctype html><html><body><h1>Sign in to the network</h1></body></html>";
        let done = match self {
            Fault::Throttled => rule.throttled(),
            // As the front of AWS's services says it, which is not that of any one service.
            Fault::RequestLimit if is_query(operation) => {
                rule.error("RequestLimitExceeded", "Request limit exceeded.").status(503)
            }
            Fault::RequestLimit => rule.error("ThrottlingException", "Rate exceeded").status(429),
            Fault::Internal => rule.internal(),
            Fault::Unavailable => rule.http(503, "text/plain", "Service Unavailable"),
            Fault::Closed => rule.closed(),
            Fault::Reset => rule.reset(),
            Fault::Cut => rule.cut(),
            Fault::Truncated => rule.truncated(),
            Fault::Shortened => rule.shortened(),
            Fault::Garbage => rule.garbage(),
            Fault::Empty => rule.http(200, "", ""),
            Fault::NoMembers => rule.empty(),
            Fault::LoginPage => rule.http(200, "text/html", page),
            Fault::BadGateway => rule.http(502, "text/html", page),
            Fault::Denied => rule.denied(),
            Fault::Expired => {
                let code = if is_query(operation) { "ExpiredToken" } else { "ExpiredTokenException" };
                rule.error(code, "The security token included in the request is expired").status(403)
            }
            Fault::SamePage => rule.pages(token(operation).unwrap_or_default(), false),
            Fault::EndlessPages => rule.pages(token(operation).unwrap_or_default(), true),
            Fault::Hangs => rule.hangs(),
            Fault::Stalls => rule.stalls(),
        };
        done.named(FAULT)
    }
}

fn is_query(operation: &str) -> bool {
    ["iam:", "sns:", "sts:"].iter().any(|service| operation.starts_with(service))
}

/// Where a list says that it goes on.
fn token(operation: &str) -> Option<&'static str> {
    match operation {
        "cognito-idp:AdminListDevices" => Some("PaginationToken"),
        "cognito-idp:ListUserPools"
        | "cognito-idp:ListUserPoolClients"
        | "organizations:ListAccounts"
        | "organizations:ListParents"
        | "organizations:ListPoliciesForTarget"
        | "sns:ListOriginationNumbers" => Some("NextToken"),
        "iam:ListRolePolicies" | "iam:ListAttachedRolePolicies" | "iam:SimulatePrincipalPolicy" => {
            Some("Marker")
        }
        _ => None,
    }
}
