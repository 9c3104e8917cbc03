//! The arguments of `snapshot`.

use super::many::{LimitArgs, ManyArgs};
use super::values::name;
use super::{Aws, General};
use crate::commands::snapshot::{All, Options};
use crate::commands::users::Users;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0    written
  2    nothing could be read: usage, credentials, no such pool, no such user
  3    written, but deciding facts are missing, one of the users does not exist, or not
       every pool could be read
  130  interrupted";

#[derive(Debug, Args)]
pub(super) struct SnapshotArgs {
    /// The pool, by ID or ARN.
    #[arg(long, value_name = "ID|ARN", required_unless_present = "all", conflicts_with = "all")]
    pool: Option<String>,
    /// Where to write it; standard output without it. With --all the folder, in which each pool has a file.
    #[arg(short, long, value_name = "FILE|DIR", required_if_eq("all", "true"))]
    output: Option<PathBuf>,
    /// A user to write down too, by user name, alias or sub. Reading one makes it count as active this month.
    #[arg(long = "user", value_name = "NAME", num_args = 1.., value_parser = name(), conflicts_with = "all")]
    users: Vec<String>,
    /// Write phone numbers and e-mail addresses of users as they are, not masked.
    #[arg(long, conflicts_with = "redact")]
    show_contact: bool,
    /// Replace account IDs, names, addresses and keys, so that the file can be handed on.
    #[arg(long, conflicts_with = "all")]
    redact: bool,
    #[command(flatten)]
    many: ManyArgs,
    /// With --all: how old a file in the folder may be that is whole and is kept as it is.
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u16).range(0..=8760), requires = "all",
          default_value = "24", help_heading = "Many pools")]
    max_age: u16,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    aws: Aws,
}

impl SnapshotArgs {
    pub(super) fn options(self, general: &General) -> Options {
        let limits = self.limits.limits();
        let max_age = Duration::from_secs(u64::from(self.max_age) * 3600);
        let all = self.many.many().map(|many| {
            let folder = self.output.clone().unwrap_or_default();
            All { many, limits, folder, max_age }
        });
        Options {
            common: general.common(self.aws),
            pool: self.pool.unwrap_or_default(),
            all,
            limits,
            output: self.output,
            users: Users { names: self.users, compare: false, show_contact: self.show_contact },
            redact: self.redact,
        }
    }
}
