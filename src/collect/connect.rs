//! From flags, environment and profile to clients that work, or to one clear reason why not.

use super::clients::Clients;
use super::credentials::{Asked, chain, explain, metadata_service};
use super::error::ConnectError;
use super::halt::Halt;
use super::http;
use super::logged;
use super::pace::{Pace, Rate, Standing};
use super::settings::Settings;
use super::shared::Shared;
use aws_config::identity::IdentityCache;
use aws_config::imds::region::ImdsRegionProvider;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::{AppName, BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The AWS flags of the command line, as in the AWS CLI.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// `--profile`
    pub profile: Option<String>,
    /// `--region`
    pub region: Option<String>,
    /// `--endpoint-url`: one endpoint for all services.
    pub endpoint_url: Option<String>,
    /// `--rate`: how much of the quotas to use.
    pub rate: Rate,
    /// What ends the run before all is read.
    pub halt: Halt,
}

/// A way to AWS with credentials that were there.
#[derive(Debug)]
pub struct Connection {
    config: SdkConfig,
    region: String,
    /// Retries are the user's own setting.
    pub(super) own_retries: bool,
    /// The account that was entered with them; empty where it is simply that of the user's credentials.
    pub(super) account: String,
    /// The profile to log in with, where credentials come from AWS SSO.
    pub(super) sso_profile: Option<String>,
    /// The gates of the quotas.
    pub(super) pace: Pace,
    /// What was read for all pools.
    pub(super) shared: Shared,
    /// What ends the run.
    pub(super) halt: Halt,
    /// Regions for which connections were opened ahead.
    opened: Mutex<BTreeSet<String>>,
    /// The SDK's clients by Region.
    pub(super) clients: Mutex<BTreeMap<String, Arc<Clients>>>,
}

/// Loads the configuration and the credentials; no operation of [`super::OPERATIONS`] is sent.
///
/// `pool_region` stands in where nothing else names a Region.
///
/// # Errors
/// When there are no credentials (within a second or two), no Region, or a setting is wrong.
pub async fn connect(access: &Access, pool_region: Option<&str>) -> Result<Connection, ConnectError> {
    let (loader, ground) = prepare(access).await?;
    let Ground { settings, client, own_retries } = ground;
    let metadata = metadata_service(&settings);

    let named = named_region(access, &settings)?.or_else(|| pool_region.map(str::to_owned));
    let region = match named {
        Some(region) => region,
        None => {
            let provider = ImdsRegionProvider::builder().imds_client(metadata.clone()).build();
            provider.region().await.ok_or(ConnectError::NoRegion)?.to_string()
        }
    };

    let client = logged::client(client, "");
    let providers = chain(&settings, access.profile.is_some(), &region, client, metadata);
    let credentials = Asked::ask(providers).await.map_err(|error| explain(&error, &settings))?;
    let loader = loader.region(Region::new(region.clone())).credentials_provider(credentials);
    let config = loader.load().await;
    let config = config.to_builder().service_config(Documented(config)).build();
    let pace = Pace::at(access.rate);
    Ok(Connection {
        config,
        region,
        own_retries,
        account: String::new(),
        sso_profile: settings.sso_profile(),
        pace,
        shared: Shared::default(),
        halt: access.halt.clone(),
        opened: Mutex::default(),
        clients: Mutex::default(),
    })
}

/// What a connection without credentials is made of: for the calls that take none.
///
/// # Errors
/// When a setting is wrong.
pub(super) async fn unsigned(access: &Access, region: &str) -> Result<SdkConfig, ConnectError> {
    let (loader, _) = prepare(access).await?;
    let config = loader.region(Region::new(region.to_owned())).no_credentials().load().await;
    Ok(config.to_builder().service_config(Documented(config)).build())
}

/// What environment and files gave for a connection.
struct Ground {
    settings: Settings,
    client: SharedHttpClient,
    own_retries: bool,
}

/// Everything but Region and credentials.
async fn prepare(access: &Access) -> Result<(ConfigLoader, Ground), ConnectError> {
    let settings = Settings::load(access.profile.as_deref()).await?;
    for (variable, url) in settings.endpoints() {
        endpoint(variable, url)?;
    }
    let client = http::client(&settings)?;
    let (retries, own_retries) = http::retries(&settings)?;
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(client.clone())
        .retry_config(retries)
        .timeout_config(http::timeouts())
        .identity_cache(IdentityCache::lazy().load_timeout(Duration::from_secs(20)).build());
    if let Some(profile) = &settings.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &access.endpoint_url {
        loader = loader.endpoint_url(endpoint("--endpoint-url", url)?);
    }
    if let Ok(name) = AppName::new(concat!("mfa-doctor-", env!("CARGO_PKG_VERSION"))) {
        loader = loader.app_name(name);
    }
    Ok((loader, Ground { settings, client, own_retries }))
}

/// The settings of a service in the configuration files, by the name that AWS documents
/// (`cognito_identity_provider`); the SDK looks for another (`cognito-identity-provider`).
/// <https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html>
#[derive(Debug)]
struct Documented(SdkConfig);

impl LoadServiceConfig for Documented {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service_id = key.service_id().replace(' ', "_");
        let documented = ServiceConfigKey::builder().service_id(&service_id);
        let documented = documented.env(key.env()).profile(key.profile()).build().ok()?;
        self.0.service_config()?.load_config(documented).filter(|value| !value.is_empty())
    }
}

impl Connection {
    /// A connection with a configuration made elsewhere.
    #[cfg(test)]
    pub(super) fn of(config: SdkConfig, region: &str) -> Connection {
        Connection {
            config,
            region: region.to_owned(),
            own_retries: true,
            account: String::new(),
            sso_profile: None,
            pace: Pace::at(Rate::Open),
            shared: Shared::default(),
            halt: Halt::default(),
            opened: Mutex::default(),
            clients: Mutex::default(),
        }
    }

    /// Whether nobody opened connections ahead for the Region before.
    pub(super) fn opened(&self, region: &str) -> bool {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(region.to_owned())
    }

    /// A connection by the same credentials that shares nothing that was read; `account` is what the log calls it.
    pub fn again(&self, account: &str) -> Connection {
        match self.config.credentials_provider() {
            Some(credentials) => self.with_credentials(credentials, account),
            None => unreachable!("every connection has credentials"),
        }
    }

    /// A connection with other credentials, to another account: its quotas are its own, and so is all that it shares.
    pub(super) fn with_credentials(
        &self,
        credentials: SharedCredentialsProvider,
        account: &str,
    ) -> Connection {
        Connection {
            config: self.config.to_builder().credentials_provider(credentials).build(),
            region: self.region.clone(),
            own_retries: self.own_retries,
            account: account.to_owned(),
            sso_profile: self.sso_profile.clone(),
            pace: self.pace.anew(),
            shared: Shared::default(),
            halt: self.halt.clone(),
            opened: Mutex::default(),
            clients: Mutex::default(),
        }
    }

    /// The time that what is left of the pools in these Regions takes, by the slowest quota. `None` where no quota
    /// holds the calls back, and while no pool is done.
    pub fn time_left(&self, regions: &[(&str, Standing)]) -> Option<Duration> {
        self.pace.time_left(regions)
    }

    /// The Region of flags, environment or profile; the pool's where none of them names one.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The configuration as the user made it.
    pub(super) fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// The configuration for clients in `region`, whose calls go by [`Connection::send`].
    pub(super) fn in_region(&self, region: &str) -> SdkConfig {
        let config = self.config.to_builder().region(Region::new(region.to_owned()));
        if self.own_retries {
            return config.build();
        }
        // Each attempt has its time; what else the SDK would watch of it costs as much as the rest of it.
        let config = config.retry_config(RetryConfig::disabled()).timeout_config(http::attempt_timeouts());
        config.stalled_stream_protection(StalledStreamProtectionConfig::disabled()).build()
    }

    /// The same for calls that are sent without further ado.
    pub(super) fn retrying_in_region(&self, region: &str) -> SdkConfig {
        self.config.to_builder().region(Region::new(region.to_owned())).build()
    }
}

fn named_region(access: &Access, settings: &Settings) -> Result<Option<String>, ConnectError> {
    let flag = access.region.clone().map(|region| ("--region".to_owned(), region));
    let variable = || settings.find("AWS_REGION", "");
    let found = flag.or_else(variable).or_else(|| settings.find("AWS_DEFAULT_REGION", "region"));
    let Some((setting, value)) = found else { return Ok(None) };
    let fits = value.contains('-')
        && value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if fits {
        return Ok(Some(value));
    }
    Err(ConnectError::Setting { setting, value, expected: "Region (such as eu-west-1)" })
}

/// `url`, if it is one; the SDK panics on an empty one.
fn endpoint(setting: &str, url: &str) -> Result<String, ConnectError> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if rest
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace))
    {
        return Ok(url.to_owned());
    }
    Err(ConnectError::Setting {
        setting: setting.to_owned(),
        value: url.to_owned(),
        expected: "URL (http://… or https://…)",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_comes_from_the_flag_then_from_both_variables() {
        let settings = Settings::of(&[("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "us-east-1")]);
        let flag = Access { region: Some("ap-south-1".to_owned()), ..Access::default() };
        assert_eq!(named_region(&flag, &settings).ok().flatten().as_deref(), Some("ap-south-1"));
        assert_eq!(named_region(&Access::default(), &settings).ok().flatten().as_deref(), Some("eu-west-1"));
        let older = Settings::of(&[("AWS_DEFAULT_REGION", "us-east-1")]);
        assert_eq!(named_region(&Access::default(), &older).ok().flatten().as_deref(), Some("us-east-1"));
        assert!(named_region(&Access::default(), &Settings::of(&[("AWS_REGION", "Frankfurt")])).is_err());
        assert!(named_region(&Access::default(), &Settings::of(&[])).is_ok_and(|region| region.is_none()));
    }

    #[test]
    fn an_endpoint_is_a_url() {
        assert!(endpoint("--endpoint-url", "http://127.0.0.1:4566").is_ok());
        for bad in ["", "localhost:4566", "ftp://a", "https://", "https:///x", "http://a b"] {
            assert!(endpoint("--endpoint-url", bad).is_err(), "{bad}");
        }
    }
}
