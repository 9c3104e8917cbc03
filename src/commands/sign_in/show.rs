//! What goes to the terminal alone, or to a file of its owner alone: never to standard output.

use super::super::Failure;
use crate::sign_in::Hidden;
use crate::totp::{Ground, Qr, Secret, compose};
use anstyle::AnsiColor;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

/// Writes to the terminal, wherever the streams lead.
pub(super) fn on_terminal(text: &str) {
    #[cfg(unix)]
    if let Ok(mut terminal) = std::fs::OpenOptions::new().write(true).open("/dev/tty") {
        let _ = terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush());
        return;
    }
    if std::io::stderr().is_terminal() {
        let mut terminal = std::io::stderr();
        let _ = terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush());
    }
}

/// Shows the secret of an enrolment as QR code and text.
pub(super) fn secret(secret: &Hidden, known: Option<&Secret>, user: &str, pool: &str) {
    // A colon would end the issuer in a label.
    let plain = |name: &str| name.replace(':', "_");
    let uri = known.and_then(|known| compose(known, &plain(pool), &plain(user)).ok());
    let drawn = uri.as_deref().and_then(|uri| Qr::of(uri).ok());
    if let Some(qr) = drawn {
        on_terminal(&drawing(&qr));
    }
    on_terminal(&format!(
        "Scan this with an authenticator app, or type in the secret. Neither is shown again.\n\n  {}\n\n",
        crate::report::clean(secret.reveal())
    ));
}

/// Black on white where the terminal takes colours; else for light letters on a dark ground.
fn drawing(qr: &Qr) -> String {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("NO_COLOR") || std::env::var_os("TERM").is_none_or(|term| term == "dumb") {
        return format!("\n{}\n", qr.terminal(Ground::Dark));
    }
    let style = AnsiColor::Black.on(AnsiColor::BrightWhite);
    let rows = qr.terminal(Ground::Light);
    rows.lines().fold("\n".to_owned(), |text, row| text + &format!("{style}{row}{style:#}\n")) + "\n"
}

/// Writes a file that did not exist before, and that only its owner can read.
///
/// # Errors
/// When that cannot be.
pub(super) fn new_private_file(path: &Path, secret: &Hidden) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(secret.reveal().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    });
    written.map_err(|error| {
        Failure::new(format!("the new TOTP secret could not be written to {}: {error}", path.display()))
    })
}
