//! Setting and taking out members of a request.

use crate::finding::Patch;
use crate::snapshot::set;
use serde_json::Value;

/// Applies `patch` to `request`, making objects on the way.
pub(super) fn apply(request: &mut Value, patch: &Patch) {
    set(request, &patch.path, patch.value.clone());
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_set_and_taken_out_by_path() {
        let mut request = json!({"EmailConfiguration": {"From": "a@example.com"}});
        apply(&mut request, &Patch::set("EmailConfiguration.EmailSendingAccount", "DEVELOPER"));
        apply(
            &mut request,
            &Patch::set("Policies.SignInPolicy.AllowedFirstAuthFactors", json!(["PASSWORD"])),
        );
        apply(&mut request, &Patch::unset("EmailConfiguration.From"));
        apply(&mut request, &Patch::unset("Nowhere.Member"));
        let expected = json!({
            "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"},
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}},
        });
        assert_eq!(request, expected);
    }
}
