//! Ctrl-C, a request to end, and a terminal that closes: all of them end the sign-in in words.

use super::super::Failure;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Between looks at the flag.
const LOOK: Duration = Duration::from_millis(40);

/// Tells whether the user interrupted.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Arc<AtomicBool>);

impl Watch {
    /// Begins to watch. From here on such a signal sets a flag and ends nothing by itself.
    ///
    /// # Errors
    /// When the system does not let it.
    #[cfg(unix)]
    pub(super) fn begin() -> Result<Watch, Failure> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        let watch = Watch::default();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&watch.0))
                .map_err(|error| Failure::new(format!("cannot watch for Ctrl-C: {error}")))?;
        }
        Ok(watch)
    }

    #[cfg(not(unix))]
    pub(super) fn begin() -> Result<Watch, Failure> {
        Ok(Watch::default())
    }

    /// Whether the user interrupted.
    pub(super) fn raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Waits, and says whether the user interrupted meanwhile.
    pub(super) fn pause(&self, how_long: Duration) -> bool {
        let mut left = how_long;
        while !self.raised() && !left.is_zero() {
            let piece = left.min(LOOK);
            std::thread::sleep(piece);
            left -= piece;
        }
        self.raised()
    }

    /// Returns when the user interrupts.
    #[cfg(all(feature = "aws", unix))]
    pub(super) async fn interrupted(&self) {
        while !self.raised() {
            tokio::time::sleep(LOOK).await;
        }
    }

    #[cfg(all(feature = "aws", not(unix)))]
    pub(super) async fn interrupted(&self) {
        if tokio::signal::ctrl_c().await.is_ok() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}
