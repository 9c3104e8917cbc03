//! The command line: what was said, turned into what is meant.

use crate::commands::{self, Color, Common, Exit, check, snapshot};
use crate::finding::{Factor, Severity};
use crate::report::Format;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

const EXIT_CODES: &str = "\
Exit codes:
  0    nothing reached --fail-on, and no deciding fact was missing
  1    a finding reached --fail-on
  2    nothing could be judged: usage, credentials, unreadable input, no such pool
  3    no failing finding, but deciding facts were missing (--allow-incomplete makes it 0)
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
    Check(Box<CheckArgs>),
    /// Write down what check would read, to keep or to send.
    Snapshot(SnapshotArgs),
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
    /// Print the documents of fixes in full.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Args)]
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

#[derive(Debug, Args)]
struct CheckArgs {
    /// A pool, by ID or ARN. Without it, the Region's pools are listed.
    #[arg(long = "pool", value_name = "ID|ARN", num_args = 1.., help_heading = "Input")]
    pools: Vec<String>,
    /// A snapshot to judge without AWS; - reads standard input.
    #[arg(long = "snapshot", value_name = "FILE", num_args = 1.., conflicts_with = "pools", help_heading = "Input")]
    snapshots: Vec<PathBuf>,
    /// A factor that must work, whether or not the pool offers it.
    #[arg(long, value_name = "FACTOR", num_args = 1.., value_delimiter = ',', help_heading = "Rules",
          value_parser = factor())]
    require: Vec<Factor>,
    /// Judge only this app client.
    #[arg(long = "client", value_name = "ID", num_args = 1.., help_heading = "Rules")]
    clients: Vec<String>,
    /// Only these rules: by id, prefix of ids, or name.
    #[arg(long, value_name = "RULE", num_args = 1.., value_delimiter = ',', help_heading = "Rules")]
    select: Vec<String>,
    /// Not these rules.
    #[arg(long, value_name = "RULE", num_args = 1.., value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<String>,
    /// The least severity that makes the exit code 1.
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = "Rules",
          value_parser = one_of(&["error", "warning", "note", "never"]))]
    fail_on: String,
    /// Exit 0 although deciding facts were missing.
    #[arg(long, help_heading = "Rules")]
    allow_incomplete: bool,
    /// The format on standard output.
    #[arg(long, default_value = "table", help_heading = "Output", value_parser = format())]
    format: Format,
    /// Also write this format to a file; repeatable.
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = output, help_heading = "Output")]
    outputs: Vec<(Format, PathBuf)>,
    /// Write the documents that the printed commands read into this folder.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    write_fixes: Option<PathBuf>,
    #[command(flatten)]
    aws: Aws,
}

#[derive(Debug, Args)]
struct SnapshotArgs {
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

/// Parses the arguments of the process, runs what they ask for, and gives its exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let common = |aws: Aws| Common {
        profile: aws.profile,
        region: aws.region,
        endpoint_url: aws.endpoint_url,
        color: match cli.general.color.as_str() {
            "always" => Color::Always,
            "never" => Color::Never,
            _ => Color::Auto,
        },
        quiet: cli.general.quiet,
        verbose: cli.general.verbose > 0,
    };
    let exit: Exit = match cli.command {
        Command::Check(args) => {
            let args = *args;
            commands::finish(check::run(&check::Options {
                common: common(args.aws),
                pools: args.pools,
                snapshots: args.snapshots,
                require: args.require,
                clients: args.clients,
                select: args.select,
                ignore: args.ignore,
                fail_on: severity(&args.fail_on),
                allow_incomplete: args.allow_incomplete,
                format: args.format,
                outputs: args.outputs,
                write_fixes: args.write_fixes,
            }))
        }
        Command::Snapshot(args) => commands::finish(snapshot::run(&snapshot::Options {
            common: common(args.aws),
            pool: args.pool,
            output: args.output,
            redact: args.redact,
        })),
    };
    ExitCode::from(exit.code())
}

fn one_of(words: &'static [&'static str]) -> PossibleValuesParser {
    PossibleValuesParser::new(words)
}

fn factor() -> impl TypedValueParser<Value = Factor> {
    PossibleValuesParser::new(Factor::ALL.map(Factor::as_str))
        .map(|word| Factor::ALL.into_iter().find(|factor| factor.as_str() == word).unwrap_or(Factor::Sms))
}

fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str))
        .map(|word| Format::ALL.into_iter().find(|format| format.as_str() == word).unwrap_or(Format::Table))
}

fn severity(word: &str) -> Option<Severity> {
    [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .find(|severity| severity.as_str() == word)
}

fn output(text: &str) -> Result<(Format, PathBuf), String> {
    let (word, path) = text.split_once('=').ok_or("expected FORMAT=PATH, for example json=report.json")?;
    let known = || Format::ALL.map(Format::as_str).join(", ");
    let format = Format::ALL.into_iter().find(|format| format.as_str() == word);
    let format = format.ok_or_else(|| format!("`{word}` is no format (there are {})", known()))?;
    if path.is_empty() {
        return Err("the path after = is empty".to_owned());
    }
    Ok((format, PathBuf::from(path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
