//! The order in which AWS takes several requests.

use super::{Plan, send};
use crate::change::State;
use crate::snapshot::Gap;

/// More requests than this are not tried in every order: there are too many of them.
const TRIED: usize = 6;

/// The best order found so far.
struct Best {
    refused: usize,
    moves: usize,
    order: Option<Vec<usize>>,
}

/// An order in which AWS refuses fewer than `refused` of the requests: the fewest that can be, and of those the one
/// with the fewest requests moved from where they stand; `None` where no order is better than the given one.
///
/// # Errors
/// The gap, when the pool itself was not read.
pub(super) fn better(state: &State, plan: &Plan<'_>, refused: usize) -> Result<Option<Vec<usize>>, Gap> {
    let number = plan.requests.len();
    if !(2..=TRIED).contains(&number) {
        return Ok(None);
    }
    let mut best = Best { refused, moves: 0, order: None };
    follow(state, plan, &mut Vec::new(), 0, &mut best)?;
    Ok(best.order)
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
