//! `trace`: what went wrong in real sign-ins, from what a browser, CloudTrail or a log recorded of them.

mod counted;
pub mod files;
mod live;
mod read;
mod said;
pub mod trail;

pub use crate::trace::cloudtrail::Store;
pub use read::given;
pub use said::{Recording, report};

use super::many::Limits;
use super::source::{self, Source};
use super::target::Target;
use super::users::Users;
use super::{Common, Exit, Failure, terminal};
use crate::finding::Severity;
use crate::report::Format;
use crate::report::trace::TraceReport;
use crate::rules::{Selection, Wishes};
use crate::snapshot::{Client, Snapshot};
use crate::trace::cloudtrail::Filter;
use crate::trace::{Key, redact};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use time::OffsetDateTime;

/// What `trace` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// What to read; `-` is standard input.
    pub files: Vec<PathBuf>,
    /// In the place of files: the event history, so far back.
    pub since: Option<Duration>,
    /// In the place of files: the answer to the query.
    pub results: Option<PathBuf>,
    /// What to print the query for, and nothing else.
    pub query: Option<Store>,
    /// For how long the event history is read at most.
    pub timeout: Option<Duration>,
    /// The pool of the sign-ins.
    pub source: Option<Source>,
    /// Where to write a copy without secrets.
    pub redact: Option<PathBuf>,
    /// Only these rules.
    pub select: Vec<String>,
    /// Not these rules.
    pub ignore: Vec<String>,
    /// The format on standard output.
    pub format: Format,
}

/// Runs `trace`.
///
/// # Errors
/// When there is nothing to read, or the pool cannot be read.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    if let Some(store) = &options.query {
        return query(store, options);
    }
    let selection = Selection::new(&options.select, &options.ignore)?;
    let key = read::key()?;
    if let Some(out) = &options.redact {
        redacted(options, out, &key)?;
    }
    let source = options.source.as_ref();
    let snapshot = || {
        let read = |source| source::read(source, &Users::default(), &options.common, &Wishes::default());
        source.map(read).transpose()
    };
    // What is wrong with a file shows before AWS is asked.
    let (recording, snapshot) = match (options.since, source) {
        _ if options.results.is_some() => (read::results(options.results.as_deref())?, snapshot()?),
        (Some(_), None | Some(Source::File(_))) => {
            return Err(Failure::new("--since reads the event history of a live pool, and none was named")
                .hint("mfa-doctor trace --pool ID --since 24h"));
        }
        (Some(since), Some(Source::Live(pool))) => {
            let snapshot = snapshot()?;
            (history(options, pool, since, snapshot.as_ref(), &key)?, snapshot)
        }
        _ => (read::read(&options.files, &key)?, snapshot()?),
    };
    let interrupted = recording.interrupted;
    let mut told = report(recording, snapshot.as_ref(), &selection, &options.common.reach())
        .map_err(|gap| source::no_pool(&gap))?;
    let exit = if interrupted { Exit::Interrupted } else { exit_of(&told) };
    told.exit_code = exit.code();
    terminal::print_rendered("report", |out| match options.format {
        Format::Json => told.render_json(out),
        Format::Markdown => told.render_markdown(out),
        Format::Html => told.render_html(out),
        _ => told.render_table(terminal::look(&options.common), out),
    })?;
    Ok(exit)
}

/// Prints the query for a store, and how to go on.
fn query(store: &Store, options: &Options) -> Result<Exit, Failure> {
    let since = options.since.map(|since| {
        let seconds = OffsetDateTime::now_utc().unix_timestamp().saturating_sub_unsigned(since.as_secs());
        said::moment(seconds * 1000)
    });
    let filter = Filter { since: since.as_deref(), ..Filter::default() };
    let query = store.query(&filter).ok_or_else(|| {
        let (what, form) = match store {
            Store::Athena(_) => ("a table of Athena", "NAME, or DATABASE.NAME"),
            Store::Lake(_) => ("an event data store", "its ARN, or the ID in it"),
        };
        Failure::new(format!("that is no name of {what}")).hint(form)
    })?;
    terminal::print(query.as_bytes())?;
    let next = "run it there and save the answer as CSV, with its header; mfa-doctor trace --results FILE.csv reads it";
    terminal::remark(&options.common, next);
    Ok(Exit::Clean)
}

/// What CloudTrail's event history says of the pool.
fn history(
    options: &Options,
    pool: &str,
    since: Duration,
    snapshot: Option<&Snapshot>,
    key: &Key,
) -> Result<Recording, Failure> {
    let target = Target::parse(pool)?;
    let limits = Limits { timeout: options.timeout, ..Limits::default() };
    let asked = live::Asked { common: &options.common, target: &target, since, limits };
    let mut history = live::read(&asked)?;
    let clients = snapshot.and_then(|snapshot| snapshot.clients.known());
    let clients: Vec<&str> = clients.into_iter().flatten().map(|client| Client(client).id()).collect();
    history.found.keep_pool(&target.id, &clients);
    let name = format!("event history of {}", target.region);
    Ok(Recording {
        interrupted: history.interrupted,
        ..read::of_trail(history.found, name, history.skipped, key)
    })
}

/// The answer is no where a call failed, or something is proven wrong.
fn exit_of(report: &TraceReport) -> Exit {
    let errors = report.findings.iter().any(|found| found.finding.severity == Severity::Error);
    let counted = report.trail.as_ref().is_some_and(|trail| !trail.errors.is_empty());
    match (errors || counted || report.failures().next().is_some(), report.complete) {
        (true, _) => Exit::Findings,
        (false, true) => Exit::Clean,
        (false, false) => Exit::Incomplete,
    }
}

/// Writes the copy without secrets.
fn redacted(options: &Options, out: &Path, key: &Key) -> Result<(), Failure> {
    let [file] = options.files.as_slice() else {
        return Err(
            Failure::new("--redact takes one HAR file").hint("mfa-doctor trace FILE.har --redact OUT.har")
        );
    };
    if terminal::is_standard(file) {
        return Err(Failure::new("--redact takes a file, not standard input"));
    }
    if fs::canonicalize(out).is_ok_and(|out| fs::canonicalize(file).is_ok_and(|file| file == out)) {
        return Err(Failure::new("--redact would overwrite the recording itself").hint("name another file"));
    }
    let name = terminal::name_of(file);
    let copy = redact::har(&read::whole(file)?, key).map_err(|error| {
        Failure::new(format!("{name} {error}")).hint("only HAR files are copied without their secrets")
    })?;
    terminal::write_private(out, &copy)?;
    terminal::remark(&options.common, &format!("{} holds no secrets", terminal::name_of(out)));
    Ok(())
}
