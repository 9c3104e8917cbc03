//! The arguments of `rules`.

use super::values::{answer_format, factor, one_of, severity};
use super::{Aws, General};
use crate::commands::rules::Options;
use crate::finding::Factor;
use crate::report::AnswerFormat;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0    printed
  1    no rule fits all filters
  2    no rule has that id, prefix or name";

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Rules to print whole: by id, prefix of ids, or name. Without any, all are listed.
    #[arg(value_name = "RULE")]
    rules: Vec<String>,
    /// Only rules about this factor.
    #[arg(long, value_name = "FACTOR", value_delimiter = ',', help_heading = "Filters",
          value_parser = factor())]
    factor: Vec<Factor>,
    /// Only rules of this highest severity.
    #[arg(long, value_name = "SEVERITY", value_delimiter = ',', help_heading = "Filters",
          value_parser = one_of(&["error", "warning", "note"]))]
    severity: Vec<String>,
    /// Only rules that lead to this documented error: its exception, its id, or a part of its message.
    #[arg(long, value_name = "TEXT", help_heading = "Filters", value_parser = NonEmptyStringValueParser::new())]
    error: Option<String>,
    /// The format on standard output.
    #[arg(long, default_value = "table", help_heading = "Output", value_parser = answer_format())]
    format: AnswerFormat,
}

impl RulesArgs {
    pub(super) fn options(self, general: &General) -> Options {
        Options {
            common: general.common(Aws::default()),
            rules: self.rules,
            factors: self.factor,
            severities: self.severity.iter().filter_map(|word| severity(word)).collect(),
            error: self.error,
            format: self.format,
        }
    }
}
