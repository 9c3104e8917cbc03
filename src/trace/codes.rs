//! Puts the steps in order, and says of each code of an authenticator what it would have been made by. Secrets and
//! codes are dropped here.

use super::exchange::Read;
use super::{Links, Outcome, Skipped, Step, Timeline};
use crate::totp::{Question, Secret, TypedCode, Verdict, verify};

/// A code that fits nothing takes tens of thousands of guesses; a recording with more of them than this is none of
/// a sign-in.
const MOST: usize = 64;

/// The newest secrets that a code is tried with.
const SECRETS: usize = 8;

/// A guess at how a code was made that hits more often than this by chance is no proof.
pub const UNLIKELY: f64 = 1e-3;

/// The steps in order of time, and in that of the file where two were sent at once.
pub(super) fn timeline(mut reads: Vec<Read>, skipped: Vec<Skipped>) -> Timeline {
    reads.sort_by_key(|read| read.step.at);
    let mut steps = Vec::with_capacity(reads.len());
    let mut kept = Vec::with_capacity(reads.len());
    for Read { step, secret, code } in reads {
        steps.push(step);
        kept.push(Kept { secret, code });
    }
    let mut timeline = Timeline { steps, skipped };
    if kept.iter().any(|kept| kept.secret.is_some()) {
        let links = Links::of(&timeline);
        let coded = (0..kept.len()).filter(|at| kept[*at].code.is_some()).take(MOST);
        let verdicts: Vec<_> =
            coded.filter_map(|at| Some((at, verdict(at, &timeline.steps, &kept, &links)?))).collect();
        for (at, verdict) in verdicts {
            timeline.steps[at].code = Some(verdict);
        }
    }
    timeline
}

struct Kept {
    secret: Option<Secret>,
    code: Option<TypedCode>,
}

fn verdict(at: usize, steps: &[Step], kept: &[Kept], links: &Links) -> Option<Verdict> {
    let code = kept[at].code.as_ref()?;
    let earlier = |own: bool| {
        let own = move |before: &usize| !own || same(at, *before, steps, links);
        let found = (0..at).filter(own).filter_map(|before| kept[before].secret.clone());
        let mut found: Vec<Secret> = found.collect();
        found.drain(..found.len().saturating_sub(SECRETS));
        found
    };
    let own = earlier(true);
    let sure = !own.is_empty();
    let secrets = if sure { own } else { earlier(false) };
    if secrets.is_empty() {
        return None;
    }
    // A code that was refused is not used up.
    let sent = (0..at).any(|before| {
        kept[before].code.as_ref() == Some(code)
            && same(at, before, steps, links)
            && !matches!(steps[before].outcome, Outcome::Refused(_))
    });
    let codes = vec![code.clone(); 1 + usize::from(sent)];
    let verdict = verify(Question { secrets: &secrets, codes: &codes, at: moment(&steps[at])? }).verdict;
    // Of another sign-in, a secret that does not fit may be another user's, and one that fits may do so by chance.
    let fits = match &verdict {
        Verdict::Matches(_) | Verdict::Used(_) => true,
        Verdict::Explained(fits) => fits.first().is_some_and(|fit| fit.chance < UNLIKELY),
        Verdict::Unexplained => false,
    };
    (sure || fits).then_some(verdict)
}

/// Whether two steps belong to one sign-in, or to one user.
fn same(one: usize, other: usize, steps: &[Step], links: &Links) -> bool {
    let user = |at: usize| steps[at].user.as_ref().or_else(|| links.sign_in_of(at).user.as_ref());
    links.sign_in[one] == links.sign_in[other]
        || user(one).zip(user(other)).is_some_and(|(one, other)| one == other)
}

/// When AWS had the code, by its own clock where that is known.
fn moment(step: &Step) -> Option<u64> {
    u64::try_from(step.server_time.unwrap_or(step.at.div_euclid(1000))).ok()
}
