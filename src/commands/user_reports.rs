//! What is known of users → their part of the report.

use super::assemble::Judged;
use crate::report::{ComparisonReport, DifferenceReport, UserReport};
use crate::rules::{Case, UserCase, Wishes, compare, outlook};
use crate::snapshot::{Snapshot, User, flag, text};

/// Every user of the snapshot.
pub(super) fn reports(snapshot: &Snapshot, wishes: &Wishes) -> Vec<UserReport> {
    let Ok(case) = Case::of(snapshot, wishes) else { return Vec::new() };
    snapshot.users().into_iter().flatten().map(|user| report(&case, user)).collect()
}

impl Judged {
    /// Makes it a report on what tells two users apart; the pool must have been asked for just these.
    pub(super) fn comparing(mut self, snapshot: &Snapshot, wishes: &Wishes) -> Judged {
        if let (Ok(case), Ok([one, other])) = (Case::of(snapshot, wishes), snapshot.users().as_deref()) {
            let differences = compare(&case, one, other).into_iter().map(|difference| DifferenceReport {
                what: difference.what,
                a: difference.a,
                b: difference.b,
                matters: difference.matters,
            });
            self.report.comparison = Some(ComparisonReport {
                users: [one.name().to_owned(), other.name().to_owned()],
                differences: differences.collect(),
            });
        }
        self
    }
}

fn report<'a>(case: &Case<'a>, user: User<'a>) -> UserReport {
    let profile = user.profile();
    let known = profile.as_ref().ok().copied().flatten();
    let owned = |word: Option<&str>| word.map(str::to_owned);
    // Of a user who does not exist or was not read, nothing is to be expected.
    let awaits = known.map(|_| outlook(&UserCase { case: case.clone(), user }));
    UserReport {
        name: user.name().to_owned(),
        exists: profile.as_ref().ok().map(Option::is_some),
        username: owned(known.and_then(|profile| text(profile.0, "Username"))),
        status: owned(known.and_then(|profile| profile.status())),
        enabled: known.and_then(|profile| flag(profile.0, "Enabled")),
        factors: known.map(|profile| profile.factors().into_iter().map(str::to_owned).collect()),
        preferred: owned(known.and_then(|profile| profile.preferred())),
        next_sign_in: awaits.as_ref().and_then(|awaits| serde_json::to_value(&awaits.sign_in).ok()),
        password_reset: awaits.as_ref().and_then(|awaits| serde_json::to_value(&awaits.forgot_password).ok()),
        unread: profile.err().map(|gap| format!("{}: {}", gap.needs.join(", "), gap.reason)),
    }
}
