//! The arguments of `explain`.

use super::values::{answer_format, name};
use super::{Aws, General};
use crate::commands::explain::Options;
use crate::commands::source::Source;
use crate::commands::users::Users;
use crate::report::AnswerFormat;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The error as it was printed; - or nothing reads standard input.
    #[arg(value_name = "TEXT")]
    words: Vec<String>,
    /// A file to read it from, also a whole log; repeatable.
    #[arg(long = "file", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say which cause holds in this pool, by ID or ARN.
    #[arg(long, value_name = "ID|ARN", conflicts_with = "snapshot")]
    pool: Option<String>,
    /// Say which cause holds in the pool of this snapshot, without AWS.
    #[arg(long, value_name = "FILE")]
    snapshot: Option<PathBuf>,
    /// A user of that pool to look at too, by user name, alias or sub; repeatable. Reading one makes it count as active
    /// this month.
    #[arg(long = "user", value_name = "NAME", value_parser = name())]
    users: Vec<String>,
    /// The format on standard output.
    #[arg(long, default_value = "table", value_parser = answer_format())]
    format: AnswerFormat,
    #[command(flatten)]
    aws: Aws,
}

impl ExplainArgs {
    pub(super) fn options(self, general: &General) -> Options {
        Options {
            common: general.common(self.aws),
            words: self.words,
            files: self.files,
            source: self.pool.map(Source::Live).or(self.snapshot.map(Source::File)),
            users: Users { names: self.users, ..Users::default() },
            format: self.format,
        }
    }
}
