//! Rules for programs.

use super::Rules;
use std::io;

pub(super) fn render(rules: &Rules, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, rules)?;
    writeln!(out)
}
