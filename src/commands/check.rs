//! `check`: judges pools, live or from snapshots.

use super::assemble::{self, Judged};
use super::change::Change;
use super::configuration::{self, SetUp, Sources};
use super::judging::Judging;
use super::many::{self, Asked, Cut, Limits, Many, Outcome};
use super::target::Target;
use super::users::Users;
use super::{Common, Exit, Failure, baseline, fixes, live, outputs, source, terminal};
use crate::config::{Settings, Treatment};
use crate::rules::{Selection, Wishes};
use crate::snapshot::{Snapshot, text};
use std::path::PathBuf;
use time::OffsetDateTime;

/// What `check` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// Snapshot files; `-` is standard input.
    pub snapshots: Vec<PathBuf>,
    /// In the place of pools by name: those of the account.
    pub many: Option<Many>,
    /// Pace and time.
    pub limits: Limits,
    /// Users to judge too.
    pub users: Users,
    /// Requests that are to be sent.
    pub change: Change,
    /// The set-up: flags, and where the rest of it stands.
    pub sources: Sources,
    /// Where a new baseline goes.
    pub write_baseline: Option<PathBuf>,
    /// Where the documents of fixes go.
    pub write_fixes: Option<PathBuf>,
}

/// Runs `check`.
///
/// # Errors
/// When nothing could be judged.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    let names_no_pool = !options.snapshots.is_empty() || options.many.is_some();
    let SetUp { settings, file } = configuration::set_up(&options.sources, names_no_pool, &options.common)?;
    let selection = Selection::new(&settings.select, &settings.ignore)?;
    options.users.check()?;
    outputs::check(&settings.outputs, &options.snapshots)?;
    let change = options.change.read(&settings.pools, &options.snapshots)?;
    let known = baseline::read(&settings, options.write_baseline.as_deref())?;
    let wishes = Wishes { required: settings.require.clone(), clients: settings.clients.clone() };
    let today = OffsetDateTime::now_utc().date();
    let mut judging = Judging {
        common: &options.common,
        settings: &settings,
        wishes: &wishes,
        selection: &selection,
        change: change.as_ref(),
        compares: options.users.compare,
        keeps_scopes: known.is_some() || !settings.suppressions.is_empty(),
        treatment: Treatment::new(&settings, &file, today, known.as_ref(), options.write_baseline.is_some()),
        pools: Vec::new(),
        scopes: Vec::new(),
    };
    let asked = Asked {
        common: &options.common,
        targets: &[],
        many: options.many.as_ref(),
        wishes: &wishes,
        users: &options.users.once(),
        selection: Some(&selection),
        limits: options.limits,
        is_there: &|_| false,
    };
    let outcome = match options.many {
        Some(_) => as_they_come(&asked, &mut judging)?,
        None => in_order(options, &asked, &mut judging)?,
    };
    let exit = match outcome.cut {
        Some(Cut::Interrupted) => Exit::Interrupted,
        _ => exit(&judging.pools, &outcome, &settings),
    };
    let Judging { treatment, pools, scopes, .. } = judging;
    let mut report = assemble::report(pools, outcome.unreadable.clone(), exit);
    report.places = outputs::places(&settings.sarif_path);
    report.notices = treatment.notices(&scopes);
    many::mark(&mut report, &outcome);
    if let Some(folder) = &options.write_fixes {
        fixes::write(folder, &mut report)?;
    }
    if let Some(path) = &options.write_baseline {
        let entries = baseline::write(path, &settings, &treatment, &scopes)?;
        let plural = if entries == 1 { "entry" } else { "entries" };
        terminal::remark(&options.common, &format!("{} holds {entries} {plural}", path.display()));
    }
    outputs::write(&options.common, settings.format, &settings.outputs, &report)?;
    Ok(exit)
}

/// Judges the pools of the account, each as soon as it is read.
fn as_they_come(asked: &Asked<'_>, judging: &mut Judging<'_>) -> Result<Outcome, Failure> {
    let mut unknown = judging.wishes.clients.clone();
    let mut wrong = None;
    let outcome = asked.read(&mut |_, snapshot| {
        unknown.retain(|id| is_unknown_to(&snapshot, id));
        judging.judge(&snapshot, None).unwrap_or_else(|failure| {
            wrong.get_or_insert(failure);
            many::Found::Sound
        })
    })?;
    if let Some(failure) = wrong {
        return Err(failure);
    }
    if let (Some(id), None) = (unknown.first(), outcome.cut) {
        return Err(no_client(id));
    }
    judging.sort();
    Ok(outcome)
}

/// Judges snapshots, or pools by name, in the order in which they were asked for.
fn in_order(options: &Options, asked: &Asked<'_>, judging: &mut Judging<'_>) -> Result<Outcome, Failure> {
    let (mut snapshots, mut outcome) = gather(options, &judging.settings.pools, asked)?;
    check_clients(&snapshots, &judging.settings.clients)?;
    outcome.unreadable.extend(options.users.missing(&snapshots)?);
    options.users.mask(&mut snapshots);
    for (position, snapshot) in snapshots.iter().enumerate() {
        judging.judge(snapshot, file_of(options, position))?;
    }
    Ok(outcome)
}

fn gather(
    options: &Options,
    pools: &[String],
    asked: &Asked<'_>,
) -> Result<(Vec<Snapshot>, Outcome), Failure> {
    if options.snapshots.is_empty() {
        if pools.is_empty() {
            return Err(live::list_pools(&options.common));
        }
        let targets = pools.iter().map(|pool| Target::parse(pool)).collect::<Result<Vec<_>, _>>()?;
        return Asked { targets: &targets, ..*asked }.read_in_order();
    }
    let read = options.snapshots.iter().map(|path| source::from_file(path));
    let mut snapshots: Vec<Snapshot> = read.collect::<Result<_, _>>()?;
    options.users.pick(&mut snapshots, &options.common)?;
    Ok((snapshots, Outcome::default()))
}

/// The file of the snapshot at this position; `None` for a live pool and for standard input.
fn file_of(options: &Options, position: usize) -> Option<String> {
    let path = options.snapshots.get(position).filter(|path| !terminal::is_standard(path))?;
    Some(path.display().to_string())
}

/// A client that was asked for must be one of a pool's, as far as the clients could be read.
fn check_clients(snapshots: &[Snapshot], wanted: &[String]) -> Result<(), Failure> {
    let nowhere = |id: &&String| snapshots.iter().all(|snapshot| is_unknown_to(snapshot, id));
    match wanted.iter().find(nowhere) {
        Some(id) if !snapshots.is_empty() => Err(no_client(id)),
        _ => Ok(()),
    }
}

/// Whether the pool has no such client for certain.
fn is_unknown_to(snapshot: &Snapshot, id: &str) -> bool {
    let clients = snapshot.clients.known().map(Vec::as_slice);
    clients.is_some_and(|clients| {
        let all_named = clients.iter().all(|client| text(client, "ClientId").is_some());
        all_named && !clients.iter().any(|client| text(client, "ClientId") == Some(id))
    })
}

fn no_client(id: &str) -> Failure {
    Failure::new(format!("no app client of the pool has the ID `{id}`"))
        .hint("`aws cognito-idp list-user-pool-clients --user-pool-id POOL_ID` lists them")
}

fn exit(pools: &[Judged], outcome: &Outcome, settings: &Settings) -> Exit {
    let fails = pools
        .iter()
        .flat_map(|judged| &judged.report.findings)
        .filter(|reported| reported.suppressed.is_none())
        .any(|reported| settings.fail_on.fails(reported.finding.severity));
    let cut_short = !outcome.unreadable.is_empty() || outcome.cut.is_some();
    let incomplete = cut_short || pools.iter().any(|judged| !judged.complete);
    match (fails, incomplete && !settings.allow_incomplete) {
        (true, _) => Exit::Findings,
        (false, true) => Exit::Incomplete,
        (false, false) => Exit::Clean,
    }
}
