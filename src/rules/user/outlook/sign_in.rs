//! The status of the user, which decides before any factor does.

use super::super::UserCase;
use super::super::lockout::in_words;
use super::super::temporary::Temporary;
use super::{SignIn, SignInOutcome, mfa, not_read, read};
use crate::catalog;
use crate::snapshot::{ADMIN_GET_USER, Profile, text};

/// The next sign-in with the right password.
pub(super) fn sign_in(user: &UserCase<'_>) -> SignIn {
    let name = user.words();
    let profile = match user.user.profile() {
        Ok(Some(profile)) => profile,
        Ok(None) => return no_such_user(user),
        Err(gap) => return SignIn::unknown(format!("Nothing can be said of {name}: {}.", not_read(&gap))),
    };
    if profile.is_disabled() {
        let text = format!("The sign-in is refused, as {name} is disabled.");
        return SignIn::new(SignInOutcome::Error, text)
            .error(catalog::USER_DISABLED.id)
            .because(read(user, &["Enabled"]));
    }
    let told = of_status(user, &profile);
    told.because(read(user, &["UserStatus"]))
}

fn no_such_user(user: &UserCase<'_>) -> SignIn {
    let text = format!(
        "The sign-in is refused, as the pool has no {}; an app client that masks whether a user exists says \"Incorrect \
         username or password\".",
        user.words()
    );
    // The pool may reach other users through a trigger, and a federated one is made at the first sign-in.
    let mut sign_in =
        SignIn::new(SignInOutcome::Error, text).error(catalog::INCORRECT_USERNAME_OR_PASSWORD.id);
    sign_in.because = vec![crate::finding::Evidence::new(ADMIN_GET_USER, "User", serde_json::Value::Null)];
    if crate::snapshot::text(user.case.pool.described, "LambdaConfig.UserMigration").is_some() {
        return SignIn {
            outcome: SignInOutcome::Unknown,
            error: None,
            text: format!(
                "The pool has no {}, and a trigger that may bring the user in at the first sign-in (UserMigration).",
                user.words()
            ),
            ..sign_in
        };
    }
    sign_in
}

fn of_status(user: &UserCase<'_>, profile: &Profile<'_>) -> SignIn {
    let name = user.words();
    match profile.status() {
        Some("CONFIRMED") => after_password(user, profile),
        Some("EXTERNAL_PROVIDER") => SignIn::new(
            SignInOutcome::IdentityProvider,
            format!(
                "{} signs in through another identity provider; Cognito asks for no factor.",
                capital(&name)
            ),
        ),
        Some("UNCONFIRMED") => SignIn::new(
            SignInOutcome::Error,
            format!("The sign-in is refused, as {name} has not confirmed the sign-up."),
        )
        .error(catalog::USER_NOT_CONFIRMED.id),
        Some("RESET_REQUIRED") => SignIn::new(
            SignInOutcome::Error,
            format!("The sign-in is refused until {name} has chosen a new password (ForgotPassword)."),
        )
        .error(catalog::PASSWORD_RESET_REQUIRED.id),
        Some("FORCE_CHANGE_PASSWORD") => new_password(user, profile),
        Some(status) => SignIn::unknown(format!(
            "AWS does not document what a sign-in of {name} does in the status {status}."
        )),
        None => SignIn::unknown(format!("Nothing can be said of {name}: the answer lacks UserStatus.")),
    }
}

fn new_password(user: &UserCase<'_>, profile: &Profile<'_>) -> SignIn {
    let name = user.words();
    let days = "UserLastModifiedDate";
    let because = read(user, &[days]);
    let expiry = match user.temporary(profile) {
        Temporary::Expired { days: (_, days) } => {
            let text = format!(
                "The sign-in is refused: the temporary password of {name} is older than the {days} days that the pool gives it."
            );
            return SignIn::new(SignInOutcome::Error, text)
                .error(catalog::TEMPORARY_PASSWORD_EXPIRED.id)
                .because(because);
        }
        Temporary::Pending { days: (_, days) } => {
            format!("the temporary password was given less than {days} days ago")
        }
        Temporary::Unknown(gap) => format!("the temporary password has not expired ({})", gap.reason),
    };
    let then = after_password(user, profile);
    let text = format!(
        "First {name} must replace the temporary password (NEW_PASSWORD_REQUIRED). Then: {}",
        then.text
    );
    let mut first =
        SignIn::new(SignInOutcome::Challenge, text).challenge("NEW_PASSWORD_REQUIRED").because(because);
    first = first.assuming(expiry);
    first.then = Some(Box::new(then));
    first
}

/// What follows the right password, or the new one.
fn after_password(user: &UserCase<'_>, profile: &Profile<'_>) -> SignIn {
    let sign_in = mfa::after_password(user, profile);
    if sign_in.outcome == SignInOutcome::Unknown {
        return sign_in;
    }
    let mut sign_in =
        sign_in.assuming("the user signs in with the right password, not with a custom or passwordless flow");
    if profile.has_identities() {
        sign_in = sign_in.assuming("the user does not sign in through the linked identity provider, which Cognito asks for no factor");
    }
    if text(user.case.pool.described, "UserPoolAddOns.AdvancedSecurityMode") == Some("ENFORCED") {
        sign_in = sign_in
            .assuming("threat protection, which is enforced, finds no risk that it blocks or asks more for");
    }
    if let Ok(Some(lock_out)) = user.lock_out(profile) {
        sign_in = sign_in.assuming(format!(
            "the lock-out of the user, which lasts until {} at the least, is over",
            in_words(lock_out.until)
        ));
    }
    let lambda = |name: &str| text(user.case.pool.described, &format!("LambdaConfig.{name}")).is_some();
    if ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"].into_iter().any(lambda) {
        sign_in = sign_in.assuming("the pool's Lambda triggers let the sign-in pass");
    }
    sign_in
}

/// The sentence with an upper-case first letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}
