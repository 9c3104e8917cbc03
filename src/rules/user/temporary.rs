//! The temporary password of a user whom an administrator made.

use super::UserCase;
use crate::snapshot::{ADMIN_GET_USER, Gap, Profile, at, number};
use serde_json::Value;

/// How a temporary password stands.
#[derive(Debug)]
pub(super) enum Temporary {
    /// Its days have passed.
    Expired {
        /// The days that the pool gives it, and where they stand.
        days: (&'static str, Value),
    },
    /// Nothing shows that they have.
    Pending {
        /// The days that the pool gives it, and where they stand.
        days: (&'static str, Value),
    },
    /// What decides is not there.
    Unknown(Gap),
}

impl UserCase<'_> {
    /// Whether the days of the user's temporary password have passed. It was given when the user was last modified, or
    /// before: what has passed since is the least that it can be old.
    ///
    /// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html>
    pub(super) fn temporary(&self, profile: &Profile<'_>) -> Temporary {
        let described = self.case.pool.described;
        // Older pools keep the days where users are created; 0 stands for the default, which neither member tells.
        let places = [
            "Policies.PasswordPolicy.TemporaryPasswordValidityDays",
            "AdminCreateUserConfig.UnusedAccountValidityDays",
        ];
        let told = places.into_iter().find_map(|place| Some((place, number(described, place)?)));
        let days = told.filter(|(_, days)| *days > 0.0);
        let Some((place, days)) = days else {
            let reason = "the pool does not tell how long a temporary password is valid";
            return Temporary::Unknown(Gap::never_read("cognito-idp:DescribeUserPool", reason));
        };
        let Some(modified) = profile.modified() else {
            let reason = "the answer lacks UserLastModifiedDate";
            return Temporary::Unknown(Gap { core: true, ..Gap::never_read(ADMIN_GET_USER, reason) });
        };
        let Some(now) = self.case.now else {
            let reason = "the snapshot does not say when it was taken (TakenAt)";
            return Temporary::Unknown(Gap::never_read("cognito-idp:DescribeUserPool", reason));
        };
        let age = now.saturating_sub(modified) as f64 / 86_400.0;
        let told = (place, at(described, place).cloned().unwrap_or_default());
        if age > days { Temporary::Expired { days: told } } else { Temporary::Pending { days: told } }
    }
}
