//! How far a run over many pools has come, on a terminal.

#[cfg(feature = "aws")]
use super::super::Common;
#[cfg(feature = "aws")]
use super::desk::Desk;

/// One line on standard error.
#[cfg(feature = "aws")]
pub(super) struct Progress;

#[cfg(feature = "aws")]
impl Progress {
    pub(super) fn begin(_common: &Common, _many: bool) -> Progress {
        Progress
    }

    pub(super) fn show(&mut self, _desk: &Desk<'_>) {}

    pub(super) fn end(self) {}
}
