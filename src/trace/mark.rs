//! What stands for a secret: equal for equal secrets of one run, and good for nothing else.

use ring::hmac;
use std::fmt;

/// Makes [`Mark`]s. Made of random bytes for each run, and never kept: even the mark of a six-digit code cannot be
/// undone once the run is over.
pub struct Key(hmac::Key);

/// A secret's fingerprint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark([u8; 8]);

impl Key {
    /// A key of random `bytes`.
    pub fn new(bytes: &[u8; 32]) -> Key {
        Key(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The mark of `secret`.
    pub fn mark(&self, secret: &str) -> Mark {
        let tag = hmac::sign(&self.0, secret.as_bytes());
        let mut mark = [0; 8];
        mark.copy_from_slice(&tag.as_ref()[..8]);
        Mark(mark)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mark({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_the_same_within_a_run_only() {
        let (one, other) = (Key::new(&[1; 32]), Key::new(&[2; 32]));
        assert_eq!(one.mark("123456"), one.mark("123456"));
        assert_ne!(one.mark("123456"), one.mark("123457"));
        assert_ne!(one.mark("123456"), other.mark("123456"));
        assert_eq!(one.mark("123456").to_string().len(), 16);
    }
}
