//! A sign-in to a user pool as a state machine: what was answered goes in, the next call or question comes out.
//!
//! Nothing here sends, asks or reads a clock. What it keeps to: the newest Session goes into the next call, and no
//! Session is sent again after it was accepted; each challenge is answered under its own keys; a wrong code does not end
//! the sign-in, as it does not use up the Session; and no `Debug`, error or step holds a secret.
//!
//! Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>

mod answer;
mod call;
mod challenge;
mod dialogue;
mod hash;
mod hidden;
mod machine;
mod mask;
mod srp;
mod step;
#[cfg(test)]
mod tests;

pub use call::{Call, Key, Operation, Parameters, Refusal, Reply, Tokens};
pub use dialogue::{Again, AppClient, Channel, End, Flow, Next, Question, Setup, Told};
pub use hash::secret_hash;
pub use hidden::Hidden;
pub use machine::SignIn;
pub use srp::{RANDOM, Srp, SrpError, Verifier, timestamp};
pub use step::{Outcome, Step};
