//! The web ACL.

use super::Rule;

/// The family.
pub(super) static RULES: &[Rule] = &[];
