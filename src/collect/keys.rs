//! The public keys of a user pool: one plain GET, without credentials and without configuration files.

use super::call::{NOT_TRUSTED, in_words, innermost};
use super::error::{ConnectError, TRUST};
use super::http;
use super::logged;
use super::settings::Settings;
use aws_smithy_runtime_api::client::http::{HttpConnector as _, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use std::time::Duration;
use thiserror::Error;

/// A key set has a few keys of half a kilobyte.
const LARGEST: usize = 1 << 20;

/// How long the whole answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a text could not be fetched.
#[derive(Debug, Error)]
pub enum FetchError {
    /// No address.
    #[error("`{0}` is no address that can be fetched")]
    NoUrl(String),
    /// A setting of the environment that cannot be used.
    #[error(transparent)]
    Setting(ConnectError),
    /// No answer in time.
    #[error("{0} did not answer in time")]
    Late(String),
    /// No connection.
    #[error("no connection to {url}: {detail}")]
    Unreachable {
        /// The address.
        url: String,
        /// What happened.
        detail: String,
    },
    /// Another status than 200.
    #[error("{url} answered with HTTP {status}, not with a key set")]
    Status {
        /// The address.
        url: String,
        /// The status.
        status: u16,
    },
    /// Not UTF-8, too large, or broken off.
    #[error("{0} answered with something that is no key set: it is too large, breaks off, or is no text")]
    NoText(String),
}

impl FetchError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            FetchError::Setting(error) => error.hint(),
            FetchError::Unreachable { detail, .. } if detail.contains(NOT_TRUSTED) => TRUST.to_owned(),
            FetchError::Status { status: 400 | 404, .. } => {
                "see whether the pool still exists; --jwks FILE|URL names another key set".to_owned()
            }
            _ => "see the network, HTTPS_PROXY and NO_PROXY, and AWS_CA_BUNDLE; --jwks FILE takes a key set that was \
                  fetched by other means"
                .to_owned(),
        }
    }
}

/// The text at `url`, by way of the environment's proxies and CA bundle. Redirections are not followed.
///
/// # Errors
/// When `url` is none, nothing answers, or the answer is not a text with status 200.
pub async fn fetch_text(url: &str) -> Result<String, FetchError> {
    let connector = http::connector(&Settings::environment()).map_err(FetchError::Setting)?;
    let connector = logged::connector(SharedHttpConnector::new(connector), "");
    let mut request = HttpRequest::new(SdkBody::empty());
    request.set_uri(url).map_err(|_| FetchError::NoUrl(url.to_owned()))?;
    request.headers_mut().insert("user-agent", concat!("mfa-doctor/", env!("CARGO_PKG_VERSION")));
    request.headers_mut().insert("accept", "application/json");
    let answer = async {
        let unreachable =
            |detail: String| FetchError::Unreachable { url: url.to_owned(), detail: in_words(&detail) };
        let sent = connector.call(request).await;
        let response = sent.map_err(|error| unreachable(innermost(&error)))?;
        match response.status().as_u16() {
            200 => read(response.into_body()).await.ok_or_else(|| FetchError::NoText(url.to_owned())),
            status => Err(FetchError::Status { url: url.to_owned(), status }),
        }
    };
    tokio::time::timeout(PATIENCE, answer).await.map_err(|_| FetchError::Late(url.to_owned()))?
}

/// The body, if it is UTF-8 and no larger than a key set can be.
async fn read(body: SdkBody) -> Option<String> {
    let mut body = ByteStream::new(body);
    let mut bytes = Vec::new();
    while let Some(part) = body.next().await {
        bytes.extend_from_slice(&part.ok()?);
        if bytes.len() > LARGEST {
            return None;
        }
    }
    String::from_utf8(bytes).ok()
}
