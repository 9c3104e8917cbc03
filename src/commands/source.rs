//! Where the facts about one pool come from: a file, or AWS.

use super::many::Limits;
use super::target::Target;
use super::users::Users;
use super::{Common, Failure, live, terminal};
use crate::rules::Wishes;
use crate::snapshot::{Gap, Snapshot};
use std::path::{Path, PathBuf};

/// One pool, as the command line names it.
#[derive(Debug, Clone)]
pub enum Source {
    /// A live pool, by ID or ARN.
    Live(String),
    /// A snapshot; `-` is standard input.
    File(PathBuf),
}

/// The facts about the pool and about these users; of the users without what they can be reached by.
///
/// # Errors
/// When there are none: no such pool, no such user, no credentials, a file that is no snapshot.
pub(super) fn read(
    source: &Source,
    users: &Users,
    common: &Common,
    wishes: &Wishes,
) -> Result<Snapshot, Failure> {
    let mut snapshot = match source {
        Source::File(path) => {
            let mut snapshot = from_file(path)?;
            users.pick(std::slice::from_mut(&mut snapshot), common)?;
            snapshot
        }
        Source::Live(pool) => {
            let target = Target::parse(pool)?;
            let (snapshots, _) =
                live::read(common, std::slice::from_ref(&target), wishes, &users.once(), Limits::default())?;
            snapshots.into_iter().next().ok_or_else(|| Failure::new("the pool could not be read"))?
        }
    };
    for missing in users.missing(std::slice::from_ref(&snapshot))? {
        terminal::remark(common, &format!("{}: {}", missing.id, missing.message));
    }
    users.mask(std::slice::from_mut(&mut snapshot));
    Ok(snapshot)
}

/// The snapshot in a file.
///
/// # Errors
/// When the file cannot be read, or is no snapshot.
pub(super) fn from_file(path: &Path) -> Result<Snapshot, Failure> {
    let name = terminal::name_of(path);
    Snapshot::from_json(&terminal::read(path)?).map_err(|error| {
        let failure = Failure::new(format!("{name} {error}"));
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    })
}

/// The failure of a snapshot in which the pool itself was not read.
pub(super) fn no_pool(gap: &Gap) -> Failure {
    let needs = gap.needs.join(", ");
    Failure::new(format!("the snapshot holds no pool: {needs} was not read ({})", gap.reason))
        .hint(format!("take it again with the permission {needs}"))
}
