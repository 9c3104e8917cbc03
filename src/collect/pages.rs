//! The pages of a list, which must end.

use super::call::UNPARSEABLE;
use crate::permissions::Operation;
use crate::snapshot::Unread;
use std::collections::BTreeSet;
use std::fmt::Debug;

/// The longest lists are an account's pools and a pool's app clients, 10,000 of each at most, 60 on a page.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html>
const MOST: usize = 250;

/// What the pages of one list were so far.
pub(super) struct Pages {
    operation: &'static str,
    turned: usize,
    tokens: BTreeSet<String>,
    held: BTreeSet<String>,
}

impl Pages {
    /// Before the first page.
    pub fn of(operation: Operation) -> Pages {
        Pages { operation: operation.iam_action, turned: 0, tokens: BTreeSet::new(), held: BTreeSet::new() }
    }

    /// A page that held `elements`, after which comes that of the token `next`.
    ///
    /// # Errors
    /// When something in AWS's place answers with a list that goes in circles, or has no end.
    pub fn turn<T: Debug>(&mut self, elements: &[T], next: Option<&str>) -> Result<(), Unread> {
        let Some(next) = next else { return Ok(()) };
        self.turned += 1;
        let again = !elements.is_empty() && !self.held.insert(format!("{elements:?}"));
        if again || !self.tokens.insert(next.to_owned()) {
            return Err(self.broken("the same page came twice"));
        }
        if self.turned == MOST {
            return Err(self.broken(&format!("the list does not end: {MOST} pages came")));
        }
        Ok(())
    }

    fn broken(&self, message: &str) -> Unread {
        Unread::new(self.operation, UNPARSEABLE, message.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::LIST_CLIENTS;

    #[test]
    fn a_list_ends() {
        let mut pages = Pages::of(LIST_CLIENTS);
        assert!(pages.turn(&["a"], Some("1")).is_ok());
        // AWS may send an empty page that is not the last, and another one.
        for token in ["2", "3"] {
            assert!(pages.turn::<&str>(&[], Some(token)).is_ok());
        }
        assert!(pages.turn(&["b"], None).is_ok());
    }

    #[test]
    fn a_list_in_circles_is_broken() {
        let mut pages = Pages::of(LIST_CLIENTS);
        assert!(pages.turn(&["a"], Some("1")).is_ok());
        assert!(pages.turn(&["b"], Some("2")).is_ok());
        let error = pages.turn(&["c"], Some("1")).expect_err("a token that was asked for already");
        assert_eq!(error.message, "the same page came twice");
        assert!(pages.turn(&["a"], Some("3")).is_err(), "the first page under another token");
    }

    #[test]
    fn a_list_without_end_is_broken() {
        let mut pages = Pages::of(LIST_CLIENTS);
        let turned = (0..1000).take_while(|number| pages.turn(&[number], Some(&number.to_string())).is_ok());
        assert_eq!(turned.count(), MOST - 1);
    }
}
