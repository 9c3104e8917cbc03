//! The arguments of `check`.

use super::values::{factor, format, name, one_of, output, severity};
use super::{Aws, General};
use crate::commands::check::Options;
use crate::commands::users::Users;
use crate::finding::Factor;
use crate::report::Format;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// A pool, by ID or ARN. Without it, the Region's pools are listed.
    #[arg(long = "pool", value_name = "ID|ARN", num_args = 1.., help_heading = "Input")]
    pools: Vec<String>,
    /// A snapshot to judge without AWS; - reads standard input.
    #[arg(long = "snapshot", value_name = "FILE", num_args = 1.., conflicts_with = "pools", help_heading = "Input")]
    snapshots: Vec<PathBuf>,
    /// A user to judge too, by user name, alias or sub. Reading one makes it count as active this month.
    #[arg(long = "user", value_name = "NAME", num_args = 1.., value_parser = name(), help_heading = "Users")]
    users: Vec<String>,
    /// Show only what tells these two users apart.
    #[arg(long, value_names = ["USER_A", "USER_B"], num_args = 2, value_parser = name(), conflicts_with = "users",
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
    /// The least severity that makes the exit code 1.
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = "Rules",
          value_parser = one_of(&["error", "warning", "note", "never"]))]
    fail_on: String,
    /// Exit 0 although deciding facts were missing.
    #[arg(long, help_heading = "Rules")]
    allow_incomplete: bool,
    /// The format on standard output.
    #[arg(long, default_value = "table", help_heading = "Output", value_parser = format())]
    format: Format,
    /// Also write this format to a file; repeatable.
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = output, help_heading = "Output")]
    outputs: Vec<(Format, PathBuf)>,
    /// The file that SARIF points at for a live pool, as code scanning wants one.
    #[arg(long, value_name = "PATH", default_value = "mfa-doctor.toml", help_heading = "Output")]
    sarif_path: PathBuf,
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
            pools: self.pools,
            snapshots: self.snapshots,
            users: Users {
                compare: !self.compare.is_empty(),
                names: if self.compare.is_empty() { self.users } else { self.compare },
                show_contact: self.show_contact,
            },
            require: self.require,
            clients: self.clients,
            select: self.select,
            ignore: self.ignore,
            fail_on: severity(&self.fail_on),
            allow_incomplete: self.allow_incomplete,
            format: self.format,
            outputs: self.outputs,
            sarif_path: self.sarif_path,
            write_fixes: self.write_fixes,
        }
    }
}
