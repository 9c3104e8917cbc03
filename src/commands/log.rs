//! The log of calls to AWS (`-v`), on standard error.

use super::status;
use crate::report::clean;
use std::fmt::{Debug, Write as _};
use std::io::Write as _;
use time::OffsetDateTime;
use time::macros::format_description;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// Begins it: calls with one `-v`, more about them with two. Of the AWS SDK nothing is let through, whatever the
/// environment says: it writes bodies and headers.
pub fn begin(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), level);
    let log = tracing_subscriber::registry().with(ours).with(Lines);
    // Only a second log could fail; there is one for each process.
    let _ = tracing::subscriber::set_global_default(log);
}

/// Writes the message of each event, with the time of day.
struct Lines;

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut message = Message(String::new());
        event.record(&mut message);
        let time = OffsetDateTime::now_utc()
            .format(format_description!("[hour]:[minute]:[second].[subsecond digits:3]Z"))
            .unwrap_or_default();
        status::aside(|| {
            let _ = writeln!(anstream::stderr(), "{time} {}", clean(&message.0));
        });
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}
