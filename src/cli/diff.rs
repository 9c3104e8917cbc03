//! The arguments of `diff`.

use super::values::{answer_format, factor, name};
use super::{Aws, General};
use crate::commands::diff::Options;
use crate::finding::Factor;
use crate::report::AnswerFormat;
use clap::Args;

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0    nothing that bears on MFA differs
  1    something does
  2    one of the two could not be read
  3    nothing differs in what was read, but deciding facts were missing (--allow-incomplete makes it 0)
  130  interrupted";

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The first pool, by ID or ARN, or a snapshot of it; - reads a snapshot from standard input.
    #[arg(value_name = "A", value_parser = name())]
    a: String,
    /// The second, the same.
    #[arg(value_name = "B", value_parser = name())]
    b: String,
    /// A factor that must work in both, whether or not they offer it.
    #[arg(long, value_name = "FACTOR", value_delimiter = ',', value_parser = factor())]
    require: Vec<Factor>,
    /// Exit 0 although deciding facts were missing.
    #[arg(long)]
    allow_incomplete: bool,
    /// The format on standard output.
    #[arg(long, default_value = "table", value_parser = answer_format())]
    format: AnswerFormat,
    /// Profile for B, where it is in another account than A.
    #[arg(long, value_name = "NAME", help_heading = "AWS")]
    profile_b: Option<String>,
    #[command(flatten)]
    aws: Aws,
}

impl DiffArgs {
    pub(super) fn options(self, general: &General) -> Options {
        Options {
            common: general.common(self.aws),
            a: self.a,
            b: self.b,
            profile_b: self.profile_b,
            require: self.require,
            allow_incomplete: self.allow_incomplete,
            format: self.format,
        }
    }
}
