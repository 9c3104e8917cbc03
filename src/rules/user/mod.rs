//! Users: what keeps one user of the pool from signing in with MFA, or from getting a code.

mod compare;
pub(super) mod delivery;
pub(super) mod factors;
mod facts;
mod fixes;
pub(super) mod lockout;
pub(super) mod looks;
mod outlook;
pub(super) mod pool;
pub(super) mod recovery;
pub(super) mod state;
mod temporary;
pub(super) mod totp;

pub use compare::{Difference, compare};
pub use outlook::{Outlook, Reset, ResetOutcome, SignIn, SignInOutcome, outlook};

use super::mfa::attribute;
use super::{Case, Draft};
use crate::finding::Factor;
use crate::snapshot::{ADMIN_GET_USER, Gap, Profile, User};
use serde_json::Value;

/// One user of a pool to judge.
#[derive(Debug, Clone)]
pub struct UserCase<'a> {
    /// The pool.
    pub case: Case<'a>,
    /// The user.
    pub user: User<'a>,
}

impl<'a> UserCase<'a> {
    /// How a sentence names the user.
    fn words(&self) -> String {
        format!("user {}", self.user.name())
    }

    /// The user, where Cognito itself signs the user in: `None` where the pool has no such user, and for a user whom
    /// another identity provider signs in.
    ///
    /// # Errors
    /// The gap, when the user was not read.
    fn local(&self) -> Result<Option<Profile<'a>>, Gap> {
        Ok(self.user.profile()?.filter(|profile| !profile.is_federated()))
    }

    /// A finding that rests on these members of the answer of `AdminGetUser`.
    fn draft(&self, message: impl Into<String>, paths: &[&str]) -> Draft {
        let draft = Draft::new(self.case.pool.arn(), message);
        let Ok(Some(profile)) = self.user.profile() else { return draft };
        paths
            .iter()
            .fold(draft, |draft, path| draft.evidence(ADMIN_GET_USER, *path, looks::of(&profile, path)))
    }
}

/// How `UserMFASettingList` names a factor.
const fn name_of(factor: Factor) -> &'static str {
    match factor {
        Factor::Sms => "SMS_MFA",
        Factor::Totp => "SOFTWARE_TOKEN_MFA",
        Factor::Email => "EMAIL_OTP",
        Factor::Passkey => "WEB_AUTHN",
    }
}

/// The factor that `UserMFASettingList` or `PreferredMfaSetting` names so.
fn factor_called(name: &str) -> Option<Factor> {
    Factor::ALL.into_iter().find(|factor| *factor != Factor::Passkey && name_of(*factor) == name)
}

/// Where the value of the attribute that a message factor sends to stands.
const fn place_of(factor: Factor) -> &'static str {
    if matches!(factor, Factor::Sms) { "UserAttributes.phone_number" } else { "UserAttributes.email" }
}

/// How a sentence names that attribute.
const fn noun(factor: Factor) -> &'static str {
    if matches!(factor, Factor::Sms) { "phone number" } else { "e-mail address" }
}

/// The address to which a message factor sends, masked as the snapshot has it.
fn destination<'a>(profile: &Profile<'a>, factor: Factor) -> Option<&'a str> {
    profile.attribute(attribute(factor)).filter(|_| matches!(factor, Factor::Sms | Factor::Email))
}

/// `null` where there is nothing.
fn or_null(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}
