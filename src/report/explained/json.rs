//! The answer for programs.

use super::Explained;
use std::io;

pub(super) fn render(answer: &Explained, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, answer)?;
    writeln!(out)
}
