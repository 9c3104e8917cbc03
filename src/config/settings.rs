//! One layer of the set-up, and what all layers say together.

use super::FailOn;
use super::file::SARIF_PATH;
use crate::finding::{Factor, Severity};
use crate::report::Format;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use time::Date;

/// What one layer says: the file, the environment or the flags. `None` where it says nothing of a key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// Pools by ID or ARN.
    pub pools: Option<Vec<String>>,
    /// Clients to judge.
    pub clients: Option<Vec<String>>,
    /// Factors that must work.
    pub require: Option<Vec<Factor>>,
    /// Rules to run.
    pub select: Option<Vec<String>>,
    /// Rules not to run.
    pub ignore: Option<Vec<String>>,
    /// The least severity that makes the exit code 1.
    pub fail_on: Option<FailOn>,
    /// Whether missing core evidence leaves the exit code 0.
    pub allow_incomplete: Option<bool>,
    /// The format on standard output.
    pub format: Option<Format>,
    /// Further formats, to files.
    pub outputs: Option<Vec<(Format, PathBuf)>>,
    /// What SARIF points at for a live pool; never joined with a folder.
    pub sarif_path: Option<PathBuf>,
    /// The baseline's path.
    pub baseline: Option<PathBuf>,
    /// Severities by id of the rule.
    pub severity: Option<BTreeMap<&'static str, Severity>>,
    /// Findings that are accepted.
    pub suppressions: Option<Vec<Suppression>>,
}

/// What all layers say together.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Pools by ID or ARN.
    pub pools: Vec<String>,
    /// Clients to judge; all where empty.
    pub clients: Vec<String>,
    /// Factors that must work.
    pub require: Vec<Factor>,
    /// Rules to run; all where empty.
    pub select: Vec<String>,
    /// Rules not to run.
    pub ignore: Vec<String>,
    /// The least severity that makes the exit code 1.
    pub fail_on: FailOn,
    /// Whether missing core evidence leaves the exit code 0.
    pub allow_incomplete: bool,
    /// The format on standard output.
    pub format: Format,
    /// Further formats, to files.
    pub outputs: Vec<(Format, PathBuf)>,
    /// What SARIF points at for a live pool; never joined with a folder.
    pub sarif_path: PathBuf,
    /// The baseline's path.
    pub baseline: Option<PathBuf>,
    /// Severities by id of the rule.
    pub severity: BTreeMap<&'static str, Severity>,
    /// Findings that are accepted.
    pub suppressions: Vec<Suppression>,
}

/// One entry of `suppressions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The rule's id.
    pub rule: &'static str,
    /// A pattern of ARNs, with `*` and `?`.
    pub resource: String,
    /// Only findings about this user.
    pub user: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// The line on which it begins, counted from 1.
    pub line: usize,
}

impl Config {
    /// What this layer says, and where it says nothing what `below` does. A list replaces a list. Who says `select`
    /// asks for just these rules: what is ignored below then does not count.
    pub fn over(self, below: Config) -> Config {
        let ignored_below = if self.select.is_some() { None } else { below.ignore };
        Config {
            pools: self.pools.or(below.pools),
            clients: self.clients.or(below.clients),
            require: self.require.or(below.require),
            select: self.select.or(below.select),
            ignore: self.ignore.or(ignored_below),
            fail_on: self.fail_on.or(below.fail_on),
            allow_incomplete: self.allow_incomplete.or(below.allow_incomplete),
            format: self.format.or(below.format),
            outputs: self.outputs.or(below.outputs),
            sarif_path: self.sarif_path.or(below.sarif_path),
            baseline: self.baseline.or(below.baseline),
            severity: self.severity.or(below.severity),
            suppressions: self.suppressions.or(below.suppressions),
        }
    }

    /// The same, with relative paths read as relative to `folder`.
    pub fn below(mut self, folder: &Path) -> Config {
        for (_, path) in self.outputs.iter_mut().flatten() {
            *path = folder.join(&path);
        }
        self.baseline = self.baseline.map(|path| folder.join(path));
        self
    }

    /// What it comes to, with the defaults.
    pub fn settings(self) -> Settings {
        Settings {
            pools: self.pools.unwrap_or_default(),
            clients: self.clients.unwrap_or_default(),
            require: self.require.unwrap_or_default(),
            select: self.select.unwrap_or_default(),
            ignore: self.ignore.unwrap_or_default(),
            fail_on: self.fail_on.unwrap_or(FailOn::Error),
            allow_incomplete: self.allow_incomplete.unwrap_or(false),
            format: self.format.unwrap_or(Format::Table),
            outputs: self.outputs.unwrap_or_default(),
            sarif_path: self.sarif_path.unwrap_or_else(|| PathBuf::from(SARIF_PATH)),
            baseline: self.baseline,
            severity: self.severity.unwrap_or_default(),
            suppressions: self.suppressions.unwrap_or_default(),
        }
    }
}
