//! Keeps an answer as it came over the wire.

use super::call::Trouble;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use std::sync::{Arc, Mutex, PoisonError};

/// What one call said to whom, and what came back in its last attempt.
#[derive(Debug, Clone, Default)]
pub(super) struct Exchange {
    /// `https://cognito-idp.eu-west-1.amazonaws.com`; empty while nothing was sent.
    pub endpoint: String,
    /// Empty where no answer came.
    pub body: Vec<u8>,
    /// Why it failed, where another attempt may fare better.
    pub trouble: Option<Trouble>,
}

/// An interceptor for one call. The typed answers of the SDK drop members that they do not know; this keeps them.
#[derive(Debug, Clone, Default)]
pub(super) struct Capture(Arc<Mutex<Exchange>>);

impl Capture {
    /// What was caught so far.
    pub fn exchange(&self) -> Exchange {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps what became of the call.
    pub fn note(&self, trouble: Option<Trouble>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).trouble = trouble;
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
        let mut exchange = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *exchange = Exchange { endpoint: uri[..end].to_owned(), body: Vec::new(), trouble: None };
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
            self.0.lock().unwrap_or_else(PoisonError::into_inner).body = body.to_vec();
        }
        Ok(())
    }
}
