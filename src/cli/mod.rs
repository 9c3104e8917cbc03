//! The command line: what was said, turned into what is meant.

mod check;
mod decode_token;
mod diff;
mod explain;
mod generate;
mod many;
mod rules;
mod sign_in;
mod snapshot;
mod totp;
mod trace;
mod values;

use crate::commands::{self, Color, Common};
use clap::{ArgAction, Args, CommandFactory as _, Parser, Subcommand};
use std::process::ExitCode;
use values::one_of;

const EXIT_CODES: &str = "\
Exit codes:
  0    nothing reached --fail-on, and no deciding fact was missing
  1    a finding reached --fail-on
  2    nothing could be judged: usage, credentials, unreadable input, no such pool, no such user
  3    no failing finding, but deciding facts were missing, or some of the users do not exist
       (--allow-incomplete makes it 0)
  130  interrupted";

const ANSWER_CODES: &str = "\
Exit codes:
  0    a documented error was recognised
  1    none was
  2    there was no text, or the pool could not be read
  3    recognised, but facts about the pool that decide were missing
  130  interrupted";

/// Says which MFA factors of an Amazon Cognito user pool really work, which do not, why, and what to change.
#[derive(Debug, Parser)]
#[command(name = "mfa-doctor", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    general: General,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge live pools, or snapshots of them.
    #[command(after_help = EXIT_CODES)]
    Check(Box<check::CheckArgs>),
    /// Say what an error means, what can cause it, and in a pool what does.
    #[command(after_help = ANSWER_CODES)]
    Explain(explain::ExplainArgs),
    /// Write down what check would read, to keep or to send.
    #[command(after_help = snapshot::EXIT_CODES)]
    Snapshot(snapshot::SnapshotArgs),
    /// Say what differs between two pools, or two snapshots of one, and bears on MFA.
    #[command(after_help = diff::EXIT_CODES)]
    Diff(diff::DiffArgs),
    /// Take a token apart, and say whether MFA calls would take it.
    #[command(after_help = decode_token::EXIT_CODES)]
    DecodeToken(decode_token::DecodeTokenArgs),
    /// One-time passwords of authenticator apps: codes, why they do not match, QR codes.
    #[command(after_help = totp::EXIT_CODES)]
    Totp(totp::TotpArgs),
    /// Sign a test user in, step by step, and explain whatever goes wrong.
    #[command(after_help = sign_in::EXIT_CODES)]
    SignIn(Box<sign_in::SignInArgs>),
    /// Say what went wrong in sign-ins that a browser, CloudTrail or a log recorded.
    #[command(after_help = trace::EXIT_CODES)]
    Trace(Box<trace::TraceArgs>),
    /// List the rules, or print some of them whole.
    #[command(after_help = rules::EXIT_CODES)]
    Rules(rules::RulesArgs),
    /// Write completions, manual pages and the IAM policy.
    Generate(generate::GenerateArgs),
}

#[derive(Debug, Args)]
#[command(next_help_heading = "General")]
struct General {
    /// When to colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto",
          value_parser = one_of(&["auto", "always", "never"]))]
    color: String,
    /// Leave out notes and what was not judged.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print the documents of fixes in full, and log each call to AWS on standard error, without secrets
    /// (-vv: also when a quota is slowed down).
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "AWS")]
struct Aws {
    /// Profile of the AWS configuration files.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Region, where the pool's ID does not name it.
    #[arg(long)]
    region: Option<String>,
    /// Endpoint for every service.
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
}

impl General {
    fn common(&self, aws: Aws) -> Common {
        Common {
            profile: aws.profile,
            region: aws.region,
            endpoint_url: aws.endpoint_url,
            color: match self.color.as_str() {
                "always" => Color::Always,
                "never" => Color::Never,
                _ => Color::Auto,
            },
            quiet: self.quiet,
            verbose: self.verbose > 0,
        }
    }
}

/// The command line, whole.
pub fn command_line() -> clap::Command {
    Cli::command()
}

/// Parses the arguments of the process, runs what they ask for, and gives its exit code.
pub fn main() -> ExitCode {
    let args = || std::env::args_os().skip(1);
    let refused = commands::totp::refuse_secrets(args());
    if let Err(failure) = refused.and_then(|()| commands::decode_token::refuse_secrets(args())) {
        return ExitCode::from(commands::finish(Err(failure)).code());
    }
    let Cli { command, general } = Cli::parse();
    #[cfg(feature = "aws")]
    commands::log::begin(general.verbose);
    let result = match command {
        Command::Check(args) => commands::check::run(&args.options(&general)),
        Command::Explain(args) => commands::explain::run(&args.options(&general)),
        Command::Snapshot(args) => commands::snapshot::run(&args.options(&general)),
        Command::Diff(args) => commands::diff::run(&args.options(&general)),
        Command::DecodeToken(args) => commands::decode_token::run(&args.options(&general)),
        Command::Totp(args) => args.run(&general),
        Command::SignIn(args) => commands::sign_in::run(&args.options(&general)),
        Command::Trace(args) => commands::trace::run(&args.options(&general)),
        Command::Rules(args) => commands::rules::run(&args.options(&general)),
        Command::Generate(args) => args.run(command_line()),
    };
    ExitCode::from(commands::finish(result).code())
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn the_command_line_is_well_formed() {
        command_line().debug_assert();
    }
}
