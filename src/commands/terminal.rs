//! Standard input and output: colour, width, and what to do when nobody reads any more.

use super::{Color, Common, Failure, status};
use crate::report::Look;
use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

/// Columns where there is no terminal.
const WIDTH: usize = 100;

/// How a report looks on standard output.
pub(super) fn look(common: &Common) -> Look {
    let width =
        terminal_size::terminal_size().map_or(WIDTH, |(columns, _)| usize::from(columns.0).clamp(60, 140));
    let color = colors(common, &io::stdout());
    Look { width, color, documents: common.verbose, quiet: common.quiet }
}

fn colors(common: &Common, to: &impl IsTerminal) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match common.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => set("CLICOLOR_FORCE") || (to.is_terminal() && !is_dumb() && !set("NO_COLOR")),
    }
}

/// Whether the terminal cannot take a line back.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Whether what stands on standard error may have colours.
#[cfg(feature = "aws")]
pub(super) fn colors_errors(common: &Common) -> bool {
    colors(common, &io::stderr())
}

/// Whether a line that changes can be shown on standard error, and anybody wants it.
#[cfg(feature = "aws")]
pub(super) fn shows_progress(common: &Common) -> bool {
    io::stderr().is_terminal() && !is_dumb() && !common.quiet
}

/// Writes `text` to standard output. A reader that has gone away is no failure.
///
/// # Errors
/// When it cannot be written for another reason.
pub(super) fn print(text: &[u8]) -> Result<(), Failure> {
    let written = status::aside(|| {
        let mut out = io::stdout().lock();
        out.write_all(text).and_then(|()| out.flush())
    });
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!("cannot write to standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Prints what `render` writes; `what` names it where that fails.
///
/// # Errors
/// When it cannot be written.
pub(super) fn print_rendered(
    what: &str,
    render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<(), Failure> {
    print(&rendered(what, render)?)
}

/// What `render` writes; `what` names it where that fails.
///
/// # Errors
/// When it cannot be written.
pub(super) fn rendered(
    what: &str,
    render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    match render(&mut text) {
        Ok(()) => Ok(text),
        Err(error) => Err(Failure::new(format!("cannot write the {what}: {error}"))),
    }
}

/// A remark on standard error.
pub(super) fn remark(common: &Common, text: &str) {
    if !common.quiet {
        status::aside(|| {
            let _ = writeln!(anstream::stderr(), "note: {}", crate::report::clean(text));
        });
    }
}

/// Whether a path stands for standard input.
pub(super) fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// What messages call the input at `path`.
pub(super) fn name_of(path: &Path) -> String {
    if is_standard(path) { "standard input".to_owned() } else { path.display().to_string() }
}

fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    if is_standard(path) { Ok(Box::new(io::stdin().lock())) } else { Ok(Box::new(fs::File::open(path)?)) }
}

/// The order of bytes in UTF-16, which PowerShell's `>` writes with a byte order mark; `None` of anything else.
fn utf16_order(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    match bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        _ => None,
    }
}

/// The bytes of a file of any length, piece by piece, as UTF-8 where it is UTF-16; `-` is standard input.
///
/// # Errors
/// When it cannot be read, or is compressed.
pub(super) fn read_pieces(path: &Path, take: &mut dyn FnMut(&[u8])) -> Result<(), Failure> {
    const PIECE: usize = 64 * 1024;
    let failed = |error: io::Error| Failure::new(format!("cannot read {}: {error}", path.display()));
    let mut file = open(path).map_err(failed)?;
    let mut piece = Vec::with_capacity(PIECE);
    let mut next = |piece: &mut Vec<u8>| {
        piece.clear();
        // An even number of bytes each time: no unit of UTF-16 is cut.
        file.by_ref().take(PIECE as u64).read_to_end(piece).map_err(failed)
    };
    next(&mut piece)?;
    if piece.starts_with(&[0x1f, 0x8b]) {
        return Err(Failure::new(format!("{} is compressed (gzip)", path.display()))
            .hint(format!("gzip -dc {} | mfa-doctor explain -", path.display())));
    }
    let unit = utf16_order(&piece);
    while !piece.is_empty() {
        match unit {
            Some(unit) => take(utf16(&piece, unit).as_bytes()),
            None => take(&piece),
        }
        next(&mut piece)?;
    }
    Ok(())
}

/// The text of a file; `-` is standard input.
///
/// # Errors
/// When it cannot be read, or is not UTF-8.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
    if let Some(unit) = utf16_order(&bytes) {
        return Ok(utf16(&bytes[2..], unit));
    }
    String::from_utf8(bytes)
        .map_err(|error| Failure::new(format!("{} is not UTF-8: {error}", path.display())))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
}

/// Writes a file that only its owner can read.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write_private(path: &Path, text: &[u8]) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        // A file that was there keeps its mode; a device has no business with ours.
        #[cfg(unix)]
        if file.metadata()?.is_file() {
            file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        }
        file.write_all(text)
    });
    written.map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))
}
