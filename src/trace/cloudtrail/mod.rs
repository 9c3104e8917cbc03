//! CloudTrail, read at the speed of unpacking: most records are of other services and are never parsed.
//!
//! A [`Reader`] finds in one file the events of Cognito, and the changes in IAM and WAF that can break it; a [`Trail`]
//! takes them in, one per thread. Trails are merged, and what comes out does not depend on who read what when.

mod change;
mod counts;
mod cover;
mod encoding;
mod event;
mod gzip;
mod instant;
mod kept;
mod loose;
mod reader;
mod record;
mod results;
mod scan;
mod seen;
mod skipped;
mod sql;
mod step;
mod strings;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod tokens;
mod trail;
mod turn;
mod users;
mod walk;
mod words;

pub use change::{Change, Service, preceding};
pub use counts::{Kind, Series};
pub use event::{Event, Words};
pub use reader::Reader;
pub use results::{Results, ResultsError, results};
pub use sql::{Filter, Store};
pub use trail::{Found, Trail};
pub use users::Users;
