//! What really happened: sign-ins as a browser recorded them (HAR), as CloudTrail did, or as a log shows them.
//!
//! Readers turn each of these into one [`Timeline`]. Nothing secret gets that far: passwords, codes, Sessions and
//! tokens become [`Mark`]s the moment they are read, by a key that is made anew for each run.

mod chain;
mod clock;
pub mod cloudtrail;
mod codes;
mod cover;
mod exchange;
pub mod har;
mod held;
pub mod log;
mod mark;
mod recognise;
pub mod redact;
mod scan;
mod seen;
mod stand_in;
mod text;
mod timeline;
mod words;

pub use chain::{LONGEST_SESSION, Links, SignIn};
pub use codes::UNLIKELY;
pub use held::{Held, SecretKind};
pub use mark::{Key, Mark};
pub use recognise::{Kind, recognise};
pub use text::TextError;
pub use timeline::{
    Answer, Outcome, Part, Refusal, Reply, SeenToken, Session, Skipped, Source, Step, Timeline, User,
};
