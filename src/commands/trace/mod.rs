//! `mfa-doctor trace`: what really happened, from recordings.

pub mod files;
pub mod trail;
