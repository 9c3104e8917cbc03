//! The lines of standard input, waited for without missing Ctrl-C.

use super::watch::Watch;
use std::io::BufRead as _;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
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

/// Standard input, read by a thread from the first question on. It reads a line when one is asked for, and no more: at a
/// terminal the next may be the answer to a prompt that does not show it.
#[derive(Debug, Default)]
pub(super) struct Lines(Option<(Sender<()>, Receiver<String>)>);

impl Lines {
    /// The next line.
    pub(super) fn next(&mut self, watch: &Watch) -> Line {
        let (wanted, lines) = self.0.get_or_insert_with(|| {
            let ((wanted, wants), (sender, lines)) = (channel(), channel());
            std::thread::spawn(move || read(&wants, &sender));
            (wanted, lines)
        });
        if wanted.send(()).is_err() {
            return Line::End;
        }
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

/// Reads a line for each that is wanted.
fn read(wants: &Receiver<()>, lines: &Sender<String>) {
    while wants.recv().is_ok() {
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(1..) if lines.send(line.trim_end_matches(['\r', '\n']).to_owned()).is_ok() => {}
            _ => return,
        }
    }
}
