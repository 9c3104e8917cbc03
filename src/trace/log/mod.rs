//! The calls in a debug log, as far as it shows them.
//!
//! A log is no recording: this is a best effort. It looks for the names of operations, for the objects that requests
//! and answers are printed as, and for exceptions, in the logs of the AWS SDKs (Python and the AWS CLI with `--debug`,
//! JavaScript's loggers, Java's wire log) and of Amplify. What a log does not show counts as hidden.

mod calls;
mod loose;
mod marks;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use super::exchange::{self, Exchange, Read};
use super::held::Held;
use super::text::{self, TextError};
use super::{Key, Part, Skipped, Source, Timeline, codes};
use calls::{Call, calls};

/// What a log held.
#[derive(Debug)]
pub struct LogRead {
    /// The calls, in order of time, or of the lines where there are no times.
    pub timeline: Timeline,
    /// The secrets that stand in the calls, by number.
    pub held: Held,
}

/// Reads a log, packed by gzip or not; `place` is the file's name.
///
/// # Errors
/// Where it is no text.
pub fn read_file(bytes: &[u8], place: &str, key: &Key) -> Result<LogRead, TextError> {
    let text = text::read(bytes)?;
    let mut read = read(&text.text, place, key);
    read.timeline.skipped.extend(text.lost.iter().map(|(what, count)| Skipped {
        place: place.to_owned(),
        what: (*what).to_owned(),
        count: *count,
    }));
    Ok(read)
}

/// Reads a log; `place` is the file's name.
pub fn read(text: &str, place: &str, key: &Key) -> LogRead {
    let mut held = Held::default();
    let (calls, tangled) = calls(text);
    let mut last = i64::MIN;
    let (mut line, mut counted) = (1, 0);
    let read = |call: Call| {
        if call.place >= counted {
            line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..call.place]).count();
            counted = call.place;
        }
        // Without a time of its own a call came after the one above it.
        let (at, zoned) = call.at.unwrap_or((last.max(0), false));
        last = at;
        let exchange = Exchange {
            source: Source::Log,
            place: format!("{place} line {line}"),
            at,
            took: None,
            operation: &call.operation,
            host: call.host.as_deref(),
            request: part(call.request.as_ref()),
            answer: part(call.answer.as_ref()),
            page: None,
            status: call.status,
            error_type: call.error.as_ref().map(|(code, _)| code.as_str()),
            error_message: call.error.as_ref().map(|(_, message)| message.as_str()),
            date: call.date,
        };
        let mut read: Read = exchange::read(exchange, key, &mut held);
        read.step.timed = call.at.is_some();
        // A code is judged by a clock, and a time of no zone is none.
        if !zoned && call.date.is_none() {
            read.code = None;
        }
        read
    };
    let reads: Vec<Read> = calls.into_iter().map(read).collect();
    let what = "rest of a log in which too many braces lead nowhere".to_owned();
    let skipped = tangled.then(|| Skipped { place: place.to_owned(), what, count: 1 });
    LogRead { timeline: codes::timeline(reads, skipped.into_iter().collect()), held }
}

fn part(value: Option<&serde_json::Value>) -> Part<&serde_json::Value> {
    value.map_or(Part::Hidden, Part::Known)
}
