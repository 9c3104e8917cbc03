//! Who may call.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::policy::{Effect, Kind, Principal, PrincipalType};
use super::reading::Reading;
use super::truth::Finding;

/// Whether a principal element names the calling service; `None` stands for a role's own session,
/// which only a wildcard can name here.
pub(super) fn names(principal: &Principal, caller: Option<&str>, effect: Effect, kind: Kind) -> Finding {
    let wildcard = || {
        // For a Deny, AWS's own guard-rails rely on it; for an Allow nothing is written down.
        let documented = effect == Effect::Deny || kind == Kind::ResourceControl || caller.is_none();
        let finding = Finding::from(true);
        if documented { finding } else { finding.with(Reading::WildcardPrincipal.into()) }
    };
    let types = match principal {
        Principal::Anyone => return wildcard(),
        Principal::Typed(types) => types,
    };
    let mut other_spelling = false;
    for (of, values) in types {
        for value in values {
            match (of, caller) {
                (PrincipalType::Service, Some(caller)) if value == caller => return true.into(),
                (PrincipalType::Service, Some(caller)) => {
                    other_spelling |= is_other_spelling(value, caller);
                }
                _ => {}
            }
        }
    }
    let star = |of: &PrincipalType| matches!(of, PrincipalType::Aws | PrincipalType::Service);
    if types.iter().any(|(of, values)| star(of) && values.iter().any(|v| v == "*")) {
        return wildcard();
    }
    let finding = Finding::from(false);
    if other_spelling { finding.with(Reading::OtherServiceName.into()) } else { finding }
}

/// `cognito-idp.us-east-1.amazonaws.com`, `Cognito-IDP.amazonaws.com`, `cognito-idp.amazonaws.com.cn`.
fn is_other_spelling(value: &str, caller: &str) -> bool {
    let service = |name: &str| name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    !value.contains('*')
        && service(value) == service(caller)
        && value.to_ascii_lowercase().contains(".amazonaws.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COGNITO: &str = "cognito-idp.amazonaws.com";

    fn truth(of: PrincipalType, value: &str) -> (bool, bool) {
        let principal = Principal::Typed(vec![(of, vec![value.to_owned()])]);
        let finding = names(&principal, Some(COGNITO), Effect::Allow, Kind::Trust);
        (finding.truth == super::super::truth::Truth::True, finding.readings != Default::default())
    }

    #[test]
    fn the_type_counts() {
        assert_eq!(truth(PrincipalType::Service, COGNITO), (true, false));
        assert_eq!(truth(PrincipalType::Aws, COGNITO), (false, false));
        assert_eq!(truth(PrincipalType::Federated, COGNITO), (false, false));
        assert_eq!(truth(PrincipalType::CanonicalUser, COGNITO), (false, false));
    }

    #[test]
    fn wildcards_and_spellings() {
        assert_eq!(truth(PrincipalType::Aws, "*"), (true, true));
        assert_eq!(truth(PrincipalType::Federated, "*"), (false, false));
        assert_eq!(truth(PrincipalType::Service, "cognito-idp.*"), (false, false));
        assert_eq!(truth(PrincipalType::Service, "cognito-idp.us-east-1.amazonaws.com"), (false, true));
        assert_eq!(truth(PrincipalType::Service, "Cognito-idp.amazonaws.com"), (false, true));
        assert_eq!(truth(PrincipalType::Service, "lambda.amazonaws.com"), (false, false));
    }
}
