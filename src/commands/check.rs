//! `check`: judges pools, live or from snapshots.

use super::assemble::{self, Judged};
use super::target::Target;
use super::users::Users;
use super::{Common, Exit, Failure, fixes, live, outputs, source, terminal};
use crate::finding::{Factor, Severity};
use crate::report::{Format, Unreadable};
use crate::rules::{Selection, Wishes};
use crate::snapshot::{Snapshot, text};
use std::path::PathBuf;

/// What `check` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// Pools by ID or ARN.
    pub pools: Vec<String>,
    /// Snapshot files; `-` is standard input.
    pub snapshots: Vec<PathBuf>,
    /// Users to judge too.
    pub users: Users,
    /// Factors that must work.
    pub require: Vec<Factor>,
    /// Clients to judge; all where empty.
    pub clients: Vec<String>,
    /// Rules to run; all where empty.
    pub select: Vec<String>,
    /// Rules not to run.
    pub ignore: Vec<String>,
    /// The least severity that makes the exit code 1; `None` for never.
    pub fail_on: Option<Severity>,
    /// Whether missing core evidence leaves the exit code 0.
    pub allow_incomplete: bool,
    /// The format on standard output.
    pub format: Format,
    /// Further formats, to files.
    pub outputs: Vec<(Format, PathBuf)>,
    /// The file that SARIF points at for a pool that no file holds.
    pub sarif_path: PathBuf,
    /// Where the documents of fixes go.
    pub write_fixes: Option<PathBuf>,
}

/// Runs `check`.
///
/// # Errors
/// When nothing could be judged.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    let selection = Selection::new(&options.select, &options.ignore)?;
    options.users.check()?;
    outputs::check(&options.outputs, &options.snapshots)?;
    let wishes = Wishes { required: options.require.clone(), clients: options.clients.clone() };
    let (mut snapshots, mut unreadable) = gather(options, &wishes)?;
    check_clients(&snapshots, &options.clients)?;
    unreadable.extend(options.users.missing(&snapshots)?);
    options.users.mask(&mut snapshots);
    let reach = options.common.reach();
    let mut pools = Vec::new();
    for (position, snapshot) in snapshots.iter().enumerate() {
        let mut judged =
            assemble::pool(snapshot, &wishes, &selection, &reach).map_err(|gap| source::no_pool(&gap))?;
        judged.report.file = file_of(options, position);
        pools.push(if options.users.compare { judged.comparing(snapshot, &wishes) } else { judged });
    }
    let exit = exit(&pools, &unreadable, options);
    let mut report = assemble::report(pools, unreadable, exit);
    report.places = outputs::places(&options.sarif_path);
    if let Some(folder) = &options.write_fixes {
        fixes::write(folder, &mut report)?;
    }
    outputs::write(&options.common, options.format, &options.outputs, &report)?;
    Ok(exit)
}

fn gather(options: &Options, wishes: &Wishes) -> Result<(Vec<Snapshot>, Vec<Unreadable>), Failure> {
    if options.snapshots.is_empty() {
        if options.pools.is_empty() {
            return Err(live::list_pools(&options.common));
        }
        let targets = options.pools.iter().map(|pool| Target::parse(pool)).collect::<Result<Vec<_>, _>>()?;
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

fn exit(pools: &[Judged], unreadable: &[Unreadable], options: &Options) -> Exit {
    let reaches = |severity: Severity| options.fail_on.is_some_and(|least| severity >= least);
    let fails = pools
        .iter()
        .flat_map(|judged| &judged.report.findings)
        .filter(|reported| reported.suppressed.is_none())
        .any(|reported| reaches(reported.finding.severity));
    let incomplete = !unreadable.is_empty() || pools.iter().any(|judged| !judged.complete);
    match (fails, incomplete && !options.allow_incomplete) {
        (true, _) => Exit::Findings,
        (false, true) => Exit::Incomplete,
        (false, false) => Exit::Clean,
    }
}
