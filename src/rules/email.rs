//! The pool's e-mail sender.

use super::Rule;

/// The family.
pub(super) static RULES: &[Rule] = &[];
