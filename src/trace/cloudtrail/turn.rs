//! Events of one second, in the order in which one user's calls must have come.

use super::event::{Event, Words};
use crate::trace::Part;
use std::collections::{BTreeMap, HashMap};

/// CloudTrail tells whole seconds, and one of them often holds a challenge and its answer. Puts those of a user in the
/// order that a sign-in has; all others stay where they are. `events` are in order of time.
pub(super) fn in_turn(events: &mut Vec<Event>) {
    let mut asked: HashMap<&str, &Words> = HashMap::new();
    // Which event comes to each place.
    let mut order: Vec<usize> = (0..events.len()).collect();
    let mut from = 0;
    for second in events.chunk_by(|one, other| one.time == other.time) {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, event) in second.iter().enumerate() {
            if let Some(user) = event.sub.as_deref() {
                places.entry(user).or_default().push(place);
            }
        }
        for (user, places) in places {
            let mut left = places.clone();
            for place in places {
                let expected = asked.get(user).map(|word| &***word);
                let first = (0..left.len()).min_by_key(|at| rank(&second[left[*at]], expected));
                let Some(first) = first.map(|at| left.remove(at)) else { break };
                if let Part::Known(next) = &second[first].next {
                    asked.insert(user, next);
                }
                order[from + place] = from + first;
            }
        }
        from += second.len();
    }
    let mut taken: Vec<Option<Event>> = std::mem::take(events).into_iter().map(Some).collect();
    events.extend(order.into_iter().filter_map(|place| taken[place].take()));
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
