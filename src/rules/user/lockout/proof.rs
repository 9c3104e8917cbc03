//! What recorded sign-ins prove of a lock-out.
//!
//! Of a user's past only some is known: how many failures stood before the first event, whether an attempt that was
//! refused is recorded, whether a right password before a wrong code starts the count anew. So every course that the
//! events allow is followed, and only what is so in all of them is proven. Wrong MFA codes lock out as well, but how many
//! of them one event stands for is not documented.
//!
//! Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior>

use crate::snapshot::{AuthEvent, at};
use serde_json::Value;
use std::collections::BTreeSet;

/// The failures from which on the user is locked out.
const FIRST: u8 = 5;

/// More failures than these lock out no longer: 2^10 seconds are more than about 15 minutes.
const MOST: u8 = 15;

/// The longest lock-out, in seconds, "approximately 15 minutes": at least, and at most.
const LONGEST: (i64, i64) = (14 * 60, 16 * 60);

/// So many seconds without an attempt, and the count starts anew: the longest lock-out, and 15 minutes after it.
pub(super) const LONG_PAUSE: i64 = LONGEST.1 + 15 * 60;

/// How far times that AWS rounds may be from each other, in seconds.
const SLACK: i64 = 1;

/// A lock-out that was on.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::rules::user) struct LockOut {
    /// The failures in a row that prove it, oldest first, in seconds since 1970.
    pub times: Vec<i64>,
    /// The same, as AWS wrote them.
    pub written: Vec<Value>,
    /// The earliest second in which it can end.
    pub until: i64,
}

impl LockOut {
    /// The last failure.
    pub(super) fn last(&self) -> i64 {
        self.times.last().copied().unwrap_or_default()
    }
}

/// What an event did to the count of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// A wrong answer, unless it was refused.
    Failed,
    /// A sign-in that was finished: no lock-out was on.
    Passed,
    /// Perhaps a failure, perhaps the count starts anew.
    Unclear,
    /// It is no attempt to sign in.
    None,
}

fn effect(event: &AuthEvent<'_>) -> Effect {
    match (event.kind(), event.response()) {
        (Some("SignUp" | "ResendCode"), _) => Effect::None,
        (Some("SignIn"), Some("Pass")) => Effect::Passed,
        (Some("SignIn"), Some("Fail")) if event.failed("Password") && !event.is_blocked() => Effect::Failed,
        _ => Effect::Unclear,
    }
}

/// One course of things: so many failures, and a lock-out that ends between two seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Course {
    failures: u8,
    ends: (i64, i64),
}

impl Course {
    /// Every course at whose start no lock-out has been: what starts the count anew is documented for one alone.
    fn free() -> impl Iterator<Item = Course> {
        (0..FIRST).map(|failures| Course { failures, ends: (i64::MIN, i64::MIN) })
    }

    fn failing(self, now: i64) -> Course {
        let failures = self.failures.saturating_add(1).min(MOST);
        let Some(doublings) = failures.checked_sub(FIRST) else { return Course { failures, ..self } };
        let seconds = 1_i64 << doublings;
        let end = |longest: i64| now.saturating_add(seconds.min(longest));
        Course { failures, ends: (end(LONGEST.0), end(LONGEST.1)) }
    }

    /// Where an event at `now` may lead: to nothing while the lock-out is on.
    fn after(self, effect: Effect, now: i64) -> Vec<Course> {
        let may_be_on = now <= self.ends.1.saturating_add(SLACK);
        let may_be_over = now.saturating_add(SLACK) >= self.ends.0;
        let mut courses = Vec::new();
        if may_be_on || effect != Effect::Failed {
            courses.push(self);
        }
        if may_be_over {
            courses.push(self.failing(now));
        }
        courses
    }
}

/// The lock-out that `events`, oldest first, prove for the second `now`. `free_before` says that none was on before the
/// first of them.
pub(super) fn lock_out(events: &[(i64, AuthEvent<'_>)], free_before: bool, now: i64) -> Option<LockOut> {
    let mut courses: BTreeSet<Course> = if free_before { Course::free().collect() } else { BTreeSet::new() };
    let mut in_a_row: Vec<&(i64, AuthEvent<'_>)> = Vec::new();
    let mut last: Option<i64> = None;
    for attempt in events {
        let (seconds, event) = attempt;
        let effect = effect(event);
        if effect == Effect::None {
            continue;
        }
        let pause = last.map_or(0, |last| seconds.saturating_sub(last));
        last = Some(*seconds);
        if pause >= LONG_PAUSE || effect == Effect::Passed {
            courses = Course::free().collect();
            in_a_row.clear();
        }
        if effect == Effect::Passed {
            continue;
        }
        // Where nothing is known, no event but those makes anything known.
        let known = !courses.is_empty();
        // 15 minutes without an attempt start the count anew.
        if known && pause >= LONGEST.0 {
            courses.extend(Course::free());
        }
        courses = courses.into_iter().flat_map(|course| course.after(effect, *seconds)).collect();
        if known && effect == Effect::Unclear {
            courses.extend(Course::free());
        }
        if effect == Effect::Failed { in_a_row.push(attempt) } else { in_a_row.clear() }
    }
    let until = courses.iter().map(|course| course.ends.0).min()?;
    // An event after the snapshot: the clocks differ.
    let clocks_agree = last? <= now.saturating_add(SLACK);
    let on = until > now.saturating_add(SLACK);
    (clocks_agree && on).then(|| LockOut {
        times: in_a_row.iter().map(|(seconds, _)| *seconds).collect(),
        written: in_a_row.iter().filter_map(|(_, event)| at(event.0, "CreationDate").cloned()).collect(),
        until,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const PASSWORD: &str = "Password";

    fn event(kind: &str, response: &str, answers: &[(&str, &str)]) -> Value {
        let answers: Vec<Value> = answers
            .iter()
            .map(|(name, answer)| json!({"ChallengeName": name, "ChallengeResponse": answer}))
            .collect();
        json!({"EventType": kind, "EventResponse": response, "ChallengeResponses": answers, "CreationDate": 7})
    }

    fn wrong_password() -> Value {
        event("SignIn", "Fail", &[(PASSWORD, "Failure")])
    }

    fn wrong_code() -> Value {
        event("SignIn", "Fail", &[(PASSWORD, "Success"), ("Mfa", "Failure")])
    }

    /// The end that is proven at `now`.
    fn until(events: &[(i64, Value)], free_before: bool, now: i64) -> Option<i64> {
        let events: Vec<_> = events.iter().map(|(at, event)| (*at, AuthEvent(event))).collect();
        lock_out(&events, free_before, now).map(|lock_out| lock_out.until)
    }

    fn passwords(seconds: &[i64]) -> Vec<(i64, Value)> {
        seconds.iter().map(|at| (*at, wrong_password())).collect()
    }

    /// As many failures as lock out for a minute at least, wherever the count began, and the last of them.
    fn failures() -> (Vec<i64>, i64) {
        let seconds: Vec<i64> = (0..20).map(|n| 100_000 + n * 12).collect();
        let last = seconds[19];
        (seconds, last)
    }

    /// The documented count, for attempts that are all wrong: which of them are refused, and when the lock-out ends.
    fn documented(before: u8, attempts: &[i64]) -> (Vec<bool>, i64) {
        let (mut count, mut end, mut last) = (before, i64::MIN, None);
        let mut refused = Vec::new();
        for at in attempts {
            if last.is_some_and(|last: i64| at - last.max(end) >= 15 * 60) && count >= FIRST {
                count = 0;
            }
            last = Some(*at);
            refused.push(*at < end);
            if *at >= end {
                count = (count + 1).min(40);
                end = if count < FIRST { i64::MIN } else { at + (1_i64 << (count - FIRST)).min(15 * 60) };
            }
        }
        (refused, end)
    }

    proptest! {
        #[test]
        fn nothing_is_proven_that_the_documented_count_does_not_say(
            before in 0..FIRST,
            pauses in proptest::collection::vec(prop_oneof![0..5_i64, 0..40_i64, 0..1000_i64, 800..3000_i64], 1..60),
            kept in proptest::collection::vec(any::<bool>(), 60),
            wait in 0..60_i64,
        ) {
            let mut at = 1_000_000;
            let attempts: Vec<i64> = pauses.iter().map(|pause| { at += pause; at }).collect();
            let (refused, end) = documented(before, &attempts);
            // What was refused may be recorded, or not.
            let recorded: Vec<i64> = attempts.iter().zip(&refused).zip(&kept)
                .filter(|((_, refused), kept)| !**refused || **kept).map(|((at, _), _)| *at).collect();
            let now = at + wait;
            if let Some(proven) = until(&passwords(&recorded), true, now) {
                prop_assert!(proven <= end && now < end, "{} proven, {} in truth", proven, end);
            }
            // Of a list without its beginning no more is proven.
            for cut in 0..recorded.len() {
                if let Some(proven) = until(&passwords(&recorded[cut..]), false, now) {
                    prop_assert!(proven <= end && now < end, "{} proven, {} in truth", proven, end);
                }
            }
        }
    }

    #[test]
    fn many_failures_lock_out_and_few_do_not() {
        let (seconds, last) = failures();
        let found = until(&passwords(&seconds), true, last);
        assert!(found.is_some_and(|end| end > last + 10), "{found:?}");
        assert_eq!(until(&passwords(&seconds), true, found.unwrap_or_default()), None, "over");
        assert_eq!(until(&passwords(&seconds[..4]), true, seconds[3]), None);
        let longest = Course { failures: MOST, ends: (0, 0) }.failing(1000);
        assert_eq!(longest, Course { failures: MOST, ends: (1000 + LONGEST.0, 1000 + LONGEST.1) });
        assert_eq!(Course { failures: 4, ends: (0, 0) }.failing(1000).ends, (1001, 1001));
    }

    #[test]
    fn what_stood_before_is_known_by_a_pause_or_a_sign_in_alone() {
        let (seconds, last) = failures();
        let list = passwords(&seconds);
        let known = until(&list, true, last);
        assert_eq!(until(&list, false, last), None);
        let after = |first: Value, pause: i64| {
            let first = (seconds[0] - pause, first);
            until(&[&[first], &list[..]].concat(), false, last)
        };
        assert_eq!(after(event("SignIn", "Pass", &[(PASSWORD, "Success")]), 5), known);
        assert_eq!(after(wrong_password(), LONG_PAUSE), known);
        assert_eq!(after(wrong_password(), LONG_PAUSE - 1), None);
        assert_eq!(after(event("SignUp", "Pass", &[]), LONG_PAUSE), None, "no attempt to sign in");
    }

    #[test]
    fn what_may_start_the_count_anew_proves_nothing_more() {
        let (seconds, last) = failures();
        let with = |other: Value| {
            let list = [&passwords(&seconds)[..], &[(last + 1, other)]].concat();
            until(&list, true, last + 2)
        };
        for other in [
            event("SignIn", "Pass", &[]),
            event("SignIn", "InProgress", &[(PASSWORD, "Success")]),
            event("ForgotPassword", "Pass", &[]),
            event("FromTheFuture", "Pass", &[]),
            wrong_code(),
            event("SignIn", "Fail", &[]),
        ] {
            assert_eq!(with(other.clone()), None, "{other}");
        }
        assert!(with(event("ResendCode", "Pass", &[])).is_some());
        let mut blocked = wrong_password();
        blocked["EventRisk"] = json!({"RiskDecision": "Block"});
        let list: Vec<_> = seconds.iter().map(|at| (*at, blocked.clone())).collect();
        assert_eq!(until(&list, true, last), None, "threat protection stopped them");
    }

    #[test]
    fn clocks_that_differ_prove_nothing() {
        let (seconds, last) = failures();
        assert_eq!(until(&passwords(&seconds), true, last - 10), None);
        for extreme in [i64::MAX, i64::MIN, 0] {
            assert_eq!(until(&passwords(&[extreme; 12]), true, last), None);
            assert_eq!(until(&passwords(&[i64::MIN, 0, i64::MAX]), true, extreme), None);
        }
        assert_eq!(until(&[], true, 0), None);
    }
}
