//! Questions whose answers do not show.

use super::Failure;
use std::io::Write as _;
use zeroize::Zeroizing;

/// Asks on the terminal, without echo.
///
/// # Errors
/// When there is no terminal, or the user interrupts; then the terminal shows again what is typed.
pub(super) fn hidden(question: &str) -> Result<Zeroizing<String>, Failure> {
    let answer = match ask(question)? {
        // Ctrl-D, or the terminal was closed.
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            let _ = writeln!(anstream::stderr());
            Ok(String::new())
        }
        answer => answer,
    };
    answer.map(Zeroizing::new).map_err(|error| match error.kind() {
        std::io::ErrorKind::Interrupted => Failure::interrupted(),
        _ => Failure::new(format!("cannot ask on the terminal: {error}")),
    })
}

/// What was typed, or the error of asking.
#[cfg(unix)]
fn ask(question: &str) -> Result<std::io::Result<String>, Failure> {
    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let failed = |error: std::io::Error| Failure::new(format!("cannot watch for Ctrl-C: {error}"));
    let terminal = std::fs::File::open("/dev/tty").ok();
    let before = terminal.as_ref().and_then(|terminal| tcgetattr(terminal).ok());
    // The crate that asks ends the process at Ctrl-C before it restores the terminal, unless the signal is caught.
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(failed)?;
    let handle = signals.handle();
    let question = question.to_owned();
    let asked = std::thread::spawn(move || {
        let answer = rpassword::prompt_password(question);
        handle.close();
        answer
    });
    if signals.forever().next().is_some() {
        if let (Some(terminal), Some(before)) = (terminal, before) {
            let _ = tcsetattr(&terminal, OptionalActions::Now, &before);
        }
        // What was typed is a line of its own.
        let _ = writeln!(anstream::stderr());
        return Err(Failure::interrupted());
    }
    asked.join().map_err(|_| Failure::new("cannot ask on the terminal"))
}

#[cfg(not(unix))]
fn ask(question: &str) -> Result<std::io::Result<String>, Failure> {
    Ok(rpassword::prompt_password(question))
}
