//! The end of a run before all is read: Ctrl-C, or the end of its time.

use crate::permissions::Operation;
use crate::snapshot::Unread;
use std::sync::Arc;
use tokio::sync::SetOnce;

/// Ends every call at once, those under way and those to come; what they would have read stands as unread, so that
/// all that was read until then can be judged. Clones are one halt.
#[derive(Debug, Clone, Default)]
pub struct Halt(Arc<SetOnce<Reason>>);

#[derive(Debug)]
struct Reason {
    code: String,
    message: String,
}

impl Halt {
    /// Ends the run; `code` and `message` stand wherever something was not read. A second halt changes nothing.
    pub fn call(&self, code: &str, message: &str) {
        let _called_before = self.0.set(Reason { code: code.to_owned(), message: message.to_owned() });
    }

    /// Waits for the end; what a call of `operation` says then.
    pub(super) async fn reached(&self, operation: Operation) -> Unread {
        let reason = self.0.wait().await;
        Unread::new(operation.iam_action, &reason.code, reason.message.clone())
    }
}
