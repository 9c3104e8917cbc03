//! Action patterns.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use super::pattern;

/// Whether one pattern of `Action` or `NotAction` covers the action, in any letter case.
///
/// The colon is never covered by a wildcard, except by the lone `*`: `sns*` is no action.
pub(super) fn covers(pattern: &str, action: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let (Some((service, name)), Some((own_service, own_name))) =
        (pattern.split_once(':'), action.split_once(':'))
    else {
        return false;
    };
    glob(service, own_service) && glob(name, own_name)
}

/// Whether a pattern speaks of the action's service, whichever of its actions; `sns` and `Publish`,
/// which are no actions, were meant to.
pub(super) fn same_service(pattern: &str, action: &str) -> bool {
    let Some((own, name)) = action.split_once(':') else { return false };
    match pattern.split_once(':') {
        Some((service, _)) => glob(service, own),
        None => glob(pattern, own) || glob(pattern, name),
    }
}

fn glob(pattern: &str, text: &str) -> bool {
    pattern::matches(&pattern::plain(&pattern.to_ascii_lowercase()), &text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services() {
        for (pattern, expected) in [
            ("SNS:Subscribe", true),
            ("sns", true),
            ("sns*", true),
            ("publish", true),
            ("s3", false),
            ("", false),
        ] {
            assert_eq!(same_service(pattern, "sns:Publish"), expected, "{pattern}");
        }
    }

    #[test]
    fn actions() {
        for (pattern, expected) in [
            ("sns:Publish", true),
            ("SNS:publish", true),
            ("sns:Pub*", true),
            ("sns:?ublish", true),
            ("s*:*", true),
            ("*:*", true),
            ("*", true),
            ("sns:Publish ", false),
            ("sns:PublishBatch", false),
            ("sns-publish", false),
            ("sns*", false),
            ("s*h", false),
            ("**", false),
            ("", false),
        ] {
            assert_eq!(covers(pattern, "sNs:PUBLISH"), expected, "{pattern}");
        }
    }
}
