//! Keeps an answer as it came over the wire, and takes one that is not whole for none.

use super::call::Trouble;
use super::log::Trail;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
    FinalizerInterceptorContextMut, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use serde_json::Value;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What one call said to whom, and what came back in its last attempt.
#[derive(Clone, Default)]
pub(super) struct Exchange {
    /// `https://cognito-idp.eu-west-1.amazonaws.com`; empty while nothing was sent.
    pub endpoint: String,
    /// Empty where no answer came.
    pub body: Vec<u8>,
    /// The same of a call that only reads, where it is a JSON object.
    pub json: Option<Value>,
    /// Why it failed, where another attempt may fare better.
    pub trouble: Option<Trouble>,
}

/// Without the answer, which may hold secrets.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Exchange { endpoint, trouble, .. } = self;
        f.debug_struct("Exchange")
            .field("endpoint", endpoint)
            .field("trouble", trouble)
            .finish_non_exhaustive()
    }
}

/// An interceptor for one call. The typed answers of the SDK drop members that they do not know; this keeps them.
#[derive(Debug, Clone, Default)]
pub(super) struct Capture {
    exchange: Arc<Mutex<Exchange>>,
    /// Of a call that only reads, `service:Operation`: it may be sent again when its answer is not whole.
    reads: Option<&'static str>,
    /// Where somebody reads the log.
    trail: Option<Arc<Mutex<Trail>>>,
}

/// Why an answer is not one of AWS.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotWhole(String);

impl Capture {
    /// For a call that only reads.
    pub fn of_reading(iam_action: &'static str) -> Capture {
        Capture { reads: Some(iam_action), ..Capture::default() }
    }

    /// The same, with a line in the log.
    pub fn in_log(self, trail: Option<Trail>) -> Capture {
        Capture { trail: trail.map(|trail| Arc::new(Mutex::new(trail))), ..self }
    }

    /// Adds to the line in the log, if there is one.
    pub fn log(&self, add: impl FnOnce(&mut Trail)) {
        if let Some(trail) = &self.trail {
            add(&mut trail.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// What was caught so far.
    pub fn exchange(&self) -> MutexGuard<'_, Exchange> {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what became of the call.
    pub fn note(&self, trouble: Option<Trouble>) {
        self.exchange().trouble = trouble;
    }
}

#[dyn_dispatch_hint]
impl Intercept for Capture {
    fn name(&self) -> &'static str {
        "Capture"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let uri = context.request().uri();
        let path_at = uri.find("://").map_or(0, |scheme| scheme + 3);
        let end = uri[path_at..].find('/').map_or(uri.len(), |slash| path_at + slash);
        self.log(|trail| trail.sent(&uri[..end]));
        *self.exchange() = Exchange { endpoint: uri[..end].to_owned(), ..Exchange::default() };
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // Answers that are no streams were read into memory before they were parsed.
        if let Some(body) = context.response().body().bytes() {
            self.exchange().body = body.to_vec();
        }
        Ok(())
    }

    /// The SDK's parsers take some texts that end early for an answer, and what they refuse is not tried again; but
    /// either may be the doing of the network.
    fn modify_before_attempt_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(operation) = self.reads else { return Ok(()) };
        let answer = context.response().filter(|response| response.status().is_success());
        let Some(body) = answer.and_then(|answer| answer.body().bytes()) else { return Ok(()) };
        match whole(operation, body) {
            Ok(json) => self.exchange().json = json,
            Err(broken) => {
                if let Some(outcome) = context.output_or_error_mut() {
                    *outcome = Err(OrchestratorError::response(NotWhole(broken).into()));
                }
            }
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let answer = || context.response().map(|answer| (answer.status().as_u16(), answer.headers()));
        self.log(|trail| trail.ended(answer()));
        Ok(())
    }
}

/// An answer that is whole, parsed where it is JSON; or what is wrong with it.
fn whole(operation: &str, body: &[u8]) -> Result<Option<Value>, String> {
    let Some((service, name)) = operation.split_once(':') else { return Ok(None) };
    if ["iam", "sns", "sts"].contains(&service) {
        let text = String::from_utf8_lossy(body);
        if !text.trim_end().ends_with(&format!("</{name}Response>")) {
            return Err(format!("the answer is not a whole {name}Response"));
        }
        let list = text_for_list(&text).map(|list| format!("{list} of the answer is no list"));
        return list.map_or(Ok(None), Err);
    }
    object(body).map(Some)
}

/// The JSON object that an answer is, or what it is instead.
pub(super) fn object(body: &[u8]) -> Result<Value, String> {
    match serde_json::from_slice::<Value>(body) {
        Ok(answer) if answer.is_object() => Ok(answer),
        Ok(_) => Err("the answer is not a JSON object".to_owned()),
        Err(error) => Err(format!("the answer is not JSON: {error}")),
    }
}

/// The list of an XML answer in whose place some text stands: the SDK's parsers take that for an empty list.
fn text_for_list(answer: &str) -> Option<&'static str> {
    const LISTS: [&str; 5] =
        ["PolicyNames", "AttachedPolicies", "EvaluationResults", "PhoneNumbers", "attributes"];
    LISTS.into_iter().find(|list| {
        let begin = format!("<{list}>");
        answer.split(&begin).skip(1).any(|content| !content.trim_start().starts_with('<'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    #[test]
    fn a_text_is_no_empty_list() {
        let lists = "iam:ListRolePolicies";
        let answer = |names: &str| format!("<ListRolePoliciesResponse>{names}</ListRolePoliciesResponse>");
        for names in [
            "<PolicyNames>\n <member>a</member></PolicyNames>",
            "<PolicyNames/>",
            "<PolicyNames> </PolicyNames>",
        ] {
            assert_eq!(whole(lists, answer(names).as_bytes()), Ok(None), "{names}");
        }
        assert!(whole(lists, answer("<PolicyNames>banana</PolicyNames>").as_bytes()).is_err());
    }

    #[test]
    fn an_answer_is_whole_or_none() {
        let role = "iam:GetRole";
        assert_eq!(whole(role, b"<GetRoleResponse><GetRoleResult/></GetRoleResponse>\n"), Ok(None));
        for body in ["", "<GetRoleResponse><GetRoleResult>", "<html></html>", "{}"] {
            assert!(whole(role, body.as_bytes()).is_err(), "{body}");
        }
        let pool = "cognito-idp:DescribeUserPool";
        assert_eq!(whole(pool, b"{}"), Ok(Some(Value::Object(Map::new()))));
        for body in ["", "{\"UserPool\": {", "<html></html>", "[]", "null", "{}{}"] {
            assert!(whole(pool, body.as_bytes()).is_err(), "{body}");
        }
    }
}
