//! The pool's plan.

use super::Rule;

/// The family.
pub(super) static RULES: &[Rule] = &[];
