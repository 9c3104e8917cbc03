//! Reads one file, whatever form it has.

use super::trail::Trail;
use std::io::Read;

/// Reads files one after the other, into the same memory.
#[derive(Default)]
pub struct Reader {}

impl Reader {
    /// Reads all of `source` into `trail`. What cannot be read is counted there; `place` says where it was.
    pub fn read(&mut self, trail: &mut Trail, place: &str, source: &mut dyn Read) {
        let _ = (trail, place, source);
    }
}

/// Whether a file that begins with `head` may be CloudTrail's: gzip data, or JSON that names an event source or is a
/// list of records.
pub fn looks_like(head: &[u8]) -> bool {
    let _ = head;
    false
}
