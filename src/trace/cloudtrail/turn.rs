//! Events of one second, in the order in which one user's calls must have come.

use super::event::{Event, Words};
use crate::trace::Part;
use std::collections::{HashMap, VecDeque};

/// CloudTrail tells whole seconds, and one of them often holds a challenge and its answer. Puts those of a user in the
/// order that a sign-in has; all others stay where they are. `events` are in order of time.
pub(super) fn in_turn(events: &mut Vec<Event>) {
    // What each user was asked for last.
    let mut asked: HashMap<Box<str>, Words> = HashMap::new();
    let mut rest: VecDeque<Event> = std::mem::take(events).into();
    while let Some(time) = rest.front().map(|event| event.time) {
        let count = rest.iter().take_while(|event| event.time == time).count();
        second(rest.drain(..count).collect(), &mut asked, events);
    }
}

/// Adds the events of one second to `events`.
fn second(given: Vec<Event>, asked: &mut HashMap<Box<str>, Words>, events: &mut Vec<Event>) {
    let users: Vec<Option<Box<str>>> = given.iter().map(|event| event.sub.clone()).collect();
    let mut left: Vec<Option<Event>> = given.into_iter().map(Some).collect();
    for user in users {
        // Each place goes to an event of the user who had it.
        let of_user = |place: &usize| left[*place].as_ref().is_some_and(|event| event.sub == user);
        let own: Vec<usize> = (0..left.len()).filter(of_user).collect();
        let expected = user.as_ref().and_then(|user| asked.get(user)).map(|word| &**word);
        let best = own.into_iter().min_by_key(|place| {
            left[*place]
                .as_ref()
                .map_or(u8::MAX, |event| if user.is_some() { rank(event, expected) } else { 0 })
        });
        let Some(event) = best.and_then(|place| left[place].take()) else { continue };
        if let (Some(user), Part::Known(next)) = (&event.sub, &event.next) {
            asked.insert(user.clone(), next.clone());
        }
        events.push(event);
    }
}

/// The less, the sooner it comes after a step that asked for `expected`.
fn rank(event: &Event, expected: Option<&str>) -> u8 {
    let answers = match &event.challenge {
        Part::Known(challenge) => expected == Some(&**challenge),
        Part::Absent | Part::Hidden => false,
    };
    match &*event.name {
        "AssociateSoftwareToken" if expected == Some("MFA_SETUP") => 0,
        "VerifySoftwareToken" if expected == Some("MFA_SETUP") => 1,
        _ if answers => 2,
        "InitiateAuth" | "AdminInitiateAuth" => 3,
        _ => 4,
    }
}
