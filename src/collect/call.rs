//! One call: its answer verbatim, or why there is none.

use super::capture::{Capture, NotWhole, object};
use super::log::{Next, Trail};
use crate::permissions::Operation;
use crate::snapshot::{Fact, Unread, secrets, text};
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde_json::Value;
use std::error::Error;

/// No answer came in time.
pub(super) const TIMEOUT: &str = "Timeout";
/// No connection to the endpoint.
pub(super) const CONNECTION_FAILED: &str = "ConnectionFailed";
/// What came is no answer of AWS.
pub(super) const UNPARSEABLE: &str = "Unparseable";
/// The credentials ended, or could not be renewed.
pub(super) const CREDENTIALS_FAILED: &str = "CredentialsFailed";
/// The request could not be built, so nothing was sent.
pub(super) const NOT_SENT: &str = "NotSent";

/// One call of an operation.
pub(super) struct Call {
    operation: &'static str,
    capture: Capture,
}

impl Call {
    /// A call that is about to be sent.
    pub fn new(operation: Operation) -> Call {
        Call { operation: operation.iam_action, capture: Capture::of_reading(operation.iam_action) }
    }

    /// A call of an operation that is not one of reading, by the name of its permission.
    pub fn named(iam_action: &'static str) -> Call {
        Call { operation: iam_action, capture: Capture::default() }
    }

    /// The same, with a line in the log.
    pub fn in_log(self, trail: Option<Trail>) -> Call {
        Call { capture: self.capture.in_log(trail), ..self }
    }

    /// Writes the line in the log, as it is known what comes next.
    pub fn tell(&self, next: Next) {
        self.capture.log(|trail| trail.tell(next));
    }

    /// The interceptor to send it with.
    pub fn capture(&self) -> Capture {
        self.capture.clone()
    }

    /// The answer as it came over the wire, an object, without secrets.
    pub fn json<T, E>(&self, sent: Result<T, SdkError<E, HttpResponse>>) -> Result<Value, Unread>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        sent.map_err(|error| self.unread(&error))?;
        let parsed = {
            let mut exchange = self.capture.exchange();
            exchange.json.take().map_or_else(|| object(&exchange.body), Ok)
        };
        let mut answer = parsed.map_err(|wrong| self.unparseable(wrong))?;
        secrets::drop_from(&mut answer);
        Ok(answer)
    }

    /// As [`Call::json`], for an answer that must have at least one of `members`.
    pub fn json_with<T, E>(
        &self,
        sent: Result<T, SdkError<E, HttpResponse>>,
        members: &[&str],
    ) -> Result<Value, Unread>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let answer = self.json(sent)?;
        if members.iter().any(|member| answer.get(member).is_some()) {
            return Ok(answer);
        }
        Err(self.lacks(members))
    }

    /// The object `member` that an answer must have.
    pub fn known_member<T, E>(
        &self,
        sent: Result<T, SdkError<E, HttpResponse>>,
        member: &str,
    ) -> Result<Value, Unread>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match self.json(sent)?.get_mut(member) {
            Some(value) if value.is_object() => Ok(value.take()),
            _ => Err(self.lacks(&[member])),
        }
    }

    /// The object `member` of an answer; `null` in its place is AWS's word that there is none.
    pub fn member<T, E>(
        &self,
        sent: Result<T, SdkError<E, HttpResponse>>,
        member: &str,
    ) -> Result<Option<Value>, Unread>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match self.json(sent)?.get_mut(member) {
            Some(value) if value.is_object() => Ok(Some(value.take())),
            Some(Value::Null) => Ok(None),
            _ => Err(self.lacks(&[member])),
        }
    }

    /// The parsed answer of an XML protocol, if it holds all of `elements`: the parser gives empty values for what is
    /// not there, which must not pass for an answer. That the text is whole, the call's [`Capture`] has seen to.
    pub fn xml<T, E>(
        &self,
        sent: Result<T, SdkError<E, HttpResponse>>,
        elements: &[&str],
    ) -> Result<T, Unread>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let output = sent.map_err(|error| self.unread(&error))?;
        match elements.iter().find(|element| !self.holds(element)) {
            Some(element) => Err(self.lacks(&[element])),
            None => Ok(output),
        }
    }

    /// Whether the answer of an XML protocol has such an element.
    pub fn holds(&self, element: &str) -> bool {
        let exchange = self.capture.exchange();
        let text = String::from_utf8_lossy(&exchange.body);
        let mut rest = text.match_indices('<').map(|(at, _)| &text[at + 1..]);
        rest.any(|tag| tag.strip_prefix(element).is_some_and(|end| end.starts_with(['>', '/', ' '])))
    }

    /// Why the call gave no answer.
    pub fn unread<E>(&self, error: &SdkError<E, HttpResponse>) -> Unread
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.capture.note(trouble(error));
        let endpoint = self.capture.exchange().endpoint.clone();
        let whom = if endpoint.is_empty() { "AWS" } else { &endpoint };
        let (code, message) = match error {
            SdkError::TimeoutError(_) => (TIMEOUT, format!("{whom} did not answer in time")),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                (TIMEOUT, format!("{whom} did not answer in time"))
            }
            SdkError::DispatchFailure(_) if causes(error).any(|cause| cause.is::<CredentialsError>()) => {
                (CREDENTIALS_FAILED, innermost(error))
            }
            SdkError::DispatchFailure(_) => {
                (CONNECTION_FAILED, format!("no connection to {whom}: {}", in_words(&innermost(error))))
            }
            SdkError::ServiceError(service) => match service.err().code() {
                Some(code) if !code.is_empty() => (code, service.err().message().unwrap_or("").to_owned()),
                _ => (UNPARSEABLE, not_aws(whom, service.raw())),
            },
            SdkError::ResponseError(response) => {
                let broken = causes(error).find_map(|cause| cause.downcast_ref::<NotWhole>());
                let told = not_aws(whom, response.raw());
                (UNPARSEABLE, broken.map_or(told.clone(), |broken| format!("{told}: {broken}")))
            }
            SdkError::ConstructionFailure(_) => (NOT_SENT, innermost(error)),
            _ => (UNPARSEABLE, innermost(error)),
        };
        self.capture.log(|trail| trail.failed(code));
        Unread::new(self.operation, code, message)
    }

    /// Whether another attempt may fare better than this one.
    pub fn trouble(&self) -> Option<Trouble> {
        self.capture.exchange().trouble
    }

    /// An answer that breaks the protocol.
    pub fn unparseable(&self, message: String) -> Unread {
        self.capture.log(|trail| trail.failed(UNPARSEABLE));
        Unread::new(self.operation, UNPARSEABLE, message)
    }

    /// An answer that has none of `members`.
    pub fn lacks(&self, members: &[&str]) -> Unread {
        let endpoint = self.capture.exchange().endpoint.clone();
        self.unparseable(format!("the answer of {endpoint} has no {}", members.join(" and no ")))
    }
}

/// Why a call failed, where another attempt may fare better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// AWS had too many requests.
    Throttled,
    /// No connection, no answer in time, a server that failed.
    Passing,
}

/// As the SDK classifies errors for its own retries.
fn trouble<E>(error: &SdkError<E, HttpResponse>) -> Option<Trouble>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let passing = |is: bool| is.then_some(Trouble::Passing);
    match error {
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) => Some(Trouble::Passing),
        SdkError::DispatchFailure(failure) => {
            passing(!failure.is_user() && !causes(error).any(|cause| cause.is::<CredentialsError>()))
        }
        SdkError::ServiceError(service) => {
            let code = service.err().code().unwrap_or_default();
            let status = service.raw().status().as_u16();
            if THROTTLED.contains(&code) || status == 429 {
                return Some(Trouble::Throttled);
            }
            passing(matches!(status, 500 | 502 | 503 | 504) || code.starts_with("RequestTimeout"))
        }
        _ => None,
    }
}

fn not_aws(whom: &str, raw: &HttpResponse) -> String {
    format!("what {whom} answered (HTTP {}) is no answer of this AWS operation", raw.status().as_u16())
}

/// The error and what caused it, outermost first.
pub(super) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The last error of the chain, which says most.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

/// A certificate of an authority that is not among the known ones.
pub(super) const NOT_TRUSTED: &str = "its certificate is not trusted, for no known authority has signed it";

/// What rustls says of a certificate, in words for the user.
pub(super) fn in_words(text: &str) -> String {
    text.replace("invalid peer certificate: UnknownIssuer", NOT_TRUSTED)
}

/// AWS's words for too many requests; it is nothing but a matter of time.
const THROTTLED: &[&str] = &[
    "TooManyRequestsException",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "SlowDown",
];

/// The elements of a page, and the token of the next one.
pub(super) fn page_of(
    page: &Value,
    member: &str,
    call: &Call,
) -> Result<(Vec<Value>, Option<String>), Unread> {
    page_by(page, member, "NextToken", call)
}

/// As [`page_of`], where the token has another name.
pub(super) fn page_by(
    page: &Value,
    member: &str,
    token: &str,
    call: &Call,
) -> Result<(Vec<Value>, Option<String>), Unread> {
    let Some(elements) = page.get(member).and_then(Value::as_array) else {
        return Err(call.lacks(&[member]));
    };
    Ok((elements.clone(), text(page, token).map(str::to_owned)))
}

/// A part of the snapshot: what was read, or why not.
pub(super) fn fact<T>(read: Result<T, Unread>) -> Fact<T> {
    match read {
        Ok(value) => Fact::Known(value),
        Err(unread) => Fact::Unread(unread),
    }
}

/// As [`fact`], where AWS may say that there is none.
pub(super) fn maybe<T>(read: Result<Option<T>, Unread>) -> Fact<T> {
    match read {
        Ok(value) => value.map_or(Fact::Absent, Fact::Known),
        Err(unread) => Fact::Unread(unread),
    }
}

/// As [`fact`], where the error `code` is AWS's word that there is none.
pub(super) fn fact_or_absent(read: Fact<Value>, code: &str) -> Fact<Value> {
    match read {
        Fact::Unread(unread) if unread.code == code => Fact::Absent,
        other => other,
    }
}

/// The object that stands for an element of a list which could not be read.
pub(super) fn unread_element(mut element: serde_json::Map<String, Value>, unread: &Unread) -> Value {
    let Unread { operation, code, message } = unread;
    let unread = serde_json::json!({"Operation": operation, "Code": code, "Message": message});
    element.insert("Unread".to_owned(), unread);
    Value::Object(element)
}
