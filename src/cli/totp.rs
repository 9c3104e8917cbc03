//! The arguments of `totp`.

use super::values::{one_of, time};
use super::{Aws, General};
use crate::commands::totp::{Options, code, uri, verify};
use crate::commands::{Exit, Failure};
use crate::report::Format;
use clap::{Args, Subcommand};
use std::path::PathBuf;

pub(super) const EXIT_CODES: &str = "\
A secret comes from --secret-file, from the variable MFA_DOCTOR_TOTP_SECRET, or from standard
input, at a terminal by a prompt that does not show it: base32 as people paste it, an otpauth URI,
or the answer of AssociateSoftwareToken. It is never an argument: a shell keeps those in its
history, and every user of the machine can read them.

Exit codes:
  0    answered; the code matches now; the URI is fit
  1    the code does not match; the URI is not fit
  2    the input cannot be used
  130  interrupted";

const VERIFY: &str = "\
Standard input holds a line for each secret, the oldest first, and a line for each code, in the
order in which they were sent; the last code is checked now. One code can fit a wrong guess by
chance, and the answer says how likely that is; the code after it, given too, makes it certain.

  printf '%s\\n' \"$SECRET\" 123456 234567 | mfa-doctor totp verify
  mfa-doctor totp verify --secret-file first.json --secret-file second.json --code-file codes.txt

(printf is a part of the shell: its arguments are in no process list.)

";

#[derive(Debug, Args)]
pub(super) struct TotpArgs {
    #[command(subcommand)]
    command: TotpCommand,
}

#[derive(Debug, Subcommand)]
enum TotpCommand {
    /// The code of a secret now, the seconds left, and the next code.
    #[command(after_help = EXIT_CODES)]
    Code(Common),
    /// Whether Cognito takes a code now, and if not, why.
    #[command(after_help = format!("{VERIFY}{EXIT_CODES}"))]
    Verify(VerifyArgs),
    /// Check an otpauth URI, or make a right one with its QR code.
    #[command(after_help = EXIT_CODES)]
    Uri(UriArgs),
}

#[derive(Debug, Args)]
struct Common {
    /// A file with the secret; - is standard input. Repeatable, the oldest first.
    #[arg(long = "secret-file", value_name = "FILE|-", help_heading = "Input")]
    secret_files: Vec<PathBuf>,
    /// The time instead of now: RFC 3339, or seconds since 1970.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Input")]
    at: Option<u64>,
    /// The format on standard output; -q prints the code or the URI alone.
    #[arg(long, default_value = "table", value_parser = one_of(&["table", "json"]), help_heading = "Output")]
    format: String,
}

#[derive(Debug, Args)]
struct VerifyArgs {
    #[command(flatten)]
    common: Common,
    /// A file with the codes, one a line; - is standard input.
    #[arg(long = "code-file", value_name = "FILE|-", help_heading = "Input")]
    code_files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct UriArgs {
    #[command(flatten)]
    common: Common,
    /// Whose account it is: the name of the app or company.
    #[arg(long, value_name = "NAME", help_heading = "A new URI")]
    issuer: Option<String>,
    /// The user, as the app should show it.
    #[arg(long, value_name = "NAME", help_heading = "A new URI")]
    account: Option<String>,
    /// Write the QR code as PNG, readable by its owner only.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    png: Option<PathBuf>,
    /// Write the QR code as SVG, readable by its owner only.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    svg: Option<PathBuf>,
    /// Draw for a light terminal, where colours are off.
    #[arg(long, help_heading = "Output")]
    invert: bool,
}

impl Common {
    fn options(self, general: &General) -> Options {
        Options {
            common: general.common(Aws::default()),
            secret_files: self.secret_files,
            at: self.at,
            format: if self.format == "json" { Format::Json } else { Format::Table },
        }
    }
}

impl TotpArgs {
    pub(super) fn run(self, general: &General) -> Result<Exit, Failure> {
        match self.command {
            TotpCommand::Code(args) => code::run(&args.options(general)),
            TotpCommand::Verify(args) => verify::run(&verify::Options {
                totp: args.common.options(general),
                code_files: args.code_files,
            }),
            TotpCommand::Uri(args) => uri::run(&uri::Options {
                totp: args.common.options(general),
                issuer: args.issuer,
                account: args.account,
                png: args.png,
                svg: args.svg,
                invert: args.invert,
            }),
        }
    }
}
