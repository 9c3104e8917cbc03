//! What ends a reading before there is anything to judge, with what to do about it.

use super::call::{CONNECTION_FAILED, CREDENTIALS_FAILED, NOT_TRUSTED, TIMEOUT, UNPARSEABLE};
use crate::snapshot::Unread;
use thiserror::Error;

const RENEW: &str = "get new temporary credentials, and unset an old AWS_SESSION_TOKEN";

pub(super) const TRUST: &str =
    "a company's own authority is trusted by its PEM file in AWS_CA_BUNDLE or in ca_bundle of the profile";

/// Why there is no way to AWS: nothing was sent to the service yet.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// Nothing that could hold credentials does.
    #[error("no AWS credentials found ({tried})")]
    NoCredentials {
        /// Where was looked, and what was found there.
        tried: String,
    },
    /// Something holds credentials, but they cannot be had.
    #[error("the AWS credentials{} cannot be loaded: {detail}", of_profile(profile))]
    Credentials {
        /// The profile in use, where one was chosen.
        profile: Option<String>,
        /// What the provider says.
        detail: String,
    },
    /// The IAM Identity Center session ended, or was never begun.
    #[error("the AWS SSO session of profile {profile} has expired or does not exist ({detail})")]
    SsoSession {
        /// The profile that holds the SSO settings.
        profile: String,
        /// What the provider says.
        detail: String,
    },
    /// The credentials that others are made from have ended.
    #[error("the AWS session token has expired ({detail})")]
    ExpiredToken {
        /// AWS's answer.
        detail: String,
    },
    /// The chosen profile is in no configuration file.
    #[error("there is no profile {name} in the AWS configuration files")]
    NoSuchProfile {
        /// The chosen profile.
        name: String,
        /// The profiles that there are.
        known: Vec<String>,
    },
    /// The configuration files cannot be read.
    #[error("the AWS configuration files cannot be read: {0}")]
    Files(String),
    /// Nothing names a Region.
    #[error("no AWS Region is set")]
    NoRegion,
    /// A setting that AWS's own tools would refuse, too.
    #[error("{setting} is {value:?}, which is no {expected}")]
    Setting {
        /// The flag, variable or key.
        setting: String,
        /// What it holds.
        value: String,
        /// What it should hold.
        expected: &'static str,
    },
    /// The file of certificates cannot be used.
    #[error("the CA bundle {path} of {setting} {problem}")]
    CaBundle {
        /// The variable or key that names it.
        setting: String,
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
}

fn of_profile(profile: &Option<String>) -> String {
    profile.as_ref().map(|profile| format!(" of profile {profile}")).unwrap_or_default()
}

impl ConnectError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            ConnectError::NoCredentials { .. } => "choose a profile with --profile or AWS_PROFILE, set \
                 AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`; `check --snapshot FILE` needs no \
                 credentials"
                .to_owned(),
            ConnectError::Credentials { detail, .. } if detail.contains(NOT_TRUSTED) => TRUST.to_owned(),
            ConnectError::Credentials { profile, .. } => {
                let of = profile.as_ref().map(|profile| format!(" --profile {profile}")).unwrap_or_default();
                format!(
                    "see whether `aws sts get-caller-identity{of}` works; if it does, hand its credentials on: \
                     eval \"$(aws configure export-credentials{of} --format env)\""
                )
            }
            ConnectError::SsoSession { profile, .. } => {
                format!("log in again: aws sso login --profile {profile}")
            }
            ConnectError::ExpiredToken { .. } => RENEW.to_owned(),
            ConnectError::NoSuchProfile { known, .. } if known.is_empty() => {
                "there are no profiles at all; make one with `aws configure`".to_owned()
            }
            ConnectError::NoSuchProfile { known, .. } => {
                let shown: Vec<&str> = known.iter().take(12).map(String::as_str).collect();
                let more = if known.len() > shown.len() { ", …" } else { "" };
                format!("profiles there are: {}{more}", shown.join(", "))
            }
            ConnectError::Files(_) => "see ~/.aws/config and ~/.aws/credentials".to_owned(),
            ConnectError::NoRegion => "name it with --region or AWS_REGION, or give the pool by its ID or ARN, which \
                 hold the Region"
                .to_owned(),
            ConnectError::Setting { setting, .. } => format!("correct or unset {setting}"),
            ConnectError::CaBundle { .. } => {
                "it must be a readable file of PEM certificates (-----BEGIN CERTIFICATE-----)".to_owned()
            }
        }
    }
}

/// Why a pool, or a Region's list of pools, could not be read at all.
#[derive(Debug, Error)]
pub enum PoolError {
    /// AWS knows no such pool.
    #[error("there is no user pool {id} in {region}")]
    NoSuchPool {
        /// The pool's ID.
        id: String,
        /// Where it was looked for.
        region: String,
        /// The answer.
        unread: Unread,
    },
    /// The caller may not.
    #[error("{} is not allowed to call {}{}", whom(identity, unread), .unread.operation, reason(unread))]
    AccessDenied {
        /// The caller's ARN, where AWS STS told it.
        identity: Option<String>,
        /// The answer; `operation` is the permission that is missing.
        unread: Unread,
    },
    /// Temporary credentials that have ended.
    #[error("the AWS session token has expired ({})", said(.unread))]
    ExpiredToken {
        /// The profile to log in with again, where it is one of AWS SSO.
        sso_profile: Option<String>,
        /// The answer.
        unread: Unread,
    },
    /// Credentials that AWS does not accept.
    #[error("AWS does not accept the credentials ({})", said(.unread))]
    Refused {
        /// The Region of the call.
        region: String,
        /// The answer.
        unread: Unread,
    },
    /// No connection, or no answer in time.
    #[error("{}", .unread.message)]
    Unreachable {
        /// What happened.
        unread: Unread,
    },
    /// An answer, but not one of AWS.
    #[error("{}", .unread.message)]
    NotAws {
        /// What happened.
        unread: Unread,
    },
    /// Any other error of AWS.
    #[error("{} failed: {}", .unread.operation, said(.unread))]
    Other {
        /// The answer.
        unread: Unread,
    },
}

fn whom<'a>(identity: &'a Option<String>, unread: &'a Unread) -> &'a str {
    let in_message = || Some(unread.message.strip_prefix("User: ")?.split_once(" is not authorized")?.0);
    identity.as_deref().or_else(in_message).filter(|user| !user.is_empty()).unwrap_or("the caller")
}

/// What AWS's message says beyond who and what.
fn reason(unread: &Unread) -> String {
    let found = ["because ", "with an explicit deny"].iter().find_map(|word| unread.message.find(word));
    let said = match found {
        Some(at) => &unread.message[at..],
        None if unread.message.contains("not authorized to perform") => "",
        None => &unread.message,
    };
    if said.is_empty() { String::new() } else { format!(" ({said})") }
}

fn said(unread: &Unread) -> String {
    if unread.message.is_empty() {
        unread.code.clone()
    } else {
        format!("{}: {}", unread.code, unread.message)
    }
}

impl PoolError {
    /// The failed call.
    pub fn unread(&self) -> &Unread {
        match self {
            PoolError::NoSuchPool { unread, .. }
            | PoolError::AccessDenied { unread, .. }
            | PoolError::ExpiredToken { unread, .. }
            | PoolError::Refused { unread, .. }
            | PoolError::Unreachable { unread }
            | PoolError::NotAws { unread }
            | PoolError::Other { unread } => unread,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            PoolError::NoSuchPool { region, .. } => format!(
                "the part before the underscore of a pool's ID is its Region; list the pools of the account: \
                 mfa-doctor check --region {region}"
            ),
            PoolError::AccessDenied { unread, .. } => format!(
                "allow {} for it; the README of mfa-doctor lists all that is read",
                unread.operation
            ),
            PoolError::ExpiredToken { sso_profile: Some(profile), .. } => {
                format!("log in again: aws sso login --profile {profile}")
            }
            PoolError::ExpiredToken { .. } => RENEW.to_owned(),
            PoolError::Refused { region, .. } => format!(
                "see whether the access key still exists, fits its secret, and this machine's clock is right; keys \
                 are also unknown in a Region that the account has not enabled ({region})"
            ),
            PoolError::Unreachable { unread } if unread.message.contains(NOT_TRUSTED) => TRUST.to_owned(),
            PoolError::Unreachable { .. } => {
                "see the network, HTTPS_PROXY and NO_PROXY, AWS_CA_BUNDLE, and --endpoint-url or AWS_ENDPOINT_URL"
                    .to_owned()
            }
            PoolError::NotAws { .. } => {
                "something else answers there: see --endpoint-url, AWS_ENDPOINT_URL and HTTPS_PROXY".to_owned()
            }
            PoolError::Other { unread } if unread.code == CREDENTIALS_FAILED => {
                "see whether `aws sts get-caller-identity` works".to_owned()
            }
            PoolError::Other { .. } => "try again; if it stays, AWS's error code above says why".to_owned(),
        }
    }
}

/// What a failed call means, by AWS's error code.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    NotFound,
    Denied,
    Expired,
    Refused,
    Unreachable,
    NotAws,
    Other,
}

/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html> and the
/// codes of the query protocols.
pub(super) fn meaning(unread: &Unread) -> Meaning {
    match unread.code.as_str() {
        "ResourceNotFoundException" => Meaning::NotFound,
        "AccessDenied"
        | "AccessDeniedException"
        | "AuthorizationError"
        | "NotAuthorized"
        | "NotAuthorizedException"
        | "UnauthorizedOperation" => Meaning::Denied,
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => Meaning::Expired,
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "InvalidSecurity"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "OptInRequired" => Meaning::Refused,
        TIMEOUT | CONNECTION_FAILED => Meaning::Unreachable,
        UNPARSEABLE => Meaning::NotAws,
        _ => Meaning::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::call::NOT_SENT;
    use super::*;

    #[test]
    fn a_refusal_names_the_permission_and_the_identity() {
        let said = "User: arn:aws:iam::1:user/a is not authorized to perform: cognito-idp:DescribeUserPool because no \
                    identity-based policy allows the cognito-idp:DescribeUserPool action";
        let unread = Unread::new("cognito-idp:DescribeUserPool", "AccessDeniedException", said);
        assert_eq!(meaning(&unread), Meaning::Denied);
        let error = PoolError::AccessDenied { identity: None, unread };
        assert_eq!(
            error.to_string(),
            "arn:aws:iam::1:user/a is not allowed to call cognito-idp:DescribeUserPool (because no identity-based \
             policy allows the cognito-idp:DescribeUserPool action)"
        );
        assert!(error.hint().starts_with("allow cognito-idp:DescribeUserPool"));
    }

    #[test]
    fn an_sso_session_prints_the_command_to_run() {
        let error = ConnectError::SsoSession { profile: "work".to_owned(), detail: String::new() };
        assert_eq!(error.hint(), "log in again: aws sso login --profile work");
    }

    #[test]
    fn what_is_no_answer_is_not_taken_for_one_of_aws() {
        for code in [NOT_SENT, "InternalErrorException", "TooManyRequestsException", ""] {
            assert_eq!(meaning(&Unread::new("a:B", code, "")), Meaning::Other, "{code}");
        }
    }
}
