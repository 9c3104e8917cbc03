//! The order in which AWS takes several requests.

use super::{Plan, send};
use crate::change::State;
use crate::snapshot::Gap;

/// More requests than this are not tried in every order: there are too many of them.
const TRIED: usize = 6;

/// The best order found so far.
pub(super) struct Best {
    /// The requests that AWS refuses in it.
    pub refused: usize,
    moves: usize,
    /// The order; `None` where it is the given one.
    pub order: Option<Vec<usize>>,
}

/// The order in which AWS refuses the fewest of the requests, and of those the one with the fewest requests moved from
/// where they stand; as they stand it refuses `refused` of them.
///
/// # Errors
/// The gap, when the pool itself was not read.
pub(super) fn best(state: &State, plan: &Plan<'_>, refused: usize) -> Result<Best, Gap> {
    let mut best = Best { refused, moves: 0, order: None };
    if refused > 0 && (2..=TRIED).contains(&plan.requests.len()) {
        follow(state, plan, &mut Vec::new(), 0, &mut best)?;
    }
    Ok(best)
}

fn follow(
    state: &State,
    plan: &Plan<'_>,
    order: &mut Vec<usize>,
    refused: usize,
    best: &mut Best,
) -> Result<(), Gap> {
    if order.len() == plan.requests.len() {
        let moves = moves(order);
        let better =
            refused < best.refused || (best.order.is_some() && refused == best.refused && moves < best.moves);
        if better {
            *best = Best { refused, moves, order: Some(order.clone()) };
        }
        return Ok(());
    }
    for (number, request) in plan.requests.iter().enumerate() {
        if order.contains(&number) {
            continue;
        }
        let step = send(state, request, plan)?;
        let refused = refused + usize::from(!step.said.refused.is_empty());
        if refused > best.refused {
            continue;
        }
        let next = if step.said.refused.is_empty() { &step.applied.state } else { state };
        order.push(number);
        follow(next, plan, order, refused, best)?;
        order.pop();
    }
    Ok(())
}

/// How many requests must be moved from the given order: all but the longest run that stays in order.
fn moves(order: &[usize]) -> usize {
    let mut longest = vec![1; order.len()];
    for at in 0..order.len() {
        for earlier in 0..at {
            if order[earlier] < order[at] {
                longest[at] = longest[at].max(longest[earlier] + 1);
            }
        }
    }
    order.len() - longest.into_iter().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::moves;

    #[test]
    fn moves_are_counted_from_the_given_order() {
        assert_eq!(moves(&[0, 1, 2]), 0);
        assert_eq!(moves(&[2, 0, 1]), 1);
        assert_eq!(moves(&[1, 2, 0]), 1);
        assert_eq!(moves(&[2, 1, 0]), 2);
    }
}
