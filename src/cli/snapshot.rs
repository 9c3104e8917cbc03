//! The arguments of `snapshot`.

use super::values::name;
use super::{Aws, General};
use crate::commands::snapshot::Options;
use crate::commands::users::Users;
use clap::Args;
use std::path::PathBuf;

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0    written
  2    nothing could be read: usage, credentials, no such pool, no such user
  3    written, but deciding facts are missing, or one of the users does not exist
  130  interrupted";

#[derive(Debug, Args)]
pub(super) struct SnapshotArgs {
    /// The pool, by ID or ARN.
    #[arg(long, value_name = "ID|ARN")]
    pool: String,
    /// Where to write it; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A user to write down too, by user name, alias or sub. Reading one makes it count as active this month.
    #[arg(long = "user", value_name = "NAME", num_args = 1.., value_parser = name())]
    users: Vec<String>,
    /// Write phone numbers and e-mail addresses of users as they are, not masked.
    #[arg(long, conflicts_with = "redact")]
    show_contact: bool,
    /// Replace account IDs, names, addresses and keys, so that the file can be handed on.
    #[arg(long)]
    redact: bool,
    #[command(flatten)]
    aws: Aws,
}

impl SnapshotArgs {
    pub(super) fn options(self, general: &General) -> Options {
        Options {
            common: general.common(self.aws),
            pool: self.pool,
            output: self.output,
            users: Users { names: self.users, compare: false, show_contact: self.show_contact },
            redact: self.redact,
        }
    }
}
