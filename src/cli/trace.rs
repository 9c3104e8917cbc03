//! The arguments of `trace`.

use super::values::{duration, one_of, seconds};
use super::{Aws, General};
use crate::commands::source::Source;
use crate::commands::trace::{Format, Options};
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

pub(super) const EXIT_CODES: &str = "\
FILE is a HAR file of a browser or proxy, CloudTrail's JSON (also gzip'd, also a folder of it, also what LookupEvents
answers), or a log of the calls; which one shows in its content. Passwords, codes, Sessions and tokens in it become
fingerprints the moment they are read; none is printed or kept.

Exit codes:
  0    no call failed, and nothing else was found
  1    a call failed, or a rule found an error
  2    nothing could be read: usage, no recording, no such pool
  3    no call failed, but parts could not be read
  130  interrupted";

#[derive(Debug, Args)]
pub(super) struct TraceArgs {
    /// Recordings, or folders of CloudTrail's files; - is standard input.
    #[arg(value_name = "FILE|-", required_unless_present = "since", help_heading = "Input")]
    files: Vec<PathBuf>,
    /// In the place of files: CloudTrail's event history of the pool's Region, so far back (at most 90d).
    #[arg(long, value_name = "24h|7d|90m", value_parser = duration, requires = "pool", conflicts_with = "files", help_heading = "Input")]
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
            timeout: self.timeout,
            source: self.pool.map(Source::Live).or(self.snapshot.map(Source::File)),
            redact: self.redact,
            select: self.select,
            ignore: self.ignore,
            format: match self.format.as_str() {
                "json" => Format::Json,
                "markdown" => Format::Markdown,
                "html" => Format::Html,
                _ => Format::Table,
            },
        }
    }
}
