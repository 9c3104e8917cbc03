//! The process edge of `mfa-doctor`.
fn main() {}
