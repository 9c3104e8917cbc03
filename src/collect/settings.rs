//! What the environment and the configuration files say, as the AWS CLI reads them.

use super::error::ConnectError;
use aws_config::profile::ProfileSet;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Environment variables and the chosen profile.
pub(super) struct Settings {
    variables: BTreeMap<String, String>,
    /// `AWS_ENDPOINT_URL`, its relatives, and the profile's key; empty ones, too.
    endpoints: BTreeMap<String, String>,
    profiles: Option<ProfileSet>,
    /// The profile that was chosen by flag or variable; without one it is `default`.
    pub profile: Option<String>,
}

impl Settings {
    /// Reads the environment and the configuration files; `profile` comes from the command line.
    ///
    /// # Errors
    /// When the files cannot be parsed, or the chosen profile is in none of them.
    pub async fn load(profile: Option<&str>) -> Result<Settings, ConnectError> {
        let mut variables = variables();
        let mut endpoints = variables.clone();
        endpoints.retain(|name, _| name.starts_with("AWS_ENDPOINT_URL"));
        variables.retain(|_, value| !value.is_empty());
        // In the AWS CLI's order. The SDK does not know the first variable.
        let from_environment =
            || variables.get("AWS_DEFAULT_PROFILE").or_else(|| variables.get("AWS_PROFILE"));
        let chosen = profile.map(str::to_owned).or_else(|| from_environment().cloned());
        let selected = chosen.clone().map(Cow::Owned);
        let (fs, env, files) = Default::default();
        let profiles = aws_config::profile::load(&fs, &env, &files, selected)
            .await
            .map_err(|error| ConnectError::Files(one_line(&super::call::innermost(&error))))?;
        let no_such = |name: String| {
            let mut known: Vec<String> = profiles.profiles().map(str::to_owned).collect();
            known.sort();
            Err(ConnectError::NoSuchProfile { name, known })
        };
        if let Some(name) =
            chosen.clone().filter(|name| name != "default" && profiles.get_profile(name).is_none())
        {
            return no_such(name);
        }
        // Keys of the environment go before a profile, unless the command line names it.
        let by_profile = profile.is_some() || !variables.contains_key("AWS_ACCESS_KEY_ID");
        if let [.., of, missing] = lineage(&profiles).as_slice()
            && by_profile
            && profiles.get_profile(missing).is_none()
        {
            return no_such(format!("{missing} (source_profile of {of})"));
        }
        if let Some(url) = profiles.get("endpoint_url") {
            endpoints
                .insert(format!("endpoint_url of profile {}", profiles.selected_profile()), url.to_owned());
        }
        Ok(Settings { variables, endpoints, profiles: Some(profiles), profile: chosen })
    }

    /// The environment alone.
    pub fn environment() -> Settings {
        let mut variables = variables();
        variables.retain(|_, value| !value.is_empty());
        Settings { variables, endpoints: BTreeMap::new(), profiles: None, profile: None }
    }

    /// A given environment without configuration files.
    #[cfg(test)]
    pub fn of(given: &[(&str, &str)]) -> Settings {
        let variables = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings { variables, endpoints: BTreeMap::new(), profiles: None, profile: None }
    }

    /// The settings that name an endpoint. An empty one is among them: the AWS CLI takes it for unset, the SDK does
    /// not, and offers no way to hide it.
    pub fn endpoints(&self) -> impl Iterator<Item = (&str, &str)> {
        self.endpoints.iter().map(|(name, url)| (name.as_str(), url.as_str()))
    }

    /// The environment variable `name`; an empty one counts as unset.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The variable, else the key of the profile; with the name of the one that was found.
    pub fn find(&self, variable: &str, key: &str) -> Option<(String, String)> {
        if let Some(value) = self.variable(variable) {
            return Some((variable.to_owned(), value.to_owned()));
        }
        let profiles = self.profiles.as_ref()?;
        let value = profiles.get(key).filter(|value| !value.is_empty())?;
        Some((format!("{key} of profile {}", profiles.selected_profile()), value.to_owned()))
    }

    /// The profile that the chosen one rests on, itself or its `source_profile`, with one of these keys.
    pub fn holder(&self, keys: &[&str]) -> Option<String> {
        let profiles = self.profiles.as_ref()?;
        let holds = |name: &&str| {
            let profile = profiles.get_profile(name);
            profile.is_some_and(|profile| keys.iter().any(|key| profile.get(key).is_some()))
        };
        lineage(profiles).into_iter().find(holds).map(str::to_owned)
    }

    /// The profile with AWS SSO settings that the chosen one rests on.
    pub fn sso_profile(&self) -> Option<String> {
        self.holder(&["sso_session", "sso_start_url"])
    }
}

/// The variables that are UTF-8.
fn variables() -> BTreeMap<String, String> {
    let utf8 = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    utf8.collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The chosen profile, its `source_profile`, and so on; the last may be in no file.
fn lineage(profiles: &ProfileSet) -> Vec<&str> {
    let mut names = vec![profiles.selected_profile()];
    while let Some(source) = names.last().and_then(|name| profiles.get_profile(name)?.get("source_profile")) {
        if names.contains(&source) {
            break;
        }
        names.push(source);
    }
    names
}
