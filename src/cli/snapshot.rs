//! The arguments of `snapshot`.

use super::{Aws, General};
use crate::commands::snapshot::Options;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct SnapshotArgs {
    /// The pool, by ID or ARN.
    #[arg(long, value_name = "ID|ARN")]
    pool: String,
    /// Where to write it; standard output without it.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
            redact: self.redact,
        }
    }
}
