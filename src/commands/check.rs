//! `check`: judges pools, live or from snapshots.

use super::assemble::{self, Judged};
use super::change::{Change, Ground};
use super::configuration::{self, SetUp, Sources};
use super::target::Target;
use super::users::Users;
use super::{Common, Exit, Failure, baseline, fixes, live, outputs, source, terminal};
use crate::config::{Settings, Treatment};
use crate::report::Unreadable;
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
    let SetUp { settings, file } =
        configuration::set_up(&options.sources, !options.snapshots.is_empty(), &options.common)?;
    let selection = Selection::new(&settings.select, &settings.ignore)?;
    options.users.check()?;
    outputs::check(&settings.outputs, &options.snapshots)?;
    let change = options.change.read(&settings.pools, &options.snapshots)?;
    let known = baseline::read(&settings, options.write_baseline.as_deref())?;
    let wishes = Wishes { required: settings.require.clone(), clients: settings.clients.clone() };
    let (mut snapshots, mut unreadable) = gather(options, &settings.pools, &wishes)?;
    check_clients(&snapshots, &settings.clients)?;
    unreadable.extend(options.users.missing(&snapshots)?);
    options.users.mask(&mut snapshots);
    let reach = options.common.reach();
    let today = OffsetDateTime::now_utc().date();
    let mut treatment =
        Treatment::new(&settings, &file, today, known.as_ref(), options.write_baseline.is_some());
    let (mut pools, mut scopes) = (Vec::new(), Vec::new());
    for (position, snapshot) in snapshots.iter().enumerate() {
        let mut judged = match &change {
            Some(change) => {
                let live = settings.pools.first().map(|pool| Target::parse(pool)).transpose()?;
                let ground = Ground { wishes: &wishes, selection: &selection, common: &options.common };
                change.judge(snapshot, live.as_ref(), &ground, &mut treatment)?
            }
            None => assemble::pool(snapshot, &wishes, &selection, &reach, &mut treatment)
                .map_err(|gap| source::no_pool(&gap))?,
        };
        judged.report.file = file_of(options, position);
        if known.is_some() || !settings.suppressions.is_empty() {
            scopes.push(baseline::scope(snapshot, &judged, &wishes));
        }
        pools.push(if options.users.compare { judged.comparing(snapshot, &wishes) } else { judged });
    }
    let exit = exit(&pools, &unreadable, &settings);
    let mut report = assemble::report(pools, unreadable, exit);
    report.places = outputs::places(&settings.sarif_path);
    report.notices = treatment.notices(&scopes);
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

fn gather(
    options: &Options,
    pools: &[String],
    wishes: &Wishes,
) -> Result<(Vec<Snapshot>, Vec<Unreadable>), Failure> {
    if options.snapshots.is_empty() {
        if pools.is_empty() {
            return Err(live::list_pools(&options.common));
        }
        let targets = pools.iter().map(|pool| Target::parse(pool)).collect::<Result<Vec<_>, _>>()?;
        return live::read(&options.common, &targets, wishes, &options.users.once());
    }
    let read = options.snapshots.iter().map(|path| source::from_file(path));
    let mut snapshots: Vec<Snapshot> = read.collect::<Result<_, _>>()?;
    options.users.pick(&mut snapshots, &options.common)?;
    Ok((snapshots, Vec::new()))
}

/// The file of the snapshot at this position; `None` for a live pool and for standard input.
fn file_of(options: &Options, position: usize) -> Option<String> {
    let path = options.snapshots.get(position).filter(|path| !terminal::is_standard(path))?;
    Some(path.display().to_string())
}

/// A client that was asked for must be one of a pool's, as far as the clients could be read.
fn check_clients(snapshots: &[Snapshot], wanted: &[String]) -> Result<(), Failure> {
    for id in wanted {
        let unknown_to = |snapshot: &Snapshot| {
            let clients = snapshot.clients.known().map(Vec::as_slice);
            clients.is_some_and(|clients| {
                let all_named = clients.iter().all(|client| text(client, "ClientId").is_some());
                all_named && !clients.iter().any(|client| text(client, "ClientId") == Some(id))
            })
        };
        if !snapshots.is_empty() && snapshots.iter().all(unknown_to) {
            return Err(Failure::new(format!("no app client of the pool has the ID `{id}`"))
                .hint("`aws cognito-idp list-user-pool-clients --user-pool-id POOL_ID` lists them"));
        }
    }
    Ok(())
}

fn exit(pools: &[Judged], unreadable: &[Unreadable], settings: &Settings) -> Exit {
    let fails = pools
        .iter()
        .flat_map(|judged| &judged.report.findings)
        .filter(|reported| reported.suppressed.is_none())
        .any(|reported| settings.fail_on.fails(reported.finding.severity));
    let incomplete = !unreadable.is_empty() || pools.iter().any(|judged| !judged.complete);
    match (fails, incomplete && !settings.allow_incomplete) {
        (true, _) => Exit::Findings,
        (false, true) => Exit::Incomplete,
        (false, false) => Exit::Clean,
    }
}
