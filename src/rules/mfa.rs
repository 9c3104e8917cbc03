//! The pool's MFA configuration.

use super::Rule;

/// The family.
pub(super) static RULES: &[Rule] = &[];
