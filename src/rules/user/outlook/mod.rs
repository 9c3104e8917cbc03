//! What happens when a user signs in with the right password, and when the user forgets it.
//!
//! Only what AWS documents is said; all else is `unknown`, with words.

mod mfa;
mod reset;
mod sign_in;
#[cfg(test)]
mod tests;

use super::UserCase;
use crate::finding::{Evidence, Factor};
use crate::snapshot::ADMIN_GET_USER;
use serde::Serialize;

/// What awaits one user.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlook {
    /// The user, as asked for.
    pub user: String,
    /// The next sign-in with the right password.
    pub sign_in: SignIn,
    /// `ForgotPassword`.
    pub forgot_password: Reset,
}

/// How a sign-in goes on once the password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInOutcome {
    /// Cognito asks for something more.
    Challenge,
    /// Tokens, without another question.
    SignedIn,
    /// The user must set up a factor first.
    SetUp,
    /// The sign-in is refused.
    Error,
    /// Another identity provider signs the user in.
    IdentityProvider,
    /// What decides was not read, or is not documented.
    Unknown,
}

/// The next sign-in with the right password, or one step of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignIn {
    /// How it goes on.
    pub outcome: SignInOutcome,
    /// `SMS_MFA`, `EMAIL_OTP`, `SOFTWARE_TOKEN_MFA`, `SELECT_MFA_TYPE`, `NEW_PASSWORD_REQUIRED`, `MFA_SETUP`; `null`
    /// where there is none, or where it is not certain which.
    pub challenge: Option<&'static str>,
    /// The factor that the challenge is about.
    pub factor: Option<Factor>,
    /// Where the code goes, masked as the snapshot has it.
    pub destination: Option<String>,
    /// The same in a sentence.
    pub text: String,
    /// The id of the documented error in which it ends.
    pub error: Option<&'static str>,
    /// How many of the user's devices are remembered, where such a device is not asked for a factor.
    pub remembered_devices: Option<usize>,
    /// The step after this one.
    pub then: Option<Box<SignIn>>,
    /// What it rests on.
    pub because: Vec<Evidence>,
    /// What must hold besides, and was not or cannot be looked at.
    pub assumes: Vec<String>,
}

/// What `ForgotPassword` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResetOutcome {
    /// A code goes out.
    Code,
    /// It is refused.
    Error,
    /// Only an administrator can set another password.
    Administrator,
    /// What decides was not read, or is not documented.
    Unknown,
}

/// Whether a forgotten password can be reset.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reset {
    /// What happens.
    pub outcome: ResetOutcome,
    /// `SMS` or `EMAIL`.
    pub medium: Option<&'static str>,
    /// Where the code goes, masked as the snapshot has it.
    pub destination: Option<String>,
    /// The same in a sentence.
    pub text: String,
    /// The id of the documented error in which it ends.
    pub error: Option<&'static str>,
    /// What it rests on.
    pub because: Vec<Evidence>,
    /// What must hold besides, and was not or cannot be looked at.
    pub assumes: Vec<String>,
}

/// What awaits the user.
pub fn outlook(user: &UserCase<'_>) -> Outlook {
    Outlook {
        user: user.user.name().to_owned(),
        sign_in: sign_in::sign_in(user),
        forgot_password: reset::forgot_password(user),
    }
}

impl SignIn {
    fn new(outcome: SignInOutcome, text: impl Into<String>) -> SignIn {
        SignIn {
            outcome,
            challenge: None,
            factor: None,
            destination: None,
            text: text.into(),
            error: None,
            remembered_devices: None,
            then: None,
            because: Vec::new(),
            assumes: Vec::new(),
        }
    }

    fn unknown(text: impl Into<String>) -> SignIn {
        SignIn::new(SignInOutcome::Unknown, text)
    }

    fn challenge(mut self, name: &'static str) -> SignIn {
        self.challenge = Some(name);
        self
    }

    fn error(mut self, id: &'static str) -> SignIn {
        self.error = Some(id);
        self
    }

    fn because(mut self, evidence: impl IntoIterator<Item = Evidence>) -> SignIn {
        self.because.extend(evidence);
        self
    }

    fn assuming(mut self, condition: impl Into<String>) -> SignIn {
        self.assumes.push(condition.into());
        self
    }
}

impl Reset {
    fn new(outcome: ResetOutcome, text: impl Into<String>) -> Reset {
        Reset {
            outcome,
            medium: None,
            destination: None,
            text: text.into(),
            error: None,
            because: Vec::new(),
            assumes: Vec::new(),
        }
    }
}

/// Members of the answer of `AdminGetUser`, as evidence.
fn read(user: &UserCase<'_>, paths: &[&str]) -> Vec<Evidence> {
    let Ok(Some(profile)) = user.user.profile() else { return Vec::new() };
    paths.iter().map(|path| Evidence::new(ADMIN_GET_USER, *path, super::looks::of(&profile, path))).collect()
}

/// How a sentence says that something was not read.
fn not_read(gap: &crate::snapshot::Gap) -> String {
    format!("{} was not read ({})", gap.needs.join(", "), gap.reason)
}
