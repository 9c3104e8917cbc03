//! The line at the end of a terminal that says how far a long run has come. It makes way for whatever else is written,
//! and leaves nothing behind.

#[cfg(feature = "aws")]
pub(super) use shown::{Line, aside};

/// Writes beside the line; there is none in this build.
#[cfg(not(feature = "aws"))]
pub(super) fn aside<T>(write: impl FnOnce() -> T) -> T {
    write()
}

#[cfg(feature = "aws")]
mod shown {
    use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use std::time::Duration;

    /// How often it shows that the program lives.
    const TICK: Duration = Duration::from_millis(120);

    /// What is on the terminal now.
    static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

    fn now() -> MutexGuard<'static, Option<ProgressBar>> {
        SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line on standard error, until it is dropped. There is one at a time.
    pub(in crate::commands) struct Line(ProgressBar);

    impl Line {
        /// An empty line.
        pub fn begin() -> Line {
            let style =
                ProgressStyle::with_template("{spinner} {wide_msg}").map(|style| style.tick_chars("|/-\\ "));
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(TICK);
            *now() = Some(bar.clone());
            Line(bar)
        }

        /// Says `text`, which holds no line breaks, as far as the terminal is wide.
        pub fn say(&self, text: String) {
            self.0.set_message(text);
        }
    }

    impl Drop for Line {
        fn drop(&mut self) {
            *now() = None;
            self.0.finish_and_clear();
        }
    }

    /// Writes to the terminal while the line is out of the way.
    pub(in crate::commands) fn aside<T>(write: impl FnOnce() -> T) -> T {
        let shown = now().clone();
        match shown {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}
