//! The project itself: its rooms, its table of rules, its README.
#![allow(clippy::unwrap_used)] // a test says what it expects by failing

mod architecture;
mod docs;
mod drawing;
mod packaging;
mod permissions;
mod table;
