//! Reading live pools, in a build that can.

#[cfg(feature = "aws")]
pub(super) use with_aws::{list_pools, read};
#[cfg(not(feature = "aws"))]
pub(super) use without_aws::{list_pools, read};

#[cfg(not(feature = "aws"))]
mod without_aws {
    use crate::commands::target::Target;
    use crate::commands::{Common, Failure};
    use crate::report::Unreadable;
    use crate::rules::Wishes;
    use crate::snapshot::Snapshot;

    fn offline() -> Failure {
        Failure::new("this build of mfa-doctor cannot read live pools")
            .hint("judge a snapshot with --snapshot FILE, or build with the feature `aws`")
    }

    pub(in crate::commands) fn read(
        _: &Common,
        _: &[Target],
        _: &Wishes,
    ) -> Result<(Vec<Snapshot>, Vec<Unreadable>), Failure> {
        Err(offline())
    }

    pub(in crate::commands) fn list_pools(_: &Common) -> Failure {
        offline()
    }
}
