//! What goes into a sign-in and comes out of it.

use super::{Call, Hidden};
use zeroize::Zeroizing;

/// How a sign-in begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// `USER_SRP_AUTH`: the password is proven, not sent.
    Srp,
    /// `USER_PASSWORD_AUTH`: the password is sent.
    Password,
    /// `ADMIN_USER_PASSWORD_AUTH`: the same by the rights of an AWS caller.
    Admin,
}

impl Flow {
    /// Every flow.
    pub const ALL: [Flow; 3] = [Flow::Srp, Flow::Password, Flow::Admin];

    /// The word of `--flow`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Flow::Srp => "srp",
            Flow::Password => "password",
            Flow::Admin => "admin",
        }
    }

    /// `AuthFlow`.
    pub const fn auth_flow(self) -> &'static str {
        match self {
            Flow::Srp => "USER_SRP_AUTH",
            Flow::Password => "USER_PASSWORD_AUTH",
            Flow::Admin => "ADMIN_USER_PASSWORD_AUTH",
        }
    }
}

/// What is known of the app client, where the caller may read it.
#[derive(Debug, Clone, Default)]
pub struct AppClient {
    /// `ClientSecret`.
    pub secret: Option<Hidden>,
    /// `ExplicitAuthFlows`.
    pub flows: Vec<String>,
    /// `AuthSessionValidity`, in minutes; the default of 3 where it is not set.
    pub session_minutes: i64,
}

/// Who signs in where, and by what.
#[derive(Debug)]
pub struct Setup {
    /// The pool's ID.
    pub pool: String,
    /// The app client's ID.
    pub client: String,
    /// The app client's secret, where it is known to have one.
    pub client_secret: Option<Hidden>,
    /// The user, as typed.
    pub user: String,
    /// The password.
    pub password: Hidden,
    /// How to begin.
    pub flow: Flow,
    /// Whether TOTP is to be enrolled.
    pub enrol: bool,
    /// [`super::RANDOM`] random bytes.
    pub random: Zeroizing<Vec<u8>>,
}

/// How a code reaches the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The authenticator that is enrolled.
    Totp,
    /// The authenticator that is being enrolled.
    NewTotp,
    /// A text message.
    Sms,
    /// An e-mail.
    Email,
}

/// Why a code is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The last one was wrong.
    Wrong,
    /// The last one was used before.
    Used,
}

/// What only the user knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A code.
    Code {
        /// How it comes.
        channel: Channel,
        /// Where it was sent, as Cognito masks it.
        destination: Option<String>,
        /// Why it is asked for again.
        again: Option<Again>,
    },
    /// A secret to put into an authenticator; the code that this shows is asked for next.
    NewSecret(Hidden),
    /// The password that replaces a temporary one.
    NewPassword,
    /// An attribute that the first sign-in must give.
    Attribute(String),
    /// One of these factors.
    Choice(Vec<String>),
    /// Whether TOTP may be enrolled, which the pool demands and nobody asked for.
    MayEnrol,
    /// The secret of the app client.
    ClientSecret,
}

/// An answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The code, password, attribute or secret.
    Text(Hidden),
    /// The factor.
    Choice(String),
    /// Yes; or that the secret was handed over.
    Yes,
    /// No.
    No,
    /// There is nobody to ask, or nobody answered.
    Nothing,
}

/// How a sign-in ended.
#[derive(Debug, Clone)]
pub enum End {
    /// With tokens, and enrolled where that was asked for.
    SignedIn,
    /// AWS refused the last call.
    Refused,
    /// No answer came to the last call.
    Unknown,
    /// A challenge that cannot be answered here.
    Cannot {
        /// Its name.
        challenge: String,
        /// Why.
        why: String,
    },
    /// What was asked for was not given.
    Unanswered(Question),
}

/// What comes next.
#[derive(Debug, Clone)]
pub enum Next {
    /// To call.
    Call(Call),
    /// To ask.
    Ask(Question),
    /// Nothing.
    End(End),
}
