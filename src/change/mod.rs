//! A request that is to be sent: what it is, and what AWS makes of a pool by it.
//!
//! `UpdateUserPool` and `UpdateUserPoolClient` reset what they are not told, `SetUserPoolMfaConfig` replaces the whole
//! MFA configuration. AWS documents that every parameter left out gets its default value
//! (<https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html>); for some members
//! others have measured what happens (<https://github.com/go-to-k/cdkd>, `cognito-provider.ts`), and where they found
//! that a member is kept, it is kept here too.

mod client;
mod members;
mod mfa;
mod model;
mod neighbours;
mod operation;
mod parse;
mod pool;
mod reset;
mod role;
mod state;

pub use model::Breach;
pub use operation::Operation;
pub use parse::{Request, RequestError};
pub use reset::{Known, Reset};
pub use state::{Applied, State};
