//! The arguments of `decode-token`.

use super::values::one_of;
use super::{Aws, General};
use crate::commands::decode_token::Options;
use crate::commands::source::Source;
use crate::report::Format;
use clap::Args;
use std::path::PathBuf;

pub(super) const EXIT_CODES: &str = "\
The token comes from FILE, from standard input (-), or from the variable MFA_DOCTOR_TOKEN: bare, with or without
Bearer, in the JSON of the token endpoint or of AuthenticationResult, or in the address that managed login leads to.
It is never an argument, as a shell keeps those in its history, and it is never printed.

Exit codes:
  0    fit for MFA calls; of several tokens, one of them
  1    not
  2    no token, or it could not be judged: usage, no key set, no such pool
  130  interrupted";

#[derive(Debug, Args)]
pub(super) struct DecodeTokenArgs {
    /// A file with the token; - is standard input.
    #[arg(value_name = "FILE|-", help_heading = "Input")]
    file: Option<PathBuf>,
    /// Check the signature against the public keys of the token's pool.
    #[arg(long, help_heading = "Input")]
    verify: bool,
    /// Check it against this key set instead.
    #[arg(long, value_name = "FILE|URL", help_heading = "Input")]
    jwks: Option<String>,
    /// The pool that the token is presented to, by ID or ARN.
    #[arg(long, value_name = "ID|ARN", help_heading = "Input")]
    pool: Option<String>,
    /// A snapshot of that pool, to judge without AWS.
    #[arg(long, value_name = "FILE", conflicts_with = "pool", help_heading = "Input")]
    snapshot: Option<PathBuf>,
    /// The format on standard output.
    #[arg(long, default_value = "table", value_parser = one_of(&["table", "json"]), help_heading = "Output")]
    format: String,
    #[command(flatten)]
    aws: Aws,
}

impl DecodeTokenArgs {
    pub(super) fn options(self, general: &General) -> Options {
        Options {
            common: general.common(self.aws),
            file: self.file,
            verify: self.verify,
            jwks: self.jwks,
            source: self.pool.map(Source::Live).or(self.snapshot.map(Source::File)),
            format: if self.format == "json" { Format::Json } else { Format::Table },
        }
    }
}
