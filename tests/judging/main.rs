//! The rules on fixtures: what they say, what their fixes do, and what may not change their word.
#![allow(clippy::unwrap_used)] // a test says what it expects by failing

mod corpus;
mod diff;
mod evidence;
mod explained;
mod fixture;
mod fixtures;
mod logs;
mod looks;
mod preflight;
mod recording;
mod redact;
mod role_fixes;
mod sign_ins;
mod simulator;
mod spared;
mod users;
