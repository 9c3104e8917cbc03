//! Setting and taking out members of a request.

use crate::finding::Patch;
use serde_json::{Map, Value};

/// Applies `patch` to `request`, making objects on the way.
pub(super) fn apply(request: &mut Value, patch: &Patch) {
    let Some((last, parents)) = patch.path.split_last() else { return };
    let mut place = request;
    for parent in parents {
        if patch.value.is_none() && place.get(parent).is_none() {
            return;
        }
        let Some(members) = object(place) else { return };
        place = members.entry(parent.clone()).or_insert_with(|| Value::Object(Map::new()));
    }
    let Some(members) = object(place) else { return };
    match &patch.value {
        Some(value) => drop(members.insert(last.clone(), value.clone())),
        None => drop(members.shift_remove(last)),
    }
}

/// The members of `value`, which becomes an object where it was none.
fn object(value: &mut Value) -> Option<&mut Map<String, Value>> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
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
