//! What a sign-in left behind.

use crate::report::sign_in::TokenBrief;
use crate::sign_in::{Hidden, Operation, Outcome, SignIn};
use crate::token::find;
use serde_json::json;

/// What changed, and what was left halfway.
pub(super) fn changes(sign_in: &SignIn) -> Vec<String> {
    let steps = sign_in.steps();
    let came = |operation: Operation, outcome: &Outcome| {
        steps.iter().any(|step| step.operation == operation && step.outcome == *outcome)
    };
    let mut done: Vec<String> = Vec::new();
    for step in steps {
        let answered = !matches!(
            step.outcome,
            Outcome::Refused(_) | Outcome::Unknown(_) | Outcome::Interrupted | Outcome::NotVerified
        );
        if answered && step.challenge.as_deref() == Some("NEW_PASSWORD_REQUIRED") {
            done.push("the temporary password was replaced by the new one".to_owned());
        }
        if let Outcome::Challenge(name) = &step.outcome
            && let Some(how) = ["SMS", "EMAIL"].into_iter().find(|how| name.starts_with(how))
        {
            let how = if how == "SMS" { "text message" } else { "e-mail" };
            done.push(format!("Cognito sent a code by {how}"));
        }
    }
    let verified = steps.iter().rfind(|step| step.outcome == Outcome::Verified);
    let preferred = came(Operation::SetUserMfaPreference, &Outcome::Preferred);
    let signed_in = sign_in.tokens().is_some();
    match verified {
        None if came(Operation::AssociateSoftwareToken, &Outcome::Associated) => done.push(
            "a TOTP secret was associated, but not verified: no authenticator is enrolled by it, and one that was enrolled before stays"
                .to_owned(),
        ),
        None => {}
        Some(step) if step.session_age.is_some() && !signed_in => done.push(
            "an authenticator was verified, but the challenge MFA_SETUP was not answered to its end".to_owned(),
        ),
        Some(step) if step.session_age.is_none() && !preferred => done.push(
            "an authenticator was verified, but not turned on: sign-in may not ask for it".to_owned(),
        ),
        Some(_) => done.push("an authenticator app is enrolled".to_owned()),
    }
    if signed_in {
        done.push("a sign-in was completed; its tokens were dropped, and not revoked".to_owned());
    }
    for step in steps {
        if matches!(step.outcome, Outcome::Unknown(_) | Outcome::Interrupted) {
            done.push(format!(
                "{} was sent and not answered: whether it took effect is not known",
                step.operation.as_str()
            ));
        }
    }
    if done.is_empty() {
        done.push("nothing was changed".to_owned());
    }
    done
}

/// The tokens, by what can be said of them.
pub(super) fn tokens(sign_in: &SignIn) -> Vec<TokenBrief> {
    let Some(tokens) = sign_in.tokens() else { return Vec::new() };
    let all = [
        ("access", "AccessToken", &tokens.access),
        ("id", "IdToken", &tokens.id),
        ("refresh", "RefreshToken", &tokens.refresh),
    ];
    let brief = |(kind, name, token): (&'static str, &str, &Option<Hidden>)| {
        let token = token.as_ref()?;
        let found = find(&json!({ name: token.reveal() }).to_string()).ok();
        let parsed = found.as_ref().and_then(|found| found.first()?.token.as_ref().ok());
        let ends = parsed.and_then(|token| token.time("exp"));
        let begins = parsed.and_then(|token| token.time("iat"));
        Some(TokenBrief {
            kind,
            scopes: parsed
                .map(|token| token.scopes().into_iter().map(str::to_owned).collect())
                .unwrap_or_default(),
            expires_at: ends.map(|end| crate::snapshot::rfc3339(end).unwrap_or_default()),
            seconds: ends.zip(begins).map(|(end, begin)| end - begin),
        })
    };
    all.into_iter().filter_map(brief).collect()
}
