//! Reading live pools, in a build that can.

#[cfg(feature = "aws")]
pub(super) use with_aws::{
    access, failure, fetch_keys, list_pools, open, pool_ref, read_around, remark_regions, runtime,
    unreadable_pool,
};
#[cfg(not(feature = "aws"))]
pub(super) use without_aws::{fetch_keys, list_pools, offline, read_around};

use super::many::{Asked, Cut, Limits};
use super::target::Target;
use super::{Common, Failure};
use crate::report::Unreadable;
use crate::rules::Wishes;
use crate::snapshot::Snapshot;

/// Reads every pool; those that cannot be read are listed, unless none can.
///
/// # Errors
/// When not one pool was read, or somebody pressed Ctrl-C.
pub(super) fn read(
    common: &Common,
    targets: &[Target],
    wishes: &Wishes,
    users: &[String],
    limits: Limits,
) -> Result<(Vec<Snapshot>, Vec<Unreadable>), Failure> {
    let asked =
        Asked { common, targets, many: None, wishes, users, selection: None, limits, is_there: &|_| false };
    let (snapshots, outcome) = asked.read_in_order()?;
    if outcome.cut == Some(Cut::Interrupted) {
        return Err(Failure::interrupted());
    }
    Ok((snapshots, outcome.unreadable))
}

#[cfg(feature = "aws")]
mod with_aws {
    use crate::collect::{Access, ConnectError, Connection, PoolError, PoolRef, connect, fetch_text};
    use crate::commands::target::Target;
    use crate::commands::{Common, Failure, terminal};
    use crate::snapshot::{Snapshot, region_partition};
    use futures_util::future::join_all;
    use tokio::runtime::Runtime;

    /// What the pools of `around` would use: the SMS role, Amazon SNS and Amazon SES that they name.
    pub(in crate::commands) fn read_around(
        common: &Common,
        target: &Target,
        around: &[Snapshot],
    ) -> Result<Vec<Snapshot>, Failure> {
        if around.is_empty() {
            return Ok(Vec::new());
        }
        run(async {
            let connection = open(&access(common), Some(&target.region)).await?;
            let pool = pool_ref(target);
            Ok(join_all(around.iter().map(|named| connection.read_around(&pool, named))).await)
        })
    }

    /// The Region's pools, as the failure of a check that names none.
    pub(in crate::commands) fn list_pools(common: &Common) -> Failure {
        let listed = run(async {
            let connection = open(&access(common), None).await?;
            let region = connection.region().to_owned();
            let pools = connection.list_pools().await.map_err(|error| failure(&error, error.hint()))?;
            Ok((region, pools))
        });
        let (region, pools) = match listed {
            Ok(listed) => listed,
            Err(failure) => return failure,
        };
        if pools.is_empty() {
            return Failure::new(format!("no pool was named, and {region} has none"))
                .hint("name another Region with --region, or a pool with --pool ID");
        }
        let profile =
            common.profile.as_ref().map(|profile| format!(" --profile {profile}")).unwrap_or_default();
        let lines = pools
            .iter()
            .map(|pool| format!("mfa-doctor check{profile} --pool {}   # {}", pool.id, pool.name));
        Failure::new(format!("no pool was named; {region} has {}:", pools.len()))
            .hint(lines.collect::<Vec<_>>().join("\n"))
    }

    /// The text at `url`, which needs neither credentials nor configuration files.
    pub(in crate::commands) fn fetch_keys(url: &str) -> Result<String, Failure> {
        run(async { fetch_text(url).await.map_err(|error| failure(&error, error.hint())) })
    }

    fn run<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let runtime = runtime()?;
        let done = runtime.block_on(async {
            tokio::select! {
                biased; // the signal is watched before anything is sent
                Ok(()) = tokio::signal::ctrl_c() => Err(Failure::interrupted()),
                done = work => done,
            }
        });
        // A look-up of a name under way must not hold up the end.
        runtime.shutdown_background();
        done
    }

    /// The way to AWS.
    pub(in crate::commands) async fn open(
        access: &Access,
        region: Option<&str>,
    ) -> Result<Connection, Failure> {
        connect(access, region).await.map_err(|error: ConnectError| failure(&error, error.hint()))
    }

    /// What asynchronous work runs in.
    pub(in crate::commands) fn runtime() -> Result<Runtime, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| Failure::new(format!("cannot start: {error}")))
    }

    /// The AWS flags of the command line.
    pub(in crate::commands) fn access(common: &Common) -> Access {
        Access {
            profile: common.profile.clone(),
            region: common.region.clone(),
            endpoint_url: common.endpoint_url.clone(),
            ..Access::default()
        }
    }

    /// A pool as it was named.
    pub(in crate::commands) fn pool_ref(target: &Target) -> PoolRef {
        PoolRef {
            id: target.id.clone(),
            region: target.region.clone(),
            account: target.account.clone(),
            partition: target
                .partition
                .clone()
                .unwrap_or_else(|| region_partition(&target.region).to_owned()),
        }
    }

    /// A pool is where its ID says; a default that says otherwise must not surprise.
    pub(in crate::commands) fn remark_regions(common: &Common, connection: &Connection, targets: &[Target]) {
        let default = connection.region();
        for target in targets.iter().filter(|target| target.region != default) {
            let text = format!("{} is in {}, not in the default Region {default}", target.id, target.region);
            terminal::remark(common, &text);
        }
    }

    pub(in crate::commands) fn failure(error: &impl std::fmt::Display, hint: String) -> Failure {
        Failure::new(error.to_string()).hint(hint)
    }

    /// The failure of a run in which the pool `id` was not read, and no other.
    pub(in crate::commands) fn unreadable_pool(error: &PoolError, id: &str) -> Failure {
        let message = error.to_string();
        let message = if message.contains(id) { message } else { format!("cannot read {id}: {message}") };
        Failure::new(message).hint(error.hint())
    }
}

#[cfg(not(feature = "aws"))]
mod without_aws {
    use crate::commands::target::Target;
    use crate::commands::{Common, Failure};
    use crate::snapshot::Snapshot;

    /// The failure of all that takes AWS.
    pub(in crate::commands) fn offline() -> Failure {
        Failure::new("this build of mfa-doctor cannot read live pools")
            .hint("judge a snapshot with --snapshot FILE, or build with the feature `aws`")
    }

    pub(in crate::commands) fn read_around(
        _: &Common,
        _: &Target,
        _: &[Snapshot],
    ) -> Result<Vec<Snapshot>, Failure> {
        Err(offline())
    }

    pub(in crate::commands) fn list_pools(_: &Common) -> Failure {
        offline()
    }

    pub(in crate::commands) fn fetch_keys(url: &str) -> Result<String, Failure> {
        Err(Failure::new(format!("this build of mfa-doctor cannot fetch {url}")).hint(
            "fetch it by other means, and name the file with --jwks FILE, or build with the feature `aws`",
        ))
    }
}
