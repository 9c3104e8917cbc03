//! A call of the API in a HAR.

use super::Key;
use super::entry::Entry;
use super::url::Url;
use crate::trace::exchange::{self, Exchange, Read};
use crate::trace::held::Held;
use crate::trace::{Part, Source, clock};
use serde_json::Value;
use std::borrow::Cow;

pub(super) fn read(
    entry: &Entry,
    operation: &str,
    place: String,
    at: i64,
    key: &Key,
    held: &mut Held,
) -> Read {
    let (request, answer) = (entry.request_body(), entry.answer_body());
    let (sent, given) = (json(&request), json(&answer));
    let exchange = Exchange {
        source: Source::Har,
        place,
        at,
        took: entry.took(),
        operation,
        host: Some(Url::parse(entry.url()).host),
        request: sent.as_ref(),
        answer: given.as_ref(),
        page: answer.known().map(|page| &**page).filter(|_| given.is_hidden()),
        status: entry.status(),
        error_type: entry.given("x-amzn-errortype"),
        error_message: entry.given("x-amzn-errormessage"),
        date: entry.given("date").and_then(clock::http),
    };
    exchange::read(exchange, key, held)
}

/// A body taken apart; one that is no JSON shows nothing.
pub(in crate::trace) fn json(body: &Part<Cow<'_, str>>) -> Part<Value> {
    let Part::Known(text) = body else { return Part::Hidden };
    serde_json::from_str(text).map_or(Part::Hidden, Part::Known)
}
