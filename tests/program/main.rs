//! The real binary without AWS: what it prints, and how it ends, on good, bad and hostile input.
#![allow(clippy::unwrap_used)] // a test says what it expects by failing

mod accepted;
mod cli;
mod config;
mod diff;
mod explain;
#[path = "../judging/fixture.rs"]
#[allow(dead_code)] // the judging tests use the rest
mod fixture;
mod formats;
mod formats_hostile;
mod generate;
mod hostile;
mod html;
mod html_browser;
mod junit;
mod outputs;
mod preflight;
#[path = "../judging/recording.rs"]
#[allow(dead_code)]
mod recording;
mod rich;
mod rules;
mod run;
mod sarif;
mod signer;
mod token_forms;
mod token_verdicts;
mod token_verify;
mod totp;
mod totp_hostile;
mod totp_matrix;
mod totp_qr;
mod trace;
mod users;
