//! How a run of `check` is set up: flags over variables of the environment over the configuration file.

use super::{Common, Failure, terminal};
use crate::config::{self, Config, Problem, Settings, Variables};
use std::path::{Path, PathBuf};

/// What the file is called that is looked for.
pub const FILE_NAME: &str = "mfa-doctor.toml";

/// Variables that other commands, or the tests, read.
const OTHERS: &[&str] = &[
    "MFA_DOCTOR_TOKEN",
    "MFA_DOCTOR_TOTP_SECRET",
    "MFA_DOCTOR_PASSWORD",
    "MFA_DOCTOR_NEW_PASSWORD",
    "MFA_DOCTOR_TEST_PYTHON",
];

/// Where the set-up comes from, beside the environment.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// `--config`.
    pub file: Option<PathBuf>,
    /// `--isolated`: no file counts.
    pub isolated: bool,
    /// What the flags say.
    pub flags: Config,
}

/// What the sources come to, and what messages call the file.
#[derive(Debug)]
pub(super) struct SetUp {
    pub(super) settings: Settings,
    pub(super) file: String,
}

/// Reads the sources. Flags that name snapshots leave no pools.
///
/// # Errors
/// When a file or a variable cannot be read, or holds what cannot be meant.
pub(super) fn set_up(sources: &Sources, has_snapshots: bool, common: &Common) -> Result<SetUp, Failure> {
    let variables = variables()?;
    for sentence in &variables.unknown {
        terminal::remark(common, sentence);
    }
    let named = sources.file.clone().or_else(|| variables.file.map(PathBuf::from));
    let file = match (sources.isolated, named) {
        (true, _) => None,
        (false, Some(file)) => Some(file),
        (false, None) => nearest(),
    };
    let mut layers = sources.flags.clone().over(variables.config);
    let mut name = FILE_NAME.to_owned();
    if let Some(path) = file {
        name = terminal::name_of(&path);
        if common.verbose {
            terminal::remark(common, &format!("the configuration is {name}"));
        }
        layers = layers.over(read(&path, &name)?);
    }
    let mut settings = layers.settings();
    if has_snapshots {
        settings.pools.clear();
    }
    Ok(SetUp { settings, file: name })
}

fn read(path: &Path, name: &str) -> Result<Config, Failure> {
    let config = config::parse(&terminal::read(path)?)
        .map_err(|problem| failure(format!("{name}:{}:{}", problem.line, problem.column), problem))?;
    Ok(match path.parent() {
        Some(folder) if !terminal::is_standard(path) => config.below(folder),
        _ => config,
    })
}

fn failure(place: String, problem: Problem) -> Failure {
    let failure = Failure::new(format!("{place}: {}", problem.message));
    match problem.hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

fn variables() -> Result<Variables, Failure> {
    let mut set = Vec::new();
    for (name, value) in std::env::vars_os() {
        let Some(name) = name.to_str().filter(|name| name.starts_with(config::PREFIX)) else { continue };
        if OTHERS.contains(&name) {
            continue;
        }
        let value =
            value.into_string().map_err(|_| Failure::new(format!("the variable {name} is not UTF-8")))?;
        set.push((name.to_owned(), value));
    }
    config::from_variables(set.into_iter())
        .map_err(|(name, problem)| failure(format!("the variable {name}"), problem))
}

/// The file of the working directory, else of the nearest folder above that has one.
fn nearest() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let found = here.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())?;
    // In the working directory itself, as a person would write it.
    Some(match found.strip_prefix(&here) {
        Ok(name) => name.to_owned(),
        Err(_) => found,
    })
}
