//! The real binary without AWS: what it prints, and how it ends, on good, bad and hostile input.
#![allow(clippy::unwrap_used)] // a test says what it expects by failing

mod cli;
mod diff;
mod explain;
#[path = "../judging/fixture.rs"]
#[allow(dead_code)] // the judging tests use the rest
mod fixture;
mod generate;
mod hostile;
mod html;
mod html_browser;
mod rich;
mod rules;
mod run;
mod signer;
mod token_forms;
mod token_verdicts;
mod token_verify;
mod totp;
mod totp_hostile;
mod totp_matrix;
mod totp_qr;
mod users;
