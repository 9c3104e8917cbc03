//! The arguments of `check`.

use super::many::{LimitArgs, ManyArgs};
use super::values::{factor, fail_on, format, name, output};
use super::{Aws, General};
use crate::commands::change::Change;
use crate::commands::check::Options;
use crate::commands::configuration::Sources;
use crate::commands::users::Users;
use crate::config::{Config, FailOn};
use crate::finding::Factor;
use crate::report::Format;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// A pool, by ID or ARN. Without it, the Region's pools are listed.
    #[arg(long = "pool", value_name = "ID|ARN", num_args = 1.., conflicts_with = "all", help_heading = "Input")]
    pools: Vec<String>,
    #[command(flatten)]
    many: ManyArgs,
    #[command(flatten)]
    limits: LimitArgs,
    /// A snapshot to judge without AWS; - reads standard input.
    #[arg(long = "snapshot", value_name = "FILE", num_args = 1.., conflicts_with_all = ["pools", "all"],
          help_heading = "Input")]
    snapshots: Vec<PathBuf>,
    /// A request that is to be sent, as the JSON input of its AWS CLI command: what AWS would refuse of it, reset and
    /// remove, and how the pool would stand; repeatable, in the order in which they go.
    #[arg(long = "change", value_name = "[OP=]FILE", num_args = 1.., conflicts_with = "compare", value_parser = name(),
          help_heading = "Change")]
    changes: Vec<String>,
    /// Write the same change as a whole request, which resets and removes nothing by leaving it out.
    #[arg(long, value_name = "OUT.json", requires = "changes", help_heading = "Change")]
    complete: Option<PathBuf>,
    /// A user to judge too, by user name, alias or sub. Reading one makes it count as active this month.
    #[arg(long = "user", value_name = "NAME", num_args = 1.., value_parser = name(), conflicts_with = "all",
          help_heading = "Users")]
    users: Vec<String>,
    /// Show only what tells these two users apart.
    #[arg(long, value_names = ["USER_A", "USER_B"], num_args = 2, value_parser = name(), conflicts_with_all = ["users", "all"],
          help_heading = "Users")]
    compare: Vec<String>,
    /// Show phone numbers and e-mail addresses as they are, not masked.
    #[arg(long, help_heading = "Users")]
    show_contact: bool,
    /// A factor that must work, whether or not the pool offers it.
    #[arg(long, value_name = "FACTOR", num_args = 1.., value_delimiter = ',', help_heading = "Rules",
          value_parser = factor())]
    require: Vec<Factor>,
    /// Judge only this app client.
    #[arg(long = "client", value_name = "ID", num_args = 1.., help_heading = "Rules")]
    clients: Vec<String>,
    /// Only these rules: by id, prefix of ids, or name.
    #[arg(long, value_name = "RULE", num_args = 1.., value_delimiter = ',', help_heading = "Rules")]
    select: Vec<String>,
    /// Not these rules.
    #[arg(long, value_name = "RULE", num_args = 1.., value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<String>,
    /// The least severity that makes the exit code 1 [default: error]
    #[arg(long, value_name = "SEVERITY", help_heading = "Rules", value_parser = fail_on())]
    fail_on: Option<FailOn>,
    /// Exit 0 although deciding facts were missing.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          help_heading = "Rules")]
    allow_incomplete: Option<bool>,
    /// The configuration file, instead of the nearest mfa-doctor.toml.
    #[arg(long, value_name = "FILE", help_heading = "Set-up")]
    config: Option<PathBuf>,
    /// Read no configuration file.
    #[arg(long, conflicts_with = "config", help_heading = "Set-up")]
    isolated: bool,
    /// A baseline: what stands in it makes no run fail.
    #[arg(long, value_name = "FILE", help_heading = "Set-up")]
    baseline: Option<PathBuf>,
    /// Write what is found to a baseline, and so accept it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["compare", "changes"], help_heading = "Set-up")]
    write_baseline: Option<PathBuf>,
    /// The format on standard output [default: table]
    #[arg(long, help_heading = "Output", value_parser = format())]
    format: Option<Format>,
    /// Also write this format to a file; repeatable.
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = output, help_heading = "Output")]
    outputs: Vec<(Format, PathBuf)>,
    /// The file that SARIF points at for a live pool, as code scanning wants one [default: mfa-doctor.toml]
    #[arg(long, value_name = "PATH", help_heading = "Output")]
    sarif_path: Option<PathBuf>,
    /// Write the documents that the printed commands read into this folder.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    write_fixes: Option<PathBuf>,
    #[command(flatten)]
    aws: Aws,
}

impl CheckArgs {
    pub(super) fn options(self, general: &General) -> Options {
        Options {
            common: general.common(self.aws),
            many: self.many.many(),
            limits: self.limits.limits(),
            snapshots: self.snapshots,
            users: Users {
                compare: !self.compare.is_empty(),
                names: if self.compare.is_empty() { self.users } else { self.compare },
                show_contact: self.show_contact,
            },
            change: Change { files: self.changes, complete: self.complete },
            sources: Sources {
                file: self.config,
                isolated: self.isolated,
                flags: Config {
                    pools: said(self.pools),
                    clients: said(self.clients),
                    require: said(self.require),
                    select: said(self.select),
                    ignore: said(self.ignore),
                    fail_on: self.fail_on,
                    allow_incomplete: self.allow_incomplete,
                    format: self.format,
                    outputs: said(self.outputs),
                    sarif_path: self.sarif_path,
                    baseline: self.baseline,
                    // Rules are re-graded and findings accepted where a reason can stand beside it.
                    severity: None,
                    suppressions: None,
                },
            },
            write_baseline: self.write_baseline,
            write_fixes: self.write_fixes,
        }
    }
}

/// A list that was given; a flag that was not leaves it to the environment and the file.
fn said<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}
