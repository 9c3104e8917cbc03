//! The arguments of `trace`.

use super::values::{duration, one_of, seconds};
use super::{Aws, General};
use crate::commands::source::Source;
use crate::commands::trace::{Options, Store};
use crate::report::Format;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

pub(super) const EXIT_CODES: &str = "\
FILE is a HAR file of a browser or proxy, CloudTrail's JSON (also gzip'd, also a folder of it, also
what LookupEvents or CloudWatch Logs give out), or a log of the calls; which one shows in its
content. Passwords, codes, Sessions and tokens in it become fingerprints the moment they are read;
none is printed or kept.

Exit codes:
  0    no call failed, and no rule found an error
  1    a call failed, or a rule found an error
  2    nothing could be read: usage, no recording, no such pool
  3    no call failed, but parts could not be read
  130  interrupted";

#[derive(Debug, Args)]
pub(super) struct TraceArgs {
    /// Recordings, or folders of CloudTrail's files; - is standard input.
    #[arg(value_name = "FILE|-", required_unless_present_any = ["since", "athena", "cloudtrail_lake", "results"], help_heading = "Input")]
    files: Vec<PathBuf>,
    /// In the place of files: CloudTrail's event history of the pool's Region, so far back (at most 90d). With
    /// --print-sql: how far back the query looks.
    #[arg(long, value_name = "24h|7d|90m", value_parser = duration, conflicts_with = "files", help_heading = "Input")]
    since: Option<Duration>,
    /// Seconds after which the event history is read no further; what was read is judged.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "since", help_heading = "Input")]
    timeout: Option<Duration>,
    /// The pool of the sign-ins, by ID or ARN: its settings decide what the recording alone cannot.
    #[arg(long, value_name = "ID|ARN", help_heading = "Input")]
    pool: Option<String>,
    /// A snapshot of that pool, to judge without AWS.
    #[arg(long, value_name = "FILE", conflicts_with = "pool", help_heading = "Input")]
    snapshot: Option<PathBuf>,
    /// In the place of files: what Amazon Athena or CloudTrail Lake answered to the query of --print-sql, as CSV.
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["files", "since"], help_heading = "Beyond one machine")]
    results: Option<PathBuf>,
    /// The table of Athena that the query is for: NAME or DATABASE.NAME.
    #[arg(long, value_name = "TABLE", requires = "print_sql", conflicts_with_all = ["files", "results", "cloudtrail_lake"], help_heading = "Beyond one machine")]
    athena: Option<String>,
    /// The event data store of CloudTrail Lake that the query is for.
    #[arg(long, value_name = "ARN", requires = "print_sql", conflicts_with_all = ["files", "results"], help_heading = "Beyond one machine")]
    cloudtrail_lake: Option<String>,
    /// Print the one query that counts the errors of user pools in all that the table or the store has.
    #[arg(long, help_heading = "Beyond one machine")]
    print_sql: bool,
    /// Write a copy of the HAR file that holds fingerprints in the place of secrets.
    #[arg(long, value_name = "OUT.har", help_heading = "Output")]
    redact: Option<PathBuf>,
    /// Only these rules: ids, beginnings of ids, or names.
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    select: Vec<String>,
    /// Not these rules.
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<String>,
    /// The format on standard output.
    #[arg(long, default_value = "table", value_parser = one_of(&["table", "json", "markdown", "html"]), help_heading = "Output")]
    format: String,
    #[command(flatten)]
    aws: Aws,
}

impl TraceArgs {
    pub(super) fn options(self, general: &General) -> Options {
        Options {
            common: general.common(self.aws),
            files: self.files,
            since: self.since,
            results: self.results,
            query: self
                .athena
                .map(Store::Athena)
                .or(self.cloudtrail_lake.map(Store::Lake))
                .filter(|_| self.print_sql),
            timeout: self.timeout,
            source: self.pool.map(Source::Live).or(self.snapshot.map(Source::File)),
            redact: self.redact,
            select: self.select,
            ignore: self.ignore,
            format: Format::named(&self.format).unwrap_or(Format::Table),
        }
    }
}
