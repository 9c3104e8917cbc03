//! Values that must not be printed.

use std::fmt;
use zeroize::Zeroizing;

/// A password, code, Session, token or secret: wiped when dropped, and its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(Zeroizing<String>);

impl Hidden {
    /// Hides `text`.
    pub fn new(text: impl Into<String>) -> Hidden {
        Hidden(Zeroizing::new(text.into()))
    }

    /// The value itself, for the request that it belongs into.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<Zeroizing<String>> for Hidden {
    fn from(text: Zeroizing<String>) -> Hidden {
        Hidden(text)
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(…)")
    }
}
