//! The lines of standard input, waited for without missing Ctrl-C.

use super::watch::Watch;
use std::io::BufRead as _;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Between looks for an interruption.
const LOOK: Duration = Duration::from_millis(50);

/// What came.
pub(super) enum Line {
    /// A line, without its end.
    Text(String),
    /// There are no more.
    End,
    /// The user interrupted.
    Interrupted,
}

/// Standard input, read line by line in a thread from the first question on.
#[derive(Debug, Default)]
pub(super) struct Lines(Option<Receiver<String>>);

impl Lines {
    /// The next line.
    pub(super) fn next(&mut self, watch: &Watch) -> Line {
        let lines = self.0.get_or_insert_with(|| {
            let (sender, receiver) = channel();
            std::thread::spawn(move || {
                for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
            receiver
        });
        loop {
            if watch.raised() {
                return Line::Interrupted;
            }
            match lines.recv_timeout(LOOK) {
                Ok(line) => return Line::Text(line),
                Err(RecvTimeoutError::Disconnected) => return Line::End,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}
