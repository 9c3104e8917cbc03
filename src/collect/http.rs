//! One HTTP client for all services: proxies, certificates, time-outs, retries.
//!
//! The SDK reads neither `AWS_CA_BUNDLE` nor `ca_bundle`, and sends requests for a machine's own credentials through
//! a proxy; the AWS CLI does neither. <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html>

use super::error::ConnectError;
use super::logged;
use super::settings::Settings;
use aws_config::retry::{RetryConfig, RetryMode};
use aws_config::timeout::TimeoutConfig;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector, http_client_fn};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::sync::OnceLock;
use std::time::Duration;

/// The client for AWS, by way of a proxy where the environment names one.
///
/// # Errors
/// When a CA bundle is named that cannot be used.
pub(super) fn client(settings: &Settings) -> Result<SharedHttpClient, ConnectError> {
    Ok(shared(context(settings)?, proxy(settings)))
}

/// The same for a single request that is none of the SDK's; whoever sends it keeps the time.
///
/// # Errors
/// As [`client`].
pub(super) fn connector(settings: &Settings) -> Result<Connector, ConnectError> {
    Ok(Connector::builder()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .tls_context(context(settings)?)
        .proxy_config(proxy(settings))
        .build())
}

/// Which certificates are trusted.
fn context(settings: &Settings) -> Result<TlsContext, ConnectError> {
    let trusted = match ca_bundle(settings) {
        Some((setting, path)) => certificates(setting, path)?,
        None => TrustStore::default(),
    };
    let context = TlsContext::builder().with_trust_store(trusted).build();
    context.map_err(|error| ConnectError::Setting {
        setting: "the trusted certificates".to_owned(),
        value: error.to_string(),
        expected: "trust store",
    })
}

/// The proxies of the environment. The SDK takes the star of `NO_PROXY` for names only, not for addresses.
fn proxy(settings: &Settings) -> ProxyConfig {
    let past = settings.variable("no_proxy").or_else(|| settings.variable("NO_PROXY"));
    if past.is_some_and(|past| past.trim() == "*") {
        ProxyConfig::disabled()
    } else {
        ProxyConfig::from_env()
    }
}

/// The client for the machine's own metadata service, which is never behind a proxy.
pub(super) fn direct_client() -> SharedHttpClient {
    logged::client(shared(TlsContext::default(), ProxyConfig::disabled()), "")
}

/// One connector, and so one pool of connections and one reading of the certificates, for all that use the client;
/// they all have the same time-outs, those of whoever comes first.
fn shared(tls: TlsContext, proxies: ProxyConfig) -> SharedHttpClient {
    let connector = OnceLock::new();
    http_client_fn(move |settings, components| {
        let build = || {
            let mut builder = Connector::builder()
                .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
                .tls_context(tls.clone())
                .proxy_config(proxies.clone())
                .connector_settings(settings.clone());
            builder.set_sleep_impl(components.sleep_impl());
            SharedHttpConnector::new(builder.build())
        };
        connector.get_or_init(build).clone()
    })
}

/// The SDK waits for ever for a server that accepts and never answers.
pub(super) fn timeouts() -> TimeoutConfig {
    attempt_timeouts().to_builder().operation_timeout(Duration::from_secs(20)).build()
}

/// The same for a call that the SDK makes one attempt at.
pub(super) fn attempt_timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .operation_attempt_timeout(Duration::from_secs(5))
        .build()
}

/// The user's own retry settings, else the standard ones; the second value tells whether they are the user's.
///
/// # Errors
/// When a setting holds something else. (The SDK would panic.)
pub(super) fn retries(settings: &Settings) -> Result<(RetryConfig, bool), ConnectError> {
    let mut config = RetryConfig::standard();
    let attempts = settings.find("AWS_MAX_ATTEMPTS", "max_attempts");
    if let Some((setting, value)) = &attempts {
        let number = value.trim().parse().ok().filter(|number: &u32| *number > 0);
        config = config.with_max_attempts(number.ok_or_else(|| ConnectError::Setting {
            setting: setting.clone(),
            value: value.clone(),
            expected: "number of attempts",
        })?);
    }
    let mode = settings.find("AWS_RETRY_MODE", "retry_mode");
    if let Some((setting, value)) = &mode {
        config = config.with_retry_mode(match value.trim().to_ascii_lowercase().as_str() {
            // The AWS CLI's older mode has no counterpart here.
            "standard" | "legacy" => RetryMode::Standard,
            "adaptive" => RetryMode::Adaptive,
            _ => {
                return Err(ConnectError::Setting {
                    setting: setting.clone(),
                    value: value.clone(),
                    expected: "retry mode (standard, adaptive)",
                });
            }
        });
    }
    Ok((config, attempts.is_some() || mode.is_some()))
}

/// As the AWS CLI looks for it: variable, profile, and the variable of Python's Requests.
fn ca_bundle(settings: &Settings) -> Option<(String, String)> {
    let found = settings.find("AWS_CA_BUNDLE", "ca_bundle");
    found.or_else(|| settings.find("REQUESTS_CA_BUNDLE", "")).map(|(name, path)| (name, expand_home(path)))
}

fn expand_home(path: String) -> String {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest).to_string_lossy().into_owned(),
        _ => path,
    }
}

fn certificates(setting: String, path: String) -> Result<TrustStore, ConnectError> {
    let problem =
        |problem: String| ConnectError::CaBundle { setting: setting.clone(), path: path.clone(), problem };
    let text = std::fs::read(&path).map_err(|error| problem(format!("cannot be read: {error}")))?;
    let usable = usable_certificates(&String::from_utf8_lossy(&text));
    if usable.is_empty() {
        return Err(problem("holds no certificate that can be used".to_owned()));
    }
    Ok(usable.into_iter().fold(TrustStore::empty(), TrustStore::with_pem_certificate))
}

/// The blocks of a PEM file that are certificates. Bundles hold others, too, on which the SDK would panic.
fn usable_certificates(bundle: &str) -> Vec<String> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let mut store = RootCertStore::empty();
    let blocks = bundle.split(BEGIN).skip(1).filter_map(|rest| Some(rest.split_once(END)?.0));
    let whole = blocks.map(|block| format!("{BEGIN}{block}{END}\n"));
    whole
        .filter(|block| {
            let certificate = CertificateDer::from_pem_slice(block.as_bytes());
            certificate.is_ok_and(|certificate| store.add(certificate).is_ok())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_left_out() {
        let broken = "# our roots\n-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n";
        assert!(usable_certificates(broken).is_empty());
        assert!(usable_certificates("-----BEGIN CERTIFICATE-----\n").is_empty());
    }

    #[test]
    fn a_retry_setting_that_is_none_is_an_error_and_no_panic() {
        let settings = |name: &str, value: &str| Settings::of(&[(name, value)]);
        assert!(retries(&settings("AWS_MAX_ATTEMPTS", "many")).is_err());
        assert!(retries(&settings("AWS_MAX_ATTEMPTS", "0")).is_err());
        assert!(retries(&settings("AWS_RETRY_MODE", "bold")).is_err());
        assert!(retries(&settings("AWS_RETRY_MODE", "legacy")).is_ok_and(|(_, own)| own));
        assert!(retries(&settings("OTHER", "1")).is_ok_and(|(_, own)| !own));
    }
}
