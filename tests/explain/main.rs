//! Recognising documented errors, in the texts of `fixtures/errors`.
#![allow(clippy::unwrap_used)] // a test says what it expects by failing

mod corpus;
mod streams;
mod wrappers;
