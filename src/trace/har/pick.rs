//! Which entries of a HAR belong to a sign-in, told from address and headers alone: of other sites nothing else is
//! read.

use super::entry::headers;
use super::managed;
use super::url::{Url, cookies, field};
use super::{HarError, Key};
use crate::trace::exchange::operation;
use crate::trace::held::{Held, SecretKind};
use crate::trace::{scan, words};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;

/// What kind of call an entry is.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::trace) enum Class {
    /// Of the API: the operation.
    Api(String),
    /// Of managed login.
    Managed,
}

/// An entry that belongs to a sign-in.
#[derive(Debug)]
pub(in crate::trace) struct Found {
    /// Where it stands in the text.
    pub(in crate::trace) range: Range<usize>,
    /// Its number among all entries, from 1.
    pub(in crate::trace) number: usize,
    pub(in crate::trace) class: Class,
}

/// What was found.
#[derive(Debug, Default)]
pub(in crate::trace) struct Picked {
    pub(in crate::trace) entries: Vec<Found>,
    /// Entries of other sites, and what browsers ask before a call.
    pub(in crate::trace) others: u64,
    /// Entries that are none.
    pub(in crate::trace) broken: u64,
    /// Entries that are not whole, and those behind.
    pub(in crate::trace) cut: u64,
    /// Calls to Cognito that do not say what for.
    pub(in crate::trace) nameless: u64,
    /// The cookies and `Authorization` headers of all sites.
    pub(in crate::trace) held: Held,
}

/// Looks through all entries.
pub(in crate::trace) fn pick(text: &str, key: &Key) -> Result<Picked, HarError> {
    let mut items = scan::Items::of(text, scan::entries(text).ok_or(HarError::NoEntries)?);
    let mut picked = Picked::default();
    let mut signed = BTreeSet::new();
    let mut hosts: Vec<(usize, String)> = Vec::new();
    let mut number = 0;
    for range in items.by_ref() {
        number += 1;
        let Some(head) = Head::of(&text[range.clone()]) else {
            picked.broken += 1;
            continue;
        };
        head.count(&mut picked.held, key);
        let url = Url::parse(&head.url);
        let class = match head.class(&url) {
            Some(class) => class,
            None if head.is_nameless(&url) => {
                picked.nameless += 1;
                continue;
            }
            None => {
                picked.others += 1;
                continue;
            }
        };
        if class == Class::Managed {
            let host = url.host.to_ascii_lowercase();
            if head.is_signed(&url) {
                signed.insert(host.clone());
            }
            hosts.push((picked.entries.len(), host));
        }
        picked.entries.push(Found { range, number, class });
    }
    if let Some(cut) = items.cut {
        let rest = memchr::memmem::find_iter(&text.as_bytes()[cut..], b"\"startedDateTime\"").count();
        // At least that of which not even the time is there.
        picked.cut = u64::try_from(rest.max(1)).unwrap_or(u64::MAX);
    }
    if number > 0 && picked.broken == u64::try_from(number).unwrap_or(u64::MAX) {
        return Err(HarError::Broken);
    }
    // Any site may have a page /login; it is Cognito's where something of the same host says so.
    let strange: Vec<usize> =
        hosts.into_iter().filter(|(_, host)| !signed.contains(host)).map(|(at, _)| at).collect();
    picked.others += u64::try_from(strange.len()).unwrap_or(u64::MAX);
    let mut at = 0;
    picked.entries.retain(|_| {
        at += 1;
        strange.binary_search(&(at - 1)).is_err()
    });
    Ok(picked)
}

/// Address and headers of an entry.
struct Head {
    method: String,
    url: String,
    sent: Value,
    given: Value,
}

impl Head {
    fn of(entry: &str) -> Option<Head> {
        let request = scan::member(entry, "request")?;
        let text = |name: &str| serde_json::from_str(scan::member(request, name)?).ok();
        let list = |object: &str| {
            scan::member(object, "headers").and_then(|headers| serde_json::from_str(headers).ok())
        };
        Some(Head {
            method: text("method")?,
            url: text("url")?,
            sent: list(request).unwrap_or_default(),
            given: scan::member(entry, "response").and_then(list).unwrap_or_default(),
        })
    }

    fn count(&self, held: &mut Held, key: &Key) {
        for (name, value) in headers(&self.sent).chain(headers(&self.given)) {
            match name.as_str() {
                "cookie" => {
                    cookies(value, false).for_each(|(_, value)| held.add(SecretKind::Cookie, value, key))
                }
                "set-cookie" => {
                    cookies(value, true).for_each(|(_, value)| held.add(SecretKind::Cookie, value, key))
                }
                "authorization" => held.add(SecretKind::Authorization, value, key),
                _ => {}
            }
        }
    }

    /// What kind of call it may be.
    fn class(&self, url: &Url<'_>) -> Option<Class> {
        // Browsers ask for permission before a call to another site.
        if self.method.eq_ignore_ascii_case("OPTIONS") || self.method.eq_ignore_ascii_case("CONNECT") {
            return None;
        }
        let target = super::entry::header(&self.sent, "x-amz-target").and_then(operation);
        target
            .or_else(|| rpc(url.path))
            .map(|operation| Class::Api(operation.to_owned()))
            .or_else(|| managed::path(url.path).map(|_| Class::Managed))
    }

    /// Whether it goes to the API and does not say what for.
    fn is_nameless(&self, url: &Url<'_>) -> bool {
        let label = url.host.split('.').next().unwrap_or_default();
        self.method.eq_ignore_ascii_case("POST")
            && matches!(label, "cognito-idp" | "cognito-idp-fips")
            && words::region(url.host).is_some()
    }

    /// Whether something shows that the host is managed login of Cognito.
    ///
    /// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html>
    fn is_signed(&self, url: &Url<'_>) -> bool {
        let is_cookie = |name: &str| matches!(name, "cognito" | "cognito-fl");
        url.host.to_ascii_lowercase().ends_with(".amazoncognito.com")
            || field(url.query, "client_id").is_some_and(|client| words::is_client(&client))
            || headers(&self.sent).chain(headers(&self.given)).any(|(name, value)| match name.as_str() {
                "x-amz-cognito-request-id" => true,
                "cookie" => cookies(value, false).any(|(name, _)| is_cookie(name)),
                "set-cookie" => cookies(value, true).any(|(name, _)| is_cookie(name)),
                _ => false,
            })
    }
}

/// The operation in a path of the newer protocol of AWS.
///
/// Source: <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>
pub(in crate::trace) fn rpc(path: &str) -> Option<&str> {
    const SERVICE: &str = "/service/AWSCognitoIdentityProviderService/operation/";
    let (_, operation) = path.split_once(SERVICE)?;
    words::is_operation(operation).then_some(operation)
}
