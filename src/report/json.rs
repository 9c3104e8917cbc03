//! Every report for programs.

use serde::Serialize;
use std::io;

/// Writes `report` as JSON, indented, with a line break at the end.
pub(super) fn render<T: Serialize + ?Sized>(report: &T, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}
