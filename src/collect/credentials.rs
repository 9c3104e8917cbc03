//! Who we are: the AWS CLI's chain of credential providers.
//!
//! Sources: <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html>,
//! <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>.

use super::call::{causes, in_words, innermost};
use super::error::ConnectError;
use super::http;
use super::settings::Settings;
use aws_config::Region;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds;
use aws_config::imds::client::error::ImdsError;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::error::ErrorMetadata;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The metadata service of the machine, asked once and for less than a second: where there is none, packets to it
/// are often dropped, and nobody should wait for that. The AWS CLI's own variables for it are honoured.
pub(super) fn metadata_service(settings: &Settings) -> imds::Client {
    let number =
        |name: &str| settings.variable(name)?.trim().parse::<u32>().ok().filter(|number| *number > 0);
    let seconds = number("AWS_METADATA_SERVICE_TIMEOUT").map(u64::from).map(Duration::from_secs);
    let direct = ProviderConfig::without_region().with_http_client(http::direct_client());
    imds::Client::builder()
        .configure(&direct)
        .max_attempts(number("AWS_METADATA_SERVICE_NUM_ATTEMPTS").unwrap_or(1))
        .connect_timeout(seconds.unwrap_or(Duration::from_millis(300)))
        .read_timeout(seconds.unwrap_or(Duration::from_millis(700)))
        .build()
}

/// Credentials of the environment, a profile, a web identity, a container or an instance.
///
/// A profile named on the command line goes before the environment's keys, as in the AWS CLI; the SDK's own chain
/// has it the other way round.
pub(super) fn chain(
    settings: &Settings,
    profile_flag: bool,
    region: &str,
    client: SharedHttpClient,
    metadata: imds::Client,
) -> CredentialsProviderChain {
    let config = ProviderConfig::without_region()
        .with_region(Some(Region::new(region.to_owned())))
        .with_http_client(client)
        .with_timeout_config(http::timeouts())
        .with_retry_config(RetryConfig::standard());
    let direct = config.clone().with_http_client(http::direct_client());
    let container = || EcsCredentialsProvider::builder().configure(&direct).build();
    let instance =
        || ImdsCredentialsProvider::builder().configure(&direct).imds_client(metadata.clone()).build();
    let mut profile = ProfileFileCredentialsProvider::builder()
        .configure(&config)
        .with_custom_provider("EcsContainer", container())
        .with_custom_provider("Ec2InstanceMetadata", instance());
    if let Some(name) = &settings.profile {
        profile = profile.profile_name(name);
    }
    let profile = profile.build();
    if profile_flag {
        return CredentialsProviderChain::first_try("Profile", profile)
            .or_else("EcsContainer", container())
            .or_else("Ec2InstanceMetadata", instance());
    }
    CredentialsProviderChain::first_try("Environment", EnvironmentVariableCredentialsProvider::new())
        .or_else("Profile", profile)
        .or_else(
            "WebIdentityToken",
            WebIdentityTokenCredentialsProvider::builder().configure(&config).build(),
        )
        .or_else("EcsContainer", container())
        .or_else("Ec2InstanceMetadata", instance())
}

/// A provider that was asked once already: its first answer serves until it expires, so that nobody types a second
/// MFA code into a `credential_process`.
#[derive(Debug)]
pub(super) struct Asked {
    first: Mutex<Option<Credentials>>,
    provider: SharedCredentialsProvider,
}

impl Asked {
    /// Asks `provider`.
    ///
    /// # Errors
    /// When it has no credentials.
    pub async fn ask(provider: impl ProvideCredentials + 'static) -> Result<Asked, CredentialsError> {
        let first = provider.provide_credentials().await?;
        Ok(Asked::having(first, provider))
    }

    /// With `first` as the answer of `provider`.
    pub fn having(first: Credentials, provider: impl ProvideCredentials + 'static) -> Asked {
        Asked { first: Mutex::new(Some(first)), provider: SharedCredentialsProvider::new(provider) }
    }
}

impl ProvideCredentials for Asked {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        match self.first.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(first) => future::ProvideCredentials::ready(provider::Result::Ok(first)),
            None => self.provider.provide_credentials(),
        }
    }
}

/// Why there are no credentials, in words for the user.
pub(super) fn explain(error: &CredentialsError, settings: &Settings) -> ConnectError {
    // A metadata service that does not answer, or refuses, is none, unless a profile insists on it.
    let instance = causes(error).any(|cause| cause.is::<ImdsError>())
        && settings.find("", "credential_source").is_none();
    if instance || matches!(error, CredentialsError::CredentialsNotLoaded(_)) {
        return ConnectError::NoCredentials { tried: detail(error) };
    }
    if let Some(answer) = causes(error).find_map(|cause| cause.downcast_ref::<ErrorMetadata>())
        && matches!(answer.code(), Some("ExpiredToken" | "ExpiredTokenException"))
    {
        return ConnectError::ExpiredToken { detail: detail(error) };
    }
    match settings.sso_profile() {
        Some(profile) if is_of_sso_session(error) => {
            ConnectError::SsoSession { profile, detail: innermost(error) }
        }
        _ => ConnectError::Credentials {
            profile: settings.profile.clone(),
            detail: beyond_us(settings).unwrap_or_default() + &in_words(&detail(error)),
        },
    }
}

/// What the AWS CLI does for a profile and we do not, or the file that the SDK does not name.
fn beyond_us(settings: &Settings) -> Option<String> {
    if let Some(profile) = settings.holder(&["mfa_serial"]) {
        return Some(format!(
            "profile {profile} has an mfa_serial, and mfa-doctor asks for no code; the answer without one is "
        ));
    }
    if let Some(profile) = settings.holder(&["login_session"]) {
        return Some(format!("profile {profile} signs in by `aws login`, which mfa-doctor cannot use; "));
    }
    let (setting, file) = settings.find("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file")?;
    std::fs::read(&file).err().map(|_| format!("the token file {file} of {setting} cannot be read; "))
}

/// The SDK keeps the types of these errors to itself; only their text tells.
fn is_of_sso_session(error: &CredentialsError) -> bool {
    let text = format!("{} {error:?}", detail(error));
    ["SSO token", "sso/cache", "UnauthorizedException", "InvalidGrantException"]
        .iter()
        .any(|word| text.contains(word))
}

/// What the SDK puts before what matters.
const NOT_ENABLED: &str = "the credential provider was not enabled";
const LOADING: &str = "an error occurred while loading credentials";

/// What an error says, in one line: AWS's own answer where there is one, else all of the chain but its empty head.
fn detail(error: &CredentialsError) -> String {
    let answer = causes(error).find_map(|cause| cause.downcast_ref::<ErrorMetadata>());
    if let Some((code, message)) = answer.and_then(|answer| Some((answer.code()?, answer.message()?))) {
        return format!("{code}: {message}");
    }
    let mut said: Vec<String> = Vec::new();
    for cause in causes(error).skip(1) {
        let text = cause.to_string();
        let lines =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.ends_with("Attempted:"));
        let text =
            lines.map(|line| line.replace(&format!("{NOT_ENABLED}: "), "").replace(NOT_ENABLED, "nothing"));
        let text = text.collect::<Vec<_>>().join("; ");
        if text != LOADING && !said.iter().any(|before| before.contains(&text)) {
            said.push(text);
        }
    }
    if said.is_empty() { error.to_string() } else { said.join(": ") }
}
