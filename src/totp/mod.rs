//! Time-based one-time passwords: what code a secret gives, why a code does not match, and what authenticators are
//! told by an `otpauth` URI.
//!
//! Amazon Cognito takes HMAC-SHA1, six digits and steps of 30 seconds, and accepts the code of the step before and
//! after: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>. The time is
//! always an argument, in seconds since 1970. No error and no `Debug` holds a secret, a code or a URI.

mod code;
mod hypothesis;
mod paste;
mod qr;
mod secret;
mod typed;
mod uri;
mod verify;

pub use code::{Algorithm, Current, DIGITS, PERIOD, current};
pub use hypothesis::{Form, Hypothesis, Key, Misreading};
pub use paste::{Paste, PasteError, Pasted};
pub use qr::{Ground, Qr, QrError};
pub use secret::{Secret, SecretError, looks_secret};
pub use typed::{TypedCode, TypedCodeError};
pub use uri::{Asked, Checked, Fault, NameError, Weight, check, compose, looks_uri};
pub use verify::{Answer, Fit, MAX_GAP, Question, Verdict, verify};
