//! The documented errors of Amazon Cognito MFA.

/// An error that users or operators of a user pool meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentedError {
    /// Stable name in kebab-case.
    pub id: &'static str,
    /// The exception.
    pub code: Option<&'static str>,
    /// The text as AWS prints it.
    pub message: &'static str,
}
