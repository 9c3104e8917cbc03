//! The arguments of `generate`, one subcommand for each target.

use super::values::name;
use crate::commands::generate::completions::{self, Shell};
use crate::commands::generate::schema::Subject;
use crate::commands::generate::{config, iam_policy, man, schema};
use crate::commands::{Exit, Failure};
use crate::permissions::Part;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Command, Subcommand};
use std::path::PathBuf;

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0    written
  2    the input cannot be used, or the file cannot be written";

#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(super) struct GenerateArgs {
    #[command(subcommand)]
    target: Target,
}

#[derive(Debug, Subcommand)]
enum Target {
    /// Print what a shell needs to complete the command line.
    #[command(after_help = EXIT_CODES)]
    Completions(CompletionsArgs),
    /// Print the manual page, or write one for each command.
    #[command(after_help = EXIT_CODES)]
    Man(ManArgs),
    /// Print the IAM policy that allows what the program sends, and nothing else.
    #[command(after_help = EXIT_CODES)]
    IamPolicy(IamPolicyArgs),
    /// Print a configuration file with every key, commented out.
    #[command(after_help = EXIT_CODES)]
    Config,
    /// Print the JSON Schema of what the program reads or writes.
    #[command(after_help = EXIT_CODES)]
    Schema(SchemaArgs),
}

#[derive(Debug, Args)]
struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, Args)]
struct ManArgs {
    /// Write the page of each command into this folder.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct IamPolicyArgs {
    /// What for: to read what decides (core), what settles more (extra), both (all), for sign-in --flow admin, or for
    /// trace --since.
    #[arg(long = "part", value_name = "PART", value_delimiter = ',', default_value = "all", value_parser = parts())]
    parts: Vec<&'static [Part]>,
    /// Also what --user takes. Reading a user makes it count as active this month.
    #[arg(long)]
    user: bool,
    /// Limit it to this pool, by ID or ARN; repeatable.
    #[arg(long = "pool", value_name = "ID|ARN", num_args = 1.., value_parser = name())]
    pools: Vec<String>,
    /// The account of pools that are named by ID.
    #[arg(long, value_name = "NUMBER", requires = "pools")]
    account: Option<String>,
    /// Limit it to this SMS role, by ARN; repeatable.
    #[arg(long = "role", value_name = "ARN", num_args = 1.., value_parser = name())]
    roles: Vec<String>,
}

fn parts() -> impl TypedValueParser<Value = &'static [Part]> {
    const NAMES: [(&str, &[Part]); 5] = [
        ("core", &[Part::Core]),
        ("extra", &[Part::Extra]),
        ("all", &[Part::Core, Part::Extra]),
        ("sign-in", &[Part::SignIn]),
        ("trace", &[Part::Trace]),
    ];
    let named = |word: String| NAMES.iter().find(|(name, _)| *name == word);
    PossibleValuesParser::new(NAMES.map(|(name, _)| name))
        .map(move |word| named(word).map_or(&[][..], |(_, parts)| parts))
}

#[derive(Debug, Args)]
struct SchemaArgs {
    /// Of what.
    #[arg(value_name = "SUBJECT", value_parser = subject())]
    subject: Subject,
}

fn subject() -> impl TypedValueParser<Value = Subject> {
    PossibleValuesParser::new(Subject::ALL.map(Subject::as_str)).map(|word| {
        Subject::ALL.into_iter().find(|subject| subject.as_str() == word).unwrap_or(Subject::Config)
    })
}

impl GenerateArgs {
    /// Runs what was asked for; `command` is the whole command line.
    pub(super) fn run(self, command: Command) -> Result<Exit, Failure> {
        match self.target {
            Target::Completions(args) => completions::run(command, args.shell),
            Target::Man(args) => man::run(command, args.dir.as_deref()),
            Target::IamPolicy(args) => iam_policy::run(&args.options()),
            Target::Config => config::run(),
            Target::Schema(args) => schema::run(args.subject),
        }
    }
}

impl IamPolicyArgs {
    fn options(self) -> iam_policy::Options {
        iam_policy::Options {
            parts: self.parts.concat(),
            users: self.user,
            pools: self.pools,
            account: self.account,
            roles: self.roles,
        }
    }
}
