//! Users whom Cognito refuses for a while, after wrong passwords.

mod proof;

pub(super) use proof::LockOut;

use super::UserCase;
use crate::catalog;
use crate::finding::{Change, Severity};
use crate::rules::mfa::USER_POOL;
use crate::rules::{Check, Rule, Verdicts, looks};
use crate::snapshot::{Gap, LIST_AUTH_EVENTS, Profile, records_sign_ins, rfc3339, text, time_at};
use proof::LONG_PAUSE;

const MODE: &str = "UserPoolAddOns.AdvancedSecurityMode";

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[Rule {
    id: "USR014",
    name: "user-locked-out",
    factors: &[],
    severity: Severity::Error,
    errors: &[&catalog::PASSWORD_ATTEMPTS_EXCEEDED],
    title: "The user is locked out for a while, after wrong passwords",
    why: "From the fifth wrong password or MFA code on, Cognito refuses every sign-in of the user for a while, the right password too: for one second, and for twice as long after each further failure, up to about 15 minutes.",
    fix: "Wait until the lock-out has ended, then sign in with the right password.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior",
    looks_at: &[
        looks::SIGN_IN_RESULTS,
        looks::SIGN_IN_ANSWERS,
        looks::SIGN_IN_TIMES,
        looks::THREAT_PROTECTION,
        looks::POOL_MODIFIED,
        looks::USER_CREATED,
    ],
    silent: "Where no user was asked for; or the events do not prove that the lock-out lasted beyond the time of the snapshot. It counts only what must be so: where older events, or attempts that were refused, leave two courses open, the shorter lock-out counts. Wrong MFA codes lock out as well, but the events do not tell how many codes one of them stands for.",
    check: Check::User(locked_out),
}];

fn locked_out(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    if !records_sign_ins(user.case.pool.described) {
        let reason = "Cognito keeps no sign-in events without threat protection";
        return Verdicts::only_gaps(vec![Gap::never_read(LIST_AUTH_EVENTS, reason).aside()]);
    }
    let Some(lock_out) = user.lock_out(&profile)? else { return Verdicts::silent() };
    let (name, until) = (user.words(), in_words(lock_out.until));
    let message = format!(
        "{} sign-ins of {name} in a row had a wrong password, the last at {}; Cognito refuses every further one until {until} at \
         the least, also one with the right password",
        lock_out.times.len(),
        in_words(lock_out.last()),
    );
    let mode = text(user.case.pool.described, MODE);
    Verdicts::one(
        user.draft(message, &[])
            .evidence(LIST_AUTH_EVENTS, "AuthEvents[EventResponse=Fail].CreationDate", lock_out.written)
            .evidence(USER_POOL, MODE, super::or_null(mode))
            .false_alarm_if(format!("it is past {until}, or the clock of the machine that read the user is slow"))
            .fix(format!("Wait until the lock-out of {name} has ended, then sign in with the right password."))
            .change(Change::by_hand(
                "Wait, and let nobody try before: an attempt during the lock-out is refused and changes nothing, a wrong \
                 one after it makes the next lock-out twice as long",
            )),
    )
}

impl UserCase<'_> {
    /// The lock-out in which the user was when the snapshot was taken, where the recorded sign-ins prove one.
    ///
    /// # Errors
    /// The gap, when they were not read, or when a time that decides is not known.
    pub(super) fn lock_out(&self, profile: &Profile<'_>) -> Result<Option<LockOut>, Gap> {
        let Some(answer) = self.user.auth_events()? else { return Ok(None) };
        let mut events = Vec::new();
        for event in answer.events() {
            let undated = || Gap::never_read(LIST_AUTH_EVENTS, "an event lacks its CreationDate");
            events.push((event.seconds().ok_or_else(undated)?, event));
        }
        if !events.iter().any(|(_, event)| event.response() == Some("Fail")) {
            return Ok(None);
        }
        events.sort_by_key(|(seconds, _)| *seconds);
        let untimed = "the snapshot does not say when it was taken (TakenAt)";
        let now = self.case.now.ok_or_else(|| Gap::never_read(LIST_AUTH_EVENTS, untimed))?;
        let free_before = answer.is_whole() && self.was_free(profile, events[0].0);
        Ok(proof::lock_out(&events, free_before, now))
    }

    /// Whether the user cannot have been locked out just before the first event of a whole list: threat protection was
    /// on for as long as a lock-out can last, or for the whole life of the user.
    fn was_free(&self, profile: &Profile<'_>, first: i64) -> bool {
        // It is on now, and so it has been since the pool was last changed.
        let Some(recorded_since) = time_at(self.case.pool.described, "LastModifiedDate") else {
            return false;
        };
        recorded_since.saturating_add(LONG_PAUSE) <= first
            || profile.created().is_some_and(|created| recorded_since < created)
    }
}

/// A time, as messages write it.
pub(super) fn in_words(seconds: i64) -> String {
    rfc3339(seconds).unwrap_or_else(|| seconds.to_string())
}
