//! One call of the API, from whatever recorded it: request and answer become a [`Step`], and their secrets marks.

mod answer;
mod request;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub(super) use answer::{firewall, issued};
pub(super) use request::answer;

use super::held::Held;
use super::{Key, Outcome, Part, Source, Step, words};
use crate::totp;
use serde_json::Value;

/// A call as a recording shows it.
#[derive(Clone)]
pub(super) struct Exchange<'a> {
    pub(super) source: Source,
    pub(super) place: String,
    /// When it was sent, in milliseconds since 1970.
    pub(super) at: i64,
    /// How long the answer took, in milliseconds.
    pub(super) took: Option<i64>,
    /// `InitiateAuth`, without what stands before it in `X-Amz-Target`.
    pub(super) operation: &'a str,
    /// Where it was sent to.
    pub(super) host: Option<&'a str>,
    /// The body of the request.
    pub(super) request: Part<&'a Value>,
    /// The body of the answer.
    pub(super) answer: Part<&'a Value>,
    /// What an answer that is no JSON says, of a firewall for instance.
    pub(super) page: Option<&'a str>,
    /// The HTTP status.
    pub(super) status: Option<u16>,
    /// The header `x-amzn-ErrorType`.
    pub(super) error_type: Option<&'a str>,
    /// The header `x-amzn-ErrorMessage`.
    pub(super) error_message: Option<&'a str>,
    /// The header `Date`, in seconds since 1970.
    pub(super) date: Option<i64>,
}

/// A step, and what a code of an authenticator is checked with as long as the file is read.
pub(super) struct Read {
    pub(super) step: Step,
    /// The secret that the answer gave.
    pub(super) secret: Option<totp::Secret>,
    /// The code that the request sends.
    pub(super) code: Option<totp::TypedCode>,
}

/// The operation that a header `X-Amz-Target` names, where it is one of user pools.
///
/// Source: the service's API model (`targetPrefix`), <https://github.com/aws/aws-sdk-js-v3/tree/main/codegen/sdk-codegen/aws-models>
pub(super) fn operation(target: &str) -> Option<&str> {
    const SERVICE: &str = "AWSCognitoIdentityProviderService.";
    target.trim().strip_prefix(SERVICE).filter(|operation| words::is_operation(operation))
}

/// Turns a call into a step, and counts what it holds.
pub(super) fn read(exchange: Exchange<'_>, key: &Key, held: &mut Held) -> Read {
    let (request, answer) = (exchange.request.known().copied(), exchange.answer.known().copied());
    for body in [request, answer].into_iter().flatten() {
        held.look(body, key);
    }
    let sent = request::read(exchange.request, key);
    let (outcome, secret) = answer::read(&exchange, key);
    let given = answer.map(|answer| answer::Around::of(answer, key)).unwrap_or_default();
    let bearer = sent.bearer;
    let (by_token, of_pool, of_client, token) = match bearer {
        Part::Known(bearer) => (bearer.user, bearer.pool, bearer.client, Part::Known(bearer.token)),
        Part::Absent => (None, None, None, Part::Absent),
        Part::Hidden => (None, None, None, Part::Hidden),
    };
    let pool = sent.pool.or(of_pool).or(given.pool);
    let region = exchange.host.and_then(words::region).map(str::to_owned);
    let of_pool = pool.as_deref().and_then(|pool| pool.split_once('_')).map(|(region, _)| region.to_owned());
    let step = Step {
        source: exchange.source,
        place: exchange.place,
        at: exchange.at,
        timed: true,
        took: exchange.took,
        server_time: exchange.date,
        operation: exchange.operation.to_owned(),
        region: region.or(of_pool),
        pool,
        client: sent.client.or(of_client),
        user: sent.user.or(by_token).or_else(|| given.user.clone()),
        known_as: given.user,
        flow: sent.flow,
        challenge: sent.challenge,
        session: sent.session,
        answers: sent.answers,
        token,
        code: None,
        outcome,
    };
    Read { step, secret, code: sent.code }
}

impl Read {
    /// A step that has nothing to do with an authenticator.
    pub(super) const fn plain(step: Step) -> Read {
        Read { step, secret: None, code: None }
    }
}

/// A call of which nothing came back.
pub(super) const fn unanswered(status: Option<u16>) -> Outcome {
    Outcome::Unknown { status }
}
