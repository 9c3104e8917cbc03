//! SMS configuration, and what stands between Amazon SNS and the phone.

use super::Rule;

/// The family.
pub(super) static RULES: &[Rule] = &[];
