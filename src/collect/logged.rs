//! Requests in the log that no call of ours stands for: those that the SDK makes by itself to get credentials, and
//! those that are none of AWS's operations.

use super::call::{CONNECTION_FAILED, TIMEOUT};
use super::log::{Trail, host, is_read};
use aws_smithy_runtime_api::client::http::{
    HttpClient as _, HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector,
    http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use std::time::Duration;

/// The same client, whose every request has a line; `more` says what for.
pub(super) fn client(client: SharedHttpClient, more: &str) -> SharedHttpClient {
    if !is_read() {
        return client;
    }
    let more = more.to_owned();
    http_client_fn(move |settings, components| connector(client.http_connector(settings, components), &more))
}

/// The same connector, likewise.
pub(super) fn connector(connector: SharedHttpConnector, more: &str) -> SharedHttpConnector {
    if is_read() {
        return SharedHttpConnector::new(Logged { connector, more: more.to_owned() });
    }
    connector
}

#[derive(Debug)]
struct Logged {
    connector: SharedHttpConnector,
    more: String,
}

impl HttpConnector for Logged {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let mut trail = Trail::new(about(&request, &self.more), 1, Duration::ZERO);
        trail.sent(request.uri());
        let answer = self.connector.call(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await;
            match &answer {
                Ok(answer) => trail.ended(Some((answer.status().as_u16(), answer.headers()))),
                Err(error) => {
                    trail.ended(None);
                    trail.failed(if error.is_timeout() { TIMEOUT } else { CONNECTION_FAILED });
                }
            }
            answer
        })
    }
}

/// What a request is about: the operation of AWS STS, else whom it asks. Paths and queries are left out, for those of
/// a container's credentials are secrets.
fn about(request: &HttpRequest, more: &str) -> String {
    let form = request.body().bytes().and_then(|body| std::str::from_utf8(body).ok()).unwrap_or_default();
    let action = form.split('&').find_map(|field| field.strip_prefix("Action="));
    let about = match action.filter(|action| action.chars().all(|c| c.is_ascii_alphanumeric())) {
        Some(action) => format!("sts:{action}"),
        None => format!("{} {}", request.method(), host(request.uri())),
    };
    if more.is_empty() { about } else { format!("{about} {more}") }
}
