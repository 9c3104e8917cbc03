//! The role by which Cognito sends SMS messages.

use super::Rule;

/// The family.
pub(super) static RULES: &[Rule] = &[];
