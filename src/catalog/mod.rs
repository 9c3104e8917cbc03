//! The documented errors of Amazon Cognito MFA.
