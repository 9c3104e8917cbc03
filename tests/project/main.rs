//! The project itself: its rooms, its table of rules, its README.
#![allow(clippy::unwrap_used)] // a test says what it expects by failing

mod architecture;
mod configuration;
mod docs;
mod drawing;
#[path = "../judging/fixture.rs"]
#[allow(dead_code)] // the judging tests use the rest
mod fixture;
mod packaging;
mod permissions;
#[path = "../judging/recording.rs"]
#[allow(dead_code)]
mod recording;
mod schemas;
mod table;
